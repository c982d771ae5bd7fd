//! A server's flight, put together again.

use rdp_health_wire::DecodeErrorKind;
use rdp_health_wire::tls::{
    Alert, AlertDescription, CertificateMessage, ContentType, FLIGHT_LIMIT, FlightReader, HandshakeType,
    ServerHello, ServerHelloDone, ServerMessage, TlsVersion, handshake_message, record,
};

use crate::vectors;

const TLS12: TlsVersion = TlsVersion::TLS12;

fn messages(bytes: &[u8]) -> Vec<ServerMessage> {
    let mut reader = FlightReader::new();
    reader.push(bytes);
    let mut messages = Vec::new();
    while let Some(message) = reader.next().unwrap() {
        messages.push(message);
    }
    messages
}

fn handshake(payload: &[u8]) -> Vec<u8> {
    record(ContentType::HANDSHAKE, TLS12, payload)
}

fn server_hello(name: &str) -> Vec<u8> {
    vectors::find(vectors::SERVER_HELLO, name)
}

fn kinds(messages: &[ServerMessage]) -> Vec<&'static str> {
    messages
        .iter()
        .map(|message| match message {
            ServerMessage::Hello(_) => "hello",
            ServerMessage::Certificate(_) => "certificate",
            ServerMessage::KeyExchange(_) => "key exchange",
            ServerMessage::CertificateRequest => "certificate request",
            ServerMessage::HelloDone => "done",
            ServerMessage::Alert(_) => "alert",
            ServerMessage::Encrypted => "encrypted",
            ServerMessage::Other { .. } => "other",
            _ => "new",
        })
        .collect()
}

/// Everything a TLS 1.2 server can say before the client's turn.
fn tls12_flight() -> Vec<Vec<u8>> {
    vec![
        server_hello("tls12"),
        vectors::find(vectors::CERTIFICATE, "chain-of-three"),
        handshake_message(HandshakeType::CERTIFICATE_STATUS, &[1, 0, 0, 0]),
        vectors::find(vectors::SERVER_KEY_EXCHANGE, "secp256r1-tls12-rsa-sha256"),
        handshake_message(HandshakeType::CERTIFICATE_REQUEST, &[1, 1, 0, 2, 4, 1, 0, 0]),
        ServerHelloDone.encode(),
    ]
}

const TLS12_KINDS: [&str; 6] =
    ["hello", "certificate", "other", "key exchange", "certificate request", "done"];

#[test]
fn one_record_for_all_as_windows_sends_it() {
    assert_eq!(kinds(&messages(&handshake(&tls12_flight().concat()))), TLS12_KINDS);
}

#[test]
fn one_record_for_each_as_openssl_sends_it() {
    let records: Vec<u8> = tls12_flight().iter().flat_map(|message| handshake(message)).collect();
    assert_eq!(kinds(&messages(&records)), TLS12_KINDS);
}

#[test]
fn a_byte_per_record_and_a_byte_per_push() {
    let whole = messages(&handshake(&tls12_flight().concat()));
    let mut reader = FlightReader::new();
    let mut dribbled = Vec::new();
    for byte in tls12_flight().concat() {
        for byte in handshake(&[byte]) {
            reader.push(&[byte]);
            dribbled.extend(reader.next().unwrap());
        }
    }
    assert_eq!(dribbled, whole);
}

#[test]
fn the_shape_of_a_key_exchange_comes_from_the_hello() {
    let exchange = vectors::find(vectors::SERVER_KEY_EXCHANGE, "secp256r1-tls12-rsa-sha256");
    let alone = messages(&handshake(&exchange));
    assert_eq!(alone, [ServerMessage::Other { kind: HandshakeType::SERVER_KEY_EXCHANGE }]);
}

#[test]
fn after_a_tls13_hello_nothing_can_be_read() {
    let flight = [
        handshake(&server_hello("tls13")),
        record(ContentType::CHANGE_CIPHER_SPEC, TLS12, &[1]),
        record(ContentType::APPLICATION_DATA, TLS12, &[0xee; 700]),
        record(ContentType::APPLICATION_DATA, TLS12, &[0xee; 30]),
        Alert::fatal(AlertDescription::INTERNAL_ERROR).encode_record(TLS12),
    ]
    .concat();
    assert_eq!(kinds(&messages(&flight)), ["hello", "encrypted", "encrypted", "alert"]);
}

#[test]
fn a_hello_retry_request_leaves_the_stream_in_clear() {
    let flight = [
        handshake(&server_hello("hello-retry-request")),
        record(ContentType::CHANGE_CIPHER_SPEC, TLS12, &[1]),
        handshake(&server_hello("tls13")),
        record(ContentType::APPLICATION_DATA, TLS12, &[0xee; 30]),
    ]
    .concat();
    assert_eq!(kinds(&messages(&flight)), ["hello", "hello", "encrypted"]);
}

#[test]
fn after_change_cipher_spec_nothing_can_be_read() {
    let flight = [
        handshake(&server_hello("tls12")),
        record(ContentType::CHANGE_CIPHER_SPEC, TLS12, &[1]),
        handshake(&[0xee; 40]),
        record(ContentType::ALERT, TLS12, &[0xee; 26]),
    ]
    .concat();
    assert_eq!(kinds(&messages(&flight)), ["hello", "encrypted", "encrypted"]);
}

#[test]
fn an_alert_is_read_wherever_it_stands() {
    let alert = Alert::fatal(AlertDescription::PROTOCOL_VERSION);
    assert_eq!(messages(&alert.encode_record(TlsVersion::TLS10)), [ServerMessage::Alert(alert)]);

    let hello = server_hello("tls12");
    let (first, second) = hello.split_at(9);
    let flight = [handshake(first), alert.encode_record(TLS12), handshake(second)].concat();
    assert_eq!(kinds(&messages(&flight)), ["alert", "hello"]);
}

#[test]
fn what_was_said_before_an_error_is_told_first() {
    let mut flight = handshake(&server_hello("tls12"));
    flight.extend(b"\x03\x00\x00\x09");
    let mut reader = FlightReader::new();
    reader.push(&flight);
    assert!(matches!(reader.next(), Ok(Some(ServerMessage::Hello(_)))));
    assert!(reader.next().is_err());
}

#[test]
fn a_long_chain_fits() {
    let chain = vec![vec![0x30; 4000]; 10];
    let message = CertificateMessage { chain };
    let flight = [server_hello("tls12"), message.encode()].concat();
    assert_eq!(messages(&handshake(&flight))[1], ServerMessage::Certificate(message));
}

#[test]
fn a_flight_without_end_is_cut_off() {
    let mut reader = FlightReader::new();
    let junk = record(ContentType::APPLICATION_DATA, TLS12, &[0; 1019]);
    for _ in 0..1000 {
        reader.push(&junk);
    }
    let mut count = 0;
    let error = loop {
        match reader.next() {
            Ok(Some(_)) => count += 1,
            Ok(None) => panic!("the limit was passed"),
            Err(error) => break error,
        }
    };
    assert_eq!(count, FLIGHT_LIMIT / junk.len(), "every whole record inside the limit is told");
    assert_eq!(error.kind, DecodeErrorKind::TooLarge { limit: FLIGHT_LIMIT });
}

#[test]
fn a_message_that_could_never_end_is_refused_at_once() {
    let mut reader = FlightReader::new();
    reader.push(&handshake(&[11, 0xff, 0xff, 0xff]));
    assert_eq!(reader.next().unwrap_err().kind, DecodeErrorKind::TooLarge { limit: FLIGHT_LIMIT });
}

#[test]
fn exactly_the_limit_is_accepted() {
    let mut flight = handshake(&server_hello("tls12"));
    while flight.len() + 5 <= FLIGHT_LIMIT {
        let room = (FLIGHT_LIMIT - flight.len() - 5).min(16_000);
        flight.extend(record(ContentType::CHANGE_CIPHER_SPEC, TLS12, &vec![1; room]));
    }
    let mut reader = FlightReader::new();
    reader.push(&flight);
    let hello = ServerHello::decode(&server_hello("tls12")).unwrap();
    assert_eq!(reader.next(), Ok(Some(ServerMessage::Hello(hello))));
    assert_eq!(reader.next(), Ok(None));
    reader.push(&[0]);
    assert!(reader.next().is_err());
}
