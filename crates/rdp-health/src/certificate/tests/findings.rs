//! What a report makes of a certificate, a revocation list or an OCSP response that was mangled: a finding, always,
//! unless nothing that anybody signed or reads was touched.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use rdp_health_wire::negotiation::SecurityProtocols;

use super::mangle::{Chance, KINDS};
use super::revocation::{ISSUER, LEAF, LIST, RESPONSE};
use super::{issued, signed_part};
use crate::certificate::{Unusable, read, read_crl, read_ocsp};
use crate::observe::{
    AddressObservations, CertificateFacts, CertificateRevocation, Conversation, Endpoint, Observations,
    Question, Revocation, RevocationAnswer, RevocationMeans, RevocationSource, Role, TrustStore,
    TrustStoreKind, TrustedRoots,
};
use crate::outcome::{ClosedBy, Failure, Outcome, Phase, Tri};
use crate::policy::Policy;
use crate::target::{Target, TargetSummary};

/// 2027, when all of these documents are current.
const NOW: Duration = Duration::from_secs(1_800_000_000);
/// Of each document.
const MUTATIONS: usize = 10_000;

/// Every mutation of a document, with its kind.
fn mutations(document: &[u8]) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    (0..MUTATIONS).zip(KINDS.iter().cycle()).scan(Chance(7), |chance, (_, (kind, mangle))| {
        let mut mangled = document.to_vec();
        mangle(&mut mangled, chance);
        Some((*kind, mangled))
    })
}

/// The findings about the certificates of a host that sends `chain`; where something could not be judged, that.
fn found(
    chain: Vec<CertificateFacts>,
    root: Option<CertificateFacts>,
    revocation: Revocation,
) -> Vec<String> {
    let mut conversation =
        Conversation::new(1, Question::Converse { protocols: SecurityProtocols::MSTSC, mss: None }, "a test");
    conversation.certificates = Outcome::Done(chain);
    let mut seen = AddressObservations::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 3389)));
    seen.conversations.push(conversation);
    let mut observations = Observations::new(Endpoint::new(Role::Host, "srv01", 3389));
    observations.host.addresses.push(seen);
    let roots = TrustedRoots::new(1, root.into_iter().collect());
    let store = TrustStore::new(TrustStoreKind::System, None, Outcome::Done(roots));
    observations.trust = Outcome::Done(vec![store]);
    observations.revocation = Outcome::Done(revocation);
    let target = TargetSummary::from(&Target::parse("srv01.corp.example").unwrap());
    let now = SystemTime::UNIX_EPOCH + NOW;
    let diagnosis = crate::diagnose::diagnose(&observations, &target, &Policy::default(), &[], now);
    let unreadable = diagnosis.summary.contains("the certificate of 127.0.0.1:3389 could not be read");
    let notes = diagnosis.not_checked.iter().map(|entry| entry.why.as_str());
    let unproved = notes.filter(|why| why.starts_with("revocation: not revoked according to")).count() != 0;
    let ids =
        diagnosis.findings.iter().map(|finding| finding.id.as_str()).filter(|id| id.starts_with("cert-"));
    let others = [(unreadable, "cert unreadable"), (unproved, "cert-rev unproved")];
    let others = others.iter().filter(|(said, _)| *said).map(|(_, what)| *what);
    ids.chain(others).map(str::to_owned).collect()
}

/// What can be read of a certificate, without the fingerprints of its bytes.
fn content(der: &[u8]) -> CertificateFacts {
    CertificateFacts { der: String::new(), sha1: String::new(), sha256: String::new(), ..read(der) }
}

#[test]
fn a_mangled_certificate_is_a_finding() {
    let (der, root) = issued();
    let found = |der: &[u8]| found(vec![read(der)], Some(root.clone()), Revocation::default());
    assert_eq!(found(&der), [""; 0]);
    let (original, signed) = (content(&der), signed_part(&der));
    let mut harmless = 0;
    for (kind, mangled) in mutations(&der) {
        if found(&mangled).is_empty() {
            harmless += 1;
            assert!(
                content(&mangled) == original && signed_part(&mangled) == signed,
                "{kind}: {mangled:02x?}"
            );
        }
    }
    assert!(harmless < MUTATIONS / 100, "{harmless} of {MUTATIONS} change nothing");
}

/// The findings about revocation where one source says this of the host's certificate.
fn found_about(answer: Result<RevocationAnswer, Unusable>) -> Vec<String> {
    let answer = match answer {
        Ok(answer) => Outcome::Done(answer),
        Err(why) => {
            Outcome::Failed(Failure::new(Phase::Certificate, "read", why.kind, ClosedBy::Us, Duration::ZERO))
        }
    };
    let source = RevocationSource { means: RevocationMeans::Crl, url: None, fetch: None, answer };
    let entry = CertificateRevocation {
        subject: "CN=a test".to_owned(),
        sha256: String::new(),
        own: true,
        issuer: Outcome::skipped("given"),
        sources: vec![source],
    };
    let revocation = Revocation { certificates: vec![entry], fetches: Vec::new() };
    // Without the certificate itself: nothing else of it is of interest here.
    let mut ids = found(Vec::new(), None, revocation);
    ids.retain(|id| id.starts_with("cert-rev"));
    ids
}

#[test]
fn a_mangled_document_does_not_undo_a_revocation() {
    type Read = fn(&[u8]) -> Result<RevocationAnswer, Unusable>;
    let readers: [(&[u8], Read); 2] = [
        (LIST, |list| read_crl(list, LEAF, Some(ISSUER))),
        (RESPONSE, |response| read_ocsp(response, LEAF, Some(ISSUER))),
    ];
    for (document, read) in readers {
        assert_eq!(found_about(read(document)), ["cert-revoked"]);
        for (kind, mangled) in mutations(document) {
            assert!(!found_about(read(&mangled)).is_empty(), "{kind}: {mangled:02x?}");
        }
    }
}

#[test]
fn a_mangled_list_that_revokes_nothing_is_a_finding() {
    let read = |list: &[u8]| read_crl(list, ISSUER, Some(ISSUER));
    let original = read(LIST).unwrap();
    assert_eq!((found_about(read(LIST)), original.authentic), (vec![], Tri::Yes));
    let mut harmless = 0;
    for (kind, mangled) in mutations(LIST) {
        let answer = read(&mangled);
        if found_about(answer.clone()).is_empty() {
            harmless += 1;
            assert_eq!(answer.as_ref(), Ok(&original), "{kind}: {mangled:02x?}");
        }
    }
    assert!(harmless < MUTATIONS / 5, "{harmless} of {MUTATIONS} change nothing");
}
