//! What the rules about names look at.

use std::net::IpAddr;

use super::words::at;
use crate::diagnose::pointer::Pointer;
use crate::observe::{Endpoint, Resolution, ServerAnswers};
use crate::outcome::{Failure, FailureKind};

/// How a name became addresses, and what was found there.
pub(super) struct Seen<'a> {
    pub(super) host: &'a Endpoint,
    pub(super) resolution: &'a Resolution,
    pub(super) servers: &'a [ServerAnswers],
    /// The first address that lets a client in.
    pub(super) working: Option<IpAddr>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(host: &'a Endpoint, resolution: &'a Resolution) -> Self {
        let servers = resolution.direct.done().map_or(&[][..], Vec::as_slice);
        let working = host.addresses.iter().find(|address| address.lets_in(host.role));
        Self { host, resolution, servers, working: working.map(|address| address.address.ip()) }
    }

    /// The servers that clients here ask, each with its place.
    pub(super) fn own_servers(&self) -> impl Iterator<Item = (usize, &ServerAnswers)> {
        self.servers.iter().enumerate().filter(|(_, server)| !server.second)
    }

    /// The first failure of this kind that a server gave, and where it stands.
    pub(super) fn failed(&self, kind: FailureKind) -> Option<(&ServerAnswers, Pointer, &Failure)> {
        self.servers.iter().enumerate().find_map(|(index, server)| {
            let at = at().server(index);
            let answers = [(at.a(), &server.a), (at.aaaa(), &server.aaaa)];
            answers.into_iter().find_map(|(at, outcome)| {
                let failure = outcome.failed().filter(|failure| failure.kind == kind)?;
                Some((server, at, failure))
            })
        })
    }

    pub(super) fn system_kind(&self) -> Option<FailureKind> {
        self.resolution.system.failed().map(|failure| failure.kind)
    }

    /// Said where the name leads nowhere, and the address of another source was tried.
    pub(super) fn by_address(&self) -> String {
        match self.working {
            Some(address) => format!("The connection fails by name but works by address ({address}). "),
            None => String::new(),
        }
    }
}

/// It answered both questions, and has no address.
pub(super) fn denies(server: &ServerAnswers) -> bool {
    server.outcomes().iter().all(|outcome| outcome.done().is_some_and(|a| a.addresses.is_empty()))
}
