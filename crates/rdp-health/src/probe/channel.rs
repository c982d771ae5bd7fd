//! The way to the server behind the TCP handshake: in clear, or inside TLS. A message out, a message in.

use std::io::{self, Read as _, Write as _};

use rdp_health_wire::DecodeError;
use rustls::ClientConnection;
use tokio::time::Instant;

use super::net::Connection;
use super::recognise;
use super::tls;
use crate::hex::hex;
use crate::outcome::{ClosedBy, Failure, FailureKind, Phase};

/// How many bytes of an unusable answer are kept for the report.
const FIRST_BYTES: usize = 64;

/// A connection, and the TLS session on it once there is one.
pub(super) struct Channel<'a> {
    pub(super) connection: &'a mut Connection,
    tls: Option<Box<ClientConnection>>,
    phase: Phase,
    /// What came in this phase, decrypted.
    received: Vec<u8>,
    /// The length of the message that was read.
    read: usize,
}

/// How the end of a message is found.
pub(super) struct Framing {
    /// Longer messages are not read.
    pub(super) longest: usize,
    /// The whole length, as soon as the bytes tell it.
    pub(super) length: fn(&[u8]) -> Result<Option<usize>, DecodeError>,
}

impl<'a> Channel<'a> {
    pub(super) fn in_clear(connection: &'a mut Connection, phase: Phase) -> Self {
        connection.begin_phase();
        Self { connection, tls: None, phase, received: Vec::new(), read: 0 }
    }

    pub(super) fn inside_tls(
        connection: &'a mut Connection,
        session: Box<ClientConnection>,
        phase: Phase,
    ) -> Self {
        connection.begin_phase();
        Self { connection, tls: Some(session), phase, received: Vec::new(), read: 0 }
    }

    /// Sends the whole message at once: inside TLS, in one record where it fits.
    pub(super) async fn send(
        &mut self,
        message: &[u8],
        operation: &str,
        deadline: Instant,
    ) -> Result<(), Failure> {
        let sent = match &mut self.tls {
            None => self.connection.send(message, deadline).await,
            Some(session) => match encrypt(session, message) {
                Ok(records) => self.connection.send(&records, deadline).await,
                Err(error) => Err(error),
            },
        };
        sent.map_err(|error| self.failed(operation, &error))
    }

    /// Reads one message; what follows it is left alone.
    pub(super) async fn read_message(
        &mut self,
        framing: &Framing,
        operation: &str,
        deadline: Instant,
    ) -> Result<Vec<u8>, Failure> {
        loop {
            match (framing.length)(&self.received) {
                Ok(Some(length)) if framing.longest < length => {
                    return Err(self
                        .malformed(operation, format!("the server announces an answer of {length} bytes")));
                }
                Ok(Some(length)) if length <= self.received.len() => {
                    let mut message = self.received.clone();
                    message.truncate(length);
                    self.read = length;
                    return Ok(message);
                }
                Ok(_) => {}
                Err(_) => return Err(self.foreign(operation)),
            }
            self.receive(operation, deadline).await?;
        }
    }

    /// What came behind the message that was read is left to the next phase, which asked for it already.
    pub(super) fn leave_rest(mut self) {
        let behind = self.received.split_off(self.read.min(self.received.len()));
        self.connection.leave(behind);
    }

    /// Reads whatever comes, at least one byte.
    pub(super) async fn receive(&mut self, operation: &str, deadline: Instant) -> Result<&[u8], Failure> {
        let result = match &mut self.tls {
            None => self.connection.receive(&mut self.received, deadline).await,
            Some(session) => decrypt(self.connection, session, &mut self.received, deadline).await,
        };
        result.map_err(|error| self.failed(operation, &error))?;
        Ok(&self.received)
    }

    /// An answer that keeps the frame and breaks the rest.
    pub(super) fn malformed(&self, operation: &str, detail: String) -> Failure {
        self.unusable(operation, FailureKind::Malformed, detail)
    }

    fn foreign(&self, operation: &str) -> Failure {
        let detail = recognise::service(&self.received).into_owned();
        self.unusable(operation, FailureKind::ForeignBytes, detail)
    }

    fn unusable(&self, operation: &str, kind: FailureKind, detail: String) -> Failure {
        let mut failure = self.connection.failure(self.phase, operation, kind, ClosedBy::Us);
        failure.detail = Some(detail);
        self.with_first_bytes(failure)
    }

    fn failed(&self, operation: &str, error: &io::Error) -> Failure {
        let mut failure = match self.tls {
            None => self.connection.failed(self.phase, operation, error),
            Some(_) => tls::failed(self.connection, self.phase, operation, error),
        };
        // Session tickets came perhaps, which answer nothing.
        if failure.kind == FailureKind::Timeout && self.received.is_empty() {
            failure.kind = FailureKind::Silence;
            failure.idle = None;
        }
        self.with_first_bytes(failure)
    }

    /// What can be read says more than what travelled.
    fn with_first_bytes(&self, mut failure: Failure) -> Failure {
        let first = self.received.get(..FIRST_BYTES).unwrap_or(&self.received);
        failure.first_bytes = (!first.is_empty()).then(|| hex(first));
        failure
    }
}

fn encrypt(session: &mut ClientConnection, message: &[u8]) -> io::Result<Vec<u8>> {
    let mut records = Vec::new();
    session.writer().write_all(message)?;
    while session.wants_write() {
        session.write_tls(&mut records)?;
    }
    Ok(records)
}

async fn decrypt(
    connection: &mut Connection,
    session: &mut ClientConnection,
    into: &mut Vec<u8>,
    deadline: Instant,
) -> io::Result<()> {
    let before = into.len();
    let mut records = Vec::new();
    loop {
        let mut unread = records.as_slice();
        loop {
            let state = session.process_new_packets().map_err(io::Error::other)?;
            // What came may fill several records, and the session keeps only so much that nobody has read.
            let mut plain = vec![0; state.plaintext_bytes_to_read()];
            session.reader().read_exact(&mut plain)?;
            into.extend(plain);
            if unread.is_empty() {
                match into.len() == before {
                    false => return Ok(()),
                    true if state.peer_has_closed() => return Err(io::ErrorKind::UnexpectedEof.into()),
                    true => break,
                }
            }
            session.read_tls(&mut unread)?;
        }
        records.clear();
        connection.receive(&mut records, deadline).await?;
    }
}
