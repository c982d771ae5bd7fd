//! The full TLS handshake with rustls: accept, and write down.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rdp_health_wire::tls::{AlertDescription, CipherSuite, NamedGroup, SignatureScheme, TlsVersion};
use rustls::ClientConnection;
use rustls::pki_types::ServerName;
use tokio::io::AsyncReadExt as _;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

use super::danger::{Recorder, accept_and_record};
use super::net::Connection;
use crate::observe::TlsSession;
use crate::outcome::{ClosedBy, Failure, FailureKind, Named, Phase};

const HANDSHAKE: &str = "handshake";

/// How long a server that asked for a client certificate is given to refuse us after a TLS 1.3 handshake, which
/// for the client is over before the server has seen that the certificate is missing.
const REFUSAL: Duration = Duration::from_secs(2);

/// What a completed handshake leaves: what was learned, and the session to go on with.
pub(super) type Completed = (TlsSession, Box<ClientConnection>);

/// A handshake, and the certificates in DER that were seen on the way, whatever became of it.
pub(super) async fn handshake(
    connection: &mut Connection,
    server_name: &str,
    address: IpAddr,
    deadline: Instant,
) -> (Result<Completed, Failure>, Vec<Vec<u8>>) {
    connection.begin_phase();
    let recorder = Recorder::default();
    let session = converse(connection, &recorder, server_name, address, deadline).await;
    (session, recorder.seen().chain)
}

async fn converse(
    connection: &mut Connection,
    recorder: &Recorder,
    server_name: &str,
    address: IpAddr,
    deadline: Instant,
) -> Result<Completed, Failure> {
    let config = accept_and_record(recorder).map_err(|error| {
        let mut failure = connection.failure(Phase::Tls, "configure", FailureKind::Other, ClosedBy::Us);
        failure.detail = Some(error.to_string());
        failure
    })?;
    // An address, or a name that TLS cannot carry, goes without SNI.
    let name = ServerName::try_from(server_name.to_owned()).unwrap_or(ServerName::IpAddress(address.into()));
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, &mut *connection);
    let result = timeout_at(deadline, handshake).await;
    let seen = recorder.seen();

    let (mut stream, elapsed_us) = match result {
        Ok(Ok(stream)) => {
            let elapsed_us = stream.get_ref().0.elapsed_us();
            (stream, elapsed_us)
        }
        Ok(Err(error)) => return Err(failure(connection, &error)),
        Err(_) => return Err(connection.failed(Phase::Tls, HANDSHAKE, &io::ErrorKind::TimedOut.into())),
    };
    let version = stream.get_ref().1.protocol_version().map_or(0, u16::from);
    let suite = stream.get_ref().1.negotiated_cipher_suite().map_or(0, |suite| suite.suite().into());
    let group = stream.get_ref().1.negotiated_key_exchange_group().map(|group| u16::from(group.name()));
    if seen.client_certificate_requested && version == TlsVersion::TLS13.0 {
        let refusal = deadline.min(Instant::now() + REFUSAL);
        match timeout_at(refusal, stream.read(&mut [0; 1])).await {
            Ok(Err(error)) => return Err(failure(stream.get_ref().0, &error)),
            Ok(Ok(0)) => {
                let closed = io::ErrorKind::UnexpectedEof.into();
                return Err(stream.get_ref().0.failed(Phase::Tls, HANDSHAKE, &closed));
            }
            Ok(Ok(_)) | Err(_) => {}
        }
    }
    let (_, tls) = stream.into_inner();

    let mut session = TlsSession::new(
        Named::new(version, TlsVersion(version)),
        Named::new(suite, CipherSuite(suite)),
        elapsed_us,
    );
    session.group = group.map(|group| Named::new(group, NamedGroup(group)));
    session.signature_scheme =
        seen.signature_scheme.map(|scheme| Named::new(scheme, SignatureScheme(scheme)));
    session.ocsp_stapled = seen.ocsp_stapled;
    session.client_certificate_requested = seen.client_certificate_requested;
    Ok((session, Box::new(tls)))
}

fn failure(connection: &Connection, error: &io::Error) -> Failure {
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
        let code = u8::from(*alert);
        failure.alert = Some(Named::new(code, AlertDescription(code)));
        return failure;
    }
    let mut failure = connection.failure(phase, operation, FailureKind::Handshake, ClosedBy::Us);
    failure.detail = Some(error.to_string());
    failure
}
