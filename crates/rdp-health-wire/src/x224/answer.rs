//! Everything that a server can put in a TPKT frame in answer to a Connection Request.

use alloc::vec::Vec;

use super::{ConnectionConfirm, TpduCode, frame, open};
use crate::DecodeError;
use crate::cursor::Cursor;
use crate::mcs::{DisconnectProviderUltimatum, DisconnectReason};

open_code! {
    /// [X.224 § 13.5.3] The reason in a Disconnect Request.
    pub struct DisconnectRequestReason(u8) {
        NOT_SPECIFIED = 0 => "reason not specified",
        CONGESTION = 1 => "congestion at TSAP",
        SESSION_ENTITY_NOT_ATTACHED = 2 => "session entity not attached to TSAP",
        ADDRESS_UNKNOWN = 3 => "address unknown",
        NORMAL = 128 => "normal disconnect initiated by session entity",
        REMOTE_CONGESTION = 129 => "remote transport entity congestion at connect request time",
        NEGOTIATION_FAILED = 130 => "connection negotiation failed",
        DUPLICATE_SOURCE_REFERENCE = 131 => "duplicate source reference",
        MISMATCHED_REFERENCES = 132 => "mismatched references",
        PROTOCOL_ERROR = 133 => "protocol error",
        REFERENCE_OVERFLOW = 135 => "reference overflow",
        REFUSED = 136 => "connection request refused on this network connection",
        INVALID_LENGTH = 138 => "header or parameter length invalid",
    }
}

open_code! {
    /// [X.224 § 13.12.3] The reject cause in a TPDU Error.
    pub struct RejectCause(u8) {
        NOT_SPECIFIED = 0 => "reason not specified",
        INVALID_PARAMETER_CODE = 1 => "invalid parameter code",
        INVALID_TPDU_TYPE = 2 => "invalid TPDU type",
        INVALID_PARAMETER_VALUE = 3 => "invalid parameter value",
    }
}

/// [X.224 § 13.5] Disconnect Request (DR): a legal refusal. Windows never sends one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DisconnectRequest {
    /// DST-REF.
    pub dst_ref: u16,
    /// SRC-REF.
    pub src_ref: u16,
    /// Why.
    pub reason: DisconnectRequestReason,
}

impl DisconnectRequest {
    /// The whole TPKT frame.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Vec::from([TpduCode::DISCONNECT_REQUEST.0]);
        body.extend(self.dst_ref.to_be_bytes());
        body.extend(self.src_ref.to_be_bytes());
        body.push(self.reason.0);
        frame(&body)
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        let dst_ref = cursor.u16("dst-ref")?;
        let src_ref = cursor.u16("src-ref")?;
        let reason = DisconnectRequestReason(cursor.u8("reason")?);
        Ok(Self { dst_ref, src_ref, reason })
    }
}

/// [X.224 § 13.12] TPDU Error (ER): the request made no sense to the server. Windows never sends one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TpduError {
    /// DST-REF.
    pub dst_ref: u16,
    /// Why.
    pub cause: RejectCause,
}

impl TpduError {
    /// The whole TPKT frame.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Vec::from([TpduCode::ERROR.0]);
        body.extend(self.dst_ref.to_be_bytes());
        body.push(self.cause.0);
        frame(&body)
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        let dst_ref = cursor.u16("dst-ref")?;
        let cause = RejectCause(cursor.u8("reject cause")?);
        Ok(Self { dst_ref, cause })
    }
}

/// One TPKT frame from a server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerAnswer {
    /// The answer that was asked for.
    ConnectionConfirm(ConnectionConfirm),
    /// A legal refusal of X.224 itself.
    DisconnectRequest(DisconnectRequest),
    /// A complaint about the request.
    TpduError(TpduError),
    /// A Data TPDU with an MCS DisconnectProviderUltimatum.
    McsDisconnect(DisconnectReason),
    /// The payload of any other Data TPDU.
    Data(Vec<u8>),
    /// A TPDU that has no business here.
    Unknown {
        /// The code byte as it came.
        code: u8,
        /// Everything behind it.
        bytes: Vec<u8>,
    },
}

impl ServerAnswer {
    /// Reads a whole TPKT frame; bytes after it are left alone.
    ///
    /// Unknown codes, types and flags are kept, and a length indicator that disagrees with the TPKT length is
    /// ignored where the message can be read without it.
    ///
    /// # Errors
    /// The bytes are no TPKT, or end before the message does.
    pub fn decode(frame: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = open("X.224", frame)?;
        let code = cursor.u8("code")?;
        match TpduCode::of(code) {
            TpduCode::CONNECTION_CONFIRM => ConnectionConfirm::read(&mut cursor).map(Self::ConnectionConfirm),
            TpduCode::DISCONNECT_REQUEST => DisconnectRequest::read(&mut cursor).map(Self::DisconnectRequest),
            TpduCode::ERROR => TpduError::read(&mut cursor).map(Self::TpduError),
            TpduCode::DATA => {
                cursor.u8("end of transmission")?;
                Ok(match DisconnectProviderUltimatum::read(&cursor) {
                    Ok(ultimatum) => Self::McsDisconnect(ultimatum.reason),
                    Err(_) => Self::Data(cursor.rest().to_vec()),
                })
            }
            _ => Ok(Self::Unknown { code, bytes: cursor.rest().to_vec() }),
        }
    }
}
