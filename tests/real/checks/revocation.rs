//! Revocation, with an authority made by OpenSSL: its lists over HTTP, its OCSP answers, and everything that can be
//! wrong with them. `openssl verify` and `openssl ocsp` are asked the same.

mod answers;
mod failures;
mod issuers;
mod peers;
mod responder;
mod web;

use std::fs;
use std::process::Command;
use std::sync::Arc;

use rdp_health::observe::{Revocation, RevocationAnswer, RevocationMeans};
use rdp_health::{CheckOptions, FailureKind, FetchPolicy, Finding, Outcome, Report};
use rdp_health_tests::pki::revocation::RevocationPki;
use rdp_health_tests::pki::{HOST, Identity, P256};
use rdp_health_tests::servers::{HttpAnswer, HttpServer, OpensslServer};

use super::check_with;

const CRL: &str = "application/pkix-crl";
const OCSP: &str = "application/ocsp-response";

/// A check that fetches by this policy.
fn fetching(policy: FetchPolicy) -> CheckOptions {
    CheckOptions::default().resolve_as(HOST, [127, 0, 0, 1].into()).system_resolver(false).fetch(policy)
}

fn options(http: &HttpServer) -> CheckOptions {
    fetching(FetchPolicy::default().port(http.port()))
}

/// Checks a host that shows this certificate.
fn check_identity(identity: &Identity, options: &CheckOptions) -> Report {
    let host = OpensslServer::start("-tls1_2 -cipher DEFAULT@SECLEVEL=0", identity);
    check_with(HOST, host.address.port(), options)
}

fn check(identity: &Identity, http: &HttpServer) -> Report {
    check_identity(identity, &options(http))
}

fn revocation(report: &Report) -> &Revocation {
    report.observations.revocation.done().unwrap_or_else(|| panic!("{:?}", report.observations.revocation))
}

/// What the sources of the host's own certificate say, in order.
fn answers(report: &Report) -> Vec<(RevocationMeans, &Outcome<RevocationAnswer>)> {
    revocation(report).certificates[0].sources.iter().map(|source| (source.means, &source.answer)).collect()
}

fn answer(report: &Report) -> &RevocationAnswer {
    let (_, answer) = answers(report)[0];
    answer.done().unwrap_or_else(|| panic!("{answer:?}"))
}

fn failure_kind(report: &Report) -> FailureKind {
    let (_, answer) = answers(report)[0];
    answer.failed().unwrap_or_else(|| panic!("{answer:?}")).kind
}

/// What is found about revocation; other findings are not this file's business.
fn found(report: &Report) -> String {
    let about = report.findings.iter().filter(|finding| finding.id.as_str().starts_with("cert-rev"));
    let lines = about.map(|one| format!("{} {} {:?}", one.id, one.confidence, one.severity));
    lines.collect::<Vec<_>>().join(", ")
}

fn finding<'a>(report: &'a Report, id: &str) -> &'a Finding {
    report
        .findings
        .iter()
        .find(|finding| finding.id == id)
        .unwrap_or_else(|| panic!("no {id}: {}", found(report)))
}

/// An authority with a site: list, responder, and its own certificate.
struct Authority {
    pki: Arc<RevocationPki>,
    http: HttpServer,
}

impl Authority {
    fn new() -> Self {
        Self::with_key(P256)
    }

    fn with_key(key: &str) -> Self {
        let http = HttpServer::start();
        let above = format!("crlDistributionPoints = URI:{}", http.url("/root.crl"));
        Self { pki: Arc::new(RevocationPki::new(key, &above)), http }
    }

    fn by_list(&self) -> String {
        format!("crlDistributionPoints = URI:{}", self.http.url("/issuing.crl"))
    }

    fn by_ocsp(&self) -> String {
        format!("authorityInfoAccess = OCSP;URI:{}", self.http.url("/ocsp"))
    }

    fn publish(&self, options: &str) {
        self.http.answer("/issuing.crl", HttpAnswer::Document(CRL, self.pki.crl("issuing", options)));
    }

    fn respond(&self, signer: &'static str, options: &'static str) {
        let pki = Arc::clone(&self.pki);
        let respond = move |request: &[u8]| pki.ocsp(request, signer, options);
        self.http.answer("/ocsp", HttpAnswer::Made(OCSP, Arc::new(respond)));
    }

    /// What `openssl verify` says of a certificate by the list that is published now.
    fn openssl_verify(&self, identity: &Identity) -> String {
        let list = fs::read_to_string(self.pki.file("crl.pem")).expect("the list");
        let trusted = fs::read_to_string(self.pki.file("root.crt")).expect("the root") + &list;
        fs::write(self.pki.file("trusted.pem"), trusted).expect("a directory of our own");
        let output = Command::new("openssl")
            .args(["verify", "-crl_check", "-CAfile"])
            .arg(self.pki.file("trusted.pem"))
            .arg("-untrusted")
            .arg(self.pki.file("issuing.crt"))
            .arg(&identity.certificate)
            .output()
            .expect("openssl runs");
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
    }
}
