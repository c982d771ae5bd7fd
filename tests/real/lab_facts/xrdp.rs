//! xrdp: three security layers, and certificates and TLS versions of every kind.

use std::path::Path;

use rdp_health_tests::pki::{Identity, pki};
use rdp_health_tests::require;
use rdp_health_tests::servers::{XrdpConfig, xrdp};

use super::talk::{MCS_DISCONNECT, Talk, answer, answers, confirm};

const NO_NEGOTIATION: &str = "0300000b06d00000123400";

fn selected(protocol: u8) -> String {
    confirm("1234", &format!("02010800{protocol:02x}000000"))
}

fn failure(code: u8) -> String {
    confirm("1234", &format!("03000800{code:02x}000000"))
}

#[test]
fn tls_layer() {
    require!("xrdp", "openssl");
    let server = xrdp(XrdpConfig { security_layer: "tls", ..XrdpConfig::default() });
    let ssl = selected(1);
    let expected = [&failure(1), &ssl, &ssl, &ssl, MCS_DISCONNECT, NO_NEGOTIATION];
    assert_eq!(answers(server.address), expected);
}

#[test]
fn tls_layer_ends_the_connection_after_a_failure() {
    require!("xrdp", "openssl");
    let server = xrdp(XrdpConfig { security_layer: "tls", ..XrdpConfig::default() });
    let mut talk = Talk::open(server.address, Some(0));
    assert_eq!(talk.pdu(), failure(1));
    assert_eq!(talk.rest(), MCS_DISCONNECT);
}

#[test]
fn negotiate_layer() {
    require!("xrdp", "openssl");
    let server = xrdp(XrdpConfig { security_layer: "negotiate", ..XrdpConfig::default() });
    let ssl = selected(1);
    let expected = [&selected(0), &ssl, &ssl, &ssl, MCS_DISCONNECT, NO_NEGOTIATION];
    assert_eq!(answers(server.address), expected);
    // An answer is not a yes: Standard RDP Security is "selected" for what xrdp does not know.
    for protocols in [0x2, 0x4, 0x8, 0x8000_0000] {
        assert_eq!(answer(server.address, Some(protocols)), selected(0), "{protocols:#x}");
    }
}

#[test]
fn rdp_layer_selects_rdp_whatever_is_asked() {
    require!("xrdp", "openssl");
    for crypt_level in ["none", "low", "medium", "high", "fips"] {
        let server = xrdp(XrdpConfig { security_layer: "rdp", crypt_level, ..XrdpConfig::default() });
        let rdp = selected(0);
        let expected = [&rdp, &rdp, &rdp, &rdp, MCS_DISCONNECT, NO_NEGOTIATION];
        assert_eq!(answers(server.address), expected, "{crypt_level}");
    }
}

#[test]
fn an_unreadable_certificate_is_failure_3_or_a_silent_downgrade() {
    require!("xrdp", "openssl");
    let nothing = Path::new("/nonexistent.pem");
    let config = XrdpConfig { certificate: nothing, security_layer: "tls", ..XrdpConfig::default() };
    assert_eq!(answer(xrdp(config).address, Some(0xb)), failure(3));
    let config = XrdpConfig { certificate: nothing, security_layer: "negotiate", ..XrdpConfig::default() };
    assert_eq!(answer(xrdp(config).address, Some(0xb)), selected(0));
}

/// What a TLS-only xrdp answers to a ClientHello of every version.
fn hello(ssl_protocols: &str, tls_ciphers: &str, certificate: &Path, key: &Path) -> String {
    let config = XrdpConfig {
        security_layer: "tls",
        ssl_protocols,
        tls_ciphers,
        certificate,
        key,
        crypt_level: "high",
    };
    let server = xrdp(config);
    let mut talk = Talk::open(server.address, Some(0xb));
    assert_eq!(talk.pdu(), selected(1));
    talk.hello()
}

#[test]
fn one_tls_version_alone() {
    require!("xrdp", "openssl");
    let Identity { chain, key, .. } = &pki().good;
    let weakest = "DEFAULT@SECLEVEL=0";
    assert_eq!(hello("TLSv1", weakest, chain, key), "0301 c014");
    assert_eq!(hello("TLSv1.1", weakest, chain, key), "0302 c014");
    assert_eq!(hello("TLSv1.2", "DEFAULT", chain, key), "0303 c030");
    // TLS 1.3 says 1.2 in this place; the suite is what tells.
    assert_eq!(hello("TLSv1.3", "DEFAULT", chain, key), "0303 1302");
    assert_eq!(hello("TLSv1.2", "AES128-SHA:AES256-SHA", chain, key), "0303 0035");
    assert_eq!(hello("TLSv1", "DEFAULT", chain, key), "alert 80");
    assert_eq!(hello("TLSv1.2", "NULL", chain, key), "alert 40");
}

#[test]
fn faulty_certificates_are_served_without_complaint() {
    require!("xrdp", "openssl");
    let pki = pki();
    let faulty =
        [&pki.expired, &pki.future, &pki.wrong_name, &pki.no_san, &pki.client_only, &pki.ecdsa, &pki.windows];
    for identity in faulty {
        let answer = hello("TLSv1.3", "DEFAULT", &identity.chain, &identity.key);
        assert_eq!(answer, "0303 1302", "{}", identity.certificate.display());
    }
}

#[test]
fn a_certificate_that_openssl_rejects_ends_tls_in_plaintext() {
    require!("xrdp", "openssl");
    let pki = pki();
    assert_eq!(hello("TLSv1.2", "DEFAULT", &pki.weak.chain, &pki.weak.key), MCS_DISCONNECT);
    assert_eq!(hello("TLSv1.2", "DEFAULT", &pki.good.chain, &pki.ecdsa.key), MCS_DISCONNECT);
    assert_eq!(hello("TLSv1.2", "DEFAULT@SECLEVEL=0", &pki.weak.chain, &pki.weak.key), "0303 c030");
}

#[test]
fn a_tls_client_that_skips_x224_is_answered_in_plaintext() {
    require!("xrdp", "openssl");
    let server = xrdp(XrdpConfig { security_layer: "tls", ..XrdpConfig::default() });
    assert_eq!(Talk::connect(server.address).hello(), MCS_DISCONNECT);
}
