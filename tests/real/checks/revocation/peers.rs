//! Peers: the same documents read by us and by OpenSSL, and signatures of every kind.

use std::fs;
use std::process::Command;

use rdp_health::Tri;
use rdp_health::observe::RevocationStatus;
use rdp_health_tests::pki::P256;
use rdp_health_tests::pki::revocation::RevocationPki;
use rdp_health_tests::require;
use rdp_health_tests::servers::HttpAnswer;

use super::{Authority, OCSP, answer, check, found};

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
        let unverifiable = answer.authentic_because.contains("this build cannot verify");
        assert_eq!(
            unverifiable,
            expected == Tri::Unknown,
            "{key} {list_options}: {}",
            answer.authentic_because
        );
        assert_eq!(found(&report), "", "{key} {list_options}");
    }
}
