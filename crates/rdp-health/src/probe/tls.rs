//! The full TLS handshake with rustls: accept, and write down.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rdp_health_wire::tls::{AlertDescription, CipherSuite, NamedGroup, SignatureScheme, TlsVersion};
use rustls::ClientConnection;
use rustls::pki_types::ServerName;
use tokio::io::AsyncReadExt as _;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::danger::{Recorder, accept_and_record};
use super::net::Connection;
use crate::observe::TlsSession;
use crate::outcome::{ClosedBy, Failure, FailureKind, Phase};

const HANDSHAKE: &str = "handshake";

/// How long a server that asked for a client certificate is given to refuse us after a TLS 1.3 handshake, which
/// for the client is over before the server has seen that the certificate is missing.
const REFUSAL: Duration = Duration::from_secs(2);

/// What a completed handshake leaves: what was learned, and the session to go on with.
pub(super) type Completed = (TlsSession, Box<ClientConnection>);

/// A handshake, and the certificates in DER that were seen on the path, whatever became of it.
pub(super) async fn handshake(
    connection: &mut Connection,
    server_name: &str,
    address: IpAddr,
    deadline: Instant,
) -> (Result<Completed, Failure>, Vec<Vec<u8>>) {
    connection.begin_phase();
    let recorder = Recorder::default();
    let session = match connect(&mut *connection, &recorder, server_name, address, deadline).await {
        Ok(mut stream) => match session(&mut stream, &recorder, deadline).await {
            Ok(session) => Ok((session, Box::new(stream.into_inner().1))),
            Err(error) => Err(failure(stream.get_ref().0, &error)),
        },
        Err(error) => Err(failure(connection, &error)),
    };
    (session, recorder.seen().chain)
}

/// A handshake whose stream is used further. Its errors become failures by [`failure`].
pub(super) async fn connect<'a>(
    connection: &'a mut Connection,
    recorder: &Recorder,
    server_name: &str,
    address: IpAddr,
    deadline: Instant,
) -> io::Result<TlsStream<&'a mut Connection>> {
    let config = accept_and_record(recorder).map_err(io::Error::other)?;
    // An address, or a name that TLS cannot carry, goes without SNI.
    let name = ServerName::try_from(server_name.to_owned()).unwrap_or(ServerName::IpAddress(address.into()));
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, connection);
    match timeout_at(deadline, handshake).await {
        Ok(result) => result,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}

/// What was agreed on in a handshake that has just completed.
pub(super) async fn session(
    stream: &mut TlsStream<&mut Connection>,
    recorder: &Recorder,
    deadline: Instant,
) -> io::Result<TlsSession> {
    let seen = recorder.seen();
    let (connection, tls) = stream.get_ref();
    let elapsed = connection.elapsed();
    let version = TlsVersion(tls.protocol_version().map_or(0, u16::from));
    let suite = CipherSuite(tls.negotiated_cipher_suite().map_or(0, |suite| suite.suite().into()));
    let group = tls.negotiated_key_exchange_group().map(|group| NamedGroup(group.name().into()));
    if seen.client_certificate_requested && version == TlsVersion::TLS13 {
        let refusal = deadline.min(Instant::now() + REFUSAL);
        match timeout_at(refusal, stream.read(&mut [0; 1])).await {
            Ok(Err(error)) => return Err(error),
            Ok(Ok(0)) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(Ok(_)) | Err(_) => {}
        }
    }

    let mut session = TlsSession::new(version, suite, elapsed);
    session.group = group;
    session.signature_scheme = seen.signature_scheme.map(SignatureScheme);
    session.ocsp_stapled = !seen.ocsp_response.is_empty();
    session.ocsp_response = session.ocsp_stapled.then(|| BASE64.encode(&seen.ocsp_response));
    session.client_certificate_requested = seen.client_certificate_requested;
    Ok(session)
}

/// A failed handshake, in the words of reports.
pub(super) fn failure(connection: &Connection, error: &io::Error) -> Failure {
    // A server that answers a ClientHello in clear: rustls calls it a corrupt message, we call it what it is.
    if let [first, ..] = connection.first_bytes()
        && !(0x14..=0x18).contains(first)
    {
        let mut failure = connection.failure(Phase::Tls, HANDSHAKE, FailureKind::ForeignBytes, ClosedBy::Us);
        failure.detail = Some(super::hello::in_clear(connection.first_bytes()));
        return failure;
    }
    failed(connection, Phase::Tls, HANDSHAKE, error)
}

/// A failure of a connection that speaks TLS: what the peer or the library says of it counts before what the socket
/// says.
pub(super) fn failed(connection: &Connection, phase: Phase, operation: &str, error: &io::Error) -> Failure {
    let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
        return connection.failed(phase, operation, error);
    };
    if let rustls::Error::AlertReceived(alert) = error {
        let mut failure = connection.failure(phase, operation, FailureKind::Alert, ClosedBy::PeerAlert);
        failure.alert = Some(AlertDescription(u8::from(*alert)));
        return failure;
    }
    let mut failure = connection.failure(phase, operation, FailureKind::Handshake, ClosedBy::Us);
    failure.detail = Some(error.to_string());
    failure
}
