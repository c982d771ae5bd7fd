//! Threads for calls that wait and cannot be called off: lookups of the system's resolver, files, work that computes.
//!
//! The runtime's own threads for this are shared with whoever embeds us, and it panics where the system has none.
//!
//! INVARIANT: a pool has never more than [`MOST`] threads, none where there is nothing to do, and calls of which nobody
//! knows how long they take leave a third of them to the others. A call gets a thread that its caller started, as long as
//! there is one to start: the thread of another would serve it from that one's network and mounts.

use std::collections::VecDeque;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread;

use tokio::sync::oneshot;
use tokio::time::Instant;

/// So many threads at most: a lookup waits for packets, and asks for no processor.
const MOST: usize = 48;

/// The threads of a process, and what waits for one.
#[derive(Debug)]
pub(super) struct Pool(Mutex<State>);

#[derive(Debug)]
struct State {
    /// Those that end soon.
    sure: VecDeque<Arc<Job>>,
    /// Those of which nobody knows.
    others: VecDeque<Arc<Job>>,
    threads: usize,
    /// Threads that run one of the others.
    busy_with_others: usize,
    /// As many threads as the system gives.
    most: usize,
}

/// Shared by its caller and the queues: it is run once, and not at all when the caller has gone.
struct Job(Mutex<Step>);

enum Step {
    Waits(Box<dyn FnOnce() + Send>),
    Began(Instant),
    GivenUp,
}

impl Job {
    fn step(&self) -> MutexGuard<'_, Step> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut step = self.step();
        if !matches!(*step, Step::Waits(_)) {
            return;
        }
        let before = std::mem::replace(&mut *step, Step::Began(Instant::now()));
        drop(step);
        if let Step::Waits(work) = before {
            // The caller is told, since nobody sends him an answer; the thread has others to serve.
            let _ = catch_unwind(AssertUnwindSafe(work));
        }
    }
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Job")
    }
}

impl Default for Pool {
    fn default() -> Self {
        let (sure, others) = (VecDeque::new(), VecDeque::new());
        Self(Mutex::new(State { sure, others, threads: 0, busy_with_others: 0, most: MOST }))
    }
}

/// A call that runs or waits for its thread. Dropping it gives it up, unless it runs.
#[derive(Debug)]
pub(super) struct Call<T> {
    pool: Arc<Pool>,
    job: Arc<Job>,
    answer: oneshot::Receiver<thread::Result<T>>,
}

/// The system has no thread for it.
#[derive(Debug)]
pub(super) struct NoThread;

impl Pool {
    /// A call of which nobody knows how long it takes.
    pub(super) fn call<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Call<T> {
        let call = self.prepare(work);
        self.submit(Arc::clone(&call.job), true);
        call
    }

    /// A call that ends soon.
    pub(super) fn soon<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Call<T> {
        let call = self.prepare(work);
        call.promote();
        call
    }

    fn prepare<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce() -> T + Send + 'static) -> Call<T> {
        let (sender, answer) = oneshot::channel();
        let work = move || {
            let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
        };
        let job = Arc::new(Job(Mutex::new(Step::Waits(Box::new(work)))));
        // A clock that stands still while others wait would not stand still for our threads.
        if cfg!(fuzzing) {
            job.run();
        }
        Call { pool: Arc::clone(self), job, answer }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the job a thread of its own, or a place in the queue where there are as many as there may be.
    fn submit(self: &Arc<Self>, job: Arc<Job>, other: bool) {
        let mut state = self.state();
        if state.threads < state.most && (!other || (state.others.is_empty() && state.may_begin_others())) {
            let (pool, own) = (Arc::clone(self), Arc::clone(&job));
            let work = move || {
                pool.run(&own, other);
                while pool.serve() {}
            };
            match thread::Builder::new().name("rdp-health-calls".to_owned()).spawn(work) {
                Ok(_) => {
                    state.threads += 1;
                    state.busy_with_others += usize::from(other);
                    return;
                }
                // Nobody comes who could serve it: its caller learns it.
                Err(_) if state.threads == 0 => return job.give_up(),
                Err(_) => state.most = state.threads,
            }
        }
        match other {
            true => state.others.push_back(job),
            false => state.sure.push_back(job),
        }
    }

    fn run(&self, job: &Job, other: bool) {
        job.run();
        self.state().busy_with_others -= usize::from(other);
    }

    /// Serves one call. When there is none, the thread ends.
    fn serve(self: &Arc<Self>) -> bool {
        let mut state = self.state();
        let (job, other) = match state.sure.pop_front() {
            Some(job) => (job, false),
            None if state.may_begin_others() => match state.others.pop_front() {
                Some(job) => (job, true),
                None => return state.end(),
            },
            None => return state.end(),
        };
        state.busy_with_others += usize::from(other);
        drop(state);
        self.run(&job, other);
        true
    }
}

impl State {
    fn may_begin_others(&self) -> bool {
        self.busy_with_others < (self.most * 2 / 3).max(1)
    }

    fn end(&mut self) -> bool {
        self.threads -= 1;
        if self.threads == 0 {
            // The system may have more by then.
            self.most = MOST;
        }
        false
    }
}

impl Job {
    fn give_up(&self) {
        let mut step = self.step();
        if matches!(*step, Step::Waits(_)) {
            *step = Step::GivenUp;
        }
    }
}

impl<T> Call<T> {
    /// It is known by now that it ends soon.
    pub(super) fn promote(&self) {
        if matches!(*self.job.step(), Step::Waits(_)) {
            self.pool.submit(Arc::clone(&self.job), false);
        }
    }

    /// When it got its thread; `None` = it still waits for one.
    pub(super) fn began(&self) -> Option<Instant> {
        match *self.job.step() {
            Step::Began(began) => Some(began),
            Step::Waits(_) | Step::GivenUp => None,
        }
    }
}

impl<T> Future for Call<T> {
    type Output = Result<T, NoThread>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.answer).poll(cx).map(|answer| match answer {
            Ok(Ok(value)) => Ok(value),
            // A panic is a defect of ours, wherever it happens.
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(NoThread),
        })
    }
}

impl<T> Drop for Call<T> {
    fn drop(&mut self) {
        self.job.give_up();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    #[tokio::test]
    async fn calls_that_hang_leave_threads_to_those_that_do_not() {
        let pool = Arc::new(Pool::default());
        // Nothing comes through the gate until its other end is gone.
        let (closed, gate) = channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let hanging: Vec<_> = (0..500)
            .map(|_| {
                let gate = Arc::clone(&gate);
                pool.call(move || gate.lock().unwrap().recv().is_err())
            })
            .collect();
        let late = pool.call(|| 1);
        for number in 0..200 {
            assert_eq!(timeout(SOON, pool.soon(move || number)).await.unwrap().unwrap(), number);
        }
        assert!(late.began().is_none());
        late.promote();
        assert_eq!(timeout(SOON, late).await.unwrap().unwrap(), 1);
        assert!(pool.state().threads <= MOST && pool.state().busy_with_others == MOST * 2 / 3);
        drop(closed);
        for call in hanging {
            assert!(timeout(SOON, call).await.unwrap().unwrap());
        }
    }

    /// The thread of another caller may be in another network, and see other files.
    #[tokio::test]
    async fn a_call_waits_for_no_thread_of_another_caller() {
        let pool = Arc::new(Pool::default());
        let barrier = Arc::new(Barrier::new(3));
        let calls: Vec<_> = (0..2)
            .map(|_| {
                let barrier = Arc::clone(&barrier);
                let call = pool.call(move || (barrier.wait(), thread::current().id()).1);
                let state = pool.state();
                assert!(state.sure.is_empty() && state.others.is_empty());
                call
            })
            .collect();
        assert_eq!(pool.state().threads, 2);
        barrier.wait();
        let mut threads = Vec::new();
        for call in calls {
            threads.push(timeout(SOON, call).await.unwrap().unwrap());
        }
        assert_ne!(threads.first(), threads.last());
    }

    #[tokio::test]
    async fn what_nobody_waits_for_is_not_run_and_no_thread_stays() {
        let pool = Arc::new(Pool::default());
        let (barrier, (ran, seen)) = (Arc::new(Barrier::new(2)), channel());
        let first = {
            let barrier = Arc::clone(&barrier);
            pool.state().most = 1;
            pool.call(move || barrier.wait())
        };
        drop(pool.call(move || ran.send(())));
        barrier.wait();
        timeout(SOON, first).await.unwrap().unwrap();
        while 0 < pool.state().threads {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(seen.recv().is_err());
    }
}
