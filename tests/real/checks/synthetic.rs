//! Addresses that a proxy or a VPN client makes up: what accepts every port there is not the host.

use std::net::{IpAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use rdp_health::{Report, Timeouts};
use rdp_health_tests::netns::{in_new_namespace, ip};
use rdp_health_tests::pki::HOST;
use rdp_health_tests::{require, require_root};

use super::{check_with, summary};

/// What such a program does with a connection that leads nowhere.
#[derive(Clone, Copy)]
enum Does {
    /// It keeps it open.
    Keep,
    /// It closes it once something was sent.
    Close,
}

/// Accepts connections at these ports until the test is over.
fn accept(address: IpAddr, ports: &[u16], does: Does) {
    for port in ports {
        let listener =
            TcpListener::bind((address, *port)).expect("the port is free in a namespace of its own");
        thread::spawn(move || {
            let mut kept: Vec<TcpStream> = Vec::new();
            for stream in listener.incoming().flatten() {
                match does {
                    Does::Keep => kept.push(stream),
                    Does::Close => {
                        let _ = stream.set_read_timeout(Some(Duration::from_millis(300)));
                        let _ = std::io::Read::read(&mut &stream, &mut [0; 64]);
                    }
                }
            }
        });
    }
}

fn check(address: &str, ports: &[u16], does: Does) -> Report {
    let address: IpAddr = address.parse().expect("an address");
    ip("link set lo up");
    ip(&format!("addr add {address}/32 dev lo"));
    accept(address, ports, does);
    let options = super::resolved(address)
        .pacing(Duration::from_millis(20))
        .timeouts(Timeouts::default().each(Duration::from_millis(500)));
    check_with(HOST, 3389, &options)
}

#[test]
fn an_address_that_is_nobodys() {
    require!("ip");
    require_root!();
    const EVERY: &[u16] = &[4, 22, 80, 135, 443, 445, 3389, 3390, 5985];
    for (address, ports, does, primary, speaks) in [
        ("198.18.0.5", EVERY, Does::Keep, "address-synthetic", true),
        ("198.19.7.5", EVERY, Does::Close, "address-synthetic", true),
        // Hosts may have these: both are said.
        ("100.64.0.5", EVERY, Does::Keep, "rdp-dead-backend", true),
        ("6.6.0.5", EVERY, Does::Close, "rdp-dead-backend", true),
        // Hosts, of Tailscale for instance, whatever stands in for them.
        ("100.101.0.5", EVERY, Does::Keep, "rdp-dead-backend", false),
        ("192.0.2.5", EVERY, Does::Close, "rdp-dead-backend", false),
        // A host that refuses what nobody uses.
        ("100.64.0.6", &[3389, 445], Does::Keep, "", false),
        ("198.18.0.6", &[3389, 445], Does::Close, "", false),
    ] {
        in_new_namespace(|| {
            let report = check(address, ports, does);
            let says = summary(&report);
            let found = report.findings.iter().any(|finding| finding.id == "address-synthetic");
            assert_eq!(found, speaks, "{address}: {says}");
            let first = report.primary.as_ref().map_or("", |primary| primary.as_str());
            assert!(primary.is_empty() || first == primary, "{address}: {says}");
            assert_ne!(report.verdict, rdp_health::Verdict::Healthy, "{address}: {says}");
        });
    }
}
