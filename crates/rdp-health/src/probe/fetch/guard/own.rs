//! Whether an address is one of this computer's own.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// Whether packets to this address stay on this computer. Nothing is sent.
pub(in crate::probe) fn is_ours(address: IpAddr) -> bool {
    // Only own addresses can be bound, unless the system is set to allow any (ip_nonlocal_bind): then addresses of no
    // machine (RFC 5737, RFC 3849) can be bound as well, and the way to the address has to say it.
    let nobodys: IpAddr = match address {
        IpAddr::V4(_) => Ipv4Addr::new(192, 0, 2, 1).into(),
        IpAddr::V6(_) => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
    };
    can_bind(address) && (!can_bind(nobodys) || leaves_from(address) == Some(address))
}

fn can_bind(address: IpAddr) -> bool {
    UdpSocket::bind((address, 0)).is_ok()
}

/// The address from which packets to `address` leave: to its own the system talks from that very one.
fn leaves_from(address: IpAddr) -> Option<IpAddr> {
    let any: IpAddr = match address {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect((address, 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_are_known() {
        assert!(is_ours(Ipv4Addr::LOCALHOST.into()));
        for other in ["192.0.2.7", "198.51.100.1", "2001:db8::7"] {
            assert!(!is_ours(other.parse().unwrap()), "{other}");
        }
    }
}
