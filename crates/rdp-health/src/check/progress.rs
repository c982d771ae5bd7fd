//! A check that is watched while it runs.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::checker::Checker;
use crate::event::{Event, Progress};
use crate::report::Report;
use crate::target::Target;

/// What a watched check yields.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Update {
    /// Something happened.
    Progress(Event),
    /// The check is over. Always the last update.
    Finished(Box<Report>),
}

/// A running check, as a stream of [`Update`]s. Dropping it stops the check and closes its connection.
#[must_use = "a check runs only while it is polled"]
pub struct Checking {
    check: Option<Pin<Box<dyn Future<Output = Report> + Send>>>,
    events: UnboundedReceiver<Event>,
    report: Option<Report>,
}

impl Checking {
    pub(super) fn of(checker: Checker, target: Target) -> Self {
        let (sender, events) = unbounded_channel();
        let check = Box::pin(async move { checker.run(&target, Progress::to(sender)).await });
        Self { check: Some(check), events, report: None }
    }

    /// The next update; `None` after [`Update::Finished`].
    pub async fn next(&mut self) -> Option<Update> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for Checking {
    type Item = Update;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Update>> {
        if let Some(check) = &mut self.check
            && let Poll::Ready(report) = check.as_mut().poll(cx)
        {
            self.check = None;
            self.report = Some(report);
        }
        // What happened comes before what came of it.
        if let Poll::Ready(Some(event)) = self.events.poll_recv(cx) {
            return Poll::Ready(Some(Update::Progress(event)));
        }
        match (self.report.take(), &self.check) {
            (Some(report), _) => Poll::Ready(Some(Update::Finished(Box::new(report)))),
            (None, None) => Poll::Ready(None),
            (None, Some(_)) => Poll::Pending,
        }
    }
}

impl std::fmt::Debug for Checking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checking").field("running", &self.check.is_some()).finish_non_exhaustive()
    }
}
