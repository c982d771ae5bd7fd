//! What hosts are held to: expectations, and what became of each at one host. Pure.

use serde::{Deserialize, Serialize};

/// What became of one expectation at a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExpectationResult {
    /// The expectation as it was written, such as `tls>=1.2`.
    pub expectation: String,
    /// Whether the host meets it.
    pub outcome: ExpectationOutcome,
    /// What was seen, or why it was not, in a sentence without a full stop.
    pub seen: String,
    /// Where that is seen: JSON Pointer (RFC 6901) into the report; absent where nothing in it shows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub at: Option<String>,
}

/// Whether a host meets an expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ExpectationOutcome {
    /// It does.
    Met,
    /// It does not.
    Missed,
    /// The check did not see what decides it: a miss of its own kind, and never a pass.
    NotSeen,
}

impl ExpectationOutcome {
    /// Whether it counts against the host: missed, or not seen.
    #[must_use]
    pub fn is_miss(self) -> bool {
        self != Self::Met
    }
}

impl std::fmt::Display for ExpectationOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NotSeen => "not seen",
        })
    }
}
