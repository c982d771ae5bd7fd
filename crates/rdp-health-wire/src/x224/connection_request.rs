//! [§ 2.2.1.1] Client X.224 Connection Request PDU.

use alloc::string::String;
use alloc::vec::Vec;

use super::{MAX_LENGTH_INDICATOR, TpduCode, expect_code, frame};
use crate::negotiation::{
    self, CorrelationInfo, NEGOTIATION_LENGTH, NegotiationRequest, RequestFlags, SecurityProtocols,
};
use crate::{DecodeError, DecodeErrorKind, EncodeError, tpkt};

const PDU: &str = "X.224 Connection Request";
const CRLF: &[u8] = b"\r\n";
const COOKIE_PREFIX: &[u8] = b"Cookie: mstshash=";

/// Everything between the length indicator and the variable part.
const FIXED_LENGTH: usize = 1 // code
    + 2 // DST-REF
    + 2 // SRC-REF
    + 1; // class

/// The longest routing line, CRLF included, that leaves room for the negotiation and correlation blocks.
pub const MAX_ROUTING_LENGTH: usize = MAX_LENGTH_INDICATOR as usize
    - FIXED_LENGTH
    - 8 // RDP_NEG_REQ
    - 36; // RDP_NEG_CORRELATION_INFO

/// [§ 2.2.1.1] routingToken or cookie: what a load balancer reads. Only one of the two may be sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Routing {
    /// `Cookie: mstshash=` and this identifier. It travels in clear: never a real user name.
    Cookie(String),
    /// A line copied byte for byte: `Cookie: msts=…` or whatever the broker gave, without the CRLF that ends it.
    Token(Vec<u8>),
}

impl Routing {
    /// The line, CRLF included.
    fn line(&self) -> Result<Vec<u8>, EncodeError> {
        let (field, mut line) = match self {
            Self::Cookie(identifier) => ("cookie", [COOKIE_PREFIX, identifier.as_bytes()].concat()),
            // Brokers hand out tokens with and without their end.
            Self::Token(token) => ("routingToken", token.strip_suffix(CRLF).unwrap_or(token).to_vec()),
        };
        if let Some(offset) = find_crlf(&line) {
            return Err(EncodeError::IllegalByte { field, offset });
        }
        line.extend(CRLF);
        if line.len() > MAX_ROUTING_LENGTH {
            return Err(EncodeError::TooLong { field, limit: MAX_ROUTING_LENGTH, found: line.len() });
        }
        Ok(line)
    }

    /// The line without its CRLF.
    fn from_line(line: &[u8]) -> Self {
        let identifier = line.strip_prefix(COOKIE_PREFIX).and_then(|bytes| core::str::from_utf8(bytes).ok());
        match identifier {
            Some(identifier) => Self::Cookie(identifier.into()),
            None => Self::Token(line.to_vec()),
        }
    }
}

/// [§ 2.2.1.1] Client X.224 Connection Request PDU.
///
/// <https://learn.microsoft.com/openspecs/windows_protocols/ms-rdpbcgr/18a27ef9-6f9a-4501-b000-94b1fe3c2c10>
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConnectionRequest {
    /// DST-REF: zero.
    pub dst_ref: u16,
    /// SRC-REF: zero.
    pub src_ref: u16,
    /// Class and options: zero.
    pub class: u8,
    /// What a load balancer reads.
    pub routing: Option<Routing>,
    /// RDP_NEG_REQ; without it the server must answer without negotiation data.
    pub negotiation: Option<NegotiationRequest>,
    /// RDP_NEG_CORRELATION_INFO; written only behind an RDP_NEG_REQ, whose flag for it follows by itself.
    pub correlation: Option<CorrelationInfo>,
}

impl ConnectionRequest {
    /// A request for these protocols and nothing else.
    #[must_use]
    pub fn new(protocols: SecurityProtocols) -> Self {
        let negotiation = NegotiationRequest { flags: RequestFlags::default(), protocols };
        Self { negotiation: Some(negotiation), ..Self::default() }
    }

    /// The whole TPKT frame.
    ///
    /// # Errors
    /// The routing line is longer than [`MAX_ROUTING_LENGTH`] or has a CRLF inside.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        let mut body = Vec::with_capacity(usize::from(MAX_LENGTH_INDICATOR));
        body.push(TpduCode::CONNECTION_REQUEST.0);
        body.extend(self.dst_ref.to_be_bytes());
        body.extend(self.src_ref.to_be_bytes());
        body.push(self.class);
        if let Some(routing) = &self.routing {
            body.extend(routing.line()?);
        }
        if let Some(mut negotiation) = self.negotiation {
            let announced = RequestFlags::CORRELATION_INFO_PRESENT.0;
            negotiation.flags.0 &= !announced;
            if self.correlation.is_some() {
                negotiation.flags.0 |= announced;
            }
            negotiation.write(&mut body);
            if let Some(correlation) = self.correlation {
                correlation.write(&mut body);
            }
        }
        Ok(frame(&body))
    }

    /// Reads a whole TPKT frame, as strictly as the specification tells a server to [§ 3.3.5.3.1].
    ///
    /// # Errors
    /// The frame is cut short, is no Connection Request, its lengths disagree, or its variable part is none of the
    /// known ones.
    pub fn decode(frame: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = tpkt::open(PDU, frame)?;
        let available = cursor.rest().len().saturating_sub(1);
        let at_indicator = cursor.clone();
        let indicator = usize::from(cursor.u8("length indicator")?);
        if indicator != available {
            return Err(
                at_indicator.error("length indicator", DecodeErrorKind::InvalidLength { found: indicator })
            );
        }
        expect_code(&mut cursor, TpduCode::CONNECTION_REQUEST)?;
        let dst_ref = cursor.u16("dst-ref")?;
        let src_ref = cursor.u16("src-ref")?;
        let class = cursor.u8("class")?;

        let mut request = Self { dst_ref, src_ref, class, ..Self::default() };
        if !cursor.is_empty() && !starts_negotiation(cursor.rest()) {
            let length = find_crlf(cursor.rest()).ok_or_else(|| {
                let available = cursor.rest().len();
                let needed = available.saturating_add(CRLF.len());
                cursor.error("routing", DecodeErrorKind::Truncated { needed, available })
            })?;
            request.routing = Some(Routing::from_line(cursor.take("routing", length)?));
            cursor.take("routing", CRLF.len())?;
        }
        if cursor.is_empty() {
            return Ok(request);
        }
        cursor.expect_u8("negotiation type", negotiation::TYPE_REQUEST)?;
        let (flags, protocols) = negotiation::read_block(&mut cursor, "requestedProtocols")?;
        let negotiation =
            NegotiationRequest { flags: RequestFlags(flags), protocols: SecurityProtocols(protocols) };
        request.negotiation = Some(negotiation);
        if negotiation.flags.contains(RequestFlags::CORRELATION_INFO_PRESENT) {
            request.correlation = Some(CorrelationInfo::read(&mut cursor)?);
        }
        Ok(request)
    }
}

fn find_crlf(bytes: &[u8]) -> Option<usize> {
    bytes.windows(CRLF.len()).position(|window| window == CRLF)
}

/// Whether the variable part goes straight to RDP_NEG_REQ. A routing line is text and never starts like that.
fn starts_negotiation(variable: &[u8]) -> bool {
    matches!(variable, [negotiation::TYPE_REQUEST, _, NEGOTIATION_LENGTH, 0, ..])
}
