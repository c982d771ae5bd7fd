//! What is asked about names beside the addresses that are tested.

use std::net::IpAddr;

use super::task::Which;
use crate::observe::{AddressObservations, Conversation, Endpoint, Observations, Resolution, Role};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Outcome, Skipped};

/// Whether the target's name is resolved although the caller gave its address, to compare; or why not.
pub(crate) fn compare_given(which: Which, options: &CheckOptions) -> Result<(), Skipped> {
    let somebody = options.system_resolver || options.dns_server.or(options.second_dns).is_some();
    match options.depth {
        _ if which == Which::Gateway => Err(Skipped::AddressGiven),
        Depth::Quick => {
            Err("the address was given by the caller; from depth standard it is compared with DNS".into())
        }
        _ if somebody => Ok(()),
        _ => Err(Skipped::AddressGiven),
    }
}

/// Addresses of other sources are tried up to this many.
const MOST_ELSEWHERE: usize = 2;

/// The addresses to test: those of the name, and where none of them lets clients in, those that other sources have.
pub(crate) fn addresses(which: Which, seen: &Endpoint, options: &CheckOptions) -> Vec<IpAddr> {
    let Some(resolution) = seen.resolve.done() else { return Vec::new() };
    let mut addresses = resolution.addresses.clone();
    let own = seen.addresses.get(..addresses.len());
    let in_vain = own.is_some_and(|own| {
        own.iter().all(|address| !address.lets_in(seen.role) && address.cut_short.is_none())
    });
    if which == Which::Host && in_vain && !addresses.is_empty() && Depth::Quick < options.depth {
        let link_local = |address: &IpAddr| matches!(address, IpAddr::V6(v6) if v6.is_unicast_link_local());
        let usable = |address: &IpAddr| {
            let nobody = address.is_unspecified() || address.is_multicast() || link_local(address);
            options.family.admits(*address) && !nobody
        };
        addresses.extend(resolution.elsewhere().into_iter().filter(usable).take(MOST_ELSEWHERE));
    }
    addresses
}

/// The name beside which made-up ones are asked for, or why none are.
pub(crate) fn made_up(which: Which, seen: &Endpoint, options: &CheckOptions) -> Result<String, Skipped> {
    let resolution = seen.resolve.done().ok_or(Skipped::IsAddress)?;
    let spoke = |address: &AddressObservations| {
        let says = |one: &Conversation| {
            one.negotiate.done().is_some() || one.http.done().is_some() || one.credssp.done().is_some()
        };
        address.conversations.iter().any(says)
    };
    match () {
        () if which == Which::Gateway => Err(Skipped::NotOfThisRole),
        () if options.depth == Depth::Quick => Err(Skipped::NotAtQuick),
        () if resolution.given => Err(Skipped::AddressGiven),
        () if !leads_to_dns(resolution) => Err("no DNS server gave the addresses".into()),
        () if seen.addresses.iter().any(spoke) => Err("the host answers as expected".into()),
        () => Ok(completed(resolution)),
    }
}

fn leads_to_dns(resolution: &Resolution) -> bool {
    let in_dns = resolution.in_dns();
    resolution.addresses.iter().any(|address| in_dns.contains(address))
}

/// The full name, where the name is a short one.
fn completed(resolution: &Resolution) -> String {
    let mut servers = resolution.direct.done().into_iter().flatten();
    let completed = servers.find_map(|server| server.completed.clone());
    completed.unwrap_or_else(|| resolution.name.clone())
}

/// Whether DNS is asked for the names of the address, or why not.
pub(crate) fn reverse(role: Role, seen: &AddressObservations, options: &CheckOptions) -> Result<(), Skipped> {
    match (options.depth, options.dns_server) {
        _ if role == Role::Gateway => Err(Skipped::NotOfThisRole),
        _ if seen.through.is_some() => Err(Skipped::NotThroughProxy),
        (Depth::Quick, _) => Err(Skipped::NotAtQuick),
        _ if seen.cut_short.is_some() => Err(Skipped::OutOfTime),
        (_, None) if seen.address.ip().is_loopback() => Err("the address is this computer's own".into()),
        _ => Ok(()),
    }
}

/// The names that have not come by the end of a check.
pub(crate) fn give_up_names(seen: &mut Observations) {
    let gateway = match &mut seen.gateway {
        Outcome::Done(gateway) => Some(gateway),
        _ => None,
    };
    let endpoints = std::iter::once(&mut seen.host).chain(gateway);
    for address in endpoints.flat_map(|endpoint| &mut endpoint.addresses) {
        if address.reverse.is_pending() {
            address.reverse = Outcome::Skipped(Skipped::NotWaitedFor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_address_is_compared_where_somebody_is_to_be_asked() {
        let options = CheckOptions::default();
        let alone = options.clone().system_resolver(false);
        let dns = "192.0.2.53:53".parse().unwrap();
        for (options, compared) in [
            (options.clone(), true),
            (options.depth(Depth::Quick), false),
            (alone.clone(), false),
            (alone.clone().dns_server(dns), true),
            (alone.second_dns(dns), true),
        ] {
            assert_eq!(compare_given(Which::Host, &options).is_ok(), compared, "{options:?}");
        }
    }
}
