//! Many hosts, a bounded number of them at a time.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::task::JoinSet;

use super::checker::Checker;
use crate::error::Error;
use crate::report::Report;
use crate::target::Target;

/// Reports of many hosts, in the order in which the checks end. Dropping it stops every check.
///
/// INVARIANT: no more checks are under way than were asked for, however many targets there are; targets are taken
/// from their iterator only when there is room.
#[must_use = "the next targets are taken only while it is polled"]
pub struct Checks<I> {
    targets: std::iter::Fuse<I>,
    checker: Checker,
    concurrency: usize,
    running: JoinSet<Report>,
}

impl<I: Iterator<Item = Target>> Checks<I> {
    pub(super) fn of(checker: Checker, targets: I, concurrency: usize) -> Result<Self, Error> {
        if concurrency == 0 {
            let problem = "with a concurrency of 0 no host would ever be checked";
            return Err(Error::option("concurrency", problem, "give at least 1"));
        }
        Ok(Self { targets: targets.fuse(), checker, concurrency, running: JoinSet::new() })
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
                && let Some(target) = this.targets.next()
            {
                let checker = this.checker.clone();
                this.running.spawn(async move { checker.check(&target).await });
            }
            match this.running.poll_join_next(cx) {
                Poll::Ready(Some(Ok(report))) => return Poll::Ready(Some(report)),
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

impl<I> std::fmt::Debug for Checks<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checks").field("running", &self.running.len()).finish_non_exhaustive()
    }
}
