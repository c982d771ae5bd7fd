//! Link-local addresses, and what else shows only on a link that the test made.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::Command;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use rdp_health::{Depth, Severity, Target, Timeouts, check_blocking};
use rdp_health_lab::{Lab, Scenario};
use rdp_health_tests::netns::{Neighbour, THERE, in_new_namespace, ip, system_files};
use rdp_health_tests::pki::HOST;
use rdp_health_tests::{require, require_root};

use super::network::relay;
use super::{check_with, options, resolved, summary};

/// The neighbour's side, on the link alone.
const LINK: &str = "fe80::9:2";

fn quickly() -> Timeouts {
    Timeouts::default().each(Duration::from_secs(2))
}

/// What Windows is like, behind port 3389 of this address of the namespace. Ends with the test's process.
fn host(address: IpAddr) {
    const SCENARIO: &str = r#"
        title = "A host with NLA"
        [target]
        name = "127.0.0.1"
        [[hosts]]
        address = "127.0.0.1"
        connections = [[
            { step = "x224", answer = { windows = { security_layer = "tls", nla = true } } },
            { step = "tls", certificate = { kind = "windows_default" } },
        ]]
        [expect]
        verdict = "healthy"
    "#;
    let (tell, told) = channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let lab = Lab::start(&Scenario::parse(SCENARIO).unwrap()).await.unwrap();
            tell.send(lab.port()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    relay((address, 3389).into(), (Ipv4Addr::LOCALHOST, told.recv().unwrap()).into());
}

/// Number and hardware address of an adapter of the namespace.
fn adapter(name: &str) -> (String, String) {
    let output = Command::new("ip").args(["-o", "link", "show", name]).output().expect("ip runs");
    let line = String::from_utf8(output.stdout).unwrap();
    let number = line.split(':').next().unwrap().to_owned();
    (number, line.split("link/ether ").nth(1).unwrap().split(' ').next().unwrap().to_owned())
}

/// A neighbour that is reached by a link-local address.
fn on_one_link<T: Send>(body: impl FnOnce() -> T + Send) -> T {
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        ip("addr add fe80::9:1/64 dev here nodad");
        neighbour.run(|| {
            ip(&format!("addr add {LINK}/64 dev there nodad"));
            host(Ipv6Addr::UNSPECIFIED.into());
        });
        body()
    })
}

#[test]
fn a_link_local_address_with_its_zone() {
    require!("ip");
    require_root!();
    on_one_link(|| {
        for zone in ["here", "25here", &adapter("here").0] {
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
    require!("ip");
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
        // A number is one of an adapter as well; a gateway, and a proxy, have zones of their own.
        let numbered = Target::parse("[fe80::1%4000]:3390").unwrap();
        let error = check_blocking(&numbered, &options()).unwrap_err().to_string();
        assert!(error.contains("no network adapter '4000'"), "{error}");
        let through = Target::parse("srv01").unwrap().through("[fe80::2%eth9]:443".parse().unwrap());
        let error = check_blocking(&through, &options()).unwrap_err().to_string();
        assert!(error.contains("no network adapter 'eth9'"), "{error}");
        let by_proxy = options().proxy("socks5://[fe80::3%25eth9]:1080".parse().unwrap());
        let error = check_blocking(&Target::parse("srv01").unwrap(), &by_proxy).unwrap_err();
        assert_eq!(error.option.as_deref(), Some("proxy"), "{error}");
    });
}

#[test]
fn ipv6_addresses_of_dns64_without_nat64() {
    require!("ip");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        neighbour.run(|| host(THERE.into()));
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
    require!("ip");
    require_root!();
    in_new_namespace(|| {
        let neighbour = Neighbour::new();
        neighbour.run(|| host(THERE.into()));
        let soon = check_with(HOST, 3389, &resolved(THERE.into()));
        assert!(!summary(&soon).contains("tcp-connect-slow"), "{}", summary(&soon));
        // The first request finds nobody, and its repetition the host.
        let hardware = neighbour.run(|| adapter("there").1);
        ip(&format!("neigh replace {THERE} lladdr {hardware} dev here nud permanent"));
        neighbour.run(|| ip(&format!("addr del {THERE}/24 dev there")));
        let waking = neighbour.run(|| {
            thread::spawn(|| {
                thread::sleep(Duration::from_millis(400));
                ip(&format!("addr add {THERE}/24 dev there"));
            })
        });
        let report = check_with(HOST, 3389, &resolved(THERE.into()));
        let found = report.findings.iter().find(|finding| finding.id == "tcp-connect-slow");
        let found = found.unwrap_or_else(|| panic!("{}", summary(&report)));
        assert_eq!(found.severity, Severity::Info);
        assert!(!summary(&report).starts_with("failing"), "{}", summary(&report));
        waking.join().unwrap();
    });
}

#[test]
fn a_system_without_a_dns_server() {
    require!("ip", "mount");
    require_root!();
    in_new_namespace(|| {
        let _files = system_files("search lab.test\n", "");
        let report = check_with("srv01.lab.test", 3389, &options().timeouts(quickly()));
        assert_eq!(summary(&report), "failing dns-no-server");
    });
}
