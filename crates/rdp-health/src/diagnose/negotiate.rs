//! Rules about the X.224 negotiation.

use rdp_health_wire::negotiation::{FailureCode, SecurityProtocols};

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::requests::{
    answer_to, cipher, evidence_of, in_words, negotiation, older_choice, with_other_attempts,
    with_standard_rdp,
};
use super::said::Said;
use super::scene::Address;
use super::{order, unanswered};
use crate::diagnose::pointer::{Pointer, report};
use crate::observe::{Negotiated, NegotiationAnswer, Question, SettingsAnswer};
use crate::outcome::{Failure, FailureKind, Outcome, Phase};

pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, conversation)) = address.seen.last(Question::FIRST) else { return said };
    if let Some(failure) = conversation.negotiate.failed() {
        match order::another(address) {
            Some(another) => {
                let says = evidence_of(failure);
                said.find(another.evidence(address.at(index).negotiate(), says));
            }
            None => unanswered::judge(&mut said, address, index, failure),
        }
    }
    if let Some(negotiated) = conversation.negotiate.done() {
        judge_answer(&mut said, address, index, negotiated);
        unanswered::judge_cookie(&mut said, address);
    }
    judge_client_without_nla(&mut said, address);
    said
}

fn judge_answer(said: &mut Said, address: &Address<'_>, index: usize, negotiated: &Negotiated) {
    let at = address.at(index).answer();
    let here = address.seen.place();
    match &negotiated.answer {
        NegotiationAnswer::Selected { protocol: SecurityProtocols::RDP, .. } => {
            standard_rdp_only(
                said,
                address,
                Confidence::Certain,
                at,
                "selectedProtocol is PROTOCOL_RDP".to_owned(),
            );
        }
        NegotiationAnswer::Selected { protocol, .. }
            if *protocol != SecurityProtocols::SSL && !protocol.is_nla() =>
        {
            said.find(
                Finding::of(CauseId::RdpMalformedAnswer, Confidence::Certain)
                    .says(format!("{here} chose {protocol}, which this check did not offer."))
                    .evidence(at, format!("asked {}, chosen {protocol}", negotiated.requested)),
            );
        }
        NegotiationAnswer::Selected { protocol: protocol @ SecurityProtocols::SSL, .. } => {
            let mut finding = Finding::of(CauseId::NegotiationNlaMissing, Confidence::Certain)
                .says(format!("{here} offers TLS, but no Network Level Authentication (NLA)."))
                .evidence(at, format!("asked {}, chosen {protocol}", negotiated.requested));
            if address.scene.policy.require.nla {
                finding = finding.severity(Severity::Warning);
            }
            said.find(with_standard_rdp(address, finding));
        }
        NegotiationAnswer::Selected { .. } => {}
        // A plain Confirm comes from old servers, and from ones that refuse Standard RDP Security later.
        NegotiationAnswer::Plain => {
            let says = "Connection Confirm without negotiation data".to_owned();
            standard_rdp_only(said, address, Confidence::Likely, at, says);
        }
        NegotiationAnswer::Failure { failure }
            if contradicts(negotiated.requested, *failure) && older_choice(address).is_none() =>
        {
            let finding = Finding::of(CauseId::RdpMalformedAnswer, Confidence::Likely)
                .says(format!(
                    "{here} answers {}, although the request offered exactly what it requires. No Windows host does \
                     this: a honeypot, a device that answers on the host's behalf, or a misconfigured FreeRDP server \
                     does.",
                    in_words(*failure)
                ))
                .evidence(at, format!("asked {}: {}", negotiated.requested, in_words(*failure)));
            said.find(with_other_attempts(address, finding));
        }
        NegotiationAnswer::Failure { failure } => judge_code(said, address, at, *failure),
        NegotiationAnswer::McsDisconnect { .. } | NegotiationAnswer::X224Refusal { .. } => {
            let what = match &negotiated.answer {
                NegotiationAnswer::McsDisconnect { .. } => "an MCS Disconnect Provider Ultimatum",
                _ => "an X.224 refusal",
            };
            let says = format!("{what} instead of a Connection Confirm");
            nothing_in_common(said, address, at, says, Confidence::Likely);
        }
        // The code of a Connection Request (X.224 13.3): our own came back.
        NegotiationAnswer::Unknown if negotiated.bytes.get(10..12) == Some("e0") => said.find(
            Finding::of(CauseId::RdpNotSpoken, Confidence::Likely)
                .says(format!(
                    "{here} is not Remote Desktop: it sends back what it receives, like an echo service."
                ))
                .evidence(at, negotiated.bytes.clone()),
        ),
        NegotiationAnswer::Unknown => {
            said.find(
                Finding::of(CauseId::RdpMalformedAnswer, Confidence::Certain)
                    .says(format!(
                        "{here} answers the Connection Request with a message that RDP does not define."
                    ))
                    .evidence(at, negotiated.bytes.clone()),
            );
        }
    }
}

/// What is demanded was offered.
fn contradicts(requested: SecurityProtocols, code: FailureCode) -> bool {
    match code {
        FailureCode::SSL_REQUIRED_BY_SERVER => requested.contains(SecurityProtocols::SSL),
        FailureCode::HYBRID_REQUIRED_BY_SERVER => requested.intersects(SecurityProtocols::NLA),
        _ => false,
    }
}

fn judge_code(said: &mut Said, address: &Address<'_>, at: Pointer, code: FailureCode) {
    let says = format!("RDP_NEG_FAILURE {}", in_words(code));
    let here = address.seen.place();
    match code {
        FailureCode::SSL_NOT_ALLOWED_BY_SERVER => match answer_to(address, SecurityProtocols::RDP) {
            // Asked, and refused as well: nothing is left.
            Some((_, conversation))
                if conversation.negotiate.done().is_some()
                    && conversation.selected() != Some(SecurityProtocols::RDP) =>
            {
                nothing_in_common(said, address, at, says, Confidence::Certain);
            }
            Some((_, conversation)) if conversation.selected() == Some(SecurityProtocols::RDP) => {
                standard_rdp_only(said, address, Confidence::Certain, at, says);
            }
            // Not asked, or the asking was disturbed.
            _ => standard_rdp_only(said, address, Confidence::Likely, at, says),
        },
        FailureCode::SSL_CERT_NOT_ON_SERVER => {
            said.find(
                Finding::of(CauseId::CertNoneOnServer, Confidence::Certain)
                    .says(format!("{here} refuses TLS because it has no usable certificate."))
                    .evidence(at, says),
            );
            said.rule_out(CauseId::TlsNoSharedCipher, "the refusal arrived before TLS and states its reason");
            if let Some((index, conversation)) = answer_to(address, SecurityProtocols::RDP)
                && conversation.selected() == Some(SecurityProtocols::RDP)
            {
                let at = address.at(index).answer();
                said.find(
                    Finding::of(CauseId::NegotiationRdpSecurityOnly, Confidence::Certain)
                        .says(format!("Without a certificate, {here} can offer only Standard RDP Security."))
                        .evidence(at, "the server accepts a request without TLS"),
                );
            }
        }
        FailureCode::SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER => said.find(
            Finding::of(CauseId::TlsClientCertificateRequired, Confidence::Certain)
                .says(format!("{here} requires TLS with a client certificate."))
                .evidence(at, says),
        ),
        // A code that says of no protocol that it is refused, or that nobody knows.
        _ => nothing_in_common(said, address, at, says, Confidence::Likely),
    }
}

fn standard_rdp_only(
    said: &mut Said,
    address: &Address<'_>,
    confidence: Confidence,
    at: Pointer,
    says: String,
) {
    let here = address.seen.place();
    let first = address
        .seen
        .last(Question::FIRST)
        .filter(|(_, first)| first.selected() == Some(SecurityProtocols::RDP));
    let Some((index, standard)) = first.or(answer_to(address, SecurityProtocols::RDP)) else {
        said.find(rdp_only(&here, confidence, "").evidence(at, says));
        return;
    };
    let settings_at = address.at(index).settings();
    let finding = match (&standard.settings, standard.settings.done().and_then(SettingsAnswer::accepted)) {
        (_, Some(settings)) => rdp_only(&here, Confidence::Certain, cipher(settings))
            .evidence(at, says)
            .evidence(settings_at, "MCS Connect Response: the host accepts the client"),
        (Outcome::Done(_), None) => Finding::of(CauseId::RdpNoCommonProtocol, Confidence::Certain)
            .says(format!("{here} chooses Standard RDP Security, then refuses it."))
            .evidence(at, says)
            .evidence(settings_at, "the server refuses MCS Connect Initial"),
        (Outcome::Failed(failure), None) if may_be_refusal(failure) => {
            Finding::of(CauseId::RdpNoCommonProtocol, Confidence::Likely)
                .says(format!("{here} chooses Standard RDP Security, then closes the connection."))
                .evidence(at, says)
                .evidence(settings_at, evidence_of(failure))
        }
        (Outcome::Failed(failure), None) => {
            let why = format!("{here} chooses Standard RDP Security, then fails: {}.", failure.phrase());
            said.unsettled(Phase::Negotiate, why);
            Finding::of(CauseId::NegotiationRdpSecurityOnly, Confidence::Likely)
                .says(format!(
                    "{here} offers only Standard RDP Security, which does not prove the server's identity."
                ))
                .evidence(at, says)
                .evidence(settings_at, evidence_of(failure))
        }
        (Outcome::Skipped(_), None) => rdp_only(&here, confidence, "").evidence(at, says),
    };
    said.find(match negotiation(address, index, standard) {
        Some((at, says)) if standard.question != Question::FIRST => finding.evidence(at, says),
        _ => finding,
    });
}

fn rdp_only(here: &str, confidence: Confidence, cipher: &str) -> Finding {
    Finding::of(CauseId::NegotiationRdpSecurityOnly, confidence).says(format!(
        "{here} offers only Standard RDP Security{cipher}: clients that allow it connect, but without proof of the \
         server's identity."
    ))
}

fn may_be_refusal(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Closed | FailureKind::Reset)
}

fn nothing_in_common(
    said: &mut Said,
    address: &Address<'_>,
    at: Pointer,
    says: String,
    confidence: Confidence,
) {
    let here = address.seen.place();
    let finding = match older_choice(address) {
        Some(older) => Finding::of(CauseId::RdpNoCommonProtocol, Confidence::Likely).says(format!(
            "{here} refuses the request of a current client and accepts only the older request for {older}."
        )),
        None => Finding::of(CauseId::RdpNoCommonProtocol, confidence)
            .says(format!("{here} refuses every security protocol that was offered.")),
    };
    let finding = with_other_attempts(address, finding.evidence(at, says));
    said.find(finding);
}

/// A `.rdp` file that switches CredSSP off meets a host that insists on NLA.
fn judge_client_without_nla(said: &mut Said, address: &Address<'_>) {
    let Some((index, conversation)) = answer_to(address, SecurityProtocols::SSL) else { return };
    let code = conversation.negotiate.done().and_then(Negotiated::failure_code);
    if address.scene.target.client.credssp == Some(false)
        && code == Some(FailureCode::HYBRID_REQUIRED_BY_SERVER)
    {
        let at = address.at(index).answer();
        let here = address.seen.place();
        said.find(
            Finding::of(CauseId::NegotiationNlaRequired, Confidence::Certain)
                .severity(Severity::Error)
                .says(format!(
                    "{here} requires NLA, but the .rdp file switches it off (enablecredsspsupport:i:0)."
                ))
                .evidence(report().client_credssp(), "the .rdp file does not offer NLA")
                .evidence(at, "the server answers a request without NLA with HYBRID_REQUIRED_BY_SERVER"),
        );
    }
}
