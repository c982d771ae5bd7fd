//! UDP, after everything that TCP tells.

use std::net::SocketAddr;

use crate::observe::{Observations, StunObservations, UdpObservations, UdpQuestion};
use crate::options::CheckOptions;
use crate::outcome::Outcome;
use crate::plan;
use crate::probe::Probe;
use crate::target::{Host, Target};

/// The port of RDP Shortpath for managed networks.
const SHORTPATH_PORT: u16 = 3390;
/// The port of STUN, RFC 8489 18.6.
const STUN_PORT: u16 = 3478;

/// Asks the host's UDP ports, if that is worth it.
pub(super) async fn look(
    probe: &mut Probe<'_>,
    seen: &Observations,
    target: &Target,
    options: &CheckOptions,
) -> Outcome<UdpObservations> {
    let address = match plan::udp(seen, target, options) {
        Ok(_) if probe.out_of_time() => return Outcome::skipped("the time for this host was used up"),
        Ok(address) => address,
        Err(why) => return Outcome::skipped(why),
    };
    let rdp = probe.udp(address).await;
    let beside = SocketAddr::new(address.ip(), SHORTPATH_PORT);
    let shortpath = match address.port() {
        SHORTPATH_PORT => UdpQuestion::new(beside, Outcome::skipped("the same port")),
        _ if probe.out_of_time() => {
            UdpQuestion::new(beside, Outcome::skipped("the time for this host was used up"))
        }
        _ => probe.udp(beside).await,
    };
    Outcome::Done(UdpObservations::new(rdp, shortpath))
}

/// Asks the STUN server, if one was given.
pub(super) async fn stun(probe: &mut Probe<'_>, options: &CheckOptions) -> Outcome<StunObservations> {
    let Some(server) = &options.stun else { return Outcome::skipped("no STUN server was given") };
    if options.proxy.is_some() {
        return Outcome::skipped(plan::NOT_THROUGH);
    }
    let name = server.to_string();
    if probe.out_of_time() {
        return Outcome::skipped("the time for this host was used up");
    }
    let ip = match &server.host {
        Host::Address(address) => Some(*address),
        Host::Name(host) => {
            let resolution = probe.resolve(host, Err(plan::GIVEN)).await;
            resolution.done().and_then(|resolution| resolution.addresses.first().copied())
        }
    };
    let Some(ip) = ip else {
        let why = "its name has no address that could be asked";
        return Outcome::Done(StunObservations::new(name, None, Outcome::skipped(why)));
    };
    let address = SocketAddr::new(ip, server.port.unwrap_or(STUN_PORT));
    let answer = match plan::is_one_host(address) {
        true => probe.stun(address).await,
        false => Outcome::skipped("its address is that of no single host"),
    };
    Outcome::Done(StunObservations::new(name, Some(address), answer))
}
