//! The kernel's own decision for one address (rtnetlink(7)): policy routing and VPNs included.

use std::net::{IpAddr, SocketAddr};

use nix::sys::socket::{AddressFamily, SockProtocol};

use super::recognise::by_name;
use crate::observe::{Interface, InterfaceKind, NextHop, Route};
use crate::outcome::Outcome;
use crate::probe::netlink::{append, ask, attributes, number};

const RTM_GETLINK: u16 = 18;
const RTM_GETROUTE: u16 = 26;
/// `rtmsg` and `ifinfomsg`.
const ROUTE_HEADER: usize = 12;
const LINK_HEADER: usize = 16;

const RTA_DST: u16 = 1;
const RTA_OIF: u16 = 4;
const RTA_GATEWAY: u16 = 5;
const RTA_VIA: u16 = 18;
const IFLA_IFNAME: u16 = 3;
const IFLA_MTU: u16 = 4;
const IFLA_LINKINFO: u16 = 18;
const IFLA_INFO_KIND: u16 = 1;

/// Adds what the kernel says of the way to `address`.
pub(super) fn describe(route: &mut Route, address: SocketAddr) {
    let Some((next_hop, index)) = ask_route(address) else {
        route.interface = Outcome::skipped("the kernel does not answer questions about its routes");
        return;
    };
    route.next_hop = next_hop;
    route.interface = match index.and_then(ask_interface) {
        Some(interface) => Outcome::Done(interface),
        None => Outcome::skipped("the kernel does not describe the adapter"),
    };
}

fn ask_route(address: SocketAddr) -> Option<(NextHop, Option<u32>)> {
    let (family, bytes) = match address.ip() {
        IpAddr::V4(address) => (AddressFamily::Inet, address.octets().to_vec()),
        IpAddr::V6(address) => (AddressFamily::Inet6, address.octets().to_vec()),
    };
    let bits = u8::try_from(bytes.len() * 8).ok()?;
    let mut question = vec![u8::try_from(family as i32).ok()?, bits];
    question.resize(ROUTE_HEADER, 0);
    append(&mut question, RTA_DST, &bytes);
    if let SocketAddr::V6(address) = address
        && address.scope_id() != 0
    {
        append(&mut question, RTA_OIF, &address.scope_id().to_ne_bytes());
    }
    let answer = ask(SockProtocol::NetlinkRoute, RTM_GETROUTE, &question)?;
    let (mut next_hop, mut index) = (NextHop::Direct, None);
    for (kind, content) in attributes(answer.get(ROUTE_HEADER..)?) {
        match kind {
            RTA_OIF => index = number(content),
            RTA_GATEWAY => next_hop = NextHop::Gateway { address: ip(content) },
            // A gateway of the other IP version: two bytes of family before it.
            RTA_VIA => next_hop = NextHop::Gateway { address: content.get(2..).and_then(ip) },
            _ => {}
        }
    }
    Some((next_hop, index))
}

fn ip(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = || <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from);
    v4().or_else(|| <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from))
}

fn ask_interface(index: u32) -> Option<Interface> {
    let mut question = vec![0; 4];
    question.extend(index.to_ne_bytes());
    question.resize(LINK_HEADER, 0);
    let answer = ask(SockProtocol::NetlinkRoute, RTM_GETLINK, &question)?;
    let hardware = u16::from_ne_bytes(answer.get(2..4)?.try_into().ok()?);
    let (mut interface, mut made_as) = (Interface::new("", index), None);
    for (kind, content) in attributes(answer.get(LINK_HEADER..)?) {
        match kind {
            IFLA_IFNAME => interface.name = text(content),
            IFLA_MTU => interface.mtu = number(content),
            IFLA_LINKINFO => {
                let found = attributes(content).find(|(kind, _)| *kind == IFLA_INFO_KIND);
                made_as = found.map(|(_, content)| text(content));
            }
            _ => {}
        }
    }
    let named = by_name(&interface.name);
    interface.kind = named.map_or_else(|| kind(made_as.as_deref(), hardware), |(kind, _)| kind);
    interface.product = match (named, made_as.as_deref()) {
        (_, Some("wireguard")) => Some("WireGuard".to_owned()),
        (Some((_, product)), _) => product.map(str::to_owned),
        // A program made it, and called it as it liked.
        (None, Some("tun")) => Some("a VPN program".to_owned()),
        (None, _) => None,
    };
    Some(interface)
}

/// From the driver's name, or from the hardware type (`ARPHRD_…`) where there is none.
fn kind(made_as: Option<&str>, hardware: u16) -> InterfaceKind {
    match (made_as, hardware) {
        (
            Some("wireguard" | "tun" | "ppp" | "vti" | "vti6" | "xfrm" | "gre" | "ipip" | "sit" | "ip6tnl"),
            _,
        ) => InterfaceKind::Tunnel,
        (Some("wwan"), _) => InterfaceKind::Mobile,
        (Some(_), _) => InterfaceKind::Virtual,
        (None, 772) => InterfaceKind::Loopback,
        (None, 1) => InterfaceKind::Ethernet,
        // PPP, "none", and the tunnels of the kernel.
        (None, 512 | 65534 | 768 | 769 | 776 | 778) => InterfaceKind::Tunnel,
        _ => InterfaceKind::Unknown,
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_ourselves_is_direct_by_loopback() {
        let ourselves = ([127, 0, 0, 1], 0).into();
        let mut route = Route::new([127, 0, 0, 1].into());
        describe(&mut route, ourselves);
        assert_eq!(route.next_hop, NextHop::Direct);
        let interface = route.interface.done().unwrap();
        assert_eq!((interface.name.as_str(), interface.kind), ("lo", InterfaceKind::Loopback));
        assert!(1500 <= interface.mtu.unwrap());
    }
}
