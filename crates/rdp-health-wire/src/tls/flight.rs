//! What a server says after a ClientHello, put together again from records split anywhere.

use alloc::vec::Vec;

use super::handshake::message_length;
use super::record::split;
use super::{
    Alert, CertificateMessage, ContentType, HandshakeType, ServerHello, ServerKeyExchange, TlsVersion,
};
use crate::{DecodeError, DecodeErrorKind};

/// The most bytes that one flight is read from. A flight with a long chain takes a tenth of it.
pub const FLIGHT_LIMIT: usize = 64 * 1024;

/// One thing that a server said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerMessage {
    /// ServerHello or HelloRetryRequest.
    Hello(ServerHello),
    /// The certificate chain, in clear up to TLS 1.2.
    Certificate(CertificateMessage),
    /// The server's half of an ephemeral key exchange.
    KeyExchange(ServerKeyExchange),
    /// The server wants a client certificate.
    CertificateRequest,
    /// The end of the flight up to TLS 1.2.
    HelloDone,
    /// A refusal in clear.
    Alert(Alert),
    /// A record that cannot be read: everything after a ServerHello of TLS 1.3, or after ChangeCipherSpec.
    Encrypted,
    /// Any other handshake message.
    Other {
        /// Which.
        kind: HandshakeType,
    },
}

/// Reads a server's flight as its bytes come in.
///
/// The messages are the same however the bytes were cut into pushes, records or handshake fragments.
/// An error is final: what was said before it has been returned, and every later call returns it again.
// INVARIANT: holds at most FLIGHT_LIMIT bytes, however much is pushed.
#[derive(Clone, Debug, Default)]
pub struct FlightReader {
    /// Bytes of records that are not yet complete.
    input: Vec<u8>,
    /// Bytes of handshake messages that are not yet complete.
    handshake: Vec<u8>,
    /// Bytes accepted so far.
    accepted: usize,
    /// Bytes of the stream in front of `input`.
    offset: usize,
    /// More than FLIGHT_LIMIT bytes came.
    overflow: bool,
    hello: Option<ServerHello>,
    encrypted: bool,
    failed: Option<DecodeError>,
}

impl FlightReader {
    /// A reader at the start of the server's bytes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes as they came off the wire. Those beyond [`FLIGHT_LIMIT`] are thrown away.
    pub fn push(&mut self, bytes: &[u8]) {
        let room = FLIGHT_LIMIT.saturating_sub(self.accepted);
        let kept = bytes.get(..room).unwrap_or(bytes);
        self.overflow |= kept.len() < bytes.len();
        self.accepted = self.accepted.saturating_add(kept.len());
        self.input.extend(kept);
    }

    /// The next message; `None` when more bytes are needed.
    ///
    /// # Errors
    /// The bytes are no TLS record (so `03 00 …` of a server that went on in clear), a message in them is broken, or
    /// [`FLIGHT_LIMIT`] was passed.
    #[expect(clippy::should_implement_trait, reason = "Ok(None) asks for more bytes, it is not the end")]
    pub fn next(&mut self) -> Result<Option<ServerMessage>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let next = self.read();
        if let Err(error) = next {
            self.failed = Some(error);
        }
        next
    }

    fn read(&mut self) -> Result<Option<ServerMessage>, DecodeError> {
        loop {
            if let Some(message) = self.next_handshake()? {
                return Ok(Some(message));
            }
            let Some((kind, payload)) = self.next_record()? else {
                return if self.overflow { Err(too_large("TLS record", self.offset)) } else { Ok(None) };
            };
            match kind {
                ContentType::HANDSHAKE if !self.encrypted => self.handshake.extend(payload),
                // An encrypted alert is longer than the two bytes of one in clear.
                ContentType::ALERT if !self.encrypted || payload.len() == 2 => {
                    return Alert::decode(&payload).map(|alert| Some(ServerMessage::Alert(alert)));
                }
                // In TLS 1.3 it means nothing and may stand behind a HelloRetryRequest, which is in clear.
                ContentType::CHANGE_CIPHER_SPEC => {
                    self.encrypted |=
                        self.hello.as_ref().is_some_and(|hello| !hello.is_hello_retry_request());
                }
                _ => return Ok(Some(ServerMessage::Encrypted)),
            }
        }
    }

    /// Takes one whole record off the input.
    fn next_record(&mut self) -> Result<Option<(ContentType, Vec<u8>)>, DecodeError> {
        let from_start_of_stream = |mut error: DecodeError| {
            error.offset = error.offset.saturating_add(self.offset);
            error
        };
        let Some(record) = split(&self.input).map_err(from_start_of_stream)? else { return Ok(None) };
        let (kind, payload) = (record.kind, record.payload.to_vec());
        let taken = self.input.len().saturating_sub(record.rest.len());
        self.input.drain(..taken);
        self.offset = self.offset.saturating_add(taken);
        Ok(Some((kind, payload)))
    }

    /// Takes one whole message off the handshake bytes.
    fn next_handshake(&mut self) -> Result<Option<ServerMessage>, DecodeError> {
        let (Some(kind), Some(length)) = (self.handshake.first(), message_length(&self.handshake)) else {
            return Ok(None);
        };
        let kind = HandshakeType(*kind);
        if length > FLIGHT_LIMIT {
            return Err(too_large("handshake message", 1));
        }
        if self.handshake.len() < length {
            return Ok(None);
        }
        let message: Vec<u8> = self.handshake.drain(..length).collect();
        self.server_message(kind, &message).map(Some)
    }

    fn server_message(&mut self, kind: HandshakeType, message: &[u8]) -> Result<ServerMessage, DecodeError> {
        Ok(match kind {
            HandshakeType::SERVER_HELLO => {
                let hello = ServerHello::decode(message)?;
                self.encrypted |=
                    hello.negotiated_version() >= TlsVersion::TLS13 && !hello.is_hello_retry_request();
                self.hello = Some(hello.clone());
                ServerMessage::Hello(hello)
            }
            HandshakeType::CERTIFICATE => ServerMessage::Certificate(CertificateMessage::decode(message)?),
            HandshakeType::SERVER_KEY_EXCHANGE => match &self.hello {
                Some(hello) => ServerMessage::KeyExchange(ServerKeyExchange::decode(
                    message,
                    hello.negotiated_version(),
                    hello.suite,
                )?),
                // Its shape depends on a ServerHello that never came.
                None => ServerMessage::Other { kind },
            },
            HandshakeType::CERTIFICATE_REQUEST => ServerMessage::CertificateRequest,
            HandshakeType::SERVER_HELLO_DONE => ServerMessage::HelloDone,
            _ => ServerMessage::Other { kind },
        })
    }
}

fn too_large(pdu: &'static str, offset: usize) -> DecodeError {
    DecodeError { pdu, field: "length", offset, kind: DecodeErrorKind::TooLarge { limit: FLIGHT_LIMIT } }
}
