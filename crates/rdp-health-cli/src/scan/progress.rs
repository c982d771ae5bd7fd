//! How far a scan is: how many hosts, how fast, for how long still, and what was found.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rdp_health::{CauseId, Report, Verdict};
use rdp_health_render::span;

/// As many causes are named.
const CAUSES: usize = 4;
/// Where nobody looks on, so often a line says how far the scan is.
const EVERY: Duration = Duration::from_secs(10);

/// Of a shorter time the tenths of a second are told.
const SHORT: Duration = Duration::from_secs(10);

/// Hosts by verdict and by cause.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// Of any verdict, silent addresses of ranges among them.
    pub(super) done: u64,
    /// Addresses of ranges where nothing answered.
    pub(super) silent: u64,
    verdicts: [u64; 4],
    causes: HashMap<CauseId, u64>,
}

const VERDICTS: [Verdict; 4] = [Verdict::Healthy, Verdict::Degraded, Verdict::Failing, Verdict::Inconclusive];

impl Tally {
    pub(super) fn add(&mut self, verdict: Verdict, cause: Option<&CauseId>, is_silent: bool) {
        self.done += 1;
        if is_silent {
            self.silent += 1;
            return;
        }
        for (counted, count) in VERDICTS.iter().zip(&mut self.verdicts) {
            *count += u64::from(*counted == verdict);
        }
        if let Some(cause) = cause {
            *self.causes.entry(cause.clone()).or_default() += 1;
        }
    }

    /// Whether a host answered at all.
    pub(super) fn found_any(&self) -> bool {
        self.silent < self.done
    }

    /// `100 healthy, 12 failing; tcp-refused 8, cert-expired 4; 30 silent`.
    fn words(&self) -> String {
        let verdicts = VERDICTS.iter().zip(self.verdicts).filter(|(_, count)| 0 < *count);
        let verdicts: Vec<String> = verdicts.map(|(verdict, count)| format!("{count} {verdict}")).collect();
        let mut causes: Vec<(&CauseId, &u64)> = self.causes.iter().collect();
        causes.sort_by_key(|(cause, count)| (std::cmp::Reverse(**count), cause.as_str()));
        let mut named: Vec<String> =
            causes.iter().take(CAUSES).map(|(cause, count)| format!("{cause} {count}")).collect();
        if CAUSES < causes.len() {
            named.push(format!("{} more causes", causes.len() - CAUSES));
        }
        let silent = if self.silent == 0 { String::new() } else { format!("{} silent", self.silent) };
        let parts = [verdicts.join(", "), named.join(", "), silent];
        parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("; ")
    }
}

/// A scan under way.
pub(super) struct Pulse {
    began: Instant,
    /// When a line said how far it is.
    told: Instant,
    /// Targets of this scan.
    pub(super) total: u64,
    pub(super) tally: Tally,
}

impl Pulse {
    pub(super) fn new(total: u64) -> Self {
        let now = Instant::now();
        Self { began: now, told: now, total, tally: Tally::default() }
    }

    pub(super) fn add(&mut self, report: &Report, is_silent: bool) {
        self.tally.add(report.verdict, report.primary.as_ref(), is_silent);
    }

    /// `120 of 500 hosts, 43/s, 9 s left: 100 healthy, …`.
    pub(super) fn line(&self) -> String {
        line(&self.tally, self.total, self.began.elapsed())
    }

    /// The same, if it is time to say it.
    pub(super) fn due(&mut self) -> Option<String> {
        if self.told.elapsed() < EVERY {
            return None;
        }
        self.told = Instant::now();
        Some(self.line())
    }

    /// `500 hosts in 12 s (42/s)`.
    pub(super) fn end(&self) -> String {
        let (done, took) = (self.tally.done, self.began.elapsed());
        let s = if done == 1 { "" } else { "s" };
        let time = if took < SHORT { format!("{:.1} s", took.as_secs_f64()) } else { span(took) };
        format!("{done} host{s} checked in {time} ({}/s)", rate(done, took))
    }
}

fn line(tally: &Tally, total: u64, elapsed: Duration) -> String {
    let done = tally.done;
    let left = total.saturating_sub(done);
    let eta = match (done, left) {
        (0, _) => "no host done yet".to_owned(),
        (_, 0) => format!("{}/s", rate(done, elapsed)),
        (done, left) => {
            let seconds = elapsed.as_secs_f64() * to_f64(left) / to_f64(done);
            let left = Duration::try_from_secs_f64(seconds.ceil()).unwrap_or(Duration::MAX);
            format!("{}/s, about {} left", rate(done, elapsed), span(left))
        }
    };
    let words = tally.words();
    format!("{done} of {total} hosts, {eta}{}{words}", if words.is_empty() { "" } else { ": " })
}

fn rate(done: u64, elapsed: Duration) -> String {
    let rate = to_f64(done) / elapsed.as_secs_f64().max(0.001);
    if rate < 10.0 { format!("{rate:.1}") } else { format!("{rate:.0}") }
}

/// Good enough for a rate.
fn to_f64(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_and_what_was_found() {
        let mut tally = Tally::default();
        assert_eq!(line(&tally, 20, Duration::from_secs(1)), "0 of 20 hosts, no host done yet");
        for _ in 0..3 {
            tally.add(Verdict::Failing, Some(&CauseId::TcpRefused), false);
        }
        tally.add(Verdict::Degraded, Some(&CauseId::CertExpired), false);
        tally.add(Verdict::Healthy, None, false);
        for _ in 0..5 {
            tally.add(Verdict::Inconclusive, None, true);
        }
        assert_eq!(
            line(&tally, 20, Duration::from_secs(5)),
            "10 of 20 hosts, 2.0/s, about 5 s left: 1 healthy, 1 degraded, 3 failing; tcp-refused 3, cert-expired 1; \
             5 silent"
        );
        assert!(line(&tally, 10, Duration::from_millis(100)).starts_with("10 of 10 hosts, 100/s: "));
    }
}
