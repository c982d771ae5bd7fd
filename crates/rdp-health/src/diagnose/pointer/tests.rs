//! Every place exists: the pointers, held against the schema of the report.

use std::collections::BTreeSet;
use std::time::Duration;
use std::time::SystemTime;

use rdp_health_wire::negotiation::{ResponseFlags, SecurityProtocols};
use rdp_health_wire::tls::{CipherSuite, TlsVersion};
use serde_json::Value;

use super::*;
use crate::diagnose::{CauseId, diagnose};
use crate::observe::{
    AddressObservations, Conversation, Endpoint, Negotiated, NegotiationAnswer, Observations, Question, Role,
    TlsSession,
};
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};
use crate::policy::{Policy, Requirements};
use crate::target::{Target, TargetSummary};

/// Everything that this form may be, references followed.
fn forms<'a>(schema: &'a Value, form: &'a Value) -> Vec<&'a Value> {
    let reference = form["$ref"].as_str().and_then(|at| schema.pointer(at.strip_prefix('#')?));
    let several = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|key| form[key].as_array()).flatten();
    let inner = reference.into_iter().chain(several).flat_map(|inner| forms(schema, inner));
    std::iter::once(form).chain(inner).collect()
}

/// What one step of a pointer leads to from any of these forms.
fn step<'a>(schema: &'a Value, from: &[&'a Value], token: &str) -> Vec<&'a Value> {
    let part = |form: &&'a Value| match token.parse::<usize>() {
        Ok(_) => form.get("items"),
        Err(_) => form.get("properties").and_then(|parts| parts.get(token)),
    };
    from.iter().filter_map(part).flat_map(|form| forms(schema, form)).collect()
}

#[test]
fn every_place_is_in_the_schema_of_the_report() {
    let schema: Value = serde_json::from_str(include_str!("../../../schema/report.v1.json")).unwrap();
    let places = report().every();
    assert!(100 < places.len());
    for place in places {
        let root = forms(&schema, &schema);
        let found = place.split('/').skip(1).fold(root, |from, token| step(&schema, &from, token));
        assert!(!found.is_empty(), "{place}");
    }
}

#[test]
fn a_failed_part_is_where_the_report_has_the_failure() {
    let failed =
        Failure::new(Phase::Negotiate, "test", FailureKind::Closed, ClosedBy::PeerFin, Duration::ZERO);
    let mut seen = BTreeSet::new();
    for fail in [
        |one: &mut Conversation, failure| one.connect = Outcome::Failed(failure),
        |one: &mut Conversation, failure| one.proxy = Outcome::Failed(failure),
        |one: &mut Conversation, failure| one.negotiate = Outcome::Failed(failure),
        |one: &mut Conversation, failure| one.tls = Outcome::Failed(failure),
        |one: &mut Conversation, failure| one.hello = Outcome::Failed(failure),
        |one: &mut Conversation, failure| one.credssp = Outcome::Failed(failure),
        |one: &mut Conversation, failure| one.settings = Outcome::Failed(failure),
        |one: &mut Conversation, failure| one.http = Outcome::Failed(failure),
        |one: &mut Conversation, failure| one.greeting = Outcome::Failed(failure),
    ] {
        let mut conversation = Conversation::new(1, Question::FIRST, "test");
        fail(&mut conversation, failed.clone());
        let (part, _) = conversation.failed().unwrap();
        let at = ConversationAt(String::new()).part(part);
        let json = serde_json::to_value(&conversation).unwrap();
        assert_eq!(json.pointer(&at), Some(&serde_json::to_value(&failed).unwrap()), "{at}");
        seen.insert(at);
    }
    assert_eq!(seen.len(), 9, "{seen:?}");
}

/// What is said of a host that chose NLA in these conversations, and where.
fn evidence(conversations: Vec<Conversation>, id: &CauseId) -> Vec<String> {
    let mut seen = AddressObservations::new(([127, 0, 0, 1], 3389).into());
    seen.conversations = conversations;
    let mut observations = Observations::new(Endpoint::new(Role::Host, "127.0.0.1", 3389));
    observations.host.addresses.push(seen);
    let target = TargetSummary::from(&Target::parse("127.0.0.1").unwrap());
    let policy =
        Policy { require: Requirements { entra: true, ..Requirements::default() }, ..Policy::default() };
    let diagnosis = diagnose(&observations, &target, &policy, &[], SystemTime::UNIX_EPOCH);
    let found = diagnosis.findings.into_iter().filter(|finding| finding.id == *id);
    found.flat_map(|finding| finding.evidence).map(|evidence| evidence.at).collect()
}

/// NLA and TLS 1.3.
fn chose_nla() -> Conversation {
    let mut conversation = Conversation::new(1, Question::FIRST, "test");
    let (protocol, flags) = (SecurityProtocols::HYBRID_EX, ResponseFlags::default());
    let answer = NegotiationAnswer::Selected { protocol, flags };
    conversation.negotiate = Outcome::Done(Negotiated::new(
        SecurityProtocols::MSTSC,
        answer,
        String::new(),
        Duration::from_micros(1),
    ));
    let suite = CipherSuite::TLS_AES_256_GCM_SHA384;
    conversation.tls = Outcome::Done(TlsSession::new(TlsVersion::TLS13, suite, Duration::from_micros(1)));
    conversation
}

#[test]
fn a_healthy_tls_session_is_not_blamed_for_what_came_after_it() {
    let silence = Failure::new(
        Phase::Credssp,
        "test",
        FailureKind::Silence,
        ClosedBy::Deadline,
        Duration::from_micros(1),
    );
    let mut first = chose_nla();
    first.credssp = Outcome::Failed(silence);
    let at = evidence(vec![first, chose_nla()], &CauseId::RdpListenerThrottled);
    assert_eq!(at, ["/observations/host/addresses/0/conversations/0/credssp/value"]);
}

#[test]
fn a_connection_that_failed_is_not_called_a_negotiation() {
    let refused = Failure::new(
        Phase::Connect,
        "test",
        FailureKind::Refused,
        ClosedBy::Network,
        Duration::from_micros(1),
    );
    let mut entra = Conversation::new(2, Question::ENTRA, "test");
    entra.connect = Outcome::Failed(refused);
    let at = evidence(vec![chose_nla(), entra], &CauseId::NegotiationEntraMissing);
    assert_eq!(at, ["/observations/host/addresses/0/conversations/1/connect/value"]);
}
