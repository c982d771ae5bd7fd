//! Is the name that was asked for among the names a certificate carries?

use std::net::IpAddr;

use crate::observe::CertificateFacts;

/// How a name was found in a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameMatch {
    /// In the subject alternative name, itself or under a wildcard.
    Alternative,
    /// Only in the common name, where there is no alternative name. Windows still reads it there.
    CommonName,
    /// The first label is the certificate's host name: the same host, asked for by a longer or shorter name.
    ShortName,
    /// Not at all.
    None,
}

/// Looks a name or address up in a certificate, RFC 6125 section 6.4.
pub(crate) fn match_name(asked: &str, facts: &CertificateFacts) -> NameMatch {
    // Certificates know no zones of link-local addresses.
    let without_zone = asked.split('%').next().unwrap_or(asked);
    if let Ok(address) = without_zone.parse::<IpAddr>() {
        return match facts.ip_addresses.contains(&address) {
            true => NameMatch::Alternative,
            false => NameMatch::None,
        };
    }
    let alternatives = !facts.dns_names.is_empty() || !facts.ip_addresses.is_empty();
    if facts.dns_names.iter().any(|pattern| covers(pattern, asked)) {
        NameMatch::Alternative
    } else if !alternatives && facts.common_names.iter().any(|pattern| covers(pattern, asked)) {
        NameMatch::CommonName
    } else if facts.dns_names.iter().chain(&facts.common_names).any(|name| same_host(name, asked)) {
        NameMatch::ShortName
    } else {
        NameMatch::None
    }
}

/// A wildcard stands for exactly one label, and only as the whole leftmost one.
fn covers(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.trim_end_matches('.'), name.trim_end_matches('.'));
    match pattern.strip_prefix("*.") {
        None => pattern.eq_ignore_ascii_case(name),
        Some(parent) => name.split_once('.').is_some_and(|(label, rest)| {
            !label.is_empty() && parent.contains('.') && rest.eq_ignore_ascii_case(parent)
        }),
    }
}

/// `srv01` and `srv01.corp.example` may be one host; `srv01.a.example` and `srv01.b.example` are two names.
fn same_host(one: &str, other: &str) -> bool {
    let label = |name: &str| name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    one.contains('.') != other.contains('.') && label(one) == label(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(cn: &str, dns: &[&str], ip: &[&str]) -> CertificateFacts {
        let mut facts = crate::certificate::read(b"");
        facts.common_names = vec![cn.to_owned()];
        facts.dns_names = dns.iter().map(|s| (*s).to_owned()).collect();
        facts.ip_addresses = ip.iter().map(|s| s.parse().unwrap()).collect();
        facts
    }

    #[test]
    fn names() {
        use NameMatch::{Alternative, CommonName, None, ShortName};
        for (asked, cn, dns, ip, expected) in [
            ("srv.corp.example", "x", &["srv.corp.example"][..], &[][..], Alternative),
            ("SRV.corp.EXAMPLE", "x", &["srv.corp.example"], &[], Alternative),
            ("srv.corp.example", "x", &["*.corp.example"], &[], Alternative),
            ("a.srv.corp.example", "x", &["*.corp.example"], &[], None),
            ("corp.example", "x", &["*.corp.example"], &[], None),
            ("srv.example", "x", &["*.example"], &[], None),
            ("srv.corp.example", "srv.corp.example", &[], &[], CommonName),
            ("srv.corp.example", "srv.corp.example", &["other.corp.example"], &[], None),
            ("srv.corp.example", "SRV", &[], &[], ShortName),
            ("srv", "srv.corp.example", &["srv.corp.example"], &[], ShortName),
            ("srv.a.example", "srv.b.example", &[], &[], None),
            ("192.0.2.7", "192.0.2.7", &[], &[], None),
            ("192.0.2.7", "x", &[], &["192.0.2.7"], Alternative),
            ("2001:db8::1", "x", &[], &["2001:0db8::0001"], Alternative),
        ] {
            assert_eq!(
                match_name(asked, &certificate(cn, dns, ip)),
                expected,
                "{asked} against {cn} {dns:?} {ip:?}"
            );
        }
    }
}
