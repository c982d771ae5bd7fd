//! Many hosts, a bounded number of them at a time.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::task::JoinSet;

use super::checker::Checker;
use super::scan_options::ScanOptions;
use crate::error::Error;
use crate::probe::{Pace, subnet};
use crate::report::Report;
use crate::target::{Shard, Target};

/// Targets that are looked at beyond the ones whose subnets are full.
const MOST_AHEAD: usize = 4096;

/// Reports of many hosts, in the order in which the checks end. Dropping it stops every check.
///
/// INVARIANT: no more checks are under way than were asked for, however many targets there are; targets are taken
/// from their iterator only when there is room. Where subnets have a bound, some are taken ahead: those of another subnet
/// do not wait behind the ones that have to.
#[must_use = "the next targets are taken only while it is polled"]
pub struct Checks<I> {
    targets: std::iter::Fuse<I>,
    checker: Checker,
    /// For addresses that do not answer.
    sparing: Checker,
    concurrency: usize,
    alive_first: Option<bool>,
    shard: Option<Shard>,
    /// Hosts at a time that are begun in one subnet: each has one connection at least.
    per_subnet: Option<u32>,
    /// Targets whose subnets were full when it was their turn.
    ahead: VecDeque<Target>,
    /// Checks under way by subnet.
    busy: HashMap<IpAddr, u32>,
    running: JoinSet<(Option<IpAddr>, Report)>,
}

impl<I: Iterator<Item = Target>> Checks<I> {
    pub(super) fn of(checker: &Checker, targets: I, scanning: ScanOptions) -> Result<Self, Error> {
        scanning.validate()?;
        let ScanOptions { concurrency, per_subnet, rate, jitter, alive_first, shard } = scanning;
        let checker = checker.paced(Arc::new(Pace::new(rate, jitter, per_subnet)));
        Ok(Self {
            targets: targets.fuse(),
            sparing: checker.sparing(),
            checker,
            concurrency: usize::try_from(concurrency).unwrap_or(usize::MAX),
            alive_first,
            shard,
            per_subnet,
            ahead: VecDeque::new(),
            busy: HashMap::new(),
            running: JoinSet::new(),
        })
    }

    /// The next target that may begin, and its subnet where those are bounded and it is known.
    fn next_target(&mut self) -> Option<(Target, Option<IpAddr>)> {
        let shard = self.shard;
        let mut of_shard = self.targets.by_ref().filter(|target| shard.is_none_or(|shard| shard.has(target)));
        let Some(most) = self.per_subnet else {
            return Some((of_shard.next()?, None));
        };
        let has_room = |target: &Target, busy: &HashMap<IpAddr, u32>| {
            let subnet = target.host.address().map(subnet);
            subnet.is_none_or(|subnet| busy.get(&subnet).is_none_or(|checks| *checks < most))
        };
        let waited = self.ahead.iter().position(|target| has_room(target, &self.busy));
        let target = match waited {
            Some(place) => self.ahead.remove(place)?,
            None => loop {
                if MOST_AHEAD <= self.ahead.len() {
                    return None;
                }
                let target = of_shard.next()?;
                if has_room(&target, &self.busy) {
                    break target;
                }
                self.ahead.push_back(target);
            },
        };
        let subnet = target.host.address().map(subnet);
        if let Some(subnet) = subnet {
            *self.busy.entry(subnet).or_default() += 1;
        }
        Some((target, subnet))
    }

    /// A check of this subnet has ended.
    fn ended(&mut self, subnet: Option<IpAddr>) {
        let Some(subnet) = subnet else { return };
        if let Some(checks) = self.busy.get_mut(&subnet) {
            *checks = checks.saturating_sub(1);
            if *checks == 0 {
                self.busy.remove(&subnet);
            }
        }
    }
}

impl<I: Iterator<Item = Target> + Unpin> Checks<I> {
    /// The next report; `None` when every host has been reported.
    pub async fn next(&mut self) -> Option<Report> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<I: Iterator<Item = Target> + Unpin> Stream for Checks<I> {
    type Item = Report;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Report>> {
        let this = &mut *self;
        loop {
            while this.running.len() < this.concurrency
                && let Some((target, subnet)) = this.next_target()
            {
                let checker = this.checker.clone();
                let asked_first = this.alive_first.unwrap_or(target.labels.range.is_some());
                let sparing = asked_first.then(|| this.sparing.clone());
                this.running.spawn(async move {
                    let report = match sparing {
                        Some(sparing) => alive_first(&checker, &sparing, &target).await,
                        None => checker.check(&target).await,
                    };
                    (subnet, report)
                });
            }
            match this.running.poll_join_next(cx) {
                Poll::Ready(Some(Ok((subnet, report)))) => {
                    this.ended(subnet);
                    return Poll::Ready(Some(report));
                }
                // A panic is a defect of ours and must not pass for a host that was never listed.
                Poll::Ready(Some(Err(error))) if error.is_panic() => {
                    std::panic::resume_unwind(error.into_panic())
                }
                // Cancelled: the runtime is shutting down.
                Poll::Ready(Some(Err(_))) => {}
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

/// Checks an address in full if anything answers there. If nothing does, the report says so after a second look, in which
/// no host is lost that one lost packet hid.
async fn alive_first(checker: &Checker, sparing: &Checker, target: &Target) -> Report {
    match checker.answers(target).await {
        None => checker.check(target).await,
        Some(answered) => {
            let mut report = match answered {
                true => checker.check(target).await,
                false => match sparing.check(target).await {
                    silent if silent.is_silent() => silent,
                    _ => checker.check(target).await,
                },
            };
            // The first look was a connection as well.
            report.connections = report.connections.saturating_add(1);
            report.round_trips = report.round_trips.saturating_add(1);
            report
        }
    }
}

impl<I> std::fmt::Debug for Checks<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checks").field("running", &self.running.len()).finish_non_exhaustive()
    }
}
