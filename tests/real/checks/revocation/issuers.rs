//! The certificates above the server's: fetched where they are missing, and asked about at depth full.

use std::fs;
use std::path::PathBuf;

use rdp_health::observe::RevocationStatus;
use rdp_health::{Confidence, Depth, Tri};
use rdp_health_tests::pki::Identity;
use rdp_health_tests::require;
use rdp_health_tests::servers::{HttpAnswer, OpensslServer};

use super::{Authority, CRL, HOST, answer, check, check_with, finding, found, options, revocation};

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
    assert!(finding.summary.contains("the certificate of the CA CN=Issuing"), "{}", finding.summary);
    assert_eq!(finding.confidence, Confidence::Certain);
}

fn whole_chain(authority: &Authority, leaf: &Identity) -> PathBuf {
    let chain = fs::read_to_string(&leaf.chain).expect("the chain");
    let root = fs::read_to_string(authority.pki.file("root.crt")).expect("the root");
    let file = authority.pki.file("whole.pem");
    fs::write(&file, chain + &root).expect("a directory of our own");
    file
}
