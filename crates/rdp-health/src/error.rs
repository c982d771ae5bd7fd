//! Why something was not done. What a host does is never among it: that is in the report.

use std::borrow::Cow;
use std::fmt;

use crate::inert::inert;

/// Misuse: what was wrong, and what to write instead. Always one line.
///
/// `Debug` is the same line, because that is what `main() -> Result<(), Box<dyn Error>>` prints.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}; {remedy}", self.place())]
#[non_exhaustive]
pub struct Error {
    /// Which kind of misuse, for programs.
    pub kind: ErrorKind,
    /// The option at fault, by its path: `timeouts.connect`.
    pub option: Option<String>,
    /// The line of the text at fault, from 1.
    pub line: Option<usize>,
    /// The file at fault, where it is one that names hosts.
    pub place: Option<Box<FilePlace>>,
    /// What was wrong.
    pub problem: String,
    /// What to write instead.
    pub remedy: String,
    /// The known name that is most like an unknown one, where one is like it at all.
    pub nearest: Option<Box<str>>,
}

/// What of a file is wrong. The line is the error's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FilePlace {
    /// The file, as it was named.
    pub file: String,
    /// The setting, attribute or column.
    pub key: Option<String>,
}

/// The kinds of [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The target is no host, no address of a known scheme and no file that names hosts.
    InvalidTarget,
    /// The file is of another kind than those that name hosts, or names none: a picture, a page, a text.
    OtherFile,
    /// The value of an option makes no sense.
    InvalidOption,
    /// A file of client profiles or of endpoints cannot be used.
    InvalidProfile,
    /// The text is not the JSON of a report.
    InvalidReport,
    /// Nothing is known of the code that was to be explained.
    UnknownCode,
    /// The catalogue has no cause of this id.
    UnknownCause,
    /// The call would block a thread on which an asynchronous runtime runs its tasks.
    WouldBlock,
    /// The system has no resources for a check.
    NoResources,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        // What was wrong is often said in the words of a file, which others may have written.
        let (problem, remedy) = (line(problem.into()), line(remedy.into()));
        Self { kind, option: None, line: None, place: None, problem, remedy, nearest: None }
    }

    /// A report that could not be read, and why.
    #[must_use]
    pub fn unreadable(why: &std::io::Error) -> Self {
        Self::new(ErrorKind::InvalidReport, why.to_string(), "name a file that can be read")
    }

    pub(crate) fn target(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidTarget, problem, remedy)
    }

    pub(crate) fn other_file(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(ErrorKind::OtherFile, problem, remedy)
    }

    pub(crate) fn option(path: &str, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { option: Some(path.to_owned()), ..Self::new(ErrorKind::InvalidOption, problem, remedy) }
    }

    pub(crate) fn profile(line: usize, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { line: Some(line), ..Self::new(ErrorKind::InvalidProfile, problem, remedy) }
    }

    /// The same, at this place of a file.
    pub(crate) fn at(mut self, file: &str, line: Option<usize>, key: Option<&str>) -> Self {
        self.line = line;
        let key = key.map(|key| self::line(key.to_owned()));
        self.place = Some(Box::new(FilePlace { file: self::line(file.to_owned()), key }));
        self
    }

    /// Where it is wrong, as the beginning of the message.
    fn place(&self) -> String {
        let option = self.option.iter().map(|option| format!("{option}: "));
        let place = match (&self.place, self.line) {
            (Some(place), Some(line)) => Some(format!("{}:{line}: ", place.file)),
            (Some(place), None) => Some(format!("{}: ", place.file)),
            (None, Some(line)) => Some(format!("line {line}: ")),
            (None, None) => None,
        };
        let key = self.place.iter().filter_map(|place| place.key.as_ref()).map(|key| format!("'{key}': "));
        option.chain(place).chain(key).collect()
    }
}

fn line(text: String) -> String {
    match inert(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(clean) => clean,
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
