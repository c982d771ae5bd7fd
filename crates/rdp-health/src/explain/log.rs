//! A whole log: every line that says something, in groups, in memory that does not grow with the log.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::words::words_of;
use super::{Explainer, Reading, text};

/// A longer line is read in pieces of so many bytes: what is searched for in a piece costs more, the longer it is.
const PIECE: usize = 8 * 1024;

/// Of a longer line only this much is read, in bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// Of the first line of a group this much is kept, in characters.
const LONGEST_TEXT: usize = 240;

/// So many lines can share one message.
const LINES_OF_A_MESSAGE: usize = 4;

/// What a log says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LogExplanation {
    /// How many lines it has.
    pub lines: u64,
    /// How many of them say something that is known.
    pub telling_lines: u64,
    /// How many are longer than 64 KiB, of which no more was read.
    pub cut_lines: u64,
    /// What they say, the one to begin with first.
    pub groups: Vec<LogGroup>,
}

/// One thing that a log says, once or often.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LogGroup {
    /// What it means.
    pub reading: Reading,
    /// How many lines say it.
    pub lines: u64,
    /// The first of them, counted from 1.
    pub first_line: u64,
    /// The last of them.
    pub last_line: u64,
    /// The first line as it is written, cut where it is long.
    pub text: String,
}

/// Takes a log line by line.
#[derive(Debug)]
pub struct LogReader<'a> {
    known: &'a Explainer,
    lines: u64,
    telling_lines: u64,
    cut_lines: u64,
    groups: HashMap<text::Key, LogGroup>,
    /// The lines before that said nothing: a window's sentence goes over several.
    before: Vec<String>,
}

impl<'a> LogReader<'a> {
    pub(super) fn new(known: &'a Explainer) -> Self {
        Self { known, lines: 0, telling_lines: 0, cut_lines: 0, groups: HashMap::new(), before: Vec::new() }
    }

    /// Reads the next line.
    pub fn line(&mut self, line: &str) {
        self.lines += 1;
        let line = line.trim();
        self.cut_lines += u64::from(LONGEST_LINE < line.len());
        let mut readings: Vec<Reading> = Vec::new();
        let mut said: HashSet<text::Key> = HashSet::new();
        for piece in pieces(cut(line, LONGEST_LINE)) {
            let more = telling(self.known, piece);
            readings.extend(more.into_iter().filter(|reading| said.insert(text::key(reading))));
        }
        // No window's sentence has so long a line.
        if readings.is_empty() && !self.before.is_empty() && (1..=PIECE).contains(&line.len()) {
            // Only messages go over lines; numbers have been read where they stand.
            let joined = format!("{} {line}", self.before.join(" "));
            readings.extend(self.known.messages.find(&words_of(&joined)).into_iter().filter_map(|message| {
                message.reading(&self.known.table).filter(|reading| self.known.shows(reading))
            }));
        }
        if readings.is_empty() {
            if self.before.len() == LINES_OF_A_MESSAGE - 1 {
                self.before.remove(0);
            }
            self.before.push(cut(line, 512).to_owned());
            return;
        }
        self.before.clear();
        self.telling_lines += 1;
        for reading in readings {
            let group = self.groups.entry(text::key(&reading)).or_insert_with(|| LogGroup {
                reading,
                lines: 0,
                first_line: self.lines,
                last_line: self.lines,
                text: line.chars().take(LONGEST_TEXT).collect(),
            });
            group.lines += 1;
            group.last_line = self.lines;
        }
    }

    /// What the lines said.
    #[must_use]
    pub fn finish(self) -> LogExplanation {
        let mut groups: Vec<LogGroup> = self.groups.into_values().collect();
        // What tells most first; of two that tell as much, what came first, since it may have led to the other.
        groups.sort_by(|a, b| {
            let key = |group: &LogGroup| (text::rank(&group.reading), group.first_line);
            key(a).cmp(&key(b)).then_with(|| a.reading.family.cmp(&b.reading.family))
        });
        LogExplanation {
            lines: self.lines,
            telling_lines: self.telling_lines,
            cut_lines: self.cut_lines,
            groups,
        }
    }
}

/// What a line says: the first meaning of each code in it, and its messages.
fn telling(known: &Explainer, line: &str) -> Vec<Reading> {
    let items = text::read(known, line);
    items
        .into_iter()
        // A line that reports no fault is not worth a place in the list.
        .filter(|item| item.rank() < if item.general { 4 } else { 5 })
        .filter_map(|item| item.readings.into_iter().next())
        // 0 says that all is well.
        .filter(|reading| reading.code_dec != Some(0) || !reading.causes.is_empty())
        .collect()
}

/// A line in pieces, parted where no word or number is cut, if there is such a place.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let piece = cut(text, PIECE);
        if piece.len() == text.len() {
            return Some(piece);
        }
        let end = piece.rfind(|c: char| !c.is_alphanumeric()).filter(|end| 0 < *end).unwrap_or(piece.len());
        let (piece, after) = text.split_at_checked(end)?;
        rest = Some(after);
        Some(piece)
    })
}

fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
