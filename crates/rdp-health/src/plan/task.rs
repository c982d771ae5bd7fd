//! The words of the agenda: who is asked, and what.

use std::net::SocketAddr;

use rdp_health_wire::negotiation::SecurityProtocols;

use super::ports::PortStep;
use crate::observe::{
    AddressObservations, Endpoint, Observations, Question, Role, ServiceRecord, Through, Wait,
};
use crate::outcome::Outcome;
use crate::target::Host;

/// An endpoint with addresses of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// The host, or the web server that is the target itself.
    Host,
    Gateway,
}

/// One address of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) of: Which,
    pub(crate) address: usize,
}

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Party {
    /// This computer: its routing table.
    Routes,
    /// This computer: its stores of trusted roots.
    Stores,
    /// DNS, about the proxy's name.
    DnsOfProxy,
    /// DNS, about an endpoint's name.
    DnsOf(Which),
    /// DNS, about the names of an address.
    DnsReverse(At),
    /// The endpoint, or where all goes through a proxy, the proxy.
    Endpoint(Which),
    /// The endpoint, for its listing: it takes turns with what else is asked of it, and does not wait for the end of that.
    Listing(Which),
    /// The UDP ports of the host.
    Udp,
    StunServer,
    /// DNS about the domain of the host, then the controllers that it names.
    Kerberos,
    /// The web servers that certificates name.
    Authorities,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ask {
    /// The addresses of the proxy's name.
    ResolveProxy(String),
    /// The addresses of an endpoint's name.
    Resolve(Which, String),
    /// Made-up names next to that of an endpoint.
    MadeUp(Which, String),
    /// Which way packets to the address take.
    Route(At),
    /// The names of the address.
    Reverse(At),
    /// One question over one connection, and how long its answers are waited for.
    Converse(At, Question, Wait),
    /// Another port of the address.
    Port(At, PortStep),
    /// So many short conversations that ask for these protocols.
    Path(At, SecurityProtocols, u16),
    /// Every TLS version and suite, behind a negotiation for these protocols where there is one.
    Offers(At, Option<SecurityProtocols>),
    /// RDP over UDP.
    Udp(SocketAddr),
    /// A WebSocket listener of the host at this address.
    Listener(Role, SocketAddr, Option<Through>),
    Stun,
    /// The domain controllers of this domain.
    DomainControllers(String),
    /// Whether this is a KDC proxy.
    KdcProxy(KdcProxy),
    /// Whether TCP reaches these, and they speak Kerberos.
    KdcPorts(Controllers),
    /// What the stores of trusted roots hold.
    Stores,
    /// Missing issuers, then revocation.
    Certificates,
}

/// Domain controllers that a host has led to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Controllers {
    pub(crate) domain: String,
    pub(crate) records: Vec<ServiceRecord>,
    /// Where the host was.
    pub(crate) host: SocketAddr,
}

/// A web server that may be a KDC proxy.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KdcProxy {
    pub(crate) host: Host,
    pub(crate) port: u16,
    /// `None` = the usual one.
    pub(crate) path: Option<String>,
}

/// A question that can be put now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Task {
    pub(crate) party: Party,
    pub(crate) ask: Ask,
    /// Why it is worth asking.
    pub(crate) why: &'static str,
}

impl Observations {
    /// `None` = no gateway is checked.
    pub(crate) fn endpoint_mut(&mut self, which: Which) -> Option<&mut Endpoint> {
        match (which, &mut self.gateway) {
            (Which::Host, _) => Some(&mut self.host),
            (Which::Gateway, Outcome::Done(gateway)) => Some(gateway),
            (Which::Gateway, _) => None,
        }
    }

    pub(crate) fn address_mut(&mut self, at: At) -> Option<&mut AddressObservations> {
        self.endpoint_mut(at.of)?.addresses.get_mut(at.address)
    }
}
