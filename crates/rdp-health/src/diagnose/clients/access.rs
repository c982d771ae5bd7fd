//! How one client fares at one address of a host.

use rdp_health_wire::negotiation::SecurityProtocols;

use super::outcome::ClientOutcome;
use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::Confidence;
use crate::outcome::Phase;

/// How one client fares at one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::diagnose) struct Access {
    pub(super) outcome: ClientOutcome,
    pub(super) confidence: Confidence,
    pub(super) protocol: Option<SecurityProtocols>,
    pub(super) tls: Option<&'static str>,
    pub(super) suite: Option<&'static str>,
    pub(super) phase: Option<Phase>,
    pub(super) cause: Option<CauseId>,
    pub(super) why: Option<String>,
}

impl Access {
    pub(super) fn connects() -> Self {
        Self {
            outcome: ClientOutcome::Connects,
            confidence: Confidence::Certain,
            protocol: None,
            tls: None,
            suite: None,
            phase: None,
            cause: None,
            why: None,
        }
    }

    pub(super) fn blocked(phase: Phase, cause: CauseId, confidence: Confidence) -> Self {
        Self {
            outcome: ClientOutcome::Blocked,
            confidence,
            phase: Some(phase),
            cause: Some(cause),
            ..Self::connects()
        }
    }

    pub(super) fn unknown(phase: Phase, why: impl Into<String>) -> Self {
        Self {
            outcome: ClientOutcome::Unknown,
            confidence: Confidence::Possible,
            phase: Some(phase),
            why: Some(why.into()),
            ..Self::connects()
        }
    }

    pub(super) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// What it becomes where it rests on a fact of the profile that is not confirmed: nobody is said to be blocked by a guess.
    pub(super) fn if_confirmed(self, unconfirmed: bool, what: &str) -> Self {
        match (unconfirmed, self.outcome) {
            (false, _) => self,
            (true, ClientOutcome::Blocked) => {
                let phase = self.phase.unwrap_or(Phase::Negotiate);
                Self::unknown(phase, format!("not confirmed: {what}"))
            }
            (true, _) => self.at_most(Confidence::Likely),
        }
    }

    /// At most this sure.
    pub(super) fn at_most(mut self, confidence: Confidence) -> Self {
        self.confidence = self.confidence.min(confidence);
        self
    }

    pub(super) fn over(mut self, protocol: SecurityProtocols) -> Self {
        self.protocol = Some(protocol);
        self
    }
}
