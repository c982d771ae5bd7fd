//! Rules about the settings of the session: what MCS Connect Response says, in clear or inside of TLS.

use rdp_health_wire::gcc::EncryptionLevel;
use rdp_health_wire::negotiation::SecurityProtocols;

use super::{Address, CauseId, Confidence, Finding, Severity};
use crate::observe::{Question, RdpCertificate, SettingsAnswer};

pub(super) fn judge(address: &mut Address<'_>) {
    echo(address);
    certificate(address);
    level(address);
}

/// The host repeats what it was asked for; anything else was changed on the way, or is repeated carelessly.
fn echo(address: &mut Address<'_>) {
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
        let at = address.pointer(index, "settings/value/settings/requested_protocols");
        let says = format!("asked {}, the host received {}", negotiated.requested, echo);
        let said = finding.take().unwrap_or_else(|| {
            // Zero is also what a host writes that does not care; a request that lost bits was weakened.
            let (confidence, severity) = match *echo {
                SecurityProtocols::RDP => (Confidence::Possible, Severity::Warning),
                _ => (Confidence::Likely, Severity::Error),
            };
            Finding::of(CauseId::NegotiationTampered, confidence)
                .severity(severity)
                .says(format!("{here} says that it was asked for something else than what was sent."))
        });
        finding = Some(said.evidence(at, says));
    }
    address.findings.extend(finding);
}

/// The key of Standard RDP Security, which licensing uses as well.
fn certificate(address: &mut Address<'_>) {
    let seen = address.seen.conversations.iter().enumerate();
    let mut broken = seen.filter_map(|(index, conversation)| {
        match conversation.settings.done()?.accepted()?.certificate.as_ref()? {
            RdpCertificate::Unreadable { length } => Some((index, *length)),
            _ => None,
        }
    });
    let Some((index, length)) = broken.next_back() else { return };
    let here = address.seen.place();
    let at = address.pointer(index, "settings/value/settings/certificate");
    address.findings.push(
        Finding::of(CauseId::LicenceServerCertificate, Confidence::Likely)
            .says(format!("The certificate that {here} uses for Standard RDP Security is damaged."))
            .evidence(at, format!("{length} bytes that are no certificate")),
    );
}

/// Only where Standard RDP Security is what clients get: under TLS the level has no effect.
fn level(address: &mut Address<'_>) {
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
            "{here} demands the FIPS ciphers of Standard RDP Security, which not every client has."
        ))
        .evidence(address.pointer(index, "settings/value/settings/level"), level.to_string());
    for (index, conversation) in address.seen.conversations.iter().enumerate() {
        let Question::Method { method } = conversation.question else { continue };
        let taken = conversation.settings.done().and_then(SettingsAnswer::accepted);
        let chosen = taken.and_then(|settings| settings.method);
        let says = match (chosen, conversation.failure()) {
            (Some(chosen), _) if chosen == method => continue,
            (Some(chosen), _) => format!("asked for {method} alone: {chosen} all the same"),
            (None, Some(failure)) => format!("asked for {method} alone: {}", failure.phrase()),
            (None, None) => continue,
        };
        finding = finding.evidence(address.pointer(index, "settings/value"), says);
    }
    address.findings.push(finding);
}
