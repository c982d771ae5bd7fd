//! The threads that do the network work, and whose tasks they run.
//!
//! Node ends an environment (a worker, a context of Electron's, the process) whenever it likes, also in the middle of
//! a check, and then frees every object, promise and callback of it; the other environments go on. So:
//!
//! INVARIANT: the threads belong to the process and to no environment. They are never joined and never detached: an
//! exit finds them as they are, as it finds Node's own.
//!
//! INVARIANT: the image is never unloaded once a thread of ours has started, although Node unloads an addon with the
//! last environment that loaded it.
//!
//! INVARIANT: a task borrows nothing, and whoever spawns one says which environment it belongs to. When that ends, its
//! tasks are stopped, and it waits until all of them are gone with what they held.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use std::{io, pin::Pin};

use napi::Env;
use napi::bindgen_prelude::retain_current_module_for_unload_safety;
use rdp_health::spare_threads;
use tokio::runtime::{Builder, Runtime};
use tokio::task::{AbortHandle, JoinHandle};

use crate::error::{Code, Result};

/// Two threads wait for all the sockets; more would not make a network faster.
const THREADS: usize = 2;
/// A task that is stopped is gone at its next wait. One that never waits is a defect, and the end of a worker must not
/// hang for it: its promise has been taken from it by then, so that it cannot do any harm.
const PATIENCE: Duration = Duration::from_secs(5);

/// The runtime of the process. It is leaked, since dropping it would wait for its threads.
static RUNTIME: Mutex<Option<&'static Runtime>> = Mutex::new(None);

fn runtime() -> io::Result<&'static Runtime> {
    let mut started = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = *started {
        return Ok(runtime);
    }
    if !spare_threads(2 * THREADS) {
        return Err(io::Error::other(
            "the system gives this process no more threads, and a check needs four; see `ulimit -u`, or the limit on \
             processes of the container",
        ));
    }
    retain_current_module_for_unload_safety();
    let runtime =
        Builder::new_multi_thread().worker_threads(THREADS).thread_name("rdp-health").enable_all().build()?;
    Ok(started.insert(Box::leak(Box::new(runtime))))
}

/// The tasks of one environment. Clones are the same.
#[derive(Clone)]
pub(crate) struct Tasks {
    runtime: &'static Runtime,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// The last task is gone.
    idle: Condvar,
}

#[derive(Default)]
struct State {
    /// The environment ends: nothing more is begun.
    ended: bool,
    begun: u64,
    running: HashMap<u64, AbortHandle>,
}

impl Tasks {
    /// Those of this environment. With the first call the threads start, if they have not, and its end is waited for.
    pub(crate) fn of(env: &Env) -> Result<Self> {
        if let Some(tasks) = env.get_instance_data::<Self>().map_err(Code::internal)? {
            return Ok(tasks.clone());
        }
        let runtime =
            runtime().map_err(|error| Code::internal(format!("no thread can be started: {error}")))?;
        let tasks = Self { runtime, shared: Arc::default() };
        env.add_env_cleanup_hook(tasks.clone(), |tasks| tasks.end()).map_err(Code::internal)?;
        env.set_instance_data(tasks.clone(), (), |_| ()).map_err(Code::internal)?;
        Ok(tasks)
    }

    /// Runs it in a task that ends with the environment.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        // Locked until the task is listed: it cannot be gone before.
        let mut state = self.shared.lock();
        state.begun += 1;
        let id = state.begun;
        let member = Member { id, shared: Arc::clone(&self.shared) };
        let task = self.runtime.spawn(Task { work: Box::pin(work), _member: member });
        if state.ended {
            task.abort();
        }
        state.running.insert(id, task.abort_handle());
        task
    }

    fn end(&self) {
        let mut state = self.shared.lock();
        state.ended = true;
        let running: Vec<AbortHandle> = state.running.values().cloned().collect();
        drop(state);
        for task in running {
            task.abort();
        }
        let state = self.shared.lock();
        let idle = &self.shared.idle;
        drop(idle.wait_timeout_while(state, PATIENCE, |state| !state.running.is_empty()));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// INVARIANT: `work`, with all that it holds, is dropped before `_member`, which says that the task is gone.
struct Task {
    work: Pin<Box<dyn Future<Output = ()> + Send>>,
    _member: Member,
}

impl Future for Task {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.work.as_mut().poll(context)
    }
}

/// An entry in the list of tasks.
struct Member {
    id: u64,
    shared: Arc<Shared>,
}

impl Drop for Member {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.running.remove(&self.id);
        if state.running.is_empty() {
            self.shared.idle.notify_all();
        }
    }
}
