//! What the library logs, kept until a Python thread asks for it.
//!
//! INVARIANT: whoever logs never waits, neither for the GIL nor for a lock of Python's `logging`: so nothing can lock
//! up. If nobody fetches the records, the newest are dropped.

use std::collections::VecDeque;
use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

/// More than a fleet logs while a Python thread is held up for a moment.
const MOST: usize = 10_000;
/// How long a wait for a record takes at most.
const WAIT: Duration = Duration::from_millis(100);

/// Python's level, the message, and the fields with OpenTelemetry's names.
pub(crate) type Record = (u8, String, Vec<(String, String)>);

#[derive(Default)]
pub(crate) struct Log {
    /// The least of Python's levels that is kept; 0 = nothing is.
    level: AtomicU8,
    records: Mutex<VecDeque<Record>>,
    arrived: Condvar,
}

impl Log {
    pub(crate) fn set_level(&self, level: u8) {
        self.level.store(level, Ordering::Relaxed);
    }

    /// Takes what is logged on the calling thread, for as long as the thread lives.
    pub(crate) fn listen_on_this_thread(log: &Arc<Self>) {
        let dispatch = Dispatch::new(Ear(Arc::clone(log)));
        std::mem::forget(tracing::dispatcher::set_default(&dispatch));
    }

    /// The next record, if one comes soon.
    pub(crate) fn next(&self) -> Option<Record> {
        let records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut records, _) = self
            .arrived
            .wait_timeout_while(records, WAIT, |records| records.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        records.pop_front()
    }

    fn keep(&self, record: Record) {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() < MOST {
            records.push_back(record);
            self.arrived.notify_one();
        }
    }
}

/// Python's number for a level.
fn python_level(level: Level) -> u8 {
    match level {
        Level::ERROR => 40,
        Level::WARN => 30,
        Level::INFO => 20,
        Level::DEBUG => 10,
        Level::TRACE => 5,
    }
}

struct Ear(Arc<Log>);

impl Subscriber for Ear {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> Interest {
        // The level may change: it is asked for each time.
        Interest::sometimes()
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let least = self.0.level.load(Ordering::Relaxed);
        least != 0
            && least <= python_level(*metadata.level())
            && metadata.is_event()
            && metadata.target().starts_with("rdp_health")
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text::default();
        event.record(&mut text);
        self.0.keep((python_level(*event.metadata().level()), text.message, text.fields));
    }

    // The library has no spans.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Text {
    message: String,
    fields: Vec<(String, String)>,
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.push((field.name().to_owned(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            // Writing to a string cannot fail.
            let _ = write!(self.message, "{value:?}");
        } else {
            self.fields.push((field.name().to_owned(), format!("{value:?}")));
        }
    }
}
