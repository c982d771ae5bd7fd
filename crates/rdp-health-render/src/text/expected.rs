//! What the host is held to, and what became of it.

use rdp_health::{ExpectationOutcome, Report};

use crate::options::{Detail, TextOptions};
use crate::page::{Page, plain, styled};
use crate::style::{BAD, GOOD, YELLOW};

/// The misses, and where more than a screen was asked for what is met as well.
pub(super) fn write(page: &mut Page<'_>, report: &Report, options: &TextOptions) {
    if report.expectations.is_empty() {
        return;
    }
    let misses = report.expectations.iter().filter(|one| one.outcome.is_miss()).count();
    let met = report.expectations.len().saturating_sub(misses);
    page.field("Expected", &[plain(format!("{met} of {} met", report.expectations.len()))]);
    for one in &report.expectations {
        let style = match one.outcome {
            ExpectationOutcome::Met if options.detail == Detail::Brief => continue,
            ExpectationOutcome::Met => GOOD,
            ExpectationOutcome::Missed => BAD,
            ExpectationOutcome::NotSeen => YELLOW,
        };
        let says = [
            plain(&one.expectation),
            styled(style, format!(" {}", one.outcome)),
            plain(format!(": {}", one.seen)),
        ];
        page.field("", &says);
    }
}
