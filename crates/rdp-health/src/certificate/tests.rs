//! Certificates mangled in every way, the same ones in each run: never a panic, and never trust.

mod findings;
mod mangle;
mod revocation;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use self::mangle::{Chance, KINDS};
use super::{NameMatch, Path, find_path, match_name, read};
use crate::observe::CertificateFacts;

const MUTATIONS: usize = 10_000;
/// 2025-01-01.
const NOW: i64 = 1_735_689_600;

/// The server's certificate in DER, and the root that issued it.
fn issued() -> (Vec<u8>, CertificateFacts) {
    let key = || KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.distinguished_name.push(DnType::CommonName, "root");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let root_key = key();
    let root_der = root.self_signed(&root_key).unwrap();
    let mut leaf = CertificateParams::new(vec!["srv01.corp.example".into(), "192.0.2.7".into()]).unwrap();
    leaf.distinguished_name.push(DnType::CommonName, "srv01.corp.example");
    leaf.is_ca = IsCa::ExplicitNoCa;
    leaf.use_authority_key_identifier_extension = true;
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let leaf = leaf.signed_by(&key(), &Issuer::new(root, root_key)).unwrap();
    (leaf.der().to_vec(), read(root_der.der()))
}

/// What the issuer signed.
fn signed_part(der: &[u8]) -> Option<Vec<u8>> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Some(certificate.tbs_certificate.as_ref().to_vec())
}

#[test]
fn mangled_certificates_are_read_or_named_and_never_trusted() {
    let (der, root) = issued();
    let roots = [root];
    let original = signed_part(&der);
    assert!(matches!(find_path(&[read(&der)], &[], &roots, NOW), Path::Trusted(_)));
    for (number, (kind, mangle)) in (1..).zip(KINDS) {
        let mut chance = Chance(number);
        let mut readable = 0;
        for round in 0..MUTATIONS {
            let mut mangled = der.clone();
            mangle(&mut mangled, &mut chance);
            let facts = read(&mangled);
            let _ = match_name("srv01.corp.example", &facts) == NameMatch::None;
            assert!(!facts.der.is_empty() || mangled.is_empty());
            assert!(!facts.subject.chars().any(char::is_control), "{kind}, {round}");
            readable += usize::from(facts.unreadable.is_none());
            // What cannot be read has no path; a tenth of them shows it.
            if facts.unreadable.is_some() && round % 10 != 0 {
                continue;
            }
            let path = find_path(&[facts], &[], &roots, NOW);
            if matches!(path, Path::Trusted(_)) {
                assert_eq!(signed_part(&mangled), original, "{kind}, {round}: trusted, and nobody signed it");
            }
        }
        println!("{kind}: {readable} of {MUTATIONS} can be read");
    }
}

#[test]
fn an_issuer_that_is_mangled_vouches_for_nobody() {
    let (leaf, root) = issued();
    let leaf = read(&leaf);
    let der = super::facts::der(&root);
    let mut chance = Chance(99);
    for (kind, mangle) in KINDS {
        for round in 0..MUTATIONS / 10 {
            let mut mangled = der.clone();
            mangle(&mut mangled, &mut chance);
            // It is sent, and the true root is not trusted: whatever it says, there is no path.
            let path = find_path(&[leaf.clone(), read(&mangled)], &[], &[], NOW);
            assert!(matches!(path, Path::Broken(..)), "{kind}, {round}");
        }
    }
}
