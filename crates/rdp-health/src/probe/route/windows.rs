//! The adapter that holds this computer's address, as Windows describes it.

use std::net::{IpAddr, SocketAddr};

use netdev::interface::types::InterfaceType;

use super::recognise::by_description;
use crate::observe::{Interface, InterfaceKind, NextHop, Route};
use crate::outcome::Outcome;

/// Adds the adapter, and whether the address is on its link.
pub(super) fn describe(route: &mut Route, address: SocketAddr) {
    let (local, address) = (route.local, address.ip());
    let adapters = netdev::get_interfaces();
    let Some(adapter) = adapters.into_iter().find(|adapter| adapter.ip_addrs().contains(&local)) else {
        route.interface = Outcome::skipped("no adapter of this computer has the address");
        return;
    };
    let on_link = match address {
        IpAddr::V4(address) => adapter.ipv4.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) => adapter.ipv6.iter().any(|net| net.contains(&address)),
    };
    let name = adapter.friendly_name.clone().unwrap_or_else(|| adapter.name.clone());
    let mut interface = Interface::new(name, adapter.index);
    interface.mtu = adapter.mtu;
    let described = adapter.description.as_deref().and_then(by_description);
    (interface.kind, interface.product) = match described {
        Some((kind, product)) => (kind, product.map(str::to_owned)),
        None => (kind_of(adapter.if_type), None),
    };
    route.next_hop = match on_link || interface.kind == InterfaceKind::Loopback || local == address {
        true => NextHop::Direct,
        // A tunnel may or may not have a gateway at its other end.
        false if interface.kind == InterfaceKind::Tunnel => NextHop::Unknown,
        false => NextHop::Gateway { address: None },
    };
    route.interface = Outcome::Done(interface);
}

fn kind_of(kind: InterfaceType) -> InterfaceKind {
    match kind {
        InterfaceType::Loopback => InterfaceKind::Loopback,
        InterfaceType::Ethernet
        | InterfaceType::GigabitEthernet
        | InterfaceType::FastEthernetT
        | InterfaceType::FastEthernetFx => InterfaceKind::Ethernet,
        InterfaceType::Wireless80211 => InterfaceKind::Wireless,
        InterfaceType::Ppp | InterfaceType::Tunnel | InterfaceType::ProprietaryVirtual => {
            InterfaceKind::Tunnel
        }
        InterfaceType::Wwanpp | InterfaceType::Wwanpp2 => InterfaceKind::Mobile,
        InterfaceType::Bridge => InterfaceKind::Virtual,
        _ => InterfaceKind::Unknown,
    }
}
