//! Where a certificate may make this machine connect: nothing in a certificate is trusted to choose that.
//!
//! Judged twice: the address as it is written, and every IP address that its name resolves to. The very address that
//! was judged is dialled, so that a name cannot change its mind in between.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::Url;

use crate::options::FetchPolicy;

/// Where clouds let their machines read credentials and settings, beside 169.254.0.0/16: AWS, Google, Alibaba, Azure,
/// Oracle.
const METADATA: [IpAddr; 5] = [
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
];

/// Why nothing is fetched from this URL, if nothing is.
pub(super) fn refuses_url(url: &Url, policy: &FetchPolicy) -> Option<String> {
    let port = match url.scheme() {
        "http" | "https" => url.port_or_known_default()?,
        "ldap" | "ldaps" => {
            return Some(match url.host_str() {
                None | Some("") => {
                    "an LDAP address without a host: only members of the domain can ask it".to_owned()
                }
                Some(_) => "an LDAP address, which only clients of that directory ask".to_owned(),
            });
        }
        other => return Some(format!("{other} is not asked, only http and https")),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Some("the address carries a user name or password".to_owned());
    }
    let allowed = [80, 443].contains(&port) || policy.ports.contains(&port);
    (!allowed).then(|| format!("port {port} is not allowed by the fetch policy"))
}

/// Why this address is not connected to, if it is not. `beside_target`: the target is on this machine's loopback.
pub(super) fn refuses_address(
    address: IpAddr,
    policy: &FetchPolicy,
    beside_target: bool,
) -> Option<&'static str> {
    let address = inner(address);
    if METADATA.contains(&address) {
        return Some("the address of a cloud's metadata service");
    }
    if address.is_unspecified() {
        return Some("an unspecified address");
    }
    if address.is_multicast() {
        return Some("a multicast address");
    }
    if address.is_loopback() {
        return (!policy.loopback && !beside_target)
            .then_some("this machine itself, which is not the target");
    }
    let private = match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            if v4.is_link_local() {
                return Some("a link-local address");
            }
            if v4.is_broadcast() || 240 <= first {
                return Some("a broadcast or reserved address");
            }
            if first == 0 {
                return Some("an unspecified address");
            }
            v4.is_private() || first == 100 && (64..128).contains(&second)
        }
        IpAddr::V6(v6) => {
            // fec0::/10 was the site-local range.
            let [first, ..] = v6.segments();
            if v6.is_unicast_link_local() {
                return Some("a link-local address");
            }
            v6.is_unique_local() || first & 0xffc0 == 0xfec0
        }
    };
    (private && !policy.private_addresses).then_some("a private address, which the fetch policy forbids")
}

/// The IPv4 address that an IPv6 address stands for: mapped, compatible, NAT64 (RFC 6052), 6to4 (RFC 3056).
fn inner(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let from = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        IpAddr::V4(Ipv4Addr::new(a, b, c, d))
    };
    match v6.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => from(high, low),
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => from(high, low),
        [0x2002, high, low, ..] => from(high, low),
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(policy: &FetchPolicy, text: &str) -> Option<String> {
        refuses_url(&Url::parse(text).unwrap(), policy)
    }

    #[test]
    fn only_http_on_its_ports_without_credentials() {
        let policy = FetchPolicy::default().port(8080);
        for allowed in [
            "http://pki.corp.example/ca.crl",
            "HTTP://PKI.corp.example:80/CertEnroll/Corp CA(1)+.crl",
            "https://pki.corp.example/ca.crl",
            "http://pki.corp.example:443/ca.crl",
            "http://pki.corp.example:8080/ca.crl",
            "http://[2001:db8::1]/ca.crl",
        ] {
            assert_eq!(url(&policy, allowed), None, "{allowed}");
        }
        for (refused, why) in [
            ("ldap:///CN=Corp%20CA,CN=CDP,DC=corp,DC=example?certificateRevocationList", "without a host"),
            ("ldap://dc1.corp.example/CN=Corp%20CA", "an LDAP address"),
            ("file:///etc/passwd", "file is not asked"),
            ("file://srv/share/ca.crl", "file is not asked"),
            ("ftp://pki.corp.example/ca.crl", "ftp is not asked"),
            ("gopher://pki.corp.example/", "gopher is not asked"),
            ("http://user@pki.corp.example/ca.crl", "user name"),
            ("http://:secret@pki.corp.example/ca.crl", "password"),
            ("http://pki.corp.example:80@evil.example/ca.crl", "user name"),
            ("http://pki.corp.example:22/ca.crl", "port 22"),
            ("http://pki.corp.example:6379/ca.crl", "port 6379"),
            ("https://pki.corp.example:8443/ca.crl", "port 8443"),
        ] {
            let said = url(&policy, refused).unwrap_or_else(|| panic!("{refused} is allowed"));
            assert!(said.contains(why), "{refused}: {said}");
        }
    }

    #[test]
    fn addresses_by_class() {
        let policy = FetchPolicy::default();
        let judge = |address: &str, policy: &FetchPolicy, beside| {
            refuses_address(address.parse().unwrap(), policy, beside)
        };
        for never in [
            "169.254.169.254",
            "169.254.0.1",
            "::ffff:169.254.169.254",
            "::169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
            "fe80::1",
            "fe80::a9fe:a9fe",
            "fd00:ec2::254",
            "fd20:ce::254",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "224.0.0.251",
            "239.255.255.250",
            "ff02::1",
            "255.255.255.255",
            "240.0.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "::ffff:0.0.0.0",
        ] {
            let generous = FetchPolicy::default().loopback(true);
            assert!(judge(never, &generous, true).is_some(), "{never}");
        }
        for here in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"] {
            assert!(judge(here, &policy, false).is_some(), "{here}");
            assert_eq!(judge(here, &policy, true), None, "{here} beside the target");
            assert_eq!(judge(here, &FetchPolicy::default().loopback(true), false), None, "{here}");
        }
        for private in
            ["10.0.0.1", "172.31.255.1", "192.168.1.1", "100.64.0.1", "fd12::1", "fec0::1", "::ffff:10.0.0.1"]
        {
            assert_eq!(judge(private, &policy, false), None, "{private}");
            let strict = FetchPolicy::default().private_addresses(false);
            assert!(judge(private, &strict, false).is_some(), "{private}");
        }
        for public in ["192.0.2.7", "8.8.8.8", "100.63.0.1", "172.32.0.1", "2001:db8::1"] {
            let strict = FetchPolicy::default().private_addresses(false);
            assert_eq!(judge(public, &strict, false), None, "{public}");
        }
    }

    #[test]
    fn an_address_in_disguise_is_seen_through() {
        // As WHATWG reads them; what it cannot read is refused before.
        for (text, address) in [
            ("http://2130706433/", "127.0.0.1"),
            ("http://0x7f.1/", "127.0.0.1"),
            ("http://0251.0376.0251.0376/", "169.254.169.254"),
            ("http://[::ffff:a9fe:a9fe]/", "::ffff:169.254.169.254"),
        ] {
            let parsed = Url::parse(text).unwrap();
            let host = parsed.host_str().unwrap().trim_start_matches('[').trim_end_matches(']');
            assert_eq!(host.parse::<IpAddr>().unwrap(), address.parse::<IpAddr>().unwrap(), "{text}");
        }
    }
}
