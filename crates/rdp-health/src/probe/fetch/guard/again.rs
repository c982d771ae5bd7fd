//! The guard's verdict on addresses, formulated a second time for tests and fuzzing: numbers and prefixes in one table,
//! without the classes of the standard library.

use std::net::{IpAddr, Ipv4Addr};

use crate::options::FetchPolicy;

const NEVER: &[&str] = &[
    "0.0.0.0/8",
    "169.254.0.0/16",
    "224.0.0.0/3",
    "100.100.100.200/32",
    "168.63.129.16/32",
    "192.0.0.192/32",
    "::/128",
    "fe80::/10",
    "ff00::/8",
    "fd00:ec2::/32",
    "fd20:ce::254/128",
    "fd00:a9fe:a9fe::/48",
    "fd00:42::42/128",
];
const PRIVATE: &[&str] =
    &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fec0::/10"];
const HERE: &[&str] = &["127.0.0.0/8", "::1/128"];
/// A prefix, the place of the lowest bit of the IPv4 address below it, and what it is mixed with.
const EMBEDDING: &[(&str, u32, u32)] = &[
    ("::ffff:0:0/96", 0, 0),
    ("::ffff:0:0:0/96", 0, 0),
    ("64:ff9b::/96", 0, 0),
    ("2002::/16", 80, 0),
    ("2001::/32", 64, 0),
    ("2001::/32", 0, u32::MAX),
];

/// Which family, and the address as a number.
fn number(address: IpAddr) -> (bool, u128) {
    match address {
        IpAddr::V4(v4) => (true, u128::from(u32::from(v4))),
        IpAddr::V6(v6) => (false, u128::from(v6)),
    }
}

fn within(address: IpAddr, prefix: &str) -> bool {
    let (net, bits) = prefix.split_once('/').unwrap();
    let ((is_v4, number), (net_v4, net)) = (number(address), number(net.parse().unwrap()));
    let width: u32 = if net_v4 { 32 } else { 128 };
    let shift = width - bits.parse::<u32>().unwrap();
    is_v4 == net_v4 && number.checked_shr(shift) == net.checked_shr(shift)
}

fn low(number: u128) -> u32 {
    u32::try_from(number & 0xffff_ffff).unwrap()
}

fn all(address: IpAddr) -> Vec<IpAddr> {
    let IpAddr::V6(v6) = address else { return vec![address] };
    let bits = u128::from(v6);
    let mut found: Vec<u32> = EMBEDDING
        .iter()
        .filter(|(prefix, ..)| within(address, prefix))
        .map(|(_, shift, mask)| low(bits >> shift) ^ mask)
        .collect();
    if within(address, "::/96") && 0xffff < bits {
        found.push(low(bits));
    }
    if (bits >> 32) & 0xfcff_ffff == 0x5efe {
        found.push(low(bits));
    }
    if within(address, "64:ff9b:1::/48") {
        // Octet 8 is left out of what follows the prefix: RFC 6052 2.2.
        let without = |upper: u32| {
            let kept = (bits >> 64) & ((1 << upper) - 1);
            low(((kept << 32) | (u128::from(low(bits >> 24)))) >> upper)
        };
        let forms = [low(bits), without(16), without(8), low(bits >> 24)];
        let real = forms.into_iter().filter(|form| 0xff_ffff < *form).collect::<Vec<_>>();
        found.extend(if real.is_empty() { vec![0] } else { real });
    }
    let plain = within(address, "::ffff:0:0/96");
    let own = (!plain).then_some(address);
    own.into_iter().chain(found.into_iter().map(|one| Ipv4Addr::from(one).into())).collect()
}

/// Whether nothing is fetched from this address, for a certificate that was seen at `origin` of this computer, or elsewhere.
pub(crate) fn refused(
    address: IpAddr,
    policy: &FetchPolicy,
    origin: Option<IpAddr>,
    ours: &[IpAddr],
) -> bool {
    all(address).into_iter().any(|one| {
        let among = |prefixes: &[&str]| prefixes.iter().any(|prefix| within(one, prefix));
        let itself = match origin {
            None => policy.loopback,
            Some(IpAddr::V4(Ipv4Addr::LOCALHOST)) => policy.loopback || among(HERE),
            Some(own) => policy.loopback || own == one,
        };
        let here = among(HERE) || ours.contains(&one);
        among(NEVER) || here && !itself || !here && among(PRIVATE) && !policy.private_addresses
    })
}
