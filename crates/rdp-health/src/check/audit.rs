//! The audit: what the files of a host prove, and the join of both sides.

use std::time::SystemTime;

use crate::diagnose;
use crate::inert;
use crate::json;
use crate::observe::{Endpoint, InsideFacts, Observations, Role};
use crate::options::CheckOptions;
use crate::report::{AUDIT_SCHEMA, Audit, AuditObservations, Report, Tool};
use crate::target::{DEFAULT_PORT, Host, Target, TargetSummary};

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
