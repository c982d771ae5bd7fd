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
    /// How a client begins.
    pub(crate) opening: &'a Opening,
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

/// How the client of this target begins, where its `.rdp` file says something of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// `pcb`: what is said before everything else.
    pub(crate) preconnection_blob: Option<String>,
    /// `loadbalanceinfo`: the routing token of the Connection Request.
    pub(crate) token: Option<String>,
    /// `negotiate security layer`: without it, TLS comes first.
    pub(crate) negotiates: bool,
    /// `enablecredsspsupport`: what comes behind TLS where nothing was negotiated.
    pub(crate) nla: bool,
}

impl Opening {
    /// As a client without a file.
    pub(crate) const USUAL: Self =
        Self { preconnection_blob: None, token: None, negotiates: true, nla: true };
}
