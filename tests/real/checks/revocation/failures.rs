//! What comes back in the place of an answer, and what is not asked at all.

use std::fs;
use std::time::Duration;

use rdp_health::observe::RevocationMeans;
use rdp_health::{Depth, FailureKind, FetchPolicy, Outcome, Report};
use rdp_health_tests::require;
use rdp_health_tests::servers::HttpAnswer;

use super::{
    Authority, CRL, OCSP, answers, check, check_identity, failure_kind, fetching, finding, found, options,
    revocation,
};

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
    let report = check_identity(&leaf, &fetching(policy));
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
    assert!(
        why(&report).contains("169.254.169.254 is the address of a cloud's metadata service"),
        "{}",
        why(&report)
    );
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
fn a_delta_list_is_named_and_not_asked() {
    require!("openssl");
    let authority = Authority::new();
    let delta = authority.http.url("/delta.crl");
    let places = format!("{}\nfreshestCRL = URI:{delta}", authority.by_list());
    let leaf = authority.pki.leaf("good", &places, "");
    authority.publish("");
    let report = check(&leaf, &authority.http);
    assert_eq!(found(&report), "");
    let sources = &revocation(&report).certificates[0].sources;
    let of_delta = sources.iter().find(|source| source.means == RevocationMeans::DeltaCrl);
    let of_delta = of_delta.expect("the delta list is named");
    assert_eq!(of_delta.url.as_deref(), Some(delta.as_str()));
    assert!(matches!(&of_delta.answer, Outcome::Skipped(why) if why.as_str().contains("only the changes")));
    assert_eq!(authority.http.requests(), ["GET /issuing.crl"]);
}
