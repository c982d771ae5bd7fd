//! What authorities publish as their certificate, RFC 5280 4.2.2.1: one in DER, or several in a message of CMS; and PEM,
//! which is neither and happens.

use x509_parser::asn1_rs::{Any, FromBer as _, Oid, oid};
use x509_parser::pem::Pem;

/// Certificates of one document that are looked at: honest bundles hold a handful.
const MOST_CERTIFICATES: usize = 16;
/// No handshake carries a longer certificate.
const LONGEST: usize = 64 * 1024;

/// id-signedData, RFC 5652 5.1.
const SIGNED_DATA: Oid<'static> = oid!(1.2.840.113549.1.7.2);

/// The certificates in a document, in DER. What is none of the forms is passed on as it came.
pub(crate) fn certificates_in(document: &[u8]) -> Vec<Vec<u8>> {
    let certificates = match document.starts_with(b"-----BEGIN") {
        true => {
            let blocks = Pem::iter_from_buffer(document).take(MOST_CERTIFICATES).filter_map(Result::ok);
            blocks.flat_map(|block| of_one(&block.contents)).collect()
        }
        false => of_one(document),
    };
    certificates.into_iter().filter(|der| der.len() <= LONGEST).take(MOST_CERTIFICATES).collect()
}

fn of_one(document: &[u8]) -> Vec<Vec<u8>> {
    bundled(document).unwrap_or_else(|| vec![document.to_vec()])
}

/// The certificates in a message of CMS that holds nothing else (*certs-only*, RFC 5652 5.1).
fn bundled(message: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (_, content_info) = Any::from_ber(message).ok()?;
    let (rest, content_type) = Oid::from_ber(content_info.data).ok()?;
    if content_type != SIGNED_DATA {
        return None;
    }
    let (_, explicit) = Any::from_ber(rest).ok()?;
    let (_, signed_data) = Any::from_ber(explicit.data).ok()?;
    let (rest, _version) = Any::from_ber(signed_data.data).ok()?;
    let (rest, _digest_algorithms) = Any::from_ber(rest).ok()?;
    let (rest, _content) = Any::from_ber(rest).ok()?;
    let (_, set) = Any::from_ber(rest).ok()?;
    let mut certificates = Vec::new();
    let mut unread = set.data;
    while certificates.len() < MOST_CERTIFICATES
        && let Ok((rest, _)) = Any::from_ber(unread)
    {
        let length = unread.len().saturating_sub(rest.len());
        // An end-of-contents is no certificate.
        certificates
            .extend(unread.get(..length).filter(|der| der.first() == Some(&0x30)).map(<[u8]>::to_vec));
        unread = rest;
    }
    Some(certificates)
}
