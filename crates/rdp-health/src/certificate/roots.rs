//! Which certificates of a store have a say about the chains of a host.

use std::collections::BTreeSet;

use x509_parser::prelude::{FromDer, X509Certificate};

use super::facts::{der, read};
use crate::observe::CertificateFacts;

/// The certificates of a store that bear the name of an issuer in the presented chains, or were presented themselves,
/// each once.
pub(crate) fn relevant<'a>(
    presented: &[&CertificateFacts],
    store: impl Iterator<Item = &'a [u8]>,
) -> Vec<CertificateFacts> {
    let presented: Vec<Vec<u8>> = presented.iter().map(|facts| der(facts)).collect();
    let issuers: BTreeSet<Vec<u8>> = presented
        .iter()
        .filter_map(|der| Some(X509Certificate::from_der(der).ok()?.1.issuer().as_raw().to_vec()))
        .collect();
    let mut relevant: Vec<CertificateFacts> = Vec::new();
    for candidate in store {
        let named = X509Certificate::from_der(candidate)
            .is_ok_and(|(_, certificate)| issuers.contains(certificate.subject().as_raw()));
        if named || presented.iter().any(|der| der == candidate) {
            let facts = read(candidate);
            if !relevant.contains(&facts) {
                relevant.push(facts);
            }
        }
    }
    relevant
}
