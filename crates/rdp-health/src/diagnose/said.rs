//! What a rule says. It speaks once, and sees nothing of what another rule said.

use super::catalogue::CauseId;
use super::finding::{Finding, NotChecked, RuledOut};
use crate::outcome::Phase;

/// What one rule has to say.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Of several that fit equally well, the first is the one to name.
    pub(super) findings: Vec<Finding>,
    pub(super) ruled_out: Vec<RuledOut>,
    /// What could not be judged.
    pub(super) notes: Vec<NotChecked>,
    /// Why no verdict can be given although something did not work, and the phase in which that was.
    pub(super) unsettled: Option<(Phase, String)>,
    /// Why this computer could not test the address at all.
    pub(super) untestable: Option<String>,
}

impl Said {
    pub(super) fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) fn rule_out(&mut self, id: CauseId, because: impl Into<String>) {
        self.ruled_out.push(RuledOut { id, because: because.into() });
    }

    pub(super) fn unsettled(&mut self, phase: Phase, why: String) {
        self.unsettled.get_or_insert((phase, why));
    }
}

impl From<Option<Finding>> for Said {
    fn from(finding: Option<Finding>) -> Self {
        Self { findings: finding.into_iter().collect(), ..Self::default() }
    }
}
