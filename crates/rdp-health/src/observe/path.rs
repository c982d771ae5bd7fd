//! The quality of the way to an address: several short conversations, one after the other, with their times.

use serde::{Deserialize, Serialize};

use super::{Connected, Negotiated};
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
    /// Smoothed round trip time, in microseconds.
    pub rtt_us: u32,
    /// Its mean deviation, in microseconds.
    pub rtt_variation_us: u32,
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
    /// The shortest, in microseconds.
    pub best_us: u64,
    /// The one in the middle, in microseconds.
    pub median_us: u64,
    /// The longest, in microseconds.
    pub worst_us: u64,
    /// Mean distance from the median, in microseconds.
    pub deviation_us: u64,
}

impl PathQuality {
    /// What these conversations came to.
    #[must_use]
    pub fn new(attempts: Vec<Attempt>) -> Self {
        let connect = attempts.iter().filter_map(|attempt| Some(attempt.connect.done()?.elapsed_us));
        let answer = attempts.iter().filter_map(|attempt| Some(attempt.negotiate.done()?.elapsed_us));
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
    /// The spread of these times, in microseconds; `None` = there are none.
    #[must_use]
    pub fn of(mut times: Vec<u64>) -> Option<Self> {
        times.sort_unstable();
        let median_us = *times.get(times.len() / 2)?;
        let distance: u64 = times.iter().map(|time| time.abs_diff(median_us)).sum();
        let deviation_us = distance / u64::try_from(times.len()).ok()?;
        Some(Self { best_us: *times.first()?, median_us, worst_us: *times.last()?, deviation_us })
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn times_spread_around_their_middle() {
        let spread = Spread::of(vec![30, 10, 20, 1000, 20]).unwrap();
        assert_eq!((spread.best_us, spread.median_us, spread.worst_us), (10, 20, 1000));
        assert_eq!(spread.deviation_us, (10 + 10 + 980) / 5);
        assert_eq!(Spread::of(vec![]), None);
    }
}
