//! The step that plays servers of any age, up to ServerHelloDone.

use std::io::ErrorKind;

use rdp_health_lab::Lab;
use rdp_health_wire::tls::{
    AlertDescription, CipherSuite, ClientHello, FlightReader, NamedGroup, ServerMessage, SignatureScheme,
    TlsVersion,
};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::client::{connect, in_time, lab, receive_all, send};
use tokio::io::AsyncWriteExt as _;

const RANDOM: [u8; 32] = [7; 32];

async fn server(kind: &str, suites: &str, more: &str) -> Lab {
    lab(&format!(
        "[[{{ step = 'legacy_tls', certificate = {{ kind = '{kind}' }}, suites = [{suites}] {more} }}]]"
    ))
    .await
}

/// Everything that comes back.
async fn answer(lab: &Lab, hello: &ClientHello) -> (Vec<u8>, Option<ErrorKind>) {
    let mut stream = connect(lab).await;
    send(&mut stream, &hello.encode_record()).await;
    in_time(stream.shutdown()).await.unwrap();
    receive_all(&mut stream).await
}

fn read(bytes: &[u8]) -> Vec<ServerMessage> {
    let mut reader = FlightReader::new();
    reader.push(bytes);
    std::iter::from_fn(|| reader.next().unwrap()).collect()
}

/// Version and suite, or the alert.
async fn choice(lab: &Lab, hello: &ClientHello) -> Result<(TlsVersion, CipherSuite), AlertDescription> {
    match read(&answer(lab, hello).await.0).first() {
        Some(ServerMessage::Hello(hello)) => Ok((hello.negotiated_version(), hello.suite)),
        Some(ServerMessage::Alert(alert)) => Err(alert.description),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_server_prefers_its_own_suites_and_the_highest_version() {
    let cbc = CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA;
    let rsa = CipherSuite::TLS_RSA_WITH_AES_256_CBC_SHA256;
    let lab = server(
        "windows_default",
        "'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_RSA_WITH_AES_256_CBC_SHA256', \
         'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'",
        "",
    )
    .await;
    // ECDSA does not fit the RSA certificate, SHA-256 does not fit TLS 1.0.
    assert_eq!(choice(&lab, &ClientHello::tls12(RANDOM)).await, Ok((TlsVersion::TLS12, rsa)));
    assert_eq!(choice(&lab, &ClientHello::tls10(RANDOM)).await, Ok((TlsVersion::TLS10, cbc)));
    // supported_versions means nothing to it.
    let modern = ClientHello::tls13_only(RANDOM, RANDOM);
    assert_eq!(choice(&lab, &modern).await, Ok((TlsVersion::TLS12, rsa)));
}

#[tokio::test]
async fn a_flight_with_ecdhe_in_one_record() {
    let lab = server("windows_default", "'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384'", "").await;
    let (bytes, end) = answer(&lab, &ClientHello::tls12(RANDOM)).await;
    assert_eq!(end, None);
    assert_eq!(bytes.len(), 5 + usize::from(u16::from_be_bytes([bytes[3], bytes[4]])), "one record");
    let messages = read(&bytes);
    let [_, certificate, exchange, ServerMessage::HelloDone] = messages.as_slice() else {
        panic!("no complete flight")
    };
    let ServerMessage::Certificate(certificate) = certificate else { panic!("{certificate:?}") };
    assert_eq!(certificate.chain.len(), 1);
    let (_, parsed) = X509Certificate::from_der(&certificate.chain[0]).unwrap();
    assert_eq!(parsed.subject().to_string(), "CN=rdp1.lab.test");
    let ServerMessage::KeyExchange(exchange) = exchange else { panic!("{exchange:?}") };
    assert_eq!(exchange.group(), Some(NamedGroup::SECP256R1));
    assert_eq!(exchange.scheme(), Some(SignatureScheme::RSA_PKCS1_SHA256));
}

#[tokio::test]
async fn dhe_rsa_key_exchange_and_a_client_certificate() {
    let lab = server("good", "'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'", ", client_certificate = true").await;
    for hello in [ClientHello::tls12(RANDOM), ClientHello::tls10(RANDOM)] {
        let messages = read(&answer(&lab, &hello).await.0);
        let [_, ServerMessage::Certificate(chain), ServerMessage::KeyExchange(exchange), request, done] =
            messages.as_slice()
        else {
            panic!("no complete flight")
        };
        assert_eq!((chain.chain.len(), exchange.prime_bits()), (2, Some(2048)));
        assert_eq!(exchange.scheme().is_some(), hello.version == TlsVersion::TLS12);
        assert_eq!((request, done), (&ServerMessage::CertificateRequest, &ServerMessage::HelloDone));
    }
    let lab = server("good", "'TLS_RSA_WITH_RC4_128_MD5'", "").await;
    let messages = read(&answer(&lab, &ClientHello::tls12(RANDOM)).await.0);
    assert_eq!((messages.len(), messages.last()), (3, Some(&ServerMessage::HelloDone)), "no key exchange");
}

#[tokio::test]
async fn nothing_in_common_is_refused_as_told() {
    let (old, suite) = (", versions = ['1.0']", "'TLS_RSA_WITH_RC4_128_SHA'");
    let hello = ClientHello::tls12(RANDOM);
    let only_new = ClientHello { version: TlsVersion::SSL30, ..hello.clone() };
    let no_rc4 = ClientHello { suites: vec![CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA], ..hello };
    let lab = server("good", suite, old).await;
    assert_eq!(choice(&lab, &only_new).await, Err(AlertDescription::PROTOCOL_VERSION));
    assert_eq!(choice(&lab, &no_rc4).await, Err(AlertDescription::HANDSHAKE_FAILURE));
    let lab = server("good", suite, ", refusal = { alert = 80 }").await;
    assert_eq!(choice(&lab, &no_rc4).await, Err(AlertDescription::INTERNAL_ERROR));
    let lab = server("good", suite, ", refusal = 'close'").await;
    assert_eq!(answer(&lab, &no_rc4).await, (Vec::new(), None));
    let lab = server("good", suite, ", refusal = 'reset'").await;
    assert_eq!(answer(&lab, &no_rc4).await, (Vec::new(), Some(ErrorKind::ConnectionReset)));
    let lab = server("good", suite, "").await;
    let mut stream = connect(&lab).await;
    send(&mut stream, b"no hello at all").await;
    assert_eq!(receive_all(&mut stream).await, (Vec::new(), None));
}

#[tokio::test]
async fn a_flight_can_stop_anywhere() {
    let suite = "'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384'";
    let lab = server("good", suite, ", stall_after = 100").await;
    let (bytes, end) = answer(&lab, &ClientHello::tls12(RANDOM)).await;
    assert_eq!((bytes.len(), end, read(&bytes)), (100, None, Vec::new()));
    // Behind the ServerHello, where each message has a record of its own.
    let lab = server("good", suite, ", record_per_message = true, stall_after = 79").await;
    let (bytes, _) = answer(&lab, &ClientHello::tls12(RANDOM)).await;
    let [ServerMessage::Hello(_)] = read(&bytes).as_slice() else { panic!("not the ServerHello alone") };
}

#[tokio::test]
async fn a_certificate_that_no_library_serves() {
    let lab = server("weak_key", "'TLS_RSA_WITH_AES_128_CBC_SHA'", "").await;
    let messages = read(&answer(&lab, &ClientHello::tls10(RANDOM)).await.0);
    let Some(ServerMessage::Certificate(chain)) = messages.get(1) else { panic!("{messages:?}") };
    let (_, certificate) = X509Certificate::from_der(&chain.chain[0]).unwrap();
    let x509_parser::public_key::PublicKey::RSA(key) = certificate.public_key().parsed().unwrap() else {
        panic!("no RSA key")
    };
    assert_eq!(key.key_size(), 1024);
    assert_eq!(certificate.signature_algorithm.algorithm.to_id_string(), "1.2.840.113549.1.1.5");
}
