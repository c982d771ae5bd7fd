//! Which certificate signed which, and where a certificate says that its revocation is asked.

use std::borrow::Cow;

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer;

use super::facts::printable;
use super::signature::{self, Signature};

/// Authority information access, RFC 5280 4.2.2.1.
const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
const OCSP: &str = "1.3.6.1.5.5.7.48.1";
/// RFC 5280 4.2.1.15.
const FRESHEST_CRL: &str = "2.5.29.46";

/// More addresses than any honest certificate names.
const MOST_URLS: usize = 16;

/// The addresses that a certificate names, each kind in the order in which they stand there.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Sources {
    /// OCSP responders.
    pub(crate) ocsp: Vec<String>,
    /// Revocation lists.
    pub(crate) crl: Vec<ListAddress>,
    /// Where the issuer's certificate lies.
    pub(crate) ca_issuers: Vec<String>,
}

/// Where a revocation list lies.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ListAddress {
    pub(crate) url: String,
    /// It holds only the changes since the last whole list.
    pub(crate) delta: bool,
    /// It is signed by somebody else than the certificate's issuer.
    pub(crate) indirect: bool,
}

/// Reads where a certificate says that its revocation is asked. What cannot be read names nothing.
pub(crate) fn sources(certificate: &[u8]) -> Sources {
    let mut sources = Sources::default();
    let Ok((_, certificate)) = X509Certificate::from_der(certificate) else { return sources };
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::AuthorityInfoAccess(access) => {
                for place in access.iter() {
                    let GeneralName::URI(url) = place.access_location else { continue };
                    match place.access_method.to_id_string().as_str() {
                        OCSP => sources.ocsp.push(printable(url)),
                        CA_ISSUERS => sources.ca_issuers.push(printable(url)),
                        _ => {}
                    }
                }
            }
            ParsedExtension::CRLDistributionPoints(points) => sources.crl.extend(lists(points, false)),
            _ if extension.oid.to_id_string() == FRESHEST_CRL => {
                if let Ok((_, points)) =
                    x509_parser::extensions::CRLDistributionPoints::from_der(extension.value)
                {
                    sources.crl.extend(lists(&points, true));
                }
            }
            _ => {}
        }
    }
    sources.ocsp.truncate(MOST_URLS);
    sources.crl.truncate(MOST_URLS);
    sources.ca_issuers.truncate(MOST_URLS);
    sources
}

fn lists(points: &x509_parser::extensions::CRLDistributionPoints<'_>, delta: bool) -> Vec<ListAddress> {
    let mut lists = Vec::new();
    for point in points.iter() {
        let Some(DistributionPointName::FullName(names)) = &point.distribution_point else { continue };
        for name in names {
            if let GeneralName::URI(url) = name {
                lists.push(ListAddress { url: printable(url), delta, indirect: point.crl_issuer.is_some() });
            }
        }
    }
    lists
}

/// Whether `candidate` signed `certificate`; none where it does not even bear the name.
pub(crate) fn signed_by(certificate: &[u8], candidate: &[u8]) -> Option<Signature> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let (_, candidate) = X509Certificate::from_der(candidate).ok()?;
    let named = certificate.issuer().as_raw() == candidate.subject().as_raw();
    named.then(|| signature::verify(&certificate, &candidate))
}

/// How far into a document its first line of PEM is looked for: `openssl … -text` writes a page of text before it.
const PREAMBLE: usize = 16 * 1024;

/// Whether a document is text (PEM).
pub(crate) fn is_pem(document: &[u8]) -> bool {
    let begin = b"-----BEGIN ";
    let head = document.get(..PREAMBLE).unwrap_or(document);
    document.first() != Some(&0x30) && head.windows(begin.len()).any(|bytes| bytes == begin)
}

/// A document as authorities publish it: DER, or PEM where somebody meant well.
pub(super) fn published(file: &[u8]) -> Cow<'_, [u8]> {
    match is_pem(file) {
        true => {
            x509_parser::pem::parse_x509_pem(file).map(|(_, pem)| pem.contents).unwrap_or_default().into()
        }
        false => file.into(),
    }
}
