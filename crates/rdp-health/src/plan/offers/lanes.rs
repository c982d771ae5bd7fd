//! How many hellos may be under way at the same time.

use std::time::Duration;

/// What an answer may take longer than alone before it is called slower: a busy machine is no host that throttles.
const LATER: Duration = Duration::from_millis(100);

/// Whether an answer came as quickly as when it was asked for alone.
pub(crate) fn as_quick(took: Duration, alone: Duration) -> bool {
    took <= alone.saturating_mul(2).saturating_add(LATER)
}

/// Begins with one, has one more with each answer that comes as quickly as when it was asked for alone, and goes back
/// to one for good at the first that does not.
#[derive(Debug)]
pub(super) struct Lanes {
    open: usize,
    most: usize,
    /// The longest that an answer took while there was one lane.
    alone: Duration,
    rest: bool,
    closed: bool,
}

impl Lanes {
    pub(super) fn new(most: u16) -> Self {
        Self { open: 1, most: usize::from(most).max(1), alone: Duration::ZERO, rest: false, closed: false }
    }

    /// The same beside other questions, of which one took so long when it was asked alone.
    pub(super) fn beside(most: u16, alone: Duration) -> Self {
        let lanes = Self::new(most);
        Self { open: lanes.most.min(2), alone, ..lanes }
    }

    pub(super) fn open(&self) -> usize {
        self.open
    }

    /// Whether the host did not answer the last hello, and is left in peace before the next.
    pub(super) fn rest(&self) -> bool {
        self.rest
    }

    /// Whether an answer was missing, or came later than alone.
    pub(super) fn closed(&self) -> bool {
        self.closed
    }

    /// From here on there is one, whatever comes.
    pub(super) fn close(&mut self) {
        (self.open, self.most, self.closed) = (1, 1, true);
    }

    /// How long an answer took; `None` = there was none.
    pub(super) fn heard(&mut self, took: Option<Duration>) {
        self.rest = took.is_none();
        if self.open == 1 {
            self.alone = self.alone.max(took.unwrap_or_default());
        }
        match took {
            Some(took) if as_quick(took, self.alone) => {
                self.open = self.open.saturating_add(1).min(self.most);
            }
            _ => self.close(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_open_one_by_one_and_close_for_good() {
        let quick = Some(Duration::from_millis(20));
        for last in [None, Some(Duration::from_millis(141))] {
            let mut lanes = Lanes::new(3);
            let mut open = vec![lanes.open()];
            for took in [quick, Some(Duration::from_millis(140)), quick, last, quick, quick] {
                lanes.heard(took);
                open.push(lanes.open());
            }
            assert_eq!(open, [1, 2, 3, 3, 1, 1, 1]);
            assert!(lanes.closed() && !lanes.rest());
            lanes.heard(None);
            assert!(lanes.rest());
        }
    }
}
