//! UTF-16LE, the text of NTLM and GCC.

use alloc::string::String;
use alloc::vec::Vec;

/// The bytes as text; what is no valid UTF-16 becomes U+FFFD, an odd byte at the end is dropped.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let (units, _) = bytes.as_chunks();
    char::decode_utf16(units.iter().map(|unit| u16::from_le_bytes(*unit)))
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// The text up to `limit` units of two bytes.
pub(crate) fn encode(text: &str, limit: usize) -> Vec<u8> {
    text.encode_utf16().take(limit).flat_map(u16::to_le_bytes).collect()
}
