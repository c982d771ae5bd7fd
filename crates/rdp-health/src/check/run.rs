//! The loop: what the plan says can be asked now is begun, each answer joins the observations, and the plan is asked
//! again, until nothing is left.

mod company;
mod kdc_proxy;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::oneshot;
use tokio::time::timeout;

use self::company::{Company, Listed};
use super::certificates;
use crate::observe::{
    AddressObservations, Conversation, Endpoint, Observations, OtherPort, ProxyObservations, Question, Role,
    StunObservations, Through, UdpObservations, UdpQuestion, Wait,
};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Outcome, Skipped};
use crate::plan::offers::Listing;
use crate::plan::{self, Ask, At, Now, Party, Task};
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

    /// Puts a question, after a rest where the party did not answer the last one readily.
    fn begin<'r>(&'r self, task: Task, known: &mut Known, rest: bool) -> Asking<'r> {
        let Task { party, ask, why } = task;
        let probe = self.probe;
        let joins = move |join: Join| Answered { party, ready: true, join, more: None };
        match ask {
            Ask::ResolveProxy(name) => Box::pin(async move {
                let resolved = probe.resolve(&name, Err(Skipped::AddressGiven), None).await;
                joins(Box::new(move |known| {
                    if let Outcome::Done(proxy) = &mut known.seen.proxy {
                        proxy.resolve = resolved;
                    }
                }))
            }),
            Ask::Resolve(which, name) => Box::pin(async move {
                let known_to = move |resolved| -> Join {
                    Box::new(move |known| {
                        if let Some(endpoint) = known.seen.endpoint_mut(which) {
                            endpoint.resolve = resolved;
                        }
                    })
                };
                let (early, first) = oneshot::channel();
                let compare = plan::compare_given(which, self.options);
                let mut all =
                    Box::pin(
                        async move { joins(known_to(probe.resolve(&name, compare, Some(early)).await)) },
                    );
                tokio::select! {
                    biased;
                    whole = &mut all => whole,
                    Ok(first) = first => {
                        Answered { more: Some(all), ..joins(known_to(Outcome::Done(first))) }
                    }
                }
            }),
            Ask::MadeUp(which, name) => Box::pin(async move {
                let answers = probe.made_up(&name).await;
                joins(Box::new(move |known| {
                    if let Some(Endpoint { resolve: Outcome::Done(resolution), .. }) =
                        known.seen.endpoint_mut(which)
                    {
                        resolution.made_up = answers;
                    }
                }))
            }),
            Ask::Route(at) => {
                let spot = Spot::of(at, &mut known.seen);
                Box::pin(async move {
                    let route = spot.map(|spot| probe.route(spot.address));
                    joins(to(at, route, |seen, route| seen.route = route))
                })
            }
            Ask::Reverse(at) => {
                let spot = Spot::of(at, &mut known.seen);
                Box::pin(async move {
                    let names = match spot {
                        Some(spot) => Some(probe.reverse(spot.address).await),
                        None => None,
                    };
                    joins(to(at, names, |seen, names| seen.reverse = names))
                })
            }
            Ask::Converse(at, question, wait) => {
                let spot = Spot::of(at, &mut known.seen);
                let company = known.company.clone();
                let alone = known.seen.address_mut(at).map_or(Duration::ZERO, |seen| {
                    seen.conversations.iter().map(Conversation::longest).max().unwrap_or_default()
                });
                Box::pin(async move {
                    let Some(spot) = spot else { return joins(Box::new(|_| {})) };
                    let peer = spot.peer(&self.opening);
                    let conversation = match &company {
                        Some(company) => {
                            let _place = company.place().await;
                            let conversation = probe.ask(&peer, question, wait, why).await;
                            if !company.bears(&conversation, alone) && !probe.out_of_time() {
                                // It may have been its company: it is still to be asked.
                                return Answered { ready: false, ..joins(Box::new(|_| {})) };
                            }
                            conversation
                        }
                        None => {
                            self.rest(rest).await;
                            probe.ask(&peer, question, wait, why).await
                        }
                    };
                    let ready = conversation.was_ready();
                    Answered {
                        ready,
                        ..joins(to(at, Some(conversation), |seen, one| seen.conversations.push(one)))
                    }
                })
            }
            Ask::Port(at, step) => {
                let spot = Spot::of(at, &mut known.seen);
                Box::pin(async move {
                    let port = match spot {
                        Some(spot) => {
                            self.rest(rest).await;
                            let address = plan::at_port(spot.address, step.port);
                            Some(probe.ask_port(address, step.question, step.why).await)
                        }
                        None => None,
                    };
                    // Only a host that is silent or mute is asked at other ports.
                    Answered { ready: false, ..joins(to(at, port, push_port)) }
                })
            }
            Ask::Path(at, protocols, attempts) => {
                let spot = Spot::of(at, &mut known.seen);
                Box::pin(async move {
                    let path = match spot {
                        Some(spot) => {
                            let peer = spot.peer(&self.opening);
                            Some(probe.measure_path(&peer, protocols, attempts).await)
                        }
                        None => None,
                    };
                    let measured = path.as_ref().and_then(Outcome::done);
                    let ready = measured.is_none_or(|path| path.lost() == 0);
                    Answered { ready, ..joins(to(at, path, |seen, path| seen.path = path)) }
                })
            }
            Ask::Offers(at, protocols) => {
                let most = self.options.max_connections;
                let company = Arc::new(Company::new(most));
                let in_company = matches!(party, Party::Listing(_));
                known.company = in_company.then(|| Arc::clone(&company));
                let spot = Spot::of(at, &mut known.seen);
                let (role, options) = (spot.as_ref().map(|spot| spot.role), self.options);
                let halted = known.halted.extract_if(.., |(place, _)| *place == at).next();
                // What else there is to ask goes first, once the host turns out to be slow or lossy.
                let measures = |seen: &AddressObservations| {
                    role.is_some_and(|role| plan::measures_path(role, seen, options))
                };
                let seen = known.seen.address_mut(at);
                let halts = halted.is_none() && (in_company || seen.as_deref().is_some_and(measures));
                let listing = match halted {
                    Some((_, listing)) => Some(listing),
                    None => seen.map(|seen| Listing::new(seen, most, in_company)),
                };
                Box::pin(async move {
                    let (Some(spot), Some(listing)) = (spot, listing) else {
                        return joins(Box::new(|_| {}));
                    };
                    if !in_company {
                        self.rest(rest).await;
                    }
                    let Listed { listing, attempts, halted } =
                        self.list(&spot, protocols, listing, &company, halts).await;
                    let (ready, role, options) = (listing.was_ready(), spot.role, options.clone());
                    let join: Join = Box::new(move |known| {
                        known.company = None;
                        if halted {
                            known.disturbed = true;
                            return known.halted.push((at, listing));
                        }
                        let Some(seen) = known.seen.address_mut(at) else { return };
                        seen.tls_offers = Outcome::Done(listing.finish());
                        if seen.path.is_pending()
                            && let Some(path) = plan::path_of_listing(role, seen, &options, attempts)
                        {
                            seen.path = Outcome::Done(path);
                        }
                    });
                    Answered { ready: ready && !halted, ..joins(join) }
                })
            }
            Ask::Udp(address) => Box::pin(async move {
                let udp = self.udp(address).await;
                joins(Box::new(move |known| known.seen.udp = Outcome::Done(udp)))
            }),
            Ask::Listener(role, address, through) => {
                let company = known.company.clone();
                Box::pin(async move {
                    let name = self.target.host.to_string();
                    let spot = Spot { role, name, path: None, address, through };
                    let listener = match &company {
                        Some(company) => {
                            let _place = company.place().await;
                            self.listener(spot, why).await
                        }
                        None => {
                            self.rest(rest).await;
                            self.listener(spot, why).await
                        }
                    };
                    // A listener that nobody switched on refuses at once, and that is an answer.
                    let ready = listener.conversations().all(|one| one.was_ready() || one.was_refused());
                    if !ready && company.is_some_and(|company| company.is_over()) {
                        return Answered { ready, ..joins(Box::new(|_| {})) };
                    }
                    let join: Join = Box::new(move |known| match &mut known.seen.websocket {
                        Outcome::Done(listeners) => listeners.push(listener),
                        none => *none = Outcome::Done(vec![listener]),
                    });
                    Answered { ready, ..joins(join) }
                })
            }
            Ask::Stun => Box::pin(async move {
                let stun = self.stun().await;
                joins(Box::new(move |known| known.seen.stun = stun))
            }),
            Ask::DomainControllers(domain) => Box::pin(async move {
                let kerberos = probe.kerberos(&domain).await;
                joins(Box::new(move |known| known.seen.kerberos = Outcome::Done(kerberos)))
            }),
            Ask::KdcProxy(proxy) => {
                let address = kdc_proxy::address_of(&proxy.host, &known.seen);
                Box::pin(async move {
                    self.rest(rest).await;
                    let endpoint = self.kdc_proxy(&proxy, address, why).await;
                    joins(Box::new(move |known| known.seen.kdc_proxy = Outcome::Done(endpoint)))
                })
            }
            Ask::KdcPorts(it) => Box::pin(async move {
                let ports = probe.kdc_ports(&it.domain, &it.records, it.host).await;
                joins(Box::new(move |known| {
                    if let Outcome::Done(kerberos) = &mut known.seen.kerberos {
                        kerberos.ports = Outcome::Done(ports);
                    }
                }))
            }),
            Ask::Stores => Box::pin(async move {
                let stores = probe.stores().await;
                joins(Box::new(move |known| known.stores = Some(stores)))
            }),
            Ask::Certificates => {
                known.chains_examined = plan::distinct_chains(&known.seen);
                let (mut seen, stores) = (known.seen.clone(), known.stores.clone());
                Box::pin(async move {
                    if let Some(stores) = stores {
                        certificates::look(probe, &stores, &mut seen).await;
                    }
                    let Observations { trust, issuers, revocation, .. } = seen;
                    joins(Box::new(move |known| {
                        (known.seen.trust, known.seen.issuers) = (trust, issuers);
                        known.seen.revocation = revocation;
                    }))
                })
            }
        }
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

/// An answer that belongs to one address.
fn to<T: Send + 'static>(at: At, answer: Option<T>, join: fn(&mut AddressObservations, T)) -> Join {
    Box::new(move |known| {
        if let (Some(seen), Some(answer)) = (known.seen.address_mut(at), answer) {
            join(seen, answer);
        }
    })
}

fn push_port(seen: &mut AddressObservations, port: OtherPort) {
    match &mut seen.other_ports {
        Outcome::Done(ports) => ports.push(port),
        none => *none = Outcome::Done(vec![port]),
    }
}
