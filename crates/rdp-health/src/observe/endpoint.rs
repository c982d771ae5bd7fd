//! One machine that is asked over TCP: the host, its RD Gateway, a WebSocket listener, a web server.
//!
//! What differs between them is data, the role; how they are asked, kept and judged is the same.

use std::fmt;
use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::{
    Conversation, HttpRequest, OtherPort, PathQuality, Question, Resolution, Route, Through, TlsOffers,
};
use crate::outcome::{Outcome, Phase, Skipped};

/// What an endpoint is for the client that wants in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Role {
    /// The Remote Desktop host, MS-RDPBCGR.
    #[default]
    Host,
    /// The RD Gateway through which the client goes, MS-TSGU.
    Gateway,
    /// A port of the host for RDP in a WebSocket, in clear (`WebSocketURI`).
    Websocket,
    /// The same inside TLS.
    WebsocketTls,
    /// A web server that is the target itself: RD Web, a feed, a service that clients need besides the host.
    WebServer,
}

impl Role {
    /// Whether it is asked in HTTP, and not in RDP.
    #[must_use]
    pub fn speaks_http(self) -> bool {
        self != Self::Host
    }

    /// The phase to which its HTTP requests belong.
    #[must_use]
    pub fn http_phase(self) -> Phase {
        match self {
            Self::Gateway => Phase::Gateway,
            Self::Websocket | Self::WebsocketTls => Phase::Websocket,
            Self::Host | Self::WebServer => Phase::Web,
        }
    }

    /// The port that goes without saying in its name.
    fn usual_port(self) -> Option<u16> {
        matches!(self, Self::Gateway | Self::WebServer).then_some(443)
    }
}

/// One endpoint, and what was seen of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Endpoint {
    /// What it is for the client.
    pub role: Role,
    /// Its name or address, as it was asked for.
    pub name: String,
    /// Its TCP port.
    pub port: u16,
    /// Path and query that are asked of a web server; `None` = `/`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// How the name became addresses.
    pub resolve: Outcome<Resolution>,
    /// Each address on its own, in the order in which they were tested.
    pub addresses: Vec<AddressObservations>,
}

impl Endpoint {
    /// An endpoint of which nothing was seen yet.
    #[must_use]
    pub fn new(role: Role, name: impl Into<String>, port: u16) -> Self {
        Self {
            role,
            name: name.into(),
            port,
            path: None,
            resolve: Outcome::Skipped(Skipped::NotReached),
            addresses: Vec::new(),
        }
    }

    /// Whether clients here are not sent to the address: another source has it, and it was tried to compare.
    pub(crate) fn is_elsewhere(&self, address: &AddressObservations) -> bool {
        let resolution = self.resolve.done().filter(|_| address.through.is_none());
        resolution.is_some_and(|resolution| !resolution.addresses.contains(&address.address.ip()))
    }

    /// The first of the addresses of other sources that lets clients in, where none of the name's own does.
    pub(crate) fn works_elsewhere(&self) -> Option<usize> {
        let works = |address: &AddressObservations| address.lets_in(self.role);
        let own = self.addresses.iter().any(|address| !self.is_elsewhere(address) && works(address));
        let mut addresses = self.addresses.iter();
        addresses.position(|address| !own && self.is_elsewhere(address) && works(address))
    }

    /// The conversations with all of its addresses.
    pub fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        self.addresses.iter().flat_map(|address| &address.conversations)
    }
}

/// `gw.corp.example`, or `gw.corp.example:8443` where the port is not the usual one of its role.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name.contains(':'), self.role.usual_port() == Some(self.port)) {
            (_, true) => f.write_str(&self.name),
            (true, false) => write!(f, "[{}]:{}", self.name, self.port),
            (false, false) => write!(f, "{}:{}", self.name, self.port),
        }
    }
}

/// What was seen of one address of an endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AddressObservations {
    /// The address, with its port. Where `through` is given it is the proxy's.
    pub address: SocketAddr,
    /// Through which proxy it was asked, and by what name or address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub through: Option<Through>,
    /// One entry per TCP connection, in order.
    pub conversations: Vec<Conversation>,
    /// The way to it from this computer.
    #[serde(default)]
    pub route: Outcome<Route>,
    /// The names that DNS gives the address in reverse (PTR); none = it has none.
    #[serde(default)]
    pub reverse: Outcome<Vec<String>>,
    /// Other ports of the address, asked where the RDP port leaves open whether a host is behind it.
    #[serde(default)]
    pub other_ports: Outcome<Vec<OtherPort>>,
    /// How good the way is: several short conversations with the RDP port.
    #[serde(default)]
    pub path: Outcome<PathQuality>,
    /// Why the questions ended before all were put, if they did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cut_short: Option<String>,
    /// Every TLS version and suite that the server accepts.
    #[serde(default)]
    pub tls_offers: Outcome<TlsOffers>,
}

impl AddressObservations {
    /// An address of which nothing was seen yet.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            through: None,
            conversations: Vec::new(),
            cut_short: None,
            tls_offers: Outcome::Skipped(Skipped::NotReached),
            route: Outcome::Skipped(Skipped::NotReached),
            reverse: Outcome::Skipped(Skipped::NotReached),
            other_ports: Outcome::Skipped(Skipped::NotReached),
            path: Outcome::Skipped(Skipped::NotReached),
        }
    }

    /// Where the host was asked, for sentences: `192.0.2.7:3389`, or `srv01:3389 through the proxy …`.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.through {
            Some(through) => through.to_string(),
            None => self.address.to_string(),
        }
    }

    /// The same without the port.
    #[must_use]
    pub fn host(&self) -> String {
        match &self.through {
            Some(through) => format!("{} through the proxy {}", through.host, through.proxy),
            None => self.address.ip().to_string(),
        }
    }

    /// Whether the host was asked by an IPv6 address.
    pub(crate) fn is_v6(&self) -> bool {
        match &self.through {
            Some(through) => through.host.parse().is_ok_and(|address: std::net::IpAddr| address.is_ipv6()),
            None => self.address.is_ipv6(),
        }
    }

    /// The conversations that put this question, in order, each with its index.
    pub fn asked(&self, question: Question) -> impl Iterator<Item = (usize, &Conversation)> {
        self.conversations.iter().enumerate().filter(move |(_, c)| c.question == question)
    }

    /// The last conversation that put this question: a repeat counts more than what it repeats.
    #[must_use]
    pub fn last(&self, question: Question) -> Option<(usize, &Conversation)> {
        self.asked(question).last()
    }

    /// Whether a client that asks as we first did gets through here, as far as that was checked.
    pub(crate) fn lets_in(&self, role: Role) -> bool {
        self.last(Question::first(role)).is_some_and(|(_, conversation)| {
            let answered = conversation.selected().is_some()
                || conversation.http.done().is_some()
                // Where nothing is negotiated, NLA is the answer.
                || conversation.credssp.done().is_some();
            answered && conversation.failure().is_none()
        })
    }

    /// Whether this request was answered as a gateway answers.
    pub(crate) fn answered_by_gateway(&self, request: HttpRequest) -> bool {
        let answer = self.last(Question::http(request)).and_then(|(_, one)| one.http.done());
        answer.is_some_and(|answer| answer.gateway_sign().is_some())
    }
}
