//! The loop for one endpoint: one connection after the other, each of its addresses on its own.

use std::net::SocketAddr;

use super::proxy::{self, PROXY_RESOLVES};
use crate::observe::{AddressObservations, Endpoint, OtherPort, Role, TlsOffers};
use crate::options::CheckOptions;
use crate::outcome::{FailureKind, Outcome};
use crate::plan;
use crate::plan::offers::{self, Listing, OUT_OF_TIME};
use crate::probe::{Peer, Probe, Way};
use crate::target::{self, HTTPS_PORT, Host, Service, Target};

/// The host, or the web server that is the target itself, of which nothing was seen yet.
pub(super) fn new(target: &Target) -> Endpoint {
    let role = match target.service {
        Service::Rdp => Role::Host,
        Service::Https => Role::WebServer,
    };
    Endpoint::new(role, target.host.to_string(), target.port)
}

/// The gateway of which nothing was seen yet.
pub(super) fn gateway(gateway: &target::Endpoint) -> Endpoint {
    Endpoint::new(Role::Gateway, gateway.host.to_string(), gateway.port.unwrap_or(HTTPS_PORT))
}

/// An endpoint, and how it is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) host: &'a Host,
    pub(super) target: &'a Target,
    pub(super) options: &'a CheckOptions,
    /// The addresses of the proxy through which it is asked, if any.
    pub(super) proxies: &'a [SocketAddr],
}

impl Asked<'_> {
    pub(super) async fn look(&self, probe: &mut Probe<'_>, seen: &mut Endpoint) {
        let ways = self.ways(probe, seen).await;
        // Each address on its own: a half-up host is not up.
        for alternatives in ways {
            for (address, through) in alternatives {
                let mut at = AddressObservations::new(address);
                at.through = through;
                let at = self.address(probe, seen, at).await;
                let reached = at.conversations.iter().any(|one| one.connect.done().is_some());
                seen.addresses.push(at);
                if reached {
                    break;
                }
            }
        }
    }

    /// For each address the ways to it, of which the first that can be gone is enough.
    async fn ways(&self, probe: &mut Probe<'_>, seen: &mut Endpoint) -> Vec<Vec<proxy::Way>> {
        let straight = |address| vec![(SocketAddr::new(address, seen.port), None)];
        let (resolve, ways) = match (&self.options.proxy, self.host) {
            (Some(proxy), host) => {
                match plan::destinations(host, seen.port, &proxy.to_string(), self.options) {
                    Ok(destinations) => {
                        (Outcome::skipped(PROXY_RESOLVES), proxy::ways(self.proxies, &destinations))
                    }
                    Err(why) => (Outcome::skipped(why), Vec::new()),
                }
            }
            (None, Host::Address(address)) if !self.options.family.admits(*address) => {
                let why = format!("{address} is an address, and only the other IP version was asked for");
                (Outcome::skipped(why), Vec::new())
            }
            (None, Host::Address(address)) => {
                (Outcome::skipped("an address was given, not a name"), vec![straight(*address)])
            }
            (None, Host::Name(name)) => {
                let resolve = probe.resolve(name, plan::compare_given(seen.role, self.options)).await;
                let addresses = resolve.done().map_or(&[][..], |resolution| &resolution.addresses);
                let ways = addresses.iter().copied().map(straight).collect();
                (resolve, ways)
            }
        };
        seen.resolve = resolve;
        ways
    }

    /// Everything that is asked of one address.
    async fn address(
        &self,
        probe: &mut Probe<'_>,
        endpoint: &Endpoint,
        mut seen: AddressObservations,
    ) -> AddressObservations {
        let role = endpoint.role;
        seen.route = match seen.through {
            Some(_) => Outcome::skipped(plan::NOT_THROUGH),
            None => probe.route(seen.address),
        };
        self.ask_all(probe, endpoint, &mut seen).await;
        seen.reverse = match plan::reverse(role, &seen, self.options) {
            Ok(()) => probe.reverse(seen.address).await,
            Err(why) => Outcome::skipped(why),
        };
        seen.other_ports = self.ask_other_ports(probe, role, &seen).await;
        seen.path = match plan::path(&seen, self.options) {
            Ok((protocols, attempts)) => probe.measure_path(seen.address, protocols, attempts).await,
            Err(why) => Outcome::skipped(why),
        };
        seen.tls_offers = self.list_offers(probe, endpoint, &seen).await;
        seen
    }

    async fn ask_all(&self, probe: &mut Probe<'_>, endpoint: &Endpoint, seen: &mut AddressObservations) {
        while let Some(step) = plan::next(endpoint.role, seen, self.target, self.options) {
            probe.rest().await;
            let unfinished = probe.out_of_time() || {
                let peer = Peer { role: endpoint.role, name: &endpoint.name, way: Way::from(&*seen) };
                let conversation = probe.ask(&peer, step.question, step.why).await;
                let failure = conversation.failure();
                let unfinished = failure.is_some_and(|failure| failure.kind == FailureKind::OutOfTime);
                seen.conversations.push(conversation);
                unfinished
            };
            if unfinished {
                let of = match endpoint.role {
                    Role::Gateway => format!("the gateway {endpoint}"),
                    _ => seen.place(),
                };
                seen.cut_short = Some(format!(
                    "the time for this host ({} s) was used up before everything was asked of {of}.",
                    self.options.timeouts.budget.as_secs_f32()
                ));
                return;
            }
        }
    }

    /// What other ports say about the host behind a port that says nothing.
    async fn ask_other_ports(
        &self,
        probe: &mut Probe<'_>,
        role: Role,
        seen: &AddressObservations,
    ) -> Outcome<Vec<OtherPort>> {
        let steps = match plan::other_ports(role, seen, self.target, self.options) {
            Ok(steps) => steps,
            Err(why) => return Outcome::skipped(why),
        };
        let mut asked: Vec<OtherPort> = Vec::new();
        for step in steps {
            if asked.iter().any(|other| other.question == step.question && other.settles()) {
                continue;
            }
            probe.rest().await;
            if probe.out_of_time() {
                break;
            }
            let address = SocketAddr::new(seen.address.ip(), step.port);
            asked.push(probe.ask_port(address, step.question, step.why).await);
        }
        match asked.is_empty() {
            true => Outcome::skipped("the time for this host was used up"),
            false => Outcome::Done(asked),
        }
    }

    /// Every TLS version and suite of an address, one hello after the other.
    async fn list_offers(
        &self,
        probe: &mut Probe<'_>,
        endpoint: &Endpoint,
        seen: &AddressObservations,
    ) -> Outcome<TlsOffers> {
        let start = match offers::wanted(seen, self.options) {
            Ok(start) => start,
            Err(why) => return Outcome::skipped(why),
        };
        let peer = Peer { role: endpoint.role, name: &endpoint.name, way: Way::from(seen) };
        let mut listing = Listing::new(seen);
        while let Some(hello) = listing.next() {
            probe.rest().await;
            if probe.out_of_time() {
                listing.stop(OUT_OF_TIME);
                break;
            }
            listing.heard(probe.offer(&peer, start, hello).await);
        }
        Outcome::Done(listing.finish())
    }
}
