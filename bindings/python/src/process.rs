//! Which process this is: `fork` copies the memory of one and none of its threads.

use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often the memory of this process was copied by `fork`, counted from the first ancestor on.
static FORKS: AtomicU64 = AtomicU64::new(0);

/// A process, told from all whose memory it has, also from one whose id it was given again.
///
/// The id is there as well, since not every `fork` tells Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) id: u32,
    pub(crate) forks: u64,
}

impl Process {
    pub(crate) fn current() -> Self {
        Self { id: process::id(), forks: FORKS.load(Ordering::Relaxed) }
    }

    /// To be called in every forked child, before anything else of this package is.
    pub(crate) fn forked() {
        FORKS.fetch_add(1, Ordering::Relaxed);
    }
}
