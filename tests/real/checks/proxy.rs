//! Real proxies before a real host: what they open, what they refuse, and what they say of the host.

use std::net::SocketAddr;

use rdp_health::observe::ProxyReply;
use rdp_health::{CauseId, CheckOptions, Confidence, Depth, Proxy, Report};
use rdp_health_tests::netns::in_new_namespace;
use rdp_health_tests::pki::HOST;
use rdp_health_tests::process::free_port;
use rdp_health_tests::servers::{
    PROXY_LOGON, Server, XrdpConfig, danted, microsocks, squid, tinyproxy, xrdp,
};
use rdp_health_tests::{require, require_root};

use super::{check_with, options, summary};

/// The proxy's URL, with the right logon if it wants one.
fn url(scheme: &str, proxy: &Server, logon: bool) -> String {
    let (user, password) = PROXY_LOGON;
    match logon {
        true => format!("{scheme}://{user}:{password}@{}", proxy.address),
        false => format!("{scheme}://{}", proxy.address),
    }
}

fn through(url: &str, options: CheckOptions) -> CheckOptions {
    options.proxy(Proxy::parse(url).expect("a proxy"))
}

/// The host by its name, at this port of 127.0.0.1.
fn check(url: &str, port: u16) -> Report {
    check_with(HOST, port, &through(url, options().resolve_as(HOST, [127, 0, 0, 1].into())))
}

/// What the proxy answered at first.
fn reply(report: &Report) -> String {
    let first = &report.observations.host.addresses[0].conversations[0];
    first.proxy.done().map(|answer| answer.reply.to_string()).unwrap_or_default()
}

fn confidence(report: &Report) -> Confidence {
    report.primary_finding().expect("something is wrong").confidence
}

#[test]
fn the_same_host_directly_and_through_every_proxy() {
    require!("xrdp", "openssl", "microsocks", "danted", "tinyproxy", "squid");
    require_root!();
    let mut host = xrdp(XrdpConfig::default());
    let port = host.address.port();
    let direct = super::check(host.address, Depth::Standard);
    let certificate = |report: &Report| report.observations.chains().next().cloned();
    for (scheme, proxy, logon) in [
        ("socks5", microsocks(false), false),
        ("socks5", microsocks(true), true),
        ("socks5", danted(1), false),
        ("http", tinyproxy(&[port], false), false),
        ("http", tinyproxy(&[port], true), true),
        ("http", squid(1), false),
    ] {
        let url = url(scheme, &proxy, logon);
        let report = check(&url, port);
        host.wait_until_idle();
        let named = format!("{url}: {}", reply(&report));
        assert_eq!(summary(&report), summary(&direct), "{named}");
        assert_eq!(report.connections, direct.connections, "{named}");
        assert_eq!(certificate(&report), certificate(&direct), "{named}");
        assert!(report.summary.contains(" through the proxy "), "{}", report.summary);
        let json = report.to_json().expect("a report is JSON");
        assert!(!json.contains(PROXY_LOGON.1) && !json.contains("lab:"), "{named} holds a password");
        let by_name = check_with("localhost", port, &through(&url, options()));
        host.wait_until_idle();
        assert_eq!(by_name.observations.host.addresses[0].through.as_ref().unwrap().host, "localhost");
        assert!(by_name.observations.chains().next().is_some(), "{named}: {}", summary(&by_name));
    }
}

#[test]
fn rules_that_forbid_the_port() {
    require!("danted", "tinyproxy", "squid");
    require_root!();
    let port = free_port();
    for (scheme, proxy, says) in [
        ("socks5", danted(port), "SOCKS reply 2 (not allowed by its rules)"),
        ("http", tinyproxy(&[1], false), "403 "),
        ("http", squid(port), "403 Forbidden, ERR_ACCESS_DENIED 0, from squid/"),
    ] {
        let report = check(&url(scheme, &proxy, false), port);
        let said = (summary(&report), confidence(&report), report.connections);
        assert_eq!(said, ("failing proxy-refused".to_owned(), Confidence::Certain, 1));
        assert!(reply(&report).starts_with(says), "{}", reply(&report));
    }
}

#[test]
fn logons_that_are_missing_or_wrong() {
    require!("microsocks", "tinyproxy");
    for (scheme, proxy, missing, wrong) in [
        ("socks5", microsocks(true), "SOCKS method 0xff", "SOCKS user name and password refused"),
        ("http", tinyproxy(&[], true), "407 ", "40"),
    ] {
        for (url, says, sentence) in [
            (format!("{scheme}://{}", proxy.address), missing, "requires a user name and password"),
            (
                format!("{scheme}://lab:wrong@{}", proxy.address),
                wrong,
                "rejects the given user name and password",
            ),
        ] {
            let report = check(&url, free_port());
            assert_eq!(summary(&report), "failing proxy-refused", "{url}");
            assert!(reply(&report).starts_with(says), "{url}: {}", reply(&report));
            assert!(report.summary.contains(sentence), "{}", report.summary);
            assert!(!report.to_json().unwrap().contains("wrong"));
        }
    }
}

/// What the proxy says of the host is its word.
#[test]
fn a_host_that_refuses() {
    require!("microsocks", "danted", "tinyproxy", "squid");
    require_root!();
    let port = free_port();
    for (scheme, proxy, expected, sure) in [
        ("socks5", microsocks(false), "failing tcp-refused", Confidence::Likely),
        ("socks5", danted(1), "failing tcp-refused", Confidence::Likely),
        ("http", squid(1), "failing tcp-refused", Confidence::Likely),
        // It says the same of whatever keeps it from a host.
        (
            "http",
            tinyproxy(&[], false),
            "failing tcp-refused (dns-not-found, tcp-unreachable)",
            Confidence::Possible,
        ),
    ] {
        let report = check_with("localhost", port, &through(&url(scheme, &proxy, false), options()));
        let said = (summary(&report), confidence(&report));
        assert_eq!(said, (expected.to_owned(), sure), "{}", reply(&report));
    }
}

#[test]
fn names_that_the_proxy_does_not_know() {
    require!("ip", "microsocks", "danted", "tinyproxy", "squid");
    require_root!();
    in_new_namespace(|| {
        for (scheme, proxy) in [
            ("socks5", microsocks(false)),
            ("socks5", danted(1)),
            ("http", tinyproxy(&[], false)),
            ("http", squid(1)),
        ] {
            let report = check_with("gone.lab.test", 3389, &through(&url(scheme, &proxy, false), options()));
            println!("{scheme} {} {}: {}", summary(&report), reply(&report), report.summary);
            let names = ["resolve the name", "its name"];
            assert!(names.iter().any(|name| report.summary.contains(name)), "{}", report.summary);
            assert!(confidence(&report) < Confidence::Certain);
        }
    });
}

#[test]
fn a_proxy_that_is_none() {
    require!("microsocks", "tinyproxy");
    let (socks, http) = (microsocks(false), tinyproxy(&[], false));
    for (scheme, other) in [("http", &socks), ("socks5", &http)] {
        let report = check(&url(scheme, other, false), free_port());
        assert_eq!(report.primary, Some(CauseId::ProxyNotSpoken), "{scheme}: {}", report.summary);
    }
    let nobody = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let report = check(&format!("socks5://{nobody}"), 3389);
    assert_eq!(summary(&report), "failing proxy-unreachable");
}

/// The bound address is a fact of the proxy's, whatever it says.
#[test]
fn the_proxy_says_where_it_connected_from() {
    require!("danted", "xrdp", "openssl");
    require_root!();
    let (proxy, host) = (danted(1), xrdp(XrdpConfig::default()));
    let report = check(&url("socks5", &proxy, false), host.address.port());
    let first = &report.observations.host.addresses[0].conversations[0];
    let Some(ProxyReply::Socks { bound, .. }) = first.proxy.done().map(|answer| &answer.reply) else {
        panic!("{:?}", first.proxy);
    };
    assert!(bound.starts_with("127.0.0.1:"), "{bound}");
}
