//! What real Windows hosts said on the wire, said again by the lab: the check must see what they were.
//!
//! The captures stay outside of the repository; where they are absent the tests say so and pass.

use std::fmt::Write as _;
use std::path::Path;

use rdp_health::codes::{SecurityProtocols, TlsVersion};
use rdp_health::observe::{HelloKind, Question, RdpCertificate};
use rdp_health::{CauseId, Report, Target, Verdict, check};
use rdp_health_lab::{Lab, Scenario};
use rdp_health_tests::scenario::options;

/// What the server said in each TCP conversation of a capture, in hex, or `None` after a printed note.
fn said(file: &str) -> Option<Vec<Vec<String>>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/captures");
    let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
        println!("skipped: no capture {file}");
        return None;
    };
    let capture: serde_json::Value = serde_json::from_str(&text).unwrap();
    let conversations = capture.as_array().unwrap().iter().map(|conversation| {
        let turns = conversation["turns"].as_array().unwrap().iter();
        let server = turns.filter(|turn| turn["from"] == "server");
        server.map(|turn| turn["hex"].as_str().unwrap().to_owned()).collect()
    });
    Some(conversations.collect())
}

/// A host that reads a message and says the next of these turns, connection by connection.
async fn check_replayed(connections: &[&[&str]]) -> Report {
    let mut text = String::from(
        "title = 'a capture'\ntarget = { name = 'rdp1.lab.test' }\nexpect = { verdict = 'healthy' }\n\
         options = { timeout_ms = 300 }\n[[hosts]]\naddress = '127.0.0.1'\nconnections = [\n",
    );
    for turns in connections {
        text.push('[');
        for turn in *turns {
            write!(text, "{{ step = 'read' }}, {{ step = 'send', bytes = {{ hex = '{turn}' }} }}, ").unwrap();
        }
        text.push_str("],\n");
    }
    text.push(']');
    let scenario = Scenario::parse(&text).unwrap();
    let lab = Lab::start(&scenario).await.unwrap();
    let target = Target::from_rdp_file(lab.rdp_file()).unwrap();
    let report = check(&target, &options(&scenario, &lab)).await.unwrap();
    crate::redacted::assert_redacted(&report);
    crate::sound::assert_sound(&report);
    report
}

/// RDP_NEG_FAILURE 2: TLS is not allowed here.
const REFUSES_TLS: &str = "030000130ed000001234000300080002000000";

#[tokio::test]
async fn a_host_with_standard_rdp_security_and_a_proprietary_certificate() {
    let Some(said) = said("zeek-rdp-proprietary-encryption.json") else { return };
    let report = check_replayed(&[&[&said[0][0]], &[&said[1][0], &said[1][1]]]).await;
    assert_eq!(report.primary, Some(CauseId::NegotiationRdpSecurityOnly), "{}", report.summary);
    assert_eq!(report.findings.len(), 1);
    let settings = report.observations.host.addresses[0].conversations[1].settings.done().unwrap();
    let settings = settings.accepted().unwrap();
    assert_eq!(settings.requested_protocols, Some(SecurityProtocols::RDP), "the echo is true");
    assert!(
        matches!(settings.certificate, Some(RdpCertificate::Proprietary { bits: 512 | 2048 })),
        "{settings:?}"
    );
}

#[tokio::test]
async fn a_host_whose_licence_server_issued_it_a_chain() {
    let Some(said) = said("zeek-rdp-x509.json") else { return };
    let report = check_replayed(&[&[REFUSES_TLS], &[&said[0][0], &said[0][1]]]).await;
    assert_eq!(report.primary, Some(CauseId::NegotiationRdpSecurityOnly), "{}", report.summary);
    let settings = report.observations.host.addresses[0].conversations[1].settings.done().unwrap();
    let Some(RdpCertificate::X509 { chain }) = &settings.accepted().unwrap().certificate else {
        panic!("{settings:?}")
    };
    assert_eq!(chain.len(), 2, "of the licence server and of the host");
    assert!(chain.iter().all(|certificate| certificate.unreadable.is_none()), "{chain:?}");
}

#[tokio::test]
async fn a_host_of_the_time_of_tls_1_0() {
    let Some(said) = said("zeek-rdp-to-ssl.json") else { return };
    let report = check_replayed(&[&[&said[0][0], &said[0][1]]]).await;
    assert_eq!(report.primary, Some(CauseId::TlsNoSharedVersion), "{}", report.summary);
    assert!(report.summary.contains("TLS 1.0"), "{}", report.summary);
}

#[tokio::test]
async fn a_host_with_nla_and_tls_1_2() {
    let Some(said) = said("ndpi-rdp.json") else { return };
    // Its keys cannot be replayed, so the handshake does not complete; what travelled in clear can be read all the same.
    let report = check_replayed(&[&[&said[0][0], &said[0][1]]]).await;
    assert_eq!(report.verdict, Verdict::Inconclusive, "{}", report.summary);
    let seen = &report.observations.host.addresses[0];
    let wide = Question::Hello { protocols: SecurityProtocols::MSTSC, hello: HelloKind::Wide };
    let (_, conversation) = seen.last(wide).unwrap();
    assert_eq!(
        conversation.selected(),
        Some(SecurityProtocols::HYBRID_EX),
        "NLA with early user authorization"
    );
    let answer = conversation.hello.done().unwrap();
    assert_eq!(answer.version, TlsVersion::TLS12);
    let chain = conversation.certificates.done().unwrap();
    assert!(chain[0].windows_default, "{chain:?}");
}
