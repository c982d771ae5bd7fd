//! A scripted RDP host on loopback that misbehaves on request.
//!
//! A [`Scenario`] is a TOML text: which host is asked for, what it does on each connection, how its name resolves,
//! and which verdict a check must reach. [`Lab::start`] plays it until the [`Lab`] is dropped.
//!
//! It plays only what no real server can be made to do at will: refusals, silence, floods, TLS versions and suites
//! of every age, certificates of every kind. Its answers are those of the protocol documents and of captures; it is
//! no RDP server, and no conversation gets further than a client gets without credentials. The crate's README lists
//! every key, step and kind of certificate.
//!
//! INVARIANT: it listens on loopback addresses only, and nothing it serves depends on the wall clock.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! use rdp_health_lab::{Lab, Scenario};
//!
//! let scenario = Scenario::parse(
//!     r#"
//!     title = "NLA, with the certificate that Windows makes for itself"
//!     target = { name = "rdp1.lab.test" }
//!     expect = { verdict = "healthy" }
//!
//!     [[hosts]]
//!     address = "127.0.0.1"
//!     connections = [[
//!         { step = "x224", answer = { windows = { security_layer = "tls", nla = true } } },
//!         { step = "tls", certificate = { kind = "windows_default" } },
//!     ]]
//!     "#,
//! )?;
//! let lab = Lab::start(&scenario).await?;
//! println!("check {} with the DNS server {}", lab.target(), lab.dns_address());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod act;
mod behind;
mod certificate;
mod connection;
mod dns;
mod error;
mod http;
mod lab;
mod legacy_tls;
mod negotiate;
mod play;
mod proxy;
mod scenario;
mod tls;
mod udp;
mod web;
mod windows;

pub use connection::{Visit, VisitEnd};
pub use error::{LabError, ScenarioError};
pub use lab::Lab;
pub use scenario::{
    Depth, Expectation, Family, KerberosExpectation, Requirement, Scenario, ScenarioOptions, ScenarioProxy,
    ScenarioTarget, ScenarioWeb, SymptomExpectation, Verdict,
};
