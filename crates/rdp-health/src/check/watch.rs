//! One host, checked again and again.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::checker::Checker;
use crate::diagnose::{CauseId, Verdict};
use crate::error::Error;
use crate::json;
use crate::report::{Report, judge_beside};
use crate::target::Target;

/// What ends a watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Until {
    /// Clients connect, without a warning.
    Healthy,
    /// Clients connect, with or without a warning.
    Degraded,
    /// They do not.
    Failing,
}

impl Until {
    /// Whether a host with this verdict is in the state.
    #[must_use]
    pub fn is_met_by(self, verdict: Verdict) -> bool {
        match self {
            Self::Healthy => verdict == Verdict::Healthy,
            Self::Degraded => matches!(verdict, Verdict::Healthy | Verdict::Degraded),
            Self::Failing => verdict == Verdict::Failing,
        }
    }
}

/// How to watch. [`Default`] checks every five seconds without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WatchOptions {
    /// Time from the beginning of one check to the beginning of the next. A check that takes longer is followed by the
    /// next at once.
    #[serde(rename = "interval_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub interval: Duration,
    /// The state that ends the watch; absent = none does.
    pub until: Option<Until>,
    /// How long the watch goes on at most; a check that is under way is then broken off. Absent = without end.
    #[serde(rename = "duration_ms", with = "json::optional_milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
    pub duration: Option<Duration>,
}

impl Default for WatchOptions {
    fn default() -> Self {
        Self { interval: Duration::from_secs(5), until: None, duration: None }
    }
}

impl WatchOptions {
    /// Time from the beginning of one check to the beginning of the next.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// The state that ends the watch.
    #[must_use]
    pub fn until(mut self, state: Until) -> Self {
        self.until = Some(state);
        self
    }

    /// How long the watch goes on at most.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }
}

/// One check of a watch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Watched {
    /// Its report.
    pub report: Report,
    /// What it ended, if the verdict or its cause is another than that of the check before.
    pub change: Option<Change>,
}

/// The state that a change ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Change {
    /// Its verdict.
    pub before: Verdict,
    /// Its cause, if something was wrong.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "cause-id")))]
    pub before_primary: Option<CauseId>,
    /// How long it had been seen, in microseconds in JSON.
    #[serde(rename = "lasted_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub lasted: Duration,
}

/// A watch, as a stream of [`Watched`] checks. Dropping it stops the check that is under way.
#[must_use = "a watch goes on only while it is polled"]
pub struct Watch {
    /// `None` = the watch is over.
    step: Option<Step>,
}

/// The next check, and what is known after it; `None` = there is no time for one.
type Step = Pin<Box<dyn Future<Output = Option<(Watched, Watching)>> + Send>>;

impl Watch {
    pub(super) fn of(checker: Checker, target: Target, watching: WatchOptions) -> Result<Self, Error> {
        if watching.interval.is_zero() {
            let problem = "an interval of zero gives the host no pause";
            return Err(Error::option("interval", problem, "give at least a few milliseconds"));
        }
        let watching =
            Watching { checker, target, watching, began: None, next: None, last: None, before: None };
        Ok(Self { step: Some(Box::pin(watching.check())) })
    }

    /// The next check; `None` when the watch is over.
    pub async fn next(&mut self) -> Option<Watched> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for Watch {
    type Item = Watched;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Watched>> {
        let Some(step) = &mut self.step else { return Poll::Ready(None) };
        let Poll::Ready(ended) = step.as_mut().poll(cx) else { return Poll::Pending };
        let (watched, watching) = ended.unzip();
        self.step = watching
            .filter(|watching| !watching.is_over())
            .map(|watching| Box::pin(watching.check()) as Step);
        Poll::Ready(watched)
    }
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("over", &self.step.is_none()).finish_non_exhaustive()
    }
}

/// What a watch knows between two checks.
struct Watching {
    checker: Checker,
    target: Target,
    watching: WatchOptions,
    began: Option<Instant>,
    next: Option<Instant>,
    last: Option<State>,
    /// The last report, beside which the next one is judged: a certificate may change, a client may be banned.
    before: Option<Report>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    verdict: Verdict,
    primary: Option<CauseId>,
    /// When it was first seen.
    since: Instant,
}

impl Watching {
    /// Waits for the time of the next check and makes it; `None` = the watch's time is over.
    async fn check(mut self) -> Option<(Watched, Self)> {
        let began = *self.began.get_or_insert_with(Instant::now);
        let end = self.watching.duration.and_then(|duration| began.checked_add(duration));
        let check = async {
            if let Some(next) = self.next {
                sleep_until(next).await;
            }
            self.next = Instant::now().checked_add(self.watching.interval);
            self.checker.renewed().check(&self.target).await
        };
        let report = match end {
            Some(end) => timeout_at(end, check).await.ok()?,
            None => check.await,
        };
        let report = match &self.before {
            Some(before) => judge_beside(&report, before),
            None => report,
        };
        self.before = Some(report.clone());
        let change = turn(&mut self.last, report.verdict, report.primary.as_ref(), Instant::now());
        Some((Watched { report, change }, self))
    }

    fn is_over(&self) -> bool {
        let verdict = self.last.as_ref().map(|last| last.verdict);
        self.watching.until.zip(verdict).is_some_and(|(until, verdict)| until.is_met_by(verdict))
    }
}

/// Takes in what a check came to at this moment, and tells what that ended. The first check ends nothing.
fn turn(
    last: &mut Option<State>,
    verdict: Verdict,
    primary: Option<&CauseId>,
    now: Instant,
) -> Option<Change> {
    let new = State { verdict, primary: primary.cloned(), since: now };
    match last {
        Some(last) if (last.verdict, last.primary.as_ref()) == (verdict, primary) => None,
        _ => last.replace(new).map(|old| Change {
            before: old.verdict,
            before_primary: old.primary,
            lasted: now.saturating_duration_since(old.since),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reboot_is_three_changes() {
        let began = Instant::now();
        let mut last = None;
        let mut at = |seconds, verdict, primary: &str| {
            let primary: Option<CauseId> = primary.parse().ok();
            turn(&mut last, verdict, primary.as_ref(), began + Duration::from_secs(seconds))
                .map(|change| (change.before, change.before_primary, change.lasted.as_secs()))
        };
        let filtered = Some(CauseId::TcpFiltered);
        assert_eq!(at(0, Verdict::Healthy, ""), None);
        assert_eq!(at(5, Verdict::Healthy, ""), None);
        assert_eq!(at(10, Verdict::Failing, "tcp-filtered"), Some((Verdict::Healthy, None, 10)));
        assert_eq!(at(15, Verdict::Failing, "tcp-filtered"), None);
        assert_eq!(at(20, Verdict::Failing, "tcp-refused"), Some((Verdict::Failing, filtered, 10)));
        assert_eq!(at(30, Verdict::Healthy, "").map(|(before, ..)| before), Some(Verdict::Failing));
    }

    #[test]
    fn what_is_waited_for() {
        for (until, met) in [
            (Until::Healthy, &[Verdict::Healthy][..]),
            (Until::Degraded, &[Verdict::Healthy, Verdict::Degraded]),
            (Until::Failing, &[Verdict::Failing]),
        ] {
            for verdict in [Verdict::Healthy, Verdict::Degraded, Verdict::Failing, Verdict::Inconclusive] {
                assert_eq!(until.is_met_by(verdict), met.contains(&verdict), "{until:?} {verdict}");
            }
        }
    }
}
