use std::time::{Duration, SystemTime};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256};

use super::*;
use crate::certificate::read;
use crate::diagnose::{Diagnosis, diagnose};
use crate::observe::{
    AddressObservations, Conversation, Endpoint, FetchedIssuer, Issuers, MissingIssuer, Question, Role,
    TrustStore, TrustStoreKind, TrustedRoots,
};
use crate::outcome::Tri;
use crate::policy::Policy;
use crate::target::{Target, TargetSummary};

struct Ca {
    facts: CertificateFacts,
    issuer: Issuer<'static, KeyPair>,
}

fn issue(name: &str, is_ca: bool, by: Option<&Ca>) -> Ca {
    let mut params = CertificateParams::new(if is_ca { Vec::new() } else { vec![name.to_owned()] }).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) =
        (rcgen::date_time_ymd(2020, 1, 1), rcgen::date_time_ymd(2030, 1, 1));
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    }
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let certificate = match by {
        Some(by) => params.signed_by(&key, &by.issuer).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    Ca { facts: read(certificate.der()), issuer: Issuer::new(params, key) }
}

/// A root, an issuing CA, a server.
struct World {
    root: Ca,
    issuing: Ca,
    server: Ca,
}

fn world() -> World {
    let root = issue("root", true, None);
    let issuing = issue("issuing", true, Some(&root));
    let server = issue("srv01", false, Some(&issuing));
    World { root, issuing, server }
}

fn store(kind: TrustStoreKind, roots: &[&Ca]) -> TrustStore {
    let relevant = roots.iter().map(|ca| ca.facts.clone()).collect();
    TrustStore::new(kind, None, Outcome::Done(TrustedRoots::new(140, relevant)))
}

fn judged(chain: &[&Ca], stores: Vec<TrustStore>, fetched: &[(&Ca, &Ca)]) -> Diagnosis {
    let mut conversation = Conversation::new(1, Question::FIRST, "test");
    conversation.certificates = Outcome::Done(chain.iter().map(|ca| ca.facts.clone()).collect());
    let mut address = AddressObservations::new("192.0.2.7:3389".parse().unwrap());
    address.conversations.push(conversation);
    let missing = fetched.iter().map(|(below, ca)| MissingIssuer {
        subject: below.facts.subject.clone(),
        sha256: below.facts.sha256.clone(),
        issuer: below.facts.issuer.clone(),
        found: Outcome::Done(vec![FetchedIssuer {
            url: "http://pki.example/ca.crt".to_owned(),
            signed: Tri::Yes,
            certificate: ca.facts.clone(),
        }]),
    });
    let mut observations = Observations::new(Endpoint::new(Role::Host, "srv01", 3389));
    observations.host.addresses.push(address);
    observations.trust = Outcome::Done(stores);
    observations.issuers = Outcome::Done(Issuers { missing: missing.collect(), fetches: Vec::new() });
    let target = TargetSummary::from(&"srv01".parse::<Target>().unwrap());
    // 2025-01-01.
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_735_689_600);
    diagnose(&observations, &target, &Policy::default(), &[], now)
}

/// The findings about trust, and what each store says.
fn said(diagnosis: &Diagnosis) -> (Vec<CauseId>, Vec<StoreTrust>) {
    let about = [CauseId::CertUntrusted, CauseId::CertChainIncomplete];
    let found = diagnosis.findings.iter().map(|finding| finding.id.clone());
    let found = found.filter(|id| about.contains(id)).collect();
    (found, diagnosis.trust.iter().map(|store| store.verdict).collect())
}

use StoreTrust::{NotTrusted, Trusted, TrustedIfFetched};
use TrustStoreKind::{CaFile, Mozilla, System};

#[test]
fn mozilla_is_a_second_opinion_and_no_finding() {
    let World { root, issuing, server } = world();
    let chain = [&server, &issuing];
    // Mozilla knows the root, and this system does not.
    let diagnosis = judged(&chain, vec![store(System, &[]), store(Mozilla, &[&root])], &[]);
    assert_eq!(said(&diagnosis), (vec![CauseId::CertUntrusted], vec![NotTrusted, Trusted]));
    // The other way round.
    let diagnosis = judged(&chain, vec![store(System, &[&root]), store(Mozilla, &[])], &[]);
    assert_eq!(said(&diagnosis), (vec![], vec![Trusted, NotTrusted]));
    assert_eq!(diagnosis.trust.iter().map(|one| one.decides).collect::<Vec<_>>(), [true, false]);
    // A given file counts like the system's store.
    let stores = vec![store(System, &[]), store(CaFile, &[&root]), store(Mozilla, &[])];
    assert_eq!(said(&judged(&chain, stores, &[])), (vec![], vec![NotTrusted, Trusted, NotTrusted]));
    // Mozilla's alone decides nothing, and what nobody asked is not judged.
    let diagnosis = judged(&chain, vec![store(Mozilla, &[])], &[]);
    assert_eq!(said(&diagnosis), (vec![], vec![NotTrusted]));
}

#[test]
fn each_store_says_how_far_the_way_leads() {
    let World { root, issuing, server } = world();
    let stores = || vec![store(System, &[&root]), store(Mozilla, &[])];
    let diagnosis = judged(&[&server], stores(), &[(&server, &issuing)]);
    assert_eq!(said(&diagnosis), (vec![CauseId::CertChainIncomplete], vec![TrustedIfFetched, NotTrusted]));
    let [system, mozilla] = diagnosis.trust.as_slice() else { panic!("two stores") };
    let origins: Vec<_> = system.path.iter().map(|one| (one.subject.as_str(), one.origin)).collect();
    let expected =
        [("CN=srv01", PathOrigin::Sent), ("CN=issuing", PathOrigin::Fetched), ("CN=root", PathOrigin::Store)];
    assert_eq!(origins, expected);
    assert_eq!(system.path[1].url.as_deref(), Some("http://pki.example/ca.crt"));
    assert!(system.says.ends_with("it chains through CN=issuing to its root CN=root."), "{}", system.says);
    assert!(
        mozilla.says.contains("chains to CN=issuing, but its issuer CN=root was not sent"),
        "{}",
        mozilla.says
    );
    let evidence: Vec<&str> = mozilla.evidence.iter().map(|one| one.says.as_str()).collect();
    let fetched = "fetched from http://pki.example/ca.crt";
    assert_eq!(
        evidence[0],
        format!("expected the certificate of CN=root, the issuer of CN=issuing, {fetched}")
    );
    assert_eq!(evidence[1], "no certificate in Mozilla's store (140 roots) has this name");
}

#[test]
fn a_self_signed_certificate_by_every_store() {
    let own = issue("srv01", false, None);
    let diagnosis = judged(&[&own], vec![store(System, &[&own]), store(Mozilla, &[])], &[]);
    assert_eq!(said(&diagnosis), (vec![], vec![Trusted, NotTrusted]));
    assert!(diagnosis.trust[0].says.ends_with("the store contains the certificate itself."));
    assert!(diagnosis.trust[1].says.contains("is self-signed and is not in Mozilla's store"));
}

#[test]
fn what_several_addresses_share_stands_there_once() {
    let World { root, issuing, server } = world();
    let mut conversation = Conversation::new(1, Question::FIRST, "test");
    conversation.certificates = Outcome::Done(vec![server.facts, issuing.facts]);
    let mut observations = Observations {
        trust: Outcome::Done(vec![store(System, &[&root])]),
        ..Observations::new(Endpoint::new(Role::Host, "srv01", 3389))
    };
    for address in ["192.0.2.7:3389", "[2001:db8::7]:3389"] {
        let mut address = AddressObservations::new(address.parse().unwrap());
        address.conversations.push(conversation.clone());
        observations.host.addresses.push(address);
    }
    let verdicts = verdicts(&observations, SystemTime::UNIX_EPOCH);
    assert_eq!(verdicts.iter().map(|one| one.addresses.len()).collect::<Vec<_>>(), [2]);
}
