//! What was seen: plain public data, without opinion, from which any diagnosis can be made again.
//!
//! This module does no I/O, reads no clock and judges nothing.

mod certificate;
mod conversation;
mod credssp;
mod difference;
mod endpoint;
mod http;
mod inside;
mod issuers;
mod kerberos;
mod path;
mod ports;
mod proxy;
mod question;
mod resolution;
mod revocation;
mod route;
mod settings;
mod synthetic;
mod timeline;
mod tls_offers;
mod trust;
mod udp;

use serde::{Deserialize, Serialize};

use crate::outcome::{Outcome, Skipped};

pub use certificate::{CertificateFacts, EarlierCertificate, Key, KeyKind};
pub use conversation::{
    Connected, Conversation, Greeting, HelloAnswer, Negotiated, NegotiationAnswer, TlsSession,
};
pub(crate) use conversation::{Part, READY};
pub use credssp::{ClockOffset, CredsspAnswer, NtlmChallenge, OsVersion, ServerClock};
pub(crate) use difference::Difference;
pub use endpoint::{AddressObservations, Endpoint, Role};
pub(crate) use http::{GatewaySign, SSPI_NTLM};
pub use http::{HttpAnswer, HttpHeader, HttpRequest};
pub use inside::{
    Effective, FirewallProfile, FirewallRule, InsideCertificate, InsideEvent, InsideFacts, InsideListener,
    InsidePort, InsideService, InsideSetting, InsideSource, WindowsRelease,
};
pub use issuers::{FetchedIssuer, Issuers, MissingIssuer};
pub use kerberos::{KdcAnswer, KdcPort, KerberosObservations, ServiceRecord};
pub use path::{Attempt, PathQuality, Spread, TcpFacts};
pub(crate) use ports::OF_WINDOWS;
pub use ports::{Held, OtherPort, PortQuestion};
pub(crate) use proxy::{HostFault, Said};
pub use proxy::{ProxyAnswer, ProxyObservations, ProxyReply, Through};
pub(crate) use question::Wait;
pub use question::{HelloKind, Inside, Language, Question};
pub use resolution::{
    Answer, Completion, LeftOut, LeftOutBecause, MadeUp, Resolution, ServerAnswers, SystemAnswer,
};
pub use revocation::{
    CertificateRevocation, Fetch, FetchedBody, Hop, IssuerCertificate, IssuerFound, Revocation,
    RevocationAnswer, RevocationMeans, RevocationSource, RevocationStatus,
};
pub use route::{Interface, InterfaceKind, NextHop, Route};
pub use settings::{RdpCertificate, ServerSettings, SettingsAnswer};
pub(crate) use synthetic::{Synthetic, synthetic};
pub(crate) use timeline::Ledger;
pub use timeline::TimelineEntry;
pub use tls_offers::{Decides, TlsOffers, TlsSuiteOffer, TlsVersionOffer};
pub use trust::{TrustStore, TrustStoreKind, TrustedRoots};
pub use udp::{StunAnswer, StunObservations, UdpAnswer, UdpObservations, UdpQuestion};

/// Everything that was seen of one host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Observations {
    /// The host, or the web server that is the target itself.
    pub host: Endpoint,
    /// The proxy through which the host was reached.
    #[serde(default)]
    pub proxy: Outcome<ProxyObservations>,
    /// What the stores of trusted roots hold that could have issued the host's certificates.
    #[serde(default)]
    pub trust: Outcome<Vec<TrustStore>>,
    /// The certificates that are missing on the path to a root, and what was fetched in their place.
    #[serde(default)]
    pub issuers: Outcome<Issuers>,
    /// RDP over UDP, at the first address that TCP reached.
    #[serde(default)]
    pub udp: Outcome<UdpObservations>,
    /// The ports for RDP in a WebSocket, at the same address. A port that refuses is as it should be.
    #[serde(default)]
    pub websocket: Outcome<Vec<Endpoint>>,
    /// What a STUN server said.
    #[serde(default)]
    pub stun: Outcome<StunObservations>,
    /// The RD Gateway through which the client goes.
    #[serde(default)]
    pub gateway: Outcome<Endpoint>,
    /// What Kerberos needs of DNS and the network, where the host named its domain.
    #[serde(default)]
    pub kerberos: Outcome<KerberosObservations>,
    /// The KDC proxy through which the client gets Kerberos tickets: one that its file names, or its RD Gateway.
    #[serde(default)]
    pub kdc_proxy: Outcome<Endpoint>,
    /// What reports of the host saw with which this one is compared, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub earlier: Vec<EarlierCertificate>,
    /// Whether the certificates of all the addresses have been revoked.
    #[serde(default)]
    pub revocation: Outcome<Revocation>,
    /// What the host says of itself, where files of it were given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inside: Option<InsideFacts>,
}

impl Observations {
    /// A target of which nothing was seen yet.
    #[must_use]
    pub fn new(host: Endpoint) -> Self {
        Self {
            host,
            proxy: Outcome::Skipped(Skipped::NoProxy),
            trust: Outcome::Skipped(Skipped::NotReached),
            issuers: Outcome::Skipped(Skipped::NotReached),
            udp: Outcome::Skipped(Skipped::NotReached),
            websocket: Outcome::Skipped(Skipped::NotReached),
            stun: Outcome::Skipped(Skipped::NotReached),
            gateway: Outcome::Skipped(Skipped::NotReached),
            revocation: Outcome::Skipped(Skipped::NotReached),
            kerberos: Outcome::Skipped(Skipped::NotReached),
            kdc_proxy: Outcome::Skipped(Skipped::NotReached),
            earlier: Vec::new(),
            inside: None,
        }
    }

    /// The host, and the gateway where one was checked: every endpoint with a certificate that a client relies on.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        std::iter::once(&self.host).chain(self.gateway.done())
    }

    /// Every chain that the host and its gateway showed, the servers' own certificates first in each.
    pub fn chains(&self) -> impl Iterator<Item = &Vec<CertificateFacts>> {
        let conversations = self.endpoints().flat_map(Endpoint::conversations);
        conversations.filter_map(|conversation| conversation.certificates.done())
    }
}
