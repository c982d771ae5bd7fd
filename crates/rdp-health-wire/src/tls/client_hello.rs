//! [RFC 8446 § 4.1.2] ClientHello.

use alloc::vec::Vec;

use super::extension::{Extension, read_u16_list, u16_list};
use super::handshake;
use super::record::{record, split};
use super::{
    CipherSuite, CompressionMethod, ContentType, HandshakeType, NamedGroup, SignatureScheme, TlsVersion,
};
use crate::cursor::Cursor;
use crate::writer::{vector8, vector16};
use crate::{DecodeError, DecodeErrorKind};

const PDU: &str = "ClientHello";

/// name_type of a DNS name in server_name.
const HOST_NAME: u8 = 0;

/// [RFC 8446 § 4.1.2] ClientHello.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientHello {
    /// client_version; from TLS 1.3 on always TLS 1.2, and the truth is in supported_versions.
    pub version: TlsVersion,
    /// The random bytes, which the caller brings.
    pub random: [u8; 32],
    /// The session to resume; 32 bytes at most.
    pub session_id: Vec<u8>,
    /// The suites on offer, the client's favourite first.
    pub suites: Vec<CipherSuite>,
    /// Compression methods; `[0]` in practice.
    pub compression: Vec<CompressionMethod>,
    /// The extensions, in the order they travel. No block is written when there is none.
    pub extensions: Vec<Extension>,
}

impl ClientHello {
    /// The handshake message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        body.extend(self.version.0.to_be_bytes());
        body.extend(self.random);
        vector8(&mut body, &self.session_id);
        vector16(&mut body, &u16_list(self.suites.iter().map(|suite| suite.0)));
        let compression: Vec<u8> = self.compression.iter().map(|method| method.0).collect();
        vector8(&mut body, &compression);
        Extension::write_all(&self.extensions, &mut body);
        handshake::handshake_message(HandshakeType::CLIENT_HELLO, &body)
    }

    /// The handshake message in a record of version TLS 1.0, as every client sends it first.
    #[must_use]
    pub fn encode_record(&self) -> Vec<u8> {
        record(ContentType::HANDSHAKE, TlsVersion::TLS10, &self.encode())
    }

    /// Reads a handshake message, or the record or records that carry it.
    ///
    /// # Errors
    /// The bytes end too early, hold something else, or a length inside is impossible.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.first() == Some(&HandshakeType::CLIENT_HELLO.0) {
            return Self::decode_message(bytes);
        }
        let mut message = Vec::new();
        let mut rest = bytes;
        while handshake::message_length(&message).is_none_or(|length| message.len() < length)
            && let Some(record) = split(rest)?
        {
            if record.kind != ContentType::HANDSHAKE {
                let (expected, found) = (u32::from(ContentType::HANDSHAKE.0), u32::from(record.kind.0));
                return Err(Cursor::new("TLS record", rest)
                    .error("content type", DecodeErrorKind::Unexpected { expected, found }));
            }
            message.extend(record.payload);
            rest = record.rest;
        }
        Self::decode_message(&message)
    }

    fn decode_message(message: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = handshake::open(PDU, HandshakeType::CLIENT_HELLO, message)?;
        let version = TlsVersion(cursor.u16("client_version")?);
        let random = cursor.array("random")?;
        let session_id = cursor.vector8("session_id")?.to_vec();
        let suites = cursor.vector16("cipher_suites")?;
        if suites.rest().len() % 2 != 0 {
            let found = suites.rest().len();
            return Err(suites.error("cipher_suites", DecodeErrorKind::InvalidLength { found }));
        }
        let suites = read_u16_list(suites.rest()).map(CipherSuite).collect();
        let compression = cursor.vector8("compression_methods")?;
        let compression = compression.iter().copied().map(CompressionMethod).collect();
        let extensions = Extension::read_all(&mut cursor)?;
        Ok(Self { version, random, session_id, suites, compression, extensions })
    }

    /// The same hello with server_name [RFC 6066 § 3] in front of its other extensions.
    ///
    /// The name must be a DNS name: an address is never sent this way. A trailing dot is left out.
    #[must_use]
    pub fn with_server_name(mut self, name: &str) -> Self {
        let name = name.strip_suffix('.').unwrap_or(name);
        let mut entry = Vec::from([HOST_NAME]);
        vector16(&mut entry, name.as_bytes());
        let mut body = Vec::new();
        vector16(&mut body, &entry);
        self.extensions.retain(|extension| extension.kind != Extension::SERVER_NAME);
        self.extensions.insert(0, Extension { kind: Extension::SERVER_NAME, body });
        self
    }

    /// The DNS name in server_name, as it came; `None` when there is none or it is not UTF-8.
    #[must_use]
    pub fn server_name(&self) -> Option<&str> {
        let mut list = Extension::find(&self.extensions, Extension::SERVER_NAME)?.vector16("names").ok()?;
        while !list.is_empty() {
            let kind = list.u8("name_type").ok()?;
            let name = list.vector16("name").ok()?;
            if kind == HOST_NAME {
                return core::str::from_utf8(name.rest()).ok();
            }
        }
        None
    }

    /// supported_versions, the client's favourite first; empty when there is none, and then `version` counts.
    #[must_use]
    pub fn supported_versions(&self) -> Vec<TlsVersion> {
        Extension::find(&self.extensions, Extension::SUPPORTED_VERSIONS)
            .and_then(|mut body| body.vector8("versions").ok())
            .map(|list| read_u16_list(list).map(TlsVersion).collect())
            .unwrap_or_default()
    }

    /// supported_groups, the client's favourite first.
    #[must_use]
    pub fn groups(&self) -> Vec<NamedGroup> {
        self.u16_vector(Extension::SUPPORTED_GROUPS).into_iter().map(NamedGroup).collect()
    }

    /// signature_algorithms, the client's favourite first.
    #[must_use]
    pub fn signature_schemes(&self) -> Vec<SignatureScheme> {
        self.u16_vector(Extension::SIGNATURE_ALGORITHMS).into_iter().map(SignatureScheme).collect()
    }

    /// The groups for which key_share has a key [RFC 8446 § 4.2.8]; `None` = there is no such extension.
    #[must_use]
    pub fn shared_groups(&self) -> Option<Vec<NamedGroup>> {
        let mut list =
            Extension::find(&self.extensions, Extension::KEY_SHARE)?.vector16("client_shares").ok()?;
        let mut groups = Vec::new();
        while !list.is_empty() {
            groups.push(NamedGroup(list.u16("group").ok()?));
            list.vector16("key_exchange").ok()?;
        }
        Some(groups)
    }

    fn u16_vector(&self, kind: u16) -> Vec<u16> {
        Extension::find(&self.extensions, kind)
            .and_then(|mut body| body.vector16("list").ok())
            .map(|list| read_u16_list(list.rest()).collect())
            .unwrap_or_default()
    }
}
