//! The table, read as a table: what was seen on the left, what is asked next on the right.

use std::time::Duration;

use super::*;
use crate::observe::{Greeting, HelloAnswer, Negotiated, TlsSession};
use crate::outcome::{ClosedBy, Failure, Named, Outcome, Phase};

fn failure(phase: Phase, kind: FailureKind) -> Failure {
    Failure::new(phase, "test", kind, ClosedBy::PeerFin, 0)
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
    let mut conversation = conversation(FIRST);
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
    let asked = Named::new(MSTSC, "HYBRID_EX|HYBRID|SSL");
    conversation.negotiate = Outcome::Done(Negotiated::new(asked, answer, String::new(), 1));
    conversation
}

fn chose(question: Question, protocol: u32) -> Conversation {
    let (protocol, flags) = (Named::new(protocol, "?"), Named::new(0u8, "none"));
    answered(question, NegotiationAnswer::Selected { protocol, flags })
}

fn refused(code: u32) -> NegotiationAnswer {
    NegotiationAnswer::Failure { failure: Named::new(code, "?") }
}

fn tls_ended(question: Question, kind: FailureKind) -> Conversation {
    let mut conversation = chose(question, 8);
    conversation.tls = Outcome::Failed(failure(Phase::Tls, kind));
    conversation
}

fn hello(hello: HelloKind, ok: bool) -> Conversation {
    let mut conversation = chose(Question::Hello { protocols: MSTSC, hello }, 8);
    conversation.hello = match ok {
        true => Outcome::Done(HelloAnswer::new(Named::new(0x0303u16, "TLS 1.2"), Named::new(0xc014u16, "?"))),
        false => Outcome::Failed(failure(Phase::Tls, FailureKind::Closed)),
    };
    conversation
}

fn at(depth: Depth, conversations: Vec<Conversation>) -> Option<Question> {
    let options = CheckOptions::default().depth(depth).pacing(Duration::ZERO);
    next(&seen(conversations), &ClientSettings::default(), &options).map(|step| step.question)
}

#[test]
fn a_healthy_host_is_asked_once() {
    let mut healthy = chose(FIRST, 8);
    healthy.tls =
        Outcome::Done(TlsSession::new(Named::new(0x0304u16, "TLS 1.3"), Named::new(0x1302u16, "?"), 1));
    for depth in [Depth::Quick, Depth::Standard, Depth::Full] {
        assert_eq!(at(depth, vec![]), Some(FIRST));
        assert_eq!(at(depth, vec![healthy.clone()]), None);
    }
}

#[test]
fn silence_and_resets_are_asked_again_once() {
    for kind in [FailureKind::Silence, FailureKind::Refused, FailureKind::Reset, FailureKind::HostUnreachable]
    {
        assert_eq!(at(Depth::Quick, vec![dead(kind)]), Some(FIRST), "{kind:?}");
        assert_eq!(at(Depth::Full, vec![dead(kind), dead(kind)]), None, "{kind:?}");
    }
    for kind in [FailureKind::Closed, FailureKind::Reset, FailureKind::Silence, FailureKind::Timeout] {
        assert_eq!(at(Depth::Quick, vec![unanswered(FIRST, kind)]), Some(FIRST), "{kind:?}");
    }
}

#[test]
fn a_statement_is_believed_at_once() {
    for kind in [FailureKind::ForeignBytes, FailureKind::Malformed, FailureKind::TooMuch] {
        assert_eq!(at(Depth::Quick, vec![unanswered(FIRST, kind)]), None, "{kind:?}");
    }
    assert_eq!(at(Depth::Quick, vec![dead(FailureKind::LocalRefusal)]), None);
    assert_eq!(at(Depth::Quick, vec![answered(FIRST, refused(3))]), None);
}

#[test]
fn a_refusal_of_tls_leads_to_standard_rdp() {
    for code in [2, 3] {
        assert_eq!(at(Depth::Standard, vec![answered(FIRST, refused(code))]), Some(converse(RDP)), "{code}");
        let both = vec![answered(FIRST, refused(code)), chose(converse(RDP), RDP)];
        assert_eq!(at(Depth::Standard, both), None, "{code}");
    }
}

#[test]
fn a_cut_request_leads_down_the_ladder_until_something_answers() {
    let cut = || unanswered(FIRST, FailureKind::Closed);
    let older = |protocols: u32| unanswered(converse(protocols), FailureKind::Closed);
    assert_eq!(at(Depth::Standard, vec![cut(), cut()]), Some(converse(HYBRID)));
    assert_eq!(at(Depth::Standard, vec![cut(), cut(), older(HYBRID)]), Some(converse(SSL)));
    assert_eq!(at(Depth::Standard, vec![cut(), cut(), older(HYBRID), older(SSL)]), Some(converse(RDP)));
    let all = || vec![cut(), cut(), older(HYBRID), older(SSL), older(RDP)];
    assert_eq!(at(Depth::Standard, all()), Some(BARE_TLS));
    assert_eq!(at(Depth::Standard, [all(), vec![conversation(BARE_TLS)]].concat()), None);
    assert_eq!(at(Depth::Standard, vec![cut(), cut(), chose(converse(HYBRID), 2)]), None);
    assert_eq!(at(Depth::Standard, vec![cut(), cut(), older(HYBRID), chose(converse(SSL), 1)]), None);
    assert_eq!(at(Depth::Quick, vec![cut(), cut()]), None);
}

#[test]
fn silence_is_addressed_in_other_languages() {
    let silent = || unanswered(FIRST, FailureKind::Silence);
    assert_eq!(at(Depth::Standard, vec![silent(), silent()]), Some(HTTP));
    assert_eq!(at(Depth::Standard, vec![silent(), silent(), conversation(HTTP)]), Some(BARE_TLS));
    let both = vec![silent(), silent(), conversation(HTTP), conversation(BARE_TLS)];
    assert_eq!(at(Depth::Standard, both), None);
    let mut greeted = conversation(HTTP);
    greeted.greeting = Outcome::Done(Greeting::new("HTTP", String::new(), 1));
    assert_eq!(at(Depth::Standard, vec![silent(), silent(), greeted]), None);
}

#[test]
fn a_follow_up_that_was_disturbed_is_put_again() {
    let refusal = || answered(FIRST, refused(2));
    let cut = || unanswered(converse(RDP), FailureKind::Reset);
    assert_eq!(at(Depth::Standard, vec![refusal(), cut()]), Some(converse(RDP)));
    assert_eq!(at(Depth::Standard, vec![refusal(), cut(), cut()]), None);
    let mut unconnected = conversation(Question::Hello { protocols: MSTSC, hello: HelloKind::Wide });
    unconnected.connect = Outcome::Failed(failure(Phase::Connect, FailureKind::Reset));
    let wide = Some(unconnected.question);
    assert_eq!(at(Depth::Standard, vec![tls_ended(FIRST, FailureKind::Alert), unconnected]), wide);
}

#[test]
fn a_failed_handshake_leads_to_the_hellos() {
    let failed = || tls_ended(FIRST, FailureKind::Alert);
    let ask = |hello| Some(Question::Hello { protocols: MSTSC, hello });
    assert_eq!(at(Depth::Standard, vec![failed()]), ask(HelloKind::Wide));
    assert_eq!(
        at(Depth::Standard, vec![failed(), hello(HelloKind::Wide, true)]),
        ask(HelloKind::WindowsCurrent)
    );
    assert_eq!(at(Depth::Standard, vec![failed(), hello(HelloKind::Wide, false)]), ask(HelloKind::Tls13Only));
    let two = vec![failed(), hello(HelloKind::Wide, false), hello(HelloKind::Tls13Only, false)];
    assert_eq!(at(Depth::Standard, two), ask(HelloKind::Tls10));
    let both = vec![failed(), hello(HelloKind::Wide, true), hello(HelloKind::WindowsCurrent, true)];
    assert_eq!(at(Depth::Standard, both), None);
    assert_eq!(at(Depth::Quick, vec![failed()]), None);
}

#[cfg(unix)]
#[test]
fn a_stall_is_tried_in_small_segments_before_anything_else_is_said() {
    let stalled = || tls_ended(FIRST, FailureKind::Timeout);
    assert_eq!(at(Depth::Standard, vec![stalled(), stalled()]), Some(SMALL_SEGMENTS));
    let mut through = chose(SMALL_SEGMENTS, 8);
    through.tls =
        Outcome::Done(TlsSession::new(Named::new(0x0303u16, "TLS 1.2"), Named::new(0xc030u16, "?"), 1));
    // The control: if the usual size passes now, the segments had nothing to do with it.
    assert_eq!(at(Depth::Standard, vec![stalled(), stalled(), through.clone()]), Some(FIRST));
    assert_eq!(at(Depth::Standard, vec![stalled(), stalled(), through, stalled()]), None);
    let still = tls_ended(SMALL_SEGMENTS, FailureKind::Timeout);
    let wide = Some(Question::Hello { protocols: MSTSC, hello: HelloKind::Wide });
    assert_eq!(at(Depth::Standard, vec![stalled(), stalled(), still]), wide);
}

#[test]
fn a_client_without_nla_is_tried_as_it_is() {
    let client = ClientSettings { credssp: Some(false), ..ClientSettings::default() };
    let options = CheckOptions::default();
    let step = next(&seen(vec![chose(FIRST, 8)]), &client, &options).unwrap();
    assert_eq!(step.question, converse(SSL));
    assert_eq!(
        next(&seen(vec![chose(FIRST, 8), answered(converse(SSL), refused(5))]), &client, &options),
        None
    );
}

#[test]
fn the_first_request_never_carries_what_breaks_servers() {
    const RDSTLS: u32 = 0x04;
    const RDSAAD: u32 = 0x10;
    assert_eq!(MSTSC & (RDSTLS | RDSAAD), 0);
}
