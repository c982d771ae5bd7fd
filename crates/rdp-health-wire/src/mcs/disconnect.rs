//! [T.125 § 10.15] The one MCS message that can stand where a Connection Confirm is awaited.

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::x224;
use crate::{DecodeError, DecodeErrorKind};

/// Number of disconnectProviderUltimatum among the choices of DomainMCSPDU.
const CHOICE: u8 = 8;

open_code! {
    /// [T.125 § 7, Reason] Why the provider ends the domain; three bits on the wire.
    pub struct DisconnectReason(u8) {
        DOMAIN_DISCONNECTED = 0 => "rn-domain-disconnected",
        PROVIDER_INITIATED = 1 => "rn-provider-initiated",
        TOKEN_PURGED = 2 => "rn-token-purged",
        USER_REQUESTED = 3 => "rn-user-requested",
        CHANNEL_PURGED = 4 => "rn-channel-purged",
    }
}

/// [T.125 § 10.15] DisconnectProviderUltimatum: the server ends the conversation.
///
/// xrdp sends it instead of a Connection Confirm when it is asked for a protocol bit it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DisconnectProviderUltimatum {
    /// Why.
    pub reason: DisconnectReason,
}

impl DisconnectProviderUltimatum {
    /// The whole TPKT frame; of the reason the low three bits, which is all the encoding has room for.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        // Aligned PER: six bits of choice, three bits of reason, padding.
        let reason = self.reason.0 & 0b111;
        x224::encode_data(&[(CHOICE << 2) | (reason >> 1), reason << 7])
    }

    /// Reads a whole TPKT frame.
    ///
    /// # Errors
    /// The frame is broken, or holds something else.
    pub fn decode(frame: &[u8]) -> Result<Self, DecodeError> {
        Self::read(&x224::open_data("DisconnectProviderUltimatum", frame)?)
    }

    /// Reads the payload of a Data TPDU, of which it is the whole.
    pub(crate) fn read(cursor: &Cursor<'_>) -> Result<Self, DecodeError> {
        let mut payload = cursor.clone();
        let first = payload.u8("choice")?;
        if first >> 2 != CHOICE {
            let (expected, found) = (u32::from(CHOICE << 2), u32::from(first));
            return Err(cursor.error("choice", DecodeErrorKind::Unexpected { expected, found }));
        }
        let second = payload.u8("reason")?;
        if !payload.is_empty() {
            let found = cursor.rest().len();
            return Err(cursor.error("reason", DecodeErrorKind::InvalidLength { found }));
        }
        let reason = ((first & 0b11) << 1) | (second >> 7);
        Ok(Self { reason: DisconnectReason(reason) })
    }
}
