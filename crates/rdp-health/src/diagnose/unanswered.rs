//! Rules about a Connection Request that got no answer of RDP.

use super::catalogue::{CauseId, Severity};
use super::connect::seconds;
use super::finding::{Confidence, Finding};
use super::requests::{evidence_of, older_choice, with_other_attempts};
use super::said::Said;
use super::scene::Address;
use super::{order, ports, proxy};
use crate::observe::{HttpRequest, Question};
use crate::outcome::{Failure, FailureKind, Phase};
use crate::target::HTTPS_PORT;

/// What silence means where nobody waited for longer.
const HANGS_OR_LATE: &str = "the service behind it hangs, or answers late: check again at depth standard, which waits longer, or \
    with a longer --timeout";

pub(super) fn judge(said: &mut Said, address: &Address<'_>, index: usize, failure: &Failure) {
    let at = address.at(index).negotiate();
    let here = address.seen.place();
    let says = evidence_of(failure);
    if let Some(finding) = https(address) {
        said.rule_out(CauseId::RdpListenerHung, "the port does answer, in another protocol");
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
        .says(format!("{here} answers in RDP's framing, but violates the protocol: {}.", failure.phrase())),
        FailureKind::Closed | FailureKind::Reset if 0 < failure.received => {
            Finding::of(CauseId::RdpMalformedAnswer, Confidence::Likely)
                .says(format!("{here} closes the connection in the middle of its answer."))
        }
        FailureKind::Closed | FailureKind::Reset => {
            let closed = closed(said, address, failure);
            let dead = ports::dead_backend(said, address);
            said.findings.extend(dead.filter(|_| closed.id == CauseId::RdpClosedWithoutAnswer));
            closed
        }
        FailureKind::Silence | FailureKind::Timeout => silent(said, address, failure),
        _ => {
            let why = order::unsendable(&address.scene.target.client)
                .unwrap_or_else(|| format!("the connection to {here} broke: {}.", failure.phrase()));
            said.unsettled(Phase::Negotiate, why);
            return;
        }
    };
    let finding = match finding.id {
        CauseId::RdpClosedWithoutAnswer | CauseId::RdpListenerHung => {
            order::may_be_of_the_file(&address.scene.target.client, finding)
        }
        _ => finding,
    };
    let mut finding = with_other_attempts(address, finding.evidence(at, says));
    let another = proxy::behind_an_open_way(address, &finding.id);
    if another.is_some() {
        finding.confidence = Confidence::Possible;
    }
    said.find(finding);
    said.findings.extend(another);
}

/// Asked in HTTP inside TLS, the port answers.
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
                format!("it answers an HTTPS request with status {}", answer.status),
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
    let how = if failure.kind == FailureKind::Reset { "resets" } else { "closes" };
    let older = older_choice(address);
    connected(said, address, CauseId::TcpRefused);
    if let Some((index, service)) = greeting(address, Question::BARE_TLS) {
        return Finding::of(CauseId::RdpNotSpoken, Confidence::Likely)
            .says(format!(
                "{here} does not look like Remote Desktop: {service} answers there and {how} the connection unless \
                 it is TLS."
            ))
            .evidence(address.at(index).greeting(), service);
    }
    if let Some((index, service)) = greeting(address, Question::JUNK) {
        return Finding::of(CauseId::RdpNotSpoken, Confidence::Certain)
            .says(format!("{here} is not Remote Desktop: {service} answers there and {how} RDP connections."))
            .evidence(address.at(index).greeting(), service);
    }
    if let Some(filter) = filter(said, address, how) {
        return filter;
    }
    match older {
        Some(older) => Finding::of(CauseId::RdpNoCommonProtocol, Confidence::Likely).says(format!(
            "{here} {how} the connection on a current client's request and answers only the older request for \
             {older}."
        )),
        None => Finding::of(CauseId::RdpClosedWithoutAnswer, Confidence::Likely)
            .says(format!("{here} accepts the connection, then {how} it after the first RDP request without an \
                answer.")),
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
                    "{here} answers only requests with a cookie and {how} all others, which no RDP server does: \
                     clients that do not know the user name in advance cannot connect."
                ))
                .evidence(address.at(index).answer(), "the request with a cookie is answered"),
        );
    }
    let (index, conversation) = address.seen.last(Question::JUNK)?;
    let failure = conversation.greeting.failed()?;
    match failure.kind {
        FailureKind::Silence => Some(
            // A service that reads the whole request before it ends the connection waits on such a line as well.
            Finding::of(CauseId::RdpCutByFilter, Confidence::Possible)
                .says(format!(
                    "Every RDP request to {here} ends the connection, but a meaningless line does not: a device on \
                     the path recognises RDP and blocks it, or the service itself rejects the request, like a broker \
                     that requires the routing token of an .rdp file."
                ))
                .evidence(address.at(index).greeting(), "after a meaningless line the connection stays open"),
        ),
        FailureKind::Closed | FailureKind::Reset => {
            said.rule_out(CauseId::RdpCutByFilter, "a meaningless line ends the connection as well");
            None
        }
        _ => None,
    }
}

/// The request is answered without a cookie and cut with one.
pub(super) fn judge_cookie(said: &mut Said, address: &Address<'_>) {
    let Some((index, conversation)) = address.seen.last(Question::COOKIE) else { return };
    let Some(failure) = conversation.negotiate.failed() else { return };
    // By then it may answer no request any more, with or without a cookie.
    let again = address.seen.last(Question::AGAIN);
    if again.is_some_and(|(_, again)| again.negotiate.failed().is_some_and(Failure::shuts_out)) {
        return;
    }
    if matches!(failure.kind, FailureKind::Closed | FailureKind::Reset) {
        let here = address.seen.place();
        said.find(
            Finding::of(CauseId::RdpCutByFilter, Confidence::Likely)
                .says(format!(
                    "{here} answers a request without a cookie, but a request with one, as clients send it, ends the \
                     connection: a device on the path recognises RDP by the cookie and blocks it."
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
        said.rule_out(CauseId::RdpListenerHung, "the port does answer, in another protocol");
        let what = if confidence == Confidence::Certain { "is not" } else { "does not look like" };
        return Finding::of(CauseId::RdpNotSpoken, confidence)
            .says(format!(
                "{here} {what} Remote Desktop: {service} answers there when addressed in its own protocol."
            ))
            .evidence(address.at(index).greeting(), service);
    }
    connected(said, address, CauseId::TcpFiltered);
    match failure.unacknowledged {
        Some(0) => {
            said.rule_out(CauseId::PathAsymmetric, "the host's operating system acknowledged the request");
        }
        Some(bytes) if failure.received == 0 => {
            let because = "the host's operating system would have acknowledged the request even if the service does not answer";
            said.rule_out(CauseId::RdpListenerHung, because);
            return Finding::of(CauseId::PathAsymmetric, Confidence::Likely)
                .says(format!(
                    "{here} accepts the connection, but none of the {bytes} bytes sent arrives: everything after the \
                     first packets is lost on the path."
                ));
        }
        _ => {}
    }
    if let Some(device) = ports::stands_in(address) {
        return device;
    }
    let what = match failure.kind {
        FailureKind::Timeout => "begins an answer but does not complete it",
        _ => "accepts the connection but does not answer",
    };
    let why = match address.silence() {
        Confidence::Possible => HANGS_OR_LATE,
        _ => "the service behind it hangs",
    };
    Finding::of(CauseId::RdpListenerHung, address.silence())
        .says(format!("{here} {what} within {}: {why}.", seconds(failure.elapsed)))
}

/// The service that answered when it was addressed in another language; one that then answers in RDP is none.
fn greeting(address: &Address<'_>, question: Question) -> Option<(usize, String)> {
    let (index, conversation) = address.seen.last(question)?;
    let greeting = conversation.greeting.done()?;
    (!greeting.first_bytes.starts_with("0300")).then(|| (index, greeting.service.clone()))
}
