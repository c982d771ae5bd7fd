//! Link-local IPv6 addresses with their zone: the network adapter of this computer on whose link they are.

use std::fmt;
use std::net::Ipv6Addr;

use super::{Host, of_address, shown};
use crate::error::Error;

/// No system has longer names of network adapters.
const LONGEST_ZONE: usize = 64;

/// A link-local IPv6 address, which is good on one link alone, and the zone that names the link (RFC 4007 11).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ZonedAddress {
    /// The address.
    pub address: Ipv6Addr,
    /// The name or the number of a network adapter of the computer that checks: `eth0`, `12`.
    pub zone: String,
}

impl fmt::Display for ZonedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%{}", self.address, self.zone)
    }
}

/// An IPv6 address, with its zone where it has one. In addresses of the web `%` is written `%25` (RFC 6874).
pub(super) fn parse_ipv6(text: &str) -> Result<Host, Error> {
    let (address, zone) = match text.split_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (text, None),
    };
    let address: Ipv6Addr = address.parse().map_err(|_| {
        Error::target(
            format!("'{}' is not an IPv6 address", shown(text)),
            "write for example [2001:db8::1]:3389",
        )
    })?;
    let Some(zone) = zone else { return of_address(address.into()) };
    // 25 by itself, or before more digits, is the number of an adapter.
    let escaped = zone.strip_prefix("25").filter(|rest| rest.starts_with(|c: char| !c.is_ascii_digit()));
    let zone = escaped.unwrap_or(zone);
    if !address.is_unicast_link_local() {
        return Err(Error::target(
            format!("'{}' has a zone ('%'), but {address} is not a link-local address", shown(text)),
            format!("write {address} alone"),
        ));
    }
    let allowed = |c: char| c.is_ascii_graphic() && !matches!(c, '%' | '/' | ':' | '[' | ']');
    if zone.is_empty() || LONGEST_ZONE < zone.len() || !zone.chars().all(allowed) {
        return Err(Error::target(
            format!("'{}' names no network adapter after the '%'", shown(text)),
            format!("write for example {address}%eth0 or [{address}%eth0]:3389, on Windows {address}%12"),
        ));
    }
    Ok(Host::Zoned(ZonedAddress { address, zone: zone.to_owned() }))
}
