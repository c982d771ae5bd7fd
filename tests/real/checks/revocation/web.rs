//! Revocation lists from a real web server: Python's own.

use std::fs;
use std::process::Command;
use std::time::Duration;

use rdp_health::observe::RevocationStatus;
use rdp_health::{FailureKind, FetchPolicy, Tri};
use rdp_health_tests::pki::P256;
use rdp_health_tests::pki::revocation::RevocationPki;
use rdp_health_tests::process::{Process, TempDir, on_free_port};
use rdp_health_tests::require;

use super::{answer, check_identity, failure_kind, fetching, found};

/// The same server with a rest before every twenty bytes.
const SLOW: &str = "
import http.server, sys, time
def copyfile(self, source, out):
    for part in iter(lambda: source.read(20), b''):
        time.sleep(0.05)
        out.write(part)
http.server.SimpleHTTPRequestHandler.copyfile = copyfile
http.server.test(http.server.SimpleHTTPRequestHandler, http.server.ThreadingHTTPServer, port=int(sys.argv[1]), bind='127.0.0.1')
";

/// The web server of a folder, and its port.
fn python(site: &TempDir) -> (Process, u16) {
    serving(site, |command, port| {
        command.args(["-m", "http.server", "--bind", "127.0.0.1", &port.to_string()]);
    })
}

fn serving(site: &TempDir, arguments: impl Fn(&mut Command, u16)) -> (Process, u16) {
    on_free_port(|port| {
        let mut command = Command::new("python3");
        arguments(&mut command, port);
        command.current_dir(site.path());
        let mut python = Process::spawn(command, site)?;
        python.wait_until_listening(port)?;
        Ok(python)
    })
}

/// The list and the issuer's certificate as Python's own web server serves them.
#[test]
fn a_list_from_a_real_web_server() {
    require!("openssl", "python3");
    let site = TempDir::new("site");
    let (_python, port) = python(&site);
    let pki = RevocationPki::new(P256, "");
    let url = format!("http://127.0.0.1:{port}");
    let places = format!(
        "crlDistributionPoints = URI:{url}/Corp%20CA.crl\nauthorityInfoAccess = caIssuers;URI:{url}/issuing.crt"
    );
    let mut leaf = pki.leaf("good", &places, "");
    leaf.chain = leaf.certificate.clone();
    fs::write(site.path().join("Corp CA.crl"), pki.crl("issuing", "")).expect("a directory of our own");
    fs::write(site.path().join("issuing.crt"), pki.certificate("issuing")).expect("a directory of our own");
    let report = check_identity(&leaf, &fetching(FetchPolicy::default().port(port)));
    assert_eq!(found(&report), "");
    assert_eq!((answer(&report).status, answer(&report).authentic), (RevocationStatus::Good, Tri::Yes));
}

#[test]
fn a_real_web_server_with_each_list_that_can_lie_there() {
    require!("openssl", "python3");
    let site = TempDir::new("site");
    let (python, port) = python(&site);
    let pki = RevocationPki::new(P256, "");
    let places = format!("crlDistributionPoints = URI:http://127.0.0.1:{port}/issuing.crl");
    let leaf = pki.leaf("good", &places, "");
    let policy = FetchPolicy::default().port(port);
    let serve = |list: &[u8]| fs::write(site.path().join("issuing.crl"), list).expect("a folder of our own");
    let found_now = || found(&check_identity(&leaf, &fetching(policy.clone())));

    assert_eq!(found_now(), "cert-revocation-unreachable likely Warning", "404");
    let good = pki.crl("issuing", "");
    serve(&good);
    assert_eq!(found_now(), "", "a good one");
    serve(good.split_at(good.len() / 2).0);
    assert_eq!(found_now(), "cert-revocation-unreachable likely Warning", "half of it");
    serve(&pki.crl("issuing", "-crl_lastupdate 20200101000000Z -crl_nextupdate 20200108000000Z"));
    assert_eq!(found_now(), "cert-revocation-stale certain Warning");
    serve(&pki.crl("root", ""));
    assert_eq!(found_now(), "cert-revocation-invalid certain Warning", "another authority's");
    pki.revoke("issuing", "good", "keyCompromise");
    serve(&pki.crl("issuing", ""));
    assert_eq!(found_now(), "cert-revoked certain Warning");

    // It accepts, and does not answer; then it is gone.
    python.freeze();
    let hasty = fetching(policy.clone().timeout(Duration::from_millis(300)));
    let report = check_identity(&leaf, &hasty);
    assert_eq!(failure_kind(&report), FailureKind::Silence);
    assert_eq!(found(&report), "cert-revocation-unreachable likely Warning");
    drop(python);
    let report = check_identity(&leaf, &fetching(policy));
    assert_eq!(failure_kind(&report), FailureKind::Refused);
    assert_eq!(found(&report), "cert-revocation-unreachable likely Warning");
}

/// What comes in small pieces is waited for as long as the time for one document lasts, and no longer.
#[test]
fn a_slow_web_server() {
    require!("openssl", "python3");
    let site = TempDir::new("site");
    let (_python, port) = serving(&site, |command, port| {
        command.args(["-c", SLOW, &port.to_string()]);
    });
    let pki = RevocationPki::new(P256, "");
    let places = format!("crlDistributionPoints = URI:http://127.0.0.1:{port}/issuing.crl");
    let leaf = pki.leaf("good", &places, "");
    let list = pki.crl("issuing", "");
    assert!(5 * 20 < list.len(), "it takes a quarter of a second at least");
    fs::write(site.path().join("issuing.crl"), list).expect("a folder of our own");
    let policy = FetchPolicy::default().port(port);

    let report = check_identity(&leaf, &fetching(policy.clone()));
    assert_eq!(found(&report), "");
    assert_eq!((answer(&report).status, answer(&report).authentic), (RevocationStatus::Good, Tri::Yes));

    let hasty = fetching(policy.timeout(Duration::from_millis(100)));
    assert_eq!(found(&check_identity(&leaf, &hasty)), "cert-revocation-unreachable likely Warning");
}
