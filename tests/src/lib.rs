//! What the suite stands on: real servers started on loopback, certificates made by OpenSSL, namespaces for the rest.
//!
//! Everything here is started by the suite, listens on loopback or in a network namespace of its own, and is stopped
//! again: when its value is dropped, and also when the test process itself dies ([`guard`]).
//! A failure to start is a panic that shows the server's log: in a test there is nobody else to tell.
//!
//! The servers are for Linux only: they are Debian's, and readiness is read from `/proc`.

#[cfg(target_os = "linux")]
pub mod guard;
pub mod hostile;
#[cfg(target_os = "linux")]
pub mod netns;
#[cfg(target_os = "linux")]
pub mod pki;
#[cfg(target_os = "linux")]
pub mod process;
pub mod scenario;
#[cfg(target_os = "linux")]
pub mod servers;
#[cfg(target_os = "linux")]
pub mod tools;
