//! Where a certificate may make this computer connect: nothing in a certificate is trusted to choose that.
//!
//! Judged twice: the address as it is written, and every IP address that its name resolves to. The very address that
//! was judged is dialled, so that a name cannot change its mind in between.

#[cfg(any(test, fuzzing))]
#[allow(clippy::unwrap_used, reason = "its own table can be read")]
mod again;
mod embedded;
mod metadata;
pub(super) mod own;

use std::net::IpAddr;
#[cfg(fuzzing)]
use std::net::Ipv4Addr;

use url::Url;

use crate::observe::AddressObservations;
use crate::options::FetchPolicy;

/// Why nothing is fetched from this URL, if nothing is.
pub(super) fn refuses_url(url: &Url, policy: &FetchPolicy) -> Option<String> {
    let port = match url.scheme() {
        "http" | "https" => url.port_or_known_default()?,
        "ldap" | "ldaps" => {
            return Some(match url.host_str() {
                None | Some("") => {
                    "an LDAP URL without a host: only members of the domain can use it".to_owned()
                }
                Some(_) => "an LDAP URL, which only clients of that directory can use".to_owned(),
            });
        }
        other => return Some(format!("{other} is not supported, only http and https")),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Some("the URL contains a user name or password".to_owned());
    }
    let allowed = [80, 443].contains(&port) || policy.ports.contains(&port);
    (!allowed).then(|| format!("port {port} is not allowed by the fetch policy"))
}

/// Where a certificate was seen, as far as that opens a way to this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::probe) enum Origin {
    /// On another machine: nothing of this one is its business.
    Elsewhere,
    /// On this computer's loopback, which is then its own.
    Loopback,
    /// At this other address of this computer, and it alone is its own.
    Own(IpAddr),
}

impl Origin {
    /// The origin of what was seen at this address.
    pub(in crate::probe) fn of(seen: &AddressObservations) -> Self {
        match seen.through {
            // The address is the proxy's, and what the proxy calls loopback is not ours.
            Some(_) => Self::Elsewhere,
            None => Self::of_address(seen.address.ip()),
        }
    }

    /// The origin of what was seen there, on a connection straight to it.
    pub(in crate::probe) fn of_address(address: IpAddr) -> Self {
        match address.to_canonical() {
            address if address.is_loopback() => Self::Loopback,
            address if own::is_ours(address) => Self::Own(address),
            _ => Self::Elsewhere,
        }
    }
}

/// Why this address is not connected to for a certificate of this origin, if it is not.
pub(super) fn refuses_address(
    address: IpAddr,
    policy: &FetchPolicy,
    origin: Origin,
    is_ours: impl Fn(IpAddr) -> bool,
) -> Option<&'static str> {
    let refuses = |one: IpAddr| {
        refuses_always(one).or_else(|| {
            let here = one.is_loopback() || is_ours(one);
            let its_own = match origin {
                Origin::Elsewhere => false,
                Origin::Loopback => one.is_loopback(),
                Origin::Own(own) => one == own,
            };
            if here {
                return (!policy.loopback && !its_own)
                    .then_some("this computer itself, which did not present the certificate");
            }
            (is_private(one) && !policy.private_addresses)
                .then_some("a private address, which the fetch policy forbids")
        })
    };
    embedded::meanings(address).into_iter().find_map(refuses)
}

/// Where nothing is fetched from, whatever the policy and the origin.
fn refuses_always(address: IpAddr) -> Option<&'static str> {
    if metadata::is_metadata(address) {
        return Some("the address of a cloud's metadata service");
    }
    if address.is_unspecified() {
        return Some("an unspecified address");
    }
    if address.is_multicast() {
        return Some("a multicast address");
    }
    match address {
        IpAddr::V4(v4) if v4.is_link_local() => Some("a link-local address"),
        IpAddr::V4(v4) => match v4.octets() {
            [0, ..] => Some("an unspecified address"),
            [240..=255, ..] => Some("a broadcast or reserved address"),
            _ => None,
        },
        IpAddr::V6(v6) => v6.is_unicast_link_local().then_some("a link-local address"),
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || matches!(v4.octets(), [100, 64..128, ..]),
        IpAddr::V6(v6) => {
            // fec0::/10 was the site-local range.
            let [first, ..] = v6.segments();
            v6.is_unique_local() || first & 0xffc0 == 0xfec0
        }
    }
}

/// The verdict on an address and the verdict of the second formulation, for fuzzing.
#[cfg(fuzzing)]
pub(in crate::probe) fn both(
    address: IpAddr,
    policy: &FetchPolicy,
    origin: Option<IpAddr>,
    ours: &[IpAddr],
) -> (Option<&'static str>, bool) {
    let seen = match origin {
        None => Origin::Elsewhere,
        Some(address) if address.is_loopback() => Origin::Loopback,
        Some(address) => Origin::Own(address),
    };
    let origin = if seen == Origin::Loopback { Some(Ipv4Addr::LOCALHOST.into()) } else { origin };
    let judged = refuses_address(address, policy, seen, |one| ours.contains(&one));
    (judged, again::refused(address, policy, origin, ours))
}

#[cfg(test)]
mod tests;
