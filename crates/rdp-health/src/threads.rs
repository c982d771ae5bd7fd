//! Whether the system gives threads, for those who start a runtime for us.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// Whether the system gives this process so many more threads at a time, by starting and ending them.
///
/// Where it gives none (`ulimit -u`, a limit on processes of a container), tokio's runtime of several threads panics
/// instead of failing: who starts one asks first. A check itself needs one thread for each name lookup and for reading
/// files, and says in its report what it had to leave out.
#[must_use]
pub fn spare_threads(wanted: usize) -> bool {
    let gate = Mutex::new(());
    thread::scope(|scope| {
        let closed = gate.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = || drop(gate.lock());
        let spare = (0..wanted).all(|_| {
            let thread = thread::Builder::new().stack_size(64 * 1024);
            thread.spawn_scoped(scope, waits).is_ok()
        });
        drop(closed);
        spare
    })
}
