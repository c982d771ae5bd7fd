//! When each phase happened, for the timeline, for whoever watches, and for logs.

use std::net::SocketAddr;
use std::time::Duration;

use super::Probe;
use super::net::{Connection, since};
use crate::event::Event;
use crate::observe::{Fetch, TimelineEntry};
use crate::outcome::Phase;

impl Probe<'_> {
    /// A phase that begins now; connection 0 = none.
    pub(super) fn stage(&self, phase: Phase, connection: u32, address: Option<SocketAddr>) -> TimelineEntry {
        let start = since(self.began);
        TimelineEntry {
            connection,
            address,
            phase,
            ok: false,
            start,
            elapsed: Duration::ZERO,
            sent: 0,
            received: 0,
        }
    }

    /// Writes the phase down, with what went over its connection. The time it took comes back.
    pub(super) fn close_stage(&self, mut stage: TimelineEntry, connection: Option<&Connection>) -> Duration {
        stage.elapsed = since(self.began).saturating_sub(stage.start);
        if let Some(connection) = connection {
            let ledger = self.ledger();
            let earlier = |count: fn(&TimelineEntry) -> u64| -> u64 {
                ledger.timeline.iter().filter(|entry| entry.connection == stage.connection).map(count).sum()
            };
            stage.sent = connection.sent.saturating_sub(earlier(|entry| entry.sent));
            stage.received = connection.received.saturating_sub(earlier(|entry| entry.received));
        }
        let TimelineEntry { address, phase, ok, elapsed, .. } = stage;
        tracing::debug!(
            network.peer.address = address.map(tracing::field::display),
            %phase,
            ok,
            elapsed_us = elapsed.as_micros(),
            sent = stage.sent,
            received = stage.received,
            "phase ended"
        );
        self.progress.tell(|| Event::PhaseEnded { address, phase, ok, elapsed });
        self.ledger().timeline.push(stage);
        elapsed
    }

    /// Ends a stage that fetched documents; one that needed none has no place in the timeline.
    pub(super) fn close_fetching(&self, mut stage: TimelineEntry, ok: bool, fetches: &[Fetch]) {
        if fetches.is_empty() {
            return;
        }
        stage.ok = ok;
        stage.sent = fetches.iter().map(|fetch| fetch.sent).sum();
        stage.received = fetches.iter().map(|fetch| fetch.received).sum();
        self.close_stage(stage, None);
    }
}
