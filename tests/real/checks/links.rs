//! Link-local addresses, and what else shows only on a link that the test made.

use std::fs;
use std::net::{Ipv6Addr, SocketAddr};
use std::time::Duration;

use rdp_health::{Depth, Severity, Target, Timeouts, check_blocking};
use rdp_health_tests::netns::{NOBODY, Neighbour, THERE, in_new_namespace, ip, nft, system_names};
use rdp_health_tests::pki::HOST;
use rdp_health_tests::servers::{XrdpConfig, xrdp};
use rdp_health_tests::{require, require_root};

use super::network::{forwarded_xrdp, relay};
use super::{check_with, options, resolved, summary};

/// The neighbour's side, on the link alone.
const LINK: &str = "fe80::9:2";

fn quickly() -> Timeouts {
    Timeouts::default().each(Duration::from_secs(2))
}

/// A neighbour that is reached by a link-local address.
fn on_one_link<T: Send>(body: impl FnOnce() -> T + Send) -> T {
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        ip("addr add fe80::9:1/64 dev here nodad");
        let _server = neighbour.run(|| {
            ip(&format!("addr add {LINK}/64 dev there nodad"));
            let server = xrdp(XrdpConfig::default());
            relay(SocketAddr::from((Ipv6Addr::UNSPECIFIED, 3389)), server.address);
            server
        });
        body()
    })
}

#[test]
fn a_link_local_address_with_its_zone() {
    require!("ip", "xrdp", "openssl");
    require_root!();
    on_one_link(|| {
        let number = fs::read_to_string("/sys/class/net/here/ifindex").ok();
        let zones = ["here".to_owned(), "25here".to_owned()].into_iter().chain(number);
        for zone in zones {
            let zone = zone.trim();
            let report = check_with(&format!("[{LINK}%{zone}]"), 3389, &options().depth(Depth::Full));
            let says = summary(&report);
            assert!(!says.starts_with("failing") && !says.contains("address-"), "{zone}: {says}");
            let seen = &report.observations.host.addresses[0];
            assert!(matches!(seen.address, SocketAddr::V6(v6) if v6.scope_id() != 0), "{}", seen.address);
            assert!(seen.route.done().is_some_and(|route| {
                route.interface.done().is_some_and(|interface| interface.name == "here")
            }));
            assert_eq!(report.target.host, format!("{LINK}%{}", zone.trim_start_matches("25")));
            // The report keeps it.
            let again = rdp_health::Report::from_json(&report.to_json().unwrap()).unwrap();
            assert_eq!(again.observations.host.addresses[0].address, seen.address);
        }
    });
}

#[test]
fn a_link_local_address_without_its_zone() {
    require!("ip", "xrdp", "openssl");
    require_root!();
    on_one_link(|| {
        let report = check_with(&format!("[{LINK}]"), 3389, &options().timeouts(quickly()));
        assert_eq!(summary(&report), "failing address-zone-missing");
        assert!(report.summary.contains("[fe80::9:2%eth0]:3389"), "{}", report.summary);
        let by_name = resolved(LINK.parse().unwrap()).timeouts(quickly());
        let report = check_with(HOST, 3389, &by_name);
        assert_eq!(summary(&report), "failing address-zone-missing");
        assert!(report.summary.contains("fe80::9:2"), "{}", report.summary);
    });
}

#[test]
fn a_zone_that_is_no_adapter_of_this_computer() {
    require!("ip");
    require_root!();
    in_new_namespace(|| {
        let _neighbour = Neighbour::new();
        let target = Target::parse("fe80::1%eth9").unwrap();
        let error = check_blocking(&target, &options()).unwrap_err().to_string();
        assert!(error.contains("no network adapter 'eth9'") && error.contains("lo, here"), "{error}");
    });
}

#[test]
fn ipv6_addresses_of_dns64_without_nat64() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        ip("-6 route add 64:ff9b::/96 via fd00:9::2 dev here");
        let options = resolved(THERE.into())
            .resolve_as(HOST, "64:ff9b::a09:2".parse().unwrap())
            .timeouts(Timeouts::default().each(Duration::from_secs(1)));
        let report = check_with(HOST, 3389, &options);
        let says = summary(&report);
        assert!(says.starts_with("degraded address-dns64-dead"), "{says}");
        let elsewhere = resolved(THERE.into()).resolve_as(HOST, "fd00:9::77".parse().unwrap());
        let says = summary(&check_with(HOST, 3389, &elsewhere.timeouts(quickly())));
        assert!(says.starts_with("degraded address-ipv6-dead"), "{says}");
    });
}

#[test]
fn the_first_connection_opens_late() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = forwarded_xrdp(&neighbour, 3389);
        let soon = check_with(HOST, 3389, &resolved(THERE.into()));
        assert!(!summary(&soon).contains("tcp-connect-slow"), "{}", summary(&soon));
        neighbour.run(|| {
            nft("table inet once {\nchain c {\ntype filter hook input priority 0;\n\
                 tcp dport 3389 quota until 121 bytes drop\n}\n}\n");
        });
        let report = check_with(HOST, 3389, &resolved(THERE.into()));
        let found = report.findings.iter().find(|finding| finding.id == "tcp-connect-slow");
        let found = found.unwrap_or_else(|| panic!("{}", summary(&report)));
        assert_eq!(found.severity, Severity::Info);
        assert!(summary(&report).starts_with("healthy"), "{}", summary(&report));
    });
}

#[test]
fn a_system_without_a_dns_server() {
    require!("nft", "mount", "ip");
    require_root!();
    in_new_namespace(|| {
        let files = system_names((NOBODY, 53).into(), "", "");
        files.write("resolv.conf", "search lab.test\n");
        let report = check_with("srv01.lab.test", 3389, &options().timeouts(quickly()));
        assert_eq!(summary(&report), "failing dns-no-server");
        files.write("resolv.conf", &format!("nameserver {NOBODY}\n"));
        let report = check_with("srv01.lab.test", 3389, &options().timeouts(quickly()));
        assert_eq!(summary(&report), "failing dns-timeout");
    });
}
