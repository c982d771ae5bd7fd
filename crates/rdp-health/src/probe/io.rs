//! What every probe shares: the clock of one check, its ledger, and what it was asked to do.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::time::Instant;

use super::net::Closing;
use super::pace::Turn;
use super::shared::Shared;
use crate::certificate::{self, Effort};
use crate::event::Progress;
use crate::observe::{CertificateFacts, Ledger, Wait};
use crate::options::{CheckOptions, Timeouts};
use crate::outcome::{ClosedBy, FailureKind, Outcome, Skipped};

/// So long a service that waits for its client to begin is given to answer: it does so at once, and a segment that is lost
/// twice is sent again by then.
const BRIEF: Duration = Duration::from_secs(2);

/// Bytes of all documents that the certificates of one check name. Large authorities' lists have a few million.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// This part of a rest a server has between the end of its connection and the next one.
const MOMENT: u32 = 10;

/// So many certificates of a chain are kept: the longest honest ones have five.
pub(super) const MOST_CERTIFICATES: usize = 10;

/// The I/O of one check: its clock, and the ledger in which every question writes down what it cost.
///
/// Questions to different parties share it while they run at the same time.
pub(crate) struct Probe<'a> {
    pub(super) shared: &'a Arc<Shared>,
    pub(super) options: &'a CheckOptions,
    pub(super) progress: Progress,
    pub(super) began: Instant,
    pub(super) ledger: Mutex<Ledger>,
    /// Bytes of documents that the certificates of this check may still cost.
    pub(super) documents: Arc<AtomicU64>,
    /// What work on their signatures may still cost.
    pub(super) effort: Mutex<Effort>,
    /// Microseconds for which connections waited for their turn among those to other hosts.
    paused: AtomicU64,
    /// Connections that we have closed, until the next question.
    closing: Mutex<Vec<Closing>>,
}

impl<'a> Probe<'a> {
    pub(crate) fn new(shared: &'a Arc<Shared>, progress: Progress) -> Self {
        Self {
            shared,
            options: &shared.options,
            progress,
            began: Instant::now(),
            ledger: Mutex::default(),
            documents: Arc::new(MOST_BYTES.into()),
            effort: Mutex::default(),
            paused: AtomicU64::default(),
            closing: Mutex::default(),
        }
    }

    /// Held for an instant only, never over a wait.
    pub(super) fn closing(&self) -> MutexGuard<'_, Vec<Closing>> {
        self.closing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Held for an instant only, never over a wait.
    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a connection to the address may be opened. Its number, from 1, and its place, which it holds while it
    /// is open.
    pub(super) async fn next_connection(&self, address: SocketAddr) -> (u32, Turn) {
        let waits_from = Instant::now();
        let turn = self.shared.pace.turn(address).await;
        let waited = u64::try_from(waits_from.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.paused.fetch_add(waited, Ordering::Relaxed);
        let mut ledger = self.ledger();
        ledger.connections += 1;
        (ledger.connections, turn)
    }

    /// The time for this host: what it waits because of others does not count.
    fn budget(&self) -> Duration {
        self.options
            .timeouts
            .budget
            .saturating_add(Duration::from_micros(self.paused.load(Ordering::Relaxed)))
    }

    /// Counts round trips that had to be waited for.
    pub(super) fn waited(&self, round_trips: u32) {
        self.ledger().round_trips += round_trips;
    }

    /// What the check cost; the timeline in the order in which its phases began.
    pub(crate) fn into_ledger(self) -> Ledger {
        let mut ledger = self.ledger.into_inner().unwrap_or_else(PoisonError::into_inner);
        ledger.timeline.sort_by_key(|entry| entry.start);
        ledger
    }

    /// Time since the check began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Whether the time for this host is used up.
    pub(crate) fn out_of_time(&self) -> bool {
        self.budget() <= self.elapsed()
    }

    /// The end of a wait that begins now, never behind the end of the budget.
    pub(super) fn deadline(&self, wait: Duration) -> Instant {
        (Instant::now() + wait).min(self.began + self.budget())
    }

    /// How long an answer is waited for. The long wait is never so long that nothing else can be asked.
    pub(super) fn wait_for(&self, wait: Wait) -> Duration {
        let Timeouts { answer, patience, .. } = self.options.timeouts;
        match wait {
            Wait::Usual => answer,
            Wait::Brief => answer.min(BRIEF),
            Wait::Long => {
                let left = self.budget().saturating_sub(self.elapsed()).saturating_sub(answer);
                patience.min(left).max(answer)
            }
        }
    }

    /// Leaves a party in peace for a moment between two connections.
    pub(crate) async fn rest(&self) {
        tokio::time::sleep_until(self.deadline(self.options.pacing)).await;
    }

    /// Waits until those who answered have closed their ends as well, and a moment more, no longer than a rest: a server
    /// that serves one client at a time refuses the next one before.
    pub(crate) async fn part(&self) {
        let closing = std::mem::take(&mut *self.closing());
        if closing.is_empty() {
            return;
        }
        let rest = self.options.pacing;
        let deadline = self.deadline(rest);
        for connection in closing {
            connection.closed(deadline).await;
        }
        tokio::time::sleep_until(deadline.min(self.deadline(rest / MOMENT))).await;
    }

    /// A wait that the budget cut short says nothing about the peer.
    pub(super) fn not_the_peer<T>(&self, outcome: &mut Outcome<T>) {
        if let Outcome::Failed(failure) = outcome
            && failure.closed_by == ClosedBy::Deadline
            && self.out_of_time()
        {
            failure.kind = FailureKind::OutOfTime;
            failure.closed_by = ClosedBy::Us;
        }
    }
}

/// What the certificates of a handshake say.
pub(super) fn certificates(chain: &[Vec<u8>]) -> Outcome<Vec<CertificateFacts>> {
    match chain.is_empty() {
        true => Outcome::Skipped(Skipped::NoCertificate),
        false => {
            Outcome::Done(chain.iter().take(MOST_CERTIFICATES).map(|der| certificate::read(der)).collect())
        }
    }
}

/// Fresh random bytes. Our hellos are never completed, so nothing depends on them but their being different.
pub(super) fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    // On failure the zeros serve as well: any 32 bytes are a valid random and a valid X25519 share.
    let _ = SystemRandom::new().fill(&mut bytes);
    bytes
}
