//! The quality of the way to an address: several short conversations, one after the other, with their times.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Connected, Negotiated};
use crate::json;
use crate::outcome::{Outcome, Skipped};

/// Several short conversations with the RDP port, and what they came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PathQuality {
    /// Each conversation, in order.
    pub attempts: Vec<Attempt>,
    /// Times of the TCP handshakes that completed.
    pub connect: Option<Spread>,
    /// Times from request to answer of the X.224 negotiations that completed.
    pub answer: Option<Spread>,
}

/// One TCP handshake and one X.224 negotiation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Attempt {
    /// Number of the connection within the check, from 1.
    pub connection: u32,
    /// The TCP handshake.
    pub connect: Outcome<Connected>,
    /// The X.224 negotiation.
    pub negotiate: Outcome<Negotiated>,
    /// What the system's TCP knows about the connection at its end; skipped where it does not tell.
    pub kernel: Outcome<TcpFacts>,
}

/// What the system's TCP knows about one connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TcpFacts {
    /// Smoothed round trip time; in JSON in microseconds.
    #[serde(rename = "rtt_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u32"))]
    pub rtt: Duration,
    /// Its mean deviation; in JSON in microseconds.
    #[serde(rename = "rtt_variation_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u32"))]
    pub rtt_variation: Duration,
    /// Segments that were sent again, the first one (SYN) included.
    pub retransmits: u32,
    /// Largest segment that is sent, in bytes.
    pub mss: u32,
    /// Largest packet that the way is taken to carry, in bytes.
    pub path_mtu: u32,
    /// Bytes sent that the other end has not acknowledged.
    pub unacknowledged: u32,
}

/// How times spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Spread {
    /// The shortest; in JSON in microseconds.
    #[serde(rename = "best_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub best: Duration,
    /// The one in the middle; in JSON in microseconds.
    #[serde(rename = "median_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub median: Duration,
    /// The longest; in JSON in microseconds.
    #[serde(rename = "worst_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub worst: Duration,
    /// Mean distance from the median; in JSON in microseconds.
    #[serde(rename = "deviation_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub deviation: Duration,
}

impl PathQuality {
    /// What these conversations came to.
    #[must_use]
    pub fn new(attempts: Vec<Attempt>) -> Self {
        let connect = attempts.iter().filter_map(|attempt| Some(attempt.connect.done()?.elapsed));
        let answer = attempts.iter().filter_map(|attempt| Some(attempt.negotiate.done()?.elapsed));
        Self { connect: Spread::of(connect.collect()), answer: Spread::of(answer.collect()), attempts }
    }

    /// How many conversations got no answer.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.attempts.iter().filter(|attempt| attempt.negotiate.done().is_none()).count()
    }
}

impl Attempt {
    /// An attempt of which nothing has happened yet.
    #[must_use]
    pub fn new(connection: u32) -> Self {
        Self {
            connection,
            connect: Outcome::Skipped(Skipped::NotReached),
            negotiate: Outcome::Skipped(Skipped::NotReached),
            kernel: Outcome::Skipped(Skipped::NotReached),
        }
    }
}

impl Spread {
    /// The spread of these times; `None` = none was measured.
    #[must_use]
    pub fn of(mut times: Vec<Duration>) -> Option<Self> {
        times.sort_unstable();
        let median = *times.get(times.len() / 2)?;
        let distance: Duration = times.iter().map(|time| time.abs_diff(median)).sum();
        let deviation = json::to_the_microsecond(distance.checked_div(u32::try_from(times.len()).ok()?)?);
        Some(Self { best: *times.first()?, median, worst: *times.last()?, deviation })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Spread;

    #[test]
    fn times_spread_around_their_middle() {
        let us = Duration::from_micros;
        let spread = Spread::of([30, 10, 20, 1000, 20].map(us).to_vec()).unwrap();
        assert_eq!((spread.best, spread.median, spread.worst), (us(10), us(20), us(1000)));
        assert_eq!(spread.deviation, us((10 + 10 + 980) / 5));
        assert_eq!(Spread::of(vec![]), None);
    }
}
