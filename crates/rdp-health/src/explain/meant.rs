//! What the text of a client most probably means: for whoever compares it with what was seen.

use super::{CodeConfidence, Explainer, Reading, text};
use crate::error::Error;

/// A longer text is a log, in bytes and in lines.
const LONGEST_WINDOW: usize = 8 * 1024;
const LINES_OF_A_WINDOW: usize = 20;

/// What one code or message of a text can mean: the likeliest first.
pub(crate) type Alternatives = Vec<Reading>;

impl Explainer {
    /// What a client's window, an event or the lines of a log say, the most telling first.
    ///
    /// # Errors
    /// Nothing in it is known.
    pub(crate) fn meant(&self, query: &str) -> Result<Vec<Alternatives>, Error> {
        let window = query.len() <= LONGEST_WINDOW && query.lines().count() <= LINES_OF_A_WINDOW;
        let mut meant = match window {
            true => alternatives(self.explain(query)?.readings),
            false => {
                let mut log = self.log();
                query.lines().for_each(|line| log.line(line));
                log.finish().groups.into_iter().map(|group| vec![group.reading]).collect()
            }
        };
        meant.retain(|readings| readings.first().is_some_and(is_known));
        meant.sort_by_key(|readings| readings.first().map(text::rank));
        match meant.is_empty() {
            false => Ok(meant),
            true => Err(self.unknown(query)),
        }
    }
}

/// Readings of the same number that nothing assigns to a table exclude each other; all else is said together.
fn alternatives(readings: Vec<Reading>) -> Vec<Alternatives> {
    let mut meant: Vec<Alternatives> = Vec::new();
    for reading in readings.into_iter().filter(is_known) {
        let guess = |one: &Reading| one.confidence == CodeConfidence::Guess && one.code_dec.is_some();
        let same = |other: &Reading| guess(other) && guess(&reading) && other.code_dec == reading.code_dec;
        match meant.last_mut().filter(|last| last.first().is_some_and(same)) {
            Some(last) => last.push(reading),
            None => meant.push(vec![reading]),
        }
    }
    meant
}

/// What is concluded from the form of a code alone says nothing about a host.
fn is_known(reading: &Reading) -> bool {
    reading.confidence != CodeConfidence::Inferred
}
