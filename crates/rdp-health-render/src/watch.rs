//! A watch: a line when the verdict changes, and the sum of it all.

use std::time::Duration;

use rdp_health::{Report, Verdict};

use crate::options::TextOptions;
use crate::page::{Page, plain, styled};
use crate::style;
use crate::words::{count, duration, to_the_second};

/// Column of the sentence: the time, the verdict.
const SENTENCE: usize = 20 + 2 + 12 + 2;

/// A check that changed the verdict or its cause: when, what it is now, why, and how long it had been what before.
/// Without a state before it is the first check.
#[must_use]
pub fn change_line(report: &Report, before: Option<(Verdict, Duration)>, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let at = to_the_second(report.started_at);
    let word = report.verdict.to_string();
    let head = [plain(format!("{at:20}  ")), styled(style::verdict(report.verdict), format!("{word:12}  "))];
    let mut sentence = String::new();
    if let Some(primary) = &report.primary {
        sentence.push_str(&format!("{primary}: "));
    }
    sentence.push_str(&report.summary);
    if let Some((verdict, lasted)) = before {
        sentence.push_str(&format!(" Before: {verdict} for {}.", span(lasted)));
    }
    page.line(&head, SENTENCE, &[plain(sentence)]);
    page.finish()
}

/// What a watch came to: each verdict with its number of checks and its time, how often it changed, the share of the
/// known time in which clients could connect, in thousandths, and the shortest, mean and longest time that connecting took.
#[must_use]
pub fn watch_totals(
    states: &[(Verdict, u64, Duration)],
    changes: u64,
    availability: Option<u64>,
    connect: Option<(Duration, Duration, Duration)>,
    options: &TextOptions,
) -> String {
    let mut page = Page::new(options);
    let checks: u64 = states.iter().map(|(_, checks, _)| checks).sum();
    let time = states.iter().map(|(.., time)| *time).sum();
    let mut line =
        vec![plain(format!("{} in {}, {}:", count(checks, "check"), span(time), count(changes, "change")))];
    let mut separator = " ";
    for (verdict, checks, time) in states.iter().filter(|(_, checks, _)| 0 < *checks) {
        line.push(plain(separator));
        line.push(styled(style::verdict(*verdict), format!("{verdict} {}", span(*time))));
        line.push(plain(format!(" ({checks})")));
        separator = ", ";
    }
    page.line(&[], 0, &line);
    let mut parts = Vec::new();
    parts.extend(
        availability.map(|share| format!("available {}.{} % of the known time", share / 10, share % 10)),
    );
    parts.extend(connect.map(|(best, mean, worst)| {
        let [best, mean, worst] = [best, mean, worst].map(duration);
        format!("time to connect: {best} at best, {mean} on average, {worst} at worst")
    }));
    if !parts.is_empty() {
        page.line(&[], 0, &[plain(parts.join("; "))]);
    }
    page.finish()
}

/// A time in which something lasted, to the second.
#[must_use]
pub fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min {} s", seconds % 60),
        _ => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_two_lines() {
        let states = [
            (Verdict::Healthy, 100, Duration::from_secs(7 * 3600 + 125)),
            (Verdict::Degraded, 0, Duration::ZERO),
            (Verdict::Failing, 3, Duration::from_secs(95)),
            (Verdict::Inconclusive, 0, Duration::ZERO),
        ];
        let times = [900, 12_400, 1_031_000].map(Duration::from_micros);
        let text = watch_totals(
            &states,
            2,
            Some(996),
            Some((times[0], times[1], times[2])),
            &TextOptions::default().width(200),
        );
        assert_eq!(
            text,
            "103 checks in 7 h 3 min, 2 changes: healthy 7 h 2 min (100), failing 1 min 35 s (3)\n\
             available 99.6 % of the known time; time to connect: 0.9 ms at best, 12 ms on average, 1.03 s at worst\n"
        );
    }

    #[test]
    fn a_watch_that_saw_nothing() {
        assert_eq!(
            watch_totals(&[], 0, None, None, &TextOptions::default()),
            "0 checks in 0 s, 0 changes:\n"
        );
    }
}
