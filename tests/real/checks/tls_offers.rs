//! The listing of TLS versions and suites, against servers whose settings are known.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{io, thread};

use rdp_health::codes::NamedGroup;
use rdp_health::observe::{Decides, TlsOffers};
use rdp_health::{Depth, Outcome, Phase, Report, Timeouts, Tri};
use rdp_health_tests::pki::{HOST, pki};
use rdp_health_tests::require;
use rdp_health_tests::servers::{OpensslServer, XrdpConfig, xrdp};

use super::{check_with, options, summary};

fn check_fully(server: SocketAddr) -> Report {
    check_in(server, 1)
}

/// With so many hellos under way at the same time.
fn check_in(server: SocketAddr, lanes: u16) -> Report {
    let options = options().depth(Depth::Full).pacing(Duration::ZERO).max_connections(lanes);
    check_with(HOST, server.port(), &options.resolve_as(HOST, server.ip()).system_resolver(false))
}

fn offers(report: &Report) -> &TlsOffers {
    let [address] = &report.observations.host.addresses[..] else { panic!("one address was tested") };
    address.tls_offers.done().unwrap_or_else(|| panic!("{:?}", address.tls_offers))
}

/// The suites of a version, in the order of the report.
fn suites(offers: &TlsOffers, version: &str) -> Vec<String> {
    let version = offers
        .versions
        .iter()
        .find(|offer| offer.version.to_string() == version)
        .expect("every version is there");
    version.suites.iter().map(|found| found.suite.to_string()).collect()
}

fn accepted(offers: &TlsOffers) -> Vec<(&str, Tri)> {
    offers.versions.iter().map(|offer| (offer.version.name().unwrap(), offer.accepted)).collect()
}

fn names(codes: &[impl ToString]) -> Vec<String> {
    codes.iter().map(ToString::to_string).collect()
}

fn about_tls(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.id.as_str()).filter(|id| id.starts_with("tls-")).collect()
}

/// What OpenSSL itself says that it would serve with an RSA certificate.
fn served_by_openssl(version: &str, ciphers: &str) -> BTreeSet<String> {
    let output = Command::new("openssl")
        .args(["ciphers", "-s", "-stdname", version, ciphers])
        .output()
        .expect("openssl runs");
    let text = String::from_utf8(output.stdout).expect("suites have ASCII names");
    let names = text.lines().filter_map(|line| line.split_whitespace().next());
    let others = ["_ECDSA_", "_DSS_", "_PSK_", "_SRP_"];
    let names =
        names.filter(|name| name.contains("_WITH_") && !others.iter().any(|other| name.contains(other)));
    let names: BTreeSet<String> = names.map(str::to_owned).collect();
    assert!(!names.is_empty(), "{text}");
    names
}

#[test]
fn an_xrdp_with_the_suites_of_openssl_takes_few_connections() {
    require!("xrdp", "openssl");
    let mut server = xrdp(XrdpConfig::default());
    let report = check_fully(server.address);
    let offers = offers(&report);
    assert_eq!(
        accepted(offers),
        [("TLS 1.3", Tri::Yes), ("TLS 1.2", Tri::Yes), ("TLS 1.1", Tri::No), ("TLS 1.0", Tri::No)]
    );
    assert_eq!(
        suites(offers, "TLS 1.3"),
        ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"]
    );
    let listed: BTreeSet<String> = suites(offers, "TLS 1.2").into_iter().collect();
    assert_eq!(listed, served_by_openssl("-tls1_2", "DEFAULT"));
    assert_eq!(names(&offers.groups), ["x25519", "secp256r1", "secp384r1", "secp521r1", "x448", "ffdhe2048"]);
    assert_eq!((offers.decides, offers.other_groups_refused), (Decides::Client, Tri::Yes));
    assert_eq!((offers.compression, &offers.incomplete), (Tri::No, &None));
    assert!(offers.versions.iter().all(|version| version.complete));
    let primes: BTreeSet<u32> = offers
        .versions
        .iter()
        .flat_map(|version| &version.suites)
        .filter_map(|found| found.dh_prime_bits)
        .collect();
    assert_eq!(primes, BTreeSet::from([2048]));
    // Twenty suites of TLS 1.2 and two of TLS 1.3, which no single answer can name two of; and three refusals.
    assert_eq!(offers.connections, 25);
    server.wait_until_idle();
    let together = check_in(server.address, 4);
    let together = self::offers(&together);
    // What is asked for at the same time ends with a refusal of its own.
    assert!((25..=36).contains(&together.connections), "{} in four lanes", together.connections);
    assert_eq!(what_is_accepted(together), what_is_accepted(offers));
    server.wait_until_idle();
    assert!(server.is_running());
}

/// A listing without what is a matter of the connections that it took.
fn what_is_accepted(offers: &TlsOffers) -> TlsOffers {
    let mut offers = offers.clone();
    offers.connections = 0;
    for version in &mut offers.versions {
        version.refusal = None;
        version.suites.iter_mut().for_each(|found| found.group = None);
    }
    offers
}

/// In front of a server, lets in one client at a time and drops the others.
fn one_at_a_time(server: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("it listens");
    let busy = Arc::new(AtomicBool::new(false));
    thread::spawn(move || {
        for inbound in listener.incoming().flatten() {
            if busy.swap(true, Ordering::SeqCst) {
                continue;
            }
            let busy = Arc::clone(&busy);
            thread::spawn(move || {
                serve(&inbound, server, || busy.store(false, Ordering::SeqCst));
            });
        }
    });
    address
}

#[test]
fn a_host_that_serves_one_client_at_a_time_is_not_blamed_for_our_haste() {
    require!("xrdp", "openssl");
    let server = xrdp(XrdpConfig::default());
    let alone = check_fully(server.address);
    let front = one_at_a_time(server.address);
    let options = options().depth(Depth::Full).resolve_as(HOST, front.ip()).system_resolver(false);
    let report = check_with(HOST, front.port(), &options);
    assert_eq!(what_is_accepted(offers(&report)), what_is_accepted(offers(&alone)));
    assert_eq!(summary(&report), summary(&alone));
}

#[test]
fn the_order_of_a_server_that_decides() {
    require!("openssl");
    let order =
        "ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-SHA384:AES128-SHA:AES256-SHA";
    let options = format!("-serverpref -tls1_2 -cipher {order}");
    let server = OpensslServer::start(&options, &pki().good);
    let report = check_fully(server.address);
    let offers = offers(&report);
    assert_eq!(offers.decides, Decides::Server);
    assert_eq!(
        suites(offers, "TLS 1.2"),
        [
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA",
        ]
    );
    let to_the_server = report
        .timeline
        .iter()
        .filter(|entry| entry.phase == Phase::Connect && entry.address == Some(server.address));
    assert_eq!(
        to_the_server.count(),
        usize::try_from(server.connections()).unwrap(),
        "as many as the server counts"
    );
    assert_eq!(about_tls(&report), ["tls-weak-offered"]);
}

#[test]
fn everything_that_openssl_can_still_serve() {
    require!("openssl");
    let ciphers = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
    let server = OpensslServer::start(&format!("-tls1_2 -cipher {ciphers}"), &pki().good);
    let report = check_fully(server.address);
    let listed: BTreeSet<String> = suites(offers(&report), "TLS 1.2").into_iter().collect();
    assert_eq!(listed, served_by_openssl("-tls1_2", ciphers));
    let weak = report.findings.iter().find(|finding| finding.id == "tls-weak-offered").expect("it is weak");
    // Behind it stands how the server was recognised, whose steps are named.
    let suites = weak.evidence.iter().filter(|one| one.at.contains("tls_offers"));
    let says: Vec<&str> = suites.filter_map(|one| one.says.split(" in ").next()).collect();
    assert_eq!(
        says,
        ["no encryption", "no proof of the server's identity", "no forward secrecy", "Diffie-Hellman"]
    );
}

#[test]
fn old_versions_are_listed_one_by_one() {
    require!("openssl");
    let ciphers = "AES128-SHA:DHE-RSA-AES256-SHA:@SECLEVEL=0";
    let server = OpensslServer::start(&format!("-no_tls1_2 -no_tls1_3 -cipher {ciphers}"), &pki().good);
    let report = check_fully(server.address);
    let offers = offers(&report);
    assert_eq!(
        accepted(offers),
        [("TLS 1.3", Tri::No), ("TLS 1.2", Tri::No), ("TLS 1.1", Tri::Yes), ("TLS 1.0", Tri::Yes)]
    );
    for version in ["TLS 1.1", "TLS 1.0"] {
        let expected = ["TLS_DHE_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"];
        assert_eq!(suites(offers, version), expected, "{version}");
    }
}

#[test]
fn a_signature_with_sha1_and_one_curve() {
    require!("openssl");
    let options = "-tls1_2 -sigalgs RSA+SHA1 -curves P-384 -cipher ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0";
    let server = OpensslServer::start(options, &pki().good);
    let report = check_fully(server.address);
    let offers = offers(&report);
    assert_eq!(names(&offers.signature_schemes), ["rsa_pkcs1_sha1"]);
    assert_eq!((&offers.groups[..], offers.other_groups_refused), (&[NamedGroup::SECP384R1][..], Tri::Yes));
    assert_eq!(offers.decides, Decides::Unknown, "one suite has no order");
    let expected = vec!["tls-no-shared-signature", "tls-weak-offered", "tls-fips-restricted"];
    assert_eq!(about_tls(&report), expected, "P-384 and AES alone are what the FIPS policy leaves");
}

/// In front of a server, lets each client wait before it speaks to it.
fn late(server: SocketAddr, delay: Duration) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("it listens");
    thread::spawn(move || {
        for inbound in listener.incoming().flatten() {
            thread::spawn(move || {
                thread::sleep(delay);
                serve(&inbound, server, || {});
            });
        }
    });
    address
}

/// Hands on what both say, until one of them has ended.
fn serve(inbound: &TcpStream, server: SocketAddr, before_the_end: impl FnOnce()) {
    let Ok(outbound) = TcpStream::connect(server) else { return before_the_end() };
    thread::scope(|scope| {
        scope.spawn(|| {
            let (mut from, mut to) = (inbound, &outbound);
            let _ = io::copy(&mut from, &mut to);
            let _ = outbound.shutdown(Shutdown::Both);
        });
        let (mut from, mut to) = (&outbound, inbound);
        let _ = io::copy(&mut from, &mut to);
        before_the_end();
        let _ = inbound.shutdown(Shutdown::Both);
    });
}

#[test]
fn a_budget_that_ends_in_the_middle_claims_nothing_of_the_rest() {
    require!("xrdp", "openssl");
    let server = xrdp(XrdpConfig::default());
    // One hello after the other takes longer than the budget.
    let front = late(server.address, Duration::from_millis(200));
    let timeouts = Timeouts::default().budget(Duration::from_secs(4));
    let options = options().depth(Depth::Full).timeouts(timeouts).path_attempts(0).max_connections(1);
    let options = options.resolve_as(HOST, front.ip()).system_resolver(false);
    let report = check_with(HOST, front.port(), &options);
    let [address] = &report.observations.host.addresses[..] else { panic!("one address was tested") };
    match &address.tls_offers {
        Outcome::Done(offers) => {
            assert_eq!(offers.incomplete.as_deref(), Some("the time budget for this host ran out"));
            assert!(offers.versions.iter().all(|version| version.accepted != Tri::No && !version.complete));
            let said = report.not_checked.iter().any(|one| one.why.contains("is incomplete"));
            assert!(said, "{:?}", report.not_checked);
            assert_eq!(report.verdict.to_string(), "healthy", "what decides was seen");
        }
        // A machine under load did not even come to the listing.
        Outcome::Skipped(why) => assert_eq!(*why, rdp_health::Skipped::OutOfTime),
        Outcome::Failed(failure) => panic!("{failure:?}"),
    }
}
