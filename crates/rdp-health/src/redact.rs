//! Reports without names: hosts, addresses, users, fingerprints and certificates become placeholders. Pure.
//!
//! It is done on the report, before any format sees it: each text of it has a place, and the place says what it is
//! (`places.rs`). What a name stands for is remembered (`names.rs`), so that one document has one placeholder for it
//! wherever it stands, and texts are searched for every name that was met, for addresses and for fingerprints (`scan.rs`).
//! A word of our own texts names nobody; of a text that is not ours nothing else is kept.

mod names;
mod places;
mod scan;

use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::explain::{Explanation, LogExplanation};
use crate::observe::InsideFacts;
use crate::report::{Audit, Report};
use crate::what_if::HostLosses;
use names::Names;

/// Replaces what names a person or a machine. One redactor gives one placeholder for one name, so reports that belong together go
/// through the same one.
///
/// ```
/// # use rdp_health::{Redactor, Report};
/// # fn example(report: &Report) -> Result<(), rdp_health::Error> {
/// let shared = Redactor::new().report(report)?;
/// assert!(shared.redacted);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Redactor {
    names: Names,
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new()
    }
}

impl Redactor {
    /// One that has met no name.
    #[must_use]
    pub fn new() -> Self {
        Self { names: Names::new() }
    }

    /// The report with placeholders: `host-1`, `192.0.2.1`, `fingerprint-1`. It cannot be judged again.
    ///
    /// # Errors
    /// None that a report made by this crate can cause.
    pub fn report(&mut self, report: &Report) -> Result<Report, Error> {
        let mut value = serde_json::to_value(report).map_err(failed)?;
        self.document(&mut value);
        serde_json::from_value(value).map_err(failed)
    }

    /// The audit with placeholders, and without what the files say.
    ///
    /// # Errors
    /// None that an audit made by this crate can cause.
    pub fn audit(&mut self, audit: &Audit) -> Result<Audit, Error> {
        let mut value = serde_json::to_value(audit).map_err(failed)?;
        self.document(&mut value);
        let nothing = serde_json::to_value(InsideFacts::default()).map_err(failed)?;
        if let Some(seen) = value.get_mut("observations").and_then(Value::as_object_mut) {
            seen.insert("inside".to_owned(), nothing);
        }
        serde_json::from_value(value).map_err(failed)
    }

    fn document(&mut self, value: &mut Value) {
        // What a host says of itself is not ours in any word: it is left out, and sentences lose what they took from it.
        let seen = value.get_mut("observations").and_then(Value::as_object_mut);
        let inside = seen.and_then(|seen| seen.remove("inside"));
        places::meet(value, &mut self.names);
        if let Some(inside) = inside {
            places::meet_foreign(&inside, &mut self.names);
        }
        places::rewrite(value, &mut self.names);
        if let Value::Object(fields) = value {
            fields.insert("redacted".to_owned(), Value::Bool(true));
        }
    }

    /// A text that is not ours, such as a line of a log: of its words those that are words of this crate's own texts are
    /// kept, and numbers and codes.
    #[must_use]
    pub fn text(&mut self, text: &str) -> String {
        scan::foreign(text, &mut self.names)
    }

    /// What a change would cost the host of this report, without its names.
    ///
    /// # Errors
    /// As [`report`](Self::report).
    pub fn losses(&mut self, report: &Report, losses: &HostLosses) -> Result<HostLosses, Error> {
        let mut losses = losses.clone();
        losses.host = self.report(report)?.target.to_string();
        for lost in &mut losses.lost {
            lost.why = lost.why.take().map(|why| scan::ours(&why, &mut self.names));
        }
        for unseen in &mut losses.not_seen {
            unseen.why = scan::ours(&unseen.why, &mut self.names);
        }
        Ok(losses)
    }

    /// An explanation without the words of the one who asked.
    #[must_use]
    pub fn explanation(&mut self, explanation: &Explanation) -> Explanation {
        let mut explanation = explanation.clone();
        explanation.query = self.text(&explanation.query);
        explanation
    }

    /// What a log says, without the words of the log.
    #[must_use]
    pub fn log(&mut self, log: &LogExplanation) -> LogExplanation {
        let mut log = log.clone();
        for group in &mut log.groups {
            group.text = self.text(&group.text);
        }
        log
    }

    /// Whether a word of three letters or more is one of this crate's own, which names no one.
    #[doc(hidden)]
    #[must_use]
    pub fn knows(word: &str) -> bool {
        Names::is_ours(word)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn failed(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::InvalidReport, format!("it cannot be redacted: {error}"), "report this bug")
}
