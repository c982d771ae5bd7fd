//! What the suite stands on: real servers started on loopback, certificates made by OpenSSL, namespaces for the rest.
//!
//! Everything here is started by the suite, listens on loopback or in a network namespace of its own, and is stopped
//! again: when its value is dropped, and also when the test process itself dies ([`guard`]).
//! A failure to start is a panic that shows the server's log: in a test there is nobody else to tell.
//!
//! Linux only: the servers are Debian's, and readiness is read from `/proc`.

#![cfg(target_os = "linux")]

pub mod guard;
pub mod netns;
pub mod pki;
pub mod process;
pub mod servers;
pub mod tools;
