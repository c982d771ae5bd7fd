//! A check for programs, or threads, that wait.

use std::task::{Context, Waker};

use tokio::runtime::{Builder, Handle};
use tokio::task::coop::poll_proceed;

use super::check;
use crate::error::{Error, ErrorKind};
use crate::options::CheckOptions;
use crate::report::Report;
use crate::target::Target;

/// [`check`] for programs without an asynchronous runtime, and for threads that may block: inside tokio's
/// `spawn_blocking` or `block_in_place`, too.
///
/// # Errors
/// As [`check`]; also in a task of an asynchronous runtime, whose thread it would block.
pub fn check_blocking(target: &Target, options: &CheckOptions) -> Result<Report, Error> {
    if runs_a_task() {
        return Err(Error::new(
            ErrorKind::WouldBlock,
            "check_blocking was called inside an asynchronous runtime, whose thread it would block",
            "await check instead, or call it inside spawn_blocking",
        ));
    }
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| {
        Error::new(
            ErrorKind::NoResources,
            format!("the operating system provided no resources: {error}"),
            "try again later",
        )
    })?;
    let report = runtime.block_on(check(target, options));
    // A name lookup of the system cannot be called off: it ends by itself, and is not waited for.
    runtime.shutdown_background();
    report
}

/// More steps than tokio lets a task do before it has to let others run.
const MANY_STEPS: usize = 1024;

/// Whether this thread runs a task of a runtime just now.
///
/// Tokio has no question for it: a handle of the runtime is there inside `spawn_blocking` as well. But it counts the
/// steps of tasks alone, so a thread that may do any number of them runs no task.
fn runs_a_task() -> bool {
    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    let mut steps = Vec::new();
    while steps.len() < MANY_STEPS
        && let std::task::Poll::Ready(step) = poll_proceed(&mut context)
    {
        steps.push(step);
    }
    let counted = steps.len() < MANY_STEPS;
    // Each gives back what there was before it: the first has to be the last to do so.
    while steps.pop().is_some() {}
    counted
}
