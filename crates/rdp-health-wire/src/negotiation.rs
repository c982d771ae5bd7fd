//! [§ 2.2.1.1 and 2.2.1.2] The RDP negotiation structures inside the X.224 Connection Request and Confirm.
//!
//! They are little endian, in a big-endian envelope.
//!
//! <https://learn.microsoft.com/openspecs/windows_protocols/ms-rdpbcgr/902b090b-9cb3-4efc-92bf-ee13373371e3>

use alloc::vec::Vec;

use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind};

/// Length of RDP_NEG_REQ, RDP_NEG_RSP and RDP_NEG_FAILURE.
pub(crate) const NEGOTIATION_LENGTH: u8 = 1 // type
    + 1 // flags
    + 2 // length
    + 4; // protocols or code

/// Length of RDP_NEG_CORRELATION_INFO.
const CORRELATION_LENGTH: u8 = 1 // type
    + 1 // flags
    + 2 // length
    + 16 // correlationId
    + 16; // reserved

pub(crate) const TYPE_REQUEST: u8 = 0x01;
pub(crate) const TYPE_RESPONSE: u8 = 0x02;
pub(crate) const TYPE_FAILURE: u8 = 0x03;
const TYPE_CORRELATION: u8 = 0x06;

open_bits! {
    /// [§ 2.2.1.1.1] requestedProtocols, and one of them as [§ 2.2.1.2.1] selectedProtocol.
    pub struct SecurityProtocols(u32), zero = "RDP" {
        /// Entra ID sign-in (PROTOCOL_RDSAAD).
        RDSAAD = 0x10,
        /// CredSSP with the early user authorization result (PROTOCOL_HYBRID_EX).
        HYBRID_EX = 0x08,
        /// The variant for redirected connections (PROTOCOL_RDSTLS).
        RDSTLS = 0x04,
        /// CredSSP, which users know as Network Level Authentication (PROTOCOL_HYBRID).
        HYBRID = 0x02,
        /// TLS without CredSSP (PROTOCOL_SSL).
        SSL = 0x01,
        /// Standard RDP Security: no bit at all, so every request implies it (PROTOCOL_RDP).
        RDP = 0x00,
    }
}

open_bits! {
    /// [§ 2.2.1.1.1] The flags of RDP_NEG_REQ.
    pub struct RequestFlags(u8), zero = "none" {
        /// RDP_NEG_CORRELATION_INFO follows.
        CORRELATION_INFO_PRESENT = 0x08,
        /// The client wants Remote Credential Guard.
        REDIRECTED_AUTHENTICATION_MODE_REQUIRED = 0x02,
        /// The client wants a logon that sends no credentials.
        RESTRICTED_ADMIN_MODE_REQUIRED = 0x01,
    }
}

open_bits! {
    /// [§ 2.2.1.2.1] The flags of RDP_NEG_RSP.
    pub struct ResponseFlags(u8), zero = "none" {
        /// Remote Credential Guard is possible.
        REDIRECTED_AUTHENTICATION_MODE_SUPPORTED = 0x10,
        /// Restricted Admin is possible.
        RESTRICTED_ADMIN_MODE_SUPPORTED = 0x08,
        /// Reserved; Windows sets it.
        NEGRSP_FLAG_RESERVED = 0x04,
        /// The graphics pipeline of RDP 8 and later.
        DYNVC_GFX_PROTOCOL_SUPPORTED = 0x02,
        /// The client may send the extended blocks of the basic settings exchange.
        EXTENDED_CLIENT_DATA_SUPPORTED = 0x01,
    }
}

open_code! {
    /// [§ 2.2.1.2.2] The failureCode of RDP_NEG_FAILURE.
    pub struct FailureCode(u32) {
        SSL_REQUIRED_BY_SERVER = 0x01,
        SSL_NOT_ALLOWED_BY_SERVER = 0x02,
        SSL_CERT_NOT_ON_SERVER = 0x03,
        INCONSISTENT_FLAGS = 0x04,
        HYBRID_REQUIRED_BY_SERVER = 0x05,
        SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER = 0x06,
    }
}

impl SecurityProtocols {
    /// What clients before Windows 8 ask for: TLS, with or without CredSSP.
    pub const HYBRID_OR_SSL: Self = Self::HYBRID.union(Self::SSL);
    /// What Remote Desktop Connection asks for.
    pub const MSTSC: Self = Self::HYBRID_OR_SSL.union(Self::HYBRID_EX);
    /// What stands for Network Level Authentication.
    pub const NLA: Self = Self::HYBRID.union(Self::HYBRID_EX);

    /// Whether a server that chose this chose Network Level Authentication and nothing else.
    #[must_use]
    pub const fn is_nla(self) -> bool {
        self.intersects(Self::NLA) && Self::NLA.contains(self)
    }
}

/// [§ 2.2.1.1.1] RDP Negotiation Request (RDP_NEG_REQ): what the client can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NegotiationRequest {
    /// What the client insists on.
    pub flags: RequestFlags,
    /// Every protocol that the client accepts.
    pub protocols: SecurityProtocols,
}

/// [§ 2.2.1.2.1] RDP Negotiation Response (RDP_NEG_RSP): what the server chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NegotiationResponse {
    /// What else the server can do.
    pub flags: ResponseFlags,
    /// The one protocol to go on with.
    pub selected: SecurityProtocols,
}

/// [§ 2.2.1.2.2] RDP Negotiation Failure (RDP_NEG_FAILURE): why the server refuses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct NegotiationFailure {
    /// Zero by the specification; kept as it came.
    pub flags: u8,
    /// The reason.
    pub code: FailureCode,
}

/// [§ 2.2.1.1.2] RDP Correlation Info (RDP_NEG_CORRELATION_INFO): an id that Windows writes into its event log.
// INVARIANT: the id is legal: its first byte is neither 00 nor F4, and no byte is 0D.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CorrelationInfo {
    id: [u8; 16],
}

impl CorrelationInfo {
    /// The id, if it is a legal one: its first byte is neither `00` nor `F4`, and no byte is `0D`.
    #[must_use]
    pub fn new(id: [u8; 16]) -> Option<Self> {
        Self::illegal_byte(&id).is_none().then_some(Self { id })
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> [u8; 16] {
        self.id
    }

    fn illegal_byte(id: &[u8; 16]) -> Option<u8> {
        let [first, ..] = *id;
        if first == 0x00 || first == 0xf4 {
            Some(first)
        } else {
            id.iter().copied().find(|byte| *byte == 0x0d)
        }
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend([TYPE_CORRELATION, 0, CORRELATION_LENGTH, 0]);
        out.extend(self.id);
        out.extend([0; 16]);
    }

    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, DecodeError> {
        cursor.expect_u8("correlation type", TYPE_CORRELATION)?;
        cursor.u8("correlation flags")?;
        cursor.expect_u8("correlation length", CORRELATION_LENGTH)?;
        cursor.expect_u8("correlation length", 0)?;
        let at_id = cursor.clone();
        let id = cursor.array("correlationId")?;
        cursor.take("correlation reserved", 16)?;
        match Self::illegal_byte(&id) {
            None => Ok(Self { id }),
            Some(byte) => {
                Err(at_id.error("correlationId", DecodeErrorKind::IllegalValue { found: u32::from(byte) }))
            }
        }
    }
}

impl NegotiationRequest {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        write_block(out, TYPE_REQUEST, self.flags.0, self.protocols.0);
    }
}

impl NegotiationResponse {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        write_block(out, TYPE_RESPONSE, self.flags.0, self.selected.0);
    }
}

impl NegotiationFailure {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        write_block(out, TYPE_FAILURE, self.flags, self.code.0);
    }
}

/// The shape that the three eight-byte blocks share.
fn write_block(out: &mut Vec<u8>, kind: u8, flags: u8, value: u32) {
    out.extend([kind, flags, NEGOTIATION_LENGTH, 0]);
    out.extend(value.to_le_bytes());
}

/// Flags and value of an eight-byte block whose type byte has been read.
///
/// The length field is not judged: the layout is fixed, and some servers are careless with it.
pub(crate) fn read_block(cursor: &mut Cursor<'_>, value: &'static str) -> Result<(u8, u32), DecodeError> {
    let flags = cursor.u8("flags")?;
    cursor.take("length", 2)?;
    Ok((flags, cursor.u32_le(value)?))
}
