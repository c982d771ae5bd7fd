//! The part of TLS that travels in clear: the hellos, and up to TLS 1.2 the server's certificate and key exchange.
//!
//! Enough to learn version, cipher suite and certificate of any server without finishing a handshake.
//! It does no cryptography and never will: nothing here is proof of who the server is.
//!
//! References: [RFC 5246] (TLS 1.2), [RFC 8446] (TLS 1.3), [RFC 8422] (elliptic curves).
//!
//! [RFC 5246]: https://www.rfc-editor.org/rfc/rfc5246
//! [RFC 8446]: https://www.rfc-editor.org/rfc/rfc8446
//! [RFC 8422]: https://www.rfc-editor.org/rfc/rfc8422

mod alert;
mod certificate;
mod cipher_suite;
mod client_hello;
mod codes;
mod extension;
mod flight;
mod handshake;
mod offers;
mod record;
mod server_hello;
mod server_key_exchange;

pub use alert::{Alert, AlertDescription, AlertLevel};
pub use certificate::CertificateMessage;
pub use cipher_suite::CipherSuite;
pub use client_hello::ClientHello;
pub use codes::{CompressionMethod, ContentType, HandshakeType, NamedGroup, SignatureScheme, TlsVersion};
pub use extension::Extension;
pub use flight::{FLIGHT_LIMIT, FlightReader, ServerMessage};
pub use handshake::{ServerHelloDone, handshake_message};
pub use record::{MAX_FRAGMENT_LENGTH, RECORD_HEADER_LENGTH, record, record_length};
pub use server_hello::ServerHello;
pub use server_key_exchange::{DigitallySigned, ServerKeyExchange};
