//! A name that a certificate contains, and that clients do not find there.

use std::net::IpAddr;

use url::Host;

use crate::observe::CertificateFacts;

/// A name that is there, and why it does not count.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Misplaced {
    /// In whole sentences.
    pub(crate) says: String,
    /// Where it is an address as text, which some clients accept.
    pub(crate) address: bool,
}

/// Where the name that was asked for is in the certificate after all, and why it does not count there.
pub(crate) fn misplaced_name(asked: &str, facts: &CertificateFacts) -> Option<Misplaced> {
    let asked = asked.trim_end_matches('.');
    let is = |name: &&String| name.trim_end_matches('.').eq_ignore_ascii_case(asked);
    let alternatives = !facts.dns_names.is_empty() || !facts.ip_addresses.is_empty();
    let in_common_name = facts.common_names.iter().any(|name| is(&name));
    if address(asked).is_some() {
        let place = match (facts.dns_names.iter().any(|name| is(&name)), in_common_name) {
            (true, _) => "as a DNS name",
            (false, true) => "in its common name only",
            (false, false) => return None,
        };
        return Some(Misplaced {
            says: format!(
                "The certificate contains {asked} {place}. Clients look for an IP address in a subject alternative \
                 name of type IP address; only some accept it elsewhere."
            ),
            address: true,
        });
    }
    let says = if in_common_name && alternatives {
        format!(
            "The certificate contains {asked} in its common name only. It also has subject alternative names, so \
             clients ignore the common name."
        )
    } else {
        facts.dns_names.iter().chain(&facts.common_names).find_map(|name| almost(name, asked))?
    };
    Some(Misplaced { says, address: false })
}

fn address(name: &str) -> Option<IpAddr> {
    name.split('%').next().and_then(|address| address.parse().ok())
}

/// Why an entry that looks like it does not cover the name.
fn almost(entry: &str, asked: &str) -> Option<String> {
    let bare = entry.trim_end_matches('.');
    if let Some((first, parent)) = bare.split_once('.')
        && first.contains('*')
    {
        return wildcard(bare, first, parent, asked);
    }
    if !bare.is_ascii() {
        let ascii = Host::parse(bare).ok()?.to_string();
        return ascii.eq_ignore_ascii_case(asked).then(|| {
            format!(
                "The certificate contains the name as {bare}. In a certificate it must be written as {ascii}, \
                 because clients compare that form."
            )
        });
    }
    let trimmed = bare.trim();
    let core = trimmed.split_once("://").map_or(trimmed, |(_, rest)| rest);
    let core = core.split(['/', ':']).next().unwrap_or(core);
    (core != bare && core.eq_ignore_ascii_case(asked)).then(|| {
        format!("The certificate contains the entry {bare:?}, which is more than the plain name {asked}: clients do \
            not match it.")
    })
}

fn wildcard(entry: &str, first: &str, parent: &str, asked: &str) -> Option<String> {
    let (label, rest) = asked.split_once('.')?;
    let below = asked.len().checked_sub(parent.len()).and_then(|cut| asked.split_at_checked(cut));
    let below = below.filter(|(_, end)| end.eq_ignore_ascii_case(parent)).map(|(start, _)| start);
    let why = if first != "*" {
        let (before, after) = first.split_once('*')?;
        let fits = first.len() <= label.len().saturating_add(1)
            && starts_with(label, before)
            && label.len().checked_sub(after.len()).and_then(|cut| label.get(cut..)) == Some(after);
        if !(fits && rest.eq_ignore_ascii_case(parent)) {
            return None;
        }
        "a wildcard must be the whole first label"
    } else if asked.eq_ignore_ascii_case(parent) {
        "a wildcard covers the names below the domain, not the domain itself"
    } else if !parent.contains('.') && rest.eq_ignore_ascii_case(parent) {
        "clients do not accept a wildcard directly below a top-level domain"
    } else if below.is_some_and(|start| 1 < start.matches('.').count() && start.ends_with('.')) {
        "a wildcard stands for exactly one label"
    } else {
        return None;
    };
    Some(format!("The certificate contains {entry}, but {why}: it does not cover {asked}."))
}

fn starts_with(label: &str, beginning: &str) -> bool {
    label.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_do_not_count() {
        for (asked, cn, dns, ip, expected) in [
            ("127.0.0.1", "x", &["127.0.0.1"][..], &[][..], Some("as a DNS name")),
            ("127.0.0.1", "127.0.0.1", &[], &[], Some("in its common name only")),
            ("127.0.0.1", "x", &["other"], &["127.0.0.2"], None),
            ("2001:db8::1", "x", &["2001:DB8::1"], &[], Some("as a DNS name")),
            (
                "srv.corp.example",
                "srv.corp.example",
                &["other.corp.example"],
                &[],
                Some("ignore the common name"),
            ),
            ("a.b.corp.example", "x", &["*.corp.example"], &[], Some("exactly one label")),
            ("corp.example", "x", &["*.corp.example"], &[], Some("not the domain itself")),
            ("srv.example", "x", &["*.example"], &[], Some("top-level domain")),
            ("srv01.corp.example", "x", &["srv*.corp.example"], &[], Some("whole first label")),
            ("db01.corp.example", "x", &["srv*.corp.example"], &[], None),
            ("xn--mnchen-3ya.example", "x", &["m\u{fc}nchen.example"], &[], Some("written as xn--")),
            ("srv.corp.example", "x", &["https://srv.corp.example/"], &[], Some("more than the plain name")),
            ("srv.corp.example", "x", &["srv.corp.example:3389"], &[], Some("more than the plain name")),
            ("srv.corp.example", "x", &["srv.corp.example "], &[], Some("more than the plain name")),
            ("srv.corp.example", "other", &["other.corp.example"], &[], None),
        ] {
            let mut facts = crate::certificate::read(b"");
            facts.common_names = vec![cn.to_owned()];
            facts.dns_names = dns.iter().map(|name| (*name).to_owned()).collect();
            facts.ip_addresses = ip.iter().map(|address| address.parse().unwrap()).collect();
            let found = misplaced_name(asked, &facts).map(|found| found.says);
            match expected {
                Some(part) => {
                    assert!(found.as_deref().is_some_and(|says| says.contains(part)), "{asked}: {found:?}");
                }
                None => assert_eq!(found, None, "{asked}"),
            }
        }
    }
}
