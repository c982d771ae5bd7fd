//! Two reports side by side: what differs, in order of weight, what that implies, and whether it got worse. Pure.
//!
//! What one of them did not look at is no difference: it is said to be not comparable.

mod facts;
mod implies;

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::diagnose::{CauseId, Severity, Verdict};
use crate::json;
use crate::report::Report;
use facts::Facts;

pub use facts::Aspect;

/// What two reports are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ComparedAs {
    /// One host at two times.
    Times,
    /// One host, seen from two places.
    Places,
    /// Two hosts.
    Hosts,
}

impl std::fmt::Display for ComparedAs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Times => "one host at two times",
            Self::Places => "one host from two places",
            Self::Hosts => "two hosts",
        })
    }
}

/// Two reports side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Comparison {
    /// What the two are of.
    pub compared_as: ComparedAs,
    /// The first: the earlier of two times, otherwise the one that was given first.
    pub first: ComparedSide,
    /// The second.
    pub second: ComparedSide,
    /// Whether the second is worse than the first.
    pub course: Course,
    /// What differs, the weightiest first.
    pub differences: Vec<Difference>,
    /// What the differences imply, the weightiest first.
    pub implies: Vec<Implication>,
    /// What is the same in both.
    pub same: Vec<SameFact>,
    /// What one of the two did not look at.
    pub not_comparable: Vec<Aspect>,
}

/// One of two reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ComparedSide {
    /// The host, as it is written.
    pub host: String,
    /// The machine that looked.
    pub vantage: String,
    /// When the check began, RFC 3339.
    pub at: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// Its cause, if something is wrong.
    pub primary: Option<CauseId>,
}

impl ComparedSide {
    fn of(report: &Report) -> Self {
        Self {
            host: report.target.to_string(),
            vantage: report.vantage.hostname.clone(),
            at: json::rfc3339(report.started_at),
            verdict: report.verdict,
            primary: report.primary.clone(),
        }
    }
}

/// Whether the second report is worse than the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Course {
    /// It is.
    Worse,
    /// It is better.
    Better,
    /// Something differs, and neither is worse.
    Changed,
    /// Nothing differs.
    Same,
    /// One of the two has no verdict.
    Unclear,
}

impl std::fmt::Display for Course {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Changed => "different, and not worse",
            Self::Same => "the same",
            Self::Unclear => "not clear: one of the two has no verdict",
        })
    }
}

/// Something that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Difference {
    /// What.
    pub what: Aspect,
    /// In the first report.
    pub first: String,
    /// In the second report.
    pub second: String,
}

/// Something that is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SameFact {
    /// What.
    pub what: Aspect,
    /// In both.
    pub value: String,
}

/// What a difference implies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Implication {
    /// Its kind, for programs.
    pub kind: ImplicationKind,
    /// How sure it is.
    pub confidence: crate::diagnose::Confidence,
    /// The same in a sentence.
    pub says: String,
}

/// The kinds of what a difference implies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum ImplicationKind {
    /// The path to the host, or its service.
    Path,
    /// A firewall or an allow list lets one in and not the other.
    AllowList,
    /// The name leads elsewhere.
    Name,
    /// Another machine answers.
    Machine,
    /// A device on the path answers in the host's place.
    Inspection,
    /// The certificate was renewed.
    Renewed,
    /// The certificate is another one.
    Replaced,
    /// Updates were installed, or are missing.
    Patch,
    /// A policy or setting.
    Policy,
}

/// Compares two reports: of one host at two times, of one host from two places, or of two hosts.
///
/// Which of these it is shows by the targets, the machines that looked and the times, unless `compared_as` says it. Of two
/// times the earlier one comes first, whatever the order of the arguments.
///
/// ```
/// # use rdp_health::{Course, Report, compare};
/// # fn example(good: &Report, bad: &Report) {
/// let comparison = compare(good, bad, None);
/// if comparison.course == Course::Worse {
///     for difference in &comparison.differences {
///         println!("{}: {}, then {}", difference.what, difference.first, difference.second);
///     }
/// }
/// # }
/// ```
#[must_use]
pub fn compare(first: &Report, second: &Report, compared_as: Option<ComparedAs>) -> Comparison {
    let compared_as = compared_as.unwrap_or_else(|| told(first, second));
    let (first, second) = match compared_as == ComparedAs::Times && second.started_at < first.started_at {
        true => (second, first),
        false => (first, second),
    };
    let (before, after) = (Facts::of(first), Facts::of(second));
    let mut comparison = Comparison {
        compared_as,
        first: ComparedSide::of(first),
        second: ComparedSide::of(second),
        course: Course::Same,
        differences: Vec::new(),
        implies: implies::all(compared_as, first, second, &before, &after),
        same: Vec::new(),
        not_comparable: Vec::new(),
    };
    for what in Aspect::ALL.iter().copied() {
        match (before.get(what), after.get(what)) {
            (Some(one), Some(other)) if one == other => {
                comparison.same.push(SameFact { what, value: one });
            }
            (Some(one), Some(other)) => {
                comparison.differences.push(Difference { what, first: one, second: other });
            }
            (None, None) => {}
            _ => comparison.not_comparable.push(what),
        }
    }
    comparison.course = course(first, second, comparison.differences.is_empty());
    comparison
}

/// Checks further apart than this are two times, whoever looked.
const SAME_TIME: Duration = Duration::from_secs(60 * 60);

fn told(first: &Report, second: &Report) -> ComparedAs {
    let target = |report: &Report| {
        let target = &report.target;
        (target.service, target.host.to_lowercase(), target.port, target.path.clone())
    };
    let apart = |one: SystemTime, other: SystemTime| {
        one.duration_since(other).or_else(|_| other.duration_since(one)).unwrap_or_default()
    };
    let place = |report: &Report| (report.vantage.hostname.clone(), report.options.proxy.clone());
    if target(first) != target(second) {
        ComparedAs::Hosts
    } else if place(first) != place(second) && apart(first.started_at, second.started_at) < SAME_TIME {
        ComparedAs::Places
    } else {
        ComparedAs::Times
    }
}

fn course(first: &Report, second: &Report, equal: bool) -> Course {
    let badness = |report: &Report| {
        let count = |severity: Severity| {
            report.findings.iter().filter(|finding| finding.severity == severity).count()
        };
        let rank = match report.verdict {
            Verdict::Healthy => 0,
            Verdict::Degraded => 1,
            _ => 2,
        };
        let out = facts::clients_out(report).len();
        (rank, count(Severity::Error), count(Severity::Warning), out)
    };
    let undecided = |report: &Report| report.verdict == Verdict::Inconclusive;
    match badness(second).cmp(&badness(first)) {
        std::cmp::Ordering::Equal if equal => Course::Same,
        _ if undecided(first) || undecided(second) => Course::Unclear,
        std::cmp::Ordering::Greater => Course::Worse,
        std::cmp::Ordering::Less => Course::Better,
        std::cmp::Ordering::Equal => Course::Changed,
    }
}
