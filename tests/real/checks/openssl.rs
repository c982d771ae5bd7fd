//! OpenSSL in the place of the server: versions and suites that current clients lack.

use rdp_health::Depth;
use rdp_health_tests::pki::pki;
use rdp_health_tests::require;
use rdp_health_tests::servers::OpensslServer;

use super::{check, outcome, summary};

#[test]
fn versions_and_suites() {
    require!("openssl");
    // Inside of TLS s_server returns each line reversed: with whom it completes a handshake, it is no Remote Desktop host.
    for (options, expected) in [
        ("-tls1 -cipher AES128-SHA@SECLEVEL=0", "failing tls-no-shared-version (negotiation-nla-missing)"),
        ("-tls1_1 -cipher DEFAULT@SECLEVEL=0", "failing tls-no-shared-version (negotiation-nla-missing)"),
        ("-tls1_2 -cipher AES128-SHA", "degraded tls-legacy-only (negotiation-nla-missing)"),
        (
            "-tls1_2 -cipher ECDHE-RSA-AES128-SHA",
            "failing rdp-malformed-answer (tls-legacy-only, negotiation-nla-missing)",
        ),
        ("-tls1_2 -cipher CAMELLIA128-SHA", "failing tls-no-shared-cipher (negotiation-nla-missing)"),
        ("-tls1_2 -Verify 1", "failing tls-client-certificate-required (negotiation-nla-missing)"),
        ("-tls1_3 -Verify 1", "failing tls-client-certificate-required (negotiation-nla-missing)"),
        ("-tls1_2", "failing rdp-malformed-answer (negotiation-nla-missing)"),
        (
            "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256",
            "failing rdp-malformed-answer (negotiation-nla-missing)",
        ),
    ] {
        let mut server = OpensslServer::start(options, &pki().good);
        let report = check(server.address, Depth::Standard);
        assert_eq!(summary(&report), expected, "{options}");
        assert_eq!(report.connections, server.connections(), "{options}: as many as the server counts");
        server.behind().wait_until_idle();
        assert!(server.behind().is_running(), "{options}");
    }
}

/// What the finding about TLS must be, beside those about what s_server is not.
#[test]
fn groups_signatures_and_kinds_of_key() {
    require!("openssl");
    let (good, pss, ed25519) = (&pki().good, &pki().rsa_pss, &pki().ed25519);
    let (group, signature) = (Some("tls-no-shared-group"), Some("tls-no-shared-signature"));
    for (options, identity, expected) in [
        ("-tls1_2 -groups P-521 -cipher ECDHE", good, group),
        ("-tls1_3 -groups P-521", good, group),
        ("-groups P-521", good, group),
        ("-groups X448", good, group),
        ("-tls1_3 -groups ffdhe2048", good, group),
        ("-tls1_2 -groups brainpoolP256r1 -cipher ECDHE", good, group),
        ("-sigalgs RSA+SHA256", good, signature),
        ("-tls1_2 -sigalgs RSA+SHA1 -cipher DEFAULT@SECLEVEL=0", good, signature),
        ("-tls1_2", pss, signature),
        ("-tls1_3", pss, signature),
        ("", pss, signature),
        ("-tls1_3", ed25519, signature),
        ("", ed25519, signature),
        ("-groups X25519", good, None),
        ("-groups P-384", good, None),
        ("-tls1_2 -sigalgs RSA+SHA256", good, None),
        ("-tls1_2 -sigalgs RSA-PSS+SHA256", good, None),
    ] {
        let mut server = OpensslServer::start(options, identity);
        let report = check(server.address, Depth::Standard);
        let ids = report.findings.iter().map(|finding| finding.id.as_str());
        let about_tls: Vec<&str> = ids.filter(|id| id.starts_with("tls-")).collect();
        let kind = &identity.certificate;
        assert_eq!(
            about_tls,
            expected.into_iter().collect::<Vec<_>>(),
            "{options} {kind:?}: {}",
            summary(&report)
        );
        assert_eq!(report.connections, server.connections(), "{options}: as many as the server counts");
        server.behind().wait_until_idle();
    }
}

#[test]
fn tls_without_rdp_before_it() {
    require!("openssl");
    let mut server = OpensslServer::start("-tls1_2", &pki().good);
    assert_eq!(outcome(server.behind()), "failing rdp-not-spoken");
}
