//! Rules about the RD Gateway, kept apart from those about the host behind it.
//!
//! What a gateway shows without a logon is looked at; its policies are not among it.

mod certificate;
mod reach;

use std::time::SystemTime;

use super::{CauseId, Confidence, Finding, RuledOut, Severity};
use crate::observe::{
    AddressObservations, Conversation, Endpoint, GatewaySign, HttpAnswer, HttpRequest, Observations,
    ProxyAnswer, Question, Resolution, SSPI_NTLM,
};
use crate::outcome::{FailureKind, Outcome};
use crate::target::TargetSummary;

const HERE: &str = "/observations/gateway/value";

/// What the way through the gateway is worth.
#[derive(Default)]
pub(super) struct Through {
    /// It answers as a gateway does, at every address, and clients accept its certificate.
    pub(super) works: bool,
    /// Why nothing can be said about it although it was looked at.
    pub(super) unsettled: Option<String>,
}

pub(super) fn judge(
    observations: &Observations,
    target: &TargetSummary,
    now: SystemTime,
    findings: &mut Vec<Finding>,
    ruled_out: &mut Vec<RuledOut>,
) -> Through {
    let Some(seen) = observations.gateway.done() else { return Through::default() };
    if seen.addresses.is_empty() {
        // Through a proxy without an address nothing was asked: that finding is made already.
        if observations.proxy.done().is_none() {
            findings.push(no_address(seen));
        }
        return Through::default();
    }
    let mut judged: Vec<Judgement> = seen
        .addresses
        .iter()
        .enumerate()
        .map(|(index, at)| judge_address(observations, seen, index, at, now))
        .collect();
    let fails = |judgement: &Judgement| judgement.findings.iter().any(|f| f.severity == Severity::Error);
    let unsettled = judged.iter().find_map(|judgement| judgement.unsettled.clone());
    let partly = judged.iter().any(|j| j.unsettled.is_none() && !fails(j));
    let works = unsettled.is_none() && !judged.iter().any(fails);
    // With another way that works, clients get in, now and then or from some places.
    let direct = target.client.gateway_usage == Some(2)
        && observations
            .host
            .addresses
            .iter()
            .any(|at| at.conversations.iter().any(|c| c.negotiate.done().is_some()));
    for judgement in &mut judged {
        for mut finding in std::mem::take(&mut judgement.findings) {
            if partly || direct {
                finding.severity = finding.severity.min(Severity::Warning);
            }
            match findings.iter_mut().find(|known| known.id == finding.id) {
                Some(known) => known.evidence.extend(finding.evidence),
                None => findings.push(finding),
            }
        }
        ruled_out.append(&mut judgement.ruled_out);
    }
    Through { works, unsettled }
}

/// What the rules say of one address of the gateway.
struct Judgement {
    findings: Vec<Finding>,
    ruled_out: Vec<RuledOut>,
    unsettled: Option<String>,
}

fn judge_address(
    observations: &Observations,
    gateway: &Endpoint,
    index: usize,
    seen: &AddressObservations,
    now: SystemTime,
) -> Judgement {
    let mut at = At {
        observations,
        gateway,
        index,
        seen,
        findings: Vec::new(),
        ruled_out: Vec::new(),
        unsettled: None,
    };
    at.unsettled.clone_from(&seen.cut_short);
    if let Some((asked, last)) = seen.last(Question::GATEWAY) {
        let failure = last.failure();
        let once = seen.asked(Question::GATEWAY).count() == 1;
        // What might have passed and was not asked again for want of time is no evidence.
        let believed = !(seen.cut_short.is_some() && once && failure.is_some_and(|f| f.kind.may_pass()));
        if believed {
            at.judge(asked, last);
        }
    }
    certificate::judge(&mut at, observations, now);
    Judgement { findings: at.findings, ruled_out: at.ruled_out, unsettled: at.unsettled }
}

/// One address of the gateway, and what is said of it.
struct At<'a> {
    observations: &'a Observations,
    gateway: &'a Endpoint,
    index: usize,
    seen: &'a AddressObservations,
    findings: Vec<Finding>,
    ruled_out: Vec<RuledOut>,
    unsettled: Option<String>,
}

impl<'a> At<'a> {
    fn pointer(&self, conversation: usize, part: &str) -> String {
        format!("{HERE}/addresses/{}/conversations/{conversation}/{part}", self.index)
    }

    /// The gateway as people write it.
    fn name(&self) -> String {
        self.gateway.to_string()
    }

    /// What a request was answered, and where it stands.
    fn answer(&self, request: HttpRequest) -> Option<(String, String)> {
        let (index, conversation) = self.seen.last(Question::http(request))?;
        Some((self.pointer(index, "http/value"), described(conversation.http.done()?)))
    }

    fn found(&mut self, id: CauseId, confidence: Confidence, says: String, at: String, evidence: String) {
        self.findings.push(Finding::of(id, confidence).says(says).evidence(at, evidence));
    }

    fn rule_out(&mut self, id: CauseId, because: impl Into<String>) {
        self.ruled_out.push(RuledOut { id, because: because.into() });
    }

    fn judge(&mut self, asked: usize, last: &Conversation) {
        if let Some(through) = &self.seen.through
            && !last.proxy.done().is_some_and(ProxyAnswer::opened)
        {
            return self.not_passed(asked, through, last);
        }
        if let Some(failure) = last.connect.failed() {
            return self.not_connected(asked, failure);
        }
        if let Some(failure) = last.tls.failed() {
            return self.no_tls(asked, failure);
        }
        match last.http.done() {
            Some(answer) if answer.status == 503 => self.found(
                CauseId::GatewayUnreachable,
                Confidence::Certain,
                format!(
                    "The machine of the gateway {} answers 503: it is up, and the gateway's service is not.",
                    self.name()
                ),
                self.pointer(asked, "http/value"),
                described(answer),
            ),
            Some(answer) if answer.status == 407 => self.found(
                CauseId::GatewayAuthentication,
                Confidence::Likely,
                format!("A proxy before the gateway {} wants a logon of its own (407).", self.name()),
                self.pointer(asked, "http/value"),
                described(answer),
            ),
            Some(answer) if answer.gateway_sign().is_some() => self.gateway(asked, answer),
            _ => self.no_gateway(asked, last),
        }
    }

    /// It answers as a gateway: does the upgrade reach it?
    fn gateway(&mut self, asked: usize, answer: &HttpAnswer) {
        self.rule_out(
            CauseId::GatewayNotAGateway,
            format!("it answers as a gateway does ({})", described(answer)),
        );
        self.rule_out(CauseId::GatewayUnreachable, "it answers");
        if answer.upgraded {
            self.rule_out(CauseId::GatewayUpgradeStripped, "the upgrade was answered with 101");
            return;
        }
        // Gateways of 2012 have no WebSocket; those that offer SSPI_NTLM do.
        if answer.gateway_sign() == Some(GatewaySign::Channel) {
            self.stripped(asked, answer, Confidence::Possible);
        }
        let later = self.seen.last(Question::http(HttpRequest::RdgSspiNtlm));
        if let Some((asked, answer)) = later.and_then(|(index, c)| Some((index, c.http.done()?))) {
            match answer.gateway_sign() {
                Some(GatewaySign::Certain) if answer.upgraded => {
                    self.rule_out(CauseId::GatewayUpgradeStripped, "the upgrade was answered with 101");
                }
                Some(GatewaySign::Channel) => self.stripped(asked, answer, Confidence::Likely),
                _ => {}
            }
        }
    }

    fn stripped(&mut self, asked: usize, answer: &HttpAnswer, confidence: Confidence) {
        let way = match &answer.via {
            Some(via) => format!(" On the way is a proxy: {via}."),
            None => String::new(),
        };
        self.found(
            CauseId::GatewayUpgradeStripped,
            confidence,
            format!(
                "The gateway {} was asked for a WebSocket and answered as if it had not been.{way}",
                self.name()
            ),
            self.pointer(asked, "http/value"),
            described(answer),
        );
    }

    /// The first request was not answered as by a gateway: the others tell why.
    fn no_gateway(&mut self, asked: usize, first: &Conversation) {
        let name = self.name();
        let first_says = said(first);
        let at = self.pointer(asked, "http/value");
        if self.seen.answered_by_gateway(HttpRequest::Rdg) {
            self.rule_out(CauseId::GatewayNotAGateway, "without the upgrade it answers as a gateway does");
            return self.found(
                CauseId::GatewayUpgradeStripped,
                Confidence::Likely,
                format!(
                    "The WebSocket upgrade does not reach the gateway {name} ({first_says}); the same request \
                     without it does."
                ),
                at,
                first_says,
            );
        }
        if self.seen.answered_by_gateway(HttpRequest::RdgGet) {
            self.rule_out(CauseId::GatewayNotAGateway, "asked with GET it answers as a gateway does");
            let says = format!(
                "Something before the gateway {name} refuses the verb RDG_OUT_DATA ({first_says}); asked with GET the \
                 gateway answers."
            );
            let mut finding = Finding::of(CauseId::GatewayVerbRefused, Confidence::Likely)
                .says(says)
                .evidence(at, format!("asked with RDG_OUT_DATA: {first_says}"));
            if let Some((at, says)) = self.answer(HttpRequest::RdgGet) {
                finding = finding.evidence(at, format!("asked with GET: {says}"));
            }
            return self.findings.push(finding);
        }
        if self.seen.answered_by_gateway(HttpRequest::RpcProxy) {
            return self
                .rule_out(CauseId::GatewayNotAGateway, "the older RPC transport answers as a gateway does");
        }
        let foreign = first.http.failed().is_some_and(|failure| failure.kind == FailureKind::ForeignBytes);
        let (id, confidence, says) = match (first.http.done(), self.answer(HttpRequest::Root)) {
            (None, None) if foreign => (
                CauseId::GatewayNotAGateway,
                Confidence::Certain,
                format!("What answers at {name} inside of TLS does not speak HTTP ({first_says})."),
            ),
            (None, None) => (
                CauseId::GatewayUnreachable,
                Confidence::Likely,
                format!("The gateway {name} completes TLS and answers no request ({first_says})."),
            ),
            (None, Some(_)) => (
                CauseId::GatewayNotAGateway,
                Confidence::Likely,
                format!(
                    "At the gateway's address {name} is a web server that gives the gateway's requests no answer \
                     ({first_says})."
                ),
            ),
            (Some(_), _) => (
                CauseId::GatewayNotAGateway,
                Confidence::Certain,
                format!("What answers at {name} is not an RD Gateway ({first_says})."),
            ),
        };
        let mut finding = Finding::of(id, confidence).says(says).evidence(at, first_says);
        for (at, says) in [HttpRequest::Rdg, HttpRequest::RdgGet, HttpRequest::Root]
            .into_iter()
            .filter_map(|request| self.answer(request))
        {
            finding = finding.evidence(at, says);
        }
        self.findings.push(finding);
    }
}

/// The name has no address: who says so.
fn no_address(seen: &Endpoint) -> Finding {
    let (confidence, why) = match &seen.resolve {
        Outcome::Done(resolution) => not_resolved(resolution),
        Outcome::Failed(failure) => (Confidence::Likely, failure.phrase()),
        Outcome::Skipped(why) => (Confidence::Likely, why.to_string()),
    };
    Finding::of(CauseId::GatewayUnreachable, confidence)
        .says(format!("The name of the gateway {seen} has no address that could be tried: {why}."))
        .evidence(format!("{HERE}/resolve"), why)
}

pub(super) fn not_resolved(resolution: &Resolution) -> (Confidence, String) {
    let servers = resolution.direct.done().map_or(&[][..], Vec::as_slice);
    let answered = servers.iter().find_map(|server| Some((server, server.a.done()?, server.aaaa.done()?)));
    if let Some((server, a, _)) = answered {
        return (Confidence::Certain, format!("{} answers {}", server.server, a.rcode));
    }
    let failed =
        servers.iter().find_map(|server| Some((server, server.a.failed().or(server.aaaa.failed())?)));
    let why = match (failed, resolution.system.failed()) {
        (Some((server, failure)), _) => format!("{}: {}", server.server, failure.phrase()),
        (None, Some(failure)) => failure.phrase(),
        (None, None) => "nobody who was asked gave one".to_owned(),
    };
    (Confidence::Likely, why)
}

/// What a request came to.
fn said(conversation: &Conversation) -> String {
    match &conversation.http {
        Outcome::Done(answer) => described(answer),
        Outcome::Failed(failure) => failure.phrase(),
        Outcome::Skipped(why) => why.to_string(),
    }
}

/// An answer in a phrase.
fn described(answer: &HttpAnswer) -> String {
    let mut words = format!("status {}", answer.status);
    if let Some(server) = &answer.server {
        words.push_str(&format!(" from {server}"));
    }
    if let Some(location) = &answer.location {
        words.push_str(&format!(", to {location}"));
    }
    if !answer.schemes.is_empty() {
        words.push_str(&format!(", offers {}", answer.schemes.join(", ")));
    }
    if answer.offers(SSPI_NTLM) && answer.status == 401 {
        words.push_str(" (as of Server 2016)");
    }
    words
}
