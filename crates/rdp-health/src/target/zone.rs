//! Link-local IPv6 addresses with their zone: the network adapter of this computer on whose link they are.

use std::borrow::Cow;
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
    if address.is_multicast() || address.is_unspecified() {
        return of_address(address.into());
    }
    if !address.is_unicast_link_local() {
        return Err(Error::target(
            format!("'{}' has a zone ('%'), but {address} is not a link-local address", shown(text)),
            format!("write {address} alone"),
        ));
    }
    // A port behind the zone needs brackets, as behind every IPv6 address.
    if let Some((zone, port)) = zone.rsplit_once(':')
        && !zone.is_empty()
        && port.parse::<u16>().is_ok()
    {
        return Err(Error::target(
            format!("'{}' has a port, but no brackets around the address", shown(text)),
            format!("write [{address}%{zone}]:{port}"),
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

/// The bracketed host of a web address, where `%` is written `%25` (RFC 6874): there `%2512` is the adapter 12. Other text
/// stands as it is, and so does a zone that somebody wrote without the escape.
pub(crate) fn unescaped(authority: &str) -> Cow<'_, str> {
    let zone = authority.split_once("%25").map_or("", |(_, zone)| zone);
    match authority.starts_with('[') && !zone.is_empty() && !zone.starts_with(']') {
        true => Cow::Owned(authority.replacen("%25", "%", 1)),
        false => Cow::Borrowed(authority),
    }
}

/// Names below this are addresses, which Windows reads itself: `fe80--1s12.ipv6-literal.net` is `fe80::1%12`.
const LITERAL: &str = ".ipv6-literal.net";

/// The address that a name of Windows for programs without IPv6 literals stands for; `None` = it is no such name.
pub(super) fn parse_literal_name(name: &str) -> Option<Result<Host, Error>> {
    let address = name.to_ascii_lowercase();
    let address = address.strip_suffix(LITERAL)?;
    let (address, zone) = match address.split_once('s') {
        Some((address, zone)) => (address, format!("%{zone}")),
        None => (address, String::new()),
    };
    Some(parse_ipv6(&format!("{}{zone}", address.replace('-', ":"))))
}
