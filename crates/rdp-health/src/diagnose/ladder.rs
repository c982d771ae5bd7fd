//! Rules about what a host offers and what it insists on: NLA, its modes, Entra ID, Standard RDP Security.

use rdp_health_wire::negotiation::{ResponseFlags, SecurityProtocols};

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::requests::{answer_in_words, answer_to, evidence_of, with_standard_rdp};
use super::said::Said;
use super::scene::Address;
use crate::observe::{NegotiationAnswer, Question, SettingsAnswer};

pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    judge_enforcement(&mut said, address);
    judge_modes(&mut said, address);
    judge_entra(&mut said, address);
    said
}

/// NLA is offered; a host that takes clients without it does not insist.
fn judge_enforcement(said: &mut Said, address: &Address<'_>) {
    let offered = address.seen.last(Question::FIRST).and_then(|(_, first)| first.selected());
    if !offered.is_some_and(SecurityProtocols::is_nla) {
        return;
    }
    let Some((index, conversation)) = answer_to(address, SecurityProtocols::SSL) else { return };
    // A server that answers with NLA all the same insists on it.
    if conversation.selected().is_none_or(SecurityProtocols::is_nla) {
        return;
    }
    let here = address.seen.place();
    let taken = conversation.settings.done().and_then(SettingsAnswer::accepted).is_some();
    let confidence = if taken { Confidence::Certain } else { Confidence::Likely };
    let mut finding = Finding::of(CauseId::NegotiationNlaNotEnforced, confidence)
        .says(format!(
            "{here} offers Network Level Authentication (NLA) but does not require it: anyone who reaches the port \
             gets the logon screen."
        ))
        .evidence(
            address.at(index).answer(),
            conversation.negotiate.done().map(answer_in_words).unwrap_or_default(),
        );
    if address.scene.policy.require.nla {
        finding = finding.severity(Severity::Warning);
    }
    let finding = with_standard_rdp(address, finding);
    said.find(finding);
}

/// Restricted Admin and Remote Credential Guard stand in the flags of the answer.
fn judge_modes(said: &mut Said, address: &Address<'_>) {
    let Some((index, conversation)) = address.seen.last(Question::FIRST) else { return };
    let Some(NegotiationAnswer::Selected { flags, protocol }) =
        conversation.negotiate.done().map(|negotiated| &negotiated.answer)
    else {
        return;
    };
    let wanted = [
        (
            address.scene.policy.require.restricted_admin,
            ResponseFlags::RESTRICTED_ADMIN_MODE_SUPPORTED,
            "Restricted Admin",
        ),
        (
            address.scene.policy.require.remote_credential_guard,
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
    let at = address.at(index).flags();
    said.find(
        Finding::of(CauseId::NegotiationRestrictedAdminMissing, Confidence::Certain)
            .severity(Severity::Warning)
            .says(format!("{here} does not offer {}, which is required.", missing.join(" and ")))
            .evidence(at, format!("flags {flags} with {protocol}")),
    );
}

/// Only a question where somebody wants to sign in with Entra ID.
fn judge_entra(said: &mut Said, address: &Address<'_>) {
    let by_file = address.scene.target.client.entra == Some(true);
    if !by_file && !address.scene.policy.require.entra {
        return;
    }
    let Some((index, conversation)) = address.seen.last(Question::ENTRA) else { return };
    if conversation.selected() == Some(Question::ENTRA.protocols()) {
        return;
    }
    let here = address.seen.place();
    let at = address.at(index);
    let (at, says) = match (conversation.negotiate.done(), conversation.failed()) {
        (Some(negotiated), _) => (at.answer().into(), answer_in_words(negotiated)),
        (None, Some((part, failure))) => (at.part(part), evidence_of(failure)),
        (None, None) => return,
    };
    let (severity, why) = match by_file {
        true => (Severity::Error, "and the .rdp file asks for it (enablerdsaadauth:i:1)"),
        false => (Severity::Warning, "which is required"),
    };
    said.find(
        Finding::of(CauseId::NegotiationEntraMissing, Confidence::Likely)
            .severity(severity)
            .says(format!("{here} does not offer sign-in with Entra ID, {why}."))
            .evidence(at, says),
    );
}
