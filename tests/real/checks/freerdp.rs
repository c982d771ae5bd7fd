//! FreeRDP's shadow server: Network Level Authentication and each other mode alone, with its own certificate and
//! no other.

use rdp_health::Depth;
use rdp_health_tests::require;
use rdp_health_tests::servers::{FreeRdpConfig, freerdp_shadow};
use rdp_health_tests::tools::tool;

use super::{check, outcome};

fn assert_says(security: &str, expected: &str) {
    for program in ["freerdp-shadow-cli", "freerdp-shadow-cli3"] {
        if tool(program).is_some() {
            let config = FreeRdpConfig { program, security, ..FreeRdpConfig::default() };
            assert_eq!(outcome(&mut freerdp_shadow(config)), expected, "{program}");
        }
    }
}

#[test]
fn nla_only() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    assert_says("nla", "degraded cert-chain-incomplete");
}

#[test]
fn tls_only() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    assert_says("tls", "degraded cert-chain-incomplete (negotiation-nla-missing)");
}

#[test]
fn rdp_only() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    assert_says("rdp", "degraded negotiation-rdp-security-only");
}

#[test]
fn a_mode_that_nobody_speaks() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    assert_says("ext", "failing rdp-no-common-protocol");
}

#[test]
fn a_quick_check_is_one_connection_and_few_round_trips() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    let server = freerdp_shadow(FreeRdpConfig::default());
    let report = check(server.address, Depth::Quick);
    assert_eq!((report.connections, report.round_trips), (1, 3), "TCP, X.224, TLS 1.3");
}
