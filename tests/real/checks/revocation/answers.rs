//! What a whole check makes of answers: good, revoked, unknown, out of date, from the wrong hand, stapled.

use rdp_health::codes::RevocationReason;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rdp_health::observe::{RevocationMeans, RevocationStatus};
use rdp_health::{Confidence, FetchPolicy, Severity, Tri};
use rdp_health_tests::require;
use rdp_health_tests::servers::{HttpAnswer, OpensslServer, XrdpConfig, xrdp};

use super::{
    Authority, CRL, HOST, OCSP, answer, answers, check, check_identity, check_with, fetching, finding, found,
    options,
};

const DAY: Duration = Duration::from_secs(86_400);

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
    assert!(
        report.findings.iter().all(|finding| !finding.id.as_str().starts_with("cert-rev")),
        "{}",
        found(&report)
    );
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
    assert_eq!(answer(&report).reason, Some(RevocationReason::KEY_COMPROMISE));
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
    assert!(says.contains("it was issued by CN=Root, not by CN=Issuing"), "{says}");
    assert!(says.contains("CN=srv01.lab.test, whose certificate may not sign OCSP responses"), "{says}");

    authority.publish("");
    let mut list = authority.pki.crl("issuing", "");
    *list.last_mut().expect("a list") ^= 1;
    authority.http.answer("/issuing.crl", HttpAnswer::Document(CRL, list));
    authority.respond("responder", "-nmin 60 -badsig");
    let says = wrong("signatures with one bit wrong");
    assert_eq!(says.matches("the signature is invalid").count(), 2, "{says}");

    authority.respond("responder", "-nmin 60");
    authority.pki.usurp();
    authority.publish("");
    let usurper = Arc::clone(&authority.pki);
    let respond = move |request: &[u8]| usurper.ocsp(request, "issuing", "-nmin 60");
    authority.http.answer("/ocsp", HttpAnswer::Made(OCSP, Arc::new(respond)));
    let says = wrong("another authority of that name, with another key");
    assert_eq!(says.matches("the signature is invalid").count(), 2, "{says}");
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
fn a_stapled_answer_is_read() {
    require!("openssl");
    let authority = Authority::new();
    let leaf = authority.pki.leaf("good", "", "");
    let staple = |options: &str| {
        let file = authority.pki.stapled("good", options);
        let host = OpensslServer::start(&format!("-tls1_2 -status_file {}", file.display()), &leaf);
        check_with(HOST, host.address.port(), &fetching(FetchPolicy::off()))
    };
    let report = staple("-nmin 60");
    assert_eq!(answers(&report)[0].0, RevocationMeans::StapledOcsp);
    assert_eq!((answer(&report).status, answer(&report).authentic), (RevocationStatus::Good, Tri::Yes));
    assert_eq!(found(&report), "");
    authority.pki.revoke("issuing", "good", "keyCompromise");
    assert_eq!(found(&staple("-nmin 60")), "cert-revoked certain Warning");
}
