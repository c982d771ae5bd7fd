//! Rules about the settings of the session: what MCS Connect Response says, in clear or inside TLS.

use rdp_health_wire::gcc::EncryptionLevel;
use rdp_health_wire::negotiation::SecurityProtocols;

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Address;
use crate::observe::{Conversation, Question, RdpCertificate, SettingsAnswer};
use crate::outcome::{FailureKind, Outcome};

pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    agreed(&mut said, address);
    echo(&mut said, address);
    certificate(&mut said, address);
    level(&mut said, address);
    said
}

/// Without NLA this is the last step that a check can see: a host that does not take it lets nobody in.
fn agreed(said: &mut Said, address: &Address<'_>) {
    let Some((index, first)) = address.seen.last(Question::FIRST) else { return };
    if first.selected().is_none_or(SecurityProtocols::is_nla) {
        return;
    }
    // Whoever chooses Standard RDP Security and then refuses it has nothing in common with the client.
    let in_clear = first.selected() == Some(SecurityProtocols::RDP);
    let here = address.seen.place();
    let at = address.at(index).settings();
    let (id, what, evidence) = match &first.settings {
        Outcome::Done(answer) if in_clear || answer.accepted().is_some() => return,
        Outcome::Done(answer) => {
            let says = match answer {
                SettingsAnswer::McsDisconnect { reason } => {
                    format!("MCS Disconnect Provider Ultimatum: {reason}")
                }
                SettingsAnswer::Response { settings } => {
                    format!("MCS Connect Response: {}", settings.result)
                }
            };
            (CauseId::RdpSettingsRefused, "refuses the session settings", says)
        }
        Outcome::Failed(failure) => {
            let (id, what) = match failure.kind {
                FailureKind::Closed | FailureKind::Reset if in_clear => return,
                FailureKind::Closed | FailureKind::Reset | FailureKind::Alert => (
                    CauseId::RdpSettingsClosed,
                    "closes the connection when a client requests the session settings",
                ),
                FailureKind::Silence => (
                    CauseId::RdpSettingsUnanswered,
                    "never answers a client that requests the session settings",
                ),
                FailureKind::Timeout => (
                    CauseId::RdpSettingsUnanswered,
                    "begins to answer a client that requests the session settings, but never completes the answer",
                ),
                FailureKind::Malformed
                | FailureKind::ForeignBytes
                | FailureKind::TooMuch
                | FailureKind::Handshake => (
                    CauseId::RdpMalformedAnswer,
                    "gives an invalid answer to a client that requests the session settings",
                ),
                // It was ours to ask, and we could not.
                _ => {
                    let why = format!("The session settings could not be requested from {here}");
                    return said.unsettled(failure.phase, format!("{why}: {}.", failure.phrase()));
                }
            };
            (id, what, failure.phrase())
        }
        Outcome::Skipped(_) => return,
    };
    let confidence = match id {
        CauseId::RdpSettingsUnanswered => address.silence(),
        _ => Confidence::Likely,
    };
    // The host was asked once, with the settings of one client.
    let elsewhere = |one: &Conversation| one.settings.done().and_then(SettingsAnswer::accepted).is_some();
    let finding = match address.seen.conversations.iter().any(elsewhere) {
        true => Finding::of(id, Confidence::Likely)
            .severity(Severity::Warning)
            .says(format!("{here} {what}, but accepted another request.")),
        false => Finding::of(id, confidence)
            .says(format!("{here} {what}: clients get no further and see no logon screen.")),
    };
    said.find(finding.evidence(at, evidence));
}

/// The host repeats what it was asked for; anything else was changed on the path, or is repeated carelessly.
fn echo(said: &mut Said, address: &Address<'_>) {
    let here = address.seen.place();
    let mut finding = None;
    for (index, conversation) in address.seen.conversations.iter().enumerate() {
        let Some(settings) = conversation.settings.done().and_then(SettingsAnswer::accepted) else {
            continue;
        };
        let (Some(echo), Some(negotiated)) = (&settings.requested_protocols, conversation.negotiate.done())
        else {
            continue;
        };
        if *echo == negotiated.requested {
            continue;
        }
        let at = address.at(index).settings().requested_protocols();
        let says = format!("asked {}, the host received {}", negotiated.requested, echo);
        let said = finding.take().unwrap_or_else(|| {
            // Zero is also what a host writes that does not care; a request that lost bits was weakened.
            let (confidence, severity) = match *echo {
                SecurityProtocols::RDP => (Confidence::Possible, Severity::Warning),
                _ => (Confidence::Likely, Severity::Error),
            };
            Finding::of(CauseId::NegotiationTampered, confidence).severity(severity).says(format!(
                "{here} reports another request than the one this check sent: a device on the path may \
                    have changed it."
            ))
        });
        finding = Some(said.evidence(at, says));
    }
    said.findings.extend(finding);
}

/// The key of Standard RDP Security, which licensing uses as well.
fn certificate(said: &mut Said, address: &Address<'_>) {
    let seen = address.seen.conversations.iter().enumerate();
    let mut broken = seen.filter_map(|(index, conversation)| {
        match conversation.settings.done()?.accepted()?.certificate.as_ref()? {
            RdpCertificate::Unreadable { length } => Some((index, *length)),
            _ => None,
        }
    });
    let Some((index, length)) = broken.next_back() else { return };
    let here = address.seen.place();
    let at = address.at(index).settings().certificate();
    said.find(
        Finding::of(CauseId::LicenceServerCertificate, Confidence::Likely)
            .says(format!("The certificate that {here} uses for Standard RDP Security is damaged."))
            .evidence(at, format!("{length} bytes that are not a certificate")),
    );
}

/// Only where Standard RDP Security is what clients get: under TLS the level has no effect.
fn level(said: &mut Said, address: &Address<'_>) {
    let Some((index, first)) = address.seen.last(Question::FIRST) else { return };
    if first.selected() != Some(SecurityProtocols::RDP) {
        return;
    }
    let settings = first.settings.done().and_then(SettingsAnswer::accepted);
    let Some(level) = settings.and_then(|settings| settings.level) else { return };
    if level != EncryptionLevel::FIPS {
        return;
    }
    let here = address.seen.place();
    let mut finding = Finding::of(CauseId::NegotiationEncryptionLevel, Confidence::Likely)
        .says(format!(
            "{here} requires the FIPS ciphers of Standard RDP Security, which not every client supports."
        ))
        .evidence(address.at(index).settings().level(), level.to_string());
    for (index, conversation) in address.seen.conversations.iter().enumerate() {
        let Question::Method { method } = conversation.question else { continue };
        let taken = conversation.settings.done().and_then(SettingsAnswer::accepted);
        let chosen = taken.and_then(|settings| settings.method);
        let says = match (chosen, conversation.failure()) {
            (Some(chosen), _) if chosen == method => continue,
            (Some(chosen), _) => format!("asked for {method} alone: chose {chosen} anyway"),
            (None, Some(failure)) => format!("asked for {method} alone: {}", failure.phrase()),
            (None, None) => continue,
        };
        finding = finding.evidence(address.at(index).settings(), says);
    }
    said.find(finding);
}
