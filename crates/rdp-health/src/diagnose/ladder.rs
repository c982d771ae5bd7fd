//! Rules about what a host offers and what it insists on: NLA, its modes, Entra ID, Standard RDP Security.

use rdp_health_wire::gcc::EncryptionMethod;
use rdp_health_wire::negotiation::{ResponseFlags, SecurityProtocols};

use super::negotiate::{answer_in_words, answer_to, evidence_of};
use super::{Address, CauseId, Confidence, Finding, Severity};
use crate::observe::{NegotiationAnswer, Question, ServerSettings, SettingsAnswer};

pub(super) fn judge(address: &mut Address<'_>) {
    judge_enforcement(address);
    judge_modes(address);
    judge_entra(address);
}

/// The cipher of Standard RDP Security, in words that follow its name.
pub(super) fn cipher(settings: &ServerSettings) -> &'static str {
    let Some(method) = settings.method else { return "" };
    match method {
        _ if method == EncryptionMethod::default() => " without any encryption",
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
    finding.evidence(address.pointer(index, "settings/value"), says)
}

/// NLA is offered; a host that takes clients without it does not insist.
fn judge_enforcement(address: &mut Address<'_>) {
    let offered = address.seen.last(Question::FIRST).and_then(|(_, first)| first.selected());
    if !offered.is_some_and(SecurityProtocols::is_nla) {
        return;
    }
    let Some((index, conversation)) = answer_to(address, SecurityProtocols::SSL) else { return };
    if conversation.selected().is_none() {
        return;
    }
    let here = address.seen.place();
    let taken = conversation.settings.done().and_then(SettingsAnswer::accepted).is_some();
    let confidence = if taken { Confidence::Certain } else { Confidence::Likely };
    let mut finding = Finding::of(CauseId::NegotiationNlaNotEnforced, confidence)
        .says(format!(
            "{here} offers Network Level Authentication and does not insist: its logon screen is open to whoever \
             reaches the port."
        ))
        .evidence(
            address.pointer(index, "negotiate/value/answer"),
            conversation.negotiate.done().map(answer_in_words).unwrap_or_default(),
        );
    if address.policy.require.nla {
        finding = finding.severity(Severity::Warning);
    }
    let finding = with_standard_rdp(address, finding);
    address.findings.push(finding);
}

/// Restricted Admin and Remote Credential Guard stand in the flags of the answer.
fn judge_modes(address: &mut Address<'_>) {
    let Some((index, conversation)) = address.seen.last(Question::FIRST) else { return };
    let Some(NegotiationAnswer::Selected { flags, protocol }) =
        conversation.negotiate.done().map(|negotiated| &negotiated.answer)
    else {
        return;
    };
    let wanted = [
        (
            address.policy.require.restricted_admin,
            ResponseFlags::RESTRICTED_ADMIN_MODE_SUPPORTED,
            "Restricted Admin",
        ),
        (
            address.policy.require.remote_credential_guard,
            ResponseFlags::REDIRECTED_AUTHENTICATION_MODE_SUPPORTED,
            "Remote Credential Guard",
        ),
    ];
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|(wanted, flag, _)| *wanted && !(flags.contains(*flag) && protocol.is_nla()))
        .map(|(_, _, name)| name)
        .collect();
    if missing.is_empty() {
        return;
    }
    let here = address.seen.place();
    let at = address.pointer(index, "negotiate/value/answer/flags");
    address.findings.push(
        Finding::of(CauseId::NegotiationRestrictedAdminMissing, Confidence::Certain)
            .severity(Severity::Warning)
            .says(format!("{here} does not offer {}, which is required.", missing.join(" and ")))
            .evidence(at, format!("flags {flags} with {protocol}")),
    );
}

/// Only a question where somebody wants to sign in with Entra ID.
fn judge_entra(address: &mut Address<'_>) {
    let by_file = address.target.client.entra == Some(true);
    if !by_file && !address.policy.require.entra {
        return;
    }
    let Some((index, conversation)) = address.seen.last(Question::ENTRA) else { return };
    if conversation.selected() == Some(Question::ENTRA.protocols()) {
        return;
    }
    let here = address.seen.place();
    let (at, says) = match (conversation.negotiate.done(), conversation.failure()) {
        (Some(negotiated), _) => ("negotiate/value/answer", answer_in_words(negotiated)),
        (None, Some(failure)) => ("negotiate/value", evidence_of(failure)),
        (None, None) => return,
    };
    let (severity, why) = match by_file {
        true => (Severity::Error, "and the .rdp file asks for it (enablerdsaadauth:i:1)"),
        false => (Severity::Warning, "which is required"),
    };
    let at = address.pointer(index, at);
    address.findings.push(
        Finding::of(CauseId::NegotiationEntraMissing, Confidence::Likely)
            .severity(severity)
            .says(format!("{here} does not offer sign-in with Entra ID, {why}."))
            .evidence(at, says),
    );
}
