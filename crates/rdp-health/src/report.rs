//! The report: one verdict, one primary cause, its proof and its remedies, and everything that was seen.

mod audit;
mod read;

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::diagnose::{
    self, CauseId, ClientVerdict, Diagnosis, Finding, KerberosReadiness, NotChecked, RuledOut, StoreVerdict,
    Verdict,
};
use crate::error::{Error, ErrorKind};
use crate::expect::{self, ExpectationResult};
use crate::json;
use crate::observe::{EarlierCertificate, Ledger, Observations, TimelineEntry};
use crate::options::{CheckOptions, Depth};
use crate::outcome::FailureKind;
use crate::symptom::{self, Symptom};
use crate::target::TargetSummary;

pub use audit::{AUDIT_SCHEMA, Audit, AuditObservations};
pub use read::Reports;

/// The name and version of the report's form. Within version 1 fields are only added.
pub const SCHEMA: &str = "rdp-health/report/1";

/// What one check of one host found.
///
/// INVARIANT: plain values only. No bytes but hex or base64 strings, no integer that a JavaScript number cannot
/// hold, durations in microseconds with `_us` in the name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// Which program made the report.
    pub tool: Tool,
    /// What was checked.
    pub target: TargetSummary,
    /// How.
    pub options: CheckOptions,
    /// From where.
    pub vantage: Vantage,
    /// When the check began; in JSON RFC 3339, UTC, to the millisecond.
    #[serde(with = "json::moment")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub started_at: SystemTime,
    /// The moment for which dates were judged; in JSON RFC 3339, UTC, to the millisecond.
    #[serde(with = "json::moment")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub judged_at: SystemTime,
    /// How long it took; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
    /// TCP connections to the host, or to the proxy before it, that were attempted; what was fetched elsewhere is not counted.
    pub connections: u32,
    /// Round trips to the host that had to be waited for one after the other, name resolution not included.
    pub round_trips: u32,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub summary: String,
    /// The id of the one cause, if something is wrong.
    pub primary: Option<CauseId>,
    /// Everything found, the primary finding first.
    pub findings: Vec<Finding>,
    /// Causes that look alike and were excluded, and by what.
    pub ruled_out: Vec<RuledOut>,
    /// Who can connect: the known clients, and those of the options.
    #[serde(default)]
    pub clients: Vec<ClientVerdict>,
    /// What each store of trusted roots makes of the certificates.
    #[serde(default)]
    pub trust: Vec<StoreVerdict>,
    /// Whether clients can be expected to use Kerberos, where the host spoke of its domain. It changes no verdict.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kerberos: Option<KerberosReadiness>,
    /// Phases that were not checked, and why.
    pub not_checked: Vec<NotChecked>,
    /// What the client's text means, compared with what was seen, if a text was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub symptom: Option<Symptom>,
    /// The result of each expectation, if hosts are held to any.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub expectations: Vec<ExpectationResult>,
    /// When each phase of each connection happened.
    pub timeline: Vec<TimelineEntry>,
    /// Everything that was seen.
    pub observations: Observations,
    /// Names, addresses and certificates are placeholders: what the report says stands, and it cannot be judged again.
    #[serde(default)]
    pub redacted: bool,
}

/// The program that made a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Tool {
    /// This program.
    pub(crate) fn this() -> Self {
        Self { name: "rdp-health".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// The place from which a host was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Vantage {
    /// The machine's name.
    pub hostname: String,
    /// The operating system: `windows`, `linux`, `macos` …
    pub os: String,
    /// Our own addresses on the connections that were established.
    pub local_addresses: Vec<std::net::IpAddr>,
    /// Proxies that the environment names, as `VARIABLE=value` without user and password. A check uses none of them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub proxies: Vec<String>,
    /// What the place is called, if it was given a name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
}

/// What the check loop knows beside the observations.
pub(crate) struct Circumstances {
    pub(crate) options: CheckOptions,
    pub(crate) hostname: String,
    pub(crate) proxies: Vec<String>,
    pub(crate) started_at: SystemTime,
    pub(crate) judged_at: SystemTime,
    pub(crate) elapsed: Duration,
    pub(crate) ledger: Ledger,
}

impl Report {
    pub(crate) fn new(
        target: TargetSummary,
        observations: Observations,
        diagnosis: Diagnosis,
        circumstances: Circumstances,
    ) -> Self {
        let mut options = circumstances.options;
        options.proxy = options.proxy.map(|proxy| proxy.without_credentials());
        let symptom = options.client_error.as_deref().map(|text| {
            let judged_at = circumstances.judged_at;
            symptom::narrow(text, &observations, &target, &diagnosis, &options.policy, judged_at)
        });
        let thorough = options.depth != Depth::Quick;
        let expectations =
            expect::judge(&options.expect, &observations, &diagnosis, thorough, circumstances.judged_at);
        let mut local_addresses = Vec::new();
        for conversation in observations.host.addresses.iter().flat_map(|address| &address.conversations) {
            if let Some(connected) = conversation.connect.done()
                && !local_addresses.contains(&connected.local.ip())
            {
                local_addresses.push(connected.local.ip());
            }
        }
        Self {
            schema: SCHEMA.to_owned(),
            tool: Tool::this(),
            target,
            options,
            vantage: Vantage {
                hostname: circumstances.hostname,
                os: std::env::consts::OS.to_owned(),
                local_addresses,
                proxies: circumstances.proxies,
                place: None,
            },
            started_at: json::to_the_millisecond(circumstances.started_at),
            judged_at: json::to_the_millisecond(circumstances.judged_at),
            elapsed: json::to_the_microsecond(circumstances.elapsed),
            connections: circumstances.ledger.connections,
            round_trips: circumstances.ledger.round_trips,
            verdict: diagnosis.verdict,
            summary: diagnosis.summary,
            primary: diagnosis.primary,
            findings: diagnosis.findings,
            ruled_out: diagnosis.ruled_out,
            clients: diagnosis.clients,
            trust: diagnosis.trust,
            kerberos: diagnosis.kerberos,
            not_checked: diagnosis.not_checked,
            symptom,
            expectations,
            timeline: circumstances.ledger.timeline,
            observations,
            redacted: false,
        }
    }

    /// Whether it can be judged again: a redacted report has lost what its judgement rests on, and stays as it is.
    ///
    /// # Errors
    /// It is redacted.
    pub fn judgeable(&self) -> Result<(), Error> {
        match self.redacted {
            false => Ok(()),
            true => Err(Error::new(
                ErrorKind::InvalidReport,
                "the report is redacted, so it cannot be judged again",
                "give the report from which it was made",
            )),
        }
    }

    /// The primary finding, if something is wrong.
    #[must_use]
    pub fn primary_finding(&self) -> Option<&Finding> {
        let primary = self.primary.as_ref()?;
        self.findings.iter().find(|finding| finding.id == *primary)
    }

    /// Whether no address of the host answered any request for a connection, not even with a refusal.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        let mut conversations =
            self.observations.host.addresses.iter().flat_map(|address| &address.conversations).peekable();
        conversations.peek().is_some()
            && conversations.all(|conversation| {
                conversation.connect.failed().is_some_and(|failure| {
                    matches!(
                        failure.kind,
                        FailureKind::Silence | FailureKind::HostUnreachable | FailureKind::NetworkUnreachable
                    )
                })
            })
    }

    /// The report as indented JSON.
    ///
    /// # Errors
    /// None that a report made by this crate can cause.
    pub fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string_pretty(self).map_err(|error| {
            Error::new(
                ErrorKind::InvalidReport,
                format!("it cannot be written as JSON: {error}"),
                "report this bug",
            )
        })
    }

    /// Reads a report back.
    ///
    /// # Errors
    /// The text is no JSON, or not that of a report.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        serde_json::from_str(json).map_err(|error| {
            let remedy = "give the output of to_json or of rdp-health check --format json";
            Error::new(ErrorKind::InvalidReport, error.to_string(), remedy)
        })
    }

    /// The same report, judged with the rules in an order that the seed chooses.
    #[cfg(feature = "shuffle")]
    #[doc(hidden)]
    #[must_use]
    pub fn judged_shuffled(&self, seed: u64) -> Self {
        let profiles = self.options.client_profiles();
        let (target, policy, now) = (&self.target, &self.options.policy, self.judged_at);
        let diagnosis = diagnose::diagnose_shuffled(&self.observations, target, policy, &profiles, now, seed);
        self.clone().with(diagnosis)
    }

    /// The same observations, judged by the policy of these options and as of this moment, beside what the client shows and
    /// what is expected.
    pub(crate) fn judged(&self, options: &CheckOptions, now: SystemTime) -> Self {
        if self.redacted {
            return self.clone();
        }
        let profiles = self.options.client_profiles();
        let policy = &options.policy;
        let diagnosis = diagnose::diagnose(&self.observations, &self.target, policy, &profiles, now);
        let mut report = self.clone();
        report.options.policy = *policy;
        report.options.client_error = options.client_error.clone().or(report.options.client_error);
        if !options.expect.is_empty() {
            report.options.expect.clone_from(&options.expect);
        }
        report.judged_at = json::to_the_millisecond(now);
        report.with(diagnosis)
    }

    fn with(mut self, diagnosis: Diagnosis) -> Self {
        let thorough = self.options.depth != Depth::Quick;
        self.expectations =
            expect::judge(&self.options.expect, &self.observations, &diagnosis, thorough, self.judged_at);
        self.symptom = self.options.client_error.as_deref().map(|text| {
            let policy = &self.options.policy;
            symptom::narrow(text, &self.observations, &self.target, &diagnosis, policy, self.judged_at)
        });
        self.verdict = diagnosis.verdict;
        self.summary = diagnosis.summary;
        self.primary = diagnosis.primary;
        self.findings = diagnosis.findings;
        self.ruled_out = diagnosis.ruled_out;
        self.clients = diagnosis.clients;
        self.trust = diagnosis.trust;
        self.kerberos = diagnosis.kerberos;
        self.not_checked = diagnosis.not_checked;
        self
    }
}

/// The same report, judged with an earlier one of the same host at hand: is the certificate still the one of that time?
/// What the earlier one was itself judged with is taken over, so that a history builds up.
#[must_use]
pub fn judge_beside(report: &Report, earlier: &Report) -> Report {
    let mut history = earlier.observations.earlier.clone();
    for seen in &earlier.observations.host.addresses {
        let mut chains = seen.conversations.iter().rev().filter_map(|one| one.certificates.done());
        if let Some(certificate) = chains.next().and_then(|chain| chain.first()) {
            let seen_at = json::rfc3339(earlier.started_at);
            // One that was seen again is not another one.
            match history.iter_mut().rfind(|before| before.address == seen.address) {
                Some(before) if before.certificate == *certificate => before.seen_at = seen_at,
                _ => history.push(EarlierCertificate::new(seen_at, seen.address, certificate.clone())),
            }
        }
    }
    let superfluous = history.len().saturating_sub(LONGEST_HISTORY);
    let mut report = report.clone();
    report.observations.earlier = history.split_off(superfluous);
    report.judged(&report.options, report.judged_at)
}

/// So many certificates of earlier reports are kept.
const LONGEST_HISTORY: usize = 20;
