//! Bytes that are text: Windows writes UTF-16 and UTF-8, and the code page of the console.

use crate::bytes::utf16;

/// The text, whatever its encoding; `None` where the bytes are none.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    Some(match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => utf16(bytes),
        _ if bytes.get(..4096).unwrap_or(bytes).contains(&0) => return None,
        // Of the console's code page only letters with accents are lost, which nothing here reads.
        _ => String::from_utf8_lossy(bytes).into_owned(),
    })
}
