//! Work on what peers send that costs processor time: searches for paths, signatures, long lists. It is done apart from
//! the threads on which everything else waits, so that a certificate made to be slow holds up nobody else.

use std::sync::{Arc, Mutex, PoisonError};

use super::Probe;
use super::limits::limits;

impl Probe<'_> {
    /// Does this on a thread for calls that block, a few at a time; here, where the system has no thread for it.
    pub(crate) async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        // The turns are never closed; without one the work would still be right.
        let _turn = self.shared.heavy.acquire().await.ok();
        let work = Arc::new(Mutex::new(Some(work)));
        let take = |work: &Mutex<Option<_>>| work.lock().unwrap_or_else(PoisonError::into_inner).take();
        let call = limits().work.soon({
            let work = Arc::clone(&work);
            move || take(&work).map(|work| work())
        });
        if let Ok(Some(done)) = call.await {
            return done;
        }
        match take(&work) {
            Some(work) => work(),
            // It is taken by that thread alone, which says what came of it.
            None => std::future::pending().await,
        }
    }

    /// The same for work on signatures, which counts for the whole check.
    pub(super) async fn counted<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        // Certificates are asked about one after the other, so nobody misses it in the meantime.
        let mut effort = std::mem::take(&mut *self.effort.lock().unwrap_or_else(PoisonError::into_inner));
        let (effort, done) = self
            .apart(move || {
                let done = effort.within(work);
                (effort, done)
            })
            .await;
        *self.effort.lock().unwrap_or_else(PoisonError::into_inner) = effort;
        done
    }
}
