//! Every certificate of the suite's authorities, served by xrdp and by the lab, and judged by a whole check: one row each.

use std::fs;
use std::path::{Path, PathBuf};

use rdp_health::{CheckOptions, FetchPolicy};
use rdp_health_lab::{Lab, Scenario};
use rdp_health_tests::pki::revocation::RevocationPki;
use rdp_health_tests::pki::{HOST, Identity, P256, pki};
use rdp_health_tests::process::TempDir;
use rdp_health_tests::require;
use rdp_health_tests::servers::{HttpAnswer, HttpServer, XrdpConfig, xrdp};

use super::{check_with, summary};

/// A client that trusts `root` and fetches from `port`.
fn options(root: &Path, port: u16) -> CheckOptions {
    CheckOptions::default()
        .ca_file(root.to_str().expect("a Unicode path"))
        .resolve_as(HOST, [127, 0, 0, 1].into())
        .system_resolver(false)
        .fetch(FetchPolicy::default().port(port))
}

fn by_xrdp(chain: &Path, key: &Path, options: &CheckOptions) -> String {
    // As it takes to serve a weak certificate; what it does without stands in `xrdp.rs`.
    let config =
        XrdpConfig { certificate: chain, key, tls_ciphers: "DEFAULT@SECLEVEL=0", ..XrdpConfig::default() };
    let mut server = xrdp(config);
    let report = check_with(HOST, server.address.port(), options);
    server.wait_until_idle();
    // xrdp has no NLA, which is not what these tests are about.
    ["negotiation-nla-missing, ", ", negotiation-nla-missing", " (negotiation-nla-missing)"]
        .iter()
        .fold(summary(&report), |said, part| said.replace(part, ""))
}

/// `step` is the one that serves, with `FILES` in the place of the certificate.
fn by_the_lab(chain: &Path, key: &Path, step: &str, options: &CheckOptions) -> String {
    let files =
        format!("kind = 'files', files = {{ chain = '{}', key = '{}' }}", chain.display(), key.display());
    let scenario = format!(
        "title = 'a certificate of OpenSSL'\ntarget = {{ name = '{HOST}' }}\nexpect = {{ verdict = 'healthy' }}\n\
         [[hosts]]\naddress = '127.0.0.1'\nconnections = [[\n\
         {{ step = 'x224', answer = {{ windows = {{ security_layer = 'tls', nla = true }} }} }},\n{}\n]]\n",
        step.replace("FILES", &files)
    );
    let scenario = Scenario::parse(&scenario).expect("a scenario");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a tokio runtime starts");
    let lab = runtime.block_on(Lab::start(&scenario)).expect("the lab starts");
    let said = summary(&check_with(HOST, lab.port(), options));
    runtime.block_on(async move { drop(lab) });
    said
}

const TLS: &str = "{ step = 'tls', certificate = { FILES } }";
/// rustls signs with no key of RSA 1024; in TLS 1.0 the certificate shows before anybody signs.
const TLS10: &str = "{ step = 'legacy_tls', certificate = { FILES }, versions = ['1.0'], suites = [\
                     'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA', \
                     'TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'] }";

#[test]
fn every_certificate_by_xrdp_and_by_the_lab() {
    require!("xrdp", "openssl");
    let pki = pki();
    let (issuing, cross) = (pki.issuing.as_path(), pki.cross.as_path());
    let (root, other) = (pki.root.as_path(), pki.other_root.as_path());
    // What is sent behind the server's own certificate; who is trusted; what a check says.
    type Case<'a> = (&'a str, &'a Identity, &'a [&'a Path], &'a Path, &'a str);
    let cases: &[Case<'_>] = &[
        ("good", &pki.good, &[issuing], root, "healthy"),
        ("ECDSA", &pki.ecdsa, &[issuing], root, "healthy"),
        ("expired", &pki.expired, &[issuing], root, "degraded cert-expired"),
        ("future", &pki.future, &[issuing], root, "degraded cert-not-yet-valid"),
        ("wrong name", &pki.wrong_name, &[issuing], root, "degraded cert-name-mismatch"),
        ("no SAN", &pki.no_san, &[issuing], root, "healthy (cert-name-in-common-name)"),
        ("wrong EKU", &pki.client_only, &[issuing], root, "degraded cert-wrong-purpose"),
        ("SHA-1", &pki.sha1, &[issuing], root, "degraded cert-weak"),
        ("self-signed", &pki.windows, &[], root, "healthy (cert-self-signed)"),
        ("incomplete", &pki.good, &[], root, "degraded cert-chain-incomplete"),
        ("root sent", &pki.good, &[issuing, root], root, "healthy"),
        ("wrong order", &pki.good, &[root, issuing], root, "healthy (cert-chain-order)"),
        ("cross-signed", &pki.good, &[issuing, cross], root, "healthy"),
        ("cross-signed, other root trusted", &pki.good, &[cross, issuing], other, "healthy"),
        ("cross-signed, dead end first", &pki.good, &[cross, issuing], root, "healthy"),
        ("unknown root", &pki.good, &[issuing], other, "degraded cert-untrusted"),
        ("unknown root, sent", &pki.good, &[issuing, root], other, "degraded cert-untrusted"),
    ];
    let dir = TempDir::new("chains");
    let mut wrong = Vec::new();
    for (name, identity, others, trusted, expected) in cases {
        let files = std::iter::once(identity.certificate.as_path()).chain(others.iter().copied());
        let text: String = files.map(|path| fs::read_to_string(path).expect("a certificate")).collect();
        let chain: PathBuf = dir.write("chain.pem", &text);
        let options = options(trusted, 80);
        let xrdp = by_xrdp(&chain, &identity.key, &options);
        let lab = by_the_lab(&chain, &identity.key, TLS, &options);
        if xrdp != *expected || lab != *expected {
            wrong.push(format!("{name}: xrdp {xrdp}, the lab {lab}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn rsa_1024_by_xrdp_and_by_the_lab() {
    require!("xrdp", "openssl");
    let (weak, options) = (&pki().weak, options(&pki().root, 80));
    assert_eq!(by_xrdp(&weak.chain, &weak.key, &options), "degraded cert-weak");
    let lab = by_the_lab(&weak.chain, &weak.key, TLS10, &options);
    assert_eq!(lab, "failing tls-no-shared-version (cert-weak)");
}

#[test]
fn revoked_by_xrdp_and_by_the_lab() {
    require!("xrdp", "openssl");
    let (http, authority) = (HttpServer::start(), RevocationPki::new(P256, ""));
    let places = format!("crlDistributionPoints = URI:{}", http.url("/issuing.crl"));
    let leaf = authority.leaf("revoked", &places, "");
    let options = options(&authority.file("root.crt"), http.port());
    let publish = || {
        let list = authority.crl("issuing", "");
        http.answer("/issuing.crl", HttpAnswer::Document("application/pkix-crl", list));
    };
    publish();
    assert_eq!(by_xrdp(&leaf.chain, &leaf.key, &options), "healthy");
    assert_eq!(by_the_lab(&leaf.chain, &leaf.key, TLS, &options), "healthy");
    authority.revoke("issuing", "revoked", "keyCompromise");
    publish();
    assert_eq!(by_xrdp(&leaf.chain, &leaf.key, &options), "degraded cert-revoked");
    assert_eq!(by_the_lab(&leaf.chain, &leaf.key, TLS, &options), "degraded cert-revoked");
}
