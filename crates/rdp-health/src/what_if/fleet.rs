//! The losses of many hosts, added up as they come.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::{HostLosses, WhatIf, what_if};
use crate::diagnose::CauseId;
use crate::error::Error;
use crate::report::Report;

/// A step that would keep clients that a change would cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LossFix {
    /// What to do.
    pub step: String,
    /// What that costs.
    pub effort: Effort,
    /// At how many hosts.
    pub hosts: u32,
    /// How many ways of a client to a host it keeps.
    pub clients: u32,
}

impl LossFix {
    /// The cheapest first, and among equals what keeps most.
    pub(super) fn sort(fixes: &mut [Self]) {
        fixes.sort_by(|one, other| {
            let key = |fix: &Self| (fix.effort, Reverse(fix.clients));
            key(one).cmp(&key(other)).then_with(|| one.step.cmp(&other.step))
        });
    }
}

/// What a step costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Effort {
    /// A setting, or another way to write the host's name.
    Setting,
    /// A new certificate or an update.
    Renewal,
    /// Another version of the host or of the client.
    Upgrade,
}

impl std::fmt::Display for Effort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Setting => "setting",
            Self::Renewal => "renewal",
            Self::Upgrade => "upgrade",
        })
    }
}

/// The losses of many hosts, added up. It stays small, however many hosts there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FleetLosses {
    /// Hosts that were judged.
    pub hosts: u32,
    /// Hosts that would lose a client.
    pub losing: u32,
    /// Hosts that would lose none, as far as is known, and of which the report does not show enough.
    pub unknown: u32,
    /// Hosts that lose none, and nothing about them is unknown.
    pub safe: u32,
    /// Which clients would be lost, at how many hosts, most first.
    pub clients: Vec<LostAtHosts>,
    /// What would keep them, the cheapest first.
    pub fixes: Vec<LossFix>,
}

/// A client, and at how many hosts it would be lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LostAtHosts {
    /// Its name.
    pub name: String,
    /// What would keep it out.
    pub cause: CauseId,
    /// At how many hosts.
    pub hosts: u32,
}

impl FleetLosses {
    /// Adds one host.
    pub fn add(&mut self, losses: &HostLosses) {
        self.hosts = self.hosts.saturating_add(1);
        match (losses.lost.is_empty() && losses.new_findings.is_empty(), losses.not_seen.is_empty()) {
            (false, _) => self.losing = self.losing.saturating_add(1),
            (true, false) => self.unknown = self.unknown.saturating_add(1),
            (true, true) => self.safe = self.safe.saturating_add(1),
        }
        for lost in &losses.lost {
            let known =
                self.clients.iter_mut().find(|known| known.name == lost.name && known.cause == lost.cause);
            match known {
                Some(known) => known.hosts = known.hosts.saturating_add(1),
                None => self.clients.push(LostAtHosts {
                    name: lost.name.clone(),
                    cause: lost.cause.clone(),
                    hosts: 1,
                }),
            }
        }
        for fix in &losses.fixes {
            match self.fixes.iter_mut().find(|known| known.step == fix.step) {
                Some(known) => {
                    known.hosts = known.hosts.saturating_add(fix.hosts);
                    known.clients = known.clients.saturating_add(fix.clients);
                }
                None => self.fixes.push(fix.clone()),
            }
        }
        self.clients.sort_by_key(|client| Reverse(client.hosts));
        LossFix::sort(&mut self.fixes);
    }
}

/// What changes would cost many hosts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WhatIfAnswer {
    /// What was supposed, all of it at once.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub what_if: Vec<WhatIf>,
    /// Each host, in the order of the reports.
    pub hosts: Vec<HostLosses>,
    /// All of them together.
    pub fleet: FleetLosses,
}

impl WhatIfAnswer {
    /// What was supposed, each host, and all of them together.
    #[must_use]
    pub fn new(what_if: Vec<WhatIf>, hosts: Vec<HostLosses>, fleet: FleetLosses) -> Self {
        Self { what_if, hosts, fleet }
    }

    /// What these changes would cost the hosts of these reports.
    ///
    /// # Errors
    /// A report is redacted.
    pub fn of<'a>(reports: impl IntoIterator<Item = &'a Report>, changes: &[WhatIf]) -> Result<Self, Error> {
        let mut answer = Self { what_if: changes.to_vec(), hosts: Vec::new(), fleet: FleetLosses::default() };
        for report in reports {
            let losses = what_if(report, changes)?;
            answer.fleet.add(&losses);
            answer.hosts.push(losses);
        }
        Ok(answer)
    }
}
