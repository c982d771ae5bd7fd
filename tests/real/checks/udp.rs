//! RDP over UDP and STUN behind the filters of a kernel: what comes back is a fact, and silence is none.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime};

use rdp_health::observe::{UdpAnswer, UdpObservations};
use rdp_health::{Depth, FailureKind, Outcome, Phase, Report, Timeouts};
use rdp_health_lab::{Lab, Scenario};
use rdp_health_tests::netns::{HERE, Neighbour, THERE, filter, in_new_namespace, ip, nft, sysctl};
use rdp_health_tests::{require, require_root};
use tokio::runtime::Runtime;

use super::{check_with, summary};

/// A host of the lab in the neighbour's namespace, reached at TCP 3389, and at UDP 3389 and 3390 where `udp` says so.
fn lab_host(neighbour: &Neighbour, udp: &'static str) -> (Lab, Runtime) {
    neighbour.run(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a tokio runtime starts");
        let script = format!(
            "title = \"udp\"\ntarget = {{ name = \"127.0.0.1\" }}\nexpect = {{ verdict = \"healthy\" }}\n\
             [[hosts]]\naddress = \"127.0.0.1\"\nudp = {udp}\nconnections = [[{{ step = \"x224\", answer = {{ windows = \
             {{ security_layer = \"tls\", nla = true }} }} }}, {{ step = \"tls\", certificate = {{ kind = \
             \"windows_default\" }} }}]]\n"
        );
        let scenario = Scenario::parse(&script).expect("a scenario");
        let lab = runtime.block_on(Lab::start(&scenario)).expect("the lab starts");
        sysctl("ipv4/conf/all/route_localnet", 1);
        let to = SocketAddr::new([127, 0, 0, 1].into(), lab.port());
        nft(&format!(
            "table ip forward {{\nchain prerouting {{\ntype nat hook prerouting priority -100;\n\
             tcp dport 3389 dnat to {to}\nip daddr {THERE} udp dport {{ 3389, 3390 }} dnat to {to}\n}}\n}}\n"
        ));
        (lab, runtime)
    })
}

fn check(address: IpAddr, stun: Option<&str>) -> Report {
    let mut options = super::options()
        .depth(Depth::Full)
        .path_attempts(0)
        .pacing(Duration::ZERO)
        .judge_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600))
        .timeouts(Timeouts::default().each(Duration::from_secs(2)));
    options.stun = stun.map(|server| server.parse().expect("a server"));
    check_with(&address.to_string(), 3389, &options)
}

/// What a port said, and who said it where it was an ICMP message.
fn said(answer: &Outcome<UdpAnswer>) -> Result<(), (FailureKind, Option<IpAddr>)> {
    match answer {
        Outcome::Done(_) => Ok(()),
        Outcome::Failed(failure) => Err((failure.kind, failure.reported_by)),
        Outcome::Skipped(why) => panic!("it was asked: {why}"),
    }
}

fn seen(report: &Report) -> &UdpObservations {
    report.observations.udp.done().expect("UDP is asked at depth full")
}

/// What the report says of the UDP port that it was not able to tell.
fn left_open(report: &Report) -> bool {
    report.not_checked.iter().any(|left| left.phase == Phase::Udp && left.why.contains("UDP 3389"))
}

#[test]
fn what_filters_make_of_udp() {
    require!("ip", "nft");
    require_root!();
    let there = IpAddr::from(THERE);
    let (closed, silent) = (Err((FailureKind::Refused, Some(there))), Err((FailureKind::Silence, None)));
    let prohibited = Err((FailureKind::Prohibited, Some(there)));
    let drop_at = |port: u16| {
        format!(
            "table ip f {{\nchain c {{\ntype filter hook prerouting priority -150;\nudp dport {port} drop\n}}\n}}\n"
        )
    };
    let reject = |port: u16, how: &str| {
        format!(
            "table ip f {{\nchain c {{\ntype filter hook input priority 0;\nmeta l4proto udp ct original proto-dst {port} reject with icmp type {how}\n}}\n}}\n"
        )
    };
    let from_elsewhere = "table ip f {\nchain c {\ntype filter hook postrouting priority 300;\n\
                          udp sport { 3389, 3390 } ip saddr set 10.9.0.99\n}\n}\n";
    for (name, udp, rules, rdp, shortpath) in [
        ("nothing in the way", "\"synack\"", String::new(), Ok(()), Ok(())),
        ("nobody listens", "\"closed\"", String::new(), closed, closed),
        ("3389 is dropped", "\"synack\"", drop_at(3389), silent, Ok(())),
        ("3390 is dropped", "\"synack\"", drop_at(3390), Ok(()), silent),
        ("3389 is rejected", "\"synack\"", reject(3389, "port-unreachable"), closed, Ok(())),
        ("3389 is prohibited", "\"synack\"", reject(3389, "admin-prohibited"), prohibited, Ok(())),
        ("somebody else answers", "\"synack\"", from_elsewhere.to_owned(), silent, silent),
        (
            "what answers is no SYN+ACK",
            "{ answer = { hex = \"00ff00ff\" } }",
            String::new(),
            Err((FailureKind::Malformed, None)),
            Err((FailureKind::Malformed, None)),
        ),
    ] {
        in_new_namespace(|| {
            let neighbour = Neighbour::new();
            let _host = lab_host(&neighbour, udp);
            neighbour.run(move || nft(&rules));
            let report = check(there, None);
            assert_eq!(
                (said(&seen(&report).rdp.answer), said(&seen(&report).shortpath.answer)),
                (rdp, shortpath),
                "{name}"
            );
            // TCP carries every session: whatever UDP does, the host is as healthy as without it.
            let finds = report.findings.iter().any(|finding| finding.id == "udp-unavailable");
            assert_eq!(report.primary, None, "{name}: {}", summary(&report));
            assert_eq!(finds, rdp == closed || rdp == prohibited, "{name}: {}", summary(&report));
            let unknown = rdp.is_err() && !finds;
            assert_eq!(left_open(&report), unknown, "{name}: {:?}", report.not_checked);
        });
    }
}

#[test]
fn a_router_forbids_udp() {
    require!("ip", "nft");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _host = lab_host(&neighbour, "\"synack\"");
        // The neighbour answers TCP in the name of a host behind it, and hands the rest on.
        let behind = IpAddr::from([10, 10, 0, 77]);
        ip(&format!("route add 10.10.0.0/24 via {THERE}"));
        neighbour.run(|| {
            ip("link add far type veth peer name end");
            ip("addr add 10.10.0.1/24 dev far");
            ip("link set far up");
            ip("link set end up");
            sysctl("ipv4/ip_forward", 1);
            nft("table ip router {\nchain c {\ntype filter hook forward priority 0;\n\
                 meta l4proto udp reject with icmp type admin-prohibited\n}\n}\n");
        });
        let report = check(behind, None);
        let expected = Err((FailureKind::Prohibited, Some(THERE.into())));
        assert_eq!(said(&seen(&report).rdp.answer), expected, "{}", summary(&report));
        let finding = report.findings.iter().find(|finding| finding.id == "udp-unavailable");
        let says = &finding.expect("it is found").summary;
        assert!(says.contains(&format!("firewall {THERE} prohibits UDP to {behind} port 3389")), "{says}");
    });
}

#[test]
fn a_stun_server_beyond_a_translation() {
    require!("ip", "nft");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        let _host = lab_host(&neighbour, "\"stun\"");
        let server = format!("{THERE}:3389");
        let mapped = |report: &Report| {
            let stun = report.observations.stun.done().expect("a server was given");
            stun.answer.done().map(|answer| (answer.mapped.ip(), answer.translated))
        };
        let report = check(THERE.into(), Some(&server));
        assert_eq!(mapped(&report), Some((HERE.into(), false)));
        ip("addr add 10.9.0.50/24 dev here");
        nft(
            "table ip nat {\nchain out {\ntype nat hook postrouting priority 100;\nsnat to 10.9.0.50\n}\n}\n",
        );
        let report = check(THERE.into(), Some(&server));
        assert_eq!(mapped(&report), Some(([10, 9, 0, 50].into(), true)));
        neighbour.run(|| filter("meta l4proto udp drop"));
        let report = check(THERE.into(), Some(&server));
        assert_eq!(mapped(&report), None);
        assert_eq!(report.primary, None, "silence proves nothing: {}", summary(&report));
        let says = report.not_checked.iter().any(|left| left.why.contains("the STUN server"));
        assert!(says, "{:?}", report.not_checked);
    });
}
