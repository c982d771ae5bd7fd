//! Whether the other ports of a host are asked: one small question each, if TCP reached the host.

use std::net::SocketAddr;

use crate::observe::{AddressObservations, Observations, ProxyAnswer, Role};
use crate::options::{CheckOptions, Depth};
use crate::outcome::Skipped;
use crate::target::Target;

/// The address whose other ports are asked, or why none is.
pub(crate) fn beside<'a>(
    seen: &'a Observations,
    target: &Target,
    options: &CheckOptions,
) -> Result<&'a AddressObservations, Skipped> {
    if options.depth < Depth::Full {
        return Err(Skipped::AtFull);
    }
    if !target.service.is_rdp() {
        return Err(Skipped::NotOfThisRole);
    }
    if target.client.gateway_usage == Some(1) {
        return Err("this client connects through a gateway, not directly to the host".into());
    }
    let reached = |address: &&AddressObservations| {
        address.conversations.iter().any(|one| match address.through {
            Some(_) => one.proxy.done().is_some_and(ProxyAnswer::opened),
            None => one.connect.done().is_some(),
        })
    };
    let address = seen.host.addresses.iter().find(reached).ok_or(Skipped::NotConnected)?;
    match is_one_host(address.address) {
        true => Ok(address),
        false => Err(Skipped::NotOneHost),
    }
}

/// The address that is asked over UDP, or why none is.
pub(crate) fn udp(
    seen: &Observations,
    target: &Target,
    options: &CheckOptions,
) -> Result<SocketAddr, Skipped> {
    let address = beside(seen, target, options)?;
    match address.through {
        Some(_) => Err(Skipped::NotThroughProxy),
        None => Ok(address.address),
    }
}

/// The WebSocket listeners that a host may have, with their ports.
pub(crate) fn listeners(options: &CheckOptions) -> [(Role, u16); 2] {
    [(Role::Websocket, options.websocket_port), (Role::WebsocketTls, options.websocket_tls_port)]
}

/// Never a whole network: an answer of many to one question is an attack.
pub(crate) fn is_one_host(address: SocketAddr) -> bool {
    let ip = address.ip();
    let broadcast = matches!(ip, std::net::IpAddr::V4(ip) if ip.is_broadcast());
    !ip.is_unspecified() && !ip.is_multicast() && !broadcast
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::Endpoint;

    #[test]
    fn networks_are_no_hosts() {
        for (address, one) in [
            ("192.0.2.1:3389", true),
            ("[2001:db8::1]:3389", true),
            ("0.0.0.0:3389", false),
            ("255.255.255.255:3389", false),
            ("224.0.0.1:3389", false),
            ("[::]:3389", false),
            ("[ff02::1]:3389", false),
        ] {
            assert_eq!(is_one_host(address.parse().unwrap()), one, "{address}");
        }
    }

    #[test]
    fn a_host_that_tcp_did_not_reach_is_not_asked() {
        let target = Target::parse("srv01").unwrap();
        let full = CheckOptions::default().depth(Depth::Full);
        let seen = Observations::new(Endpoint::new(Role::Host, "srv01", 3389));
        assert_eq!(beside(&seen, &target, &full), Err(Skipped::NotConnected));
        let standard = beside(&seen, &target, &CheckOptions::default());
        assert_eq!(standard, Err(Skipped::AtFull));
    }
}
