//! Names, put to a real DNS server.

use std::net::SocketAddr;
use std::time::Duration;

use rdp_health::Timeouts;
use rdp_health_tests::process::free_port;
use rdp_health_tests::require;
use rdp_health_tests::servers::{DnsServer, SlowDns, XrdpConfig, xrdp};

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
    let names = report.observations.addresses[0].reverse.done().expect("the server answers");
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
