//! [RFC 8446 § 4.2] Extensions of the hellos.

use alloc::vec::Vec;

use crate::DecodeError;
use crate::cursor::Cursor;
use crate::writer::vector16;

/// [RFC 8446 § 4.2] Extension: a number, and a body that is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Extension {
    /// The extension's number.
    pub kind: u16,
    /// Everything behind its length.
    pub body: Vec<u8>,
}

impl Extension {
    /// server_name [RFC 6066 § 3].
    pub const SERVER_NAME: u16 = 0x0000;
    /// status_request [RFC 6066 § 8].
    pub const STATUS_REQUEST: u16 = 0x0005;
    /// supported_groups [RFC 8446 § 4.2.7].
    pub const SUPPORTED_GROUPS: u16 = 0x000a;
    /// ec_point_formats [RFC 8422 § 5.1.2].
    pub const EC_POINT_FORMATS: u16 = 0x000b;
    /// signature_algorithms [RFC 8446 § 4.2.3].
    pub const SIGNATURE_ALGORITHMS: u16 = 0x000d;
    /// padding [RFC 7685].
    pub const PADDING: u16 = 0x0015;
    /// extended_master_secret [RFC 7627].
    pub const EXTENDED_MASTER_SECRET: u16 = 0x0017;
    /// session_ticket [RFC 5077].
    pub const SESSION_TICKET: u16 = 0x0023;
    /// supported_versions [RFC 8446 § 4.2.1].
    pub const SUPPORTED_VERSIONS: u16 = 0x002b;
    /// psk_key_exchange_modes [RFC 8446 § 4.2.9].
    pub const PSK_KEY_EXCHANGE_MODES: u16 = 0x002d;
    /// key_share [RFC 8446 § 4.2.8].
    pub const KEY_SHARE: u16 = 0x0033;
    /// renegotiation_info [RFC 5746].
    pub const RENEGOTIATION_INFO: u16 = 0xff01;

    /// The extension block, unless there is nothing in it.
    pub(super) fn write_all(extensions: &[Self], out: &mut Vec<u8>) {
        if extensions.is_empty() {
            return;
        }
        let mut block = Vec::new();
        for extension in extensions {
            block.extend(extension.kind.to_be_bytes());
            vector16(&mut block, &extension.body);
        }
        vector16(out, &block);
    }

    /// The extension block at the end of a hello; servers before TLS 1.2 leave it out.
    pub(super) fn read_all(cursor: &mut Cursor<'_>) -> Result<Vec<Self>, DecodeError> {
        let mut extensions = Vec::new();
        if cursor.is_empty() {
            return Ok(extensions);
        }
        let mut block = cursor.vector16("extensions")?;
        while !block.is_empty() {
            let kind = block.u16("extension_type")?;
            let body = block.vector16("extension_data")?.rest().to_vec();
            extensions.push(Self { kind, body });
        }
        Ok(extensions)
    }

    /// The body of the first extension with this number.
    pub(super) fn find(extensions: &[Self], kind: u16) -> Option<Cursor<'_>> {
        extensions
            .iter()
            .find(|extension| extension.kind == kind)
            .map(|extension| Cursor::new("Extension", &extension.body))
    }
}

/// Numbers of two bytes, one behind the other.
pub(super) fn u16_list(values: impl IntoIterator<Item = u16>) -> Vec<u8> {
    values.into_iter().flat_map(u16::to_be_bytes).collect()
}

/// The numbers of a list of two-byte numbers; a last odd byte is left out.
pub(super) fn read_u16_list(bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
    bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(u16::from_be_bytes)
}
