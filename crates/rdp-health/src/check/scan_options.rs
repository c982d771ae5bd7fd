//! How many hosts are checked at a time, and how gently.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::json;
use crate::target::Shard;

const LONGEST_JITTER: Duration = Duration::from_secs(60 * 60);

/// How to check many hosts. [`Default`] checks 64 at a time, as fast as they answer.
///
/// What bounds connections (`per_subnet`, `rate`, `jitter`) lets checks wait: the time that they wait for their turn does
/// not count against the budget of their host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScanOptions {
    /// Hosts that are checked at the same time.
    pub concurrency: u32,
    /// Connections at the same time to the addresses of one /24, or one /64 of IPv6. Absent = no separate bound.
    pub per_subnet: Option<u32>,
    /// TCP connections to hosts that are begun in a second, all together. Absent = as fast as hosts answer.
    pub rate: Option<u32>,
    /// Each connection begins up to so much later, by chance.
    #[serde(rename = "jitter_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub jitter: Duration,
    /// Whether an address is first asked for a TCP connection and nothing else. One that does not answer is checked no
    /// further than by depth quick, without other ports. Absent = only addresses of a range are; names never are.
    pub alive_first: Option<bool>,
    /// The part of the targets to check, such as `1/4`. Absent = all.
    pub shard: Option<Shard>,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            concurrency: 64,
            per_subnet: None,
            rate: None,
            jitter: Duration::ZERO,
            alive_first: None,
            shard: None,
        }
    }
}

impl ScanOptions {
    /// Hosts that are checked at the same time.
    #[must_use]
    pub fn concurrency(mut self, hosts: u32) -> Self {
        self.concurrency = hosts;
        self
    }

    /// Connections at the same time to one /24, or one /64 of IPv6.
    #[must_use]
    pub fn per_subnet(mut self, connections: u32) -> Self {
        self.per_subnet = Some(connections);
        self
    }

    /// TCP connections that are begun in a second.
    #[must_use]
    pub fn rate(mut self, connections: u32) -> Self {
        self.rate = Some(connections);
        self
    }

    /// Lets each connection begin up to so much later.
    #[must_use]
    pub fn jitter(mut self, longest: Duration) -> Self {
        self.jitter = longest;
        self
    }

    /// Asks every address first whether anything answers, or none.
    #[must_use]
    pub fn alive_first(mut self, asked: bool) -> Self {
        self.alive_first = Some(asked);
        self
    }

    /// Checks one part of the targets.
    #[must_use]
    pub fn shard(mut self, shard: Shard) -> Self {
        self.shard = Some(shard);
        self
    }

    /// INVARIANT: nothing is probed before this has passed.
    pub(super) fn validate(&self) -> Result<(), Error> {
        if self.concurrency == 0 {
            let problem = "with a concurrency of 0 no host would ever be checked";
            return Err(Error::option("concurrency", problem, "give at least 1"));
        }
        if self.per_subnet == Some(0) {
            let problem = "with 0 connections to a subnet no host would ever be checked";
            return Err(Error::option("per_subnet", problem, "give at least 1, or leave it out"));
        }
        if self.rate == Some(0) {
            let problem = "with 0 connections a second no host would ever be checked";
            return Err(Error::option("rate", problem, "give at least 1, or leave it out"));
        }
        if LONGEST_JITTER < self.jitter {
            let problem = "a jitter of more than an hour is not supported";
            return Err(Error::option("jitter", problem, "give at most an hour"));
        }
        Ok(())
    }
}
