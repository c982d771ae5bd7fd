//! Faults of the way to a host that is in order, made by the kernel at the other end of a cable.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

use rdp_health::{CauseId, CheckOptions, Depth, Report, Timeouts, Verdict};
use rdp_health_tests::netns::{FAR, Link, Neighbour, THERE, Way, filter, in_new_namespace, nft};
use rdp_health_tests::pki::HOST;
use rdp_health_tests::{require, require_root};

use super::network::forwarded_xrdp;
use super::{check_with, summary};

fn options(depth: Depth) -> CheckOptions {
    super::resolved(THERE.into())
        .depth(depth)
        .pacing(Duration::from_millis(20))
        // The way is measured before the budget ends the listing of what TLS offers.
        .timeouts(Timeouts::default().each(Duration::from_secs(3)).budget(Duration::from_secs(50)))
}

fn check(depth: Depth) -> Report {
    check_with(HOST, 3389, &options(depth))
}

fn finds(report: &Report, id: &str) -> bool {
    report.findings.iter().any(|finding| finding.id == id)
}

#[test]
fn one_packet_in_four_is_lost() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        // By chance: a loss that beats in time with the conversations would always meet the same packet of theirs.
        neighbour.run(|| filter("iifname there meta l4proto tcp numgen random mod 4 0 drop"));
        let report = check_with(HOST, 3389, &options(Depth::Full).path_attempts(30));
        assert!(finds(&report, "path-lossy"), "{}", report.to_json().unwrap());
    });
}

#[test]
fn new_connections_are_limited() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        neighbour.run(|| filter("iifname there ct state new limit rate over 1/second burst 1 packets drop"));
        let report = check(Depth::Full);
        assert!(finds(&report, "rdp-listener-throttled"), "{}", report.to_json().unwrap());
        assert!(!finds(&report, "path-lossy"), "{}", summary(&report));
    });
}

#[test]
fn the_first_connection_is_let_in_alone() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    for ban in ["drop", "reject", "reject with tcp reset", "reject with icmp type admin-prohibited"] {
        in_new_namespace(|| {
            let neighbour = Neighbour::new();
            let _server = forwarded_xrdp(&neighbour, 3389);
            let fault = format!("iifname there ct state new limit rate over 1/minute burst 1 packets {ban}");
            neighbour.run(move || filter(&fault));
            let report = check(Depth::Standard);
            assert!(finds(&report, "source-banned"), "{ban}: {}", report.to_json().unwrap());
        });
    }
}

#[test]
fn the_payload_is_dropped_after_the_handshake() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        neighbour.run(|| filter("iifname there meta length > 60 drop"));
        let report = check(Depth::Standard);
        assert_eq!(summary(&report), "failing path-asymmetric");
        assert!(report.ruled_out.iter().any(|out| out.id == "rdp-listener-hung"));
    });
}

#[test]
fn a_filter_cuts_rdp_alone() {
    require!("ip", "nft");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        // A host that waits for a request that makes sense, behind a device that recognises TPKT by its first bytes
        // (32 bytes of TCP header, then version 3 and a zero) and anything in TLS.
        let _listener = neighbour.run(|| {
            let listener = TcpListener::bind("[::]:3389").expect("the port is free");
            filter("tcp dport 3389 @th,256,16 { 0x0300, 0x1603 } reject with tcp reset");
            listener
        });
        assert_eq!(summary(&check(Depth::Standard)), "failing rdp-cut-by-filter");
    });
}

#[test]
fn a_syn_proxy_without_a_host_behind_it() {
    require!("ip", "nft");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        neighbour.run(|| {
            nft("table ip proxy {\n\
                 chain untracked {\ntype filter hook prerouting priority -300;\ntcp flags syn notrack\n}\n\
                 chain answer {\ntype filter hook input priority 0;\n\
                 ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm\n\
                 ct state invalid drop\n}\n}\n");
        });
        let report = check(Depth::Standard);
        assert_eq!(report.primary, Some(CauseId::RdpDeadBackend), "{}", report.to_json().unwrap());
    });
}

#[test]
fn the_port_leads_to_another_service() {
    require!("ip", "nft");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        neighbour.run(|| {
            let banner = TcpListener::bind(SocketAddr::from((THERE, 22))).expect("the port is free");
            nft("table ip forward {\nchain pre {\ntype nat hook prerouting priority -100;\n\
                 tcp dport 3389 redirect to :22\n}\n}\n");
            thread::spawn(move || {
                // Ends with the test's process.
                for stream in banner.incoming() {
                    let _ = stream.and_then(|mut stream| stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n"));
                }
            });
        });
        assert_eq!(summary(&check(Depth::Standard)), "failing rdp-not-spoken");
    });
}

/// Whatever luck it has, a check of a host behind a bad way never calls the host failing, nor names what it is not.
/// Each packet is sent until it arrives: of the kernel's five tries at a connection within twenty seconds all are lost
/// at 30 % in one of four hundred, both connections that the verdict needs in one of 170 000.
fn assert_only_the_way_is_bad(fault: &'static str, finds: &[&str]) {
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        neighbour.run(move || filter(fault));
        let options = super::resolved(THERE.into())
            .depth(Depth::Full)
            .pacing(Duration::from_millis(20))
            .timeouts(Timeouts::default().each(Duration::from_secs(20)).budget(Duration::from_secs(50)));
        let report = check_with(HOST, 3389, &options);
        let says = format!("{fault}: {}", summary(&report));
        assert_ne!(report.verdict, Verdict::Failing, "{says}");
        let of_the_net = ["path-", "tcp-", "host-", "rdp-", "address-"];
        let named = report.findings.iter().map(|finding| finding.id.as_str());
        let mut named = named.filter(|id| of_the_net.iter().any(|layer| id.starts_with(layer)));
        assert!(named.all(|id| finds.contains(&id)), "{says}");
    });
}

#[test]
fn three_in_ten_packets_are_lost_at_random() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    // With ten conversations, luck may spare them all, or hit the first packet of four and no later one.
    let fault = "iifname there meta l4proto tcp numgen random mod 100 < 30 drop";
    assert_only_the_way_is_bad(fault, &["path-lossy", "rdp-listener-throttled", "tcp-connect-slow"]);
}

#[test]
fn packets_are_limited() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    let fault = "iifname there meta l4proto tcp limit rate over 40/second burst 10 packets drop";
    assert_only_the_way_is_bad(fault, &["path-lossy", "rdp-listener-throttled", "tcp-connect-slow"]);
}

#[test]
fn large_packets_vanish_on_a_long_way() {
    require!("ip", "nft", "socat", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        // A small link in the middle, and nobody who says so: no ICMP comes out of it.
        let _link = Link::new(&neighbour, Way { longest: 1280, ..Way::default() });
        let options = super::resolved(FAR.into()).timeouts(Timeouts::default().each(Duration::from_secs(3)));
        let report = check_with(HOST, 3389, &options);
        assert_eq!(report.primary, Some(CauseId::PathMtuBlackHole), "{}", summary(&report));
    });
}
