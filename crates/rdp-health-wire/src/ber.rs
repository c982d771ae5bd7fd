//! [X.690] The few forms of BER that MCS, CredSSP and SPNEGO are made of.
//!
//! Written is always DER; read is whatever names its length.

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind};

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const SEQUENCE: u8 = 0x30;

/// The low bits of a tag that goes on in the bytes behind it.
const LONG_TAG: u8 = 0x1f;

/// The tag of `[number]` around another element.
pub(crate) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// The element with everything in `content`, its length in the shortest form.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len().saturating_add(6));
    out.push(tag);
    write_length(&mut out, content.len());
    out.extend(content);
    out
}

/// A length in the shortest form.
pub(crate) fn write_length(out: &mut Vec<u8>, length: usize) {
    let bytes = length.to_be_bytes();
    let leading = bytes.iter().take_while(|byte| **byte == 0).count();
    let significant = bytes.get(leading..).unwrap_or_default();
    match u8::try_from(length) {
        Ok(short @ ..0x80) => out.push(short),
        _ => {
            out.push(0x80 | u8::try_from(significant.len()).unwrap_or(0));
            out.extend(significant);
        }
    }
}

/// An INTEGER or ENUMERATED in the shortest form.
pub(crate) fn unsigned(tag: u8, value: u32) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let leading = bytes.iter().take(3).take_while(|byte| **byte == 0).count();
    let mut content = bytes.get(leading..).unwrap_or_default().to_vec();
    if content.first().is_some_and(|first| 0x80 <= *first) {
        content.insert(0, 0);
    }
    element(tag, &content)
}

/// Reads a length in any definite form of up to four bytes, shortest or not.
pub(crate) fn read_length(cursor: &mut Cursor<'_>, field: &'static str) -> Result<usize, DecodeError> {
    let at_length = cursor.clone();
    let first = cursor.u8(field)?;
    let count = match first {
        ..=0x7f => return Ok(usize::from(first)),
        0x81..=0x84 => usize::from(first & 0x7f),
        _ => return Err(at_length.error(field, DecodeErrorKind::IllegalValue { found: u32::from(first) })),
    };
    let mut length = 0_usize;
    for byte in cursor.take(field, count)? {
        length = (length << 8) | usize::from(*byte);
    }
    Ok(length)
}

/// Reads any element: the first byte of its tag, and its content.
pub(crate) fn read_any<'a>(
    cursor: &mut Cursor<'a>,
    field: &'static str,
) -> Result<(u8, Cursor<'a>), DecodeError> {
    let tag = cursor.u8(field)?;
    if tag & LONG_TAG == LONG_TAG {
        while cursor.u8(field)? & 0x80 != 0 {}
    }
    let length = read_length(cursor, field)?;
    Ok((tag, cursor.nested(field, length)?))
}

/// Reads the content of an element that must have this tag.
pub(crate) fn read<'a>(
    cursor: &mut Cursor<'a>,
    field: &'static str,
    tag: u8,
) -> Result<Cursor<'a>, DecodeError> {
    cursor.expect_u8(field, tag)?;
    let length = read_length(cursor, field)?;
    cursor.nested(field, length)
}

/// Reads an INTEGER or ENUMERATED of one to eight bytes.
pub(crate) fn read_integer(
    cursor: &mut Cursor<'_>,
    field: &'static str,
    tag: u8,
) -> Result<i64, DecodeError> {
    let content = read(cursor, field, tag)?;
    let bytes = content.rest();
    let sign: u8 = match bytes.first() {
        Some(0x80..) => 0xff,
        _ => 0,
    };
    let mut value = [sign; 8];
    let place = value.len().checked_sub(bytes.len()).filter(|_| !bytes.is_empty());
    let place = place
        .and_then(|start| value.get_mut(start..))
        .ok_or_else(|| content.error(field, DecodeErrorKind::InvalidLength { found: bytes.len() }))?;
    place.copy_from_slice(bytes);
    Ok(i64::from_be_bytes(value))
}
