//! Addresses that are nobody's: a client of a zero-trust network, or a proxy, gives them out and answers at them itself.
//!
//! What is in the ranges is data. That an address is in one proves nothing.

use std::net::IpAddr;

/// A range of such addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Synthetic {
    /// In CIDR.
    pub(crate) range: &'static str,
    /// Who gives them out.
    pub(crate) product: &'static str,
    /// No real host ever has one.
    pub(crate) own: bool,
}

/// The range of an address, if it may be synthetic.
pub(crate) fn synthetic(address: IpAddr) -> Option<Synthetic> {
    let rows = include_str!("../../data/synthetic_addresses.tsv").lines().filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        let (range, product, kind) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Synthetic { range, product, own: kind == "own" })
    })
    .find(|row| contains(row.range, address) == Some(true))
}

fn contains(range: &str, address: IpAddr) -> Option<bool> {
    let (network, bits) = range.split_once('/')?;
    let (network, bits): (IpAddr, u32) = (network.parse().ok()?, bits.parse().ok()?);
    let (one, other, width) = match (network, address) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (u128::from(one.to_bits()), u128::from(other.to_bits()), 32),
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits(), other.to_bits(), 128),
        _ => return Some(false),
    };
    let rest = u32::checked_sub(width, bits)?;
    Some(one.checked_shr(rest).unwrap_or_default() == other.checked_shr(rest).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_range_with_its_source() {
        let table = include_str!("../../data/synthetic_addresses.tsv");
        for row in table.lines().filter(|row| !row.starts_with('#')) {
            let [range, product, kind, source] = row.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{row}")
            };
            let network = range.split('/').next().unwrap().parse().unwrap();
            assert_eq!(synthetic(network).map(|found| found.product), Some(product), "{row}");
            assert!(["own", "shared"].contains(&kind) && 10 < source.len(), "{row}");
        }
    }

    #[test]
    fn where_a_range_ends() {
        let own = |address: &str| synthetic(address.parse().unwrap()).map(|found| found.own);
        for (address, expected) in [
            ("198.17.255.255", None),
            ("198.18.0.0", Some(true)),
            ("198.19.255.255", Some(true)),
            ("198.20.0.0", None),
            ("100.64.255.255", Some(false)),
            // Tailscale and carriers.
            ("100.65.0.1", None),
            ("100.101.102.103", None),
            ("6.6.255.254", Some(false)),
            ("fc00::1", Some(false)),
            ("fd00::1", None),
            ("10.0.0.1", None),
            ("127.0.0.1", None),
        ] {
            assert_eq!(own(address), expected, "{address}");
        }
    }
}
