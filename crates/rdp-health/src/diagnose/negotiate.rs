//! Rules about the X.224 negotiation.

use rdp_health_wire::negotiation::{FailureCode, SecurityProtocols};

use super::ladder::{self, cipher};
use super::{Address, CauseId, Confidence, Finding, Severity, unanswered};
use crate::observe::{Conversation, Negotiated, NegotiationAnswer, Question, SettingsAnswer};
use crate::outcome::{Failure, FailureKind, Outcome};

pub(super) fn judge(address: &mut Address<'_>) {
    let Some((index, conversation)) = address.seen.last(Question::FIRST) else { return };
    if let Some(failure) = conversation.negotiate.failed() {
        unanswered::judge(address, index, failure);
    }
    if let Some(negotiated) = conversation.negotiate.done() {
        judge_answer(address, index, negotiated);
        unanswered::judge_cookie(address);
    }
    judge_client_without_nla(address);
    ladder::judge(address);
}

fn judge_answer(address: &mut Address<'_>, index: usize, negotiated: &Negotiated) {
    let at = address.pointer(index, "negotiate/value/answer");
    let here = address.seen.place();
    match &negotiated.answer {
        NegotiationAnswer::Selected { protocol: SecurityProtocols::RDP, .. } => {
            standard_rdp_only(
                address,
                Confidence::Certain,
                at,
                "selectedProtocol is PROTOCOL_RDP".to_owned(),
            );
        }
        NegotiationAnswer::Selected { protocol, .. }
            if *protocol != SecurityProtocols::SSL && !protocol.is_nla() =>
        {
            address.findings.push(
                Finding::of(CauseId::RdpMalformedAnswer, Confidence::Certain)
                    .says(format!("{here} chose {protocol}, which was not to be chosen."))
                    .evidence(at, format!("asked {}, chosen {protocol}", negotiated.requested)),
            );
        }
        NegotiationAnswer::Selected { protocol: protocol @ SecurityProtocols::SSL, .. } => {
            let mut finding = Finding::of(CauseId::NegotiationNlaMissing, Confidence::Certain)
                .says(format!("{here} offers TLS without Network Level Authentication."))
                .evidence(at, format!("asked {}, chosen {protocol}", negotiated.requested));
            if address.policy.require.nla {
                finding = finding.severity(Severity::Warning);
            }
            address.findings.push(ladder::with_standard_rdp(address, finding));
        }
        NegotiationAnswer::Selected { .. } => {}
        // A plain Confirm comes from old servers, and from ones that refuse Standard RDP Security later.
        NegotiationAnswer::Plain => {
            let says = "Connection Confirm without negotiation data".to_owned();
            standard_rdp_only(address, Confidence::Likely, at, says);
        }
        NegotiationAnswer::Failure { failure } => judge_code(address, at, *failure),
        NegotiationAnswer::McsDisconnect { .. } | NegotiationAnswer::X224Refusal { .. } => {
            let what = match &negotiated.answer {
                NegotiationAnswer::McsDisconnect { .. } => "an MCS Disconnect Provider Ultimatum",
                _ => "an X.224 refusal",
            };
            nothing_in_common(address, at, format!("{what} in place of a Connection Confirm"));
        }
        NegotiationAnswer::Unknown => {
            address.findings.push(
                Finding::of(CauseId::RdpMalformedAnswer, Confidence::Certain)
                    .says(format!("{here} answers the Connection Request with something RDP does not know."))
                    .evidence(at, negotiated.bytes.clone()),
            );
        }
    }
}

fn judge_code(address: &mut Address<'_>, at: String, code: FailureCode) {
    let says = format!("RDP_NEG_FAILURE {}", in_words(code));
    let here = address.seen.place();
    match code {
        FailureCode::SSL_NOT_ALLOWED_BY_SERVER => match answer_to(address, SecurityProtocols::RDP) {
            // Asked, and refused as well: nothing is left.
            Some((_, conversation))
                if conversation.negotiate.done().is_some()
                    && conversation.selected() != Some(SecurityProtocols::RDP) =>
            {
                nothing_in_common(address, at, says);
            }
            Some((_, conversation)) if conversation.selected() == Some(SecurityProtocols::RDP) => {
                standard_rdp_only(address, Confidence::Certain, at, says);
            }
            // Not asked, or the asking was disturbed.
            _ => standard_rdp_only(address, Confidence::Likely, at, says),
        },
        FailureCode::SSL_CERT_NOT_ON_SERVER => {
            address.findings.push(
                Finding::of(CauseId::CertNoneOnServer, Confidence::Certain)
                    .says(format!("{here} refuses TLS because it has no usable certificate."))
                    .evidence(at, says),
            );
            address.rule_out(
                CauseId::TlsNoSharedCipher,
                "the refusal came before TLS began, and names its reason",
            );
            if let Some((index, conversation)) = answer_to(address, SecurityProtocols::RDP)
                && conversation.selected() == Some(SecurityProtocols::RDP)
            {
                let at = address.pointer(index, "negotiate/value/answer");
                address.findings.push(
                    Finding::of(CauseId::NegotiationRdpSecurityOnly, Confidence::Certain)
                        .because_of(CauseId::CertNoneOnServer)
                        .says(format!("Without a certificate {here} is left with Standard RDP Security."))
                        .evidence(at, "asked without TLS, the server agrees"),
                );
            }
        }
        FailureCode::SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER => address.findings.push(
            Finding::of(CauseId::TlsClientCertificateRequired, Confidence::Certain)
                .says(format!("{here} demands TLS with a client certificate."))
                .evidence(at, says),
        ),
        _ => nothing_in_common(address, at, says),
    }
}

fn standard_rdp_only(address: &mut Address<'_>, confidence: Confidence, at: String, says: String) {
    let here = address.seen.place();
    let first = address
        .seen
        .last(Question::FIRST)
        .filter(|(_, first)| first.selected() == Some(SecurityProtocols::RDP));
    let Some((index, standard)) = first.or(answer_to(address, SecurityProtocols::RDP)) else {
        address.findings.push(rdp_only(&here, confidence, "").evidence(at, says));
        return;
    };
    let settings_at = address.pointer(index, "settings/value");
    let finding = match (&standard.settings, standard.settings.done().and_then(SettingsAnswer::accepted)) {
        (_, Some(settings)) => rdp_only(&here, Confidence::Certain, cipher(settings))
            .evidence(at, says)
            .evidence(settings_at, "MCS Connect Response: the host takes the client in"),
        (Outcome::Done(_), None) => Finding::of(CauseId::RdpNoCommonProtocol, Confidence::Certain)
            .says(format!("{here} chooses Standard RDP Security and then refuses it."))
            .evidence(at, says)
            .evidence(settings_at, "MCS Connect Initial is refused"),
        (Outcome::Failed(failure), None) if may_be_refusal(failure) => {
            Finding::of(CauseId::RdpNoCommonProtocol, Confidence::Likely)
                .says(format!("{here} chooses Standard RDP Security and then ends the connection."))
                .evidence(at, says)
                .evidence(settings_at, evidence_of(failure))
        }
        (Outcome::Failed(failure), None) => {
            address.unsettled.get_or_insert_with(|| {
                format!("{here} chooses Standard RDP Security, and then: {}.", failure.phrase())
            });
            rdp_only(&here, Confidence::Likely, "")
                .evidence(at, says)
                .evidence(settings_at, evidence_of(failure))
        }
        (Outcome::Skipped(_), None) => rdp_only(&here, confidence, "").evidence(at, says),
    };
    let finding = match standard.question {
        Question::FIRST => finding,
        _ => finding.evidence(
            address.pointer(index, "negotiate/value/answer"),
            standard.negotiate.done().map(answer_in_words).unwrap_or_default(),
        ),
    };
    address.findings.push(finding);
}

fn rdp_only(here: &str, confidence: Confidence, cipher: &str) -> Finding {
    Finding::of(CauseId::NegotiationRdpSecurityOnly, confidence).says(format!(
        "{here} offers only Standard RDP Security{cipher}: clients that may use it get in, without any proof that the \
         server is the right one."
    ))
}

fn may_be_refusal(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Closed | FailureKind::Reset)
}

fn nothing_in_common(address: &mut Address<'_>, at: String, says: String) {
    let here = address.seen.place();
    let finding = match older_choice(address) {
        Some(older) => Finding::of(CauseId::RdpNoCommonProtocol, Confidence::Likely).says(format!(
            "{here} refuses what a current client asks for, and answers only the older request for {older}."
        )),
        None => Finding::of(CauseId::RdpNoCommonProtocol, Confidence::Certain)
            .says(format!("{here} refuses every security protocol that was offered.")),
    };
    let finding = with_other_attempts(address, finding.evidence(at, says));
    address.findings.push(finding);
}

/// A `.rdp` file that switches CredSSP off meets a host that insists on NLA.
fn judge_client_without_nla(address: &mut Address<'_>) {
    let Some((index, conversation)) = answer_to(address, SecurityProtocols::SSL) else { return };
    let code = conversation.negotiate.done().and_then(Negotiated::failure_code);
    if address.target.client.credssp == Some(false) && code == Some(FailureCode::HYBRID_REQUIRED_BY_SERVER) {
        let at = address.pointer(index, "negotiate/value/answer");
        let here = address.seen.place();
        address.findings.push(
            Finding::of(CauseId::NegotiationNlaRequired, Confidence::Certain)
                .severity(Severity::Error)
                .says(format!(
                    "{here} requires NLA, and the .rdp file switches it off (enablecredsspsupport:i:0)."
                ))
                .evidence("/target/client/credssp", "the .rdp file does not offer NLA")
                .evidence(at, "asked without NLA, the server answers HYBRID_REQUIRED_BY_SERVER"),
        );
    }
}

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
        let (part, says) = match (conversation.negotiate.failed(), conversation.negotiate.done()) {
            (Some(failure), _) => ("negotiate/value", evidence_of(failure)),
            (_, Some(negotiated)) => ("negotiate/value/answer", answer_in_words(negotiated)),
            _ => continue,
        };
        let at = address.pointer(index, part);
        if !known.contains(&at) {
            finding = finding.evidence(at, says);
        }
    }
    finding
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
        NegotiationAnswer::X224Refusal { code } => format!("asked {asked}: X.224 {}", code.name),
        NegotiationAnswer::Unknown => format!("asked {asked}: {}", negotiated.bytes),
    }
}

fn in_words(code: FailureCode) -> String {
    format!("{code} ({})", code.0)
}

pub(super) fn evidence_of(failure: &Failure) -> String {
    let bytes = match &failure.first_bytes {
        Some(bytes) => format!(", first bytes {bytes}"),
        None => String::new(),
    };
    let lost = match failure.unacknowledged {
        Some(count) if 0 < count => format!(", {count} of them never acknowledged"),
        _ => String::new(),
    };
    format!(
        "{} after {} bytes sent{lost} and {} received{bytes}",
        failure.phrase(),
        failure.sent,
        failure.received
    )
}
