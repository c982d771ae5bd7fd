//! Networks that look wrong and are not: none of them may be called failing, at any depth.

use std::net::Ipv4Addr;
use std::time::Duration;

use rdp_health::{Depth, Report, Timeouts};
use rdp_health_tests::netns::{
    FAR, Link, NEAR, Neighbour, THERE, THERE_V6, Way, filter, in_new_namespace, ip, nft, sysctl, tc,
};
use rdp_health_tests::pki::HOST;
use rdp_health_tests::{require, require_root};

use super::network::forwarded_xrdp;
use super::{check_with, summary};

fn check(port: u16) -> Report {
    check_at(THERE, port, Depth::Full)
}

fn check_at(address: Ipv4Addr, port: u16, depth: Depth) -> Report {
    let options = super::resolved(address.into())
        .depth(depth)
        .pacing(Duration::from_millis(20))
        .timeouts(Timeouts::default().each(Duration::from_secs(5)));
    check_with(HOST, port, &options)
}

/// What makes a network look wrong, run in the namespace of the host.
type Fault = Box<dyn Fn() + Send>;

/// Healthy, and not a word against the network. What xrdp is like otherwise is no matter here.
fn assert_in_order(report: &Report, name: &str) {
    let says = summary(report);
    assert!(says.starts_with("healthy"), "{name}: {says}\n{}", report.to_json().expect("a report is JSON"));
    let against = ["dns-", "address-", "tcp-", "host-", "rdp-", "path-"];
    let word = report
        .findings
        .iter()
        // That the first packet was lost is said, and held against nobody.
        .filter(|finding| finding.id != "tcp-connect-slow")
        .find(|finding| against.iter().any(|layer| finding.id.as_str().starts_with(layer)));
    assert!(word.is_none(), "{name}: {says}");
}

#[test]
fn networks_that_look_wrong_and_are_not() {
    require!("ip", "nft", "tc", "xrdp", "openssl");
    require_root!();
    let first = |chain: &str, packet: &str| {
        format!(
            "table inet once {{\nchain c {{\ntype filter hook {chain} priority 0;\n\
             tcp {packet} quota until 61 bytes drop\n}}\n}}\n"
        )
    };
    let networks: [(&str, Fault); 8] = [
        ("nothing", Box::new(|| {})),
        ("the first SYN is lost", Box::new(move || nft(&first("input", "dport 3389")))),
        ("the first SYN-ACK is lost", Box::new(move || nft(&first("output", "sport 3389")))),
        ("UDP is closed", Box::new(|| filter("meta l4proto udp drop"))),
        ("no ping", Box::new(|| filter("icmp type echo-request drop"))),
        ("no other port answers", Box::new(|| filter("tcp dport { 445, 135, 5985, 443, 80 } drop"))),
        (
            "a generous limit of new connections",
            Box::new(|| filter("ct state new limit rate over 50/second burst 100 packets drop")),
        ),
        ("a slow line", Box::new(|| tc("qdisc add dev there root tbf rate 256kbit burst 1600 latency 2s"))),
    ];
    for (name, fault) in networks {
        in_new_namespace(|| {
            let neighbour = Neighbour::new();
            let _server = forwarded_xrdp(&neighbour, 3389);
            neighbour.run(fault);
            let report = check(3389);
            assert_in_order(&report, name);
        });
    }
}

#[test]
fn a_port_that_is_forwarded_from_another() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 13389);
        assert_in_order(&check(13389), "a forwarded port");
    });
}

#[test]
fn a_small_mtu_on_the_way_that_is_told() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        ip("link set here mtu 600");
        neighbour.run(|| sysctl("ipv4/conf/all/forwarding", 1));
        let report = check(3389);
        assert_in_order(&report, "a small MTU");
        let path = report.observations.host.addresses[0].path.done().expect("depth full measures the way");
        let facts = path.attempts[0].kernel.done().expect("Linux tells");
        assert!(facts.mss <= 560 && facts.path_mtu <= 600, "{facts:?}");
        assert_eq!(path.lost(), 0);
    });
}

#[test]
fn a_host_in_ipv6_alone() {
    require!("ip", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = neighbour.run(|| {
            let server = rdp_health_tests::servers::xrdp(Default::default());
            super::network::relay((THERE_V6, 3389).into(), server.address);
            server
        });
        let options = super::resolved(THERE_V6.into()).depth(Depth::Full);
        assert_in_order(&check_with(HOST, 3389, &options), "IPv6 alone");
    });
}

/// The host at the other end of a long way, checked so deep.
fn over(way: Way, depth: Depth) -> Report {
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        let _link = Link::new(&neighbour, way);
        check_at(FAR, 3389, depth)
    })
}

#[test]
fn a_way_of_six_hundred_milliseconds() {
    require!("ip", "nft", "socat", "xrdp", "openssl");
    require_root!();
    let way = Way { delay: Duration::from_millis(300), ..Way::default() };
    let report = over(way, Depth::Standard);
    assert_in_order(&report, "by satellite");
    let connected =
        report.observations.host.addresses[0].conversations[0].connect.done().expect("it connects");
    // A timer never rings early, whatever the load of the machine.
    assert!(Duration::from_millis(600) <= connected.elapsed, "{:?}", connected.elapsed);
}

#[test]
fn long_ways_that_are_no_fault() {
    require!("ip", "nft", "socat", "xrdp", "openssl");
    require_root!();
    let delay = Duration::from_millis(20);
    let late = Duration::from_millis(120);
    for (name, way) in [
        (
            "jitter, and packets that overtake each other",
            Way { delay, late_every: 3, late, ..Way::default() },
        ),
        ("packets that arrive twice", Way { delay, twice_every: 2, ..Way::default() }),
        ("one late packet in a hundred", Way { delay, late_every: 100, late: late * 4, ..Way::default() }),
    ] {
        assert_in_order(&over(way, Depth::Full), name);
    }
}

#[test]
fn answers_that_take_another_way() {
    require!("ip", "nft", "socat", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        let _link = Link::new(&neighbour, Way { delay: Duration::from_millis(30), ..Way::default() });
        // Questions to the near end of the long way go there, and what is answered comes back by the short one.
        let strict = ["ipv4/conf/all/rp_filter", "ipv4/conf/here/rp_filter", "ipv4/conf/near/rp_filter"];
        strict.iter().for_each(|name| sysctl(name, 0));
        neighbour.run(|| ip(&format!("route add {NEAR}/32 dev there")));
        assert_in_order(&check_at(FAR, 3389, Depth::Standard), "an asymmetric route");
    });
}

#[test]
fn an_address_that_is_translated_on_the_way() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        ip("addr add 10.9.0.50/24 dev here");
        nft(
            "table ip nat {\nchain out {\ntype nat hook postrouting priority 100;\nsnat to 10.9.0.50\n}\n}\n",
        );
        assert_in_order(&check(3389), "NAT");
    });
}
