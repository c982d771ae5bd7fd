//! What happens while a check runs, for whoever watches it.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::UnboundedSender;

use crate::inert;
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
            let _ = sender.send(inert::all(event()));
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::unbounded_channel;

    use super::*;

    #[test]
    fn what_is_told_is_inert() {
        let (sender, mut told) = unbounded_channel();
        let progress = Progress::to(sender);
        progress.tell(|| Event::Fetching { url: "http://a.test/\u{202e}\u{1b}[2J".to_owned() });
        let url = r"http://a.test/\u{202e}\u{1b}[2J".to_owned();
        assert_eq!(told.try_recv().unwrap(), Event::Fetching { url });
    }
}
