//! The names for which an authority may issue, RFC 5280 4.2.1.10, in words.

use std::net::{Ipv4Addr, Ipv6Addr};

use x509_parser::extensions::{GeneralName, GeneralSubtree};
use x509_parser::prelude::X509Certificate;

use super::facts::printable;
use crate::observe::CertificateFacts;

/// Names that are told before the rest is counted.
const NAMED: usize = 4;

/// For which names this authority may issue and for which it may not; `None` = it is not bound to any.
pub(super) fn constraints(authority: &X509Certificate<'_>) -> Option<String> {
    let constraints = authority.name_constraints().ok().flatten()?.value;
    let said = |subtrees: &Option<Vec<GeneralSubtree<'_>>>| {
        let names: Vec<String> =
            subtrees.iter().flatten().map(|subtree| subtree_name(&subtree.base)).collect();
        (!names.is_empty()).then(|| few(&names))
    };
    let only = said(&constraints.permitted_subtrees)
        .map(|names| format!("it may issue certificates only for {names}"));
    let not = said(&constraints.excluded_subtrees)
        .map(|names| format!("it may not issue certificates for {names}"));
    let said: Vec<String> = only.into_iter().chain(not).collect();
    (!said.is_empty()).then(|| said.join(", and "))
}

/// The names of a server's certificate.
pub(super) fn names_of(server: &CertificateFacts) -> String {
    let addresses = server.ip_addresses.iter().map(ToString::to_string);
    let names: Vec<String> = server.dns_names.iter().cloned().chain(addresses).collect();
    match names.is_empty() {
        true => server.subject.clone(),
        false => few(&names),
    }
}

fn subtree_name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::DNSName(name) | GeneralName::URI(name) | GeneralName::RFC822Name(name) => {
            printable(name)
        }
        GeneralName::DirectoryName(name) => printable(&name.to_string()),
        GeneralName::IPAddress(bytes) => network(bytes),
        other => printable(&other.to_string()),
    }
}

/// An address and its mask.
fn network(bytes: &[u8]) -> String {
    if let Ok([a, b, c, d, mask @ ..]) = <[u8; 8]>::try_from(bytes) {
        return format!("{}/{}", Ipv4Addr::new(a, b, c, d), Ipv4Addr::from(mask));
    }
    let halves = bytes.split_at_checked(16);
    let halves = halves.and_then(|(address, mask)| {
        Some((<[u8; 16]>::try_from(address).ok()?, <[u8; 16]>::try_from(mask).ok()?))
    });
    match halves {
        Some((address, mask)) => format!("{}/{}", Ipv6Addr::from(address), Ipv6Addr::from(mask)),
        None => "an address that could not be parsed".to_owned(),
    }
}

fn few(names: &[String]) -> String {
    let told: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => told.join(", "),
        more => format!("{} and {more} more", told.join(", ")),
    }
}
