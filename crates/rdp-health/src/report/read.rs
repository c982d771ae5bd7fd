//! Reports from a file or a stream: one, an array of them, or one per line.

use std::io::{BufRead, Read as _};

use super::Report;
use crate::error::{Error, ErrorKind};

/// The longest report that is read, in bytes.
const LONGEST: u64 = 64 << 20;

/// Reads reports one after the other: those of NDJSON are not kept, however many there are.
///
/// An error ends it. What is written as an array, or over several lines, is read as a whole.
#[derive(Debug)]
pub struct Reports<R> {
    input: R,
    line: usize,
    /// Reports that were read together, the last one first.
    waiting: Vec<Report>,
    over: bool,
}

impl<R: BufRead> Reports<R> {
    /// Reports from this input.
    pub fn new(input: R) -> Self {
        Self { input, line: 0, waiting: Vec::new(), over: false }
    }

    fn read(&mut self) -> Result<Option<Report>, Error> {
        if let Some(report) = self.waiting.pop() {
            return Ok(Some(report));
        }
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let limit = LONGEST.saturating_add(1);
            let read = self
                .input
                .by_ref()
                .take(limit)
                .read_until(b'\n', &mut bytes)
                .map_err(|error| Error::new(ErrorKind::InvalidReport, error.to_string(), READABLE))?;
            self.line = self.line.saturating_add(1);
            if read == 0 {
                return Ok(None);
            }
            if LONGEST < u64::try_from(bytes.len()).unwrap_or(u64::MAX) {
                return Err(self.wrong("a line is longer than 64 MiB"));
            }
            if self.line == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                bytes.drain(..3);
            }
            if !bytes.trim_ascii().is_empty() {
                break;
            }
        }
        match serde_json::from_slice::<Report>(&bytes) {
            Ok(report) => Ok(Some(report)),
            // An array, or a report over several lines.
            Err(error) if error.is_eof() || bytes.trim_ascii_start().starts_with(b"[") => self.whole(bytes),
            Err(error) => Err(self.wrong(&error.to_string())),
        }
    }

    fn whole(&mut self, mut bytes: Vec<u8>) -> Result<Option<Report>, Error> {
        self.input
            .read_to_end(&mut bytes)
            .map_err(|error| Error::new(ErrorKind::InvalidReport, error.to_string(), READABLE))?;
        let first = self.line;
        if bytes.trim_ascii_start().starts_with(b"[") {
            self.waiting = serde_json::from_slice(&bytes).map_err(|error| later(first, &error))?;
        } else {
            let documents = serde_json::Deserializer::from_slice(&bytes).into_iter::<Report>();
            self.waiting = documents.collect::<Result<_, _>>().map_err(|error| later(first, &error))?;
        }
        self.waiting.reverse();
        Ok(self.waiting.pop())
    }

    fn wrong(&self, problem: &str) -> Error {
        let mut error = Error::new(ErrorKind::InvalidReport, problem, READABLE);
        error.line = Some(self.line);
        error
    }
}

const READABLE: &str = "give the output of rdp-health check --format json or ndjson";

/// What is wrong further down.
fn later(first: usize, problem: &serde_json::Error) -> Error {
    let mut error = Error::new(ErrorKind::InvalidReport, problem.to_string(), READABLE);
    error.line = Some(first.saturating_add(problem.line().saturating_sub(1)));
    error
}

impl<R: BufRead> Iterator for Reports<R> {
    type Item = Result<Report, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let read = self.read();
        self.over = !matches!(read, Ok(Some(_)));
        read.transpose()
    }
}
