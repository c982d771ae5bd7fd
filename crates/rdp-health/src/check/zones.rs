//! What the zones of link-local addresses mean on this computer.

use crate::error::Error;
use crate::options::CheckOptions;
use crate::probe;
use crate::target::{Host, Target};

/// Whether the zones of the target's address and of its RD Gateway are network adapters of this computer. Targets without a
/// zone pass.
///
/// [`check`](crate::check()) asks it itself; a program that keeps a [`Checker`](crate::Checker) asks it when it has read
/// the target. It takes no network: the operating system knows its adapters.
///
/// # Errors
/// The adapter does not exist; the error lists those that there are.
pub fn known_zone(target: &Target) -> Result<(), Error> {
    let gateway = target.gateway.as_ref().filter(|_| target.client.uses_gateway());
    for host in std::iter::once(&target.host).chain(gateway.map(|gateway| &gateway.host)) {
        if let Some((problem, remedy)) = unknown(host) {
            return Err(Error::target(problem, remedy));
        }
    }
    Ok(())
}

/// What is wrong with the zone of an address, and what to write instead; `None` = nothing.
pub(super) fn unknown(host: &Host) -> Option<(String, String)> {
    let Host::Zoned(zoned) = host else { return None };
    if probe::zone_index(&zoned.zone).is_some() {
        return None;
    }
    let list = probe::zones();
    let remedy = match list.is_empty() {
        true => format!("write {}% and one of this computer's network adapters", zoned.address),
        false => format!("write {}% and one of {}", zoned.address, list.join(", ")),
    };
    Some((format!("this computer has no network adapter '{}'", zoned.zone), remedy))
}

/// The numbers of the adapters that target and options name; those that there are not are left out.
pub(super) fn numbers(target: &Target, options: &CheckOptions) -> Vec<(String, u32)> {
    let hosts = [
        Some(&target.host),
        target.gateway.as_ref().map(|gateway| &gateway.host),
        options.proxy.as_ref().map(|proxy| &proxy.host),
        options.stun.as_ref().map(|stun| &stun.host),
    ];
    let zones = hosts.into_iter().flatten().filter_map(|host| match host {
        Host::Zoned(zoned) => Some(&zoned.zone),
        Host::Name(_) | Host::Address(_) => None,
    });
    zones.filter_map(|zone| Some((zone.clone(), probe::zone_index(zone)?))).collect()
}
