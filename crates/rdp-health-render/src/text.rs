//! A report as text: one screen that an administrator reads in five seconds, or all of it.

mod audit;
mod brief;
mod clients;
mod expected;
mod facts;
mod kerberos;
mod names;
mod offers;
mod outline;
mod phases;
mod questions;
mod session;
mod symptom;
mod trust;
mod waterfall;

use rdp_health::{Confidence, Finding, Phase, Remedy, Report, Risk};

use crate::options::{Detail, TextOptions};
use crate::page::{Page, Span, marked, plain, styled};
use crate::steps::{back_up_text, elsewhere, risk_word, says as evidence_says};
use crate::style::{self, BAD, BOLD, DIM, GOOD, PLAIN};
use crate::summary::purpose;
use crate::words::{count, duration, found_in, phase_word, to_the_second};

pub use audit::audit_text;
pub(crate) use trust::validity;

/// A report as text, as much of it as [`TextOptions::detail`] says.
#[must_use]
pub fn text(report: &Report, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    match options.detail {
        Detail::Brief => brief::write(&mut page, report, options),
        Detail::Full | Detail::Everything => in_full(&mut page, report, options),
    }
    page.finish()
}

fn in_full(page: &mut Page<'_>, report: &Report, options: &TextOptions) {
    verdict(page, report);
    if let Some(primary) = report.primary_finding() {
        page.blank();
        cause(page, report, primary, options);
    }
    page.blank();
    phases::write(page, report, options);
    page.blank();
    if let Some(primary) = report.primary_finding() {
        remedies(page, primary, options);
    }
    expected::write(page, report, options);
    symptom::write(page, report, options);
    others(page, report, options);
    clients::write(page, report, options);
    kerberos::write(page, report, options);
    ruled_out(page, report);
    not_checked(page, report);
    counts(page, report);
}

/// The verdict, the target and the one sentence.
fn verdict(page: &mut Page<'_>, report: &Report) {
    let word = report.verdict.to_string().to_uppercase();
    let hang = word.len() + 2;
    let head = [styled(style::verdict(report.verdict), word), plain("  ")];
    let target = report.target.to_string();
    // Sentences that name the target need no second one.
    let body = match report.summary.contains(&target) {
        true => vec![styled(BOLD, &report.summary)],
        false => vec![styled(BOLD, target), plain(format!(" — {}", report.summary))],
    };
    page.line(&head, hang, &body);
    if let Some(place) = found_in(&report.target.labels) {
        page.field("Found in", &[plain(place)]);
    }
    if let Some(entry) = &report.target.entry {
        let mut says = format!("{}: {}", entry.profile, purpose(entry));
        if let Some(pattern) = &entry.pattern {
            says.push_str(&format!("; one of {pattern}"));
        }
        page.field("Needed for", &[plain(says)]);
    }
}

fn cause(page: &mut Page<'_>, report: &Report, finding: &Finding, options: &TextOptions) {
    page.field("Cause", &[styled(BOLD, &finding.title)]);
    page.field("", &cause_line(finding));
    evidence(page, report, finding, options);
}

/// The finding's id, and what clients show for it.
fn cause_line(finding: &Finding) -> Vec<Span> {
    let mut line = named(finding);
    if !finding.client_codes.is_empty() {
        line.push(plain(format!("; clients show {}", finding.client_codes.join(", "))));
    }
    line
}

/// The finding's id, how bad it is and how sure: three different things.
fn named(finding: &Finding) -> Vec<Span> {
    vec![
        styled(style::severity(finding.severity), finding.id.as_str()),
        plain(format!(" ({}, ", style::severity_word(finding.severity))),
        sure(finding),
        plain(")"),
    ]
}

/// The same behind a title, where it is in brackets already.
fn grade(finding: &Finding) -> Vec<Span> {
    vec![
        styled(style::severity(finding.severity), finding.id.as_str()),
        plain(format!(", {}, ", style::severity_word(finding.severity))),
        sure(finding),
    ]
}

fn sure(finding: &Finding) -> Span {
    let style = match finding.confidence {
        Confidence::Certain => PLAIN,
        _ => BOLD,
    };
    styled(style, finding.confidence.to_string())
}

fn evidence(page: &mut Page<'_>, report: &Report, finding: &Finding, options: &TextOptions) {
    let mut rest = finding.evidence.as_slice();
    let mut label = "Evidence";
    while let Some(first) = rest.first() {
        let says = evidence_says(report, first);
        let times = rest.iter().take_while(|one| evidence_says(report, one) == says).count();
        let mut line = vec![plain(says)];
        if 1 < times {
            line.push(plain(format!(" ({times} times)")));
        }
        if options.everything() {
            for one in rest.iter().take(times) {
                line.push(styled(DIM, format!(" {}", one.at)));
            }
        }
        page.field(label, &line);
        label = "";
        rest = rest.get(times..).unwrap_or_default();
    }
}

fn remedies(page: &mut Page<'_>, finding: &Finding, options: &TextOptions) {
    if finding.remedies.is_empty() {
        return;
    }
    if !options.remedies {
        where_the_steps_are(page, finding);
        return;
    }
    page.line(&[], 0, &[styled(BOLD, "What to do"), plain(" (the least invasive first)")]);
    for (index, remedy) in finding.remedies.iter().enumerate() {
        step(page, index, remedy);
    }
    page.blank();
}

fn where_the_steps_are(page: &mut Page<'_>, finding: &Finding) {
    page.field("What to do", &[marked(format!("`rdp-health causes {}` lists the steps", finding.id))]);
}

/// One step with what it touches and where.
fn step(page: &mut Page<'_>, index: usize, remedy: &Remedy) {
    page.item(2, &format!("{:>2}. ", index + 1), &step_words(remedy));
    if let Some(back_up) = &remedy.back_up {
        page.item(6, "", &[styled(BOLD, "Back up first: "), marked(back_up_text(back_up))]);
    }
}

/// What a step touches, where, and what to do.
pub(crate) fn step_words(remedy: &Remedy) -> Vec<Span> {
    let mut words = vec![plain("["), styled(risk_style(remedy.risk), risk_word(remedy.risk))];
    words.extend(elsewhere(remedy).map(|place| plain(format!(", {place}"))));
    words.extend([plain("] "), marked(&remedy.action)]);
    words
}

fn risk_style(risk: Risk) -> anstyle::Style {
    match risk {
        Risk::Look | Risk::Client => GOOD,
        Risk::Service | Risk::Network => PLAIN,
        Risk::Registry => BAD,
        _ => BOLD,
    }
}

/// Every other finding in one line; its page has the rest.
fn others(page: &mut Page<'_>, report: &Report, options: &TextOptions) {
    let mut label = "Also";
    for finding in report.findings.iter().filter(|finding| report.primary.as_ref() != Some(&finding.id)) {
        let says = if finding.summary.is_empty() { &finding.title } else { &finding.summary };
        let mut line = named(finding);
        line.push(plain(format!(" {says}")));
        if let Some(cause) = &finding.because_of {
            line.push(styled(DIM, format!(" (because of {cause})")));
        }
        page.field(label, &line);
        label = "";
        if options.everything() {
            for one in &finding.evidence {
                page.item(
                    15,
                    "- ",
                    &[plain(evidence_says(report, one)), styled(DIM, format!(" {}", one.at))],
                );
            }
        }
    }
}

fn ruled_out(page: &mut Page<'_>, report: &Report) {
    let mut label = "Ruled out";
    for out in &report.ruled_out {
        page.field(label, &[plain(format!("{}: {}", out.id, out.because))]);
        label = "";
    }
}

/// What was not checked, the same reason said once.
fn not_checked(page: &mut Page<'_>, report: &Report) {
    let mut reasons: Vec<(&str, Vec<Phase>)> = Vec::new();
    for entry in &report.not_checked {
        match reasons.iter_mut().find(|(why, _)| *why == entry.why) {
            Some((_, phases)) => phases.push(entry.phase),
            None => reasons.push((&entry.why, vec![entry.phase])),
        }
    }
    let parts: Vec<String> = reasons
        .iter()
        .map(|(why, phases)| {
            let phases: Vec<&str> = phases.iter().map(|phase| phase_word(*phase)).collect();
            format!("{} ({why})", phases.join(", "))
        })
        .collect();
    if !parts.is_empty() {
        page.field("Not checked", &[styled(DIM, parts.join("; "))]);
    }
}

fn counts(page: &mut Page<'_>, report: &Report) {
    let mut line = format!(
        "{}, {}, {}",
        count(u64::from(report.connections), "connection"),
        count(u64::from(report.round_trips), "round trip"),
        duration(report.elapsed)
    );
    let from: Vec<String> = report.vantage.local_addresses.iter().map(ToString::to_string).collect();
    if !from.is_empty() {
        line.push_str(&format!(", from {} ({})", report.vantage.hostname, from.join(", ")));
    }
    line.push_str(&format!(", at {}", to_the_second(report.started_at)));
    if report.judged_at != report.started_at {
        line.push_str(&format!(", dates judged as of {}", to_the_second(report.judged_at)));
    }
    page.field("Asked", &[plain(line)]);
    if !report.vantage.proxies.is_empty() {
        let proxies = report.vantage.proxies.join(", ");
        page.field("Proxies", &[plain(format!("{proxies} (in the environment; not used by this check)"))]);
    }
}
