//! What a watch has seen so far: pure, and of the same size however long it lasts.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use rdp_health::{CauseId, Report, Verdict};

/// So many checks the live line looks back.
const RECENT: usize = 30;

const VERDICTS: [Verdict; 4] = [Verdict::Healthy, Verdict::Degraded, Verdict::Failing, Verdict::Inconclusive];

/// One check, as far as a watch keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sample {
    /// Since the watch began.
    pub(crate) at: Duration,
    /// By the clock.
    pub(crate) began: SystemTime,
    pub(crate) verdict: Verdict,
    pub(crate) primary: Option<CauseId>,
    /// The quickest TCP handshake of the check; through a proxy, with the time that the proxy took for its own.
    pub(crate) connect: Option<Duration>,
}

impl Sample {
    pub(crate) fn of(report: &Report, at: Duration) -> Self {
        let conversations =
            report.observations.host.addresses.iter().flat_map(|address| &address.conversations);
        let connects = conversations.filter_map(|one| match one.proxy.done() {
            Some(answer) if !answer.opened() => None,
            answer => {
                Some(one.connect.done()?.elapsed + answer.map_or(Duration::ZERO, |answer| answer.elapsed))
            }
        });
        Self {
            at,
            began: report.started_at,
            verdict: report.verdict,
            primary: report.primary.clone(),
            connect: connects.min(),
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct History {
    last: Option<Sample>,
    /// When the present state was first seen.
    since: Duration,
    /// By the clock, when the state changed last.
    pub(crate) changed: Option<SystemTime>,
    pub(crate) checks: u64,
    pub(crate) changes: u64,
    /// Time spent with each verdict, in the order of [`VERDICTS`], up to the last check.
    spent: [Duration; 4],
    seen: [u64; 4],
    connects: u32,
    total: Duration,
    best: Option<Duration>,
    worst: Option<Duration>,
    recent: VecDeque<Option<Duration>>,
}

impl History {
    /// Takes in a check, and whether it ended the state of the one before.
    pub(crate) fn add(&mut self, sample: Sample, changed: bool) {
        self.checks += 1;
        self.spend_until(sample.at);
        for (verdict, seen) in VERDICTS.iter().zip(&mut self.seen) {
            *seen += u64::from(*verdict == sample.verdict);
        }
        if let Some(connect) = sample.connect {
            self.connects = self.connects.saturating_add(1);
            self.total = self.total.saturating_add(connect);
            self.best = Some(self.best.map_or(connect, |best| best.min(connect)));
            self.worst = Some(self.worst.map_or(connect, |worst| worst.max(connect)));
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(sample.connect);
        if self.last.is_none() || changed {
            self.since = sample.at;
        }
        self.changes += u64::from(changed);
        if changed {
            self.changed = Some(sample.began);
        }
        self.last = Some(sample);
    }

    /// A state lasts until the next check says otherwise.
    fn spend_until(&mut self, now: Duration) {
        let Some(last) = &self.last else { return };
        let lasted = now.saturating_sub(last.at);
        for (verdict, spent) in VERDICTS.iter().zip(&mut self.spent) {
            if *verdict == last.verdict {
                *spent = spent.saturating_add(lasted);
            }
        }
    }

    /// The watch is over.
    pub(crate) fn end(&mut self, now: Duration) {
        self.spend_until(now);
        if let Some(last) = &mut self.last {
            last.at = now;
        }
    }

    pub(crate) fn last(&self) -> Option<&Sample> {
        self.last.as_ref()
    }

    /// How long the present state has been seen.
    pub(crate) fn lasting(&self) -> Duration {
        self.last.as_ref().map_or(Duration::ZERO, |last| last.at.saturating_sub(self.since))
    }

    /// How many checks came to this verdict.
    pub(crate) fn seen(&self, verdict: Verdict) -> u64 {
        self.by_verdict().find(|(one, ..)| *one == verdict).map_or(0, |(_, seen, _)| seen)
    }

    /// Each verdict, how many checks came to it, and how long it lasted.
    pub(crate) fn by_verdict(&self) -> impl Iterator<Item = (Verdict, u64, Duration)> {
        VERDICTS
            .into_iter()
            .zip(self.seen)
            .zip(self.spent)
            .map(|((verdict, seen), spent)| (verdict, seen, spent))
    }

    /// The share of the time in which clients could connect, in thousandths, of the time of which that is known.
    pub(crate) fn availability(&self) -> Option<u64> {
        let [healthy, degraded, failing, _] = self.spent.map(|spent| spent.as_millis());
        let known = healthy + degraded + failing;
        u64::try_from(((healthy + degraded) * 1000).checked_div(known)?).ok()
    }

    /// The shortest, the mean and the longest time that connecting took.
    pub(crate) fn connect(&self) -> Option<(Duration, Duration, Duration)> {
        Some((self.best?, self.total.checked_div(self.connects)?, self.worst?))
    }

    /// The times of the last checks, as bars between the shortest and the longest of them; a check without a
    /// connection is a cross.
    pub(crate) fn sparkline(&self, ascii: bool) -> String {
        let bars: &[char] = match ascii {
            true => &['_', '.', '-', '=', '^'],
            false => &['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
        };
        let times = self.recent.iter().flatten();
        let (least, most) = (times.clone().min(), times.max());
        let bar = |time: &Option<Duration>| {
            let (Some(time), Some(least), Some(most)) = (time, least, most) else {
                return if ascii { 'x' } else { '×' };
            };
            let steps = u128::try_from(bars.len().saturating_sub(1)).unwrap_or(0);
            let above = (*time - *least).as_micros() * steps;
            let step = above.checked_div((*most - *least).as_micros()).unwrap_or(0);
            let step = usize::try_from(step).unwrap_or(0);
            bars.get(step).copied().unwrap_or('?')
        };
        self.recent.iter().map(bar).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(at: u64, verdict: Verdict, primary: &str, connect: Option<u64>) -> Sample {
        Sample {
            at: Duration::from_secs(at),
            began: SystemTime::UNIX_EPOCH + Duration::from_secs(at),
            verdict,
            primary: primary.parse().ok(),
            connect: connect.map(Duration::from_millis),
        }
    }

    #[test]
    fn a_reboot_is_summed_up() {
        let mut history = History::default();
        for (sample, changed) in [
            (sample(0, Verdict::Healthy, "", Some(10)), false),
            (sample(5, Verdict::Healthy, "", Some(12)), false),
            (sample(10, Verdict::Failing, "tcp-filtered", None), true),
            (sample(15, Verdict::Failing, "tcp-filtered", None), false),
            (sample(20, Verdict::Failing, "tcp-refused", None), true),
            (sample(30, Verdict::Healthy, "", Some(17)), true),
        ] {
            history.add(sample, changed);
        }
        assert_eq!(history.lasting(), Duration::ZERO);
        assert_eq!(history.changed, Some(SystemTime::UNIX_EPOCH + Duration::from_secs(30)));
        history.end(Duration::from_secs(40));
        let spent: Vec<u64> = history.by_verdict().map(|(_, _, spent)| spent.as_secs()).collect();
        assert_eq!(spent, [20, 0, 20, 0]);
        assert_eq!((history.checks, history.changes, history.seen(Verdict::Failing)), (6, 3, 3));
        assert_eq!(history.availability(), Some(500));
        let milliseconds = |time: Duration| time.as_millis();
        let (best, mean, worst) = history.connect().unwrap();
        assert_eq!((milliseconds(best), milliseconds(mean), milliseconds(worst)), (10, 13, 17));
        assert_eq!(history.sparkline(false), "▁▃×××█");
        assert_eq!(history.sparkline(true), "_.xxx^");
    }

    #[test]
    fn what_is_not_known_is_not_counted_as_down() {
        let mut history = History::default();
        history.add(sample(0, Verdict::Inconclusive, "", None), false);
        history.end(Duration::from_secs(60));
        assert_eq!(history.availability(), None);
        assert_eq!(history.connect(), None);
        assert_eq!(history.sparkline(false), "×");
    }

    #[test]
    fn a_long_watch_looks_back_so_far_and_no_further() {
        let mut history = History::default();
        for second in 0..1000 {
            history.add(sample(second, Verdict::Healthy, "", Some(20)), false);
        }
        assert_eq!(history.sparkline(true), "_".repeat(RECENT));
        assert_eq!(history.changes, 0);
    }
}
