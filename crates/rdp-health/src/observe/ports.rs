//! Other ports of an address: what they say about the host behind a port that says nothing.

use std::time::Duration;

use rdp_health_wire::negotiation::SecurityProtocols;
use serde::{Deserialize, Serialize};

use super::{Connected, Greeting, Negotiated};
use crate::json;
use crate::outcome::{FailureKind, Outcome, Skipped};

/// Ports of services that Windows hosts have and others hardly: file sharing is as common on Linux.
pub(crate) const OF_WINDOWS: [u16; 2] = [135, 5985];

/// What was asked of another port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum PortQuestion {
    /// Does anything answer at all? An acceptance and a refusal both say that the host is there.
    Knock,
    /// How does the host treat an unused port? A host that refuses it hides nothing, so that silence elsewhere is the
    /// work of a filter; what accepts it accepts everything.
    Unused,
    /// What does a service say that speaks first? It may tell which system the host runs.
    Greet,
    /// Does a connection on which nothing is said stay open for a moment?
    Hold,
    /// Does Remote Desktop answer there?
    Rdp {
        /// `requestedProtocols` of RDP_NEG_REQ, MS-RDPBCGR 2.2.1.1.1.
        protocols: SecurityProtocols,
    },
}

/// One connection to another port of the address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OtherPort {
    /// Number of the connection within the check, from 1.
    pub connection: u32,
    /// The TCP port.
    pub port: u16,
    /// What was asked of it.
    pub question: PortQuestion,
    /// Why it was worth asking.
    pub why: String,
    /// The TCP handshake.
    pub connect: Outcome<Connected>,
    /// The connection on which nothing was said: done = it was still open, or the other end spoke.
    pub held: Outcome<Held>,
    /// What the service sent first, unasked.
    #[serde(default)]
    pub greeting: Outcome<Greeting>,
    /// The X.224 negotiation.
    pub negotiate: Outcome<Negotiated>,
}

/// A connection that stayed open although nothing was said on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Held {
    /// How long it was watched; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl OtherPort {
    /// A port that was not asked yet.
    #[must_use]
    pub fn new(connection: u32, port: u16, question: PortQuestion, why: impl Into<String>) -> Self {
        Self {
            connection,
            port,
            question,
            why: why.into(),
            connect: Outcome::Skipped(Skipped::NotReached),
            held: not_asked(),
            greeting: not_asked(),
            negotiate: not_asked(),
        }
    }

    /// The port accepted, or refused with a RST.
    #[must_use]
    pub fn answered(&self) -> bool {
        self.accepted() || self.refused()
    }

    /// The port accepted the connection.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.connect.done().is_some()
    }

    /// The port refused with a RST. An ICMP message is a firewall's.
    #[must_use]
    pub fn refused(&self) -> bool {
        let failure = self.connect.failed();
        failure.is_some_and(|failure| failure.kind == FailureKind::Refused && failure.reported_by.is_none())
    }

    /// A service answers there that Windows hosts have: RPC, PowerShell remoting.
    #[must_use]
    pub(crate) fn is_of_windows(&self) -> bool {
        OF_WINDOWS.contains(&self.port) && self.accepted()
    }

    /// The question has its answer, so that no further port need be asked it.
    #[must_use]
    pub fn settles(&self) -> bool {
        match self.question {
            PortQuestion::Knock | PortQuestion::Greet => self.answered(),
            PortQuestion::Unused => true,
            PortQuestion::Hold => self.held.done().is_some(),
            PortQuestion::Rdp { .. } => self.negotiate.done().is_some(),
        }
    }
}

fn not_asked<T>() -> Outcome<T> {
    Outcome::Skipped(Skipped::OtherQuestion)
}

impl Held {
    /// A connection that was open for so long.
    #[must_use]
    pub fn new(elapsed: Duration) -> Self {
        Self { elapsed }
    }
}
