//! No request was answered as by a gateway: what answers in its place, or stands before it.

use super::{At, described, said};
use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::front;
use crate::diagnose::pointer::Pointer;
use crate::observe::{Conversation, HttpAnswer, HttpRequest, Question, TlsSession};
use crate::outcome::FailureKind;

/// The requests that a gateway answers, in the order in which they count.
const OF_A_GATEWAY: [HttpRequest; 4] =
    [HttpRequest::RdgUpgrade, HttpRequest::Rdg, HttpRequest::RdgGet, HttpRequest::RpcProxy];

/// An answer to one of the gateway's own requests.
struct Answer<'a> {
    request: HttpRequest,
    session: Option<&'a TlsSession>,
    answer: &'a HttpAnswer,
    at: Pointer,
}

impl At<'_> {
    /// The answers to a gateway's own requests.
    fn answers(&self) -> Vec<Answer<'_>> {
        let answered = OF_A_GATEWAY.into_iter().filter_map(|request| {
            let (index, conversation) = self.seen.last(Question::http(request))?;
            let answer = conversation.http.done()?;
            let session = conversation.tls.done();
            Some(Answer { request, session, answer, at: self.at(index).http() })
        });
        answered.collect()
    }

    pub(super) fn instead(&mut self, asked: usize, first: &Conversation) {
        let answers = self.answers();
        let found = client_certificate(&self.name(), &answers)
            .or_else(|| rule(&self.name(), &answers))
            .or_else(|| pre_authentication(&self.name(), &answers))
            .or_else(|| self.password(&answers))
            .or_else(|| behind_a_proxy(&self.name(), &answers));
        let findings = match found {
            Some(finding) => vec![finding],
            None => self.something_else(asked, first, &answers),
        };
        for finding in findings {
            let finding = self.with_the_other_answers(finding);
            self.said.find(finding);
        }
    }

    /// A password is asked for in a way that mstsc does not know: by the gateway itself, or by a web server before it.
    fn password(&self, answers: &[Answer<'_>]) -> Option<Finding> {
        let name = self.name();
        let of_the_gateway = |one: &&Answer<'_>| one.request != HttpRequest::RpcProxy;
        let one = answers.iter().filter(of_the_gateway).find(|one| one.answer.wants_password())?;
        let schemes = one.answer.schemes.join(" or ");
        let root = self.seen.last(Question::http(HttpRequest::Root));
        let everywhere = root.and_then(|(_, root)| root.http.done()).is_some_and(HttpAnswer::wants_password);
        let (id, says) = match everywhere {
            true => (
                CauseId::GatewayPreauthentication,
                format!(
                    "The web server at {name} asks for a password on every page ({schemes}), which Windows' Remote \
                     Desktop client cannot answer: the gateway's path needs to be excepted, if a gateway is there."
                ),
            ),
            false => (
                CauseId::GatewayAuthentication,
                format!(
                    "The gateway {name} offers only {schemes} sign-in, which Windows' Remote Desktop client does not \
                     support."
                ),
            ),
        };
        let finding = Finding::of(id, Confidence::Likely).says(says);
        Some(finding.evidence(one.at.clone(), described(one.answer)))
    }

    /// Whether some answer shows Exchange, which has the RPC transport for Outlook.
    pub(super) fn answers_as_exchange(&self) -> bool {
        let all = self.seen.conversations.iter().filter_map(|one| one.http.done());
        all.into_iter().any(front::is_exchange)
    }

    fn with_the_other_answers(&self, mut finding: Finding) -> Finding {
        for request in OF_A_GATEWAY.into_iter().chain([HttpRequest::Root]) {
            let Some((at, says)) = self.answer(request) else { continue };
            let at = String::from(at);
            if finding.evidence.iter().all(|evidence| evidence.at != at) {
                finding = finding.evidence(at, says);
            }
        }
        finding
    }

    fn something_else(&self, asked: usize, first: &Conversation, answers: &[Answer<'_>]) -> Vec<Finding> {
        let name = self.name();
        let (at, says) = (self.at(asked).http(), said(first));
        let foreign = first.http.failed().is_some_and(|failure| failure.kind == FailureKind::ForeignBytes);
        let root = self.answer(HttpRequest::Root);
        if answers.is_empty() {
            let (id, confidence, what) = match root {
                None if foreign => (
                    CauseId::GatewayNotAGateway,
                    Confidence::Certain,
                    format!("The service at {name} accepts TLS but does not speak HTTP ({says})."),
                ),
                None => (
                    CauseId::GatewayUnreachable,
                    Confidence::Likely,
                    format!("The gateway {name} accepts TLS but never answers an HTTP request ({says})."),
                ),
                Some(_) => (
                    CauseId::GatewayNotAGateway,
                    Confidence::Likely,
                    format!(
                        "A web server answers at {name}, but it does not answer RD Gateway requests ({says})."
                    ),
                ),
            };
            return vec![Finding::of(id, confidence).says(what).evidence(at, says)];
        }
        if let Some(one) = answers.iter().find(|one| one.answer.status == 429) {
            let limited = format!(
                "Something at {name} limits how often it may be asked and answers 429 (too many requests), so nothing \
                 shows whether a gateway is there."
            );
            return vec![
                Finding::of(CauseId::GatewayWebFirewall, Confidence::Likely)
                    .says(limited)
                    .evidence(one.at.clone(), described(one.answer)),
            ];
        }
        // So does a server that is overloaded or out of space, by one of the statuses that some products have.
        if answers.iter().all(|one| matches!(one.answer.status, 500 | 505..=599)) {
            // A broken gateway and a broken site of another kind look alike.
            let broken = format!(
                "The web server at {name} answers every gateway request with a server error ({says}): the gateway on it \
                 may be broken."
            );
            let other = format!("The web server at {name} may not be an RD Gateway ({says}).");
            return [(CauseId::GatewayUnreachable, broken), (CauseId::GatewayNotAGateway, other)]
                .map(|(id, what)| {
                    Finding::of(id, Confidence::Possible).says(what).evidence(at.clone(), says.clone())
                })
                .into();
        }
        if answers.iter().all(|one| front::is_refusal(one.answer.status)) {
            // The server's own rule about addresses, a firewall's, or a site that shows nobody anything: all look alike.
            let firewall = format!(
                "A web firewall or an IP address rule in front of the gateway {name} may refuse every request \
                 ({says})."
            );
            let other = format!(
                "The server at {name} refuses every request, so it may not be an RD Gateway ({says})."
            );
            return [(CauseId::GatewayNotAGateway, other), (CauseId::GatewayWebFirewall, firewall)]
                .map(|(id, what)| {
                    Finding::of(id, Confidence::Possible).says(what).evidence(at.clone(), says.clone())
                })
                .into();
        }
        let (confidence, what) = match is_plainly_missing(answers) {
            true => (Confidence::Certain, format!("The web server at {name} is not an RD Gateway ({says}).")),
            false => (
                Confidence::Likely,
                format!("The web server at {name} does not answer like an RD Gateway ({says})."),
            ),
        };
        vec![Finding::of(CauseId::GatewayNotAGateway, confidence).says(what).evidence(at, says)]
    }
}

/// A server that names itself, with nothing before it that shows, knows none of a gateway's paths.
fn is_plainly_missing(answers: &[Answer<'_>]) -> bool {
    let of_rpc = |one: &Answer<'_>| one.request == HttpRequest::RpcProxy;
    answers.iter().any(of_rpc)
        && answers.iter().all(|one| matches!(one.answer.status, 404 | 410) && !front::is_hidden(one.answer))
}

fn client_certificate(name: &str, answers: &[Answer<'_>]) -> Option<Finding> {
    let (one, how) = answers
        .iter()
        .find_map(|one| Some((one, front::wants_client_certificate(one.answer, one.session)?)))?;
    Some(
        Finding::of(CauseId::TlsClientCertificateRequired, Confidence::Likely)
            .says(format!(
                "The gateway {name}, or a proxy in front of it, requires a client certificate and refuses requests \
                 without one: {how}."
            ))
            .evidence(one.at.clone(), described(one.answer)),
    )
}

fn rule(name: &str, answers: &[Answer<'_>]) -> Option<Finding> {
    let (one, product) = answers.iter().find_map(|one| Some((one, front::refused_by_rule(one.answer)?)))?;
    Some(
        Finding::of(CauseId::GatewayWebFirewall, Confidence::Likely)
            .says(format!(
                "{product} is in front of the gateway {name} and refuses its requests ({}).",
                described(one.answer)
            ))
            .evidence(one.at.clone(), described(one.answer)),
    )
}

fn pre_authentication(name: &str, answers: &[Answer<'_>]) -> Option<Finding> {
    let (one, sign_in) = answers.iter().find_map(|one| Some((one, front::sign_in(one.answer)?)))?;
    Some(
        Finding::of(CauseId::GatewayPreauthentication, Confidence::Likely)
            .says(format!(
                "In front of the gateway {name}, every request is redirected to {sign_in}; Remote Desktop clients \
                 cannot sign in there and need pass-through."
            ))
            .evidence(one.at.clone(), described(one.answer)),
    )
}

fn behind_a_proxy(name: &str, answers: &[Answer<'_>]) -> Option<Finding> {
    let one = answers.iter().find(|one| front::is_unavailable(one.answer.status))?;
    let status = one.answer.status;
    let product = front::product(one.answer);
    let of_http_sys = |server: &str| server.contains("Microsoft-HTTPAPI");
    let itself = status == 503 && one.answer.server.as_deref().is_some_and(of_http_sys);
    let (confidence, says) = match (product, front::of_the_server_behind(one.answer)) {
        _ if itself => (
            Confidence::Certain,
            format!("The gateway's web server {name} answers 503: the RD Gateway service behind it is down."),
        ),
        (product, Some(why)) => (
            Confidence::Likely,
            format!("{} in front of the gateway {name} is up and answers {status}: {why}.", a_proxy(product)),
        ),
        (product, None) => (
            Confidence::Likely,
            format!(
                "{} in front of the gateway {name} is up and answers {status}: the gateway behind it is not \
                 available.",
                a_proxy(product)
            ),
        ),
    };
    Some(
        Finding::of(CauseId::GatewayUnreachable, confidence)
            .says(says)
            .evidence(one.at.clone(), described(one.answer)),
    )
}

fn a_proxy(product: Option<&'static str>) -> &'static str {
    product.unwrap_or("The proxy or web server")
}
