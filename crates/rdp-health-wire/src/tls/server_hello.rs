//! [RFC 8446 § 4.1.3] ServerHello, and HelloRetryRequest, which is one with a fixed random.

use alloc::vec::Vec;

use super::extension::Extension;
use super::handshake;
use super::{CipherSuite, CompressionMethod, HandshakeType, NamedGroup, TlsVersion};
use crate::DecodeError;
use crate::writer::vector8;

/// [RFC 8446 § 4.1.3] ServerHello.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerHello {
    /// server_version; in TLS 1.3 always TLS 1.2, see [`negotiated_version`](Self::negotiated_version).
    pub version: TlsVersion,
    /// The random bytes.
    pub random: [u8; 32],
    /// The session's name, or an echo of the client's.
    pub session_id: Vec<u8>,
    /// The suite chosen.
    pub suite: CipherSuite,
    /// The compression method chosen; 0 in practice.
    pub compression: CompressionMethod,
    /// The extensions, in the order they came. No block is written when there is none.
    pub extensions: Vec<Extension>,
}

impl ServerHello {
    /// [RFC 8446 § 4.1.3] The random that makes a ServerHello a HelloRetryRequest.
    pub const HELLO_RETRY_REQUEST_RANDOM: [u8; 32] = [
        0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
        0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
    ];

    /// The handshake message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        body.extend(self.version.0.to_be_bytes());
        body.extend(self.random);
        vector8(&mut body, &self.session_id);
        body.extend(self.suite.0.to_be_bytes());
        body.push(self.compression.0);
        Extension::write_all(&self.extensions, &mut body);
        handshake::handshake_message(HandshakeType::SERVER_HELLO, &body)
    }

    /// Reads a handshake message.
    ///
    /// # Errors
    /// The bytes end too early, or hold something else.
    pub fn decode(message: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = handshake::open("ServerHello", HandshakeType::SERVER_HELLO, message)?;
        let version = TlsVersion(cursor.u16("server_version")?);
        let random = cursor.array("random")?;
        let session_id = cursor.vector8("session_id")?.to_vec();
        let suite = CipherSuite(cursor.u16("cipher_suite")?);
        let compression = CompressionMethod(cursor.u8("compression_method")?);
        let extensions = Extension::read_all(&mut cursor)?;
        Ok(Self { version, random, session_id, suite, compression, extensions })
    }

    /// The version that both go on with: supported_versions where there is one, else `version`.
    #[must_use]
    pub fn negotiated_version(&self) -> TlsVersion {
        Extension::find(&self.extensions, Extension::SUPPORTED_VERSIONS)
            .and_then(|mut body| body.u16("selected_version").ok())
            .map_or(self.version, TlsVersion)
    }

    /// Whether the server asks for another hello. It proves TLS 1.3, and that no certificate is to come yet.
    #[must_use]
    pub fn is_hello_retry_request(&self) -> bool {
        self.random == Self::HELLO_RETRY_REQUEST_RANDOM
    }

    /// The group in key_share. Up to TLS 1.2 the group is in the ServerKeyExchange instead.
    #[must_use]
    pub fn selected_group(&self) -> Option<NamedGroup> {
        let mut body = Extension::find(&self.extensions, Extension::KEY_SHARE)?;
        body.u16("group").ok().map(NamedGroup)
    }
}
