//! Where connections are opened to when they go through a proxy.

use std::net::SocketAddr;

use crate::observe::{Observations, ProxyObservations, Through};
use crate::options::Proxy;
use crate::outcome::Outcome;
use crate::plan;
use crate::probe::Probe;
use crate::target::Host;

/// Why no name of the host's or its gateway's is resolved here.
pub(super) const PROXY_RESOLVES: &str = "the proxy resolves names";

/// An address to open connections to, and where the proxy there is to lead them.
pub(super) type Way = (SocketAddr, Option<Through>);

/// For each destination the ways to it, of which the first that can be gone is enough.
pub(super) fn ways(proxies: &[SocketAddr], destinations: &[Through]) -> Vec<Vec<Way>> {
    let to = |through: &Through| proxies.iter().map(|proxy| (*proxy, Some(through.clone()))).collect();
    destinations.iter().map(to).collect()
}

/// The addresses of the proxy, in the order in which they are tried; each later one only where the ones before could not
/// be reached, as clients do.
pub(super) async fn addresses(
    probe: &mut Probe<'_>,
    proxy: &Proxy,
    observations: &mut Observations,
) -> Vec<SocketAddr> {
    let mut seen = ProxyObservations::new(proxy.to_string(), proxy.has_credentials());
    let addresses = match &proxy.host {
        Host::Address(address) => {
            seen.resolve = Outcome::skipped("the proxy is an address, not a name");
            vec![*address]
        }
        Host::Name(name) => {
            seen.resolve = probe.resolve(name, Err(plan::GIVEN)).await;
            seen.resolve.done().map(|resolution| resolution.addresses.clone()).unwrap_or_default()
        }
    };
    observations.proxy = Outcome::Done(seen);
    addresses.into_iter().map(|address| SocketAddr::new(address, proxy.port)).collect()
}
