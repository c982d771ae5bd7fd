//! What the fuzz targets reach of certificates.

use crate::observe::RevocationAnswer;

/// What a revocation list says of a certificate, or why it says nothing.
pub fn read_crl(list: &[u8], certificate: &[u8], issuer: Option<&[u8]>) -> Result<RevocationAnswer, String> {
    super::read_crl(list, certificate, issuer).map_err(|unusable| unusable.why)
}

/// What an OCSP response says of a certificate, or why it says nothing.
pub fn read_ocsp(
    response: &[u8],
    certificate: &[u8],
    issuer: Option<&[u8]>,
) -> Result<RevocationAnswer, String> {
    super::read_ocsp(response, certificate, issuer).map_err(|unusable| unusable.why)
}

/// Every address that a certificate names.
pub fn addresses(certificate: &[u8]) -> Vec<String> {
    let sources = super::sources(certificate);
    let lists = sources.crl.into_iter().map(|list| list.url);
    sources.ocsp.into_iter().chain(sources.ca_issuers).chain(lists).collect()
}

/// The OCSP request about a certificate.
pub fn ocsp_request(certificate: &[u8], issuer: &[u8]) -> Option<Vec<u8>> {
    super::ocsp_request(certificate, issuer)
}
