//! What all findings together come to: the primary cause, the verdict, and the one sentence.

use std::cmp::Reverse;

use super::catalogue::{self, CauseId, Severity};
use super::finding::{Finding, Verdict};
use super::relations::Spoken;
use super::scene::About;
use super::tls;
use crate::observe::{Observations, SettingsAnswer};
use crate::outcome::Phase;
use crate::target::TargetSummary;

/// The finding that speaks for the others: the worst, then what keeps clients out, then the surest, then the first on
/// the way.
///
/// INVARIANT: a fault that stops no client never stands above one that does.
pub(super) fn foremost<'a>(spoken: impl IntoIterator<Item = &'a Spoken>) -> Option<&'a Spoken> {
    let explained = |one: &&Spoken| one.finding.because_of.is_none() && Severity::Info < one.finding.severity;
    spoken.into_iter().filter(explained).min_by_key(|one| {
        let finding = &one.finding;
        let weight = Reverse((finding.severity, one.keeps_out, finding.confidence));
        // The client meets its gateway first.
        let of_the_host = !matches!(one.about, About::Gateway(_));
        (weight, of_the_host, one.rank, finding.id.clone())
    })
}

/// The order of the report: the primary finding, then by severity and by what keeps clients out, then as a connection
/// meets the causes.
pub(super) fn in_order(mut spoken: Vec<Spoken>, primary: Option<&CauseId>) -> Vec<Finding> {
    spoken.sort_by_key(|one| {
        let finding = &one.finding;
        let weight = Reverse((finding.severity, one.keeps_out));
        (Some(&finding.id) != primary, weight, finding.id.clone(), one.about)
    });
    spoken.into_iter().map(|one| one.finding).collect()
}

/// Whether a finding can have to do with what was not settled in these phases: what was found in a step that worked, such
/// as a certificate for another name, does not explain why a later one failed.
pub(super) fn may_explain(one: &Spoken, unsettled_in: &[Option<Phase>]) -> bool {
    let Some(phase) = catalogue::find(&one.finding.id).map(|cause| cause.phase) else { return true };
    let keeps_out = one.keeps_out && phase != Phase::Certificate;
    let later = |unsettled: &Option<Phase>| unsettled.is_some_and(|unsettled| unsettled <= phase);
    unsettled_in.is_empty() || keeps_out || unsettled_in.iter().any(later)
}

pub(super) fn verdict(spoken: &[Spoken], unsettled: &[String], observations: &Observations) -> Verdict {
    let worst = spoken.iter().map(|one| one.finding.severity).max();
    match worst {
        Some(Severity::Error) => Verdict::Failing,
        _ if !unsettled.is_empty() || observations.host.addresses.is_empty() => Verdict::Inconclusive,
        Some(Severity::Warning) => Verdict::Degraded,
        _ if !saw_the_last_step(observations) => Verdict::Inconclusive,
        _ => Verdict::Healthy,
    }
}

/// Whether the last thing that a check can see of the target worked: an answer of NLA, the settings of the session, or
/// the answer of a web server.
///
/// INVARIANT: nothing is healthy without it.
fn saw_the_last_step(observations: &Observations) -> bool {
    observations.host.conversations().any(|conversation| {
        conversation.credssp.done().is_some()
            || conversation.settings.done().and_then(SettingsAnswer::accepted).is_some()
            || conversation.http.done().is_some()
    })
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
            let why =
                unsettled.first().cloned().unwrap_or_else(|| match observations.host.addresses.is_empty() {
                    true => "nothing could be observed.".to_owned(),
                    false => "nothing shows whether a client reaches the logon.".to_owned(),
                });
            format!("No verdict on {target}: {why}")
        }
        (_, Some(finding)) => finding.summary.clone(),
        (_, None) => tls::healthy_sentence(observations, target),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::finding::Confidence;
    use crate::diagnose::relations::merge;

    fn spoken(id: CauseId, severity: Severity, confidence: Confidence, keeps_out: bool) -> Spoken {
        let finding = Finding::of(id, confidence).severity(severity);
        Spoken { finding, about: About::Target, rank: 0, keeps_out }
    }

    #[test]
    fn what_stops_nobody_never_stands_above_what_does() {
        let dead = spoken(CauseId::AddressPartlyDead, Severity::Warning, Confidence::Likely, true);
        let refuses = spoken(CauseId::DnsServerFailed, Severity::Warning, Confidence::Certain, false);
        let primary = foremost(&[refuses.clone(), dead.clone()]).map(|one| one.finding.id.clone());
        assert_eq!(primary, Some(CauseId::AddressPartlyDead));
        let error = spoken(CauseId::RdpListenerHung, Severity::Error, Confidence::Possible, true);
        let primary = foremost(&[refuses, dead, error]).map(|one| one.finding.id.clone());
        assert_eq!(primary, Some(CauseId::RdpListenerHung));
    }

    #[test]
    fn the_same_cause_twice_is_one_fault_and_the_surer_speaks() {
        let evidence = |mut one: Spoken, about, at: &str| {
            one.finding = one.finding.says(at).evidence(at, "seen");
            one.about = about;
            one
        };
        let possible = spoken(CauseId::TcpFiltered, Severity::Error, Confidence::Possible, true);
        let likely = spoken(CauseId::TcpFiltered, Severity::Warning, Confidence::Likely, false);
        let merged = merge(vec![
            evidence(likely, About::Address(1), "/b"),
            evidence(possible, About::Address(0), "/a"),
        ]);
        let [one] = &merged[..] else { panic!("{merged:?}") };
        assert_eq!((one.finding.severity, one.finding.confidence), (Severity::Error, Confidence::Likely));
        assert_eq!((one.finding.summary.as_str(), one.keeps_out), ("/b", true));
        assert_eq!(one.finding.evidence.iter().map(|one| one.at.as_str()).collect::<Vec<_>>(), ["/a", "/b"]);
    }
}
