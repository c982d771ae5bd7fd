//! `openssl ocsp` as the responder, asked over the network. It listens on every interface, and so it lives in a network
//! namespace, together with the host that is checked.

use std::fs;
use std::time::Duration;

use rdp_health::{FailureKind, FetchPolicy, Report};
use rdp_health_tests::netns::in_new_namespace;
use rdp_health_tests::pki::revocation::RevocationPki;
use rdp_health_tests::pki::{Identity, P256};
use rdp_health_tests::process::{Process, TempDir, on_free_port};
use rdp_health_tests::{require, require_root};

use super::{check_identity, failure_kind, fetching, found};

/// What the authority's books say of the certificate.
#[derive(Clone, Copy)]
enum Booked {
    Good,
    Revoked,
    NotAtAll,
}
use Booked::{Good, NotAtAll, Revoked};

/// A certificate and the responder that it names.
struct Responder {
    leaf: Identity,
    process: Process,
    policy: FetchPolicy,
}

impl Responder {
    /// The certificate is called NAME; `signer` and the rest are those of [`RevocationPki::responder`].
    fn start(
        (pki, log): (&RevocationPki, &TempDir),
        (name, booked): (&str, Booked),
        signer: &str,
        clock: Option<&str>,
        options: &str,
    ) -> Self {
        let ((leaf, process), port) = on_free_port(|port| {
            let place = format!("authorityInfoAccess = OCSP;URI:http://127.0.0.1:{port}/ocsp");
            let leaf = pki.leaf(name, &place, "");
            match booked {
                Good => {}
                Revoked => pki.revoke("issuing", name, "superseded"),
                NotAtAll => fs::write(pki.file("issuing.index"), "").expect("a directory of our own"),
            }
            let mut process = Process::spawn(pki.responder(signer, port, clock, options), log)?;
            process.wait_until_listening(port)?;
            Ok((leaf, process))
        });
        Self { leaf, process, policy: FetchPolicy::default().port(port) }
    }

    fn check(&self) -> Report {
        check_identity(&self.leaf, &fetching(self.policy.clone()))
    }
}

#[test]
fn every_answer_of_openssl() {
    require!("openssl", "faketime");
    require_root!();
    const REVOKED: &str = "cert-revoked certain Warning";
    const STALE: &str = "cert-revocation-stale certain Warning";
    const INVALID: &str = "cert-revocation-invalid certain Warning";
    const NO_ANSWER: &str = "cert-revocation-unreachable likely Warning";
    in_new_namespace(|| {
        let (pki, log) = (RevocationPki::new(P256, ""), TempDir::new("responder"));
        for (name, booked, signer, clock, options, expected) in [
            ("good", Good, "responder", None, "-nmin 60", ""),
            ("without_next_update", Good, "responder", None, "", ""),
            ("by_key", Good, "responder", None, "-nmin 60 -resp_key_id", ""),
            ("by_the_issuer", Good, "issuing", None, "-nmin 60", ""),
            ("sha384", Good, "responder", None, "-nmin 60 -rmd sha384", ""),
            ("revoked", Revoked, "responder", None, "-nmin 60", REVOKED),
            ("revoked_by_the_issuer", Revoked, "issuing", None, "-nmin 60 -resp_key_id", REVOKED),
            ("unknown", NotAtAll, "responder", None, "-nmin 60", NO_ANSWER),
            ("of_two_days_ago", Good, "responder", Some("-2d"), "-nmin 60", STALE),
            ("of_two_days_ahead", Good, "responder", Some("+2d"), "-nmin 60", STALE),
            ("without_the_purpose", Good, "without_the_purpose", None, "-nmin 60", INVALID),
            ("by_another_authority", Good, "root", None, "-nmin 60", INVALID),
            ("wrong_signature", Good, "responder", None, "-nmin 60 -badsig", INVALID),
        ] {
            let responder = Responder::start((&pki, &log), (name, booked), signer, clock, options);
            assert_eq!(found(&responder.check()), expected, "{name}");
        }
    });
}

#[test]
fn an_answer_whose_signer_nobody_knows_proves_nothing() {
    require!("openssl");
    require_root!();
    in_new_namespace(|| {
        let (pki, log) = (RevocationPki::new(P256, ""), TempDir::new("responder"));
        let options = "-nmin 60 -resp_no_certs";
        let good = Responder::start((&pki, &log), ("good", Good), "responder", None, options);
        let report = good.check();
        assert_eq!(found(&report), "");
        let says = "but that is not proved: the responder does not send its certificate";
        assert!(report.not_checked.iter().any(|entry| entry.why.contains(says)), "{:?}", report.not_checked);
        let revoked = Responder::start((&pki, &log), ("revoked", Revoked), "responder", None, options);
        assert_eq!(found(&revoked.check()), "cert-revoked likely Warning");
    });
}

#[test]
fn a_responder_that_hangs_and_one_that_is_gone() {
    require!("openssl");
    require_root!();
    in_new_namespace(|| {
        let (pki, log) = (RevocationPki::new(P256, ""), TempDir::new("responder"));
        let mut responder = Responder::start((&pki, &log), ("good", Good), "responder", None, "-nmin 60");
        assert_eq!(found(&responder.check()), "");
        responder.process.freeze();
        let patience = responder.policy.clone();
        responder.policy = responder.policy.timeout(Duration::from_millis(300));
        let hangs = responder.check();
        assert_eq!(failure_kind(&hangs), FailureKind::Silence);
        assert_eq!(found(&hangs), "cert-revocation-unreachable likely Warning");
        let Responder { leaf, process, .. } = responder;
        drop(process);
        let gone = check_identity(&leaf, &fetching(patience));
        assert_eq!(failure_kind(&gone), FailureKind::Refused);
        assert_eq!(found(&gone), "cert-revocation-unreachable likely Warning");
    });
}
