//! Rules about the TLS handshake, and the sentence that says that all is well.

use rdp_health_wire::negotiation::SecurityProtocols;

pub(super) mod age;
mod differing;
pub(super) mod refusing;
pub(super) mod tolerance;

use age::{is_modern, needs_no_legacy, offers_modern};
use refusing::{Hello, Refusing};

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Address;
use super::{order, tls_offers, web};
use crate::diagnose::pointer::Pointer;
use crate::observe::{Conversation, Observations, Question, Role, TlsSession};
use crate::outcome::{Failure, FailureKind};
use crate::target::TargetSummary;

pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, conversation)) = address.seen.last(address.first()) else { return said };
    // A server that speaks something else: what TLS then says of it is no more than that.
    if web::other_protocol(address).is_some() {
        return said;
    }
    if let Some(session) = conversation.tls.done() {
        let at = address.at(index).tls();
        said.findings.extend(legacy(address, session, at).map(|finding| as_listed(address, finding)));
    }
    let Some(failure) = conversation.tls.failed() else { return said };
    let foreign = failure.kind == FailureKind::ForeignBytes && address.endpoint.role == Role::Gateway;
    if failure.kind == FailureKind::OutOfTime || foreign {
        return said;
    }
    let at = address.at(index).tls();
    if let Some(finding) = small_segments_help(address, failure) {
        let finding = finding.evidence(at, format!("with segments of normal size: {}", failure.phrase()));
        said.rule_out(CauseId::TlsStalled, "the same handshake completes in smaller segments");
        said.find(finding);
        return said;
    }
    let mut server = Refusing {
        here: address.here(),
        unasked: (address.endpoint.role == Role::Host && conversation.negotiate.done().is_none())
            .then(|| order::begun_with_tls(&address.scene.target.client)),
        takes: match address.endpoint.role {
            Role::Host => "chooses TLS",
            _ => "accepts the connection",
        },
        failure,
        at,
        hellos: address
            .seen
            .conversations
            .iter()
            .enumerate()
            .filter_map(|(index, c)| hello(address, index, c))
            .collect(),
        endings: address
            .seen
            .conversations
            .iter()
            .filter_map(|c| c.hello.failed().or(c.tls.failed()))
            .collect(),
        broken: address.seen.conversations.iter().any(is_hello),
        small_stalled: address
            .seen
            .last(address.first().in_small_segments())
            .and_then(|(_, c)| c.tls.failed())
            .is_some_and(Failure::is_stall),
        cut_short: address.seen.cut_short.is_some(),
        difference: address.seen.difference(address.endpoint.role),
        reads_tls13: address.seen.reads_tls13(address.endpoint.role),
        key: address.shown.as_ref().map(|shown| shown.leaf.key.clone()),
        said,
    };
    let finding = server.judge();
    let mut said = server.said;
    said.find(as_listed(address, finding));
    said
}

/// What is old about a server is certain where everything that it accepts was listed.
fn as_listed(address: &Address<'_>, mut finding: Finding) -> Finding {
    if finding.id == CauseId::TlsLegacyOnly
        && let Some(evidence) = tls_offers::nothing_modern(address)
    {
        finding.confidence = Confidence::Certain;
        finding.evidence.push(evidence);
    }
    finding
}

fn is_hello(conversation: &Conversation) -> bool {
    matches!(conversation.question, Question::Hello { .. } | Question::BareHello { .. })
}

/// A hello written by hand and what came of it.
fn hello<'a>(address: &Address<'a>, index: usize, conversation: &'a Conversation) -> Option<Hello<'a>> {
    let (Question::Hello { hello: kind, .. } | Question::BareHello { hello: kind }) = conversation.question
    else {
        return None;
    };
    Hello::of(kind, address.at(index).hello(), &conversation.hello)
}

/// The handshake completes, but with a suite that stood last among those on offer.
fn legacy(address: &Address<'_>, session: &TlsSession, at: Pointer) -> Option<Finding> {
    let offers_better = address.seen.tls_offers.done().is_some_and(offers_modern);
    if is_modern(session.version, session.suite, None) || offers_better {
        return None;
    }
    let (version, suite) = (session.version, session.suite);
    Some(
        Finding::of(CauseId::TlsLegacyOnly, Confidence::Likely)
            .says(format!(
                "{} chose {version} and {suite}, although everything newer was offered: it probably supports nothing \
                 else, and stricter clients refuse it.",
                address.here()
            ))
            .evidence(at, format!("the handshake completes with {suite}, although all newer suites were listed first")),
    )
}

/// Twice stalled, completed in small segments, and stalled again in the usual ones.
fn small_segments_help(address: &Address<'_>, failure: &Failure) -> Option<Finding> {
    let (index, conversation) = address.seen.last(address.first().in_small_segments())?;
    conversation.tls.done()?;
    let here = address.seen.host();
    let stalls = address
        .seen
        .asked(address.first())
        .filter_map(|(_, c)| c.tls.failed())
        .filter(|f| f.is_stall())
        .count();
    // Where part of the answer came before, or the control is missing, the difference might be luck.
    let confidence = match failure.kind {
        FailureKind::Silence if 2 < stalls => Confidence::Certain,
        _ => Confidence::Likely,
    };
    Some(
        Finding::of(CauseId::PathMtuBlackHole, confidence)
            .says(format!(
                "Large packets to {here} are lost on the path (MTU black hole): TLS stalls with full-size segments \
                 and completes with small ones."
            ))
            .evidence(address.at(index).tls(), "with small segments: the handshake completes"),
    )
}

/// Whether a host was seen to speak TLS, but none that is built in here: what lies behind it stays unseen.
pub(super) fn is_out_of_reach(observations: &Observations) -> bool {
    let conversations = || observations.host.addresses.iter().flat_map(|address| &address.conversations);
    let mut answers = conversations().filter_map(|conversation| conversation.hello.done());
    !conversations().any(|conversation| conversation.tls.done().is_some())
        && answers.any(|answer| !needs_no_legacy(answer))
}

/// What is said of a host with which nothing is wrong.
pub(super) fn healthy_sentence(observations: &Observations, target: &TargetSummary) -> String {
    let reached = observations
        .host
        .addresses
        .iter()
        .filter_map(|address| address.last(Question::first(observations.host.role)))
        .map(|(_, c)| c);
    let session = reached.clone().find_map(|conversation| conversation.tls.done());
    let way = match observations.proxy.done() {
        Some(proxy) => format!(" through the proxy {}", proxy.proxy),
        None => String::new(),
    };
    if let Some(answer) = reached.clone().find_map(|conversation| conversation.http.done()) {
        let tls = session.map(|session| format!("{}, {}, ", session.version, session.suite));
        return format!("{target} answers{way}: {}status {}.", tls.unwrap_or_default(), answer.status);
    }
    let nla =
        reached.clone().filter_map(Conversation::selected).any(|protocol| SecurityProtocols::SSL < protocol);
    match session {
        Some(session) => {
            let nla = if nla { "with NLA" } else { "without NLA" };
            format!("{target} works up to the logon{way}: {}, {}, {nla}.", session.version, session.suite)
        }
        None => format!("{target} works{way} as far as it was checked."),
    }
}
