//! The suites that rustls left behind, against OpenSSL: the handshake, and records both ways.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rdp_health::observe::Question;
use rdp_health::{CauseId, Depth};
use rdp_health_legacy_tls::SUITES;
use rdp_health_tests::pki::{HOST, pki};
use rdp_health_tests::require;
use rdp_health_tests::servers::OpensslServer;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{
    ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned, SupportedCipherSuite,
};

use super::checks::{check, summary};

/// OpenSSL's name for a suite: `TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384` is `ECDHE-RSA-AES256-SHA384`.
fn openssl_name(suite: SupportedCipherSuite) -> String {
    let name = format!("{:?}", suite.suite());
    let name = name.trim_start_matches("TLS_").replace("_WITH_AES_", "-AES").replace("_CBC", "");
    name.replace('_', "-")
}

/// An s_server with this suite and no other.
fn serve(suite: SupportedCipherSuite) -> OpensslServer {
    let name = openssl_name(suite);
    let identity = if name.contains("ECDSA") { &pki().ecdsa } else { &pki().good };
    OpensslServer::start(&format!("-tls1_2 -cipher {name}:@SECLEVEL=0"), identity)
}

/// TLS with this suite alone, and the certificate checked.
fn connect(suite: SupportedCipherSuite, server: SocketAddr) -> StreamOwned<ClientConnection, TcpStream> {
    let mut provider = rustls::crypto::ring::default_provider();
    provider.cipher_suites = vec![suite];
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&pki().root).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tls = ClientConnection::new(Arc::new(config), ServerName::try_from(HOST).unwrap()).unwrap();
    let tcp = TcpStream::connect(server).unwrap();
    tcp.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    StreamOwned::new(tls, tcp)
}

#[test]
fn application_data_travels_both_ways() {
    require!("openssl");
    for suite in SUITES {
        let mut server = serve(suite);
        let stream = connect(suite, server.behind().address);
        let mut stream = BufReader::new(stream);
        // s_server answers each line with the line reversed. The lengths meet every length of padding.
        for length in (1..40).chain([255, 256, 257, 500]) {
            let line: String = ('a'..='z').cycle().take(length).collect();
            stream.get_mut().write_all(format!("{line}\n").as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_line(&mut answer).unwrap_or_else(|error| panic!("{suite:?}, {length}: {error}"));
            assert_eq!(answer.trim_end(), line.chars().rev().collect::<String>(), "{suite:?}");
        }
        let tls = &stream.get_ref().conn;
        assert_eq!(tls.protocol_version(), Some(ProtocolVersion::TLSv1_2));
        assert_eq!(tls.negotiated_cipher_suite().map(|chosen| chosen.suite()), Some(suite.suite()));
    }
}

#[test]
fn a_check_completes_the_handshake_and_says_what_is_old_about_it() {
    require!("openssl");
    for suite in SUITES {
        let server = serve(suite);
        let report = check(server.address, Depth::Standard);
        assert_eq!(
            summary(&report),
            "failing rdp-malformed-answer (tls-legacy-only, negotiation-nla-missing)",
            "{suite:?}"
        );
        let conversations = &report.observations.host.addresses[0].conversations;
        let session = conversations[0].tls.done().expect("the handshake completes");
        assert_eq!(session.suite.to_string(), format!("{:?}", suite.suite()));
        let hello = |question: &Question| matches!(question, Question::Hello { .. });
        assert!(!conversations.iter().any(|one| hello(&one.question)), "no hello had to follow");
    }
}

#[test]
fn a_server_that_has_better_ones_is_not_called_old() {
    require!("openssl");
    let options = "-tls1_2 -serverpref -cipher ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-GCM-SHA384";
    let server = OpensslServer::start(options, &pki().good);
    let report = check(server.address, Depth::Full);
    let about_tls = report.findings.iter().any(|finding| finding.id.as_str().starts_with("tls-"));
    assert!(!about_tls, "it likes CBC better, and has GCM");
    let server = OpensslServer::start("-tls1_2 -cipher ECDHE-RSA-AES256-SHA384:AES128-SHA", &pki().good);
    let report = check(server.address, Depth::Full);
    let old = report.findings.iter().find(|finding| finding.id == CauseId::TlsLegacyOnly);
    let confidence = old.map(|finding| finding.confidence.to_string());
    assert_eq!(confidence.as_deref(), Some("certain"), "everything was listed");
}
