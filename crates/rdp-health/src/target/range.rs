//! Addresses in a row: `192.0.2.0/24`, `192.0.2.10-192.0.2.20`, `192.0.2.10-20`. Nothing of it is held in memory but its
//! ends.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{DEFAULT_PORT, Host, Labels, Target, parse_port, shown};
use crate::error::Error;

const FORMS: &str = "write 192.0.2.0/24, 192.0.2.10-192.0.2.20, 192.0.2.10-20 or 2001:db8::/120; with a port \
                     192.0.2.0/24:3390 or [2001:db8::/120]:3390";

/// Addresses in a row, all at one port. Each is a target with the range among its labels.
///
/// ```
/// # use rdp_health::AddressRange;
/// let range = AddressRange::parse("192.0.2.0/30", 3389).unwrap().unwrap();
/// assert_eq!(range.len(), 4);
/// assert_eq!(range.targets().last().unwrap().to_string(), "192.0.2.3:3389");
/// assert!(AddressRange::parse("srv-01.corp.example", 3389).is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressRange {
    /// INVARIANT: of one family, and `first <= last`.
    first: IpAddr,
    last: IpAddr,
    port: u16,
    text: String,
    /// Where it was found.
    pub labels: Labels,
}

impl AddressRange {
    /// The range that a text means, with `default_port` where it names no port; `None` = it is meant as no range.
    ///
    /// # Errors
    /// The text is meant as a range, but is not one.
    pub fn parse(text: &str, default_port: u16) -> Option<Result<Self, Error>> {
        let text = text.trim();
        let (ends, port) = match text.strip_prefix('[') {
            Some(inner) => inner.split_once(']').map(|(ends, after)| (ends, after.strip_prefix(':')))?,
            // Of an IPv6 range without brackets no colon begins a port.
            None if text.matches(':').count() == 1 => {
                text.split_once(':').map(|(ends, port)| (ends, Some(port)))?
            }
            None => (text, None),
        };
        let (left, right, is_block) = match (ends.split_once('/'), ends.split_once('-')) {
            (Some((left, right)), _) => (left, right, true),
            (None, Some((left, right))) => (left, right, false),
            (None, None) => return None,
        };
        // A name may have a hyphen, and a web address a slash.
        let bare = |end: &str| end.split('%').next().unwrap_or_default().trim().to_owned();
        let first: IpAddr = bare(left).parse().ok()?;
        if left.contains('%') {
            // The name of an adapter may have a hyphen as well.
            let is_range = is_block || bare(right).parse::<IpAddr>().is_ok();
            return is_range.then(|| {
                let problem = format!("'{}' is a range with a zone ('%')", shown(text));
                Err(Error::target(problem, "write each link-local address alone, as in fe80::1%eth0"))
            });
        }
        let port = port.map_or(Ok(default_port), parse_port);
        let ends = if is_block { block(first, right.trim()) } else { span(first, right.trim()) };
        let ends = ends
            .ok_or_else(|| Error::target(format!("'{}' is not a range of addresses", shown(text)), FORMS));
        Some(port.and_then(|port| {
            let (first, last) = ends?;
            Ok(Self { first, last, port, text: shown(text), labels: Labels::default() })
        }))
    }

    /// How many addresses it has; more than `u64` can count are counted as its largest number.
    #[must_use]
    pub fn len(&self) -> u64 {
        let (first, last) = (number(self.first), number(self.last));
        u64::try_from(last.saturating_sub(first).saturating_add(1)).unwrap_or(u64::MAX)
    }

    /// Never: a range has a first address.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The port of all its targets.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether the address is one of them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.first.is_ipv4()
            && (number(self.first)..=number(self.last)).contains(&number(address))
    }

    /// A target for each address, in order, made when it is asked for. Those of no single host (0.0.0.0, multicast) are
    /// left out.
    pub fn targets(&self) -> impl Iterator<Item = Target> + Send + use<> {
        let Self { first, last, port, .. } = *self;
        let mut labels = self.labels.clone();
        labels.range = Some(self.text.clone());
        let addresses = (number(first)..=number(last)).map(move |number| address(number, first.is_ipv4()));
        let of_hosts = addresses.filter(|one| !one.is_unspecified() && !one.is_multicast());
        of_hosts.map(move |address| {
            let mut target = Target::new(Host::Address(address), port);
            target.labels = labels.clone();
            target
        })
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// The ends of `address/prefix`.
fn block(address_in_it: IpAddr, prefix: &str) -> Option<(IpAddr, IpAddr)> {
    let bits: u32 = if address_in_it.is_ipv4() { 32 } else { 128 };
    let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= bits)?;
    let hosts = u128::MAX.checked_shr(128 - (bits - prefix)).unwrap_or(0);
    let first = number(address_in_it) & !hosts;
    let is_v4 = address_in_it.is_ipv4();
    Some((address(first, is_v4), address(first | hosts, is_v4)))
}

/// The ends of `first-last`, where `last` may be the last part of an IPv4 address alone.
fn span(first: IpAddr, last: &str) -> Option<(IpAddr, IpAddr)> {
    let last = match (first, last.parse::<u8>()) {
        (IpAddr::V4(first), Ok(part)) => {
            let [a, b, c, _] = first.octets();
            Ipv4Addr::new(a, b, c, part).into()
        }
        _ => last.parse::<IpAddr>().ok()?,
    };
    (first.is_ipv4() == last.is_ipv4() && number(first) <= number(last)).then_some((first, last))
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

fn address(number: u128, is_v4: bool) -> IpAddr {
    match is_v4 {
        true => Ipv4Addr::from(u32::try_from(number).unwrap_or(u32::MAX)).into(),
        false => Ipv6Addr::from(number).into(),
    }
}

/// The range of a text, at the port of Remote Desktop.
impl std::str::FromStr for AddressRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text, DEFAULT_PORT).unwrap_or_else(|| {
            Err(Error::target(format!("'{}' is not a range of addresses", shown(text)), FORMS))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> (String, String, u64, u16) {
        let range: AddressRange = text.parse().unwrap();
        let targets: Vec<Target> = range.targets().take(2000).collect();
        (targets[0].to_string(), targets.last().unwrap().to_string(), range.len(), range.port())
    }

    #[test]
    fn every_form() {
        for (text, first, last, len) in [
            ("192.0.2.0/24", "192.0.2.0:3389", "192.0.2.255:3389", 256),
            ("192.0.2.77/30", "192.0.2.76:3389", "192.0.2.79:3389", 4),
            ("192.0.2.1/32:3390", "192.0.2.1:3390", "192.0.2.1:3390", 1),
            ("192.0.2.10-20", "192.0.2.10:3389", "192.0.2.20:3389", 11),
            (" 192.0.2.250 - 192.0.3.5 ", "192.0.2.250:3389", "192.0.3.5:3389", 12),
            ("2001:db8::/126", "[2001:db8::]:3389", "[2001:db8::3]:3389", 4),
            ("[2001:db8::/127]:3390", "[2001:db8::]:3390", "[2001:db8::1]:3390", 2),
            ("2001:db8::a-2001:db8::c", "[2001:db8::a]:3389", "[2001:db8::c]:3389", 3),
            ("255.255.255.255/32", "255.255.255.255:3389", "255.255.255.255:3389", 1),
        ] {
            let (got_first, got_last, got_len, _) = ends(text);
            assert_eq!((got_first.as_str(), got_last.as_str(), got_len), (first, last, len), "{text}");
        }
        assert_eq!("::/0".parse::<AddressRange>().unwrap().len(), u64::MAX);
        assert_eq!("0.0.0.0/0".parse::<AddressRange>().unwrap().len(), 1 << 32);
    }

    #[test]
    fn names_are_no_ranges_and_broken_ranges_say_so() {
        for text in ["srv-01", "10-20", "https://host/path", "srv01:3389", "192.0.2.1", "a/24", ""] {
            assert!(AddressRange::parse(text, 3389).is_none(), "{text}");
        }
        for text in [
            "192.0.2.0/33",
            "192.0.2.9-5",
            "192.0.2.0/24:0",
            "192.0.2.1-2001:db8::1",
            "::1-5000000",
            "192.0.2.0/",
            "192.0.2.1-256",
            "fe80::1%eth0/126",
            "fe80::1%eth0-fe80::5%eth0",
        ] {
            assert!(AddressRange::parse(text, 3389).unwrap().is_err(), "{text}");
        }
        for text in ["fe80::1%br-lan", "[fe80::1%br-lan]:3390", "fe80::1%12"] {
            assert!(AddressRange::parse(text, 3389).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_no_host_is_left_out() {
        let range: AddressRange = "0.0.0.0-1".parse().unwrap();
        assert_eq!(range.targets().map(|target| target.to_string()).collect::<Vec<_>>(), ["0.0.0.1:3389"]);
        assert_eq!("224.0.0.0/30".parse::<AddressRange>().unwrap().targets().count(), 0);
    }
}
