//! What a change would break: which clients a host would lose, by what a report saw of it. Pure.
//!
//! A version or suite that is off for a host is as good as off for its clients, since both need it: the clients are
//! judged again without it, by the rules that judge them always. What the report did not see stays unknown.

mod fleet;
mod remedy;
mod suppose;

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::clients::ProfileFact;
use crate::diagnose::{self, CauseId, ClientOutcome, ClientVerdict, Confidence};
use crate::error::Error;
use crate::report::Report;

pub use fleet::{Effort, FleetLosses, LossFix, LostAtHosts, WhatIfAnswer};
pub use suppose::WhatIf;

/// What a change would do to the clients of one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HostLosses {
    /// The host, as it is written.
    pub host: String,
    /// Clients that connect today and would not any more, those that are surest first.
    pub lost: Vec<LostClient>,
    /// What the report does not show, and of which clients: nothing is said of those.
    pub not_seen: Vec<NotSeen>,
    /// How many clients would still connect.
    pub kept: u32,
    /// How many do not connect today either.
    pub out_already: u32,
    /// How many have a profile too little of which is confirmed to say what becomes of them.
    pub unconfirmed: u32,
    /// Findings that would be new at another date.
    pub new_findings: Vec<CauseId>,
    /// What would keep the clients that are lost, the cheapest first.
    pub fixes: Vec<LossFix>,
}

/// A client that a change would block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LostClient {
    /// Id of its profile.
    pub client: String,
    /// Its name.
    pub name: String,
    /// What would keep it out.
    pub cause: CauseId,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, where the cause alone does not say it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
}

/// Clients of which the report does not show enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NotSeen {
    /// What was not seen.
    pub why: String,
    /// Ids of the clients; empty = it holds for the host as a whole.
    pub clients: Vec<String>,
}

/// Which clients the host of a report would lose if all of this came true.
///
/// The report is judged by today's rules and clients. Dates are judged for the moment of the report, and where
/// [`WhatIf::Date`] is among the changes for that day.
///
/// ```
/// # use rdp_health::{Report, WhatIf, what_if};
/// # fn example(report: &Report) -> Result<(), rdp_health::Error> {
/// let losses = what_if(report, &["tls13-only".parse()?])?;
/// for client in &losses.lost {
///     println!("{} would lose {}: {}", losses.host, client.name, client.cause);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The report is redacted: without its certificates nothing can be judged again.
pub fn what_if(report: &Report, changes: &[WhatIf]) -> Result<HostLosses, Error> {
    report.judgeable()?;
    let (observations, target) = (&report.observations, &report.target);
    let mut losses = HostLosses {
        host: target.to_string(),
        lost: Vec::new(),
        not_seen: Vec::new(),
        kept: 0,
        out_already: 0,
        unconfirmed: 0,
        new_findings: Vec::new(),
        fixes: Vec::new(),
    };
    if !target.service.is_rdp() {
        let why = "no Remote Desktop client connects to a web server".to_owned();
        losses.not_seen.push(NotSeen { why, clients: Vec::new() });
    }
    let profiles = report.options.client_profiles();
    let today = profiles.clone();
    let changed: Vec<_> = today.iter().map(|profile| suppose::profile(profile.clone(), changes)).collect();
    let policy = &report.options.policy;
    let judge = |profiles: &[_], now| diagnose::diagnose(observations, target, policy, profiles, now);
    let (before, mut after) = match suppose::date(changes) {
        // No client's verdict depends on another's: one diagnosis serves both.
        None => {
            let both = [today, changed].concat();
            let mut diagnosis = judge(&both, report.judged_at);
            let after = diagnosis.clients.split_off(diagnosis.clients.len() / 2);
            (diagnosis.clients, after)
        }
        Some(date) => {
            let (before, after) = (judge(&today, report.judged_at), judge(&changed, SystemTime::from(date)));
            let known: Vec<&CauseId> = before.findings.iter().map(|finding| &finding.id).collect();
            let new = after.findings.iter().map(|finding| &finding.id).filter(|id| !known.contains(id));
            losses.new_findings = new.cloned().collect();
            (before.clients, after.clients)
        }
    };
    for verdict in &mut after {
        suppose::outcome(observations, target, changes, verdict);
    }
    for ((profile, before), after) in profiles.iter().zip(&before).zip(&after) {
        let unconfirmed = profile.doubts(ProfileFact::Protocols) || profile.doubts(ProfileFact::Tls);
        match (before.outcome, after.outcome) {
            (_, ClientOutcome::Unknown) if unconfirmed => {
                losses.unconfirmed = losses.unconfirmed.saturating_add(1);
            }
            _ => losses.take(before, after),
        }
    }
    losses.lost.sort_by_key(|one| std::cmp::Reverse(one.confidence));
    losses.fixes = remedy::fixes(&losses, &after, observations, target, changes);
    Ok(losses)
}

impl HostLosses {
    fn take(&mut self, before: &ClientVerdict, after: &ClientVerdict) {
        match (before.outcome, after.outcome) {
            (ClientOutcome::Blocked, _) => self.out_already = self.out_already.saturating_add(1),
            (_, ClientOutcome::Unknown) => self.is_unknown(after),
            (ClientOutcome::Unknown, ClientOutcome::Connects | ClientOutcome::DependsOnAddress) => {
                self.is_unknown(before);
            }
            (ClientOutcome::DependsOnAddress, ClientOutcome::DependsOnAddress)
            | (_, ClientOutcome::Connects) => self.kept = self.kept.saturating_add(1),
            (_, ClientOutcome::Blocked | ClientOutcome::DependsOnAddress) => {
                // What blocks a client has a cause; were there none, nothing could be said.
                let Some(cause) = after.cause.clone() else { return self.is_unknown(after) };
                self.lost.push(LostClient {
                    client: after.client.clone(),
                    name: after.name.clone(),
                    cause,
                    confidence: after.confidence.min(before.confidence),
                    why: match before.outcome {
                        ClientOutcome::Unknown => Some("whether it connects today was not seen".to_owned()),
                        _ => after.why.clone(),
                    },
                });
            }
        }
    }

    fn is_unknown(&mut self, verdict: &ClientVerdict) {
        let why = verdict.why.clone().unwrap_or_else(|| "this was not checked".to_owned());
        match self.not_seen.iter_mut().find(|known| known.why == why) {
            Some(known) => known.clients.push(verdict.client.clone()),
            None => self.not_seen.push(NotSeen { why, clients: vec![verdict.client.clone()] }),
        }
    }

    /// Whether the change can be made without a thought for this host: no client is lost, and nothing is unknown.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.lost.is_empty() && self.not_seen.is_empty() && self.new_findings.is_empty()
    }
}
