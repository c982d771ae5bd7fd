//! [RFC 5246 § 7.4.3 and RFC 8422 § 5.4] ServerKeyExchange.

use alloc::vec::Vec;

use super::handshake;
use super::{CipherSuite, HandshakeType, NamedGroup, SignatureScheme, TlsVersion};
use crate::DecodeError;
use crate::cursor::Cursor;
use crate::writer::{vector8, vector16};

const PDU: &str = "ServerKeyExchange";

/// curve_type of a curve that has a number.
const NAMED_CURVE: u8 = 3;

/// [RFC 5246 § 4.7] A signature over the parameters; nobody here verifies it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DigitallySigned {
    /// Hash and algorithm; TLS 1.2 only, before it they follow from the suite.
    pub scheme: Option<SignatureScheme>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// [RFC 5246 § 7.4.3] ServerKeyExchange. Which shape it has depends on the suite.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerKeyExchange {
    /// [RFC 8422 § 5.4] ECDHE on a curve that has a number.
    NamedCurve {
        /// The curve.
        group: NamedGroup,
        /// The server's point.
        public: Vec<u8>,
        /// Absent when the suite is anonymous.
        signed: Option<DigitallySigned>,
    },
    /// [RFC 5246 § 7.4.3] DHE.
    Dhe {
        /// The modulus, big endian.
        prime: Vec<u8>,
        /// The generator.
        generator: Vec<u8>,
        /// The server's number.
        public: Vec<u8>,
        /// Absent when the suite is anonymous.
        signed: Option<DigitallySigned>,
    },
    /// The body of any other: explicit curves, export RSA, suites without a name here.
    Raw(Vec<u8>),
}

impl ServerKeyExchange {
    /// The curve of an ECDHE exchange.
    #[must_use]
    pub fn group(&self) -> Option<NamedGroup> {
        match self {
            Self::NamedCurve { group, .. } => Some(*group),
            Self::Dhe { .. } | Self::Raw(_) => None,
        }
    }

    /// The signature scheme, where the message names one (TLS 1.2).
    #[must_use]
    pub fn scheme(&self) -> Option<SignatureScheme> {
        match self {
            Self::NamedCurve { signed, .. } | Self::Dhe { signed, .. } => {
                signed.as_ref().and_then(|signed| signed.scheme)
            }
            Self::Raw(_) => None,
        }
    }

    /// Length of the prime of a DHE exchange, in bits, leading zeros left out.
    #[must_use]
    pub fn prime_bits(&self) -> Option<usize> {
        let Self::Dhe { prime, .. } = self else { return None };
        let mut significant = prime.iter().skip_while(|byte| **byte == 0);
        let first =
            significant.next().map_or(0, |byte| usize::try_from(byte.ilog2()).unwrap_or(0).saturating_add(1));
        Some(significant.count().saturating_mul(8).saturating_add(first))
    }

    /// The handshake message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        match self {
            Self::NamedCurve { group, public, signed } => {
                body.push(NAMED_CURVE);
                body.extend(group.0.to_be_bytes());
                vector8(&mut body, public);
                write_signed(signed.as_ref(), &mut body);
            }
            Self::Dhe { prime, generator, public, signed } => {
                vector16(&mut body, prime);
                vector16(&mut body, generator);
                vector16(&mut body, public);
                write_signed(signed.as_ref(), &mut body);
            }
            Self::Raw(raw) => body.extend(raw),
        }
        handshake::handshake_message(HandshakeType::SERVER_KEY_EXCHANGE, &body)
    }

    /// Reads a handshake message, in the shape that version and suite of the ServerHello give it.
    ///
    /// # Errors
    /// The bytes end too early, or hold something else.
    pub fn decode(message: &[u8], version: TlsVersion, suite: CipherSuite) -> Result<Self, DecodeError> {
        let mut cursor = handshake::open(PDU, HandshakeType::SERVER_KEY_EXCHANGE, message)?;
        let name = suite.name().unwrap_or_default();
        let anonymous = name.contains("_anon_");
        if name.starts_with("TLS_ECDH") && cursor.rest().first() == Some(&NAMED_CURVE) {
            cursor.u8("curve_type")?;
            let group = NamedGroup(cursor.u16("namedcurve")?);
            let public = cursor.vector8("public")?.to_vec();
            let signed = read_signed(&mut cursor, version, anonymous)?;
            return Ok(Self::NamedCurve { group, public, signed });
        }
        if name.starts_with("TLS_DH") {
            let prime = cursor.vector16("dh_p")?.rest().to_vec();
            let generator = cursor.vector16("dh_g")?.rest().to_vec();
            let public = cursor.vector16("dh_Ys")?.rest().to_vec();
            let signed = read_signed(&mut cursor, version, anonymous)?;
            return Ok(Self::Dhe { prime, generator, public, signed });
        }
        Ok(Self::Raw(cursor.rest().to_vec()))
    }
}

fn write_signed(signed: Option<&DigitallySigned>, body: &mut Vec<u8>) {
    let Some(signed) = signed else { return };
    if let Some(scheme) = signed.scheme {
        body.extend(scheme.0.to_be_bytes());
    }
    vector16(body, &signed.signature);
}

fn read_signed(
    cursor: &mut Cursor<'_>,
    version: TlsVersion,
    anonymous: bool,
) -> Result<Option<DigitallySigned>, DecodeError> {
    if anonymous {
        return Ok(None);
    }
    let scheme = if version < TlsVersion::TLS12 {
        None
    } else {
        Some(SignatureScheme(cursor.u16("signature algorithm")?))
    };
    let signature = cursor.vector16("signature")?.rest().to_vec();
    Ok(Some(DigitallySigned { scheme, signature }))
}
