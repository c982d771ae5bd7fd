//! A host at the other end of a cable: filtered, absent, out of reach. The kernel makes the faults.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::time::Duration;

use rdp_health::observe::{InterfaceKind, NextHop};
use rdp_health::{CauseId, CheckOptions, Confidence, Report, Timeouts};
use rdp_health_tests::netns::{
    NOBODY, Neighbour, THERE, THERE_V6, filter, in_new_namespace, ip, nft, sysctl,
};
use rdp_health_tests::{require, require_root};

use super::{check_with, summary};

/// Longer than the three seconds for which the kernel asks who has an address.
const PATIENT: Duration = Duration::from_millis(4000);
/// Bounds the wait for what never comes.
const SHORT: Duration = Duration::from_millis(1000);

fn check(address: IpAddr, wait: Duration) -> Report {
    let options = CheckOptions::default().timeouts(Timeouts::default().each(wait));
    check_with(&SocketAddr::new(address, 0).ip().to_string(), 3389, &options)
}

/// What is found, how sure it is, and the sentence.
fn said(report: &Report) -> (String, Confidence, String) {
    let primary = report.primary_finding().expect("something is wrong");
    (summary(report), primary.confidence, primary.summary.clone())
}

/// A listener on port 135 of the neighbour: RPC, as a Windows host has it.
fn remote_procedures(neighbour: &Neighbour) -> TcpListener {
    neighbour.run(|| TcpListener::bind("[::]:135").expect("the port is free in a new namespace"))
}

#[test]
fn a_linux_host_that_refuses() {
    require!("ip");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let ssh = neighbour.run(|| TcpListener::bind("[::]:22").expect("the port is free"));
        let served = std::thread::spawn(move || {
            let (mut client, _) = ssh.accept().unwrap();
            client.write_all(b"SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13\r\n").unwrap();
        });
        let report = check(THERE.into(), SHORT);
        served.join().unwrap();
        assert_eq!(summary(&report), "failing tcp-refused");
        let finding = report.primary_finding().unwrap();
        assert!(finding.evidence.iter().any(|one| one.says.contains("Ubuntu-3ubuntu13")), "{finding:?}");
        let steps: Vec<&str> = finding.remedies.iter().map(|step| step.action.as_str()).collect();
        assert!(steps.iter().any(|step| step.contains("ss -ltnp")), "{steps:?}");
        assert!(steps.iter().all(|step| !step.contains("fDenyTSConnections")), "{steps:?}");
    });
}

#[test]
fn a_second_service_on_the_next_port() {
    require!("ip");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let moved = neighbour.run(|| TcpListener::bind("[::]:3390").expect("the port is free"));
        let served = std::thread::spawn(move || {
            let (mut client, _) = moved.accept().unwrap();
            client.read_exact(&mut [0; 19]).unwrap();
            // A Connection Confirm that chooses TLS.
            client.write_all(b"\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02\0\x08\0\x01\0\0\0").unwrap();
        });
        let report = check(THERE.into(), SHORT);
        served.join().unwrap();
        assert_eq!(report.primary, Some(CauseId::PortMoved), "{}", report.summary);
        assert!(report.summary.contains("3390"), "{}", report.summary);
    });
}

#[test]
fn a_filtered_port_of_a_living_host() {
    require!("ip", "nft");
    require_root!();
    for (fault, confidence) in [
        ("type filter hook input priority 0;\ntcp dport 3389 drop", Confidence::Certain),
        // The host answers, and its answer is lost.
        (
            "type filter hook output priority 0;\ntcp sport 3389 tcp flags & (syn|ack) == (syn|ack) drop",
            Confidence::Certain,
        ),
    ] {
        in_new_namespace(|| {
            let neighbour = Neighbour::new();
            let _rpc = remote_procedures(&neighbour);
            let _rdp = neighbour.run(|| TcpListener::bind("[::]:3389").expect("the port is free"));
            neighbour.run(move || nft(&format!("table inet test {{\nchain c {{\n{fault}\n}}\n}}\n")));
            let report = check(THERE.into(), SHORT);
            let (found, sure, _) = said(&report);
            assert_eq!((found.as_str(), sure), ("failing tcp-filtered", confidence), "{fault}");
            assert!(report.ruled_out.iter().any(|out| out.id == "host-silent"));
        });
    }
}

#[test]
fn a_host_that_refuses_elsewhere_is_there() {
    require!("ip", "nft");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        neighbour.run(|| filter("tcp dport 3389 drop"));
        let (found, sure, _) = said(&check(THERE.into(), SHORT));
        assert_eq!((found.as_str(), sure), ("failing tcp-filtered (rdp-listener-hung)", Confidence::Likely));
    });
}

#[test]
fn a_host_that_drops_everything() {
    require!("ip", "nft");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        neighbour.run(|| filter("meta l4proto tcp drop"));
        let (found, sure, _) = said(&check(THERE.into(), SHORT));
        assert_eq!((found.as_str(), sure), ("failing host-silent (tcp-filtered)", Confidence::Likely));
    });
}

#[test]
fn nobody_has_the_address() {
    require!("ip");
    require_root!();
    in_new_namespace(|| {
        let _neighbour = Neighbour::new();
        let report = check(NOBODY, PATIENT);
        let (found, sure, says) = said(&report);
        assert_eq!((found.as_str(), sure), ("failing host-silent", Confidence::Certain), "{says}");
        assert!(says.contains("own network (here)"), "{says}");
        let route = report.observations.host.addresses[0].route.done().expect("Linux knows the way");
        assert_eq!(route.next_hop, NextHop::Direct);
        let interface = route.interface.done().expect("Linux describes the adapter");
        assert_eq!((interface.name.as_str(), interface.kind), ("here", InterfaceKind::Virtual));
        assert_eq!(interface.mtu, Some(1500));
    });
}

#[test]
fn nobody_has_the_address_says_the_last_router() {
    require!("ip");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        ip(&format!("route add 10.10.0.0/24 via {THERE}"));
        neighbour.run(|| {
            ip("link add far type veth peer name end");
            ip("addr add 10.10.0.1/24 dev far");
            ip("link set far up");
            ip("link set end up");
            sysctl("ipv4/ip_forward", 1);
        });
        let (found, sure, says) = said(&check([10, 10, 0, 77].into(), PATIENT));
        assert_eq!((found.as_str(), sure), ("failing host-silent", Confidence::Likely), "{says}");
        assert!(says.contains(&format!("router {THERE}")), "{says}");
    });
}

#[test]
fn a_router_forbids_the_way() {
    require!("ip", "nft");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        ip(&format!("route add 10.10.0.0/24 via {THERE}"));
        neighbour.run(|| {
            sysctl("ipv4/ip_forward", 1);
            ip("route add 10.10.0.0/24 dev lo");
            nft("table ip router {\nchain c {\ntype filter hook forward priority 0;\n\
                 meta l4proto tcp reject with icmp type admin-prohibited\n}\n}\n");
        });
        let report = check([10, 10, 0, 77].into(), SHORT);
        let (found, sure, says) = said(&report);
        assert_eq!((found.as_str(), sure), ("failing tcp-prohibited", Confidence::Certain), "{says}");
        assert!(says.contains(&format!("firewall {THERE} prohibits connections to 10.10.0.77")), "{says}");
        let conversation = &report.observations.host.addresses[0].conversations[0];
        let failure = conversation.connect.failed().expect("it is rejected");
        // A router that is the next hop: no other has taken one of the 64 hops that Linux gives a message.
        assert_eq!((failure.reported_by, failure.reported_ttl), (Some(THERE.into()), Some(64)));
        assert!(failure.phrase().ends_with(&format!("reported by {THERE} (TTL 64)")), "{}", failure.phrase());
    });
}

#[test]
fn the_gateway_does_not_answer() {
    require!("ip");
    require_root!();
    in_new_namespace(|| {
        let _neighbour = Neighbour::new();
        ip(&format!("route add 10.20.0.0/24 via {NOBODY}"));
        let (found, sure, says) = said(&check([10, 20, 0, 1].into(), PATIENT));
        assert_eq!((found.as_str(), sure), ("failing tcp-unreachable", Confidence::Certain), "{says}");
        assert!(says.contains(&format!("gateway {NOBODY} (here) does not answer")), "{says}");
    });
}

#[test]
fn ipv6_is_dropped_and_ipv4_works() {
    require!("ip", "nft", "xrdp", "openssl");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _server = super::network::forwarded_xrdp(&neighbour, 3389);
        neighbour.run(|| filter("meta nfproto ipv6 tcp dport 3389 drop"));
        let options = super::options()
            .timeouts(Timeouts::default().each(Duration::from_secs(2)))
            .resolve_as("srv.lab.test", THERE.into())
            .resolve_as("srv.lab.test", THERE_V6.into())
            .system_resolver(false);
        let report = check_with("srv.lab.test", 3389, &options);
        assert_eq!(report.primary, Some(CauseId::AddressIpv6Dead), "{}", summary(&report));
    });
}
