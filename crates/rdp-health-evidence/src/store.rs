//! Certificates in the stores of the registry: the value `Blob` is a list of properties, one of which is the certificate.

use rdp_health::observe::InsideCertificate;
use rdp_health::read_certificate;

use crate::bytes::{place, slice, u32_at};
use crate::registry::Registry;

const STORES: &str = r"HKLM\SOFTWARE\Microsoft\SystemCertificates";
/// `CERT_CERT_PROP_ID`.
const CERTIFICATE: u32 = 32;
/// `CERT_KEY_PROV_INFO_PROP_ID`: where the private key is.
const KEY: u32 = 2;
/// So many certificates are kept of one store.
const MOST: usize = 200;

/// A certificate as a store has it.
pub(crate) struct Stored<'a> {
    pub(crate) store: &'static str,
    pub(crate) der: &'a [u8],
    pub(crate) has_key: bool,
    source: u16,
}

pub(crate) fn certificates(registry: &Registry) -> Vec<InsideCertificate> {
    let facts = |one: Stored<'_>| {
        let mut certificate =
            InsideCertificate::new(one.store.to_owned(), read_certificate(one.der), one.source);
        certificate.has_key = Some(one.has_key);
        certificate
    };
    stored(registry).into_iter().map(facts).collect()
}

/// Whether a key is of a store.
pub(crate) fn is_store(path: &str) -> bool {
    path.get(..STORES.len()).is_some_and(|head| head.eq_ignore_ascii_case(STORES))
}

pub(crate) fn stored(registry: &Registry) -> Vec<Stored<'_>> {
    let mut certificates = Vec::new();
    for (key, store) in [("MY", "My"), ("Remote Desktop", "Remote Desktop")] {
        for (_, key) in registry.below(&format!("{STORES}\\{key}\\Certificates")).take(MOST) {
            let Some(blob) = key.value("Blob") else { continue };
            let properties = properties(&blob.data);
            let Some((_, der)) = properties.iter().find(|(id, _)| *id == CERTIFICATE) else { continue };
            let has_key = properties.iter().any(|(id, _)| *id == KEY);
            certificates.push(Stored { store, der, has_key, source: key.source });
        }
    }
    certificates
}

/// Number and content of each property.
fn properties(blob: &[u8]) -> Vec<(u32, &[u8])> {
    let mut properties = Vec::new();
    let mut at = 0;
    while let (Some(id), Some(length)) = (u32_at(blob, at), u32_at(blob, at + 8).and_then(place)) {
        let Some(content) = slice(blob, at + 12, length) else { break };
        properties.push((id, content));
        at += 12 + length;
    }
    properties
}
