//! The first screen: what an administrator with a user waiting reads, and what to type for the rest.
//!
//! INVARIANT: on a page of 80 columns or more it takes at most [`SCREEN`] lines, and those of a healthy host at most 24.

use rdp_health::{Finding, Report, Severity, Verdict};

use super::{cause_line, clients, outline, step, verdict};
use crate::options::TextOptions;
use crate::page::{Page, Span, marked, plain, styled};
use crate::steps::says;
use crate::style::{BOLD, DIM};
use crate::words::{count, more};

/// Lines of a screen.
const SCREEN: usize = 40;
/// Steps that are written out.
const STEPS: usize = 3;
/// Lines of each part at most.
const SENTENCE: usize = 4;
const PROOF: usize = 2;
const OTHER: usize = 3;
const OTHERS: usize = 6;
const FACTS: usize = 2;
const CLIENTS: usize = 2;
const WHY_NOT: usize = 3;

pub(super) fn write(page: &mut Page<'_>, report: &Report, options: &TextOptions) {
    let primary = report.primary_finding();
    page.within(SENTENCE, |page| verdict(page, report));
    if let Some(primary) = primary {
        page.blank();
        page.within(2, |page| page.field("Cause", &[styled(BOLD, &primary.title)]));
        page.within(2, |page| page.field("", &cause_line(primary)));
        proof(page, report, primary);
        // The steps get the room that the rest leaves.
        let rest = page.rows(|page| end(page, report, options)) + 4;
        let room = SCREEN.saturating_sub(page.lines() + rest);
        steps(page, primary, room, options);
    }
    page.blank();
    end(page, report, options);
}

/// The evidence that is not the sentence itself, as far as there is room.
fn proof(page: &mut Page<'_>, report: &Report, finding: &Finding) {
    let mut room = PROOF;
    let mut label = "Proof";
    let mut told: Vec<String> = Vec::new();
    for evidence in &finding.evidence {
        let says = says(report, evidence);
        if report.summary.contains(evidence.says.trim_end_matches('.')) || told.contains(&says) {
            continue;
        }
        let needs = page.rows(|page| page.field(label, &[plain(&says)]));
        if room == 0 || (needs > room && room < PROOF) {
            break;
        }
        page.within(room, |page| page.field(label, &[plain(&says)]));
        room = room.saturating_sub(needs);
        label = "";
        told.push(says);
    }
}

/// The first steps, as many as there is room for but one at least, and how many more there are.
fn steps(page: &mut Page<'_>, finding: &Finding, mut room: usize, options: &TextOptions) {
    let steps = finding.remedies.as_slice();
    if steps.is_empty() {
        return;
    }
    page.blank();
    if !options.remedies {
        super::where_the_steps_are(page, finding);
        return;
    }
    page.line(&[], 0, &[styled(BOLD, "What to do"), plain(" (the least invasive first)")]);
    let mut written = 0;
    for (index, one) in steps.iter().take(STEPS).enumerate() {
        let needs = page.rows(|page| step(page, index, one));
        if room < needs && 0 < written {
            break;
        }
        step(page, index, one);
        room = room.saturating_sub(needs);
        written += 1;
    }
    let left = steps.len().saturating_sub(written);
    if 0 < left {
        page.item(6, "", &[styled(DIM, format!("{}: see -v", more(left, "step")))]);
    }
}

/// What stands below the steps, or below the verdict where nothing is wrong.
fn end(page: &mut Page<'_>, report: &Report, options: &TextOptions) {
    super::expected::write(page, report, options);
    super::symptom::write(page, report, options);
    others(page, report);
    let facts = outline::facts(report);
    if !facts.is_empty() {
        page.within(FACTS, |page| page.field("Seen", &[plain(facts.join(", "))]));
    }
    for line in clients::in_short(&report.clients) {
        page.within(CLIENTS, |page| page.field(line.label, &line.says));
    }
    if report.verdict == Verdict::Inconclusive {
        page.within(WHY_NOT, |page| super::not_checked(page, report));
    }
    what_to_type(page, report);
}

/// The other findings, the graver first; consequences of others are counted.
fn others(page: &mut Page<'_>, report: &Report) {
    let rest = || report.findings.iter().filter(|one| report.primary.as_ref() != Some(&one.id));
    let own = rest().filter(|one| one.because_of.is_none());
    let mut label = "Also";
    let mut room = OTHERS;
    let mut named = 0;
    for finding in own {
        if room == 0 {
            break;
        }
        let write = |page: &mut Page<'_>| page.field(label, &other(finding));
        let most = room.min(OTHER);
        page.within(most, write);
        room = room.saturating_sub(page.rows(write).min(most));
        named += 1;
        label = "";
    }
    let left = rest().count().saturating_sub(named);
    if 0 < left {
        page.field(label, &[styled(DIM, format!("{}: see -v", more(left, "finding")))]);
    }
}

fn other(finding: &Finding) -> Vec<Span> {
    let mut line = vec![plain(format!("{} (", finding.title))];
    line.extend(super::grade(finding));
    line.push(plain(")"));
    // What is worse than a remark has names and numbers of its own.
    if Severity::Info < finding.severity && !finding.summary.is_empty() {
        line.push(plain(format!(": {}", finding.summary)));
    }
    line
}

/// What to type for more, and what it shows.
fn what_to_type(page: &mut Page<'_>, report: &Report) {
    let mut shows = vec!["what happened when".to_owned()];
    let steps = report.primary_finding().map_or(0, |one| one.remedies.len());
    if STEPS < steps {
        shows.push(format!("all {steps} steps"));
    }
    let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    if !report.ruled_out.is_empty() {
        shows.push(format!("{} ruled out", count(number(report.ruled_out.len()), "cause")));
    }
    if !report.not_checked.is_empty() {
        shows.push(format!("{} not checked", count(number(report.not_checked.len()), "thing")));
    }
    page.field("More", &[marked(format!("`-v`: {}; `-vv`: everything seen", shows.join(", ")))]);
    if let Some(cause) = &report.primary {
        page.field("", &[marked(format!("`rdp-health causes {cause}` explains the cause"))]);
    }
}
