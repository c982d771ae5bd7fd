//! Rules about the X.224 negotiation.

use std::net::SocketAddr;

use super::ladder::{self, cipher, is_nla};
use super::{Address, Confidence, Finding, Severity, ports};
use crate::observe::{Conversation, Negotiated, NegotiationAnswer, Question, SettingsAnswer};
use crate::outcome::{Failure, FailureKind, Outcome};
use crate::plan::{BARE_TLS, COOKIE, FIRST, HTTP, HYBRID, JUNK, RDP, SSL};

/// The code of RDP_NEG_FAILURE, MS-RDPBCGR 2.2.1.2.2.
const SSL_NOT_ALLOWED: u32 = 2;
const CERTIFICATE_MISSING: u32 = 3;
const NLA_REQUIRED: u32 = 5;
const CLIENT_CERTIFICATE_REQUIRED: u32 = 6;

pub(super) fn judge(address: &mut Address<'_>) {
    let Some((index, conversation)) = address.seen.last(FIRST) else { return };
    if let Some(failure) = conversation.negotiate.failed() {
        judge_failure(address, index, failure);
    }
    if let Some(negotiated) = conversation.negotiate.done() {
        judge_answer(address, index, negotiated);
        judge_cookie(address);
    }
    judge_client_without_nla(address);
    ladder::judge(address);
}

fn judge_failure(address: &mut Address<'_>, index: usize, failure: &Failure) {
    let at = address.pointer(index, "negotiate/value");
    let here = address.seen.address;
    let says = evidence_of(failure);
    let finding = match failure.kind {
        FailureKind::ForeignBytes => {
            let service = failure.detail.as_deref().unwrap_or("another service");
            // A Windows listener may take TLS first (MS-RDPBCGR 5.4.2.2), so an answer in TLS is no proof.
            let confidence = if service.contains("TLS") { Confidence::Likely } else { Confidence::Certain };
            Finding::of("rdp-not-spoken", confidence).says(match confidence {
                Confidence::Certain => format!("{here} is not Remote Desktop: {service} answers there."),
                _ => format!("{here} does not look like Remote Desktop: {service} answers there."),
            })
        }
        FailureKind::Malformed | FailureKind::TooMuch => Finding::of(
            "rdp-malformed-answer",
            Confidence::Certain,
        )
        .says(format!("{here} answers in the frame of RDP, but breaks the protocol: {}.", failure.phrase())),
        FailureKind::Closed | FailureKind::Reset if 0 < failure.received => {
            Finding::of("rdp-malformed-answer", Confidence::Likely)
                .says(format!("{here} ends the connection in the middle of its answer."))
        }
        FailureKind::Closed | FailureKind::Reset => {
            let closed = closed(address, failure);
            match ports::dead_backend(address) {
                Some(dead) if closed.id == "rdp-closed-without-answer" => {
                    address.findings.push(dead);
                    closed.because_of("rdp-dead-backend")
                }
                _ => closed,
            }
        }
        FailureKind::Silence | FailureKind::Timeout => silent(address, failure),
        _ => {
            address
                .unsettled
                .get_or_insert_with(|| format!("the conversation with {here} broke: {}.", failure.phrase()));
            return;
        }
    };
    let finding = with_other_attempts(address, finding.evidence(at, says));
    address.findings.push(finding);
}

fn closed(address: &mut Address<'_>, failure: &Failure) -> Finding {
    let here = address.seen.address;
    let how = if failure.kind == FailureKind::Reset { "cuts" } else { "closes" };
    let older = older_choice(address);
    address.rule_out("tcp-refused", "the TCP connection came about");
    if let Some((index, service)) = greeting(address, BARE_TLS) {
        return Finding::of("rdp-not-spoken", Confidence::Likely)
            .says(format!(
                "{here} does not look like Remote Desktop: {service} answers there, and {how} what is no TLS."
            ))
            .evidence(address.pointer(index, "greeting/value"), service);
    }
    if let Some((index, service)) = greeting(address, JUNK) {
        return Finding::of("rdp-not-spoken", Confidence::Certain)
            .says(format!("{here} is not Remote Desktop: {service} answers there, and {how} RDP."))
            .evidence(address.pointer(index, "greeting/value"), service);
    }
    if let Some(filter) = filter(address, how) {
        return filter;
    }
    match older {
        Some(older) => Finding::of("rdp-no-common-protocol", Confidence::Likely).says(format!(
            "{here} {how} the connection when a current client asks, and answers only the older request for {older}."
        )),
        None => Finding::of("rdp-closed-without-answer", Confidence::Likely)
            .says(format!("{here} accepts the connection and {how} it after the first RDP request, without a word.")),
    }
}

/// Who cuts RDP and lets other bytes through, or lets it through under a condition, has recognised it.
fn filter(address: &mut Address<'_>, how: &str) -> Option<Finding> {
    let here = address.seen.address;
    if let Some((index, conversation)) = address.seen.last(COOKIE)
        && conversation.negotiate.done().is_some()
    {
        return Some(
            Finding::of("rdp-cut-by-filter", Confidence::Likely)
                .severity(Severity::Warning)
                .says(format!(
                    "{here} answers only requests that carry a cookie and {how} the others, as no RDP server does: \
                     clients that do not know the user's name beforehand do not get in."
                ))
                .evidence(address.pointer(index, "negotiate/value/answer"), "with a cookie, the request is answered"),
        );
    }
    let (index, conversation) = address.seen.last(JUNK)?;
    let failure = conversation.greeting.failed()?;
    match failure.kind {
        FailureKind::Silence => Some(
            Finding::of("rdp-cut-by-filter", Confidence::Likely)
                .says(format!(
                    "Every RDP request to {here} is cut, while a line of no protocol is not: a device on the way \
                     recognises RDP."
                ))
                .evidence(address.pointer(index, "greeting/value"), "a line of no protocol: the connection stays open"),
        ),
        FailureKind::Closed | FailureKind::Reset => {
            address.rule_out("rdp-cut-by-filter", "a line of no protocol is cut as well");
            None
        }
        _ => None,
    }
}

/// The request is answered without a cookie and cut with one.
fn judge_cookie(address: &mut Address<'_>) {
    let Some((index, conversation)) = address.seen.last(COOKIE) else { return };
    let Some(failure) = conversation.negotiate.failed() else { return };
    if matches!(failure.kind, FailureKind::Closed | FailureKind::Reset) {
        let here = address.seen.address;
        address.findings.push(
            Finding::of("rdp-cut-by-filter", Confidence::Likely)
                .says(format!(
                    "A request to {here} that carries a cookie, as clients send it, is cut, and one without is \
                     answered: a device on the way recognises RDP by it."
                ))
                .evidence(address.pointer(index, "negotiate/value"), evidence_of(failure)),
        );
    }
}

fn silent(address: &mut Address<'_>, failure: &Failure) -> Finding {
    let here = address.seen.address;
    for (question, confidence) in [(HTTP, Confidence::Certain), (BARE_TLS, Confidence::Likely)] {
        let Some((index, service)) = greeting(address, question) else { continue };
        address.rule_out("rdp-listener-hung", "the port does answer, in another language");
        let what = if confidence == Confidence::Certain { "is not" } else { "does not look like" };
        return Finding::of("rdp-not-spoken", confidence)
            .says(format!(
                "{here} {what} Remote Desktop: {service} answers there, spoken to in its own language."
            ))
            .evidence(address.pointer(index, "greeting/value"), service);
    }
    address.rule_out("tcp-filtered", "the TCP connection came about");
    match failure.unacknowledged {
        Some(0) => {
            address.rule_out("path-asymmetric", "the host's system acknowledged the request");
        }
        Some(bytes) if failure.received == 0 => {
            let because =
                "the host's system would have acknowledged a request that its service does not answer";
            address.rule_out("rdp-listener-hung", because);
            return Finding::of("path-asymmetric", Confidence::Likely)
                .says(format!(
                    "{here} accepts the connection, and then not one of our {bytes} bytes arrives: what follows the \
                     first packets is lost on the way."
                ));
        }
        _ => {}
    }
    let what = match failure.kind {
        FailureKind::Timeout => "begins an answer and does not end it",
        _ => "never answers",
    };
    Finding::of("rdp-listener-hung", Confidence::Likely)
        .says(format!("{here} accepts the connection and {what}: the service behind it hangs."))
}

fn judge_answer(address: &mut Address<'_>, index: usize, negotiated: &Negotiated) {
    let at = address.pointer(index, "negotiate/value/answer");
    let here = address.seen.address;
    match &negotiated.answer {
        NegotiationAnswer::Selected { protocol, .. } if protocol.code == RDP => {
            standard_rdp_only(
                address,
                Confidence::Certain,
                at,
                "selectedProtocol is PROTOCOL_RDP".to_owned(),
            );
        }
        NegotiationAnswer::Selected { protocol, .. } if protocol.code != SSL && !is_nla(protocol.code) => {
            address.findings.push(
                Finding::of("rdp-malformed-answer", Confidence::Certain)
                    .says(format!("{here} chose {}, which was not to be chosen.", protocol.name))
                    .evidence(at, format!("asked {}, chosen {}", negotiated.requested.name, protocol.name)),
            );
        }
        NegotiationAnswer::Selected { protocol, .. } if protocol.code == SSL => {
            let mut finding = Finding::of("negotiation-nla-missing", Confidence::Certain)
                .says(format!("{here} offers TLS without Network Level Authentication."))
                .evidence(at, format!("asked {}, chosen {}", negotiated.requested.name, protocol.name));
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
        NegotiationAnswer::Failure { failure } => judge_code(address, at, failure.code, &failure.name),
        NegotiationAnswer::McsDisconnect { .. } | NegotiationAnswer::X224Refusal { .. } => {
            let what = match &negotiated.answer {
                NegotiationAnswer::McsDisconnect { .. } => "an MCS Disconnect Provider Ultimatum",
                _ => "an X.224 refusal",
            };
            nothing_in_common(address, at, format!("{what} in place of a Connection Confirm"));
        }
        NegotiationAnswer::Unknown => {
            address.findings.push(
                Finding::of("rdp-malformed-answer", Confidence::Certain)
                    .says(format!("{here} answers the Connection Request with something RDP does not know."))
                    .evidence(at, negotiated.bytes.clone()),
            );
        }
    }
}

fn judge_code(address: &mut Address<'_>, at: String, code: u32, name: &str) {
    let says = format!("RDP_NEG_FAILURE {name} ({code})");
    let here = address.seen.address;
    match code {
        SSL_NOT_ALLOWED => match answer_to(address, RDP) {
            // Asked, and refused as well: nothing is left.
            Some((_, conversation))
                if conversation.negotiate.done().is_some() && conversation.selected() != Some(RDP) =>
            {
                nothing_in_common(address, at, says);
            }
            Some((_, conversation)) if conversation.selected() == Some(RDP) => {
                standard_rdp_only(address, Confidence::Certain, at, says);
            }
            // Not asked, or the asking was disturbed.
            _ => standard_rdp_only(address, Confidence::Likely, at, says),
        },
        CERTIFICATE_MISSING => {
            address.findings.push(
                Finding::of("cert-none-on-server", Confidence::Certain)
                    .says(format!("{here} refuses TLS because it has no usable certificate."))
                    .evidence(at, says),
            );
            address
                .rule_out("tls-no-shared-cipher", "the refusal came before TLS began, and names its reason");
            if let Some((index, conversation)) = answer_to(address, RDP)
                && conversation.selected() == Some(RDP)
            {
                let at = address.pointer(index, "negotiate/value/answer");
                address.findings.push(
                    Finding::of("negotiation-rdp-security-only", Confidence::Certain)
                        .because_of("cert-none-on-server")
                        .says(format!("Without a certificate {here} is left with Standard RDP Security."))
                        .evidence(at, "asked without TLS, the server agrees"),
                );
            }
        }
        CLIENT_CERTIFICATE_REQUIRED => address.findings.push(
            Finding::of("tls-client-certificate-required", Confidence::Certain)
                .says(format!("{here} demands TLS with a client certificate."))
                .evidence(at, says),
        ),
        _ => nothing_in_common(address, at, says),
    }
}

fn standard_rdp_only(address: &mut Address<'_>, confidence: Confidence, at: String, says: String) {
    let here = address.seen.address;
    let first = address.seen.last(FIRST).filter(|(_, first)| first.selected() == Some(RDP));
    let Some((index, standard)) = first.or(answer_to(address, RDP)) else {
        address.findings.push(rdp_only(here, confidence, "").evidence(at, says));
        return;
    };
    let settings_at = address.pointer(index, "settings/value");
    let finding = match (&standard.settings, standard.settings.done().and_then(SettingsAnswer::accepted)) {
        (_, Some(settings)) => rdp_only(here, Confidence::Certain, cipher(settings))
            .evidence(at, says)
            .evidence(settings_at, "MCS Connect Response: the host takes the client in"),
        (Outcome::Done(_), None) => Finding::of("rdp-no-common-protocol", Confidence::Certain)
            .says(format!("{here} chooses Standard RDP Security and then refuses it."))
            .evidence(at, says)
            .evidence(settings_at, "MCS Connect Initial is refused"),
        (Outcome::Failed(failure), None) if may_be_refusal(failure) => {
            Finding::of("rdp-no-common-protocol", Confidence::Likely)
                .says(format!("{here} chooses Standard RDP Security and then ends the connection."))
                .evidence(at, says)
                .evidence(settings_at, evidence_of(failure))
        }
        (Outcome::Failed(failure), None) => {
            address.unsettled.get_or_insert_with(|| {
                format!("{here} chooses Standard RDP Security, and then: {}.", failure.phrase())
            });
            rdp_only(here, Confidence::Likely, "")
                .evidence(at, says)
                .evidence(settings_at, evidence_of(failure))
        }
        (Outcome::Skipped(_), None) => rdp_only(here, confidence, "").evidence(at, says),
    };
    let finding = match standard.question {
        FIRST => finding,
        _ => finding.evidence(
            address.pointer(index, "negotiate/value/answer"),
            standard.negotiate.done().map(answer_in_words).unwrap_or_default(),
        ),
    };
    address.findings.push(finding);
}

fn rdp_only(here: SocketAddr, confidence: Confidence, cipher: &str) -> Finding {
    Finding::of("negotiation-rdp-security-only", confidence).says(format!(
        "{here} offers only Standard RDP Security{cipher}: clients that may use it get in, without any proof that the \
         server is the right one."
    ))
}

fn may_be_refusal(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Closed | FailureKind::Reset)
}

fn nothing_in_common(address: &mut Address<'_>, at: String, says: String) {
    let here = address.seen.address;
    let finding = match older_choice(address) {
        Some(older) => Finding::of("rdp-no-common-protocol", Confidence::Likely).says(format!(
            "{here} refuses what a current client asks for, and answers only the older request for {older}."
        )),
        None => Finding::of("rdp-no-common-protocol", Confidence::Certain)
            .says(format!("{here} refuses every security protocol that was offered.")),
    };
    let finding = with_other_attempts(address, finding.evidence(at, says));
    address.findings.push(finding);
}

/// A `.rdp` file that switches CredSSP off meets a host that insists on NLA.
fn judge_client_without_nla(address: &mut Address<'_>) {
    let Some((index, conversation)) = answer_to(address, SSL) else { return };
    let code = conversation.negotiate.done().and_then(Negotiated::failure_code);
    if address.target.client.credssp == Some(false) && code == Some(NLA_REQUIRED) {
        let at = address.pointer(index, "negotiate/value/answer");
        let here = address.seen.address;
        address.findings.push(
            Finding::of("negotiation-nla-required", Confidence::Certain)
                .severity(Severity::Error)
                .says(format!(
                    "{here} requires NLA, and the .rdp file switches it off (enablecredsspsupport:i:0)."
                ))
                .evidence("/target/client/credssp", "the .rdp file does not offer NLA")
                .evidence(at, "asked without NLA, the server answers HYBRID_REQUIRED_BY_SERVER"),
        );
    }
}

pub(super) fn answer_to<'a>(address: &Address<'a>, protocols: u32) -> Option<(usize, &'a Conversation)> {
    address.seen.last(Question::Converse { protocols, mss: None })
}

/// The service that answered when it was addressed in another language; one that then answers in RDP is none.
fn greeting(address: &Address<'_>, question: Question) -> Option<(usize, String)> {
    let (index, conversation) = address.seen.last(question)?;
    let greeting = conversation.greeting.done()?;
    (!greeting.first_bytes.starts_with("0300")).then(|| (index, greeting.service.clone()))
}

/// The first of the older requests that the server answered with a choice.
fn older_choice(address: &Address<'_>) -> Option<&'static str> {
    let older = [(HYBRID, "NLA or TLS"), (SSL, "TLS"), (RDP, "Standard RDP Security")];
    let chose = |protocols: u32| answer_to(address, protocols).and_then(|(_, c)| c.selected()).is_some();
    older.into_iter().find(|(protocols, _)| chose(*protocols)).map(|(_, name)| name)
}

/// What the repetition and the older requests brought, as further evidence.
fn with_other_attempts(address: &Address<'_>, mut finding: Finding) -> Finding {
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
    let asked = &negotiated.requested.name;
    match &negotiated.answer {
        NegotiationAnswer::Selected { protocol, .. } => format!("asked {asked}: chose {}", protocol.name),
        NegotiationAnswer::Failure { failure } => {
            format!("asked {asked}: {} ({})", failure.name, failure.code)
        }
        NegotiationAnswer::Plain => format!("asked {asked}: plain Connection Confirm"),
        NegotiationAnswer::McsDisconnect { .. } => {
            format!("asked {asked}: MCS Disconnect Provider Ultimatum")
        }
        NegotiationAnswer::X224Refusal { code } => format!("asked {asked}: X.224 {}", code.name),
        NegotiationAnswer::Unknown => format!("asked {asked}: {}", negotiated.bytes),
    }
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
