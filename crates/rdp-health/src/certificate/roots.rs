//! The certificates of a store, and which of them have a say about the chains of a host.

use std::collections::BTreeMap;

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
            if let Ok((_, certificate)) = X509Certificate::from_der(der) {
                let named = roots.by_subject.entry(certificate.subject().as_raw().to_vec()).or_default();
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
