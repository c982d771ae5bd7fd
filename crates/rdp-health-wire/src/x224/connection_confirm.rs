//! [§ 2.2.1.2] Server X.224 Connection Confirm PDU.

use alloc::vec::Vec;

use super::{TpduCode, expect_code, frame, open};
use crate::DecodeError;
use crate::cursor::Cursor;
use crate::negotiation::{
    self, FailureCode, NegotiationFailure, NegotiationResponse, ResponseFlags, SecurityProtocols,
};

/// What the variable part of a Connection Confirm says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Negotiation {
    /// No variable part: an old server, or no RDP_NEG_REQ was sent. To be read as Standard RDP Security.
    Absent,
    /// RDP_NEG_RSP: the server goes on.
    Response(NegotiationResponse),
    /// RDP_NEG_FAILURE: the server refuses, and closes.
    Failure(NegotiationFailure),
    /// Anything else.
    Unknown {
        /// The type byte.
        kind: u8,
        /// Everything behind it.
        bytes: Vec<u8>,
    },
}

/// [§ 2.2.1.2] Server X.224 Connection Confirm PDU.
///
/// <https://learn.microsoft.com/openspecs/windows_protocols/ms-rdpbcgr/13757f8f-66db-4273-9d2c-385c33b1e483>
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConnectionConfirm {
    /// DST-REF: zero.
    pub dst_ref: u16,
    /// SRC-REF: Windows always sends 0x1234; it means nothing.
    pub src_ref: u16,
    /// Class and options: zero.
    pub class: u8,
    /// The answer proper.
    pub negotiation: Negotiation,
}

impl ConnectionConfirm {
    /// A confirm as Windows sends it, with this answer.
    #[must_use]
    pub fn new(negotiation: Negotiation) -> Self {
        Self { dst_ref: 0, src_ref: 0x1234, class: 0, negotiation }
    }

    /// The whole TPKT frame.
    ///
    /// A [`Negotiation::Unknown`] may be longer than the length indicator can say; the TPKT length still is right.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        body.push(TpduCode::CONNECTION_CONFIRM.0);
        body.extend(self.dst_ref.to_be_bytes());
        body.extend(self.src_ref.to_be_bytes());
        body.push(self.class);
        match &self.negotiation {
            Negotiation::Absent => {}
            Negotiation::Response(response) => response.write(&mut body),
            Negotiation::Failure(failure) => failure.write(&mut body),
            Negotiation::Unknown { kind, bytes } => {
                body.push(*kind);
                body.extend(bytes);
            }
        }
        frame(&body)
    }

    /// Reads a whole TPKT frame.
    ///
    /// # Errors
    /// The frame is cut short or holds another message.
    pub fn decode(frame: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = open("X.224 Connection Confirm", frame)?;
        expect_code(&mut cursor, TpduCode::CONNECTION_CONFIRM)?;
        Self::read(&mut cursor)
    }

    /// Everything behind the code. The end is where the TPKT length says: servers get the indicator wrong.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        let dst_ref = cursor.u16("dst-ref")?;
        let src_ref = cursor.u16("src-ref")?;
        let class = cursor.u8("class")?;
        let negotiation = if cursor.is_empty() {
            Negotiation::Absent
        } else {
            match cursor.u8("negotiation type")? {
                negotiation::TYPE_RESPONSE => {
                    let (flags, selected) = negotiation::read_block(cursor, "selectedProtocol")?;
                    let (flags, selected) = (ResponseFlags(flags), SecurityProtocols(selected));
                    Negotiation::Response(NegotiationResponse { flags, selected })
                }
                negotiation::TYPE_FAILURE => {
                    let (flags, code) = negotiation::read_block(cursor, "failureCode")?;
                    Negotiation::Failure(NegotiationFailure { flags, code: FailureCode(code) })
                }
                kind => Negotiation::Unknown { kind, bytes: cursor.rest().to_vec() },
            }
        };
        Ok(Self { dst_ref, src_ref, class, negotiation })
    }
}
