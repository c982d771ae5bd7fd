//! The loop: what the plan says can be asked now is begun, each answer joins the observations, and the plan is asked
//! again, until nothing is left.

mod begin;
mod company;
mod kdc_proxy;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::time::timeout;

use self::company::Company;
use crate::observe::{
    AddressObservations, Endpoint, Observations, ProxyObservations, Question, Role, StunObservations,
    Through, UdpObservations, UdpQuestion, Wait,
};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Outcome, Skipped};
use crate::plan::offers::Listing;
use crate::plan::{self, At, Now, Party};
use crate::probe::{Opening, Peer, Probe, Stores, Way};
use crate::target::{self, HTTPS_PORT, Host, Service, Target};

/// The port of RDP Shortpath for managed networks.
const SHORTPATH_PORT: u16 = 3390;
/// The port of STUN, RFC 8489 18.6.
const STUN_PORT: u16 = 3478;

/// For what proves nothing, when nothing else is left to wait for.
const PATIENCE: Duration = Duration::from_millis(100);

/// One check while it runs.
pub(super) struct Run<'a> {
    pub(super) probe: &'a Probe<'a>,
    pub(super) target: &'a Target,
    pub(super) options: &'a CheckOptions,
    /// How a client of the target begins.
    pub(super) opening: Opening,
    /// The zones that target and options name, with the numbers of this computer's network adapters.
    pub(super) zones: Vec<(String, u32)>,
}

/// What is known so far.
struct Known {
    seen: Observations,
    stores: Option<Arc<Stores>>,
    /// How many chains had been seen when the certificates were last asked about.
    chains_examined: usize,
    /// While an address is listed beside its other questions.
    company: Option<Arc<Company>>,
    /// Listings that were disturbed, as far as they came.
    halted: Vec<(At, Listing)>,
    disturbed: bool,
}

/// How an answer joins what is known.
type Join = Box<dyn FnOnce(&mut Known) + Send>;
type Asking<'a> = Pin<Box<dyn Future<Output = Answered<'a>> + Send + 'a>>;

/// What came back.
struct Answered<'a> {
    party: Party,
    /// Whether the party can be asked again at once; one that did not answer readily is left in peace for a moment.
    ready: bool,
    join: Join,
    /// What is still under way for the same party, where this was only the first of its answer.
    more: Option<Asking<'a>>,
}

impl<'a> Run<'a> {
    pub(super) async fn observe(&self) -> Observations {
        let seen = self.nothing_yet();
        let mut known = Known {
            seen,
            stores: None,
            chains_examined: 0,
            company: None,
            halted: Vec::new(),
            disturbed: false,
        };
        let mut asking: FuturesUnordered<Asking<'_>> = FuturesUnordered::new();
        let mut busy: Vec<Party> = Vec::new();
        let mut weary: Vec<Party> = Vec::new();
        loop {
            let now = Now {
                target: self.target,
                options: self.options,
                busy: &busy,
                disturbed: known.disturbed || known.company.as_ref().is_some_and(|company| company.is_over()),
                out_of_time: self.probe.out_of_time(),
                stores_read: known.stores.is_some(),
                chains_examined: known.chains_examined,
                zones: &self.zones,
            };
            let tasks = plan::agenda(&mut known.seen, &now);
            for task in tasks {
                busy.push(task.party);
                let rest = weary.contains(&task.party);
                asking.push(self.begin(task, &mut known, rest));
            }
            // Names of addresses prove nothing, nor do domain controllers, nor does a store where no certificate was
            // seen: once all else is known, the end of the check does not wait for them.
            let proves_nothing = |party: &Party| match party {
                Party::DnsReverse(_) => true,
                Party::Kerberos => self.options.depth < Depth::Full,
                Party::Stores => !known.seen.trust.is_pending(),
                _ => false,
            };
            let patience = if busy.iter().all(proves_nothing) { PATIENCE } else { Duration::MAX };
            let answered = timeout(patience, asking.next()).await;
            let Ok(Some(Answered { party, ready, join, more })) = answered else {
                plan::give_up_names(&mut known.seen);
                plan::give_up_kerberos(&mut known.seen);
                known.end_listings();
                return known.seen;
            };
            match more {
                Some(more) => asking.push(more),
                None => busy.retain(|other| *other != party),
            }
            // Its listing wearies an endpoint, and is no rest for it.
            match (party, ready) {
                (Party::Listing(of), false) => weary.push(Party::Endpoint(of)),
                (Party::Listing(_), true) => {}
                (_, ready) => {
                    weary.retain(|other| *other != party);
                    if !ready {
                        weary.push(party);
                    }
                }
            }
            join(&mut known);
        }
    }

    fn nothing_yet(&self) -> Observations {
        let Target { host, port, .. } = self.target;
        let role = match self.target.service {
            Service::Rdp => Role::Host,
            Service::Https => Role::WebServer,
        };
        let mut endpoint = Endpoint::new(role, host.to_string(), *port);
        endpoint.path.clone_from(&self.target.path);
        let mut seen = Observations::new(endpoint);
        if let Some(proxy) = &self.options.proxy {
            let proxy = ProxyObservations::new(proxy.to_string(), proxy.has_credentials());
            seen.proxy = Outcome::Done(proxy);
        }
        seen.gateway = match plan::gateway(self.target, self.options) {
            Ok(target::Endpoint { host, port }) => {
                let port = port.unwrap_or(HTTPS_PORT);
                Outcome::Done(Endpoint::new(Role::Gateway, host.to_string(), port))
            }
            Err(why) => Outcome::Skipped(why),
        };
        seen
    }

    /// Between two connections to one party: it is left in peace where it did not answer readily.
    async fn rest(&self, wanted: bool) {
        match wanted {
            true => self.probe.rest().await,
            false => self.probe.part().await,
        }
    }

    async fn udp(&self, address: SocketAddr) -> UdpObservations {
        let beside = plan::at_port(address, SHORTPATH_PORT);
        let shortpath = async {
            match address.port() {
                SHORTPATH_PORT => UdpQuestion::new(beside, Outcome::skipped("the same port")),
                _ => self.probe.udp(beside).await,
            }
        };
        let (rdp, shortpath) = tokio::join!(self.probe.udp(address), shortpath);
        UdpObservations::new(rdp, shortpath)
    }

    async fn listener(&self, spot: Spot, why: &str) -> Endpoint {
        let port = spot.through.as_ref().map_or(spot.address.port(), |through| through.port);
        let mut listener = Endpoint::new(spot.role, spot.name.clone(), port);
        listener.resolve = Outcome::skipped("it is at the host's address");
        let conversation =
            self.probe.ask(&spot.peer(&self.opening), Question::first(spot.role), Wait::Usual, why).await;
        let mut at = AddressObservations::new(spot.address);
        at.through = spot.through;
        at.conversations.push(conversation);
        listener.addresses.push(at);
        listener
    }

    async fn stun(&self) -> Outcome<StunObservations> {
        let Some(server) = &self.options.stun else { return Outcome::Skipped(Skipped::NoStunServer) };
        let name = server.to_string();
        let port = server.port.unwrap_or(STUN_PORT);
        let address = match &server.host {
            host @ (Host::Address(_) | Host::Zoned(_)) => host.socket_address(port, &self.zones),
            Host::Name(host) => {
                let resolution = self.probe.resolve(host, Err(Skipped::AddressGiven), None).await;
                let first = resolution.done().and_then(|resolution| resolution.addresses.first().copied());
                first.map(|ip| SocketAddr::new(ip, port))
            }
        };
        let Some(address) = address else {
            let why = "its name has no usable address";
            return Outcome::Done(StunObservations::new(name, None, Outcome::skipped(why)));
        };
        let answer = match plan::is_one_host(address) {
            true => self.probe.stun(address).await,
            false => Outcome::Skipped(Skipped::NotOneHost),
        };
        Outcome::Done(StunObservations::new(name, Some(address), answer))
    }
}

impl Opening {
    /// What the target's `.rdp` file says of it.
    pub(super) fn of(target: &Target) -> Self {
        let client = &target.client;
        Self {
            preconnection_blob: client.preconnection_blob.clone(),
            token: client.load_balance_info.clone(),
            negotiates: client.negotiate_security_layer != Some(false),
            nla: client.credssp != Some(false),
        }
    }
}

/// Where a question goes, apart from what is known of it.
struct Spot {
    role: Role,
    name: String,
    path: Option<String>,
    address: SocketAddr,
    through: Option<Through>,
}

impl Spot {
    fn of(at: At, seen: &mut Observations) -> Option<Self> {
        let endpoint = seen.endpoint_mut(at.of)?;
        let address = endpoint.addresses.get(at.address)?;
        Some(Self {
            role: endpoint.role,
            // Neither SNI nor the Host header has a zone (RFC 6874 1).
            name: endpoint.name.split('%').next().unwrap_or_default().to_owned(),
            path: endpoint.path.clone(),
            address: address.address,
            through: address.through.clone(),
        })
    }

    /// Only a Remote Desktop host is spoken to as the `.rdp` file says.
    fn peer<'a>(&'a self, opening: &'a Opening) -> Peer<'a> {
        let way = Way { address: self.address, through: self.through.as_ref() };
        let opening = if self.role == Role::Host { opening } else { &Opening::USUAL };
        Peer { role: self.role, name: &self.name, path: self.path.as_deref(), way, opening }
    }
}
