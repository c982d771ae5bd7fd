//! What the Connection Requests to a host came to, in words.

use rdp_health_wire::gcc::EncryptionMethod;
use rdp_health_wire::negotiation::{FailureCode, SecurityProtocols};

use super::finding::Finding;
use super::scene::Address;
use crate::diagnose::pointer::Pointer;
use crate::observe::{Conversation, Negotiated, NegotiationAnswer, Question, ServerSettings, SettingsAnswer};
use crate::outcome::{Failure, Outcome};

pub(super) fn answer_to<'a>(
    address: &Address<'a>,
    protocols: SecurityProtocols,
) -> Option<(usize, &'a Conversation)> {
    address.seen.last(Question::Converse { protocols, mss: None })
}

/// The first of the older requests that the server answered with a choice.
pub(super) fn older_choice(address: &Address<'_>) -> Option<&'static str> {
    let older = [
        (SecurityProtocols::HYBRID_OR_SSL, "NLA or TLS"),
        (SecurityProtocols::SSL, "TLS"),
        (SecurityProtocols::RDP, "Standard RDP Security"),
    ];
    let chose = |protocols: SecurityProtocols| {
        answer_to(address, protocols).and_then(|(_, c)| c.selected()).is_some()
    };
    older.into_iter().find(|(protocols, _)| chose(*protocols)).map(|(_, name)| name)
}

/// What the repetition and the older requests brought, as further evidence.
pub(super) fn with_other_attempts(address: &Address<'_>, mut finding: Finding) -> Finding {
    let known: Vec<String> = finding.evidence.iter().map(|evidence| evidence.at.clone()).collect();
    for (index, conversation) in address.seen.conversations.iter().enumerate() {
        let Question::Converse { .. } = conversation.question else { continue };
        let Some((at, says)) = negotiation(address, index, conversation) else { continue };
        let at = String::from(at);
        if !known.contains(&at) {
            finding = finding.evidence(at, says);
        }
    }
    finding
}

/// What the request of a conversation was answered, or why it was not, and where that stands.
pub(super) fn negotiation(
    address: &Address<'_>,
    index: usize,
    conversation: &Conversation,
) -> Option<(Pointer, String)> {
    let at = address.at(index);
    match &conversation.negotiate {
        Outcome::Done(negotiated) => Some((at.answer(), answer_in_words(negotiated))),
        Outcome::Failed(failure) => Some((at.negotiate(), evidence_of(failure))),
        Outcome::Skipped(_) => None,
    }
}

pub(super) fn answer_in_words(negotiated: &Negotiated) -> String {
    let asked = negotiated.requested;
    match &negotiated.answer {
        NegotiationAnswer::Selected { protocol, .. } => format!("asked {asked}: chose {protocol}"),
        NegotiationAnswer::Failure { failure } => format!("asked {asked}: {}", in_words(*failure)),
        NegotiationAnswer::Plain => format!("asked {asked}: plain Connection Confirm"),
        NegotiationAnswer::McsDisconnect { .. } => {
            format!("asked {asked}: MCS Disconnect Provider Ultimatum")
        }
        NegotiationAnswer::X224Refusal { code } => format!("asked {asked}: X.224 {code}"),
        NegotiationAnswer::Unknown => format!("asked {asked}: {}", negotiated.bytes),
    }
}

pub(super) fn in_words(code: FailureCode) -> String {
    format!("{code} ({})", code.0)
}

pub(super) fn evidence_of(failure: &Failure) -> String {
    let bytes = match &failure.first_bytes {
        Some(bytes) => format!(", first bytes {bytes}"),
        None => String::new(),
    };
    let lost = match failure.unacknowledged {
        Some(count) if 0 < count => format!(", {count} of them unacknowledged"),
        _ => String::new(),
    };
    format!(
        "{} after {} bytes sent{lost} and {} received{bytes}",
        failure.phrase(),
        failure.sent,
        failure.received
    )
}

/// The cipher of Standard RDP Security, in words that follow its name.
pub(super) fn cipher(settings: &ServerSettings) -> &'static str {
    let Some(method) = settings.method else { return "" };
    match method {
        _ if method == EncryptionMethod::default() => " without encryption",
        EncryptionMethod::ENCRYPTION_METHOD_40BIT => " with 40-bit RC4",
        EncryptionMethod::ENCRYPTION_METHOD_56BIT => " with 56-bit RC4",
        EncryptionMethod::ENCRYPTION_METHOD_128BIT => " with 128-bit RC4",
        EncryptionMethod::ENCRYPTION_METHOD_FIPS => " with FIPS ciphers",
        _ => "",
    }
}

/// Beside TLS the host takes clients without any TLS as well.
pub(super) fn with_standard_rdp(address: &Address<'_>, finding: Finding) -> Finding {
    let Some((index, conversation)) = answer_to(address, SecurityProtocols::RDP) else { return finding };
    let Some(settings) = conversation.settings.done().and_then(SettingsAnswer::accepted) else {
        return finding;
    };
    let says = format!("Standard RDP Security{} is accepted as well", cipher(settings));
    finding.evidence(address.at(index).settings(), says)
}
