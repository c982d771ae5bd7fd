//! The forms in which a diagnosis speaks.

use serde::{Deserialize, Serialize};

use super::catalogue::{self, CauseId, Remedy, Severity};
use crate::outcome::Phase;

/// The verdict on a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verdict {
    /// A default client of today gets to the credential prompt.
    Healthy,
    /// It does, but with a warning or a delay, or not every client does, or not for long.
    Degraded,
    /// It does not.
    Failing,
    /// What decides could not be observed.
    Inconclusive,
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Failing => "failing",
            Self::Inconclusive => "inconclusive",
        })
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Confidence {
    /// It fits what was seen; so do others.
    Possible,
    /// It fits better than anything else.
    Likely,
    /// What was seen has no other explanation.
    Certain,
}

impl std::fmt::Display for Confidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        })
    }
}

/// A pointer to an observation, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// JSON Pointer (RFC 6901) into the report.
    pub at: String,
    /// What is to be seen there.
    pub says: String,
}

/// An opinion about facts: an instance of a cause, with its proof and its remedies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding {
    /// The cause's id in the catalogue.
    pub id: CauseId,
    /// How bad it is here.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The finding of which this one is a consequence.
    pub because_of: Option<CauseId>,
    /// The cause's title.
    pub title: String,
    /// What it means for this host, in one sentence.
    pub summary: String,
    /// The proof.
    pub evidence: Vec<Evidence>,
    /// What to do, the least invasive step first.
    pub remedies: Vec<Remedy>,
    /// The codes that clients show for it.
    pub client_codes: Vec<String>,
}

impl Finding {
    /// A finding with what the catalogue says of its cause.
    pub(super) fn of(id: CauseId, confidence: Confidence) -> Self {
        let cause = catalogue::find(&id);
        let mut remedies = cause.map(catalogue::Cause::remedies).unwrap_or_default();
        // Looking costs nothing wherever it is done; the order of the page decides among equals.
        remedies.sort_by_key(|remedy| remedy.risk);
        Self {
            severity: cause.map_or(Severity::Warning, |cause| cause.severity),
            confidence,
            because_of: None,
            title: cause.map_or(id.as_str(), |cause| cause.title).to_owned(),
            summary: String::new(),
            evidence: Vec::new(),
            remedies,
            client_codes: cause
                .map_or(&[][..], |cause| cause.client_codes)
                .iter()
                .map(|c| (*c).to_owned())
                .collect(),
            id,
        }
    }

    pub(super) fn says(mut self, summary: impl Into<String>) -> Self {
        self.summary = summary.into();
        self
    }

    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    pub(super) fn evidence(mut self, at: impl Into<String>, says: impl Into<String>) -> Self {
        self.evidence.push(Evidence { at: at.into(), says: says.into() });
        self
    }
}

/// A cause that looks alike and was excluded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuledOut {
    /// The cause's id.
    pub id: CauseId,
    /// What excludes it.
    pub because: String,
}

/// A phase that was not checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotChecked {
    /// The phase.
    pub phase: Phase,
    /// Why.
    pub why: String,
}
