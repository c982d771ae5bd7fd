//! xrdp: three security layers, faulty certificates, every TLS version alone.

use std::path::Path;

use rdp_health::Depth;
use rdp_health::codes::{EncryptionLevel, FailureCode, SecurityProtocols};
use rdp_health::observe::Question;
use rdp_health_tests::pki::pki;
use rdp_health_tests::require;
use rdp_health_tests::servers::{XrdpConfig, xrdp};

use super::{check, outcome};

fn says(config: XrdpConfig<'_>) -> String {
    outcome(&mut xrdp(config))
}

#[test]
fn three_security_layers() {
    require!("xrdp", "openssl");
    for (security_layer, expected) in [
        ("tls", "healthy (negotiation-nla-missing)"),
        ("negotiate", "healthy (negotiation-nla-missing)"),
        ("rdp", "degraded negotiation-rdp-security-only"),
    ] {
        assert_eq!(
            says(XrdpConfig { security_layer, ..XrdpConfig::default() }),
            expected,
            "{security_layer}"
        );
    }
}

#[test]
fn no_certificate_at_all() {
    require!("xrdp", "openssl");
    let certificate = Path::new("/nonexistent.pem");
    for (security_layer, expected) in
        [("tls", "failing cert-none-on-server"), ("negotiate", "degraded negotiation-rdp-security-only")]
    {
        let config = XrdpConfig { security_layer, certificate, ..XrdpConfig::default() };
        assert_eq!(says(config), expected, "{security_layer}");
    }
}

#[test]
fn a_certificate_that_the_server_itself_cannot_use() {
    require!("xrdp", "openssl");
    let pki = pki();
    for (certificate, key) in [
        (&pki.weak.chain, &pki.weak.key),
        (&pki.sha1.chain, &pki.sha1.key),
        (&pki.good.chain, &pki.ecdsa.key),
    ] {
        let config = XrdpConfig { certificate, key, ..XrdpConfig::default() };
        assert_eq!(
            says(config),
            "failing tls-key-unusable (negotiation-nla-missing)",
            "{}",
            certificate.display()
        );
    }
}

/// What the steps against the primary cause say.
fn steps(config: XrdpConfig<'_>) -> String {
    let server = xrdp(config);
    let report = check(server.address, Depth::Standard);
    let primary = report.findings.iter().find(|finding| Some(&finding.id) == report.primary.as_ref());
    primary.unwrap().remedies.iter().map(|step| step.action.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_setting_that_openssl_does_not_know() {
    require!("xrdp", "openssl");
    let config = XrdpConfig { tls_ciphers: "NOSUCH-CIPHER", ..XrdpConfig::default() };
    assert_eq!(says(config), "failing tls-key-unusable (negotiation-nla-missing)");
    let steps = steps(config);
    assert!(steps.contains("tls_ciphers") && steps.contains("ssl_protocols"), "{steps}");
    assert!(!steps.contains("icacls"), "{steps}");
}

#[test]
fn one_tls_version_alone() {
    require!("xrdp", "openssl");
    for (ssl_protocols, expected) in [
        ("TLSv1", "failing tls-no-shared-version (negotiation-nla-missing)"),
        ("TLSv1.1", "failing tls-no-shared-version (negotiation-nla-missing)"),
        ("TLSv1.2", "healthy (negotiation-nla-missing)"),
        ("TLSv1.3", "degraded tls-versions-narrow (negotiation-nla-missing)"),
    ] {
        let config = XrdpConfig { ssl_protocols, tls_ciphers: "DEFAULT@SECLEVEL=0", ..XrdpConfig::default() };
        assert_eq!(says(config), expected, "{ssl_protocols}");
    }
}

#[test]
fn a_quick_check_is_one_connection_and_few_round_trips() {
    require!("xrdp", "openssl");
    // TCP, X.224, TLS, settings: TLS 1.2 needs one more than TLS 1.3.
    for (ssl_protocols, round_trips) in [("TLSv1.3", 4), ("TLSv1.2", 5)] {
        let server = xrdp(XrdpConfig { ssl_protocols, ..XrdpConfig::default() });
        let report = check(server.address, Depth::Quick);
        assert_eq!((report.connections, report.round_trips), (1, round_trips), "{ssl_protocols}");
    }
}

#[test]
fn what_it_offers_and_what_it_insists_on() {
    require!("xrdp", "openssl");
    let server = xrdp(XrdpConfig { security_layer: "tls", ..XrdpConfig::default() });
    let report = check(server.address, Depth::Standard);
    assert_eq!(report.connections, 3, "TLS, whether it is required, and TLS 1.2 for older clients");
    let conversations = &report.observations.host.addresses[0].conversations;
    let settings = conversations[0].settings.done().unwrap().accepted().unwrap();
    assert_eq!(settings.requested_protocols, Some(SecurityProtocols::MSTSC), "the echo is true");
    assert_eq!(settings.level, Some(EncryptionLevel::NONE), "no Standard RDP Security inside of TLS");
    assert_eq!(
        conversations[1].negotiate.done().unwrap().failure_code(),
        Some(FailureCode::SSL_REQUIRED_BY_SERVER)
    );
}

/// xrdp has one method by its configuration, and does not listen to the client.
#[test]
fn the_ciphers_of_standard_rdp_security() {
    require!("xrdp", "openssl");
    for (crypt_level, method, level) in
        [("none", 0, 0), ("low", 0x01, 1), ("medium", 0x01, 2), ("high", 0x02, 3), ("fips", 0x10, 4)]
    {
        let server = xrdp(XrdpConfig { security_layer: "rdp", crypt_level, ..XrdpConfig::default() });
        let report = check(server.address, Depth::Full);
        let conversations = &report.observations.host.addresses[0].conversations;
        let settings = |at: usize| conversations[at].settings.done().unwrap().accepted().unwrap();
        let chosen = settings(0);
        let found = (chosen.method.unwrap().0, chosen.level.unwrap().0);
        assert_eq!(found, (method, level), "{crypt_level}");
        let listed =
            conversations.iter().enumerate().filter_map(|(at, conversation)| match conversation.question {
                Question::Method { method } => Some((method.0, settings(at).method.unwrap().0)),
                _ => None,
            });
        let listed: Vec<_> = listed.collect();
        // What it chose out of all of them is not asked for alone.
        let others = [0x01, 0x08, 0x02, 0x10].into_iter().filter(|asked| *asked != method);
        let expected: Vec<_> = others.map(|asked| (asked, method)).collect();
        assert_eq!(listed, if method == 0 { &[][..] } else { &expected[..] }, "{crypt_level}");
        assert_eq!(report.findings.iter().any(|f| f.id == "negotiation-encryption-level"), level == 4);
    }
}
