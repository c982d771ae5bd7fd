//! `read_certificate`, where a certificate says that its revocation is asked, and what the diagnosis makes of a chain:
//! certificates with two bytes of length before each, of which the last is a trusted root.
#![no_main]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use libfuzzer_sys::fuzz_target;
use rdp_health::codes::SecurityProtocols;
use rdp_health::observe::{
    AddressObservations, CertificateFacts, Conversation, Endpoint, Observations, Question, Role, TrustStore,
    TrustStoreKind, TrustedRoots,
};
use rdp_health::{
    CheckOptions, Outcome, Target, TargetSummary, diagnose, fuzzing, read_certificate,
};

/// As of 2027.
static OPTIONS: LazyLock<CheckOptions> = LazyLock::new(|| {
    CheckOptions::default().judge_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000))
});

fuzz_target!(|bytes: &[u8]| {
    let mut rest = bytes;
    let mut ders = Vec::new();
    while let (Some((length, more)), true) = (rest.split_first_chunk::<2>(), ders.len() < 5) {
        let length = usize::from(u16::from_be_bytes(*length)).min(more.len());
        let (der, more) = more.split_at(length);
        ders.push(der);
        rest = more;
    }
    let mut chain: Vec<CertificateFacts> = ders.iter().map(|der| read_certificate(der)).collect();
    for facts in &chain {
        let names = facts.common_names.iter().chain(&facts.dns_names).chain(&facts.issuer_urls);
        let text: String = [&facts.subject, &facts.issuer].into_iter().chain(names).cloned().collect();
        assert!(!text.chars().any(char::is_control), "{text:?} could forge lines on a screen");
    }
    for (der, issuer) in ders.iter().zip(ders.iter().skip(1)) {
        let _ = (fuzzing::addresses(der), fuzzing::ocsp_request(der, issuer));
    }

    let root = chain.pop();
    let mut conversation =
        Conversation::new(1, Question::Converse { protocols: SecurityProtocols::MSTSC, mss: None }, "fuzzed");
    conversation.certificates = Outcome::Done(chain);
    let mut seen = AddressObservations::new(SocketAddr::from((Ipv4Addr::LOCALHOST, 3389)));
    seen.conversations.push(conversation);
    let mut observations = Observations::new(Endpoint::new(Role::Host, "srv01", 3389));
    observations.host.addresses.push(seen);
    let roots = TrustedRoots::new(1, root.into_iter().collect());
    observations.trust =
        Outcome::Done(vec![TrustStore::new(TrustStoreKind::System, None, Outcome::Done(roots))]);
    let target = TargetSummary::from(&Target::parse("srv01.corp.example").expect("a target"));
    let diagnosis = diagnose((&observations, &target), &OPTIONS);
    assert!(!diagnosis.summary.is_empty());
});
