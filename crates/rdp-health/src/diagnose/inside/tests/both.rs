//! Files beside what a check saw.

use rdp_health_wire::credssp::CredsspVersion;
use rdp_health_wire::negotiation::{ResponseFlags, SecurityProtocols};
use rdp_health_wire::tls::{CipherSuite, TlsVersion};

use super::alone::certificate;
use super::*;
use crate::diagnose::Verdict;
use crate::observe::{
    Connected, Conversation, CredsspAnswer, Negotiated, NegotiationAnswer, NtlmChallenge, OsVersion,
    OtherPort, PortQuestion, Question, Route, TlsSession, WindowsRelease,
};
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

const SOON: Duration = Duration::from_millis(5);
const SCHANNEL: &str =
    r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Server";

/// A host on whose port nobody answers, seen from 192.0.2.50.
fn silent() -> Observations {
    let mut seen = AddressObservations::new(([192, 0, 2, 7], 3389).into());
    seen.route = Outcome::Done(Route::new([192, 0, 2, 50].into()));
    for number in 1..=2 {
        let mut conversation = Conversation::new(number, Question::FIRST, "test");
        let (kind, by) = (FailureKind::Silence, ClosedBy::Deadline);
        let failure = Failure::new(Phase::Connect, "connect", kind, by, Duration::from_secs(5));
        conversation.connect = Outcome::Failed(failure);
        seen.conversations.push(conversation);
    }
    host(seen)
}

fn answering(protocol: SecurityProtocols) -> Conversation {
    let mut conversation = Conversation::new(1, Question::FIRST, "test");
    conversation.connect = Outcome::Done(Connected::new(([192, 0, 2, 50], 50_000).into(), SOON));
    let answer = NegotiationAnswer::Selected { protocol, flags: ResponseFlags::default() };
    conversation.negotiate =
        Outcome::Done(Negotiated::new(SecurityProtocols::MSTSC, answer, String::new(), SOON));
    if protocol != SecurityProtocols::RDP {
        let suite = CipherSuite::TLS_AES_256_GCM_SHA384;
        conversation.tls = Outcome::Done(TlsSession::new(TlsVersion::TLS13, suite, SOON));
        conversation.certificates = Outcome::Done(vec![certificate("My", "aa").certificate]);
    }
    conversation
}

/// One that answers NLA, by this name and build.
fn healthy(name: &str, build: u16) -> Observations {
    let mut conversation = answering(SecurityProtocols::HYBRID_EX);
    let mut answer = CredsspAnswer::new(CredsspVersion(6), SOON);
    answer.challenge = Some(NtlmChallenge {
        netbios_computer: Some(name.to_owned()),
        os: Some(OsVersion::new(10, 0, build)),
        ..NtlmChallenge::default()
    });
    conversation.credssp = Outcome::Done(answer);
    seen(conversation)
}

fn seen(conversation: Conversation) -> Observations {
    let mut seen = AddressObservations::new(([192, 0, 2, 7], 3389).into());
    seen.conversations.push(conversation);
    host(seen)
}

/// A sound host whose listener has the certificate that the wire shows.
fn with_certificate() -> InsideFacts {
    let mut facts = sound();
    facts.certificates = vec![certificate("My", "aa")];
    facts.listeners[0].certificate_sha1 = Some("aa".to_owned());
    facts
}

const DENY: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server";

fn primary(diagnosis: &Diagnosis) -> (Option<&CauseId>, Option<Confidence>) {
    let finding = diagnosis.primary.as_ref().and_then(|id| found(diagnosis, id));
    (diagnosis.primary.as_ref(), finding.map(|finding| finding.confidence))
}

/// What the host says, changed.
type Change = fn(&mut InsideFacts);
/// What the wire showed.
type Seen = fn() -> Observations;

#[test]
fn what_was_possible_becomes_certain() {
    let alone = joined(silent(), None);
    assert_ne!(primary(&alone).1, Some(Confidence::Certain), "{alone:#?}");
    let cases: &[(CauseId, Change)] = &[
        (CauseId::HostRdpDisabled, |f| set(f, DENY, "fDenyTSConnections", 1)),
        (CauseId::HostServiceStopped, |f| {
            f.listening.clear();
            service(f, "TermService").state = Some("stopped".to_owned());
        }),
        (CauseId::HostListenerBroken, |f| f.listening[0].port = 445),
        (CauseId::HostEdition, |f| {
            f.windows = Some(WindowsRelease { edition: "Core".to_owned(), ..WindowsRelease::default() });
        }),
        (CauseId::TcpFiltered, |f| f.firewall_rules[0].active = false),
    ];
    for (id, change) in cases {
        let mut facts = sound();
        change(&mut facts);
        let diagnosis = joined(silent(), Some(facts));
        assert_eq!(
            primary(&diagnosis),
            (Some(id), Some(Confidence::Certain)),
            "{id}: {:#?}",
            diagnosis.findings
        );
        assert_eq!(diagnosis.verdict, Verdict::Failing);
        // What the check saw is its consequence, and no second cause.
        let own = diagnosis
            .findings
            .iter()
            .filter(|one| one.severity == Severity::Error && one.because_of.is_none());
        assert_eq!(own.count(), 1, "{id}: {:#?}", diagnosis.findings);
    }
}

#[test]
fn a_host_that_is_sound_inside_is_silent_because_of_something_else() {
    // Unless it has been switched off since.
    let diagnosis = joined(silent(), Some(sound()));
    assert_eq!(primary(&diagnosis).1, Some(Confidence::Possible), "{:#?}", diagnosis.findings);
    let mut observations = silent();
    let mut other = OtherPort::new(3, 445, PortQuestion::Knock, "test");
    other.connect = Outcome::Done(Connected::new(([192, 0, 2, 50], 50_001).into(), SOON));
    observations.host.addresses[0].other_ports = Outcome::Done(vec![other]);
    let diagnosis = joined(observations, Some(sound()));
    assert_eq!(
        primary(&diagnosis),
        (Some(&CauseId::TcpFiltered), Some(Confidence::Likely)),
        "{:#?}",
        diagnosis.findings
    );
    assert!(diagnosis.summary.contains("another firewall"), "{}", diagnosis.summary);
    let out: Vec<_> = diagnosis.ruled_out.iter().map(|out| &out.id).collect();
    for id in [CauseId::HostRdpDisabled, CauseId::HostServiceStopped, CauseId::HostListenerBroken] {
        assert!(out.contains(&&id) && found(&diagnosis, &id).is_none(), "{id}: {out:?}");
    }
}

#[test]
fn the_port_of_the_listener_is_the_one_to_use() {
    let mut facts = sound();
    facts.listeners[0].port = Some(3390);
    facts.listening[0].port = 3390;
    let diagnosis = joined(silent(), Some(facts.clone()));
    let moved = found(&diagnosis, &CauseId::PortMoved).unwrap();
    assert!(moved.summary.contains("SRV01:3390") || moved.summary.contains("3390"), "{}", moved.summary);
    // A router may forward one port to the other.
    let diagnosis = joined(healthy("SRV01", 20_348), Some(facts));
    assert_eq!(faults(&diagnosis).iter().filter(|id| ***id == CauseId::PortMoved).count(), 0);
}

#[test]
fn a_rule_that_keeps_this_computer_out() {
    let mut ban = rule("IPBan_Block_0", false, 6);
    ban.remote = vec!["198.51.100.1".to_owned(), "192.0.2.0/255.255.255.0".to_owned()];
    let mut facts = sound();
    facts.firewall_rules.push(ban.clone());
    let diagnosis = joined(silent(), Some(facts));
    assert_eq!(diagnosis.primary, Some(CauseId::SourceBanned), "{:#?}", diagnosis.findings);
    // A ban of others is not ours.
    ban.remote = vec!["198.51.100.1-198.51.100.9".to_owned()];
    let mut facts = sound();
    facts.firewall_rules.push(ban);
    assert_eq!(joined(silent(), Some(facts)).primary, Some(CauseId::TcpFiltered));

    let mut facts = sound();
    facts.firewall_rules[0].remote = vec!["10.0.0.0/8".to_owned()];
    let diagnosis = joined(silent(), Some(facts.clone()));
    assert_eq!(diagnosis.primary, Some(CauseId::SourceBlocked), "{:#?}", diagnosis.findings);
    // A word is nothing that can be judged from here.
    facts.firewall_rules[0].remote = vec!["LocalSubnet".to_owned()];
    assert_ne!(joined(silent(), Some(facts)).primary, Some(CauseId::SourceBlocked));
}

#[test]
fn a_healthy_host_stays_healthy() {
    let alone = joined(healthy("SRV01", 20_348), None);
    let both = joined(healthy("SRV01", 20_348), Some(with_certificate()));
    assert_eq!((both.verdict, &both.primary), (alone.verdict, &alone.primary), "{:#?}", both.findings);
    // With files of last year that say something else, too.
    let mut facts = with_certificate();
    set(&mut facts, DENY, "fDenyTSConnections", 1);
    facts.as_of = Some("2025-01-02T02:04:05Z".to_owned());
    let old = joined(healthy("SRV01", 20_348), Some(facts));
    assert_eq!((old.verdict, &old.primary), (alone.verdict, &alone.primary), "{:#?}", old.findings);
    assert_eq!(found(&old, &CauseId::HostSettingsNotApplied).unwrap().severity, Severity::Info);
}

#[test]
fn contradictions_are_findings_of_their_own() {
    let cases: &[(&str, Seen, Change)] = &[
        ("switched off", || healthy("SRV01", 20_348), |f| set(f, DENY, "fDenyTSConnections", 1)),
        (
            "stopped",
            || healthy("SRV01", 20_348),
            |f| service(f, "TermService").state = Some("stopped".to_owned()),
        ),
        ("lets no client in", || healthy("SRV01", 20_348), |f| f.firewall_rules[0].active = false),
        ("private key", || healthy("SRV01", 20_348), |f| f.certificates[0].has_key = Some(false)),
        ("NLA required", || seen(answering(SecurityProtocols::SSL)), |_| {}),
        ("SecurityLayer = 2", || seen(answering(SecurityProtocols::RDP)), |_| {}),
        (
            "Standard RDP Security only",
            || healthy("SRV01", 20_348),
            |f| {
                f.listeners[0].security_layer = Some(Effective { value: 0, by_policy: true });
                f.listeners[0].nla = None;
            },
        ),
        ("TLS 1.3 switched off", || healthy("SRV01", 20_348), |f| set(f, SCHANNEL, "Enabled", 0)),
        (
            "build 17763",
            || healthy("SRV01", 20_348),
            |f| {
                f.windows = Some(WindowsRelease { build: 17_763, ..WindowsRelease::default() });
            },
        ),
    ];
    for (says, observations, change) in cases {
        let mut facts = with_certificate();
        change(&mut facts);
        let diagnosis = joined(observations(), Some(facts));
        let finding = found(&diagnosis, &CauseId::HostSettingsNotApplied);
        let finding = finding.unwrap_or_else(|| panic!("{says}: {:#?}", diagnosis.findings));
        assert!(finding.summary.contains(says), "{says}: {}", finding.summary);
        // Both sides are in the evidence.
        let is_inside = |at: &str| at.starts_with("/observations/inside/");
        let sides: BTreeSet<_> = finding.evidence.iter().map(|one| is_inside(&one.at)).collect();
        assert_eq!(sides.len(), 2, "{says}: {:?}", finding.evidence);
        assert_ne!(diagnosis.verdict, Verdict::Failing, "{says}: {:#?}", diagnosis.findings);
    }
}

#[test]
fn the_certificate_of_the_store_beside_the_one_on_the_wire() {
    // It was chosen, and Windows serves another one of its own.
    let mut facts = with_certificate();
    facts.certificates = vec![certificate("Remote Desktop", "aa"), certificate("My", "bb")];
    facts.listeners[0].certificate_sha1 = Some("bb".to_owned());
    let diagnosis = joined(healthy("SRV01", 20_348), Some(facts));
    assert_eq!(found(&diagnosis, &CauseId::CertConfiguredRejected).unwrap().confidence, Confidence::Certain);
    // It is in none of its stores.
    let mut facts = with_certificate();
    facts.certificates = vec![certificate("Remote Desktop", "cc")];
    facts.listeners[0].certificate_sha1 = None;
    let diagnosis = joined(healthy("SRV01", 20_348), Some(facts.clone()));
    assert_eq!(
        found(&diagnosis, &CauseId::TlsInspected).unwrap().confidence,
        Confidence::Likely,
        "{:#?}",
        diagnosis.findings
    );
    // Unless it is newer than the files.
    facts.as_of = Some("2025-01-02T02:04:05Z".to_owned());
    assert!(found(&joined(healthy("SRV01", 20_348), Some(facts)), &CauseId::TlsInspected).is_none());
    // It is the host's own: nothing intercepts it.
    let diagnosis = joined(healthy("SRV01", 20_348), Some(with_certificate()));
    assert!(diagnosis.ruled_out.iter().any(|out| out.id == CauseId::TlsInspected));
}

#[test]
fn an_expired_certificate_is_served_although_a_new_one_is_there() {
    let mut observations = healthy("SRV01", 20_348);
    let past = i64::try_from(NOW).unwrap() - 1000;
    let chain = &mut observations.host.addresses[0].conversations[0].certificates;
    let Outcome::Done(chain) = chain else { panic!() };
    chain[0].not_after_unix = past;
    let mut facts = sound();
    let mut old = certificate("Remote Desktop", "aa");
    (old.certificate.not_before_unix, old.certificate.not_after_unix) = (0, past);
    facts.certificates = vec![old, certificate("Remote Desktop", "dd")];
    let diagnosis = joined(observations, Some(facts));
    let finding = found(&diagnosis, &CauseId::HostSettingsNotApplied).unwrap();
    assert!(finding.summary.contains("restart TermService"), "{}", finding.summary);
    assert!(found(&diagnosis, &CauseId::CertExpired).is_some());
}

#[test]
fn files_of_another_host_prove_nothing() {
    let mut facts = sound();
    set(&mut facts, DENY, "fDenyTSConnections", 1);
    let diagnosis = joined(healthy("SRV02", 20_348), Some(facts.clone()));
    let finding = found(&diagnosis, &CauseId::DnsPointsElsewhere).unwrap();
    assert!(finding.summary.contains("SRV01") && finding.summary.contains("SRV02"), "{}", finding.summary);
    assert!(found(&diagnosis, &CauseId::HostRdpDisabled).is_none());
    assert!(found(&diagnosis, &CauseId::HostSettingsNotApplied).is_none());
    // NetBIOS names are cut, and have no case.
    facts.computer = Some("a-rather-long-name".to_owned());
    let diagnosis = joined(healthy("A-RATHER-LONG-N", 20_348), Some(facts));
    assert!(found(&diagnosis, &CauseId::DnsPointsElsewhere).is_none());
}

#[test]
fn tls_that_fails_has_its_reason_in_the_log() {
    let mut conversation = answering(SecurityProtocols::HYBRID_EX);
    let (kind, by) = (FailureKind::Reset, ClosedBy::PeerRst);
    conversation.tls = Outcome::Failed(Failure::new(Phase::Tls, "handshake", kind, by, SOON));
    conversation.certificates = Outcome::Skipped(crate::outcome::Skipped::NotReached);
    let mut facts = sound();
    log(&mut facts, "Schannel", 36870, Some("0x8009030d"));
    let diagnosis = joined(seen(conversation), Some(facts));
    assert_eq!(
        primary(&diagnosis),
        (Some(&CauseId::TlsKeyUnusable), Some(Confidence::Certain)),
        "{:#?}",
        diagnosis.findings
    );
}
