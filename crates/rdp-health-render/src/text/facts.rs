//! What each phase of a connection learned, in a phrase.

use rdp_health::codes::SecurityProtocols;
use rdp_health::observe::{
    AddressObservations, Connected, Conversation, HelloAnswer, HttpAnswer, InterfaceKind, Negotiated,
    NegotiationAnswer, NextHop, OtherPort, PathQuality, Question, Spread, TlsSession,
};
use rdp_health::{Failure, Outcome, Phase, Tri};

use super::session;
use crate::words::{count, duration, phase_word};

pub(super) fn failure(failure: &Failure) -> String {
    match &failure.errno {
        Some(errno) => format!("{} ({errno})", failure.phrase()),
        None => failure.phrase(),
    }
}

/// The answer as `done` tells it; the failure or the reason for skipping otherwise.
pub(super) fn outcome<T>(outcome: &Outcome<T>, done: impl FnOnce(&T) -> String) -> String {
    match outcome {
        Outcome::Done(answer) => done(answer),
        Outcome::Failed(failed) => failure(failed),
        Outcome::Skipped(why) => format!("not asked: {why}"),
    }
}

/// The way to an address, where it is out of the ordinary: through a tunnel. In full where everything is shown.
pub(super) fn route(seen: &AddressObservations, verbose: bool) -> Option<String> {
    let route = seen.route.done()?;
    let interface = route.interface.done()?;
    if !verbose && interface.kind != InterfaceKind::Tunnel {
        return None;
    }
    let mut words = format!("by way of {interface}");
    if let NextHop::Gateway { address: Some(gateway) } = route.next_hop {
        words.push_str(&format!(", gateway {gateway}"));
    }
    if let Some(mtu) = interface.mtu {
        words.push_str(&format!(", MTU {mtu}"));
    }
    Some(words)
}

/// What another port of the address said.
pub(super) fn other_port(other: &OtherPort) -> String {
    let connect = outcome(&other.connect, |_| "accepts connections".to_owned());
    if let Outcome::Done(greeting) = &other.greeting {
        return format!("{connect}; {}", greeting.service);
    }
    match (&other.held, &other.negotiate) {
        (Outcome::Done(_), _) => format!("{connect} and holds them"),
        (Outcome::Failed(failed), _) => format!("{connect}; nothing said: {}", failure(failed)),
        (_, Outcome::Done(answer)) => format!("Remote Desktop: {}", negotiated(answer)),
        (_, Outcome::Failed(failed)) => format!("{connect}; asked for Remote Desktop: {}", failure(failed)),
        _ => connect,
    }
}

/// The quality of a way, in one phrase.
pub(super) fn path(quality: &PathQuality) -> String {
    let conversations = u64::try_from(quality.attempts.len()).unwrap_or(u64::MAX);
    let mut parts = vec![match quality.lost() {
        0 => format!("{}, all answered", count(conversations, "conversation")),
        lost => format!("{}, {lost} not answered", count(conversations, "conversation")),
    }];
    let spread = |spread: &Spread| {
        let (median, worst) = (duration(spread.median), duration(spread.worst));
        format!("{median} (best {}, worst {worst})", duration(spread.best))
    };
    parts.extend(quality.connect.as_ref().map(|times| format!("connect {}", spread(times))));
    parts.extend(quality.answer.as_ref().map(|times| format!("answer {}", spread(times))));
    let kernel = || quality.attempts.iter().filter_map(|attempt| attempt.kernel.done());
    if let Some(facts) = kernel().next() {
        let again: u64 = kernel().map(|facts| u64::from(facts.retransmits)).sum();
        parts.push(format!("{} sent again", count(again, "packet")));
        parts.push(format!("MSS {}, path MTU {}", facts.mss, facts.path_mtu));
    }
    parts.join("; ")
}

pub(super) fn connected(connected: &Connected) -> String {
    format!("connected from {}", connected.local.ip())
}

pub(super) fn negotiated(negotiated: &Negotiated) -> String {
    match &negotiated.answer {
        NegotiationAnswer::Selected { protocol, .. } => format!("server chose {}", protocol_words(*protocol)),
        NegotiationAnswer::Failure { failure } => {
            format!("server refused: {failure} (failure code {})", failure.0)
        }
        NegotiationAnswer::Plain => "Standard RDP Security (an answer without negotiation data)".to_owned(),
        NegotiationAnswer::McsDisconnect { reason } => {
            format!("server ended the connection (MCS disconnect, {reason})")
        }
        NegotiationAnswer::X224Refusal { code } => format!("server refused (X.224 {code})"),
        _ => "an answer that RDP does not define".to_owned(),
    }
}

/// The user's word for what the server chose, and the specification's.
fn protocol_words(protocol: SecurityProtocols) -> String {
    match protocol_word(protocol) {
        Some(word) => format!("{word} ({protocol})"),
        None => protocol.to_string(),
    }
}

/// The user's word for what the server chose.
pub(super) fn protocol_word(protocol: SecurityProtocols) -> Option<&'static str> {
    match protocol {
        SecurityProtocols::RDP => Some("Standard RDP Security"),
        SecurityProtocols::SSL => Some("TLS without NLA"),
        SecurityProtocols::HYBRID | SecurityProtocols::HYBRID_EX => Some("NLA"),
        _ => None,
    }
}

pub(super) fn session(session: &TlsSession) -> String {
    let mut parts = vec![session.version.to_string(), session.suite.to_string()];
    parts.extend(session.group.map(|group| group.to_string()));
    parts.extend(session.signature_scheme.map(|scheme| scheme.to_string()));
    if session.client_certificate_requested {
        parts.push("requests a client certificate".to_owned());
    }
    parts.join(", ")
}

pub(super) fn hello(hello: &HelloAnswer) -> String {
    let mut parts = vec![hello.version.to_string(), hello.suite.to_string()];
    parts.extend(hello.group.map(|group| group.to_string()));
    parts.extend(hello.dh_prime_bits.map(|bits| format!("DH prime of {bits} bits")));
    parts.extend(hello.signature_scheme.map(|scheme| scheme.to_string()));
    if hello.client_certificate_requested == Tri::Yes {
        parts.push("requests a client certificate".to_owned());
    }
    if let Some(failed) = &hello.broken_off {
        parts.push(format!("then {}", failure(failed)));
    }
    parts.join(", ")
}

/// What a whole connection came to: the first failure, or the last thing learned.
pub(super) fn conversation(conversation: &Conversation) -> String {
    if let Some(failed) = conversation.failure() {
        // Of these questions only one phase is part.
        return match (conversation.question, failed.phase) {
            (Question::Hello { .. } | Question::BareHello { .. }, Phase::Tls)
            | (Question::Identify { .. }, Phase::Negotiate) => failure(failed),
            (_, phase) => format!("{}: {}", phase_word(phase), failure(failed)),
        };
    }
    if let Some(greeting) = conversation.greeting.done() {
        return format!("{} answers", greeting.service);
    }
    if let Some(answer) = conversation.http.done() {
        return http(answer);
    }
    let settings = conversation.settings.done().map(session::settings);
    let negotiation = conversation.negotiate.done().map(negotiated);
    if let (Some(settings), Some(negotiation)) = (settings, &negotiation) {
        return format!("{negotiation}; {settings}");
    }
    let tls = conversation.tls.done().map(session).or(conversation.hello.done().map(hello));
    tls.or(negotiation).unwrap_or_else(|| outcome(&conversation.connect, connected))
}

/// The answer to an HTTP request.
pub(super) fn http(answer: &HttpAnswer) -> String {
    let mut parts = vec![match (answer.upgraded, &answer.server) {
        (true, _) => "101, the WebSocket is open".to_owned(),
        (false, Some(server)) => format!("{} from {server}", answer.status),
        (false, None) => answer.status.to_string(),
    }];
    parts.extend(answer.via.as_ref().map(|via| format!("by way of {via}")));
    parts.extend(answer.location.as_ref().map(|location| format!("leads to {location}")));
    if let Some(ntlm) = &answer.ntlm {
        let names = [&ntlm.dns_computer, &ntlm.netbios_computer];
        parts.extend(names.into_iter().flatten().next().map(|name| format!("it is {name}")));
        let domains = [&ntlm.dns_domain, &ntlm.netbios_domain];
        parts.extend(domains.into_iter().flatten().next().map(|name| format!("of {name}")));
        parts.extend(ntlm.os.as_ref().map(|os| match &os.release {
            Some(release) => format!("{release} ({})", os.version),
            None => os.version.clone(),
        }));
        parts.extend(ntlm.clock.as_ref().map(session::clock));
    } else if !answer.schemes.is_empty() {
        parts.push(format!("offers {}", answer.schemes.join(", ")));
    }
    parts.join(", ")
}
