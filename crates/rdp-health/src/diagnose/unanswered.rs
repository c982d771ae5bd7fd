//! Rules about a Connection Request that got no answer of RDP.

use super::catalogue::{CauseId, Severity};
use super::connect::seconds;
use super::finding::{Confidence, Finding};
use super::requests::{evidence_of, older_choice, with_other_attempts};
use super::said::Said;
use super::scene::Address;
use super::{ports, proxy};
use crate::observe::{HttpRequest, Question};
use crate::outcome::{Failure, FailureKind, Phase};
use crate::target::HTTPS_PORT;

pub(super) fn judge(said: &mut Said, address: &Address<'_>, index: usize, failure: &Failure) {
    let at = address.at(index).negotiate();
    let here = address.seen.place();
    let says = evidence_of(failure);
    if let Some(finding) = https(address) {
        said.rule_out(CauseId::RdpListenerHung, "the port does answer, in another language");
        return said.find(with_other_attempts(address, finding.evidence(at, says)));
    }
    let finding = match failure.kind {
        FailureKind::ForeignBytes => {
            let service = failure.detail.as_deref().unwrap_or("another service");
            // A Windows listener may take TLS first (MS-RDPBCGR 5.4.2.2), so an answer in TLS is no proof.
            let confidence = if service.contains("TLS") { Confidence::Likely } else { Confidence::Certain };
            Finding::of(CauseId::RdpNotSpoken, confidence).says(match confidence {
                Confidence::Certain => format!("{here} is not Remote Desktop: {service} answers there."),
                _ => format!("{here} does not look like Remote Desktop: {service} answers there."),
            })
        }
        FailureKind::Malformed | FailureKind::TooMuch => Finding::of(
            CauseId::RdpMalformedAnswer,
            Confidence::Certain,
        )
        .says(format!("{here} answers in the frame of RDP, but breaks the protocol: {}.", failure.phrase())),
        FailureKind::Closed | FailureKind::Reset if 0 < failure.received => {
            Finding::of(CauseId::RdpMalformedAnswer, Confidence::Likely)
                .says(format!("{here} ends the connection in the middle of its answer."))
        }
        FailureKind::Closed | FailureKind::Reset => {
            let closed = closed(said, address, failure);
            let dead = ports::dead_backend(said, address);
            said.findings.extend(dead.filter(|_| closed.id == CauseId::RdpClosedWithoutAnswer));
            closed
        }
        FailureKind::Silence | FailureKind::Timeout => silent(said, address, failure),
        _ => {
            said.unsettled(
                Phase::Negotiate,
                format!("the conversation with {here} broke: {}.", failure.phrase()),
            );
            return;
        }
    };
    let mut finding = with_other_attempts(address, finding.evidence(at, says));
    let another = proxy::behind_an_open_way(address, &finding.id);
    if another.is_some() {
        finding.confidence = Confidence::Possible;
    }
    said.find(finding);
    said.findings.extend(another);
}

/// Asked in HTTP inside of TLS, the port answers.
fn https(address: &Address<'_>) -> Option<Finding> {
    let (index, conversation) = address.seen.last(Question::http(HttpRequest::Root))?;
    let answer = conversation.http.done()?;
    let port = address.endpoint.port;
    let host = &address.endpoint.name;
    let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
    let web = if port == HTTPS_PORT { format!("https://{host}") } else { format!("https://{host}:{port}") };
    Some(
        Finding::of(CauseId::RdpNotSpoken, Confidence::Certain)
            .says(format!(
                "{} is an HTTPS web server, not Remote Desktop. Check it as {web}; if it is your RD Gateway, name it \
                 with gatewayhostname in the .rdp file.",
                address.seen.place()
            ))
            .evidence(
                address.at(index).http(),
                format!("asked in HTTPS, it answers with status {}", answer.status),
            ),
    )
}

/// A proxy may say that the way is open before it is.
fn connected(said: &mut Said, address: &Address<'_>, rules_out: CauseId) {
    if address.seen.through.is_none() {
        said.rule_out(rules_out, "the TCP connection was established");
    }
}

fn closed(said: &mut Said, address: &Address<'_>, failure: &Failure) -> Finding {
    let here = address.seen.place();
    let how = if failure.kind == FailureKind::Reset { "cuts" } else { "closes" };
    let older = older_choice(address);
    connected(said, address, CauseId::TcpRefused);
    if let Some((index, service)) = greeting(address, Question::BARE_TLS) {
        return Finding::of(CauseId::RdpNotSpoken, Confidence::Likely)
            .says(format!(
                "{here} does not look like Remote Desktop: {service} answers there, and {how} what is not TLS."
            ))
            .evidence(address.at(index).greeting(), service);
    }
    if let Some((index, service)) = greeting(address, Question::JUNK) {
        return Finding::of(CauseId::RdpNotSpoken, Confidence::Certain)
            .says(format!("{here} is not Remote Desktop: {service} answers there, and {how} RDP."))
            .evidence(address.at(index).greeting(), service);
    }
    if let Some(filter) = filter(said, address, how) {
        return filter;
    }
    match older {
        Some(older) => Finding::of(CauseId::RdpNoCommonProtocol, Confidence::Likely).says(format!(
            "{here} {how} the connection when a current client asks, and answers only the older request for {older}."
        )),
        None => Finding::of(CauseId::RdpClosedWithoutAnswer, Confidence::Likely)
            .says(format!("{here} accepts the connection and {how} it after the first RDP request, without a word.")),
    }
}

/// Who cuts RDP and lets other bytes through, or lets it through under a condition, has recognised it.
fn filter(said: &mut Said, address: &Address<'_>, how: &str) -> Option<Finding> {
    let here = address.seen.place();
    if let Some((index, conversation)) = address.seen.last(Question::COOKIE)
        && conversation.negotiate.done().is_some()
    {
        return Some(
            Finding::of(CauseId::RdpCutByFilter, Confidence::Likely)
                .severity(Severity::Warning)
                .says(format!(
                    "{here} answers only requests that carry a cookie and {how} the others, as no RDP server does: \
                     clients that do not know the user's name beforehand do not get in."
                ))
                .evidence(address.at(index).answer(), "with a cookie, the request is answered"),
        );
    }
    let (index, conversation) = address.seen.last(Question::JUNK)?;
    let failure = conversation.greeting.failed()?;
    match failure.kind {
        FailureKind::Silence => Some(
            // A service that reads the whole request before it ends the connection waits on such a line as well.
            Finding::of(CauseId::RdpCutByFilter, Confidence::Possible)
                .says(format!(
                    "Every RDP request to {here} is cut, while a line of no protocol is not: a device on the way \
                     recognises RDP, or the service itself reads the request and turns it away, as a broker does that \
                     wants the routing token of an .rdp file."
                ))
                .evidence(address.at(index).greeting(), "a line of no protocol: the connection stays open"),
        ),
        FailureKind::Closed | FailureKind::Reset => {
            said.rule_out(CauseId::RdpCutByFilter, "a line of no protocol is cut as well");
            None
        }
        _ => None,
    }
}

/// The request is answered without a cookie and cut with one.
pub(super) fn judge_cookie(said: &mut Said, address: &Address<'_>) {
    let Some((index, conversation)) = address.seen.last(Question::COOKIE) else { return };
    let Some(failure) = conversation.negotiate.failed() else { return };
    if matches!(failure.kind, FailureKind::Closed | FailureKind::Reset) {
        let here = address.seen.place();
        said.find(
            Finding::of(CauseId::RdpCutByFilter, Confidence::Likely)
                .says(format!(
                    "A request to {here} that carries a cookie, as clients send it, is cut, and one without is \
                     answered: a device on the way recognises RDP by it."
                ))
                .evidence(address.at(index).negotiate(), evidence_of(failure)),
        );
    }
}

fn silent(said: &mut Said, address: &Address<'_>, failure: &Failure) -> Finding {
    let here = address.seen.place();
    for (question, confidence) in
        [(Question::WEB, Confidence::Certain), (Question::BARE_TLS, Confidence::Likely)]
    {
        let Some((index, service)) = greeting(address, question) else { continue };
        said.rule_out(CauseId::RdpListenerHung, "the port does answer, in another language");
        let what = if confidence == Confidence::Certain { "is not" } else { "does not look like" };
        return Finding::of(CauseId::RdpNotSpoken, confidence)
            .says(format!(
                "{here} {what} Remote Desktop: {service} answers there, spoken to in its own language."
            ))
            .evidence(address.at(index).greeting(), service);
    }
    connected(said, address, CauseId::TcpFiltered);
    match failure.unacknowledged {
        Some(0) => {
            said.rule_out(CauseId::PathAsymmetric, "the host's system acknowledged the request");
        }
        Some(bytes) if failure.received == 0 => {
            let because =
                "the host's system would have acknowledged a request that its service does not answer";
            said.rule_out(CauseId::RdpListenerHung, because);
            return Finding::of(CauseId::PathAsymmetric, Confidence::Likely)
                .says(format!(
                    "{here} accepts the connection, and then not one of our {bytes} bytes arrives: what follows the \
                     first packets is lost on the way."
                ));
        }
        _ => {}
    }
    if let Some(device) = ports::stands_in(address) {
        return device;
    }
    let what = match failure.kind {
        FailureKind::Timeout => "begins an answer and does not end it",
        _ => "gives no answer",
    };
    Finding::of(CauseId::RdpListenerHung, Confidence::Likely).says(format!(
        "{here} accepts the connection and {what} within {}: the service behind it hangs.",
        seconds(failure.elapsed)
    ))
}

/// The service that answered when it was addressed in another language; one that then answers in RDP is none.
fn greeting(address: &Address<'_>, question: Question) -> Option<(usize, String)> {
    let (index, conversation) = address.seen.last(question)?;
    let greeting = conversation.greeting.done()?;
    (!greeting.first_bytes.starts_with("0300")).then(|| (index, greeting.service.clone()))
}
