//! The IPv4 addresses that an IPv6 address may stand for: who translates or tunnels it reaches those.

use std::net::{IpAddr, Ipv4Addr};

/// The address, and every IPv4 address that it may stand for.
pub(super) fn meanings(address: IpAddr) -> Vec<IpAddr> {
    // ::ffff:a.b.c.d is an IPv4 address and nothing else (RFC 4291 2.5.5.2).
    let address = address.to_canonical();
    let mut meanings = vec![address];
    let IpAddr::V6(v6) = address else { return meanings };
    let mut may_be = |octets: [u8; 4]| meanings.push(Ipv4Addr::from(octets).into());
    match v6.octets() {
        // IPv4-compatible (RFC 4291 2.5.5.1); :: and ::1 are what they are.
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] if (a, b) != (0, 0) => may_be([a, b, c, d]),
        // Translated without state (RFC 2765 2.1).
        [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, a, b, c, d] => may_be([a, b, c, d]),
        // NAT64 (RFC 6052 2.1).
        [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d] => may_be([a, b, c, d]),
        // The NAT64 of a network (RFC 8215), whose prefix is as long as the network likes: after 48, 56, 64 or 96 bits,
        // around the eighth octet (RFC 6052 2.2). What would lie in 0.0.0.0/8 is the filling of another length.
        [0, 0x64, 0xff, 0x9b, 0, 1, e, f, _, g, h, i, a, b, c, d] => {
            let forms = [[e, f, g, h], [f, g, h, i], [g, h, i, a], [a, b, c, d]];
            let filling = |form: &[u8; 4]| form.starts_with(&[0]);
            if forms.iter().all(filling) {
                may_be([0; 4]);
            }
            forms.into_iter().filter(|form| !filling(form)).for_each(may_be);
        }
        // 6to4 (RFC 3056 2).
        [0x20, 0x02, a, b, c, d, ..] => may_be([a, b, c, d]),
        // Teredo (RFC 4380 4): its server, and the client with every bit the other way round.
        [0x20, 0x01, 0, 0, a, b, c, d, .., w, x, y, z] => {
            may_be([a, b, c, d]);
            may_be([!w, !x, !y, !z]);
        }
        _ => {}
    }
    // ISATAP, below any prefix (RFC 5214 6.1): 0200 and 0100 are the bits "universal" and "group".
    if let [.., e, 0, 0x5e, 0xfe, a, b, c, d] = v6.octets()
        && e & 0xfc == 0
    {
        meanings.push(Ipv4Addr::new(a, b, c, d).into());
    }
    meanings
}
