//! What a check says of real servers.

mod certificates;
mod clients;
mod desktops;
mod dns;
mod freerdp;
mod issuers;
mod kerberos;
mod links;
mod network;
mod openssl;
mod path;
mod proxy;
mod reach;
mod revocation;
mod sound_networks;
mod synthetic;
mod tls_offers;
mod udp;
mod web;
mod xrdp;

use std::net::{IpAddr, SocketAddr};

use rdp_health::{CauseId, CheckOptions, Depth, Report, Target, check_blocking};
use rdp_health_tests::pki::{HOST, pki};
use rdp_health_tests::servers::Server;

/// Checks `name:port`, and holds the report to what every report promises.
fn check_with(name: &str, port: u16, options: &CheckOptions) -> Report {
    let target = Target::parse(&format!("{name}:{port}")).expect("a target");
    let report = check_blocking(&target, options).expect("the options make sense");
    let json = serde_json::to_value(&report).expect("a report is JSON");
    for finding in &report.findings {
        assert!(!finding.evidence.is_empty(), "{} argues", finding.id);
        for evidence in &finding.evidence {
            assert!(
                json.pointer(&evidence.at).is_some(),
                "{} points to nothing: {}",
                finding.id,
                evidence.at
            );
        }
    }
    report
}

/// The defaults of a client that trusts the root of the suite's certificates.
fn options() -> CheckOptions {
    CheckOptions::default().ca_file(pki().root.to_str().expect("a Unicode path"))
}

/// The same, with this address for the name that the good certificates are for; nobody is asked for the name.
fn resolved(address: IpAddr) -> CheckOptions {
    options().resolve_as(HOST, address).system_resolver(false)
}

/// Checks the server, by the name that the good certificates are for.
pub(super) fn check(server: SocketAddr, depth: Depth) -> Report {
    check_with(HOST, server.port(), &resolved(server.ip()).depth(depth))
}

/// Checks the server as an administrator does, says what the report says, and makes sure that the check did no harm:
/// no connection stays open, and the server answers a second check in the same way.
fn outcome(server: &mut Server) -> String {
    let first = summary(&check(server.address, Depth::Standard));
    server.wait_until_idle();
    assert_eq!(summary(&check(server.address, Depth::Standard)), first, "at the second check");
    server.wait_until_idle();
    assert!(server.is_running(), "the server survives two checks");
    first
}

/// The verdict, the primary cause, and in parentheses what was found beside it.
pub(super) fn summary(report: &Report) -> String {
    let primary = report.primary.as_ref().map(CauseId::as_str);
    let ids = report.findings.iter().map(|finding| finding.id.as_str());
    let others: Vec<&str> = ids.filter(|id| Some(*id) != primary).collect();
    let mut summary = report.verdict.to_string();
    if let Some(primary) = primary {
        summary += &format!(" {primary}");
    }
    if !others.is_empty() {
        summary += &format!(" ({})", others.join(", "));
    }
    summary
}
