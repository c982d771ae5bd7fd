//! [RFC 8489] The STUN Binding transaction: from which address does a server see us?

use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::cursor::Cursor;
use crate::{DecodeError, DecodeErrorKind};

const PDU: &str = "STUN message";
/// [RFC 8489 § 5] The magic cookie.
const COOKIE: u32 = 0x2112_a442;
const HEADER_LENGTH: usize = 20;

open_code! {
    /// [RFC 8489 § 5] Message types of the Binding method.
    pub struct MessageType(u16) {
        BINDING_REQUEST = 0x0001 => "Binding request",
        BINDING_SUCCESS = 0x0101 => "Binding success response",
        BINDING_ERROR = 0x0111 => "Binding error response",
    }
}

const MAPPED_ADDRESS: u16 = 0x0001;
const ERROR_CODE: u16 = 0x0009;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;

/// The 96 bits that tie an answer to its question.
pub type TransactionId = [u8; 12];

/// A Binding message, as far as anybody needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Binding {
    /// Request, success or error.
    pub message_type: MessageType,
    /// Random in a request, the same in its answer.
    pub transaction: TransactionId,
    /// XOR-MAPPED-ADDRESS, or MAPPED-ADDRESS from servers of old: from where the request came.
    pub mapped: Option<SocketAddr>,
    /// ERROR-CODE, as in 401.
    pub error: Option<u16>,
}

impl Binding {
    /// The question.
    #[must_use]
    pub fn request(transaction: TransactionId) -> Self {
        Self { message_type: MessageType::BINDING_REQUEST, transaction, mapped: None, error: None }
    }

    /// The answer to a request that came from `mapped`.
    #[must_use]
    pub fn success(transaction: TransactionId, mapped: SocketAddr) -> Self {
        Self { message_type: MessageType::BINDING_SUCCESS, transaction, mapped: Some(mapped), error: None }
    }

    /// The whole message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut attributes = Vec::new();
        if let Some(mapped) = self.mapped {
            let (family, address) = match mapped.ip() {
                IpAddr::V4(address) => (1, address.octets().to_vec()),
                IpAddr::V6(address) => (2, address.octets().to_vec()),
            };
            let mut value = alloc::vec![0, family];
            value.extend((mapped.port() ^ high_half()).to_be_bytes());
            value.extend(self.xored(&address));
            attribute(&mut attributes, XOR_MAPPED_ADDRESS, &value);
        }
        if let Some(code) = self.error {
            let (class, number) = (code / 100 % 8, code % 100);
            let [_, class] = class.to_be_bytes();
            let [_, number] = number.to_be_bytes();
            attribute(&mut attributes, ERROR_CODE, &[0, 0, class, number]);
        }
        let mut out = Vec::new();
        out.extend(self.message_type.0.to_be_bytes());
        out.extend(u16::try_from(attributes.len()).unwrap_or(u16::MAX).to_be_bytes());
        out.extend(COOKIE.to_be_bytes());
        out.extend(self.transaction);
        out.extend(attributes);
        out
    }

    /// Reads a message. Attributes that nobody needs here are skipped; one that breaks off ends the reading.
    ///
    /// # Errors
    /// The header is cut short, or is not that of STUN.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = Cursor::new(PDU, bytes);
        let message_type = MessageType(cursor.u16("type")?);
        let length = cursor.u16("length")?;
        let before = cursor.clone();
        let found = u32::from_be_bytes(cursor.array("magicCookie")?);
        if found != COOKIE {
            return Err(before.error("magicCookie", DecodeErrorKind::Unexpected { expected: COOKIE, found }));
        }
        let transaction = cursor.array("transactionId")?;
        let mut message = Self { message_type, transaction, mapped: None, error: None };
        let end = HEADER_LENGTH.saturating_add(usize::from(length)).min(bytes.len());
        let mut attributes = Cursor::new(PDU, bytes.get(HEADER_LENGTH..end).unwrap_or_default());
        while let Ok((kind, value)) = next(&mut attributes) {
            match kind {
                XOR_MAPPED_ADDRESS => message.mapped = message.address(value, true).or(message.mapped),
                MAPPED_ADDRESS => message.mapped = message.mapped.or_else(|| message.address(value, false)),
                ERROR_CODE => message.error = error_code(value).or(message.error),
                _ => {}
            }
        }
        Ok(message)
    }

    fn address(&self, value: &[u8], xored: bool) -> Option<SocketAddr> {
        let [_, family, high, low, address @ ..] = value else { return None };
        let port = u16::from_be_bytes([*high, *low]) ^ if xored { high_half() } else { 0 };
        let address = if xored { self.xored(address) } else { address.to_vec() };
        let ip: IpAddr = match family {
            1 => Ipv4Addr::from(<[u8; 4]>::try_from(address.as_slice()).ok()?).into(),
            2 => Ipv6Addr::from(<[u8; 16]>::try_from(address.as_slice()).ok()?).into(),
            _ => return None,
        };
        Some(SocketAddr::new(ip, port))
    }

    /// [RFC 8489 § 14.2] An address, made unrecognisable for devices that rewrite what looks like one, or made
    /// recognisable again.
    fn xored(&self, address: &[u8]) -> Vec<u8> {
        let mask = COOKIE.to_be_bytes().into_iter().chain(self.transaction);
        address.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect()
    }
}

fn high_half() -> u16 {
    let [high, low, _, _] = COOKIE.to_be_bytes();
    u16::from_be_bytes([high, low])
}

/// [RFC 8489 § 14] An attribute, padded to four bytes.
fn attribute(out: &mut Vec<u8>, kind: u16, value: &[u8]) {
    out.extend(kind.to_be_bytes());
    out.extend(u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
    out.extend(value);
    out.resize(out.len().next_multiple_of(4), 0);
}

fn next<'a>(cursor: &mut Cursor<'a>) -> Result<(u16, &'a [u8]), DecodeError> {
    let kind = cursor.u16("attributeType")?;
    let length = usize::from(cursor.u16("attributeLength")?);
    let value = cursor.take("attributeValue", length)?;
    // The padding of the last one may be missing.
    let _ = cursor.take("padding", length.wrapping_neg() & 3);
    Ok((kind, value))
}

fn error_code(value: &[u8]) -> Option<u16> {
    let [_, _, class, number, ..] = value else { return None };
    Some(u16::from(class & 7).saturating_mul(100).saturating_add(u16::from(*number % 100)))
}
