//! [§ 2.2.1.4.3.1] SERVER_CERTIFICATE: the key of Standard RDP Security, which is not the certificate of TLS.

use alloc::vec::Vec;

use crate::DecodeError;
use crate::DecodeErrorKind;
use crate::cursor::Cursor;

// dwVersion: the low bits say what follows, the highest that it will be replaced.
const PROPRIETARY: u32 = 1;
const X509: u32 = 2;
const TEMPORARY: u32 = 0x8000_0000;

/// Types of the blobs in a proprietary certificate.
const BB_RSA_KEY_BLOB: u16 = 6;
const BB_RSA_SIGNATURE_BLOB: u16 = 8;

/// Zeros behind the modulus and the signature.
const PADDING_LENGTH: usize = 8;

/// [MS-RDPELE § 2.2.1.4.2] The most certificates in a chain.
const MAX_CHAIN_LENGTH: u32 = 200;

/// [§ 2.2.1.4.3.1] SERVER_CERTIFICATE.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerCertificate {
    /// A bare key with a signature that anybody can make.
    Proprietary(ProprietaryCertificate),
    /// [MS-RDPELE § 2.2.1.4.2] A chain that a licence server issued.
    X509 {
        /// The server will get another one.
        temporary: bool,
        /// DER of each certificate: the root first, that of the server last.
        chain: Vec<Vec<u8>>,
    },
    /// Neither, or broken: the bytes as they stand.
    Unknown(Vec<u8>),
}

/// [§ 2.2.1.4.3.1.1] PROPRIETARYSERVERCERTIFICATE.
///
/// The key that signs is public knowledge, so this names nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProprietaryCertificate {
    /// The server will get another one.
    pub temporary: bool,
    /// bitlen: length of the modulus.
    pub bit_length: u32,
    /// pubExp.
    pub exponent: u32,
    /// The modulus, lowest byte first, without padding.
    pub modulus: Vec<u8>,
    /// The signature, lowest byte first, padding included.
    pub signature: Vec<u8>,
}

impl ServerCertificate {
    pub(super) fn encode(&self) -> Vec<u8> {
        let version = |number: u32, temporary: bool| number | if temporary { TEMPORARY } else { 0 };
        let mut out = Vec::new();
        match self {
            Self::Proprietary(certificate) => {
                out.extend(version(PROPRIETARY, certificate.temporary).to_le_bytes());
                certificate.write(&mut out);
            }
            Self::X509 { temporary, chain } => {
                out.extend(version(X509, *temporary).to_le_bytes());
                out.extend(length(chain.len()));
                for der in chain {
                    out.extend(length(der.len()));
                    out.extend(der);
                }
                out.resize(out.len().saturating_add(8).saturating_add(chain.len().saturating_mul(4)), 0);
            }
            Self::Unknown(bytes) => out.extend(bytes),
        }
        out
    }

    pub(super) fn decode(bytes: &[u8]) -> Self {
        read(bytes).unwrap_or_else(|_| Self::Unknown(bytes.to_vec()))
    }
}

impl ProprietaryCertificate {
    fn write(&self, out: &mut Vec<u8>) {
        let mut key = b"RSA1".to_vec();
        key.extend(length(self.modulus.len().saturating_add(PADDING_LENGTH)));
        key.extend(self.bit_length.to_le_bytes());
        key.extend((self.bit_length / 8).saturating_sub(1).to_le_bytes());
        key.extend(self.exponent.to_le_bytes());
        key.extend(&self.modulus);
        key.extend([0; PADDING_LENGTH]);
        out.extend([1, 0, 0, 0, 1, 0, 0, 0]); // the algorithms of signature and key
        for (kind, blob) in [(BB_RSA_KEY_BLOB, &key), (BB_RSA_SIGNATURE_BLOB, &self.signature)] {
            let length = u16::try_from(blob.len()).unwrap_or(u16::MAX);
            out.extend(kind.to_le_bytes());
            out.extend(length.to_le_bytes());
            out.extend(blob.iter().take(usize::from(length)));
        }
    }

    fn read(cursor: &mut Cursor<'_>, temporary: bool) -> Result<Self, DecodeError> {
        cursor.take("algorithms", 8)?;
        let mut key = read_blob(cursor, "public key", BB_RSA_KEY_BLOB)?;
        for byte in b"RSA1" {
            key.expect_u8("magic", *byte)?;
        }
        let padded = key.u32_le("keylen")?;
        let bit_length = key.u32_le("bitlen")?;
        key.u32_le("datalen")?;
        let exponent = key.u32_le("pubExp")?;
        let padded = usize::try_from(padded).unwrap_or(usize::MAX);
        let modulus = key.take("modulus", padded.saturating_sub(PADDING_LENGTH))?.to_vec();
        let signature = read_blob(cursor, "signature", BB_RSA_SIGNATURE_BLOB)?.rest().to_vec();
        Ok(Self { temporary, bit_length, exponent, modulus, signature })
    }
}

fn read(bytes: &[u8]) -> Result<ServerCertificate, DecodeError> {
    let mut cursor = Cursor::new("SERVER_CERTIFICATE", bytes);
    let at_version = cursor.clone();
    let version = cursor.u32_le("dwVersion")?;
    let temporary = version & TEMPORARY != 0;
    match version & !TEMPORARY {
        PROPRIETARY => {
            ProprietaryCertificate::read(&mut cursor, temporary).map(ServerCertificate::Proprietary)
        }
        X509 => {
            let at_count = cursor.clone();
            let count = cursor.u32_le("numCertBlobs")?;
            if MAX_CHAIN_LENGTH < count {
                return Err(at_count.error("numCertBlobs", DecodeErrorKind::IllegalValue { found: count }));
            }
            let mut chain = Vec::new();
            for _ in 0..count {
                let length = usize::try_from(cursor.u32_le("cbCert")?).unwrap_or(usize::MAX);
                chain.push(cursor.take("abCert", length)?.to_vec());
            }
            Ok(ServerCertificate::X509 { temporary, chain })
        }
        found => Err(at_version.error("dwVersion", DecodeErrorKind::IllegalValue { found })),
    }
}

fn read_blob<'a>(cursor: &mut Cursor<'a>, field: &'static str, kind: u16) -> Result<Cursor<'a>, DecodeError> {
    for byte in kind.to_le_bytes() {
        cursor.expect_u8(field, byte)?;
    }
    let length = cursor.u16_le(field)?;
    cursor.nested(field, usize::from(length))
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}
