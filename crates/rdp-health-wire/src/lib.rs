#![doc = include_str!("../README.md")]
//!
//! ## Invariants
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

#![no_std]
// Whatever is computed here is computed from what a peer said.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

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
pub mod kerberos;
pub mod mcs;
pub mod negotiation;
pub mod ntlm;
pub mod preconnection;
pub mod socks;
pub mod spnego;
pub mod stun;
pub mod tls;
pub mod tpkt;
pub mod udp;
pub mod x224;
pub mod x509;

pub use error::{DecodeError, DecodeErrorKind, EncodeError};
#[cfg(feature = "serde")]
pub use named::Named;
