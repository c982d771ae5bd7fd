//! The table, read as a table: what was seen on the left, what is asked next on the right.

use std::time::Duration;

mod gateway;

use rdp_health_wire::gcc::EncryptionMethod;
use rdp_health_wire::mcs::McsResult;
use rdp_health_wire::negotiation::{FailureCode, ResponseFlags};
use rdp_health_wire::tls::{CipherSuite, NamedGroup, TlsVersion};

use super::*;
use crate::observe::{
    Connected, Conversation, Greeting, HelloAnswer, Negotiated, NegotiationAnswer, ServerSettings,
    SettingsAnswer, TlsSession,
};
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

const LONG: Question = Question::Hello { protocols: SecurityProtocols::MSTSC, hello: HelloKind::PostQuantum };
const SMALL: Question = Question::Converse { protocols: SecurityProtocols::MSTSC, mss: Some(512) };

fn rdp() -> Target {
    Target::parse("127.0.0.1").unwrap()
}

fn failure(phase: Phase, kind: FailureKind) -> Failure {
    Failure::new(phase, "test", kind, ClosedBy::PeerFin, Duration::ZERO)
}

fn seen(conversations: Vec<Conversation>) -> AddressObservations {
    let mut seen = AddressObservations::new(([127, 0, 0, 1], 3389).into());
    seen.conversations = conversations;
    seen
}

fn conversation(question: Question) -> Conversation {
    Conversation::new(1, question, "test")
}

fn dead(kind: FailureKind) -> Conversation {
    let mut conversation = conversation(Question::FIRST);
    conversation.connect = Outcome::Failed(failure(Phase::Connect, kind));
    conversation
}

fn unanswered(question: Question, kind: FailureKind) -> Conversation {
    let mut conversation = conversation(question);
    conversation.negotiate = Outcome::Failed(failure(Phase::Negotiate, kind));
    conversation
}

fn answered(question: Question, answer: NegotiationAnswer) -> Conversation {
    let mut conversation = conversation(question);
    let asked = SecurityProtocols::MSTSC;
    conversation.negotiate =
        Outcome::Done(Negotiated::new(asked, answer, String::new(), Duration::from_micros(1)));
    conversation
}

fn chose(question: Question, protocol: SecurityProtocols) -> Conversation {
    answered(question, NegotiationAnswer::Selected { protocol, flags: ResponseFlags::default() })
}

fn refused(failure: FailureCode) -> NegotiationAnswer {
    NegotiationAnswer::Failure { failure }
}

fn tls_ended(question: Question, kind: FailureKind) -> Conversation {
    let mut conversation = chose(question, SecurityProtocols::HYBRID_EX);
    conversation.tls = Outcome::Failed(failure(Phase::Tls, kind));
    conversation
}

fn hello(hello: HelloKind, ok: bool) -> Conversation {
    let mut conversation =
        chose(Question::Hello { protocols: SecurityProtocols::MSTSC, hello }, SecurityProtocols::HYBRID_EX);
    conversation.hello = match ok {
        true => Outcome::Done(HelloAnswer::new(
            TlsVersion::TLS12,
            CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
        )),
        false => Outcome::Failed(failure(Phase::Tls, FailureKind::Closed)),
    };
    conversation
}

fn at(depth: Depth, conversations: Vec<Conversation>) -> Option<Question> {
    let options = CheckOptions::default().depth(depth).pacing(Duration::ZERO);
    next(Role::Host, &seen(conversations), &rdp(), &options).map(|step| step.question)
}

/// NLA and TLS 1.3, and nothing wrong.
fn healthy() -> Conversation {
    let mut healthy = chose(Question::FIRST, SecurityProtocols::HYBRID_EX);
    healthy.tls = Outcome::Done(TlsSession::new(
        TlsVersion::TLS13,
        CipherSuite::TLS_AES_256_GCM_SHA384,
        Duration::from_micros(1),
    ));
    healthy
}

/// The host insists on NLA.
fn insists() -> Conversation {
    answered(Question::converse(SecurityProtocols::SSL), refused(FailureCode::HYBRID_REQUIRED_BY_SERVER))
}

/// MCS Connect Response, with this cipher of Standard RDP Security.
fn took_in(question: Question, protocol: SecurityProtocols, method: EncryptionMethod) -> Conversation {
    let mut conversation = chose(question, protocol);
    let mut settings = ServerSettings::new(McsResult::SUCCESSFUL, Duration::from_micros(1));
    settings.method = Some(method);
    conversation.settings = Outcome::Done(SettingsAnswer::Response { settings });
    conversation
}

#[test]
fn a_host_that_requires_nla_is_asked_twice() {
    for depth in [Depth::Quick, Depth::Standard, Depth::Full] {
        assert_eq!(at(depth, vec![]), Some(Question::FIRST));
    }
    assert_eq!(at(Depth::Quick, vec![healthy()]), None);
    assert_eq!(at(Depth::Standard, vec![healthy()]), Some(Question::converse(SecurityProtocols::SSL)));
    assert_eq!(at(Depth::Standard, vec![healthy(), insists()]), None);
}

#[test]
fn a_host_without_nla_is_asked_down_to_standard_rdp() {
    assert_eq!(
        at(Depth::Standard, vec![chose(Question::FIRST, SecurityProtocols::SSL)]),
        Some(Question::converse(SecurityProtocols::RDP))
    );
    assert_eq!(
        at(
            Depth::Standard,
            vec![
                chose(Question::FIRST, SecurityProtocols::SSL),
                answered(
                    Question::converse(SecurityProtocols::RDP),
                    refused(FailureCode::SSL_REQUIRED_BY_SERVER)
                )
            ]
        ),
        None
    );
    assert_eq!(
        at(
            Depth::Standard,
            vec![healthy(), chose(Question::converse(SecurityProtocols::SSL), SecurityProtocols::SSL)]
        ),
        Some(Question::converse(SecurityProtocols::RDP))
    );
    assert_eq!(
        at(
            Depth::Standard,
            vec![took_in(
                Question::FIRST,
                SecurityProtocols::RDP,
                EncryptionMethod::ENCRYPTION_METHOD_128BIT
            )]
        ),
        None
    );
}

#[test]
fn at_full_depth_the_whole_ladder_is_asked_and_what_breaks_servers_last() {
    // Older clients and FreeRDP do not ask for early user authorization.
    let without = Question::converse(SecurityProtocols::HYBRID_OR_SSL);
    assert_eq!(at(Depth::Full, vec![healthy(), insists()]), Some(without));
    // Filters that look for the cookie let everything else pass.
    let asked = || vec![healthy(), insists(), chose(without, SecurityProtocols::HYBRID)];
    assert_eq!(at(Depth::Full, asked()), Some(Question::COOKIE));
    let cookie = || [asked(), vec![chose(Question::COOKIE, SecurityProtocols::HYBRID_EX)]].concat();
    assert_eq!(at(Depth::Full, cookie()), Some(Question::RDSTLS));
    assert_eq!(
        at(Depth::Full, [cookie(), vec![chose(Question::RDSTLS, SecurityProtocols::SSL)]].concat()),
        Some(Question::ENTRA)
    );
    let all = [
        cookie(),
        vec![
            chose(Question::RDSTLS, SecurityProtocols::SSL),
            answered(Question::ENTRA, refused(FailureCode::HYBRID_REQUIRED_BY_SERVER)),
        ],
    ]
    .concat();
    assert_eq!(at(Depth::Full, all.clone()), Some(LONG));
    assert_eq!(at(Depth::Full, [all, vec![hello(HelloKind::PostQuantum, true)]].concat()), None);
}

#[test]
fn whoever_wants_entra_asks_for_it() {
    let mut target = rdp();
    target.client.entra = Some(true);
    let seen = seen(vec![healthy(), insists()]);
    let step = next(Role::Host, &seen, &target, &CheckOptions::default()).unwrap();
    assert_eq!(step.question, Question::ENTRA);
    assert_eq!(next(Role::Host, &seen, &target, &CheckOptions::default().depth(Depth::Quick)), None);
}

#[test]
fn every_cipher_of_standard_rdp_is_asked_for_alone() {
    let mut seen =
        vec![took_in(Question::FIRST, SecurityProtocols::RDP, EncryptionMethod::ENCRYPTION_METHOD_128BIT)];
    // 128 bits is what it chose out of all of them.
    for method in [
        EncryptionMethod::ENCRYPTION_METHOD_40BIT,
        EncryptionMethod::ENCRYPTION_METHOD_56BIT,
        EncryptionMethod::ENCRYPTION_METHOD_FIPS,
    ] {
        let question = Question::Method { method };
        assert_eq!(at(Depth::Full, seen.clone()), Some(question));
        seen.push(took_in(question, SecurityProtocols::RDP, EncryptionMethod::ENCRYPTION_METHOD_128BIT));
    }
    assert_eq!(at(Depth::Full, seen), Some(Question::COOKIE));
    assert_eq!(
        at(
            Depth::Full,
            vec![
                took_in(Question::FIRST, SecurityProtocols::RDP, EncryptionMethod::default()),
                chose(Question::COOKIE, SecurityProtocols::RDP)
            ]
        ),
        None
    );
}

#[test]
fn silence_and_resets_are_asked_again_once() {
    for kind in [FailureKind::Silence, FailureKind::Refused, FailureKind::Reset, FailureKind::HostUnreachable]
    {
        assert_eq!(at(Depth::Quick, vec![dead(kind)]), Some(Question::FIRST), "{kind:?}");
        assert_eq!(at(Depth::Full, vec![dead(kind), dead(kind)]), None, "{kind:?}");
    }
    for kind in [FailureKind::Closed, FailureKind::Reset, FailureKind::Silence, FailureKind::Timeout] {
        assert_eq!(
            at(Depth::Quick, vec![unanswered(Question::FIRST, kind)]),
            Some(Question::FIRST),
            "{kind:?}"
        );
    }
}

#[test]
fn a_statement_is_believed_at_once() {
    for kind in [FailureKind::ForeignBytes, FailureKind::Malformed, FailureKind::TooMuch] {
        assert_eq!(at(Depth::Quick, vec![unanswered(Question::FIRST, kind)]), None, "{kind:?}");
    }
    assert_eq!(at(Depth::Quick, vec![dead(FailureKind::LocalRefusal)]), None);
    assert_eq!(
        at(Depth::Quick, vec![answered(Question::FIRST, refused(FailureCode::SSL_CERT_NOT_ON_SERVER))]),
        None
    );
}

#[test]
fn a_refusal_of_tls_leads_to_standard_rdp() {
    for code in [FailureCode::SSL_NOT_ALLOWED_BY_SERVER, FailureCode::SSL_CERT_NOT_ON_SERVER] {
        assert_eq!(
            at(Depth::Standard, vec![answered(Question::FIRST, refused(code))]),
            Some(Question::converse(SecurityProtocols::RDP)),
            "{code}"
        );
        let both = vec![
            answered(Question::FIRST, refused(code)),
            chose(Question::converse(SecurityProtocols::RDP), SecurityProtocols::RDP),
        ];
        assert_eq!(at(Depth::Standard, both), None, "{code}");
    }
}

#[test]
fn a_cut_request_leads_down_the_ladder_until_something_answers() {
    let cut = || unanswered(Question::FIRST, FailureKind::Closed);
    let older = |protocols: SecurityProtocols| unanswered(Question::converse(protocols), FailureKind::Closed);
    assert_eq!(
        at(Depth::Standard, vec![cut(), cut()]),
        Some(Question::converse(SecurityProtocols::HYBRID_OR_SSL))
    );
    assert_eq!(
        at(Depth::Standard, vec![cut(), cut(), older(SecurityProtocols::HYBRID_OR_SSL)]),
        Some(Question::converse(SecurityProtocols::SSL))
    );
    assert_eq!(
        at(
            Depth::Standard,
            vec![cut(), cut(), older(SecurityProtocols::HYBRID_OR_SSL), older(SecurityProtocols::SSL)]
        ),
        Some(Question::converse(SecurityProtocols::RDP))
    );
    let all = || {
        vec![
            cut(),
            cut(),
            older(SecurityProtocols::HYBRID_OR_SSL),
            older(SecurityProtocols::SSL),
            older(SecurityProtocols::RDP),
        ]
    };
    assert_eq!(at(Depth::Standard, all()), Some(Question::BARE_TLS));
    let mut seen = [all(), vec![conversation(Question::BARE_TLS)]].concat();
    assert_eq!(at(Depth::Standard, seen.clone()), Some(Question::JUNK));
    seen.push(conversation(Question::JUNK));
    assert_eq!(at(Depth::Standard, seen.clone()), Some(Question::COOKIE));
    seen.push(unanswered(Question::COOKIE, FailureKind::Closed));
    assert_eq!(at(Depth::Standard, seen), None);
    // It may have recovered: the first one is put once more.
    let chosen = chose(Question::converse(SecurityProtocols::HYBRID_OR_SSL), SecurityProtocols::HYBRID);
    let mut seen = vec![cut(), cut(), chosen];
    assert_eq!(at(Depth::Standard, seen.clone()), Some(Question::FIRST));
    seen.push(cut());
    assert_eq!(at(Depth::Standard, seen), None);
    let ladder = || {
        vec![
            cut(),
            cut(),
            older(SecurityProtocols::HYBRID_OR_SSL),
            chose(Question::converse(SecurityProtocols::SSL), SecurityProtocols::SSL),
            cut(),
        ]
    };
    assert_eq!(at(Depth::Standard, ladder()), Some(Question::converse(SecurityProtocols::RDP)));
    assert_eq!(
        at(
            Depth::Standard,
            [
                ladder(),
                vec![answered(
                    Question::converse(SecurityProtocols::RDP),
                    refused(FailureCode::SSL_REQUIRED_BY_SERVER)
                )]
            ]
            .concat()
        ),
        None
    );
    assert_eq!(at(Depth::Quick, vec![cut(), cut()]), None);
}

#[test]
fn silence_is_addressed_in_other_languages() {
    let silent = || unanswered(Question::FIRST, FailureKind::Silence);
    assert_eq!(at(Depth::Standard, vec![silent(), silent()]), Some(Question::WEB));
    assert_eq!(
        at(Depth::Standard, vec![silent(), silent(), conversation(Question::WEB)]),
        Some(Question::BARE_TLS)
    );
    let both = vec![silent(), silent(), conversation(Question::WEB), conversation(Question::BARE_TLS)];
    assert_eq!(at(Depth::Standard, both), Some(Question::PROXY_HEADER));
    let mut greeted = conversation(Question::WEB);
    greeted.greeting = Outcome::Done(Greeting::new("HTTP", String::new(), Duration::from_micros(1)));
    assert_eq!(at(Depth::Standard, vec![silent(), silent(), greeted]), None);
}

#[test]
fn a_mute_host_costs_one_long_wait() {
    let mut silent = unanswered(Question::FIRST, FailureKind::Silence);
    silent.connect = Outcome::Done(Connected::new(([127, 0, 0, 1], 1).into(), Duration::from_micros(1)));
    let mut conversations = Vec::new();
    let mut waits = Vec::new();
    let options = CheckOptions::default();
    while let Some(step) = next(Role::Host, &seen(conversations.clone()), &rdp(), &options) {
        waits.push(step.wait);
        conversations.push(match step.question {
            Question::FIRST => silent.clone(),
            other => conversation(other),
        });
        assert!(waits.len() < 9, "{waits:?}");
    }
    assert_eq!(waits, [Wait::Usual, Wait::Long, Wait::Brief, Wait::Brief, Wait::Brief]);
}

#[test]
fn a_follow_up_that_was_disturbed_is_put_again() {
    let refusal = || answered(Question::FIRST, refused(FailureCode::SSL_NOT_ALLOWED_BY_SERVER));
    let cut = || unanswered(Question::converse(SecurityProtocols::RDP), FailureKind::Reset);
    assert_eq!(at(Depth::Standard, vec![refusal(), cut()]), Some(Question::converse(SecurityProtocols::RDP)));
    let mut cut_twice = vec![refusal(), cut(), cut()];
    assert_eq!(at(Depth::Standard, cut_twice.clone()), Some(Question::AGAIN));
    cut_twice.push(answered(Question::AGAIN, refused(FailureCode::SSL_NOT_ALLOWED_BY_SERVER)));
    assert_eq!(at(Depth::Standard, cut_twice), None);
    let mut unconnected =
        conversation(Question::Hello { protocols: SecurityProtocols::MSTSC, hello: HelloKind::Wide });
    unconnected.connect = Outcome::Failed(failure(Phase::Connect, FailureKind::Reset));
    let wide = Some(unconnected.question);
    assert_eq!(at(Depth::Standard, vec![tls_ended(Question::FIRST, FailureKind::Alert), unconnected]), wide);
}

#[test]
fn a_failed_handshake_leads_to_the_hellos() {
    let failed = || tls_ended(Question::FIRST, FailureKind::Alert);
    let ask = |hello| Some(Question::Hello { protocols: SecurityProtocols::MSTSC, hello });
    assert_eq!(at(Depth::Standard, vec![failed()]), ask(HelloKind::Wide));
    assert_eq!(
        at(Depth::Standard, vec![failed(), hello(HelloKind::Wide, true)]),
        ask(HelloKind::WindowsCurrent)
    );
    assert_eq!(at(Depth::Standard, vec![failed(), hello(HelloKind::Wide, false)]), ask(HelloKind::Tls13Only));
    let two = vec![failed(), hello(HelloKind::Wide, false), hello(HelloKind::Tls13Only, false)];
    assert_eq!(at(Depth::Standard, two), ask(HelloKind::Tls10));
    let both = vec![failed(), hello(HelloKind::Wide, true), hello(HelloKind::WindowsCurrent, true)];
    assert_eq!(at(Depth::Standard, both), Some(Question::converse(SecurityProtocols::SSL)));
    assert_eq!(at(Depth::Quick, vec![failed()]), None);
}

#[test]
fn one_difference_after_the_other_until_one_is_answered() {
    use HelloKind as H;
    let failed = tls_ended(Question::FIRST, FailureKind::Alert);
    let mut wide = hello(H::Wide, true);
    let Outcome::Done(answer) = &mut wide.hello else { panic!("{wide:?}") };
    // What the answer points at comes first.
    answer.group = Some(NamedGroup::SECP521R1);
    let mut seen = vec![failed, wide, hello(H::WindowsCurrent, false)];
    let mut asked = Vec::new();
    while let Some(Question::Hello { hello: kind, .. }) = at(Depth::Standard, seen.clone()) {
        asked.push(kind);
        seen.push(hello(kind, false));
    }
    assert_eq!(asked, [H::EveryGroup, H::WithoutTls13, H::EveryScheme, H::EverySuite]);
    // An end without a word is believed when it repeats behind the answer.
    seen.truncate(3);
    seen.push(hello(H::EveryGroup, true));
    let usual = Question::hello(Role::Host, H::WindowsCurrent);
    assert_eq!(at(Depth::Standard, seen.clone()), Some(usual));
    seen.push(hello(H::WindowsCurrent, false));
    assert_eq!(at(Depth::Standard, seen), Some(Question::converse(SecurityProtocols::SSL)));
}

#[test]
fn whether_a_name_is_minded_is_asked_of_who_was_asked_by_name() {
    use HelloKind as H;
    let unanswered = || {
        let hellos = [H::Wide, H::Tls13Only, H::Tls10].map(|kind| hello(kind, false));
        [vec![tls_ended(Question::FIRST, FailureKind::Alert)], hellos.to_vec()].concat()
    };
    assert_eq!(at(Depth::Standard, unanswered()), Some(Question::converse(SecurityProtocols::SSL)));
    let target = Target::parse("rdp1.lab.test").unwrap();
    let step = next(Role::Host, &seen(unanswered()), &target, &CheckOptions::default()).unwrap();
    assert_eq!(step.question, Question::hello(Role::Host, H::WithoutServerName));
    let minded = [unanswered(), vec![hello(H::WithoutServerName, false)]].concat();
    let step = next(Role::Host, &seen(minded), &target, &CheckOptions::default()).unwrap();
    assert_eq!(step.question, Question::hello(Role::Host, H::WithoutServerNameAndTls13));
}

#[cfg(unix)]
#[test]
fn a_stall_is_tried_in_small_segments_before_anything_else_is_said() {
    let stalled = || tls_ended(Question::FIRST, FailureKind::Timeout);
    assert_eq!(at(Depth::Standard, vec![stalled(), stalled()]), Some(SMALL));
    let mut through = chose(SMALL, SecurityProtocols::HYBRID_EX);
    through.tls = Outcome::Done(TlsSession::new(
        TlsVersion::TLS12,
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        Duration::from_micros(1),
    ));
    // The control: if the usual size passes now, the segments had nothing to do with it.
    assert_eq!(at(Depth::Standard, vec![stalled(), stalled(), through.clone()]), Some(Question::FIRST));
    assert_eq!(at(Depth::Standard, vec![stalled(), stalled(), through, stalled(), insists()]), None);
    let still = tls_ended(SMALL, FailureKind::Timeout);
    let wide = Some(Question::Hello { protocols: SecurityProtocols::MSTSC, hello: HelloKind::Wide });
    assert_eq!(at(Depth::Standard, vec![stalled(), stalled(), still]), wide);
}

#[test]
fn the_first_request_never_carries_what_breaks_servers() {
    let breaking = SecurityProtocols::RDSTLS | SecurityProtocols::RDSAAD;
    assert!(!SecurityProtocols::MSTSC.intersects(breaking));
}

/// What a web server is asked after this.
fn of_web(depth: Depth, conversations: Vec<Conversation>) -> Option<Question> {
    let target = Target::parse("https://127.0.0.1").unwrap();
    let options = CheckOptions::default().depth(depth).pacing(Duration::ZERO);
    next(Role::WebServer, &seen(conversations), &target, &options).map(|step| step.question)
}

#[test]
fn a_web_server_is_asked_in_tls_alone() {
    let web = Question::http(HttpRequest::Root);
    assert_eq!(of_web(Depth::Quick, vec![]), Some(web));
    let mut answered = conversation(web);
    answered.tls = Outcome::Done(TlsSession::new(
        TlsVersion::TLS13,
        CipherSuite::TLS_AES_256_GCM_SHA384,
        Duration::from_micros(1),
    ));
    answered.http = Outcome::Done(HttpAnswer::new(200));
    assert_eq!(of_web(Depth::Standard, vec![answered.clone()]), None);
    let long = Question::BareHello { hello: HelloKind::PostQuantum };
    assert_eq!(of_web(Depth::Full, vec![answered]), Some(long));

    let ended = |question: Question, kind| {
        let mut conversation = conversation(question);
        conversation.tls = Outcome::Failed(failure(Phase::Tls, kind));
        conversation
    };
    let alert = || ended(web, FailureKind::Alert);
    let hello = |hello, ok: bool| {
        let mut conversation = conversation(Question::BareHello { hello });
        conversation.hello = match ok {
            true => Outcome::Done(HelloAnswer::new(
                TlsVersion::TLS12,
                CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256,
            )),
            false => Outcome::Failed(failure(Phase::Tls, FailureKind::Alert)),
        };
        conversation
    };
    use HelloKind as H;
    assert_eq!(of_web(Depth::Quick, vec![alert()]), None);
    for (asked, expected) in [
        (vec![alert()], Some(H::Wide)),
        (vec![alert(), hello(H::Wide, true)], Some(H::WindowsCurrent)),
        (vec![alert(), hello(H::Wide, false)], Some(H::Tls13Only)),
        (vec![alert(), hello(H::Wide, false), hello(H::Tls13Only, false)], Some(H::Tls10)),
        (vec![alert(), hello(H::Wide, true), hello(H::WindowsCurrent, false)], Some(H::WithoutTls13)),
    ] {
        assert_eq!(of_web(Depth::Full, asked), expected.map(|hello| Question::BareHello { hello }));
    }
    let stalled = || ended(web, FailureKind::Silence);
    assert_eq!(of_web(Depth::Standard, vec![stalled()]), Some(web), "silence is repeated");
    let small = of_web(Depth::Standard, vec![stalled(), stalled()]);
    assert_eq!(small, crate::plan::seen::CAN_FORCE_MSS.then_some(web.in_small_segments()));
}
