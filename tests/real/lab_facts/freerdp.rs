//! FreeRDP's shadow server, version 2 of Debian and version 3 where it is installed.

use rdp_health_tests::servers::{FreeRdpConfig, freerdp_shadow};
use rdp_health_tests::tools::tool;
use rdp_health_tests::{require, require_root};

use super::talk::{answer, answers, confirm};

fn selected(protocol: u8) -> String {
    confirm("0000", &format!("02030800{protocol:02x}000000"))
}

fn failure(code: u8) -> String {
    confirm("0000", &format!("03000800{code:02x}000000"))
}

/// Asserts the answers of one security mode, of every version that is installed.
fn assert_answers(security: &str, expected: [&str; 6]) {
    for program in ["freerdp-shadow-cli", "freerdp-shadow-cli3"] {
        if tool(program).is_some() {
            let mut server = freerdp_shadow(FreeRdpConfig { program, security, ..FreeRdpConfig::default() });
            assert_eq!(answers(server.address), expected, "{program}");
            assert!(server.is_running(), "{program} survives the questions");
        }
    }
}

#[test]
fn nla_only() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    let (required, hybrid) = (failure(5), selected(2));
    assert_answers("nla", [&required, &required, &hybrid, &hybrid, &hybrid, &required]);
}

#[test]
fn tls_only() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    let (required, ssl) = (failure(1), selected(1));
    assert_answers("tls", [&required, &ssl, &ssl, &ssl, &ssl, &required]);
}

#[test]
fn rdp_only() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    let (not_allowed, rdp) = (failure(2), selected(0));
    assert_answers("rdp", [&rdp, &not_allowed, &not_allowed, &not_allowed, &not_allowed, &rdp]);
}

#[test]
fn a_server_with_a_host_name_and_certificate_of_its_own() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash");
    require_root!();
    let config = FreeRdpConfig { host_name: Some("WIN-LAB01"), identity: None, ..FreeRdpConfig::default() };
    assert_eq!(answer(freerdp_shadow(config).address, Some(0xb)), selected(2));
}
