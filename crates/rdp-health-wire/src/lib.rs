//! Pure codecs for what is said on a connection before an RDP logon: TPKT and X.224 negotiation, the part of TLS
//! that travels in clear, the first messages of CredSSP and NTLM, the MCS connect exchange, and the
//! first datagrams of RDP over UDP and of STUN.
//!
//! Bytes in, structs out, and back again.
//! Nothing here reads a clock, a socket or a random source: the random bytes of a hello are an argument.
//!
//! INVARIANT: a decoder never panics, never allocates from a length the peer chose before the bytes are there,
//! keeps codes it does not know (open newtypes, not closed enums), and names the field and the offset where it
//! gave up.
//!
//! With the feature `serde` each open code is written as `{"code": 8, "name": "HYBRID_EX"}` and read back from its
//! number.
//!
//! Section numbers in brackets are those of [MS-RDPBCGR] unless another document is named.
//!
//! [MS-RDPBCGR]: https://learn.microsoft.com/openspecs/windows_protocols/ms-rdpbcgr/
//!
//! ```
//! use rdp_health_wire::negotiation::SecurityProtocols;
//! use rdp_health_wire::x224::{ConnectionRequest, Negotiation, ServerAnswer};
//!
//! let ask = SecurityProtocols::SSL | SecurityProtocols::HYBRID | SecurityProtocols::HYBRID_EX;
//! let sent = ConnectionRequest::new(ask).encode()?;
//! assert_eq!(sent.len(), 19);
//!
//! let received = [3, 0, 0, 0x13, 0x0e, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0x1f, 8, 0, 2, 0, 0, 0];
//! let ServerAnswer::ConnectionConfirm(confirm) = ServerAnswer::decode(&received)? else { return Ok(()) };
//! let Negotiation::Response(response) = confirm.negotiation else { return Ok(()) };
//! assert_eq!(response.selected.to_string(), "HYBRID");
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

#![no_std]

extern crate alloc;

#[macro_use]
mod open;
mod ber;
mod cursor;
mod error;
#[cfg(feature = "serde")]
mod named;
mod utf16;
mod writer;

pub mod credssp;
pub mod gcc;
pub mod mcs;
pub mod negotiation;
pub mod ntlm;
pub mod spnego;
pub mod stun;
pub mod tls;
pub mod tpkt;
pub mod udp;
pub mod x224;

pub use error::{DecodeError, DecodeErrorKind, EncodeError};
#[cfg(feature = "serde")]
pub use named::Named;
