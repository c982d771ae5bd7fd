//! [RFC 8446 § 5.1] The record layer, without its protection.

use alloc::vec::Vec;

use super::{ContentType, TlsVersion};
use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind};

/// Length of a record's header: type, version, and the length of the payload in big endian.
pub const RECORD_HEADER_LENGTH: usize = 1 // type
    + 2 // legacy_record_version
    + 2; // length

/// The most a record in clear may carry.
pub const MAX_FRAGMENT_LENGTH: usize = 1 << 14;

/// The most a protected record of any version may carry (TLS 1.2; TLS 1.3 allows less).
const MAX_CIPHERTEXT_LENGTH: usize = MAX_FRAGMENT_LENGTH + 2048;

/// First byte of the version field in SSL 3.0 and everything after it.
const MAJOR_VERSION: u8 = 3;

/// The payload in as many records as it takes. An empty payload is one empty record.
#[must_use]
pub fn record(kind: ContentType, version: TlsVersion, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(RECORD_HEADER_LENGTH.saturating_add(payload.len()));
    let mut write = |fragment: &[u8]| {
        out.push(kind.0);
        out.extend(version.0.to_be_bytes());
        crate::writer::vector16(&mut out, fragment);
    };
    if payload.is_empty() {
        write(&[]);
    }
    payload.chunks(MAX_FRAGMENT_LENGTH).for_each(&mut write);
    out
}

/// The total length of the record that begins with `bytes`, header included.
///
/// `None` while the header is not complete: read on.
/// The record itself may be longer than `bytes`: read until that many are there.
///
/// # Errors
/// The bytes are no TLS record: a content type or a version that there is not, or a length that none may have.
/// The first two are seen as soon as their byte is there.
pub fn record_length(bytes: &[u8]) -> Result<Option<usize>, DecodeError> {
    let mut cursor = Cursor::new("TLS record", bytes);
    let Some(first) = bytes.first().copied() else { return Ok(None) };
    if ContentType(first).name().is_none() {
        let (expected, found) = (u32::from(ContentType::HANDSHAKE.0), u32::from(first));
        return Err(cursor.error("content type", DecodeErrorKind::Unexpected { expected, found }));
    }
    cursor.u8("content type")?;
    if cursor.is_empty() {
        return Ok(None);
    }
    cursor.expect_u8("version", MAJOR_VERSION)?;
    if bytes.len() < RECORD_HEADER_LENGTH {
        return Ok(None);
    }
    cursor.u8("version")?;
    let length = usize::from(cursor.clone().u16("length")?);
    if length > MAX_CIPHERTEXT_LENGTH {
        return Err(cursor.error("length", DecodeErrorKind::TooLarge { limit: MAX_CIPHERTEXT_LENGTH }));
    }
    Ok(Some(RECORD_HEADER_LENGTH.saturating_add(length)))
}

/// A whole record at the front of some bytes.
pub(super) struct Record<'a> {
    pub(super) kind: ContentType,
    pub(super) payload: &'a [u8],
    /// What follows the record.
    pub(super) rest: &'a [u8],
}

/// The record that `bytes` begin with; `None` while it is not complete.
pub(super) fn split(bytes: &[u8]) -> Result<Option<Record<'_>>, DecodeError> {
    let Some(length) = record_length(bytes)? else { return Ok(None) };
    let Some((whole, rest)) = bytes.split_at_checked(length) else { return Ok(None) };
    Ok(match whole {
        [kind, _, _, _, _, payload @ ..] => Some(Record { kind: ContentType(*kind), payload, rest }),
        _ => None,
    })
}
