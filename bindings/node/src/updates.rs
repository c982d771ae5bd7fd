//! Work under way, and what it tells.

use std::sync::Arc;

use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;
use rdp_health::{Checking, Checks, Target, Update, Watch};
use serde::Serialize;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::{AbortHandle, JoinHandle};

use crate::tasks::Tasks;

/// More than the events of any check: one that nobody listens to is not slowed down by it.
const EVENTS: usize = 4096;
/// A scan whose reports nobody takes starts no further checks.
const REPORTS: usize = 1;

type Told = Result<String, serde_json::Error>;

/// Work that runs in its own task, so that a busy event loop does not make hosts look slow.
///
/// Dropping it, as the garbage collector does, stops the work.
#[napi]
pub struct Updates {
    tasks: Tasks,
    running: Arc<Mutex<Running>>,
    stop: AbortHandle,
}

struct Running {
    told: Receiver<Told>,
    /// `None` once its end has been seen.
    task: Option<JoinHandle<()>>,
}

impl Running {
    async fn next(&mut self) -> napi::Result<Option<String>> {
        if let Some(update) = self.told.recv().await {
            return update.map(Some).map_err(|error| napi::Error::from_reason(error.to_string()));
        }
        match self.task.take() {
            None => Ok(None),
            Some(task) => match task.await {
                Err(error) if error.is_panic() => {
                    Err(napi::Error::from_reason(format!("the check broke off: {error}")))
                }
                _ => Ok(None),
            },
        }
    }
}

/// The last update of a check. Events have a field `event` in its place.
#[derive(Serialize)]
struct Finished<R> {
    report: R,
}

impl Updates {
    pub(crate) fn of_check(tasks: Tasks, mut checking: Checking) -> Self {
        Self::of(tasks, EVENTS, |told| async move {
            while let Some(update) = checking.next().await {
                match update {
                    Update::Progress(event) => tell(&told, &event).await,
                    Update::Finished(report) => tell(&told, &Finished { report }).await,
                    _ => {}
                }
            }
        })
    }

    pub(crate) fn of_scan(tasks: Tasks, mut checks: Checks<std::vec::IntoIter<Target>>) -> Self {
        Self::of(tasks, REPORTS, |told| async move {
            while let Some(report) = checks.next().await {
                tell(&told, &Finished { report }).await;
            }
        })
    }

    pub(crate) fn of_watch(tasks: Tasks, mut checks: Watch) -> Self {
        Self::of(tasks, REPORTS, |told| async move {
            while let Some(watched) = checks.next().await {
                tell(&told, &watched).await;
            }
        })
    }

    /// Work that tells one thing.
    pub(crate) fn of_one<T: Serialize + Send + Sync>(
        tasks: Tasks,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Self {
        Self::of(tasks, REPORTS, |told| async move { tell(&told, &work.await).await })
    }

    fn of<W, F>(tasks: Tasks, room: usize, work: W) -> Self
    where
        W: FnOnce(Sender<Told>) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, told) = channel(room);
        let task = tasks.spawn(work(sender));
        let stop = task.abort_handle();
        Self { tasks, running: Arc::new(Mutex::new(Running { told, task: Some(task) })), stop }
    }
}

#[napi]
impl Updates {
    /// The next update as JSON; `null` at the end, because the work is done or has been stopped.
    /// Then its sockets are closed.
    ///
    /// # Errors
    /// A defect of this package.
    #[napi]
    pub fn next<'env>(&self, env: &'env Env) -> napi::Result<Object<'env>> {
        let (deferred, promise) = env.create_deferred()?;
        // The end of a worker frees this object and not the task, which therefore may not borrow from it.
        let running = Arc::clone(&self.running);
        self.tasks.spawn(async move {
            let next = running.lock().await.next().await;
            deferred.resolve(|_| next);
        });
        Ok(promise)
    }

    /// Stops the work and drops what it has told and was not taken.
    #[napi]
    pub fn stop(&self) {
        self.stop.abort();
    }
}

impl Drop for Updates {
    fn drop(&mut self) {
        self.stop.abort();
    }
}

/// Whoever no longer listens has stopped the work, or will.
async fn tell(listener: &Sender<Told>, update: &impl Serialize) {
    listener.send(serde_json::to_string(update)).await.ok();
}
