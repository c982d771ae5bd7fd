//! What all findings together come to: the primary cause, the verdict, and the one sentence.

use super::{CauseId, Finding, Severity, Verdict, tls};
use crate::observe::Observations;
use crate::target::TargetSummary;

/// The one cause: the worst, and among those the one that is surest, and among those the first on the way.
pub(super) fn choose_primary(findings: &[Finding]) -> Option<CauseId> {
    let candidates = findings.iter().filter(|f| f.because_of.is_none() && Severity::Info < f.severity);
    // `min_by_key` keeps the first of equals.
    let primary = candidates.min_by_key(|f| std::cmp::Reverse((f.severity, f.confidence)));
    primary.map(|finding| finding.id.clone())
}

pub(super) fn verdict(findings: &[Finding], unsettled: &[String], observations: &Observations) -> Verdict {
    let worst = findings.iter().map(|finding| finding.severity).max();
    match worst {
        Some(Severity::Error) => Verdict::Failing,
        _ if !unsettled.is_empty() || observations.host.addresses.is_empty() => Verdict::Inconclusive,
        Some(Severity::Warning) => Verdict::Degraded,
        _ => Verdict::Healthy,
    }
}

pub(super) fn summary(
    verdict: Verdict,
    primary: Option<&CauseId>,
    findings: &[Finding],
    unsettled: &[String],
    observations: &Observations,
    target: &TargetSummary,
) -> String {
    let primary = primary.and_then(|id| findings.iter().find(|finding| finding.id == *id));
    match (verdict, primary) {
        (Verdict::Inconclusive, _) => {
            let why = unsettled.first().cloned().unwrap_or_else(|| "nothing could be observed.".to_owned());
            format!("No verdict on {target}: {why}")
        }
        (_, Some(finding)) => finding.summary.clone(),
        (_, None) => tls::healthy_sentence(observations, target),
    }
}
