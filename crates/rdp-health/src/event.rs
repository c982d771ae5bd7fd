//! What happens while a check runs, for whoever watches it.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::UnboundedSender;

use crate::json;
use crate::observe::{Question, Role, Through};
use crate::outcome::Phase;

/// One step of a running check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Event {
    /// The name is being resolved.
    Resolving {
        /// The name.
        name: String,
    },
    /// A connection is being opened to ask a question.
    Asking {
        /// Who is asked: the host, its gateway …
        #[serde(default)]
        role: Role,
        /// The address: the host's, or the proxy's.
        address: SocketAddr,
        /// Through which proxy it goes, and where to.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        through: Option<Through>,
        /// Number of the connection within the check, from 1.
        connection: u32,
        /// The question.
        question: Question,
        /// Why it is worth asking.
        why: String,
    },
    /// A document is being fetched that a certificate names and the fetch policy admits.
    Fetching {
        /// Its address.
        url: String,
    },
    /// A phase came to its end, well or badly.
    PhaseEnded {
        /// The address, where the phase belongs to one.
        address: Option<SocketAddr>,
        /// The phase.
        phase: Phase,
        /// Whether it gave an answer.
        ok: bool,
        /// Time it took; in JSON in microseconds.
        #[serde(rename = "elapsed_us", with = "json::microseconds")]
        #[cfg_attr(feature = "schema", schemars(with = "u64"))]
        elapsed: Duration,
    },
}

/// Where events go; nowhere, if nobody watches.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress(Option<UnboundedSender<Event>>);

impl Progress {
    pub(crate) fn to(sender: UnboundedSender<Event>) -> Self {
        Self(Some(sender))
    }

    /// Tells the watcher. One that has gone away is no reason to stop.
    pub(crate) fn tell(&self, event: impl FnOnce() -> Event) {
        if let Some(sender) = &self.0 {
            let _ = sender.send(event());
        }
    }
}
