//! [RFC 5246 § 7.4.2] Certificate, as it is up to TLS 1.2; in TLS 1.3 it is encrypted and has another shape.

use alloc::vec::Vec;

use super::HandshakeType;
use super::handshake;
use crate::DecodeError;
use crate::writer::vector24;

/// [RFC 5246 § 7.4.2] Certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CertificateMessage {
    /// The chain in DER, the server's own certificate first. Nothing is known about the bytes.
    pub chain: Vec<Vec<u8>>,
}

impl CertificateMessage {
    /// The handshake message.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut list = Vec::new();
        for certificate in &self.chain {
            vector24(&mut list, certificate);
        }
        let mut body = Vec::new();
        vector24(&mut body, &list);
        handshake::handshake_message(HandshakeType::CERTIFICATE, &body)
    }

    /// Reads a handshake message.
    ///
    /// # Errors
    /// The bytes end too early, or hold something else.
    pub fn decode(message: &[u8]) -> Result<Self, DecodeError> {
        let mut cursor = handshake::open("Certificate", HandshakeType::CERTIFICATE, message)?;
        let mut list = cursor.vector24("certificate_list")?;
        let mut chain = Vec::new();
        while !list.is_empty() {
            chain.push(list.vector24("certificate")?.rest().to_vec());
        }
        Ok(Self { chain })
    }
}
