//! [RFC 8446 § 4] The handshake message: type, three length bytes, body.

use alloc::vec::Vec;

use super::HandshakeType;
use crate::cursor::Cursor;
use crate::{DecodeError, writer};

/// Length of the header: type, and the length of the body in big endian.
const HEADER_LENGTH: usize = 1 // msg_type
    + 3; // length

/// The body as one handshake message, to be put into [`record`](super::record)s.
#[must_use]
pub fn handshake_message(kind: HandshakeType, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_LENGTH.saturating_add(body.len()));
    out.push(kind.0);
    writer::vector24(&mut out, body);
    out
}

/// The total length of the message that begins with `bytes`, header included; `None` while that cannot be told.
pub(super) fn message_length(bytes: &[u8]) -> Option<usize> {
    let mut header = Cursor::new("handshake message", bytes);
    header.u8("msg_type").ok()?;
    header.u24("length").ok().map(|length| HEADER_LENGTH.saturating_add(length))
}

/// The message as a reader for `pdu` that stands at its body and ends where the body ends.
pub(super) fn open<'a>(
    pdu: &'static str,
    kind: HandshakeType,
    message: &'a [u8],
) -> Result<Cursor<'a>, DecodeError> {
    let mut cursor = Cursor::new(pdu, message);
    cursor.expect_u8("msg_type", kind.0)?;
    cursor.vector24("length")
}

/// [RFC 5246 § 7.4.5] ServerHelloDone: the end of the server's first flight, and empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ServerHelloDone;

impl ServerHelloDone {
    /// The handshake message.
    #[must_use]
    pub fn encode(self) -> Vec<u8> {
        handshake_message(HandshakeType::SERVER_HELLO_DONE, &[])
    }
}
