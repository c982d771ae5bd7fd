//! The step that serves a full handshake, and its certificates.

use std::io;
use std::sync::{Arc, Mutex};

use rdp_health_lab::Lab;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{AlertDescription, ClientConfig, DigitallySignedStruct, ProtocolVersion, SignatureScheme};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsConnector;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::client::{connect, in_time, lab, settled};

/// 2026-01-01T00:00:00Z, which scenarios take for now unless they say otherwise.
const NOW: i64 = 1_767_225_600;
const DAY: i64 = 86_400;

/// Keeps the chain; checks the signature over the handshake, so that key and certificate must belong together.
#[derive(Debug, Default)]
struct Keeper(Mutex<Vec<Vec<u8>>>);

impl ServerCertVerifier for Keeper {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        *self.0.lock().unwrap() = std::iter::once(own).chain(others).map(|der| der.to_vec()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, &algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        rustls::crypto::ring::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

/// A handshake, and the chain that was shown. The end is waited for: in TLS 1.3 a refusal comes after the
/// handshake.
async fn handshake(lab: &Lab) -> (io::Result<ProtocolVersion>, Vec<Vec<u8>>) {
    let keeper = Arc::new(Keeper::default());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&keeper) as _)
        .with_no_client_auth();
    let name = ServerName::try_from("rdp1.lab.test").unwrap();
    let stream = connect(lab).await;
    let result = async {
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        let version = stream.get_ref().1.protocol_version().unwrap();
        stream.shutdown().await?;
        let mut rest = Vec::new();
        // Servers of RDP do not take leave inside of TLS.
        match stream.read_to_end(&mut rest).await {
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
            _ => assert_eq!(rest, b""),
        }
        Ok(version)
    };
    let result = in_time(result).await;
    let chain = keeper.0.lock().unwrap().clone();
    (result, chain)
}

async fn chain_of(certificate: &str) -> Vec<Vec<u8>> {
    let lab = lab(&format!("[[{{ step = 'tls', certificate = {{ {certificate} }} }}]]")).await;
    let (result, chain) = handshake(&lab).await;
    result.unwrap_or_else(|error| panic!("{certificate}: {error}"));
    chain
}

fn parse(der: &[u8]) -> X509Certificate<'_> {
    X509Certificate::from_der(der).unwrap().1
}

fn dates(certificate: &X509Certificate<'_>) -> (i64, i64) {
    let validity = certificate.validity();
    ((validity.not_before.timestamp() - NOW) / DAY, (validity.not_after.timestamp() - NOW) / DAY)
}

#[tokio::test]
async fn versions_as_told() {
    for (versions, expected) in [
        ("['1.2']", ProtocolVersion::TLSv1_2),
        ("['1.3']", ProtocolVersion::TLSv1_3),
        ("['1.2', '1.3']", ProtocolVersion::TLSv1_3),
    ] {
        let script =
            format!("[[{{ step = 'tls', certificate = {{ kind = 'good' }}, versions = {versions} }}]]");
        let lab = lab(&script).await;
        assert_eq!(handshake(&lab).await.0.unwrap(), expected);
        assert_eq!(settled(&lab).await[0].ended, rdp_health_lab::VisitEnd::Closed);
    }
}

#[tokio::test]
async fn a_client_certificate_is_demanded() {
    for versions in ["['1.2']", "['1.3']"] {
        let lab = lab(&format!(
            "[[{{ step = 'tls', certificate = {{ kind = 'good' }}, client_certificate = true, versions = {versions} }}]]"
        ))
        .await;
        let error = handshake(&lab).await.0.unwrap_err();
        let error = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()).unwrap();
        assert_eq!(*error, rustls::Error::AlertReceived(AlertDescription::CertificateRequired), "{versions}");
    }
}

#[tokio::test]
async fn dates_are_those_of_the_scenario() {
    for (certificate, expected) in [
        ("kind = 'good'", (-30, 335)),
        ("kind = 'expired'", (-375, -10)),
        ("kind = 'expired', days = 1", (-366, -1)),
        ("kind = 'expiring', days = 5", (-360, 5)),
        ("kind = 'not_yet_valid', days = 7", (7, 372)),
        ("kind = 'windows_default'", (-30, 153)),
        ("kind = 'windows_expired'", (-193, -10)),
    ] {
        assert_eq!(dates(&parse(&chain_of(certificate).await[0])), expected, "{certificate}");
    }
    let lab = crate::client::start(
        "title = 'another time'\nnow = '2031-01-01T00:00:00Z'\ntarget = { name = 'x' }
         expect = { verdict = 'healthy' }\n[[hosts]]\naddress = '127.0.0.1'
         connections = [[{ step = 'tls', certificate = { kind = 'windows_default' } }]]",
    )
    .await;
    let five_years = 5 * 365 + 1;
    assert_eq!(dates(&parse(&handshake(&lab).await.1[0])), (five_years - 30, five_years + 153));
}

#[tokio::test]
async fn issued_certificates_come_with_their_intermediate() {
    for key in ["rsa", "ecdsa"] {
        let chain = chain_of(&format!("kind = 'good', key = '{key}'")).await;
        let [leaf, intermediate] = [parse(&chain[0]), parse(&chain[1])];
        assert_eq!(chain.len(), 2);
        assert_eq!(leaf.subject().to_string(), "CN=rdp1.lab.test");
        assert_eq!(leaf.issuer(), intermediate.subject());
        assert_ne!(intermediate.issuer(), intermediate.subject());
        assert!(intermediate.is_ca() && !leaf.is_ca());
        let names = leaf.subject_alternative_name().unwrap().unwrap();
        assert_eq!(names.value.general_names.len(), 1);
        assert!(leaf.extended_key_usage().unwrap().unwrap().value.server_auth);
        let algorithm = leaf.public_key().algorithm.algorithm.to_id_string();
        assert_eq!(algorithm, if key == "rsa" { "1.2.840.113549.1.1.1" } else { "1.2.840.10045.2.1" });
    }
}

#[tokio::test]
async fn the_certificate_that_windows_makes_for_itself() {
    let chain = chain_of("kind = 'windows_default', name = 'RDP1'").await;
    assert_eq!(chain.len(), 1);
    let certificate = parse(&chain[0]);
    assert_eq!(certificate.subject().to_string(), "CN=RDP1");
    assert_eq!(certificate.subject(), certificate.issuer());
    assert!(certificate.subject_alternative_name().unwrap().is_none());
    assert!(certificate.basic_constraints().unwrap().is_none());
    let usage = certificate.key_usage().unwrap().unwrap().value;
    assert_eq!(usage.to_string(), "Key Encipherment, Data Encipherment");
    let extended = certificate.extended_key_usage().unwrap().unwrap().value;
    assert!(extended.server_auth && !extended.client_auth && extended.other.is_empty());
}

#[tokio::test]
async fn certificates_with_one_thing_wrong() {
    let names = |certificate: &X509Certificate<'_>| {
        let names = certificate.subject_alternative_name().unwrap();
        names.map(|names| {
            names.value.general_names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        })
    };
    let chain = chain_of("kind = 'wrong_name'").await;
    assert_eq!(names(&parse(&chain[0])).unwrap(), "DNSName(other.rdp1.lab.test)");
    let chain = chain_of("kind = 'no_san'").await;
    assert_eq!(
        (names(&parse(&chain[0])), parse(&chain[0]).subject().to_string()),
        (None, "CN=rdp1.lab.test".into())
    );
    let chain = chain_of("kind = 'good', name = '127.0.0.1'").await;
    assert_eq!(names(&parse(&chain[0])).unwrap(), "IPAddress(7f:00:00:01)");
    let chain = chain_of("kind = 'wrong_purpose'").await;
    let usage = parse(&chain[0]);
    let usage = usage.extended_key_usage().unwrap().unwrap().value;
    assert!(usage.client_auth && !usage.server_auth);
    let chain = chain_of("kind = 'weak_hash'").await;
    let sha1_with_rsa = "1.2.840.113549.1.1.5";
    assert_eq!(parse(&chain[0]).signature_algorithm.algorithm.to_id_string(), sha1_with_rsa);
}
