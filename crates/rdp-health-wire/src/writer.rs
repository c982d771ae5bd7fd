//! Length-prefixed vectors of TLS.
//!
//! A vector that its length field cannot describe is cut to what it can: what is written is always well formed.

use alloc::vec::Vec;

/// One length byte, then the bytes.
pub(crate) fn vector8(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
    out.push(length);
    out.extend(bytes.iter().take(usize::from(length)));
}

/// Two length bytes, then the bytes.
pub(crate) fn vector16(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    out.extend(length.to_be_bytes());
    out.extend(bytes.iter().take(usize::from(length)));
}

/// Three length bytes, then the bytes.
pub(crate) fn vector24(out: &mut Vec<u8>, bytes: &[u8]) {
    const LIMIT: usize = 0x00ff_ffff;
    let cut = bytes.get(..LIMIT).unwrap_or(bytes);
    let [_, length @ ..] = u32::try_from(cut.len()).unwrap_or(u32::MAX).to_be_bytes();
    out.extend(length);
    out.extend(cut);
}
