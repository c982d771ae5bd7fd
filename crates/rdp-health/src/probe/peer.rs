//! Whom a question goes to, and which way.

use std::net::SocketAddr;

use crate::observe::{AddressObservations, Role, Through};

/// Whom a question goes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer<'a> {
    /// What it is for the client.
    pub(crate) role: Role,
    /// The name that TLS and HTTP ask for.
    pub(crate) name: &'a str,
    /// Path and query that are asked of a web server; `None` = `/`.
    pub(crate) path: Option<&'a str>,
    /// Where connections go.
    pub(crate) way: Way<'a>,
}

/// Where a connection is opened to, and where it leads on from there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way<'a> {
    /// The host's address, or the proxy's.
    pub(crate) address: SocketAddr,
    /// Through which proxy.
    pub(crate) through: Option<&'a Through>,
}

impl<'a> From<&'a AddressObservations> for Way<'a> {
    fn from(seen: &'a AddressObservations) -> Self {
        Self { address: seen.address, through: seen.through.as_ref() }
    }
}

impl Way<'_> {
    /// The port of the endpoint itself.
    pub(super) fn port(&self) -> u16 {
        self.through.map_or(self.address.port(), |through| through.port)
    }
}
