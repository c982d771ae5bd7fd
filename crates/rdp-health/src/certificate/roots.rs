//! The certificates of a store, and which of them have a say about the chains of a host.

use std::collections::BTreeMap;

use x509_parser::asn1_rs::{Any, Class};
use x509_parser::prelude::{FromDer, X509Certificate};

use super::facts::{der, read};
use crate::observe::CertificateFacts;

/// The certificates of a store.
#[derive(Debug, Default)]
pub(crate) struct Roots {
    /// How many the store holds, those that cannot be read included.
    pub(crate) held: u32,
    /// By the names of their subjects.
    by_subject: BTreeMap<Vec<u8>, Vec<Vec<u8>>>,
}

impl Roots {
    /// The certificates, in DER.
    pub(crate) fn new<'a>(certificates: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut roots = Self::default();
        for der in certificates {
            roots.held = roots.held.saturating_add(1);
            if let Some(subject) = subject(der) {
                let named = roots.by_subject.entry(subject.to_vec()).or_default();
                if !named.iter().any(|known| known == der) {
                    named.push(der.to_vec());
                }
            }
        }
        roots
    }

    /// Whether it holds nothing that can be read.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_subject.is_empty()
    }

    /// Those that bear the name of an issuer of these certificates, or are one of them, each once.
    pub(crate) fn relevant(&self, certificates: &[&CertificateFacts]) -> Vec<CertificateFacts> {
        let mut relevant: Vec<&Vec<u8>> = Vec::new();
        for der in certificates.iter().map(|facts| der(facts)) {
            let Ok((_, certificate)) = X509Certificate::from_der(&der) else { continue };
            let issuers = self.by_subject.get(certificate.issuer().as_raw()).into_iter().flatten();
            let itself = self.by_subject.get(certificate.subject().as_raw()).into_iter().flatten();
            for candidate in issuers.chain(itself.filter(|known| **known == der)) {
                if !relevant.contains(&candidate) {
                    relevant.push(candidate);
                }
            }
        }
        relevant.into_iter().map(|der| read(der)).collect()
    }
}

/// The name of a certificate's subject as it stands there, RFC 5280 4.1. Of the hundreds in a store hardly one is looked
/// at any further.
fn subject(der: &[u8]) -> Option<&[u8]> {
    let (_, certificate) = Any::from_der(der).ok()?;
    let (_, signed) = Any::from_der(certificate.data).ok()?;
    let mut rest = signed.data;
    let (behind, first) = Any::from_der(rest).ok()?;
    // Without a version it is one of version 1.
    if first.class() == Class::ContextSpecific {
        rest = behind;
    }
    // Serial number, algorithm, issuer, validity.
    for _ in 0..4 {
        (rest, _) = Any::from_der(rest).ok()?;
    }
    let (behind, _) = Any::from_der(rest).ok()?;
    rest.get(..rest.len().checked_sub(behind.len())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_found_without_reading_the_whole() {
        for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            let (_, certificate) = X509Certificate::from_der(der).unwrap();
            assert_eq!(subject(der), Some(certificate.subject().as_raw()));
            assert!((0..der.len()).step_by(7).all(|end| subject(&der[..end]).is_none()), "cut short");
        }
    }
}
