//! What can be asked now, and of whom. One party is asked one thing after the other; questions to different parties do
//! not wait for each other.
//!
//! INVARIANT: whatever is not asked says why, in the words of [`Skipped`].

mod tickets;

use std::net::SocketAddr;

use super::task::{Ask, At, Party, Task, Which};
use super::{beside, certificates, names, offers, path, ports, proxy, table};
use crate::observe::{AddressObservations, Endpoint, Observations, Role, Through};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{FailureKind, Outcome, Skipped};
use crate::target::{Host, Target};

/// What the plan knows beside the observations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now<'a> {
    pub(crate) target: &'a Target,
    pub(crate) options: &'a CheckOptions,
    /// Who is being asked something at this moment.
    pub(crate) busy: &'a [Party],
    /// A listing was disturbed, or what was asked at the same time: one thing is asked after the other, and the listing
    /// last of all.
    pub(crate) disturbed: bool,
    pub(crate) out_of_time: bool,
    pub(crate) stores_read: bool,
    /// How many chains had been seen when the certificates were last asked about; 0 = they were not yet.
    pub(crate) chains_examined: usize,
    /// The zones that target and options name, with the numbers of this computer's network adapters.
    pub(crate) zones: &'a [(String, u32)],
}

/// Everything that can be asked now. What will not be asked at all is marked so in the observations.
pub(crate) fn agenda(seen: &mut Observations, now: &Now<'_>) -> Vec<Task> {
    let mut tasks = Tasks { now, list: Vec::new() };
    tasks.proxy(seen);
    let host = tasks.endpoint(Which::Host, seen);
    tasks.udp(seen, host);
    if host || tasks.only_lists(Which::Host) {
        tasks.beside(seen);
    }
    let gateway = tasks.endpoint(Which::Gateway, seen);
    tasks.stun(seen);
    tasks.kerberos(seen, host);
    tasks.kdc_proxy(seen, host && gateway);
    tasks.certificates(seen, host && gateway);
    tasks.list
}

const LISTING: &str = "what the server accepts in TLS";

struct Tasks<'a> {
    now: &'a Now<'a>,
    list: Vec<Task>,
}

impl Tasks<'_> {
    fn is_busy(&self, party: Party) -> bool {
        self.now.busy.contains(&party) || self.list.iter().any(|task| task.party == party)
    }

    fn ask(&mut self, party: Party, ask: Ask, why: &'static str) {
        if !self.is_busy(party) {
            self.list.push(Task { party, ask, why });
        }
    }

    /// Behind a proxy there is one machine that all connections go to, and a gateway can stand on the host itself. One
    /// that was asked something before that was known is waited for.
    fn party(&self, of: Which, seen: &Observations) -> Party {
        let one_machine = self.now.options.proxy.is_some() || is_on_the_host(self.now.target, seen);
        let which = match one_machine {
            true if self.is_busy(Party::Endpoint(Which::Gateway)) => Which::Gateway,
            true => Which::Host,
            false => of,
        };
        Party::Endpoint(which)
    }

    fn proxy(&mut self, seen: &mut Observations) {
        let (Some(proxy), Outcome::Done(observed)) = (&self.now.options.proxy, &mut seen.proxy) else {
            return;
        };
        if !observed.resolve.is_pending() {
            return;
        }
        match &proxy.host {
            Host::Address(_) | Host::Zoned(_) => observed.resolve = Outcome::Skipped(Skipped::IsAddress),
            Host::Name(name) => {
                let why = "the addresses of the proxy";
                self.ask(Party::DnsOfProxy, Ask::ResolveProxy(name.clone()), why);
            }
        }
    }

    /// Whether nothing is left to ask of the endpoint.
    fn endpoint(&mut self, of: Which, seen: &mut Observations) -> bool {
        let Some(ways) = self.ways(of, seen) else { return false };
        let party = self.party(of, seen);
        let Some(endpoint) = seen.endpoint_mut(of) else { return true };
        self.beside_conversations(of, endpoint);
        if self.is_busy(party) || self.lists(of) && self.now.disturbed {
            return false;
        }
        loop {
            if let Some(index) = endpoint.addresses.len().checked_sub(1)
                && let Some((ask, why)) = self.of_address(At { of, address: index }, endpoint)
            {
                if !matches!(ask, Ask::Offers(..)) {
                    self.list_beside(At { of, address: index }, endpoint);
                }
                self.ask(party, ask, why);
                return false;
            }
            if self.lists(of) {
                return false;
            }
            let Some((address, through)) = next_way(&ways, &endpoint.addresses) else {
                // DNS may have more to say of a name that the system has found.
                return !self.is_busy(Party::DnsOf(of)) && self.made_up(of, endpoint);
            };
            let mut at = AddressObservations::new(address);
            at.through = through;
            endpoint.addresses.push(at);
            self.beside_conversations(of, endpoint);
        }
    }

    /// For each address the ways to it, of which the first that can be gone is enough; `None` = not known yet.
    fn ways(&mut self, of: Which, seen: &mut Observations) -> Option<Vec<Vec<Way>>> {
        let Now { target, options, .. } = *self.now;
        let Some(host) = host(of, target, seen) else { return Some(Vec::new()) };
        let proxies = match (&options.proxy, seen.proxy.done()) {
            (Some(proxy), Some(observed)) => match (&proxy.host, &observed.resolve) {
                (_, pending) if pending.is_pending() => return None,
                (host @ (Host::Address(_) | Host::Zoned(_)), _) => {
                    host.socket_address(proxy.port, self.now.zones).into_iter().collect()
                }
                (Host::Name(_), resolve) => {
                    let addresses = resolve.done().map_or(&[][..], |resolution| &resolution.addresses);
                    addresses.iter().map(|address| SocketAddr::new(*address, proxy.port)).collect()
                }
            },
            _ => Vec::new(),
        };
        let endpoint = seen.endpoint_mut(of)?;
        let port = endpoint.port;
        let straight = |address| vec![(SocketAddr::new(address, port), None)];
        let (resolve, ways) = match (&options.proxy, host) {
            (Some(proxy), host) => match proxy::destinations(host, port, &proxy.to_string(), options) {
                Ok(destinations) => (Skipped::ProxyResolves, through(&proxies, &destinations)),
                Err(why) => (why.into(), Vec::new()),
            },
            (None, host) if host.address().is_some_and(|address| !options.family.admits(address)) => {
                let address = host;
                let why = format!("{address} is an IP address, but only the other IP version was requested");
                (why.into(), Vec::new())
            }
            (None, host @ (Host::Address(_) | Host::Zoned(_))) => {
                let address = host.socket_address(port, self.now.zones);
                (Skipped::IsAddress, address.map(|address| vec![(address, None)]).into_iter().collect())
            }
            (None, Host::Name(name)) => {
                if endpoint.resolve.is_pending() {
                    self.ask(Party::DnsOf(of), Ask::Resolve(of, name.clone()), "the addresses of the name");
                    return None;
                }
                let addresses = names::addresses(of, endpoint, options);
                return Some(addresses.into_iter().map(straight).collect());
            }
        };
        if endpoint.resolve.is_pending() {
            endpoint.resolve = Outcome::Skipped(resolve);
        }
        Some(ways)
    }

    /// Whether nothing is left to ask about names that nobody has.
    fn made_up(&mut self, of: Which, endpoint: &mut Endpoint) -> bool {
        let wanted = names::made_up(of, endpoint, self.now.options);
        let Outcome::Done(resolution) = &mut endpoint.resolve else { return true };
        if !resolution.made_up.is_pending() {
            return true;
        }
        match wanted {
            Ok(_) if self.now.out_of_time => resolution.made_up = Outcome::Skipped(Skipped::OutOfTime),
            Ok(name) => {
                let why = "no Remote Desktop there: does DNS also resolve names that do not exist?";
                self.ask(Party::DnsOf(of), Ask::MadeUp(of, name), why);
                return false;
            }
            Err(why) => resolution.made_up = Outcome::Skipped(why),
        }
        true
    }

    /// What is asked about addresses of others than the endpoint.
    fn beside_conversations(&mut self, of: Which, endpoint: &mut Endpoint) {
        let role = endpoint.role;
        for (address, seen) in endpoint.addresses.iter_mut().enumerate() {
            let at = At { of, address };
            if seen.route.is_pending() {
                match seen.through {
                    Some(_) => seen.route = Outcome::Skipped(Skipped::NotThroughProxy),
                    None => self.ask(Party::Routes, Ask::Route(at), "the route that packets take"),
                }
            }
            if seen.reverse.is_pending() && !self.is_busy(Party::DnsReverse(at)) {
                match names::reverse(role, seen, self.now.options) {
                    Ok(()) if self.now.out_of_time => seen.reverse = Outcome::Skipped(Skipped::OutOfTime),
                    Ok(()) => self.ask(Party::DnsReverse(at), Ask::Reverse(at), "the names of the address"),
                    Err(why) => seen.reverse = Outcome::Skipped(why),
                }
            }
        }
    }

    /// The next question for an address, in order.
    fn of_address(&self, at: At, endpoint: &mut Endpoint) -> Option<(Ask, &'static str)> {
        let Now { target, options, out_of_time, .. } = *self.now;
        let (role, name) = (endpoint.role, endpoint.to_string());
        let seen = endpoint.addresses.get_mut(at.address)?;
        let unfinished = seen.conversations.last().and_then(|last| last.failure());
        let unfinished = unfinished.is_some_and(|failure| failure.kind == FailureKind::OutOfTime);
        let step = table::next(role, seen, target, options);
        if let Some(step) = step
            && !out_of_time
            && !unfinished
        {
            return Some((Ask::Converse(at, step.question, step.wait), step.why));
        }
        if seen.cut_short.is_none() && (unfinished || step.is_some()) {
            let of = if role == Role::Gateway { format!("the gateway {name}") } else { seen.place() };
            seen.cut_short = Some(format!(
                "the time budget for this host ({} s) ran out before {of} was fully checked.",
                options.timeouts.budget.as_secs_f32()
            ));
        }
        match ports::next(role, seen, target, options) {
            Ok(Some(step)) if !out_of_time => return Some((Ask::Port(at, step), step.why)),
            Ok(Some(_)) => skip(&mut seen.other_ports, Skipped::OutOfTime),
            Ok(None) => {}
            Err(why) => skip(&mut seen.other_ports, why),
        }
        // The listing's conversations measure the path as well, unless something disturbed them.
        if self.lists(at.of) {
            return None;
        }
        match self.now.disturbed {
            true => self.path(at, endpoint).or_else(|| self.offers(at, endpoint)),
            false => self.offers(at, endpoint).or_else(|| self.path(at, endpoint)),
        }
    }

    fn path(&self, at: At, endpoint: &mut Endpoint) -> Option<(Ask, &'static str)> {
        let role = endpoint.role;
        let seen = endpoint.addresses.get_mut(at.address).filter(|seen| seen.path.is_pending())?;
        match path::path(role, seen, self.now.options) {
            Ok((protocols, attempts)) => {
                return Some((Ask::Path(at, protocols, attempts), "how good the path is"));
            }
            Err(why) => seen.path = Outcome::Skipped(why),
        }
        None
    }

    fn offers(&self, at: At, endpoint: &mut Endpoint) -> Option<(Ask, &'static str)> {
        let seen = endpoint.addresses.get_mut(at.address).filter(|seen| seen.tls_offers.is_pending())?;
        match offers::wanted(seen, self.now.options) {
            Ok(protocols) => return Some((Ask::Offers(at, protocols), LISTING)),
            Err(why) => seen.tls_offers = Outcome::Skipped(why),
        }
        None
    }

    /// The listing does not wait for what else is asked of a host that has answered everything readily so far, unless
    /// there may be others on the same machine.
    fn list_beside(&mut self, at: At, endpoint: &Endpoint) {
        let Now { target, options, out_of_time, disturbed, .. } = *self.now;
        let Some(seen) = endpoint.addresses.get(at.address) else { return };
        let alone = disturbed || options.max_connections < 2;
        let one_machine = options.proxy.is_some() || target.gateway.is_some() || endpoint.role != Role::Host;
        let ready = seen.conversations.iter().all(|one| one.failure().is_none() && one.was_ready());
        if alone || one_machine || !ready || out_of_time || !seen.tls_offers.is_pending() {
            return;
        }
        if let Ok(protocols) = offers::wanted(seen, options) {
            self.ask(Party::Listing(at.of), Ask::Offers(at, protocols), LISTING);
        }
    }

    fn lists(&self, of: Which) -> bool {
        self.is_busy(Party::Listing(of))
    }

    /// Whether the listing goes on, with nothing else to ask of the endpoint.
    fn only_lists(&self, of: Which) -> bool {
        self.lists(of) && !self.now.disturbed && !self.is_busy(Party::Endpoint(of))
    }

    /// RDP over UDP: a datagram is no connection, and waits for nothing but the sight of the host.
    fn udp(&mut self, seen: &mut Observations, finished: bool) {
        let Now { target, options, out_of_time, .. } = *self.now;
        if !seen.udp.is_pending() || self.is_busy(Party::Udp) {
            return;
        }
        match beside::udp(seen, target, options) {
            Ok(_) if out_of_time => seen.udp = Outcome::Skipped(Skipped::OutOfTime),
            Ok(address) => {
                self.ask(Party::Udp, Ask::Udp(address), "does the host speak RDP over UDP?");
            }
            Err(why) if finished => seen.udp = Outcome::Skipped(why),
            // Nobody has been reached yet.
            Err(_) => {}
        }
    }

    /// Other ports of the host that belong to Remote Desktop.
    fn beside(&mut self, seen: &mut Observations) {
        let Now { target, options, out_of_time, .. } = *self.now;
        let party = self.party(Which::Host, seen);
        if self.is_busy(party) {
            return;
        }
        let asked = seen.websocket.done().map_or(0, Vec::len);
        let Some((role, port)) = beside::listeners(options).into_iter().nth(asked) else { return };
        match beside::beside(seen, target, options) {
            Ok(_) if out_of_time => skip(&mut seen.websocket, Skipped::OutOfTime),
            Ok(host) => {
                let through = host.through.as_ref().map(|through| through.to_port(port));
                let address = match through {
                    Some(_) => host.address,
                    None => at_port(host.address, port),
                };
                self.ask(
                    party,
                    Ask::Listener(role, address, through),
                    "is a WebSocket listener switched on?",
                );
            }
            Err(why) => skip(&mut seen.websocket, why),
        }
    }

    fn stun(&mut self, seen: &mut Observations) {
        if !seen.stun.is_pending() {
            return;
        }
        let options = self.now.options;
        let why = match (&options.stun, &options.proxy) {
            (None, _) => Skipped::NoStunServer,
            (Some(_), Some(_)) => Skipped::NotThroughProxy,
            (Some(_), None) if self.now.out_of_time => Skipped::OutOfTime,
            (Some(_), None) => {
                return self.ask(
                    Party::StunServer,
                    Ask::Stun,
                    "from which address does a server see this computer?",
                );
            }
        };
        seen.stun = Outcome::Skipped(why);
    }

    /// Who vouches for the certificates: begun as soon as every endpoint has shown one, and once more at the end if
    /// others were seen since.
    fn certificates(&mut self, seen: &mut Observations, finished: bool) {
        let Now { options, stores_read, chains_examined, out_of_time, .. } = *self.now;
        if options.depth == Depth::Quick {
            return certificates::skip(seen, &Skipped::NotAtQuick);
        }
        let chains = certificates::distinct_chains(seen);
        if finished && chains == 0 {
            return certificates::skip(seen, &Skipped::NoCertificate);
        }
        if !stores_read {
            match out_of_time && finished && !self.is_busy(Party::Stores) {
                true => certificates::skip(seen, &Skipped::OutOfTime),
                false => self.ask(Party::Stores, Ask::Stores, "which root certificates are trusted here"),
            }
            return;
        }
        let ready = match chains_examined {
            0 => finished || certificates::every_endpoint_shows_one(seen),
            // Without time nothing is fetched; whom the stores vouch for is asked all the same.
            examined => finished && examined < chains,
        };
        if 0 < chains && ready {
            self.ask(Party::Authorities, Ask::Certificates, "who issued the certificates");
        }
    }
}

/// An address to open connections to, and where the proxy there is to lead them.
type Way = (SocketAddr, Option<Through>);

/// For each destination the ways to it through each address of the proxy.
fn through(proxies: &[SocketAddr], destinations: &[Through]) -> Vec<Vec<Way>> {
    let to = |through: &Through| proxies.iter().map(|proxy| (*proxy, Some(through.clone()))).collect();
    destinations.iter().map(to).collect()
}

/// The way to go next; each later one to the same destination only where those before could not be gone.
fn next_way(ways: &[Vec<Way>], gone: &[AddressObservations]) -> Option<Way> {
    let mut gone = gone.iter();
    for alternatives in ways {
        for way in alternatives {
            let Some(seen) = gone.next() else { return Some(way.clone()) };
            if seen.conversations.iter().any(|one| one.connect.done().is_some()) {
                break;
            }
        }
    }
    None
}

/// The gateway has the host's name, or one of its addresses.
fn is_on_the_host(target: &Target, seen: &Observations) -> bool {
    let Some(gateway) = host(Which::Gateway, target, seen) else { return false };
    let known = |host: &Host, endpoint: &Endpoint| match host {
        Host::Address(address) => vec![*address],
        Host::Zoned(zoned) => vec![zoned.address.into()],
        Host::Name(_) => endpoint.resolve.done().map_or(Vec::new(), |found| found.addresses.clone()),
    };
    let at = seen.gateway.done().map_or(Vec::new(), |endpoint| known(gateway, endpoint));
    *gateway == target.host || known(&target.host, &seen.host).iter().any(|address| at.contains(address))
}

fn host<'a>(of: Which, target: &'a Target, seen: &Observations) -> Option<&'a Host> {
    match of {
        Which::Host => Some(&target.host),
        Which::Gateway => seen.gateway.done().and(target.gateway.as_ref()).map(|gateway| &gateway.host),
    }
}

/// Another port of the same address, on the same link.
pub(crate) fn at_port(mut address: SocketAddr, port: u16) -> SocketAddr {
    address.set_port(port);
    address
}

/// Says why, where nothing was asked yet.
fn skip<T>(outcome: &mut Outcome<T>, why: Skipped) {
    if outcome.is_pending() {
        *outcome = Outcome::Skipped(why);
    }
}

#[cfg(test)]
mod tests;
