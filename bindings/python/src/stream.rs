//! Reports and events, taken one by one: by waiting, or by being called back.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rdp_health::{Checking, Checks, Target, Update, Watch};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::watch;

use crate::error::defect;
use crate::process::Process;

/// How often a waiting thread looks whether Ctrl-C was pressed.
const SIGNAL_CHECK: Duration = Duration::from_millis(50);

/// What a stream takes its items from.
pub(crate) enum Work {
    /// A check that runs in its own task: a slow reader does not make the host look slow.
    One(UnboundedReceiver<Update>),
    Many(Checks<std::vec::IntoIter<Target>>),
    /// The checks of a watch; none runs unless it is asked for.
    Again(Watch),
}

/// Whether it ends a check (else it is an event), and its JSON.
type Item = (bool, String);
type Next = Option<Result<Item, serde_json::Error>>;

impl Work {
    /// Starts a check; without `events` it only reports.
    pub(crate) fn one(runtime: &Runtime, checking: Checking, events: bool) -> Self {
        let (sender, updates) = unbounded_channel();
        runtime.spawn(run(checking, events, sender));
        Self::One(updates)
    }

    /// The JSON is written here, in a thread that holds no lock of Python's.
    async fn next(&mut self) -> Next {
        match self {
            Self::One(updates) => Some(match updates.recv().await? {
                Update::Finished(report) => serde_json::to_string(&report).map(|json| (true, json)),
                Update::Progress(event) => serde_json::to_string(&event).map(|json| (false, json)),
                _ => return None,
            }),
            Self::Many(checks) => {
                let report = checks.next().await?;
                Some(serde_json::to_string(&report).map(|json| (true, json)))
            }
            Self::Again(checks) => {
                let watched = checks.next().await?;
                Some(serde_json::to_string(&watched).map(|json| (true, json)))
            }
        }
    }
}

/// Runs a check to its end, or until nobody is left to be told.
async fn run(mut checking: Checking, events: bool, told: UnboundedSender<Update>) {
    let telling = async {
        while let Some(update) = checking.next().await {
            if events || matches!(update, Update::Finished(_)) {
                let _ = told.send(update);
            }
        }
    };
    tokio::select! {
        () = telling => {}
        () = told.closed() => {}
    }
}

/// A check, or many, under way. Closing or dropping it stops the network work.
#[pyclass(frozen, module = "rdp_health._native")]
pub(crate) struct Stream {
    runtime: &'static Runtime,
    /// The process whose threads do the work.
    process: Process,
    open: Mutex<Option<Open>>,
}

struct Open {
    work: Arc<tokio::sync::Mutex<Work>>,
    /// Whoever waits on it learns that it was dropped.
    closing: watch::Sender<()>,
}

impl Stream {
    pub(crate) fn new(runtime: &'static Runtime, work: Work) -> Self {
        let open = Open { work: Arc::new(tokio::sync::Mutex::new(work)), closing: watch::Sender::new(()) };
        Self { runtime, process: Process::current(), open: Mutex::new(Some(open)) }
    }

    fn open(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands the next item over, in a thread of the runtime.
    fn take(&self, deliver: impl FnOnce(Next) + Send + 'static) -> PyResult<()> {
        if self.process != Process::current() {
            return Err(PyRuntimeError::new_err(
                "this check was started before the process was forked; start it in the process that reads it",
            ));
        }
        let open = self.open();
        let Some(Open { work, closing }) = open.as_ref() else {
            deliver(None);
            return Ok(());
        };
        let (work, mut closing) = (Arc::clone(work), closing.subscribe());
        self.runtime.spawn(async move {
            let next = tokio::select! {
                next = async { work.lock().await.next().await } => next,
                _ = closing.changed() => None,
            };
            // Whatever is still open is closed before anybody is told.
            drop(work);
            deliver(next);
        });
        Ok(())
    }
}

#[pymethods]
impl Stream {
    /// Waits for the next item with the GIL released.
    fn next(&self, py: Python<'_>) -> PyResult<Option<Item>> {
        let (sender, mut receiver) = mpsc::channel();
        self.take(move |next| {
            // Nobody receives it if the wait was interrupted.
            let _ = sender.send(next);
        })?;
        loop {
            let (returned, received) = py.detach(move || {
                let received = receiver.recv_timeout(SIGNAL_CHECK);
                (receiver, received)
            });
            receiver = returned;
            match received {
                Ok(next) => return next.transpose().map_err(defect),
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    py.check_signals().inspect_err(|_| self.close())?;
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => return Err(defect("the check broke off")),
            }
        }
    }

    /// Has `callback(item, problem)` called from another thread: exactly once, whatever happens.
    fn call_with_next(&self, callback: Py<PyAny>) -> PyResult<()> {
        let waiting = Waiting(Some(callback));
        self.take(move |next| match next.transpose() {
            Ok(item) => waiting.tell(item, None),
            Err(error) => waiting.tell(None, Some(error.to_string())),
        })
    }

    /// Stops the network work. Those who wait for an item get none.
    fn close(&self) {
        if self.process == Process::current() {
            let open = self.open().take();
            drop(open);
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if self.process != Process::current() {
            // A forked child has the parent's locks in whatever state they were: it must not touch them.
            std::mem::forget(self.open().take());
        }
    }
}

/// A callback that is owed an answer, and gets one even if the check panics.
struct Waiting(Option<Py<PyAny>>);

impl Waiting {
    fn tell(mut self, item: Option<Item>, problem: Option<String>) {
        self.call(item, problem);
    }

    fn call(&mut self, item: Option<Item>, problem: Option<String>) {
        let Some(callback) = self.0.take() else { return };
        // Without an interpreter, which is being shut down, there is nobody to tell and nothing to free.
        let _ = Python::try_attach(|py| {
            if let Err(error) = callback.call1(py, (item, problem)) {
                error.write_unraisable(py, Some(callback.bind(py)));
            }
            callback.drop_ref(py);
        });
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.call(None, Some("the check broke off".to_owned()));
    }
}
