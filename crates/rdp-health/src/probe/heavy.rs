//! Work on what peers send that costs processor time: searches for paths, signatures, long lists. It is done apart from
//! the threads on which everything else waits, so that a certificate made to be slow holds up nobody else.

use std::panic::resume_unwind;
use std::sync::PoisonError;

use super::Probe;

impl Probe<'_> {
    /// Does this on a thread for work that blocks, a few at a time.
    pub(crate) async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        // The turns are never closed; without one the work would still be right.
        let _turn = self.shared.heavy.acquire().await.ok();
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done,
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // Only a runtime that is shutting down cancels, and it polls nothing any more.
                Err(_) => std::future::pending().await,
            },
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
