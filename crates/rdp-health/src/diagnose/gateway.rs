//! Rules about the RD Gateway, kept apart from those about the host behind it.
//!
//! What a gateway shows without a logon is checked; its policies are not among it.

pub(super) mod certificate;
mod instead;
mod logon;
mod reach;
pub(super) mod steps;

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::{Address, Scene};
use crate::diagnose::pointer::{ConversationAt, Pointer, report};
use crate::observe::{
    AddressObservations, Conversation, Endpoint, GatewaySign, HttpAnswer, HttpRequest, ProxyAnswer, Question,
    Resolution, SSPI_NTLM,
};
use crate::outcome::{Outcome, Phase};

/// Network Authentication Required, RFC 6585 6.
const NETWORK_LOGON: u16 = 511;

/// The name of the gateway has no address.
pub(super) fn name(scene: &Scene<'_>) -> Said {
    let observations = scene.observations;
    let seen = observations.gateway.done().filter(|seen| seen.addresses.is_empty());
    // Through a proxy without an address nothing was asked: that is said of the proxy.
    let Some(seen) = seen.filter(|_| observations.proxy.done().is_none()) else { return Said::default() };
    if seen.resolve.done().is_some_and(Resolution::ran_out_of_time) {
        let mut said = Said::default();
        said.unsettled(Phase::Resolve, ran_out_of_time(&format!("the gateway {seen}")));
        return said;
    }
    Some(no_address(seen)).into()
}

/// What one address of the gateway answers.
pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut at = At { address, seen: address.seen, said: Said::default() };
    if let Some((asked, last)) = address.seen.last(address.first()) {
        at.judge(asked, last);
    }
    at.said
}

/// One address of the gateway, and what is said of it.
struct At<'a> {
    address: &'a Address<'a>,
    seen: &'a AddressObservations,
    said: Said,
}

impl At<'_> {
    /// The place of one conversation.
    fn at(&self, conversation: usize) -> ConversationAt {
        self.address.at(conversation)
    }

    /// The gateway as people write it.
    fn name(&self) -> String {
        self.address.endpoint.to_string()
    }

    /// What a request was answered, and where it stands.
    fn answer(&self, request: HttpRequest) -> Option<(Pointer, String)> {
        let (index, conversation) = self.seen.last(Question::http(request))?;
        Some((self.at(index).http(), described(conversation.http.done()?)))
    }

    fn found(
        &mut self,
        id: CauseId,
        confidence: Confidence,
        says: String,
        at: impl Into<String>,
        evidence: String,
    ) {
        self.said.find(Finding::of(id, confidence).says(says).evidence(at, evidence));
    }

    fn rule_out(&mut self, id: CauseId, because: impl Into<String>) {
        self.said.rule_out(id, because);
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
            Some(answer) if answer.status == 407 => self.found(
                CauseId::GatewayAuthentication,
                Confidence::Likely,
                format!("A proxy in front of the gateway {} requires its own sign-in (407).", self.name()),
                self.at(asked).http(),
                described(answer),
            ),
            Some(answer) if answer.status == NETWORK_LOGON => self.found(
                CauseId::ProxyInBetween,
                Confidence::Certain,
                format!(
                    "A captive portal answers instead of the gateway {}: this network requires a sign-in first (511).",
                    self.name()
                ),
                self.at(asked).http(),
                described(answer),
            ),
            _ if self.answers_alike_with(GatewaySign::Authentication) => self.hidden_by_a_logon(),
            Some(answer) if self.answers_alike_with(GatewaySign::Channel) => self.found(
                CauseId::GatewayNotAGateway,
                Confidence::Likely,
                format!("The web server at {} answers whatever is requested alike, which no RD Gateway does.", self.name()),
                self.at(asked).http(),
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
            format!("the server answers like an RD Gateway ({})", described(answer)),
        );
        self.rule_out(CauseId::GatewayUnreachable, "it answers");
        self.ntlm(asked, answer);
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

    /// The front page is answered with the same sign as some path of a gateway.
    fn answers_alike_with(&self, sign: GatewaySign) -> bool {
        use HttpRequest::{Rdg, RdgGet, RdgUpgrade, Root, RpcProxy};
        let with_it = |request: HttpRequest| {
            let answer = self.seen.last(Question::http(request)).and_then(|(_, one)| one.http.done());
            answer.and_then(HttpAnswer::gateway_sign) == Some(sign)
        };
        with_it(Root) && [RdgUpgrade, Rdg, RdgGet, RpcProxy].into_iter().any(with_it)
    }

    fn hidden_by_a_logon(&mut self) {
        let why = format!(
            "the front page of {} requires the same Windows sign-in as a gateway's path does, so a check without a \
             logon cannot see whether an RD Gateway answers there.",
            self.name()
        );
        self.said.unsettled(Phase::Gateway, why);
    }

    fn stripped(&mut self, asked: usize, answer: &HttpAnswer, confidence: Confidence) {
        let way = match &answer.via {
            Some(via) => format!(" There is a proxy on the path: {via}."),
            None => String::new(),
        };
        self.found(
            CauseId::GatewayUpgradeStripped,
            confidence,
            format!(
                "The gateway {} ignored the request for a WebSocket, as if it had not arrived.{way}",
                self.name()
            ),
            self.at(asked).http(),
            described(answer),
        );
    }

    /// The first request was not answered as by a gateway: the others tell why.
    fn no_gateway(&mut self, asked: usize, first: &Conversation) {
        let name = self.name();
        let first_says = said(first);
        let at = self.at(asked).http();
        if self.seen.answered_by_gateway(HttpRequest::Rdg) {
            self.rule_out(
                CauseId::GatewayNotAGateway,
                "without the upgrade the server answers like an RD Gateway",
            );
            return self.found(
                CauseId::GatewayUpgradeStripped,
                Confidence::Likely,
                format!(
                    "The WebSocket upgrade does not reach the gateway {name} ({first_says}); the same request \
                     without the upgrade does."
                ),
                at,
                first_says,
            );
        }
        if self.seen.answered_by_gateway(HttpRequest::RdgGet) {
            self.rule_out(
                CauseId::GatewayNotAGateway,
                "to a GET request the server answers like an RD Gateway",
            );
            let says = format!(
                "A device in front of the gateway {name} refuses the HTTP method RDG_OUT_DATA ({first_says}); GET \
                 requests reach the gateway."
            );
            let mut finding = Finding::of(CauseId::GatewayVerbRefused, Confidence::Likely)
                .says(says)
                .evidence(at, format!("RDG_OUT_DATA request: {first_says}"));
            if let Some((at, says)) = self.answer(HttpRequest::RdgGet) {
                finding = finding.evidence(at, format!("GET request: {says}"));
            }
            return self.said.find(finding);
        }
        if self.seen.answered_by_gateway(HttpRequest::RpcProxy) {
            if self.answers_as_exchange() {
                let why = format!(
                    "{name} looks like an Exchange server: its Outlook Anywhere answers at /rpc as an old RD Gateway \
                     does, and nothing else there answers like one.",
                );
                return self.said.unsettled(Phase::Gateway, why);
            }
            return self
                .rule_out(CauseId::GatewayNotAGateway, "the older RPC transport answers like an RD Gateway");
        }
        self.instead(asked, first);
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
        .says(format!("No usable address was found for the gateway {seen}: {why}."))
        .evidence(report().gateway().resolve(), why)
}

/// Nobody had the time to say whether a name has an address.
pub(super) fn ran_out_of_time(whose: &str) -> String {
    format!("the time budget for this host ran out before DNS answered for {whose}.")
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
        (None, None) => "no resolver returned one".to_owned(),
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
