//! The audit: what the files of a host prove, and the join of both sides.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::diagnose::{self, CauseId, Finding, RuledOut, Verdict};
use crate::inert;
use crate::json;
use crate::observe::{Endpoint, InsideFacts, Observations, Role};
use crate::options::CheckOptions;
use crate::report::{Report, Tool};
use crate::target::{DEFAULT_PORT, Host, Target, TargetSummary};

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

/// Judges what the files of a host say. Of the options, the policy and [`judge_at`](CheckOptions::judge_at) count.
#[must_use]
pub fn audit(facts: InsideFacts, options: &CheckOptions) -> Audit {
    let facts = inert::all(facts);
    let name = facts.computer.clone().unwrap_or_else(|| "HOST".to_owned());
    let port = facts.port().unwrap_or(DEFAULT_PORT);
    let name = if Target::parse(&name).is_ok() { name } else { "HOST".to_owned() };
    let target = TargetSummary::from(&Target::new(Host::Name(name), port));
    let now = json::to_the_millisecond(options.judge_at.unwrap_or_else(SystemTime::now));
    let mut observations = Observations::new(Endpoint::new(Role::Host, target.host.clone(), port));
    observations.inside = Some(facts);
    let diagnosis = diagnose::audit(&observations, &target, &options.policy, now);
    Audit {
        schema: AUDIT_SCHEMA.to_owned(),
        tool: Tool::this(),
        target,
        judged_at: now,
        verdict: diagnosis.verdict,
        summary: diagnosis.summary,
        primary: diagnosis.primary,
        findings: diagnosis.findings,
        ruled_out: diagnosis.ruled_out,
        observations: AuditObservations { inside: observations.inside.unwrap_or_default() },
        redacted: false,
    }
}

/// The same report, judged with what the host says of itself: what was *possible* from outside becomes certain or is ruled
/// out, and where both sides contradict each other a finding says so.
#[must_use]
pub fn join(report: &Report, facts: InsideFacts) -> Report {
    let mut report = report.clone();
    report.observations.inside = Some(inert::all(facts));
    let options = report.options.clone();
    report.judged(&options, report.judged_at)
}
