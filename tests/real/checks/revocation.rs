//! Revocation, with an authority made by OpenSSL: its lists over HTTP, its OCSP answers, and everything that can be
//! wrong with them. `openssl verify` and `openssl ocsp` are asked the same.

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rdp_health::observe::{Revocation, RevocationAnswer, RevocationMeans, RevocationStatus};
use rdp_health::{
    CheckOptions, Confidence, Depth, FailureKind, FetchPolicy, Finding, Outcome, Report, Severity, Tri,
};
use rdp_health_tests::pki::revocation::{P256, RevocationPki};
use rdp_health_tests::pki::{HOST, Identity};
use rdp_health_tests::process::{Process, TempDir, on_free_port};
use rdp_health_tests::require;
use rdp_health_tests::servers::{HttpAnswer, HttpServer, OpensslServer, XrdpConfig, xrdp};

use super::check_with;

const CRL: &str = "application/pkix-crl";
const OCSP: &str = "application/ocsp-response";
const DAY: Duration = Duration::from_secs(86_400);

fn options(http: &HttpServer) -> CheckOptions {
    CheckOptions::default()
        .resolve_as(HOST, "127.0.0.1".parse().expect("an address"))
        .system_resolver(false)
        .fetch(FetchPolicy::default().port(http.port()))
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
    let about = report.findings.iter().filter(|finding| finding.id.starts_with("cert-rev"));
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

/// What `openssl ocsp` says of a response about `name`.
fn openssl_ocsp(pki: &RevocationPki, name: &str, response: &[u8]) -> String {
    fs::write(pki.file("second.response"), response).expect("a directory of our own");
    let output = Command::new("openssl")
        .current_dir(pki.file(""))
        .args([
            "ocsp",
            "-no_nonce",
            "-respin",
            "second.response",
            "-issuer",
            "issuing.crt",
            "-CAfile",
            "root.crt",
        ])
        .args(["-verify_other", "issuing.crt", "-cert", &format!("{name}.crt")])
        .output()
        .expect("openssl runs");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The same responses, read by us and by OpenSSL.
#[test]
fn openssl_agrees_about_ocsp() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("good", &authority.by_ocsp(), "");
    let made = |signer: &str, options: &str| {
        let request = fs::read(authority.pki.file("good.request")).expect("the request");
        authority.pki.ocsp(&request, signer, options)
    };
    authority.pki.stapled("good", "-nmin 60");
    for (signer, options, second, status, authentic) in [
        ("responder", "-nmin 60", "good.crt: good", RevocationStatus::Good, Tri::Yes),
        ("issuing", "-nmin 60", "good.crt: good", RevocationStatus::Good, Tri::Yes),
        ("responder", "-nmin 60 -badsig", "signature failure", RevocationStatus::Good, Tri::No),
        ("good", "-nmin 60", "missing ocspsigning usage", RevocationStatus::Good, Tri::No),
        ("root", "-nmin 60", "Response Verify Failure", RevocationStatus::Good, Tri::No),
    ] {
        let response = made(signer, options);
        let said = openssl_ocsp(&authority.pki, "good", &response);
        assert!(said.contains(second), "{signer} {options}: {said}");
        authority.http.answer("/ocsp", HttpAnswer::Document(OCSP, response));
        let report = check(&leaf, &authority.http);
        let ours = answer(&report);
        assert_eq!(
            (ours.status, ours.authentic),
            (status, authentic),
            "{signer}: {}",
            ours.authentic_because
        );
    }
    authority.pki.revoke("issuing", "good", "keyCompromise");
    let response = made("responder", "-nmin 60");
    let said = openssl_ocsp(&authority.pki, "good", &response);
    assert!(said.contains("Response verify OK") && said.contains("good.crt: revoked"), "{said}");
}

#[test]
fn a_good_certificate_asked_both_ways_through_xrdp() {
    require!("openssl", "xrdp");
    let authority = Authority::new();
    let places = format!("{}\n{}", authority.by_list(), authority.by_ocsp());
    let good = authority.pki.leaf("good", &places, "");
    authority.publish("");
    authority.respond("responder", "-nmin 60");
    let mut host = xrdp(XrdpConfig { certificate: &good.chain, key: &good.key, ..XrdpConfig::default() });
    let report = check_with(HOST, host.address.port(), &options(&authority.http));
    host.wait_until_idle();

    for (means, answer) in answers(&report) {
        let answer = answer.done().unwrap_or_else(|| panic!("{answer:?}"));
        assert_eq!((answer.status, answer.authentic), (RevocationStatus::Good, Tri::Yes), "{means:?}");
        assert!(answer.next_update_unix.is_some_and(|next| answer.this_update_unix < next));
    }
    let means: Vec<_> = answers(&report).iter().map(|(means, _)| *means).collect();
    assert_eq!(means, [RevocationMeans::Ocsp, RevocationMeans::Crl]);
    assert!(report.findings.iter().all(|finding| !finding.id.starts_with("cert-rev")), "{}", found(&report));
    assert!(
        report.not_checked.iter().all(|entry| !entry.why.contains("revocation")),
        "{:?}",
        report.not_checked
    );
    assert!(authority.openssl_verify(&good).contains("good.crt: OK"));
    // Each address is asked once.
    let mut requests = authority.http.requests();
    requests.sort();
    assert_eq!(requests, ["GET /issuing.crl", "POST /ocsp"]);
}

#[test]
fn a_revoked_certificate_by_list() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("stolen", &authority.by_list(), "");
    authority.pki.revoke("issuing", "stolen", "keyCompromise");
    authority.publish("");
    let report = check(&leaf, &authority.http);
    assert_eq!(found(&report), "cert-revoked certain Warning");
    let finding = finding(&report, "cert-revoked");
    assert_eq!((finding.confidence, finding.severity), (Confidence::Certain, Severity::Warning));
    assert!(finding.summary.contains("(keyCompromise)"), "{}", finding.summary);
    assert!(finding.evidence[0].says.contains(&authority.http.url("/issuing.crl")), "{:?}", finding.evidence);
    assert_eq!(answer(&report).reason.as_ref().map(|reason| reason.code), Some(1));
    assert_eq!(answer(&report).entries, Some(1));
    assert!(authority.openssl_verify(&leaf).contains("error 23"));
}

#[test]
fn a_revoked_certificate_by_ocsp() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("old", &authority.by_ocsp(), "");
    authority.pki.revoke("issuing", "old", "superseded");
    for options in ["-nmin 60", "-nmin 60 -resp_key_id", "-ndays 1 -rmd sha384"] {
        authority.respond("responder", options);
        let report = check(&leaf, &authority.http);
        assert_eq!(found(&report), "cert-revoked certain Warning", "{options}");
        assert_eq!(finding(&report, "cert-revoked").confidence, Confidence::Certain);
        let responder = answer(&report).responder.as_ref().expect("the responder is named");
        assert_eq!(responder.subject, "CN=Responder");
    }
    // The issuer may answer by itself.
    authority.respond("issuing", "-nmin 60");
    let report = check(&leaf, &authority.http);
    assert_eq!(found(&report), "cert-revoked certain Warning");
    assert!(answer(&report).responder.is_none());
}

#[test]
fn a_certificate_that_the_responder_does_not_know() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("forgotten", &authority.by_ocsp(), "");
    fs::write(authority.pki.file("issuing.index"), "").expect("a directory of our own");
    authority.respond("responder", "-nmin 60");
    let report = check(&leaf, &authority.http);
    assert_eq!(answer(&report).status, RevocationStatus::Unknown);
    assert_eq!(found(&report), "cert-revocation-unreachable likely Warning");
    assert_eq!(finding(&report, "cert-revocation-unreachable").confidence, Confidence::Likely);
}

#[test]
fn an_answer_that_is_out_of_date() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("good", &authority.by_list(), "");
    authority.publish("-crl_lastupdate 20200101000000Z -crl_nextupdate 20200108000000Z");
    let report = check(&leaf, &authority.http);
    assert_eq!(found(&report), "cert-revocation-stale certain Warning");
    assert!(finding(&report, "cert-revocation-stale").evidence[0].says.contains("2020-01-08"));
    assert!(authority.openssl_verify(&leaf).contains("CRL has expired"));

    // A revocation does not expire with the list.
    authority.pki.revoke("issuing", "good", "keyCompromise");
    authority.publish("-crl_lastupdate 20200101000000Z -crl_nextupdate 20200108000000Z");
    assert_eq!(found(&check(&leaf, &authority.http)), "cert-revoked certain Warning");

    let asked = authority.pki.leaf("asked", &authority.by_ocsp(), "");
    authority.respond("responder", "-nmin 60");
    let in_two_days = options(&authority.http).judge_at(SystemTime::now() + 2 * DAY);
    assert_eq!(found(&check_identity(&asked, &in_two_days)), "cert-revocation-stale certain Warning");
    let yesterday = options(&authority.http).judge_at(SystemTime::now() - DAY);
    let report = check_identity(&asked, &yesterday);
    assert!(finding(&report, "cert-revocation-stale").evidence[0].says.contains("in the future"));
}

#[test]
fn an_answer_from_the_wrong_hand() {
    require!("openssl");
    let authority = Authority::new();
    let places = format!("{}\n{}", authority.by_list(), authority.by_ocsp());
    let leaf = authority.pki.leaf("good", &places, "");
    let wrong = |what: &str| {
        let report = check(&leaf, &authority.http);
        assert_eq!(found(&report), "cert-revocation-invalid certain Warning", "{what}");
        let finding = finding(&report, "cert-revocation-invalid");
        let says: Vec<_> = finding.evidence.iter().map(|evidence| evidence.says.clone()).collect();
        says.join("\n")
    };
    authority.http.answer("/issuing.crl", HttpAnswer::Document(CRL, authority.pki.crl("root", "")));
    authority.respond("good", "-nmin 60");
    let says = wrong("the list of another authority, an answer signed by the host itself");
    assert!(says.contains("it is by CN=Root, not by CN=Issuing"), "{says}");
    assert!(says.contains("CN=srv01.lab.test, whose certificate is not for OCSP signing"), "{says}");

    authority.publish("");
    let mut list = authority.pki.crl("issuing", "");
    *list.last_mut().expect("a list") ^= 1;
    authority.http.answer("/issuing.crl", HttpAnswer::Document(CRL, list));
    authority.respond("responder", "-nmin 60 -badsig");
    let says = wrong("signatures with one bit wrong");
    assert_eq!(says.matches("the signature is wrong").count(), 2, "{says}");

    authority.respond("responder", "-nmin 60");
    authority.pki.usurp();
    authority.publish("");
    let usurper = Arc::clone(&authority.pki);
    let respond = move |request: &[u8]| usurper.ocsp(request, "issuing", "-nmin 60");
    authority.http.answer("/ocsp", HttpAnswer::Made(OCSP, Arc::new(respond)));
    let says = wrong("another authority of that name, with another key");
    assert_eq!(says.matches("the signature is wrong").count(), 2, "{says}");
}

#[test]
fn one_good_source_is_enough() {
    require!("openssl");
    let authority = Authority::new();
    let places = format!("{}\n{}", authority.by_list(), authority.by_ocsp());
    let leaf = authority.pki.leaf("good", &places, "");
    authority.publish("");
    authority.http.answer("/ocsp", HttpAnswer::Status(503));
    let report = check(&leaf, &authority.http);
    assert_eq!(found(&report), "cert-revocation-unreachable likely Info");
}

#[test]
fn everything_else_that_can_come_back() {
    require!("openssl");
    let authority = Authority::new();
    let (by_list, by_ocsp) = (
        authority.pki.leaf("by_list", &authority.by_list(), ""),
        authority.pki.leaf("by_ocsp", &authority.by_ocsp(), ""),
    );
    let error = |code| HttpAnswer::Document(OCSP, vec![0x30, 3, 0x0a, 1, code]);
    let page = HttpAnswer::Document("text/html", b"<html>please log in</html>".to_vec());
    let list = |options: &str| HttpAnswer::Document(CRL, authority.pki.crl("issuing", options));
    let cut = HttpAnswer::Document(CRL, authority.pki.crl("issuing", "")[..100].to_vec());
    for (what, leaf, answer, kind, says) in [
        ("malformedRequest", &by_ocsp, error(1), FailureKind::Declined, "malformedRequest (1)"),
        ("internalError", &by_ocsp, error(2), FailureKind::Declined, "internalError (2)"),
        ("tryLater", &by_ocsp, error(3), FailureKind::Declined, "tryLater (3)"),
        ("4 does not exist", &by_ocsp, error(4), FailureKind::Malformed, "not an OCSP response"),
        ("sigRequired", &by_ocsp, error(5), FailureKind::Declined, "sigRequired (5)"),
        ("unauthorized", &by_ocsp, error(6), FailureKind::Declined, "unauthorized (6)"),
        ("success without content", &by_ocsp, error(0), FailureKind::Malformed, "without content"),
        ("404", &by_ocsp, HttpAnswer::Status(404), FailureKind::Declined, "HTTP status 404"),
        ("503", &by_list, HttpAnswer::Status(503), FailureKind::Declined, "HTTP status 503"),
        ("a page", &by_list, page.clone(), FailureKind::ForeignBytes, "not a revocation list, but text/html"),
        ("a page", &by_ocsp, page, FailureKind::ForeignBytes, "not an OCSP response, but text/html"),
        ("half a list", &by_list, cut, FailureKind::Malformed, "not a revocation list"),
        ("delta", &by_list, list("-crlexts delta"), FailureKind::Declined, "only the changes"),
        ("indirect", &by_list, list("-crlexts indirect"), FailureKind::Declined, "indirect"),
        (
            "for CAs",
            &by_list,
            list("-crlexts authorities_only"),
            FailureKind::Declined,
            "not for certificates",
        ),
        ("unheard of", &by_list, list("-crlexts unheard_of"), FailureKind::Declined, "critical extension"),
    ] {
        let path = if leaf.certificate == by_list.certificate { "/issuing.crl" } else { "/ocsp" };
        authority.http.answer(path, answer);
        let report = check(leaf, &authority.http);
        assert_eq!(failure_kind(&report), kind, "{what}: {:?}", answers(&report));
        assert_eq!(found(&report), "cert-revocation-unreachable likely Warning", "{what}");
        let evidence = &finding(&report, "cert-revocation-unreachable").evidence[0].says;
        assert!(
            evidence.contains(says) && evidence.contains(&authority.http.url(path)),
            "{what}: {evidence}"
        );
    }
    // A list in PEM is not what the standard wants, but it is a list.
    authority.publish("");
    let pem = fs::read(authority.pki.file("crl.pem")).expect("the list");
    authority.http.answer("/issuing.crl", HttpAnswer::Document("text/plain", pem));
    assert_eq!(found(&check(&by_list, &authority.http)), "");
}

#[test]
fn an_answer_about_another_certificate() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("good", &authority.by_ocsp(), "");
    authority.pki.leaf("other", &authority.by_ocsp(), "");
    let other = fs::read(authority.pki.stapled("other", "-nmin 60")).expect("the response");
    authority.http.answer("/ocsp", HttpAnswer::Document(OCSP, other));
    let report = check(&leaf, &authority.http);
    assert_eq!(failure_kind(&report), FailureKind::Declined);
    assert!(finding(&report, "cert-revocation-unreachable").evidence[0].says.contains("another certificate"));
}

#[test]
fn nobody_answers() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("good", &authority.by_list(), "");
    authority.http.answer("/issuing.crl", HttpAnswer::Silence);
    let port = authority.http.port();
    let short = FetchPolicy::default().port(port).timeout(Duration::from_millis(300));
    let report = check_identity(&leaf, &options(&authority.http).fetch(short));
    assert_eq!(failure_kind(&report), FailureKind::Silence);
    assert_eq!(found(&report), "cert-revocation-unreachable likely Warning");

    // The port of a server that is gone.
    let url = authority.http.url("/issuing.crl");
    drop(authority.http);
    let policy = FetchPolicy::default().port(port);
    let options =
        CheckOptions::default().resolve_as(HOST, [127, 0, 0, 1].into()).system_resolver(false).fetch(policy);
    let report = check_identity(&leaf, &options);
    assert_eq!(failure_kind(&report), FailureKind::Refused);
    let says = &finding(&report, "cert-revocation-unreachable").evidence[0].says;
    assert!(says.contains(&format!("{url}: connection refused, at 127.0.0.1:{port}")), "{says}");
}

#[test]
fn what_the_policy_forbids_is_not_asked_and_said() {
    require!("openssl");
    let authority = Authority::new();
    let places = "crlDistributionPoints = URI:http://169.254.169.254/latest/, URI:ldap:///CN=CA?certificateRevocationList";
    let leaf = authority.pki.leaf("good", places, "");
    let report = check(&leaf, &authority.http);
    // A directory that only members of the domain can ask is worth a note, and is no fault of the host.
    assert_eq!(found(&report), "cert-revocation-unreachable possible Info");
    let why = |report: &Report| {
        let revocation = report.not_checked.iter().find(|entry| entry.why.starts_with("revocation"));
        revocation.map(|entry| entry.why.clone()).unwrap_or_else(|| panic!("{:?}", report.not_checked))
    };
    assert!(why(&report).contains("169.254.169.254 is a link-local address"), "{}", why(&report));
    assert!(why(&report).contains("only members of the domain"), "{}", why(&report));
    assert!(revocation(&report).fetches.iter().all(|fetch| fetch.hops.is_empty()));

    let leaf = authority.pki.leaf("listed", &authority.by_list(), "");
    authority.publish("");
    for (policy, because) in [
        (FetchPolicy::off(), "switched off"),
        (FetchPolicy::default(), "is not allowed by the fetch policy"),
        (FetchPolicy::default().port(authority.http.port()).max_fetches(0), "allows 0 documents"),
    ] {
        let report = check_identity(&leaf, &options(&authority.http).fetch(policy));
        assert_eq!(found(&report), "");
        assert!(why(&report).contains(because), "{}", why(&report));
    }
    let report = check_identity(&leaf, &options(&authority.http).depth(Depth::Quick));
    assert_eq!(why(&report), "revocation: not part of depth quick");
    assert!(authority.http.requests().is_empty());
}

#[test]
fn an_issuer_that_the_server_does_not_send_is_fetched() {
    require!("openssl");
    let authority = Authority::new();
    let aia = format!(
        "{}\nauthorityInfoAccess = caIssuers;URI:{}, caIssuers;URI:{}",
        authority.by_list(),
        authority.http.url("/old.crt"),
        authority.http.url("/issuing.crt")
    );
    let mut leaf = authority.pki.leaf("good", &aia, "");
    leaf.chain = leaf.certificate.clone();
    authority.publish("");
    let media = "application/pkix-cert";
    authority.http.answer("/old.crt", HttpAnswer::Document(media, authority.pki.certificate("root")));
    authority.http.answer("/issuing.crt", HttpAnswer::Document(media, authority.pki.certificate("issuing")));
    let report = check(&leaf, &authority.http);
    let issuer = revocation(&report).certificates[0].issuer.done().expect("the issuer is found");
    assert_eq!((issuer.signed, issuer.subject.as_str()), (Tri::Yes, "CN=Issuing"));
    assert!(issuer.fetched.is_some());
    assert_eq!((answer(&report).status, answer(&report).authentic), (RevocationStatus::Good, Tri::Yes));

    // Without it a list can be read, and not believed.
    authority.http.answer("/issuing.crt", HttpAnswer::Status(404));
    authority.pki.revoke("issuing", "good", "unspecified");
    authority.publish("");
    let report = check(&leaf, &authority.http);
    assert_eq!(answer(&report).authentic, Tri::Unknown);
    assert_eq!(finding(&report, "cert-revoked").confidence, Confidence::Likely);
}

#[test]
fn authorities_are_asked_about_at_depth_full() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("good", &authority.by_list(), "");
    authority.publish("");
    authority.pki.revoke("root", "issuing", "CACompromise");
    authority.http.answer("/root.crl", HttpAnswer::Document(CRL, authority.pki.crl("root", "")));
    let host = OpensslServer::start("-tls1_2", &Identity { chain: whole_chain(&authority, &leaf), ..leaf });
    let standard = check_with(HOST, host.address.port(), &options(&authority.http));
    assert_eq!(found(&standard), "");
    let full = check_with(HOST, host.address.port(), &options(&authority.http).depth(Depth::Full));
    let finding = finding(&full, "cert-revoked");
    assert!(finding.summary.contains("the certificate of the authority CN=Issuing"), "{}", finding.summary);
    assert_eq!(finding.confidence, Confidence::Certain);
}

fn whole_chain(authority: &Authority, leaf: &Identity) -> std::path::PathBuf {
    let chain = fs::read_to_string(&leaf.chain).expect("the chain");
    let root = fs::read_to_string(authority.pki.file("root.crt")).expect("the root");
    let file = authority.pki.file("whole.pem");
    fs::write(&file, chain + &root).expect("a directory of our own");
    file
}

#[test]
fn a_stapled_answer_is_read() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("good", "", "");
    let staple = |options: &str| {
        let file = authority.pki.stapled("good", options);
        let host = OpensslServer::start(&format!("-tls1_2 -status_file {}", file.display()), &leaf);
        check_with(HOST, host.address.port(), &options_without_fetching())
    };
    let report = staple("-nmin 60");
    assert_eq!(answers(&report)[0].0, RevocationMeans::StapledOcsp);
    assert_eq!((answer(&report).status, answer(&report).authentic), (RevocationStatus::Good, Tri::Yes));
    assert_eq!(found(&report), "");
    authority.pki.revoke("issuing", "good", "keyCompromise");
    assert_eq!(found(&staple("-nmin 60")), "cert-revoked certain Warning");
}

fn options_without_fetching() -> CheckOptions {
    CheckOptions::default()
        .resolve_as(HOST, [127, 0, 0, 1].into())
        .system_resolver(false)
        .fetch(FetchPolicy::off())
}

/// What ring can verify, and what it cannot: the latter is never called wrong.
#[test]
fn signatures_of_every_kind() {
    require!("openssl");
    for (key, list_options, expected) in [
        (P256, "-md sha256", Tri::Yes),
        (P256, "-md sha384", Tri::Yes),
        ("EC -pkeyopt ec_paramgen_curve:P-384", "-md sha384", Tri::Yes),
        ("ED25519", "", Tri::Yes),
        ("RSA -pkeyopt rsa_keygen_bits:2048", "-md sha256", Tri::Yes),
        ("RSA -pkeyopt rsa_keygen_bits:2048", "-md sha384", Tri::Yes),
        ("RSA -pkeyopt rsa_keygen_bits:2048", "-md sha512", Tri::Yes),
        ("RSA -pkeyopt rsa_keygen_bits:2048", "-md sha1", Tri::Yes),
        (
            "RSA -pkeyopt rsa_keygen_bits:2048",
            "-md sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32",
            Tri::Yes,
        ),
        ("RSA -pkeyopt rsa_keygen_bits:1024", "-md sha256", Tri::Yes),
        ("RSA -pkeyopt rsa_keygen_bits:1024", "-md sha1", Tri::Yes),
        ("RSA -pkeyopt rsa_keygen_bits:1024", "-md sha384", Tri::Unknown),
        (
            "RSA -pkeyopt rsa_keygen_bits:2048",
            "-md sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20",
            Tri::Unknown,
        ),
        ("RSA -pkeyopt rsa_keygen_bits:2048", "-md sha224", Tri::Unknown),
        ("RSA -pkeyopt rsa_keygen_bits:2048", "-md md5", Tri::Unknown),
        ("EC -pkeyopt ec_paramgen_curve:P-521", "-md sha512", Tri::Unknown),
        ("EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", "-md sha256", Tri::Unknown),
        (P256, "-md sha512", Tri::Unknown),
        ("ED448", "", Tri::Unknown),
    ] {
        let authority = Authority::with_key(key);
        let leaf = authority.pki.leaf("good", &authority.by_list(), "");
        authority.publish(list_options);
        let report = check(&leaf, &authority.http);
        let answer = answer(&report);
        assert_eq!(answer.authentic, expected, "{key} {list_options}: {}", answer.authentic_because);
        let unverifiable = answer.authentic_because.contains("not verifiable with this build");
        assert_eq!(
            unverifiable,
            expected == Tri::Unknown,
            "{key} {list_options}: {}",
            answer.authentic_because
        );
        assert_eq!(found(&report), "", "{key} {list_options}");
    }
}

/// The list and the issuer's certificate as Python's own web server serves them.
#[test]
fn a_list_from_a_real_web_server() {
    require!("openssl", "python3");
    let site = TempDir::new("site");
    let (_python, port) = on_free_port(|port| {
        let mut command = Command::new("python3");
        command.args(["-m", "http.server", "--bind", "127.0.0.1", &port.to_string(), "--directory"]);
        command.arg(site.path());
        let mut python = Process::spawn(command, &site)?;
        python.wait_until_listening(port)?;
        Ok(python)
    });
    let pki = RevocationPki::new(P256, "");
    let url = format!("http://127.0.0.1:{port}");
    let places = format!(
        "crlDistributionPoints = URI:{url}/Corp%20CA.crl\nauthorityInfoAccess = caIssuers;URI:{url}/issuing.crt"
    );
    let mut leaf = pki.leaf("good", &places, "");
    leaf.chain = leaf.certificate.clone();
    fs::write(site.path().join("Corp CA.crl"), pki.crl("issuing", "")).expect("a directory of our own");
    fs::write(site.path().join("issuing.crt"), pki.certificate("issuing")).expect("a directory of our own");
    let options = CheckOptions::default()
        .resolve_as(HOST, [127, 0, 0, 1].into())
        .system_resolver(false)
        .fetch(FetchPolicy::default().port(port));
    let report = check_identity(&leaf, &options);
    assert_eq!(found(&report), "");
    assert_eq!((answer(&report).status, answer(&report).authentic), (RevocationStatus::Good, Tri::Yes));
}
