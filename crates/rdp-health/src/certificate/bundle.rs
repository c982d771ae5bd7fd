//! What authorities publish as their certificate, RFC 5280 4.2.2.1: one in DER, or several in a message of CMS; and PEM,
//! which is neither and happens.

use x509_parser::pem::Pem;

use super::issuer::is_pem;
use super::signed_data::Parts;

/// Certificates of one document that are checked: honest bundles hold a handful.
const MOST_CERTIFICATES: usize = 16;
/// No handshake carries a longer certificate.
const LONGEST: usize = 64 * 1024;

/// The certificates in a document, in DER. What is none of the forms is passed on as it came.
pub(crate) fn certificates_in(document: &[u8]) -> Vec<Vec<u8>> {
    let certificates = match is_pem(document) {
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
    Some(Parts::read(message)?.certificates().map(<[u8]>::to_vec).collect())
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};
    use x509_parser::asn1_rs::{Any, FromBer as _};

    use super::*;

    const ISSUER: &[u8] = include_bytes!("documents/issuer.der");
    const LEAF: &[u8] = include_bytes!("documents/leaf.der");
    /// `openssl crl2pkcs7 -nocrl` of both.
    const BUNDLE: &[u8] = include_bytes!("documents/bundle.p7c");

    fn pem(label: &str, der: &[u8]) -> String {
        let lines: Vec<String> = BASE64
            .encode(der)
            .as_bytes()
            .chunks(64)
            .map(|l| String::from_utf8_lossy(l).into_owned())
            .collect();
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
    }

    #[test]
    fn the_forms_in_which_authorities_publish() {
        assert_eq!(certificates_in(ISSUER), [ISSUER]);
        assert_eq!(certificates_in(BUNDLE), [ISSUER, LEAF]);
        let two = pem("CERTIFICATE", ISSUER) + &pem("CERTIFICATE", LEAF);
        assert_eq!(certificates_in(two.as_bytes()), [ISSUER, LEAF]);
        assert_eq!(certificates_in(pem("PKCS7", BUNDLE).as_bytes()), [ISSUER, LEAF]);
    }

    #[test]
    fn lengths_that_end_with_a_mark() {
        // The same message with indefinite lengths around SignedData, X.690 8.1.3.6.
        let (_, outer) = Any::from_ber(BUNDLE).unwrap();
        let (explicit, oid) = Any::from_ber(outer.data).unwrap();
        let (_, signed_data) = Any::from_ber(explicit).unwrap();
        assert!(!oid.data.is_empty());
        let oid = outer.data.get(..outer.data.len() - explicit.len()).unwrap();
        let streamed = [&[0x30, 0x80], oid, &[0xa0, 0x80], signed_data.data, &[0, 0, 0, 0]].concat();
        assert_eq!(certificates_in(&streamed), [ISSUER, LEAF]);
    }

    #[test]
    fn there_is_a_bound() {
        let many = pem("CERTIFICATE", ISSUER).repeat(1000);
        assert_eq!(certificates_in(many.as_bytes()).len(), MOST_CERTIFICATES);
        assert!(certificates_in(&vec![0x30; LONGEST + 1]).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn mangled_bundles(place in 0..BUNDLE.len(), byte in any::<u8>(), end in 0..BUNDLE.len()) {
            let mut mangled = BUNDLE.to_vec();
            mangled[place] = byte;
            prop_assert!(certificates_in(&mangled).len() <= MOST_CERTIFICATES);
            mangled.truncate(end);
            prop_assert!(certificates_in(&mangled).len() <= MOST_CERTIFICATES);
        }
    }
}
