//! When each phase of each connection happened.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::json;
use crate::outcome::Phase;

/// One phase of one connection, for a waterfall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimelineEntry {
    /// Number of the connection within the check, from 1; 0 = no connection (resolution).
    pub connection: u32,
    /// The address, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<SocketAddr>,
    /// The phase.
    pub phase: Phase,
    /// Whether it gave an answer.
    pub ok: bool,
    /// Start since the check began; in JSON in microseconds.
    #[serde(rename = "start_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub start: Duration,
    /// How long it took; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
    /// Bytes sent in this phase.
    pub sent: u64,
    /// Bytes received in this phase.
    pub received: u64,
}

impl TimelineEntry {
    /// When it ended, since the check began.
    #[must_use]
    pub fn end(&self) -> Duration {
        self.start.saturating_add(self.elapsed)
    }
}

/// What a check cost.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// TCP connections that were attempted.
    pub(crate) connections: u32,
    /// Dependent round trips, summed over the connections.
    pub(crate) round_trips: u32,
    /// What happened when.
    pub(crate) timeline: Vec<TimelineEntry>,
}
