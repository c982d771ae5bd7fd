//! Names, put to a real DNS server.

use std::net::SocketAddr;
use std::time::Duration;

use rdp_health::{CheckOptions, Report, Timeouts, Verdict};
use rdp_health_tests::netns::{in_new_namespace, system_names};
use rdp_health_tests::process::free_port;
use rdp_health_tests::servers::{DnsServer, SlowDns, XrdpConfig, xrdp};
use rdp_health_tests::{require, require_root};

use super::{check_with, summary};

/// Checks `name` with addresses from `dns` alone: the system's resolver knows none of these names.
fn resolve_and_check(name: &str, port: u16, dns: SocketAddr, wait: Duration) -> String {
    let timeouts = Timeouts::default().each(wait);
    let options = super::options().dns_server(dns).system_resolver(false).timeouts(timeouts);
    summary(&check_with(name, port, &options))
}

#[test]
fn an_answer_of_every_kind() {
    require!("unbound", "dnsmasq", "xrdp", "openssl");
    let dns = DnsServer::start();
    // It listens on 127.0.0.1 alone: ::1 and 127.0.0.2 refuse.
    let server = xrdp(XrdpConfig::default());
    for (name, expected) in [
        ("srv01.lab.test", "healthy (negotiation-nla-missing)"),
        ("alias.lab.test", "degraded cert-name-mismatch (negotiation-nla-missing)"),
        ("v6.lab.test", "failing tcp-refused"),
        ("dual.lab.test", "degraded address-ipv6-dead (tcp-refused, negotiation-nla-missing)"),
        ("two.lab.test", "degraded address-partly-dead (tcp-refused, negotiation-nla-missing)"),
        ("dangling.lab.test", "failing dns-not-found"),
        ("circle.lab.test", "failing dns-alias-loop"),
        ("nodata.lab.test", "failing dns-not-found"),
        ("missing.lab.test", "failing dns-not-found"),
        ("any.servfail.test", "failing dns-server-failed"),
        ("any.refused.test", "failing dns-server-failed"),
        ("any.silent.test", "failing dns-timeout"),
    ] {
        // Bounds the wait for the answer that never comes.
        let wait = Duration::from_secs(2);
        let says = resolve_and_check(name, server.address.port(), dns.address, wait);
        assert_eq!(says, expected, "{name}");
    }
}

#[test]
fn the_name_of_an_address() {
    require!("unbound", "dnsmasq", "xrdp", "openssl");
    let dns = DnsServer::start();
    let server = xrdp(XrdpConfig::default());
    let options = super::options().dns_server(dns.address).system_resolver(false);
    let report = check_with("srv01.lab.test", server.address.port(), &options);
    // Every unbound knows this zone.
    let names = report.observations.host.addresses[0].reverse.done().expect("the server answers");
    assert_eq!(names[..], ["localhost".to_owned()]);
}

#[test]
fn a_slow_answer_is_a_warning() {
    require!("unbound", "dnsmasq", "xrdp", "openssl");
    let dns = DnsServer::start();
    let slow = SlowDns::start(dns.address, Duration::from_millis(1200));
    let server = xrdp(XrdpConfig::default());
    let says =
        resolve_and_check("srv01.lab.test", server.address.port(), slow.address, Duration::from_secs(30));
    assert_eq!(says, "degraded dns-slow (negotiation-nla-missing)");
}

#[test]
fn a_dns_server_that_is_not_there() {
    require!("xrdp", "openssl");
    let nobody = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let says = resolve_and_check("srv01.lab.test", 3389, nobody, Duration::from_secs(2));
    assert_eq!(says, "failing dns-timeout");
}

/// xrdp and a DNS server in a namespace of their own, where the system asks that server.
fn with_system_names<T: Send>(
    search: &'static str,
    hosts: &'static str,
    body: impl FnOnce(SocketAddr, SocketAddr) -> T + Send,
) -> T {
    in_new_namespace(|| {
        let dns = DnsServer::start();
        let server = xrdp(XrdpConfig::default());
        let _files = system_names(dns.address, search, hosts);
        body(server.address, dns.address)
    })
}

/// Checks as a client of this system does.
fn check_as_the_system_does(name: &str, server: SocketAddr, options: CheckOptions) -> Report {
    check_with(name, server.port(), &options.timeouts(Timeouts::default().each(Duration::from_secs(2))))
}

#[test]
fn a_suffix_completes_a_short_name() {
    require!("unbound", "dnsmasq", "xrdp", "openssl", "nft", "mount");
    require_root!();
    with_system_names("nowhere.lab.test lab.test", "", |server, _| {
        let report = check_as_the_system_does("srv01", server, super::options());
        let resolution = report.observations.host.resolve.done().expect("a name is resolved");
        let answers = &resolution.direct.done().expect("unbound is asked")[0];
        assert_eq!(answers.completed.as_deref(), Some("srv01.lab.test"), "{answers:?}");
        let tried: Vec<&str> = answers.completions.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(tried, ["srv01.nowhere.lab.test", "srv01.lab.test", "srv01"]);
        assert_eq!(resolution.addresses, [server.ip()]);
        assert!(!summary(&report).contains("dns-"), "{}", summary(&report));
    });
}

#[test]
fn a_short_name_that_stands_for_two_hosts() {
    require!("unbound", "dnsmasq", "xrdp", "openssl", "nft", "mount");
    require_root!();
    with_system_names("east.lab.test west.lab.test", "", |server, _| {
        let report = check_as_the_system_does("srv02", server, super::options());
        assert_eq!(report.observations.host.addresses[0].address, server);
        let found = report.findings.iter().find(|finding| finding.id == "dns-short-name-ambiguous");
        let says = &found.expect("it is found").summary;
        assert!(
            says.contains("srv02.east.lab.test on this computer") && says.contains("srv02.west.lab.test"),
            "{says}"
        );
        let missing = check_as_the_system_does("srv09", server, super::options());
        assert_eq!(summary(&missing), "failing dns-not-found");
        assert!(missing.summary.contains("neither as srv09.east.lab.test"), "{}", missing.summary);
    });
}

#[test]
fn the_hosts_file_says_something_else_than_dns() {
    require!("unbound", "dnsmasq", "xrdp", "openssl", "nft", "mount");
    require_root!();
    let hosts = "127.0.0.1 two.lab.test\n127.0.0.1 missing.lab.test\n127.0.0.9 srv01.lab.test";
    with_system_names("", hosts, |server, _| {
        let elsewhere = check_as_the_system_does("srv01.lab.test", server, super::options());
        assert_eq!(summary(&elsewhere), "failing dns-resolvers-disagree (tcp-refused)");
        let found = &elsewhere.summary;
        assert!(
            found.contains("hosts file returns 127.0.0.9") && found.contains("127.0.0.1, which works"),
            "{found}"
        );
        let unknown = check_as_the_system_does("missing.lab.test", server, super::options());
        let found = unknown.findings.iter().find(|finding| finding.id == "dns-resolvers-disagree");
        let says = &found.expect("it is found").summary;
        assert_eq!(says, "missing.lab.test is in this computer's hosts file, but not in DNS.");
        let half = check_as_the_system_does("two.lab.test", server, super::options());
        assert!(!summary(&half).contains("dns-"), "one of its addresses: {}", summary(&half));
    });
}

#[test]
fn by_name_it_fails_and_by_address_it_works() {
    require!("unbound", "dnsmasq", "xrdp", "openssl", "nft", "mount");
    require_root!();
    with_system_names("", "", |server, dns| {
        for (name, id, says) in [
            ("srv01.lab.test", None, ""),
            (
                "missing.lab.test",
                Some("dns-not-found"),
                "The connection fails by name but works by address (127.0.0.1).",
            ),
            (
                "any.servfail.test",
                Some("dns-server-failed"),
                "The connection fails by name but works by address (127.0.0.1).",
            ),
            (
                "circle.lab.test",
                Some("dns-alias-loop"),
                "The connection fails by name but works by address (127.0.0.1).",
            ),
            ("v6.lab.test", Some("dns-resolvers-disagree"), "the name v6.lab.test itself resolves to ::1."),
        ] {
            let options = super::options().resolve_as(name, server.ip());
            for options in [options.clone(), options.system_resolver(false).dns_server(dns)] {
                let report = check_as_the_system_does(name, server, options);
                assert_ne!(report.verdict, Verdict::Failing, "{name}: {}", summary(&report));
                let found = report.findings.iter().find(|finding| finding.id.as_str().starts_with("dns-"));
                assert_eq!(found.map(|finding| finding.id.as_str()), id, "{name}: {}", summary(&report));
                assert!(found.is_none_or(|finding| finding.summary.contains(says)), "{name}: {found:?}");
            }
        }
    });
}
