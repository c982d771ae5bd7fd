//! [T.123 § 8] TPKT: the four bytes before every X.224 message.
//!
//! <https://www.itu.int/rec/T-REC-T.123>

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind};

/// Length of the header: version, reserved byte, and the total length in big endian.
pub const HEADER_LENGTH: usize = 4;

/// The longest payload that the 16-bit total length can announce.
pub const MAX_PAYLOAD_LENGTH: usize = u16::MAX as usize - HEADER_LENGTH;

/// The version byte.
const VERSION: u8 = 3;

/// The shortest X.224 message: length indicator, code, one more byte.
const MIN_FRAME_LENGTH: usize = HEADER_LENGTH + 3;

/// The total length of the frame that begins with `bytes`, header included.
///
/// `None` while the header is not complete: read on.
/// The frame itself may be longer than `bytes`: read until that many are there.
///
/// # Errors
/// The bytes are no TPKT: another version byte (seen as soon as one byte is there), or a length that no X.224
/// message has.
pub fn frame_length(bytes: &[u8]) -> Result<Option<usize>, DecodeError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let mut cursor = Cursor::new("TPKT", bytes);
    cursor.expect_u8("version", VERSION)?;
    if bytes.len() < HEADER_LENGTH {
        return Ok(None);
    }
    cursor.u8("reserved")?;
    let length = usize::from(cursor.clone().u16("length")?);
    if length < MIN_FRAME_LENGTH {
        return Err(cursor.error("length", DecodeErrorKind::InvalidLength { found: length }));
    }
    Ok(Some(length))
}

/// The payload as one frame.
///
/// A payload longer than [`MAX_PAYLOAD_LENGTH`] is cut to it, so that the frame is always well formed.
#[must_use]
pub fn encode(payload: &[u8]) -> Vec<u8> {
    let payload = payload.get(..MAX_PAYLOAD_LENGTH).unwrap_or(payload);
    let length = u16::try_from(HEADER_LENGTH.saturating_add(payload.len())).unwrap_or(u16::MAX);
    let [high, low] = length.to_be_bytes();
    let mut frame = Vec::with_capacity(usize::from(length));
    frame.extend([VERSION, 0, high, low]);
    frame.extend(payload);
    frame
}

/// The frame as a reader for `pdu` that stands behind the header and ends where the frame ends.
///
/// Bytes after the frame are left alone.
pub(crate) fn open<'a>(pdu: &'static str, frame: &'a [u8]) -> Result<Cursor<'a>, DecodeError> {
    let mut cursor = Cursor::new(pdu, frame);
    let length = frame_length(frame)?.ok_or_else(|| {
        cursor.error(
            "tpkt header",
            DecodeErrorKind::Truncated { needed: HEADER_LENGTH, available: frame.len() },
        )
    })?;
    let mut cursor = cursor.nested("tpkt frame", length)?;
    cursor.take("tpkt header", HEADER_LENGTH)?;
    Ok(cursor)
}
