//! How each need is read, where no lab can play it.

use std::time::Duration;

use rdp_health_wire::credssp::CredsspVersion;
use rdp_health_wire::kerberos::KerberosError;
use rdp_health_wire::tls::{CipherSuite, TlsVersion};

use super::*;
use crate::observe::{
    AddressObservations, ClockOffset, Connected, Conversation, CredsspAnswer, Endpoint, HttpAnswer,
    HttpRequest, KdcAnswer, KdcPort, KerberosObservations, Question, Role, ServiceRecord, TlsSession,
};
use crate::outcome::{ClosedBy, Failure};
use crate::target::Target;

/// A member of corp.example, by its own name, with two domain controllers in DNS.
fn member(asked: &str) -> (Observations, TargetSummary) {
    let target = TargetSummary::from(&Target::parse(asked).unwrap());
    let mut challenge = NtlmChallenge { domain_joined: Tri::Yes, ..NtlmChallenge::default() };
    challenge.netbios_computer = Some("SRV01-OF-BERLIN".to_owned());
    challenge.dns_computer = Some("srv01-of-berlin-west.corp.example".to_owned());
    challenge.dns_domain = Some("corp.example".to_owned());
    let offset = ClockOffset::Ahead(Duration::from_secs(2));
    challenge.clock = Some(ServerClock::new("2026-01-01T00:00:00Z".to_owned(), offset, Duration::ZERO));
    let mut answer = CredsspAnswer::new(CredsspVersion::NEWEST, Duration::ZERO);
    answer.challenge = Some(challenge);
    let mut conversation = Conversation::new(1, Question::first(Role::Host), "a test");
    conversation.credssp = Outcome::Done(answer);
    let mut address = AddressObservations::new("192.0.2.1:3389".parse().unwrap());
    address.conversations.push(conversation);
    let mut host = Endpoint::new(Role::Host, asked, 3389);
    host.addresses.push(address);
    let mut seen = Observations::new(host);
    let mut kerberos = KerberosObservations::new("corp.example");
    let record = |name: &str| ServiceRecord::new(0, name, 88);
    kerberos.records = Outcome::Done(vec![record("dc1.corp.example"), record("dc2.corp.example")]);
    kerberos.dc_records = Outcome::Done(Vec::new());
    kerberos.ports = Outcome::Skipped(Skipped::AtFull);
    seen.kerberos = Outcome::Done(kerberos);
    (seen, target)
}

fn challenge(seen: &mut Observations) -> &mut NtlmChallenge {
    let Outcome::Done(answer) = &mut seen.host.addresses[0].conversations[0].credssp else {
        panic!("it was set above")
    };
    answer.challenge.as_mut().unwrap()
}

fn of(seen: &Observations, target: &TargetSummary, kind: KerberosNeed) -> KerberosPoint {
    let points = readiness(seen, target).unwrap().points;
    points.into_iter().find(|point| point.kind == kind).unwrap()
}

fn failed(kind: FailureKind) -> Failure {
    Failure::new(Phase::Connect, "connect", kind, ClosedBy::Deadline, Duration::ZERO)
}

#[test]
fn every_name_that_windows_registers_is_the_hosts_own() {
    for (asked, met) in [
        ("srv01-of-berlin-west.corp.example", Tri::Yes),
        ("SRV01-of-Berlin-West.Corp.Example.", Tri::Yes),
        ("srv01-of-berlin-west", Tri::Yes),
        ("srv01-of-berlin", Tri::Yes),
        ("srv01-of-berlin-west.other.example", Tri::Unknown),
        ("desktops.corp.example", Tri::Unknown),
        ("192.0.2.1", Tri::No),
        ("[2001:db8::1]", Tri::No),
    ] {
        let (seen, target) = member(asked);
        assert_eq!(of(&seen, &target, KerberosNeed::Name).met, met, "{asked}");
    }
}

#[test]
fn what_was_not_seen_is_unknown_and_never_no() {
    let (mut seen, target) = member("srv01-of-berlin-west.corp.example");
    seen.kerberos = Outcome::Skipped(Skipped::NotWaitedFor);
    assert_eq!(of(&seen, &target, KerberosNeed::Records).met, Tri::Unknown);
    let (mut seen, target) = member("srv01-of-berlin-west.corp.example");
    challenge(&mut seen).clock = None;
    assert_eq!(of(&seen, &target, KerberosNeed::Clock).met, Tri::Unknown);
    challenge(&mut seen).domain_joined = Tri::Unknown;
    assert_eq!(of(&seen, &target, KerberosNeed::Domain).met, Tri::Unknown);
    // A report of a version that asked nothing of it.
    seen.kerberos = Outcome::default();
    assert_eq!(readiness(&seen, &target).unwrap().ready, Tri::Unknown);
    // One record that could not be asked for leaves open what the other denies.
    let mut kerberos = KerberosObservations::new("corp.example");
    kerberos.records = Outcome::Done(Vec::new());
    kerberos.dc_records = Outcome::Failed(failed(FailureKind::Silence));
    seen.kerberos = Outcome::Done(kerberos);
    assert_eq!(of(&seen, &target, KerberosNeed::Records).met, Tri::Unknown);
}

#[test]
fn one_kdc_is_enough_and_all_have_to_be_none() {
    let (mut seen, target) = member("srv01-of-berlin-west.corp.example");
    let port = |name: &str, connect| KdcPort::new(name, Some("192.0.2.2:88".parse().unwrap()), connect);
    let silent = || Outcome::Failed(failed(FailureKind::Silence));
    let open = |answer: Outcome<KdcAnswer>| {
        let connected = Connected::new("192.0.2.9:50000".parse().unwrap(), Duration::ZERO);
        let mut open = port("dc2.corp.example", Outcome::Done(connected));
        open.answer = answer;
        open
    };
    let refused = |code| open(Outcome::Done(KdcAnswer::new(code, Duration::ZERO)));
    let kdc = || refused(KerberosError::KDC_ERR_C_PRINCIPAL_UNKNOWN);
    let ended = |kind| open(Outcome::Failed(failed(kind)));
    let untried = KdcPort::new("dc2.corp.example", None, Outcome::skipped("the fetch policy"));
    for (ports, met) in [
        (vec![port("dc1.corp.example", silent()), kdc()], Tri::Yes),
        (vec![port("dc1.corp.example", silent()), refused(KerberosError(99))], Tri::Yes),
        (vec![port("dc1.corp.example", silent()), refused(KerberosError::KDC_ERR_WRONG_REALM)], Tri::Unknown),
        (vec![port("dc1.corp.example", silent()), ended(FailureKind::ForeignBytes)], Tri::No),
        (vec![port("dc1.corp.example", silent()), ended(FailureKind::Silence)], Tri::Unknown),
        (vec![port("dc1.corp.example", silent()), ended(FailureKind::OutOfTime)], Tri::Unknown),
        // A report of a version that did not ask.
        (vec![port("dc1.corp.example", silent()), open(Outcome::default())], Tri::Unknown),
        (vec![port("dc1.corp.example", silent()), port("dc2.corp.example", silent())], Tri::No),
        (vec![port("dc1.corp.example", silent())], Tri::Unknown),
        (vec![port("dc1.corp.example", silent()), untried], Tri::Unknown),
    ] {
        let Outcome::Done(kerberos) = &mut seen.kerberos else { panic!("it was set above") };
        kerberos.ports = Outcome::Done(ports);
        let point = of(&seen, &target, KerberosNeed::Port);
        assert_eq!(point.met, met, "{point:?}");
        assert_eq!(readiness(&seen, &target).unwrap().ready, met);
    }
}

#[test]
fn a_clock_within_what_cannot_be_measured_is_in_time() {
    let (mut seen, target) = member("srv01-of-berlin-west.corp.example");
    for (seconds, uncertain, met) in
        [(299, 0, Tri::Yes), (301, 0, Tri::Unknown), (301, 2, Tri::Yes), (7200, 2, Tri::Unknown)]
    {
        let offset = ClockOffset::Behind(Duration::from_secs(seconds));
        let clock = ServerClock::new(String::new(), offset, Duration::from_secs(uncertain));
        challenge(&mut seen).clock = Some(clock);
        let point = of(&seen, &target, KerberosNeed::Clock);
        assert_eq!(point.met, met, "{point:?}");
    }
}

#[test]
fn the_answer_to_an_empty_message_tells_a_kdc_proxy() {
    let (mut seen, target) = member("srv01-of-berlin-west.corp.example");
    let Outcome::Done(kerberos) = &mut seen.kerberos else { panic!("it was set above") };
    kerberos.records = Outcome::Done(Vec::new());
    let status = |status| Outcome::Done(HttpAnswer::new(status));
    let fails = |kind| Outcome::Failed(failed(kind));
    for (http, met, ready) in [
        (status(400), Tri::Unknown, Tri::Unknown),
        (status(411), Tri::Unknown, Tri::Unknown),
        (status(404), Tri::No, Tri::No),
        (status(405), Tri::Unknown, Tri::Unknown),
        (status(401), Tri::Unknown, Tri::Unknown),
        (fails(FailureKind::Closed), Tri::Unknown, Tri::Unknown),
        (fails(FailureKind::Silence), Tri::Unknown, Tri::Unknown),
    ] {
        let mut proxy = Endpoint::new(Role::WebServer, "gw.corp.example", 443);
        let mut address = AddressObservations::new("192.0.2.3:443".parse().unwrap());
        let mut conversation = Conversation::new(3, Question::http(HttpRequest::KdcProxy), "a test");
        conversation.tls =
            Outcome::Done(TlsSession::new(TlsVersion(0x0304), CipherSuite(0x1301), Duration::ZERO));
        conversation.http = http;
        address.conversations.push(conversation);
        proxy.addresses.push(address);
        seen.kdc_proxy = Outcome::Done(proxy);
        let point = of(&seen, &target, KerberosNeed::Proxy);
        assert_eq!(point.met, met, "{point:?}");
        assert_eq!(readiness(&seen, &target).unwrap().ready, ready, "{point:?}");
    }
    // By address no proxy helps.
    let (mut by_address, target) = member("192.0.2.1");
    by_address.kdc_proxy = seen.kdc_proxy.clone();
    assert_eq!(readiness(&by_address, &target).unwrap().ready, Tri::No);
}
