//! What every behaviour is held to.

use std::time::Duration;

use rdp_health::observe::Fetch;
use rdp_health::{Confidence, Report, Verdict, is_inert};
use rdp_health_tests::hostile::{Measured, Told};

use crate::sound::assert_sound;

/// How long a check may take beyond its budget.
const BEYOND: Duration = Duration::from_millis(500);
/// What this build, which is not optimised, may spend of the processor in one check.
const PROCESSOR: Duration = Duration::from_millis(1_500);
/// In KiB, over what the process had before.
const MEMORY: u64 = 48 * 1024;
const MEMORY_OF_SIXTEEN: u64 = 128 * 1024;

/// What may be said of each of them: that the hosts of this suite have no UDP, certificates that nobody trusts, and
/// that a process with much to do answers late.
const TRUE_OF_ALL: &[&str] = &[
    "udp-unavailable",
    "cert-self-signed",
    "cert-untrusted",
    "cert-published-as-text",
    "dns-slow",
    "dns-timeout",
    "rdp-answers-late",
];

/// A line about it, and what is wrong.
pub(super) fn look(measured: &Measured, certain: &[&str]) -> (String, Vec<String>) {
    let mut faults = Vec::new();
    let [told] = &measured.told[..] else { return (String::new(), vec!["not one report".to_owned()]) };
    if PROCESSOR < measured.processor {
        faults.push(format!("{:?} of processor time", measured.processor));
    }
    if MEMORY < grown(measured) {
        faults.push(format!("{} KiB", grown(measured)));
    }
    let report = output(told, &mut faults);
    faults.extend(verdict(&report, certain));
    let found: Vec<String> =
        report.findings.iter().map(|finding| format!("{} {}", finding.id, finding.confidence)).collect();
    let fetched = fetches(&report).filter(|fetch| fetch.body.done().is_some()).count();
    let line = format!(
        "{:<12} {} {fetched} fetched, {}",
        report.verdict.to_string(),
        costs(measured),
        found.join(", ")
    );
    (line, faults)
}

/// How late the last report came, if it did: what the machine did not let run counts for nobody.
pub(super) fn late(measured: &Measured) -> Option<String> {
    let budget = measured.told.iter().map(budget).max()?;
    let Measured { elapsed, starved, .. } = measured;
    (budget + BEYOND + *starved < *elapsed)
        .then(|| format!("{elapsed:?} at a budget of {budget:?}, of which the machine took {starved:?}"))
}

fn budget(told: &Told) -> Duration {
    let report = Report::from_json(&told.json).expect("the report is JSON of a report");
    report.options.timeouts.budget
}

pub(super) fn costs(measured: &Measured) -> String {
    let [elapsed, starved, processor] =
        [measured.elapsed, measured.starved, measured.processor].map(|time| time.as_millis());
    format!(
        "{elapsed:>5} ms ({starved:>4} starved) {processor:>5} ms of processor {:>6} KiB",
        grown(measured)
    )
}

/// Sixteen at once: their processor time and their memory.
pub(super) fn sixteen(measured: &Measured) -> Vec<String> {
    let mut faults = Vec::new();
    if MEMORY_OF_SIXTEEN < grown(measured) {
        faults.push(format!("{} KiB", grown(measured)));
    }
    if 16 * PROCESSOR < measured.processor {
        faults.push(format!("{:?} of processor time", measured.processor));
    }
    for told in &measured.told {
        output(told, &mut faults);
    }
    faults
}

/// Why sixteen at once were no trial of what they cost: the machine was too busy to bring what they send.
pub(super) fn untried(measured: &Measured) -> Option<String> {
    let reports = measured.told.iter().map(|told| Report::from_json(&told.json).expect("a report"));
    let came = |report: &Report| fetches(report).filter(|fetch| fetch.body.done().is_some()).count();
    let fetched: usize = reports.map(|report| came(&report)).sum();
    (fetched < measured.told.len()).then(|| format!("only {fetched} documents came"))
}

/// Everything that was fetched because a certificate names it.
pub(super) fn fetches(report: &Report) -> impl Iterator<Item = &Fetch> {
    let seen = &report.observations;
    let for_issuers = seen.issuers.done().into_iter().flat_map(|issuers| &issuers.fetches);
    for_issuers.chain(seen.revocation.done().into_iter().flat_map(|revocation| &revocation.fetches))
}

fn grown(measured: &Measured) -> u64 {
    measured.peak.zip(measured.before).map_or(0, |(peak, before)| peak.saturating_sub(before))
}

/// What is written of it is whole and inert.
fn output(told: &Told, faults: &mut Vec<String>) -> Report {
    let report = Report::from_json(&told.json).expect("the report is JSON of a report");
    assert_sound(&report);
    crate::redacted::assert_redacted(&report);
    assert_eq!(Report::from_json(&told.ndjson).unwrap(), report, "the line is the same report");
    if told.ndjson.contains(['\n', '\r']) {
        faults.push("more than one line of NDJSON".to_owned());
    }
    if let Some(letter) = told.text.chars().find(|letter| *letter != '\n' && !is_inert(*letter)) {
        faults.push(format!("the text has {}", letter.escape_unicode()));
    }
    report
}

/// What is said of it is true.
fn verdict(report: &Report, certain: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    if report.verdict == Verdict::Healthy {
        faults.push("healthy".to_owned());
    }
    let sure = report.findings.iter().filter(|finding| finding.confidence == Confidence::Certain);
    let certain = [certain, TRUE_OF_ALL].concat();
    for finding in sure.filter(|finding| !certain.contains(&finding.id.as_str())) {
        faults.push(format!("certain of {}: {}", finding.id, finding.summary));
    }
    // The name in a certificate has nothing to do with what could not be seen behind it.
    let primary = report.primary_finding().filter(|_| report.verdict == Verdict::Inconclusive);
    if let Some(finding) = primary.filter(|finding| finding.id.as_str().starts_with("cert-")) {
        faults.push(format!("inconclusive, and primary is {}: {}", finding.id, report.summary));
    }
    let completed = report.observations.host.conversations().any(|one| one.tls.done().is_some());
    let in_clear = report.observations.host.conversations().any(|one| one.settings.done().is_some());
    let works = ["works", "lets in", "lets clients in", "can connect"];
    if !completed && !in_clear && works.iter().any(|word| report.summary.contains(word)) {
        faults.push(format!("says that it works, and no handshake completed: {}", report.summary));
    }
    faults
}
