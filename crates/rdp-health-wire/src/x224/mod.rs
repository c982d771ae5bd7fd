//! [§ 2.2.1.1 and 2.2.1.2] X.224 class 0: the Connection Request and everything that can answer it.
//!
//! <https://www.itu.int/rec/T-REC-X.224>

mod answer;
mod connection_confirm;
mod connection_request;

use alloc::vec::Vec;

pub use answer::{DisconnectRequest, DisconnectRequestReason, RejectCause, ServerAnswer, TpduError};
pub use connection_confirm::{ConnectionConfirm, Negotiation};
pub use connection_request::{ConnectionRequest, MAX_ROUTING_LENGTH, Routing};

use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind, tpkt};

open_code! {
    /// [X.224 § 13.1] The code of a TPDU: the high nibble of its second byte. The low one is the credit, which class 0
    /// does not use.
    pub struct TpduCode(u8) {
        ERROR = 0x70 => "TPDU Error",
        DISCONNECT_REQUEST = 0x80 => "Disconnect Request",
        CONNECTION_CONFIRM = 0xd0 => "Connection Confirm",
        CONNECTION_REQUEST = 0xe0 => "Connection Request",
        DATA = 0xf0 => "Data",
    }
}

impl TpduCode {
    /// The code in the second byte of a TPDU.
    const fn of(byte: u8) -> Self {
        Self(byte & 0xf0)
    }
}

/// The largest length indicator; 255 is reserved.
const MAX_LENGTH_INDICATOR: u8 = 254;

/// [X.224 § 13.7] The payload in a Data TPDU: the whole TPKT frame.
///
/// A payload that does not fit a frame is cut, as [`tpkt::encode`] does.
#[must_use]
pub fn encode_data(payload: &[u8]) -> Vec<u8> {
    const END_OF_TRANSMISSION: u8 = 0x80;
    let mut tpdu = Vec::with_capacity(3_usize.saturating_add(payload.len()));
    tpdu.extend([2, TpduCode::DATA.0, END_OF_TRANSMISSION]);
    tpdu.extend(payload);
    tpkt::encode(&tpdu)
}

/// The frame of a TPDU that has everything after its length indicator in `body`.
///
/// The indicator stops at its largest value; the TPKT length goes on telling the truth.
fn frame(body: &[u8]) -> Vec<u8> {
    let indicator = u8::try_from(body.len()).unwrap_or(MAX_LENGTH_INDICATOR).min(MAX_LENGTH_INDICATOR);
    let mut tpdu = Vec::with_capacity(1_usize.saturating_add(body.len()));
    tpdu.push(indicator);
    tpdu.extend(body);
    tpkt::encode(&tpdu)
}

/// A reader at the code of the TPDU.
fn open<'a>(pdu: &'static str, frame: &'a [u8]) -> Result<Cursor<'a>, DecodeError> {
    let mut cursor = tpkt::open(pdu, frame)?;
    cursor.u8("length indicator")?;
    Ok(cursor)
}

/// A reader at the payload of a Data TPDU.
pub(crate) fn open_data<'a>(pdu: &'static str, frame: &'a [u8]) -> Result<Cursor<'a>, DecodeError> {
    let mut cursor = open(pdu, frame)?;
    expect_code(&mut cursor, TpduCode::DATA)?;
    cursor.u8("end of transmission")?;
    Ok(cursor)
}

/// Reads the code, and refuses any other message than the one with this code.
fn expect_code(cursor: &mut Cursor<'_>, expected: TpduCode) -> Result<(), DecodeError> {
    let at_code = cursor.clone();
    let found = cursor.u8("code")?;
    if TpduCode::of(found) == expected {
        return Ok(());
    }
    let (expected, found) = (u32::from(expected.0), u32::from(found));
    Err(at_code.error("code", DecodeErrorKind::Unexpected { expected, found }))
}
