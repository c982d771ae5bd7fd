//! Whether this process got to run while it waited: a timer that fires late says that it did not.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// The timers that are watched. A computer with much to do is late by some milliseconds, and every answer is read all the
/// same: what counts is to be late by more than a beat.
const BEAT: Duration = Duration::from_millis(100);

/// Waits for it, and says for how much of the time nothing here could run: what came meanwhile was not read, and the end
/// of a wait is no sign that nothing came.
pub(super) async fn watching<T>(it: impl Future<Output = T>) -> (T, Duration) {
    let mut it = pin!(it);
    let mut lost = Duration::ZERO;
    loop {
        let due = Instant::now() + BEAT;
        tokio::select! {
            biased;
            ended = &mut it => return (ended, lost.saturating_add(late(due))),
            () = sleep(BEAT) => lost = lost.saturating_add(late(due)),
        }
    }
}

fn late(due: Instant) -> Duration {
    Some(due.elapsed()).filter(|late| BEAT < *late).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_idle_process_loses_nothing() {
        let (said, lost) = watching(async {
            sleep(Duration::from_secs(3)).await;
            "done"
        })
        .await;
        assert_eq!((said, lost), ("done", Duration::ZERO));
    }

    #[tokio::test]
    async fn what_blocks_the_only_thread_is_seen() {
        for (first, then) in [(0, 300), (150, 0)] {
            let ((), lost) = watching(async {
                sleep(Duration::from_millis(first)).await;
                // As if the system gave the thread to somebody else.
                std::thread::sleep(Duration::from_millis(400));
                sleep(Duration::from_millis(then)).await;
            })
            .await;
            assert!(Duration::from_millis(250) < lost, "{lost:?}");
        }
    }
}
