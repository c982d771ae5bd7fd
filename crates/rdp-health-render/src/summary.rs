//! A host on one line, and a line that counts the hosts: for many at once.

use rdp_health::{CauseId, ProfileEntry, Report, Severity, Verdict};
use unicode_width::UnicodeWidthStr as _;

use crate::options::TextOptions;
use crate::page::{Page, plain, styled};
use crate::style::{self, DIM};
use crate::words::{called, count, duration};

const VERDICTS: [Verdict; 4] = [Verdict::Healthy, Verdict::Degraded, Verdict::Failing, Verdict::Inconclusive];

/// Column of the target.
const TARGET: usize = 12 + 2 + 7 + 2;

/// A report as one line of a table: verdict, time, target, and the causes.
#[must_use]
pub fn summary_line(report: &Report, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let word = report.verdict.to_string();
    let time = duration(report.elapsed);
    let target = report.target.to_string();
    let begin = format!("  {time:>7}  {target:34}  ");
    let cause = causes(report, options.width.saturating_sub(word.len().max(12) + begin.width()));
    let head = [styled(style::verdict(report.verdict), format!("{word:12}")), plain(begin)];
    let mut body = vec![plain(&cause)];
    if let Some(entry) = &report.target.entry {
        let dash = if cause.is_empty() { "" } else { " — " };
        body.push(styled(DIM, format!("{dash}{}", purpose(entry))));
    }
    if let Some(called) = called(&report.target.labels) {
        let dash = if cause.is_empty() { "" } else { " — " };
        body.push(styled(DIM, format!("{dash}{called}")));
    }
    let misses: Vec<&str> = report
        .expectations
        .iter()
        .filter(|one| one.outcome.is_miss())
        .map(|one| one.expectation.as_str())
        .collect();
    if !misses.is_empty() {
        let semicolon = if cause.is_empty() { "" } else { "; " };
        body.push(styled(style::BAD, format!("{semicolon}misses {}", misses.join(", "))));
    }
    page.line(&head, TARGET, &body);
    page.finish()
}

/// The primary cause, then those beside it that are no mere remark, as long as all of it fits.
fn causes(report: &Report, room: usize) -> String {
    let mut line = report.primary.as_ref().map_or("", CauseId::as_str).to_owned();
    let others = report.findings.iter().filter(|one| {
        Severity::Info < one.severity && one.because_of.is_none() && report.primary.as_ref() != Some(&one.id)
    });
    let others: Vec<&str> = others.map(|one| one.id.as_str()).collect();
    for (index, id) in others.iter().enumerate() {
        let left = others.len().saturating_sub(index);
        let needs = id.len() + if left == 1 { 2 } else { " +99".len() + 2 };
        if line.is_empty() || room < line.len() + needs {
            line.push_str(&format!(" +{left}"));
            break;
        }
        line.push_str(&format!(", {id}"));
    }
    line.trim_start().to_owned()
}

/// What clients need an endpoint for.
pub(crate) fn purpose(entry: &ProfileEntry) -> String {
    match entry.required {
        true => entry.purpose.clone(),
        false => format!("{} (not every client needs it)", entry.purpose),
    }
}

/// How many hosts had which verdict, and how many have none because the checks were interrupted.
#[must_use]
pub fn totals_line(verdicts: &[Verdict], not_checked: usize, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let hosts = count(u64::try_from(verdicts.len()).unwrap_or(u64::MAX), "host");
    let mut line = vec![plain(format!("{hosts}:"))];
    let mut separator = " ";
    for verdict in VERDICTS {
        let count = verdicts.iter().filter(|one| **one == verdict).count();
        if 0 < count {
            line.push(plain(separator));
            line.push(styled(style::verdict(verdict), format!("{count} {verdict}")));
            separator = ", ";
        }
    }
    if 0 < not_checked {
        line.push(plain(format!("{separator}{not_checked} not checked")));
    }
    page.line(&[], 0, &line);
    page.finish()
}
