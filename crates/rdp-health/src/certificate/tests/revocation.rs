//! Revocation, read from documents that OpenSSL made, and from the same documents mangled.

use super::mangle::{Chance, KINDS};
use crate::certificate::{
    Signature, Unusable, issuer::published, ocsp_request, read_crl, read_ocsp, signed_by, sources,
};
use crate::observe::{RevocationAnswer, RevocationStatus};
use crate::outcome::{FailureKind, Tri};
use rdp_health_wire::x509::RevocationReason;

pub(super) const ISSUER: &[u8] = include_bytes!("../documents/issuer.der");
pub(super) const LEAF: &[u8] = include_bytes!("../documents/leaf.der");
pub(super) const LIST: &[u8] = include_bytes!("../documents/list.crl");
const REQUEST: &[u8] = include_bytes!("../documents/request.der");
pub(super) const RESPONSE: &[u8] = include_bytes!("../documents/response.der");

/// Mangled documents of each kind: 18 000 of each document.
const MUTATIONS: usize = 2000;

#[test]
fn a_certificate_says_where_to_ask() {
    let sources = sources(LEAF);
    assert_eq!(sources.ocsp, ["http://ocsp.corp.example/"]);
    assert_eq!(sources.ca_issuers, ["http://pki.corp.example/ca.crt"]);
    let lists: Vec<_> = sources.crl.iter().map(|list| (list.url.as_str(), list.delta)).collect();
    assert_eq!(
        lists,
        [
            ("http://pki.corp.example/ca.crl", false),
            ("ldap:///CN=CA", false),
            ("http://pki.corp.example/delta.crl", true),
        ]
    );
    assert_eq!(signed_by(LEAF, ISSUER), Some(Signature::Good));
    assert_eq!(signed_by(ISSUER, LEAF), None);
}

#[test]
fn our_question_is_the_one_that_openssl_asks() {
    assert_eq!(ocsp_request(LEAF, ISSUER).unwrap(), REQUEST);
}

#[test]
fn both_answers_say_the_same() {
    let list = read_crl(LIST, LEAF, Some(ISSUER)).unwrap();
    let response = read_ocsp(RESPONSE, LEAF, Some(ISSUER)).unwrap();
    for answer in [&list, &response] {
        assert_eq!((answer.status, answer.authentic), (RevocationStatus::Revoked, Tri::Yes), "{answer:?}");
        assert_eq!(answer.reason, Some(RevocationReason::SUPERSEDED));
        assert_eq!(answer.revoked_at, list.revoked_at);
    }
    assert_eq!(response.responder.unwrap().subject, "CN=responder");
    // Without the issuer the same is read, and not believed.
    for answer in [read_crl(LIST, LEAF, None).unwrap(), read_ocsp(RESPONSE, LEAF, None).unwrap()] {
        assert_eq!((answer.status, answer.authentic), (RevocationStatus::Revoked, Tri::Unknown));
    }
    assert_eq!(read_crl(LIST, ISSUER, Some(ISSUER)).unwrap().status, RevocationStatus::Good);
    assert_eq!(read_ocsp(RESPONSE, ISSUER, Some(ISSUER)).unwrap_err().kind, FailureKind::Declined);
}

/// Every way of mangling a document.
fn mangled(document: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (1..).zip(KINDS).flat_map(move |(number, (_, mangle))| {
        let mut chance = Chance(number);
        (0..MUTATIONS).map(move |_| {
            let mut bytes = document.to_vec();
            mangle(&mut bytes, &mut chance);
            bytes
        })
    })
}

/// Whatever is done to a document, it is read or called unusable; and where its signed part was touched, it is not
/// called authentic.
fn never_believed(document: &[u8], read: impl Fn(&[u8]) -> Result<RevocationAnswer, Unusable>) {
    let whole = read(document).unwrap();
    let (mut doubted, mut unusable) = (0, 0);
    for mangled in mangled(document) {
        match read(&mangled) {
            Ok(answer) if answer.authentic == Tri::Yes => {
                // Only what nobody signed was changed.
                let same = (answer.status, answer.this_update_unix, answer.next_update_unix);
                assert_eq!(same, (whole.status, whole.this_update_unix, whole.next_update_unix));
            }
            Ok(_) => doubted += 1,
            Err(_) => unusable += 1,
        }
    }
    assert!(100 < doubted && 100 < unusable, "{doubted} doubted, {unusable} unusable");
}

#[test]
fn mangled_lists() {
    never_believed(LIST, |list| read_crl(list, LEAF, Some(ISSUER)));
}

#[test]
fn mangled_responses() {
    never_believed(RESPONSE, |response| read_ocsp(response, LEAF, Some(ISSUER)));
}

#[test]
fn mangled_certificates() {
    let mut named = 0;
    for leaf in mangled(LEAF) {
        named += usize::from(!sources(&leaf).crl.is_empty());
        let _ = (ocsp_request(&leaf, ISSUER), signed_by(&leaf, ISSUER), published(&leaf));
        let _ = read_crl(LIST, &leaf, None);
    }
    assert!(100 < named && named < MUTATIONS * KINDS.len(), "{named}");
}
