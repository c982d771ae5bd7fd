//! A ClientHello written by hand: the clear part of TLS up to 1.2 tells version, suite and certificate of any
//! server, also of one with which our TLS library shares nothing.

use std::io;
use std::net::SocketAddr;

use rdp_health_wire::tls::{
    AlertDescription, AlertLevel, ClientHello, CompressionMethod, FlightReader, ServerMessage, TlsVersion,
};
use tokio::time::Instant;

use super::net::Connection;
use super::{Probe, certificates, random};
use crate::observe::{Conversation, HelloAnswer, HelloKind};
use crate::outcome::{ClosedBy, Failure, FailureKind, Phase, Tri};

const READ: &str = "read the server's flight";

impl Probe<'_> {
    /// A ClientHello written by hand.
    pub(super) async fn hello(
        &self,
        connection: &mut Connection,
        conversation: &mut Conversation,
        kind: HelloKind,
        server_name: &str,
        address: SocketAddr,
    ) {
        let mut stage = self.stage(Phase::Tls, conversation.connection, Some(address));
        let deadline = self.deadline(connection.wait);
        let nameless = matches!(kind, HelloKind::WithoutServerName | HelloKind::WithoutServerNameAndTls13);
        let server_name = Some(server_name).filter(|_| !nameless);
        let (answer, chain) = hello(connection, of_kind(kind), server_name, deadline).await;
        stage.ok = answer.is_ok();
        self.close_stage(stage, Some(connection));
        conversation.hello = answer.into();
        conversation.certificates = certificates(&chain);
    }
}

/// The hello of a kind.
fn of_kind(kind: HelloKind) -> ClientHello {
    match kind {
        HelloKind::Wide => ClientHello::tls12(random()),
        HelloKind::Tls13Only => ClientHello::tls13_only(random(), random()),
        HelloKind::Tls10 => ClientHello::tls10(random()),
        HelloKind::Tls13WithoutShare => ClientHello::tls13_without_share(random()),
        HelloKind::WindowsCurrent | HelloKind::WithoutServerName => {
            ClientHello::windows_current(random(), random())
        }
        HelloKind::EverySuite => ClientHello::windows_with_every_suite(random(), random()),
        HelloKind::EveryGroup => ClientHello::windows_with_every_group(random(), random()),
        HelloKind::EveryScheme => ClientHello::windows_with_every_scheme(random(), random()),
        HelloKind::WithoutSha1 => ClientHello::windows_without_sha1(random(), random()),
        HelloKind::WithoutTls13 | HelloKind::WithoutServerNameAndTls13 => {
            ClientHello::windows_without_tls13(random())
        }
        HelloKind::PostQuantum => ClientHello::windows_post_quantum(random(), random()),
    }
}

/// Sends the hello and reads the server's flight. The certificates that were in clear come back in DER.
pub(super) async fn hello(
    connection: &mut Connection,
    hello: ClientHello,
    server_name: Option<&str>,
    deadline: Instant,
) -> (Result<HelloAnswer, Failure>, Vec<Vec<u8>>) {
    connection.begin_phase();
    send(connection, &named(hello, server_name).encode_record(), deadline).await
}

/// The hello with the server's name: SNI carries names, never addresses.
pub(super) fn named(hello: ClientHello, server_name: Option<&str>) -> ClientHello {
    match server_name {
        Some(name) if name.parse::<std::net::IpAddr>().is_err() => hello.with_server_name(name),
        _ => hello,
    }
}

/// The same with a hello as it travels; one that was sent already is empty.
pub(super) async fn send(
    connection: &mut Connection,
    hello: &[u8],
    deadline: Instant,
) -> (Result<HelloAnswer, Failure>, Vec<Vec<u8>>) {
    let mut flight = Flight::default();
    let ended = match connection.send(hello, deadline).await {
        Ok(()) => read_flight(connection, deadline, &mut flight).await,
        Err(error) => Err(connection.failed(Phase::Tls, "send client hello", &error)),
    };
    let answer = match (flight.answer, ended) {
        (Some(mut answer), ended) => {
            answer.broken_off = ended.err();
            answer.elapsed = connection.elapsed();
            Ok(answer)
        }
        (None, Err(failure)) => Err(failure),
        // A flight ends only after a ServerHello.
        (None, Ok(())) => Err(connection.failure(Phase::Tls, READ, FailureKind::Malformed, ClosedBy::Us)),
    };
    (answer, flight.chain)
}

#[derive(Default)]
struct Flight {
    answer: Option<HelloAnswer>,
    chain: Vec<Vec<u8>>,
}

async fn read_flight(
    connection: &mut Connection,
    deadline: Instant,
    flight: &mut Flight,
) -> Result<(), Failure> {
    let mut reader = FlightReader::default();
    let mut received = Vec::new();
    loop {
        while let Some(message) = reader.next().map_err(|error| unreadable(connection, &error.to_string()))? {
            match message {
                ServerMessage::Hello(hello) => {
                    let version = hello.negotiated_version();
                    let mut answer = HelloAnswer::new(version, hello.suite);
                    answer.group = hello.selected_group();
                    answer.compression =
                        Some(hello.compression).filter(|method| *method != CompressionMethod::NULL);
                    flight.answer = Some(answer);
                    // What follows is encrypted, or another hello: the answer is complete.
                    if version == TlsVersion::TLS13 || hello.is_hello_retry_request() {
                        return Ok(());
                    }
                }
                ServerMessage::Certificate(certificate) => flight.chain = certificate.chain,
                ServerMessage::KeyExchange(exchange) => {
                    if let Some(answer) = &mut flight.answer {
                        answer.group = exchange.group();
                        answer.dh_prime_bits =
                            exchange.prime_bits().and_then(|bits| u32::try_from(bits).ok());
                        answer.signature_scheme = exchange.scheme();
                    }
                }
                ServerMessage::CertificateRequest => {
                    if let Some(answer) = &mut flight.answer {
                        answer.client_certificate_requested = Tri::Yes;
                    }
                }
                ServerMessage::HelloDone => {
                    if let Some(answer) = &mut flight.answer
                        && answer.client_certificate_requested == Tri::Unknown
                    {
                        answer.client_certificate_requested = Tri::No;
                    }
                    return Ok(());
                }
                // A warning alert (for example unrecognized_name) does not end the handshake.
                ServerMessage::Alert(alert) if alert.level == AlertLevel::FATAL => {
                    return Err(alerted(connection, alert.description));
                }
                _ => {}
            }
        }
        received.clear();
        connection
            .receive(&mut received, deadline)
            .await
            .map_err(|error: io::Error| connection.failed(Phase::Tls, READ, &error))?;
        reader.push(&received);
    }
}

fn alerted(connection: &Connection, description: AlertDescription) -> Failure {
    let mut failure = connection.failure(Phase::Tls, READ, FailureKind::Alert, ClosedBy::PeerAlert);
    failure.alert = Some(description);
    failure
}

fn unreadable(connection: &Connection, error: &str) -> Failure {
    let in_tls = matches!(connection.first_bytes(), [0x14..=0x18, ..]);
    let (kind, detail) = match in_tls {
        true => (FailureKind::Malformed, error.to_owned()),
        false => (FailureKind::ForeignBytes, in_clear(connection.first_bytes())),
    };
    let mut failure = connection.failure(Phase::Tls, READ, kind, ClosedBy::Us);
    failure.detail = Some(detail);
    failure
}

/// What a server says that answers a ClientHello in clear.
pub(super) fn in_clear(bytes: &[u8]) -> String {
    match bytes {
        [0x03, 0x00, _, _, 0x02, 0xf0, 0x80, 0x21, ..] => {
            "an unencrypted MCS Disconnect Provider Ultimatum instead of a ServerHello".to_owned()
        }
        [0x03, 0x00, ..] => "an unencrypted RDP message instead of a ServerHello".to_owned(),
        _ => super::recognise::recognise(bytes).unwrap_or("bytes that are not TLS").to_owned(),
    }
}
