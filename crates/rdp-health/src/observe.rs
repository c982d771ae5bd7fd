//! What was seen: plain public data, without opinion, from which any diagnosis can be made again.
//!
//! This module does no I/O, reads no clock and judges nothing.

mod certificate;
mod conversation;
mod credssp;
mod gateway;
mod issuers;
mod path;
mod ports;
mod proxy;
mod question;
mod resolution;
mod revocation;
mod route;
mod settings;
mod timeline;
mod tls_offers;
mod trust;
mod udp;
mod web;

use serde::{Deserialize, Serialize};

use crate::outcome::Outcome;

pub use certificate::{CertificateFacts, EarlierCertificate, Key, KeyKind};
pub use conversation::{
    Connected, Conversation, Greeting, HelloAnswer, Negotiated, NegotiationAnswer, TlsSession,
};
pub use credssp::{CredsspAnswer, NtlmChallenge, OsVersion, ServerClock};
pub use gateway::GatewayObservations;
pub use issuers::{FetchedIssuer, Issuers, MissingIssuer};
pub use path::{Attempt, PathQuality, Spread, TcpFacts};
pub use ports::{Held, OtherPort, PortQuestion};
pub use proxy::{ProxyAnswer, ProxyObservations, ProxyReply, Through};
pub use question::{HelloKind, Language, Question};
pub use resolution::{Answer, Completion, LeftOut, LeftOutBecause, Resolution, ServerAnswers, SystemAnswer};
pub use revocation::{
    CertificateRevocation, Fetch, FetchedBody, Hop, IssuerCertificate, IssuerFound, Revocation,
    RevocationAnswer, RevocationMeans, RevocationSource, RevocationStatus,
};
pub use route::{Interface, InterfaceKind, NextHop, Route};
pub use settings::{RdpCertificate, ServerSettings, SettingsAnswer};
pub use timeline::TimelineEntry;
pub use tls_offers::{Decides, TlsOffers, TlsSuiteOffer, TlsVersionOffer};
pub use trust::{TrustStore, TrustStoreKind, TrustedRoots};
pub use udp::{StunAnswer, StunObservations, UdpAnswer, UdpObservations, UdpQuestion};
pub use web::{WebAddress, WebAnswer, WebConversation, WebRequest, WebSocketPort};

/// Everything that was seen of one host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Observations {
    /// How the name became addresses.
    pub resolve: Outcome<Resolution>,
    /// The proxy through which the host was reached.
    #[serde(default)]
    pub proxy: Outcome<ProxyObservations>,
    /// Each address on its own, in the order in which they were tested.
    pub addresses: Vec<AddressObservations>,
    /// What the stores of trusted roots hold that could vouch for the host's certificates.
    #[serde(default)]
    pub trust: Outcome<Vec<TrustStore>>,
    /// The certificates that are missing on the way to a root, and what was fetched in their place.
    #[serde(default)]
    pub issuers: Outcome<Issuers>,
    /// RDP over UDP, at the first address that TCP reached.
    #[serde(default)]
    pub udp: Outcome<UdpObservations>,
    /// The ports for RDP in a WebSocket, at the same address.
    #[serde(default)]
    pub websocket: Outcome<Vec<WebSocketPort>>,
    /// What a STUN server said.
    #[serde(default)]
    pub stun: Outcome<StunObservations>,
    /// The RD Gateway through which the client goes.
    #[serde(default)]
    pub gateway: Outcome<GatewayObservations>,
    /// What reports of the host saw with which this one is compared, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub earlier: Vec<EarlierCertificate>,
    /// Whether the certificates of all the addresses have been revoked.
    #[serde(default)]
    pub revocation: Outcome<Revocation>,
}

impl Observations {
    /// Every chain that the host and its gateway showed, the servers' own certificates first in each.
    pub fn chains(&self) -> impl Iterator<Item = &Vec<CertificateFacts>> {
        let conversations = self.addresses.iter().flat_map(|address| &address.conversations);
        let host = conversations.filter_map(|conversation| conversation.certificates.done());
        let gateway = self.gateway.done().into_iter().flat_map(|gateway| &gateway.addresses);
        let gateway = gateway.flat_map(|address| {
            let hellos = address.hellos.iter().map(|hello| &hello.certificates);
            address.conversations.iter().map(|conversation| &conversation.certificates).chain(hellos)
        });
        host.chain(gateway.filter_map(Outcome::done))
    }
}

impl Default for Observations {
    fn default() -> Self {
        Self {
            resolve: Outcome::skipped("not reached"),
            proxy: Outcome::skipped("no proxy was given"),
            addresses: Vec::new(),
            trust: Outcome::skipped("not reached"),
            issuers: Outcome::skipped("not reached"),
            udp: Outcome::skipped("not reached"),
            websocket: Outcome::skipped("not reached"),
            stun: Outcome::skipped("not reached"),
            gateway: Outcome::skipped("not reached"),
            revocation: Outcome::skipped("not reached"),
            earlier: Vec::new(),
        }
    }
}

/// What was seen of one address of the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AddressObservations {
    /// The address, with its port. Where `through` is given it is the proxy's, which stands in the host's place.
    pub address: std::net::SocketAddr,
    /// Through which proxy the host was asked, and by what name or address.
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
    pub fn new(address: std::net::SocketAddr) -> Self {
        Self {
            address,
            through: None,
            conversations: Vec::new(),
            cut_short: None,
            tls_offers: Outcome::skipped("not reached"),
            route: Outcome::skipped("not reached"),
            reverse: Outcome::skipped("not reached"),
            other_ports: Outcome::skipped("not reached"),
            path: Outcome::skipped("not reached"),
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
}
