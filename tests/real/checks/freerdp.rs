//! FreeRDP's shadow server: Network Level Authentication and each other mode alone, with its own certificate and
//! no other.

use std::time::Duration;

use rdp_health::Depth;
use rdp_health::codes::FailureCode;
use rdp_health::observe::Question;
use rdp_health_tests::netns::{in_new_namespace, ip};
use rdp_health_tests::servers::{FreeRdpConfig, freerdp_shadow};
use rdp_health_tests::tools::tool;
use rdp_health_tests::{require, require_root};

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
    // It refuses with the code that demands what was offered.
    assert_says("ext", "failing rdp-malformed-answer");
}

#[test]
fn a_quick_check_is_one_connection_and_few_round_trips() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    let server = freerdp_shadow(FreeRdpConfig::default());
    let report = check(server.address, Depth::Quick);
    assert_eq!((report.connections, report.round_trips), (1, 4), "TCP, X.224, TLS 1.3, CredSSP");
}

#[test]
fn nla_tells_who_the_host_is() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    let server = freerdp_shadow(FreeRdpConfig::default());
    let report = check(server.address, Depth::Standard);
    assert_eq!(report.connections, 2, "NLA, and whether it is required");
    let conversations = &report.observations.host.addresses[0].conversations;
    let answer = conversations[0].credssp.done().unwrap();
    assert_eq!(answer.version, rdp_health::codes::CredsspVersion::NEWEST);
    let challenge = answer.challenge.as_ref().unwrap();
    // A constant of FreeRDP 2, whatever it runs on.
    let os = challenge.os.as_ref().unwrap();
    assert_eq!(
        (os.version.as_str(), os.release.as_deref()),
        ("6.1.7601", Some("Windows 7 or Server 2008 R2"))
    );
    assert_eq!(
        conversations[0].negotiate.done().unwrap().source_reference,
        Some(0),
        "which Windows never sends"
    );
    assert!(challenge.netbios_computer.is_some());
    // It cuts its clock to whole seconds.
    let clock = challenge.clock.as_ref().unwrap();
    assert!(clock.offset.apart() < Duration::from_secs(5), "both clocks are one: {clock:?}");
    assert_eq!(
        conversations[1].negotiate.done().unwrap().failure_code(),
        Some(FailureCode::HYBRID_REQUIRED_BY_SERVER)
    );
}

#[test]
fn a_clock_that_is_wrong_is_seen() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl", "faketime");
    let config = FreeRdpConfig { clock: Some("-3h"), ..FreeRdpConfig::default() };
    assert_eq!(
        outcome(&mut freerdp_shadow(config)),
        "degraded cert-chain-incomplete (clock-skew, cert-not-yet-valid)"
    );
}

/// It turns the encryption of Standard RDP Security off for clients on its own machine.
#[test]
fn standard_rdp_security_says_what_it_encrypts_with() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl");
    let config = FreeRdpConfig { security: "rdp", ..FreeRdpConfig::default() };
    let server = freerdp_shadow(config);
    let report = check(server.address, Depth::Full);
    assert!(report.summary.contains("without encryption"), "{}", report.summary);
    let methods = |question| matches!(question, Question::Method { .. });
    let conversations = &report.observations.host.addresses[0].conversations;
    assert!(
        !conversations.iter().any(|conversation| methods(conversation.question)),
        "there is none to list"
    );
}

/// For clients elsewhere it encrypts with whatever they ask for.
#[test]
fn every_cipher_of_standard_rdp_security_is_listed() {
    require!("freerdp-shadow-cli", "Xvfb", "winpr-hash", "openssl", "ip");
    require_root!();
    in_new_namespace(|| {
        ip("address add 10.77.0.1/32 dev lo");
        let config = FreeRdpConfig { security: "rdp", bind: "0.0.0.0", ..FreeRdpConfig::default() };
        let server = freerdp_shadow(config);
        let report = check(([10, 77, 0, 1], server.address.port()).into(), Depth::Full);
        assert!(report.summary.contains("with 128-bit RC4"), "{}", report.summary);
        let listed: Vec<_> = report.observations.host.addresses[0]
            .conversations
            .iter()
            .filter_map(|conversation| match conversation.question {
                Question::Method { method } => {
                    let settings = conversation.settings.done().unwrap().accepted().unwrap();
                    Some((method.0, settings.method.unwrap().0))
                }
                _ => None,
            })
            .collect();
        // 128 bits is what it chose out of all of them.
        assert_eq!(listed, [0x01, 0x08, 0x10].map(|method| (method, method)));
    });
}
