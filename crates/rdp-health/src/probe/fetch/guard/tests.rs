use std::net::{Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::*;

fn nothing_is_ours(_: IpAddr) -> bool {
    false
}

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
        ("ldap://dc1.corp.example/CN=Corp%20CA", "an LDAP URL"),
        ("file:///etc/passwd", "file is not supported"),
        ("file://srv/share/ca.crl", "file is not supported"),
        ("ftp://pki.corp.example/ca.crl", "ftp is not supported"),
        ("gopher://pki.corp.example/", "gopher is not supported"),
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
    let judge = |address: &str, policy: &FetchPolicy, origin| {
        refuses_address(address.parse().unwrap(), policy, origin, nothing_is_ours)
    };
    let (elsewhere, loopback) = (Origin::Elsewhere, Origin::Loopback);
    for never in [
        "169.254.169.254",
        "169.254.0.1",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        // Translated statelessly, a NAT64 of the network's own, Teredo's server and its client, ISATAP.
        "::ffff:0:169.254.169.254",
        "64:ff9b:1::a9fe:a9fe",
        "64:ff9b:1:a9fe:a9:fe00::",
        "64:ff9b:1:a9:fe:a9fe::",
        "64:ff9b:1:0:a9:fea9:fe00:0",
        "2001:0:a9fe:a9fe::1",
        "2001:0:c000:207:0:0:5601:5601",
        "2001:db8::5efe:a9fe:a9fe",
        "2001:db8::200:5efe:a9fe:a9fe",
        "fd00:ec2::23",
        "fd00:a9fe:a9fe::1",
        "fd00:a9fe:a9fe::254",
        "fd00:42::42",
        "169.254.42.42",
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
        assert!(judge(never, &generous, loopback).is_some(), "{never}");
    }
    for here in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"] {
        assert!(judge(here, &policy, elsewhere).is_some(), "{here}");
        assert_eq!(judge(here, &policy, loopback), None, "{here} seen there");
        assert_eq!(judge(here, &FetchPolicy::default().loopback(true), elsewhere), None, "{here}");
    }
    for private in
        ["10.0.0.1", "172.31.255.1", "192.168.1.1", "100.64.0.1", "fd12::1", "fec0::1", "::ffff:10.0.0.1"]
    {
        assert_eq!(judge(private, &policy, elsewhere), None, "{private}");
        let strict = FetchPolicy::default().private_addresses(false);
        assert!(judge(private, &strict, elsewhere).is_some(), "{private}");
    }
    for public in [
        "192.0.2.7",
        "8.8.8.8",
        "100.63.0.1",
        "172.32.0.1",
        "2001:db8::1",
        "64:ff9b:1::c000:207",
        "2001:0:c000:207::c000:207",
    ] {
        let strict = FetchPolicy::default().private_addresses(false);
        assert_eq!(judge(public, &strict, elsewhere), None, "{public}");
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

#[test]
fn this_machine_is_its_own_business_alone() {
    let policy = FetchPolicy::default();
    let [mine, other]: [IpAddr; 2] = ["10.1.2.3", "10.1.2.4"].map(|address| address.parse().unwrap());
    let ours = |address| [mine, other].contains(&address);
    let judge = |address: &str, origin| refuses_address(address.parse().unwrap(), &policy, origin, ours);
    for form in ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "2002:a01:203::1"] {
        assert!(judge(form, Origin::Elsewhere).is_some(), "{form}");
        assert!(judge(form, Origin::Loopback).is_some(), "{form}");
        assert!(judge(form, Origin::Own(other)).is_some(), "{form}");
        assert_eq!(judge(form, Origin::Own(mine)), None, "{form}");
    }
    assert!(judge("127.0.0.1", Origin::Own(mine)).is_some());
    assert_eq!(judge("10.1.2.5", Origin::Elsewhere), None, "a neighbour");
    let open = FetchPolicy::default().loopback(true);
    assert_eq!(refuses_address(mine, &open, Origin::Elsewhere, ours), None);
}

const OURS: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(10, 1, 2, 3)), IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7))];

/// Addresses of which many are near a border.
fn v4() -> impl Strategy<Value = u32> {
    let near = [
        0,
        0x0aff_ffff,
        0x0a01_0203,
        0x7f00_0001,
        0x6440_0000,
        0x6464_64c8,
        0xa83f_8110,
        0xa9fe_a9fe,
        0xac10_0000,
        0xac20_0000,
        0xc000_00c0,
        0xc0a8_0000,
        0xe000_0000,
        0xf000_0000,
        u32::MAX,
    ];
    prop_oneof![
        any::<u32>(),
        (prop::sample::select(near.to_vec()), 0_u32..3)
            .prop_map(|(at, off)| at.wrapping_add(off).wrapping_sub(1)),
    ]
}

fn address() -> impl Strategy<Value = IpAddr> {
    let heads = [
        "::",
        "::1",
        "::ffff:0:0",
        "::ffff:0:0:0",
        "64:ff9b::",
        "64:ff9b:1::",
        "64:ff9b:2::",
        "2001::",
        "2001:db8::",
        "2001:db8::7",
        "2002::",
        "2001:db8::5efe:0:0",
        "2001:db8::200:5efe:0:0",
        "fe80::",
        "fe7f::",
        "fec0::",
        "fc00::",
        "fd00:ec2::",
        "fd00:ec2::23",
        "fd20:ce::254",
        "fd00:a9fe:a9fe::1",
        "fd00:42::42",
        "ff02::1",
    ];
    let heads = heads.map(|head| u128::from(head.parse::<Ipv6Addr>().unwrap()));
    let wrapped = (
        prop::sample::select(heads.to_vec()),
        v4(),
        any::<bool>(),
        prop::sample::select(vec![0_u32, 24, 40, 64, 80]),
    );
    prop_oneof![
        v4().prop_map(|v4| Ipv4Addr::from(v4).into()),
        any::<u128>().prop_map(|v6| Ipv6Addr::from(v6).into()),
        prop::sample::select(heads.to_vec()).prop_map(|v6| Ipv6Addr::from(v6).into()),
        wrapped.prop_map(|(head, v4, negated, shift)| {
            let v4 = u128::from(if negated { !v4 } else { v4 });
            Ipv6Addr::from(head | (v4 << shift)).into()
        }),
    ]
}

fn many() -> ProptestConfig {
    // PROPTEST_CASES asks for more.
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.max(20_000), failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(many())]

    #[test]
    fn two_formulations_agree(
        address in address(),
        (loopback, private) in any::<(bool, bool)>(),
        origin in prop::sample::select(vec![Origin::Elsewhere, Origin::Loopback, Origin::Own(OURS[0]), Origin::Own(OURS[1])]),
    ) {
        let policy = FetchPolicy::default().loopback(loopback).private_addresses(private);
        let said = refuses_address(address, &policy, origin, |one| OURS.contains(&one));
        let seen_here = match origin {
            Origin::Elsewhere => None,
            Origin::Loopback => Some(Ipv4Addr::LOCALHOST.into()),
            Origin::Own(own) => Some(own),
        };
        let again = again::refused(address, &policy, seen_here, &OURS);
        prop_assert_eq!(said.is_some(), again, "{} of {:?}: {:?}", address, origin, said);
    }

    #[test]
    fn urls_are_judged_by_their_parts(
        scheme in prop::sample::select(vec!["http", "HTTPS", "https", "ldap", "file", "ftp", "gopher", "ws", "jar"]),
        user in prop::sample::select(vec!["", "", "u@", "u:p@", ":p@"]),
        host in "[a-z]{1,8}(\\.[a-z]{2,5}){0,2}",
        port in prop::option::of(prop_oneof![Just(80_u16), Just(443), Just(8080), 1_u16..]),
        path in "[ -~]{0,12}",
    ) {
        let port_text = port.map(|port| format!(":{port}")).unwrap_or_default();
        let text = format!("{scheme}://{user}{host}{port_text}/{path}");
        let web = scheme.to_ascii_lowercase().starts_with("http");
        let open = port.is_none_or(|port| matches!(port, 80 | 443 | 8080));
        let allowed = web && user.is_empty() && open;
        if let Ok(parsed) = Url::parse(&text) {
            let said = refuses_url(&parsed, &FetchPolicy::default().port(8080));
            prop_assert_eq!(said.is_none(), allowed, "{}: {:?}", text, said);
        }
    }
}
