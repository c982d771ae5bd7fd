//! Faults of the network, made by the kernel in a namespace.

use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use rdp_health::Timeouts;
use rdp_health_tests::netns::{Neighbour, filter, in_new_namespace, ip, nft, sysctl};
use rdp_health_tests::pki::HOST;
use rdp_health_tests::servers::{Server, XrdpConfig, xrdp};
use rdp_health_tests::{require, require_root};

use super::{check_with, summary};

/// xrdp in the neighbour's namespace, reached from here at this port: it listens on the neighbour's loopback alone,
/// and the neighbour's kernel translates the address.
pub(super) fn forwarded_xrdp(neighbour: &Neighbour, port: u16) -> Server {
    neighbour.run(move || {
        let server = xrdp(XrdpConfig::default());
        sysctl("ipv4/conf/all/route_localnet", 1);
        nft(&format!(
            "table ip forward {{\nchain prerouting {{\ntype nat hook prerouting priority -100;\n\
             tcp dport {port} dnat to {}\n}}\n}}\n",
            server.address
        ));
        server
    })
}

/// Hands every connection to `from` on to `to`, as a port forwarding does. Ends with the test's process.
pub(super) fn relay(from: SocketAddr, to: SocketAddr) {
    let listener = TcpListener::bind(from).expect("the port is free");
    thread::spawn(move || {
        for inbound in listener.incoming().flatten() {
            let Ok(outbound) = TcpStream::connect(to) else { continue };
            let ways = [(inbound.try_clone(), outbound.try_clone()), (Ok(outbound), Ok(inbound))];
            for (from, to) in ways {
                let (mut from, mut to) = (from.expect("a socket"), to.expect("a socket"));
                thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Write);
                });
            }
        }
    });
}

fn says(server: SocketAddr) -> String {
    // Bounds the wait for what never comes.
    let timeouts = Timeouts::default().each(Duration::from_secs(2));
    let options = super::resolved(server.ip()).timeouts(timeouts);
    summary(&check_with(HOST, server.port(), &options))
}

#[test]
fn a_filter_in_front_of_a_healthy_server() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    for (rule, expected) in [
        // Other ports of the host refuse, so it is there; a full queue would look the same.
        ("drop", "failing tcp-filtered (rdp-listener-hung)"),
        ("reject with tcp reset", "failing tcp-refused"),
        ("reject with icmpx type port-unreachable", "failing tcp-prohibited"),
        ("reject with icmpx type admin-prohibited", "failing tcp-prohibited"),
        ("reject with icmpx type host-unreachable", "failing tcp-unreachable"),
        // The handshake passes; whatever carries data does not.
        ("meta length > 60 drop", "failing path-asymmetric"),
        ("meta length > 60 reject with tcp reset", "failing rdp-closed-without-answer"),
    ] {
        in_new_namespace(|| {
            let server = xrdp(XrdpConfig::default());
            filter(&format!("tcp dport {} {rule}", server.address.port()));
            assert_eq!(says(server.address), expected, "{rule}");
        });
    }
}

#[test]
fn a_network_without_a_route() {
    require!("ip");
    require_root!();
    // RFC 5737: an address of a documentation network, in a namespace without any way out.
    let elsewhere = SocketAddr::from(([198, 51, 100, 1], 3389));
    for (route, expected) in [
        ("", "failing tcp-unreachable"),
        ("unreachable", "failing tcp-unreachable"),
        ("blackhole", "failing tcp-unreachable"),
        ("prohibit", "failing client-blocked-locally"),
    ] {
        in_new_namespace(|| {
            if !route.is_empty() {
                ip(&format!("route add {route} 198.51.100.0/24"));
            }
            assert_eq!(says(elsewhere), expected, "route: {route}");
        });
    }
}

#[test]
fn large_packets_that_vanish() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        // Loopback with the packets of an Ethernet: at most 1500 bytes, and none joined for the filter to see.
        ip("link set lo mtu 1500 gso_max_segs 1");
        let server = xrdp(XrdpConfig::default());
        filter(&format!("tcp sport {} meta length > 1200 drop", server.address.port()));
        assert_eq!(says(server.address), "failing path-mtu-black-hole (negotiation-nla-missing)");
    });
}
