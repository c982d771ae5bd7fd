//! What the files of a host prove, as a document.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::Tool;
use crate::diagnose::{CauseId, Finding, RuledOut, Verdict};
use crate::json;
use crate::observe::InsideFacts;
use crate::target::TargetSummary;

/// The name and version of the form of an audit.
pub const AUDIT_SCHEMA: &str = "rdp-health/audit/1";

/// What the files of one host prove.
///
/// It is never *healthy*: that clients can connect, only a client can see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Audit {
    /// [`AUDIT_SCHEMA`].
    pub schema: String,
    /// Which program made it.
    pub tool: Tool,
    /// The host, by the name and port that its files give.
    pub target: TargetSummary,
    /// The moment for which dates were judged; in JSON RFC 3339, UTC, to the millisecond.
    #[serde(with = "json::moment")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub judged_at: SystemTime,
    /// Failing, degraded, or inconclusive.
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub summary: String,
    /// The id of the one cause, if something is wrong.
    pub primary: Option<CauseId>,
    /// Everything found, the primary finding first.
    pub findings: Vec<Finding>,
    /// Causes that the files exclude, and by what.
    pub ruled_out: Vec<RuledOut>,
    /// What the files say, at the place where a report has it.
    pub observations: AuditObservations,
    /// Names and addresses are placeholders, and what the files say is left out.
    #[serde(default)]
    pub redacted: bool,
}

impl Audit {
    /// Whether this JSON calls itself an audit; the other document that checks make is a report.
    #[must_use]
    pub fn reads(json: &str) -> bool {
        #[derive(Deserialize)]
        struct Named {
            schema: String,
        }
        serde_json::from_str::<Named>(json).is_ok_and(|named| named.schema == AUDIT_SCHEMA)
    }
}

/// The observations of an audit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AuditObservations {
    /// What the host says of itself.
    pub inside: InsideFacts,
}
