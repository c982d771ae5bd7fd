//! What is asked about names beside the addresses that are tested.

use super::task::Which;
use crate::observe::{AddressObservations, Observations, Role};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Outcome, Skipped};

/// Whether the target's name is resolved although the caller gave its address, to compare; or why not.
pub(crate) fn compare_given(which: Which, options: &CheckOptions) -> Result<(), Skipped> {
    let somebody = options.system_resolver || options.dns_server.or(options.second_dns).is_some();
    match options.depth {
        _ if which == Which::Gateway => Err(Skipped::AddressGiven),
        Depth::Quick => {
            Err("the address was given by the caller, and is compared with DNS from depth standard".into())
        }
        _ if somebody => Ok(()),
        _ => Err(Skipped::AddressGiven),
    }
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
