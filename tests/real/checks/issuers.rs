//! Certificates of authorities that xrdp does not send, with authorities made by OpenSSL and a web server that has
//! them, or has something else.

use std::path::Path;

use rdp_health::{CheckOptions, Confidence, Depth, FetchPolicy, Finding, Report};
use rdp_health_tests::pki::authorities::{AUTHORITY, Authorities, SERVER};
use rdp_health_tests::pki::{HOST, Identity};
use rdp_health_tests::require;
use rdp_health_tests::servers::{HttpAnswer, HttpServer, XrdpConfig, xrdp};

use super::check_with;

const CERTIFICATE: &str = "application/pkix-cert";
const BUNDLE: &str = "application/pkcs7-mime";

/// Two roots, an issuing authority that both certified, and a second one below it, with a site of theirs.
struct World {
    made: Authorities,
    http: HttpServer,
}

impl World {
    fn new() -> Self {
        let (made, http) = (Authorities::new(), HttpServer::start());
        made.root("Root", AUTHORITY);
        made.root("Other", AUTHORITY);
        let above = format!("{AUTHORITY}{}", at(&http, "/roots"));
        made.issue("Root", "Issuing", "Issuing", &above, "");
        made.issue("Other", "Issuing", "Cross", &above, "");
        made.issue("Issuing", "Second", "Second", &format!("{AUTHORITY}{}", at(&http, "/issuing")), "");
        Self { made, http }
    }

    /// The server's certificate by this authority, which says that the issuer lies at this path.
    fn server(&self, issuer: &str, path: &str, others: &[&str]) -> Identity {
        self.made.server(issuer, &format!("{SERVER}{}", at(&self.http, path)), "", others)
    }

    fn publish(&self, path: &str, name: &str) {
        self.http.answer(path, HttpAnswer::Document(CERTIFICATE, self.made.der(name)));
    }

    fn check(&self, identity: &Identity, trusted: &str) -> Report {
        self.check_with(identity, &self.options(trusted))
    }

    fn options(&self, trusted: &str) -> CheckOptions {
        CheckOptions::default()
            .resolve_as(HOST, "127.0.0.1".parse().expect("an address"))
            .fetch(FetchPolicy::default().port(self.http.port()))
            .ca_file(self.made.file(&format!("{trusted}.crt")).to_str().expect("a Unicode path"))
    }

    fn check_with(&self, identity: &Identity, options: &CheckOptions) -> Report {
        let (certificate, key): (&Path, &Path) = (&identity.chain, &identity.key);
        let server = xrdp(XrdpConfig { certificate, key, ..XrdpConfig::default() });
        check_with(HOST, server.address.port(), options)
    }
}

fn at(http: &HttpServer, path: &str) -> String {
    format!("authorityInfoAccess = caIssuers;URI:{}\n", http.url(path))
}

/// What is found about the way to a root.
fn found(report: &Report) -> Vec<(&str, Confidence)> {
    let about = ["cert-untrusted", "cert-chain-incomplete", "cert-chain-order"];
    let about = report.findings.iter().filter(|finding| about.contains(&finding.id.as_str()));
    about.map(|finding| (finding.id.as_str(), finding.confidence)).collect()
}

fn finding<'a>(report: &'a Report, id: &str) -> &'a Finding {
    let mut findings = report.findings.iter().filter(|finding| finding.id == id);
    findings.next().unwrap_or_else(|| panic!("no {id}: {:?}", found(report)))
}

const INCOMPLETE: (&str, Confidence) = ("cert-chain-incomplete", Confidence::Certain);
const PERHAPS_INCOMPLETE: (&str, Confidence) = ("cert-chain-incomplete", Confidence::Likely);
const UNTRUSTED: (&str, Confidence) = ("cert-untrusted", Confidence::Certain);
const ORDER: (&str, Confidence) = ("cert-chain-order", Confidence::Certain);

#[test]
fn a_missing_issuer_completes_the_chain_and_nothing_more() {
    require!("xrdp", "openssl");
    let world = World::new();
    let alone = world.server("Issuing", "/issuing", &[]);
    world.publish("/issuing", "Issuing");

    let report = world.check(&alone, "Root");
    assert_eq!(found(&report), [INCOMPLETE]);
    let incomplete = finding(&report, "cert-chain-incomplete");
    let url = world.http.url("/issuing");
    assert!(
        incomplete.summary.contains(&format!("the certificate of CN=Issuing is at {url}")),
        "{}",
        incomplete.summary
    );
    let says: Vec<&str> = incomplete.evidence.iter().map(|evidence| evidence.says.as_str()).collect();
    assert_eq!(says[0], "presented only its own certificate");
    assert_eq!(says[1], format!("not sent by the server, fetched from {url}: CN=Issuing"));
    assert!(says[2].starts_with("in the CA file ") && says[2].ends_with(": CN=Root"), "{says:?}");

    // What a certificate names is a way, and no reason to trust.
    let report = world.check(&alone, "Second");
    assert_eq!(found(&report), [UNTRUSTED, INCOMPLETE]);

    // Nothing is fetched where that is not wanted, and it is said.
    for options in [
        world.options("Root").fetch(FetchPolicy::off()),
        world.options("Root").fetch(FetchPolicy::default()),
        world.options("Root").fetch(FetchPolicy::default().port(world.http.port()).max_fetches(0)),
    ] {
        let asked = world.http.requests().len();
        let report = world.check_with(&alone, &options);
        assert_eq!(found(&report), [PERHAPS_INCOMPLETE]);
        let summary = &finding(&report, "cert-chain-incomplete").summary;
        assert!(summary.contains("but it was not fetched: "), "{summary}");
        assert_eq!(world.http.requests().len(), asked);
    }
    let quick = world.check_with(&alone, &world.options("Root").depth(Depth::Quick));
    assert_eq!(found(&quick), []);
}

#[test]
fn two_missing_issuers_are_fetched_one_after_the_other() {
    require!("xrdp", "openssl");
    let world = World::new();
    let alone = world.server("Second", "/second", &[]);
    world.publish("/second", "Second");
    world.publish("/issuing", "Issuing");
    let report = world.check(&alone, "Root");
    assert_eq!(found(&report), [INCOMPLETE]);
    let issuers = report.observations.issuers.done().expect("issuers were looked for");
    assert_eq!((issuers.missing.len(), issuers.fetches.len()), (2, 2));

    // The upper one is not there.
    world.http.answer("/issuing", HttpAnswer::Status(404));
    let report = world.check(&alone, "Root");
    assert_eq!(found(&report), [UNTRUSTED, INCOMPLETE]);
    let summary = &finding(&report, "cert-untrusted").summary;
    assert!(summary.contains("chains to CN=Second, but its issuer CN=Issuing was not sent"), "{summary}");
    assert!(summary.contains("but that failed from this computer: "), "{summary}");
}

#[test]
fn of_a_cross_certified_issuer_the_trusted_certificate_counts() {
    require!("xrdp", "openssl");
    let world = World::new();
    let alone = world.server("Issuing", "/issuing", &[]);
    world.http.answer("/issuing", HttpAnswer::Document(BUNDLE, world.made.bundle(&["Cross", "Issuing"])));
    for trusted in ["Root", "Other"] {
        assert_eq!(found(&world.check(&alone, trusted)), [INCOMPLETE], "{trusted}");
    }

    // Only the certificate by the root that nobody trusts is sent, or lies there: it is no proof of a missing link.
    world.publish("/issuing", "Cross");
    world.publish("/roots", "Other");
    assert_eq!(found(&world.check(&alone, "Other")), [INCOMPLETE]);
    let report = world.check(&alone, "Root");
    assert_eq!(found(&report), [UNTRUSTED, INCOMPLETE]);
    let summary = &finding(&report, "cert-untrusted").summary;
    assert!(summary.contains("chains to the root CN=Other"), "{summary}");

    // Both are sent, whatever the order: nothing is missing, and nothing is asked for.
    let asked = world.http.requests().len();
    for others in [["Issuing", "Cross"], ["Cross", "Issuing"]] {
        let both = world.made.sending(&others);
        for trusted in ["Root", "Other"] {
            assert_eq!(found(&world.check(&both, trusted)), [], "{others:?} {trusted}");
        }
    }
    assert_eq!(world.http.requests().len(), asked);
}

#[test]
fn the_order_is_one_thing_and_what_is_missing_another() {
    require!("xrdp", "openssl");
    let world = World::new();
    world.publish("/second", "Second");
    world.publish("/issuing", "Issuing");
    let _ = world.server("Second", "/second", &[]);
    let asked = world.http.requests().len();
    assert_eq!(found(&world.check(&world.made.sending(&["Issuing", "Second"]), "Root")), [ORDER]);
    assert_eq!(found(&world.check(&world.made.sending(&["Root", "Second", "Issuing"]), "Root")), [ORDER]);
    assert_eq!(world.http.requests().len(), asked);
    // The upper one is sent, the lower one is not.
    assert_eq!(found(&world.check(&world.made.sending(&["Issuing"]), "Root")), [INCOMPLETE]);
}

#[test]
fn what_is_no_issuer_is_no_way() {
    require!("xrdp", "openssl");
    let world = World::new();
    let alone = world.server("Issuing", "/issuing", &[]);
    let namesake = Authorities::new();
    namesake.root("Issuing", AUTHORITY);
    let garbage = vec![0x30; 100_000];
    for (what, document) in [
        ("another certificate", world.made.der("Second")),
        ("another authority of the same name", namesake.der("Issuing")),
        ("a bundle without it", world.made.bundle(&["Root", "Other"])),
        ("an empty document", Vec::new()),
        ("garbage", garbage),
        ("a page", b"<html>not here</html>".to_vec()),
    ] {
        world.http.answer("/issuing", HttpAnswer::Document(CERTIFICATE, document));
        let report = world.check(&alone, "Root");
        assert_eq!(found(&report), [PERHAPS_INCOMPLETE], "{what}");
        let summary = &finding(&report, "cert-chain-incomplete").summary;
        assert!(summary.contains("not the one that signed it"), "{what}: {summary}");
    }
}

/// A chain of authorities that never ends: each certificate names the next.
#[test]
fn a_ladder_without_end_is_left() {
    require!("xrdp", "openssl");
    let made = Authorities::new();
    let http = HttpServer::start();
    made.root("A20", AUTHORITY);
    for step in (0..20).rev() {
        let extensions = format!("{AUTHORITY}{}", at(&http, &format!("/{}", step + 1)));
        made.issue(&format!("A{}", step + 1), &format!("A{step}"), &format!("A{step}"), &extensions, "");
        http.answer(&format!("/{step}"), HttpAnswer::Document(CERTIFICATE, made.der(&format!("A{step}"))));
    }
    let world = World { made, http };
    let alone = world.server("A0", "/0", &[]);
    let mut options = world.options("A20");
    options.fetch.max_fetches = 50;
    let report = world.check_with(&alone, &options);
    let issuers = report.observations.issuers.done().expect("issuers were looked for");
    assert_eq!((issuers.missing.len(), issuers.fetches.len()), (16, 16));
    // By the fetch policy it ends before.
    let report = world.check(&alone, "A20");
    let issuers = report.observations.issuers.done().expect("issuers were looked for");
    assert_eq!(issuers.fetches.iter().filter(|fetch| fetch.body.done().is_some()).count(), 12);
    assert_eq!(found(&report), [UNTRUSTED, INCOMPLETE]);
}
