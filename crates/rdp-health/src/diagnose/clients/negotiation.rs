//! What the server answers a request that was perhaps never put.

use rdp_health_wire::negotiation::{FailureCode, SecurityProtocols};

use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::Confidence;
use crate::observe::{AddressObservations, Conversation, Question};

/// The server's answer to a Connection Request.
pub(super) enum Answer<'a> {
    /// It chooses a protocol; the conversation shows how it goes on from there.
    Chose { protocol: SecurityProtocols, conversation: &'a Conversation, confidence: Confidence },
    /// It refuses with a code.
    Refused { code: FailureCode, confidence: Confidence },
    /// It ends the connection, and how.
    Ended(String),
    /// Not asked, and why it does not follow from what was.
    Unknown(&'static str),
}

/// What the server answers to `requested`: as it was seen, or as it follows from a stronger or weaker request.
pub(super) fn answer(seen: &AddressObservations, requested: SecurityProtocols) -> Answer<'_> {
    let asked =
        |protocols: SecurityProtocols| seen.last(Question::Converse { protocols, mss: None }).map(|(_, c)| c);
    if let Some(conversation) = asked(requested)
        && let Some(answer) = seen_answer(conversation)
    {
        return answer;
    }
    if requested == SecurityProtocols::RDP {
        return standard_rdp(seen);
    }
    let without_tls = seen.last(Question::FIRST).and_then(|(_, first)| seen_answer(first));
    match without_tls {
        _ if !SecurityProtocols::MSTSC.contains(requested) => {
            Answer::Unknown("the protocols that it requests were not tested")
        }
        // It has what is refused to everybody.
        Some(Answer::Refused {
            code: code @ (FailureCode::SSL_NOT_ALLOWED_BY_SERVER | FailureCode::SSL_CERT_NOT_ON_SERVER),
            ..
        }) => Answer::Refused { code, confidence: Confidence::Certain },
        Some(Answer::Chose { protocol, conversation, .. }) => {
            // A host that ends a request without NLA may do so with any request but the first.
            let without_nla = asked(SecurityProtocols::SSL).and_then(seen_answer);
            let ends_others = matches!(without_nla, Some(Answer::Ended(_)));
            match protocol == SecurityProtocols::RDP || !ends_others {
                true => narrowed(requested, protocol, conversation, without_nla.is_some()),
                false => Answer::Unknown(
                    "the protocols that it requests were not tested, and the host closes other \
                    requests",
                ),
            }
        }
        _ => Answer::Unknown("the protocols that it requests were not tested"),
    }
}

/// The server chose `protocol` when everything was on offer: what does it choose of less?
fn narrowed(
    requested: SecurityProtocols,
    protocol: SecurityProtocols,
    conversation: &Conversation,
    takes_less: bool,
) -> Answer<'_> {
    let chose = |protocol: SecurityProtocols, confidence: Confidence| Answer::Chose {
        protocol,
        conversation,
        confidence,
    };
    match protocol {
        SecurityProtocols::RDP => chose(protocol, Confidence::Certain),
        _ if protocol.intersects(requested) => chose(protocol, Confidence::Certain),
        // Early user authorization is an addition to NLA. That the host answers who does not ask for it was seen of a request
        // for less; whether it takes NLA without it, only a request for that shows.
        SecurityProtocols::HYBRID_EX if takes_less && requested.contains(SecurityProtocols::HYBRID) => {
            chose(SecurityProtocols::HYBRID, Confidence::Likely)
        }
        SecurityProtocols::HYBRID if requested == SecurityProtocols::HYBRID_EX => {
            Answer::Unknown("NLA with early user authorization alone was not tested")
        }
        // TLS without NLA is what it has; asked for NLA alone, it says that TLS is needed.
        SecurityProtocols::SSL if requested.intersects(SecurityProtocols::NLA) => {
            Answer::Refused { code: FailureCode::SSL_REQUIRED_BY_SERVER, confidence: Confidence::Likely }
        }
        _ => Answer::Unknown("whether NLA is required was not tested at this depth"),
    }
}

/// Standard RDP Security, where it was not asked for.
fn standard_rdp(seen: &AddressObservations) -> Answer<'_> {
    let tls = seen.last(Question::Converse { protocols: SecurityProtocols::SSL, mss: None });
    let first = seen.last(Question::FIRST).and_then(|(_, first)| seen_answer(first));
    match (first, tls.and_then(|(_, conversation)| seen_answer(conversation))) {
        (Some(Answer::Chose { protocol: SecurityProtocols::RDP, conversation, .. }), _) => {
            Answer::Chose { protocol: SecurityProtocols::RDP, conversation, confidence: Confidence::Certain }
        }
        // Whoever insists on NLA takes nothing less.
        (_, Some(Answer::Refused { code: FailureCode::HYBRID_REQUIRED_BY_SERVER, .. })) => {
            Answer::Refused { code: FailureCode::HYBRID_REQUIRED_BY_SERVER, confidence: Confidence::Certain }
        }
        _ => Answer::Unknown("Standard RDP Security was not tested at this depth"),
    }
}

/// What a conversation shows, unless it broke before there was an answer.
fn seen_answer(conversation: &Conversation) -> Option<Answer<'_>> {
    if let Some(failure) = conversation.negotiate.failed() {
        return Some(Answer::Ended(failure.phrase()));
    }
    let negotiated = conversation.negotiate.done()?;
    let confidence = Confidence::Certain;
    Some(match (negotiated.selected(), negotiated.failure_code()) {
        (Some(protocol), _) if SecurityProtocols::MSTSC.contains(protocol) => {
            Answer::Chose { protocol, conversation, confidence }
        }
        (_, Some(code)) => Answer::Refused { code, confidence },
        _ => Answer::Ended("the answer selects no protocol".to_owned()),
    })
}

/// The cause behind a code, for a client that has nothing else to offer.
pub(super) fn cause_of(code: FailureCode) -> CauseId {
    match code {
        FailureCode::SSL_REQUIRED_BY_SERVER => CauseId::NegotiationTlsRequired,
        FailureCode::SSL_NOT_ALLOWED_BY_SERVER => CauseId::NegotiationRdpSecurityOnly,
        FailureCode::SSL_CERT_NOT_ON_SERVER => CauseId::CertNoneOnServer,
        FailureCode::HYBRID_REQUIRED_BY_SERVER => CauseId::NegotiationNlaRequired,
        FailureCode::SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER => CauseId::TlsClientCertificateRequired,
        _ => CauseId::RdpNoCommonProtocol,
    }
}
