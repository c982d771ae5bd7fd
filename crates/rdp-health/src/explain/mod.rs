//! Client error codes: what a number, a symbol or a cause id means, and what it does not.
//!
//! Codes are explained from tables that come with the crate; nothing here looks at a host. A code names a
//! cause only where its sources do: for the rest there are the causes that remain, and a check that tells
//! them apart. One number in several tables has several readings, and none is dropped in silence.

mod decode;
mod error;
mod family;
mod nearest;
mod numbers;
mod parse;
mod remarks;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::diagnose::CauseId;
use crate::diagnose::catalogue::{self, Visibility};
use crate::error::Error;
use crate::outcome::Phase;
pub use family::CodeFamily;
use parse::{Asked, Form};
use table::{Row, Table};

/// What is known about a code, a symbol or a cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Explanation {
    /// What was asked.
    pub query: String,
    /// The id of the cause that was asked for; the readings are then the codes that may come from it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<CauseId>,
    /// What it can mean, the likeliest first. Code and extended code of a pair stand in that order.
    pub readings: Vec<Reading>,
    /// What has to be known to read the readings right.
    pub notes: Vec<Note>,
}

/// One meaning of a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reading {
    /// The table that has the code.
    pub family: CodeFamily,
    /// What an administrator calls that table.
    pub family_title: String,
    /// The code in hexadecimal, as its table writes it: `0x904`, `0x00000007`.
    pub code_hex: String,
    /// The code in decimal, without sign.
    pub code_dec: u32,
    /// The official name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub symbol: Option<String>,
    /// What it means, in a sentence or two.
    pub meaning: String,
    /// The phase in which it arises, where it can only be one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phase: Option<Phase>,
    /// The ids of the causes that remain, those that a check sees from outside first; empty where the code
    /// points at none.
    pub causes: Vec<CauseId>,
    /// How sure the meaning is.
    pub confidence: CodeConfidence,
    /// Where the meaning was read.
    pub source: String,
}

/// How sure the meaning of a code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum CodeConfidence {
    /// Read in a specification or in the maker's documentation.
    Verified,
    /// One secondary source says so.
    SingleSource,
    /// Users report it; nobody has confirmed it.
    Unverified,
    /// In no table: concluded from the form of the code.
    Inferred,
}

/// Something to know beside the readings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Note {
    /// What kind of note it is.
    pub kind: NoteKind,
    /// The note itself, in full sentences.
    pub text: String,
    /// The ids of causes that say more.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub causes: Vec<CauseId>,
    /// Where it was read, where it was read anywhere.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
}

impl Note {
    /// A note of our own, which no source says.
    fn new(kind: NoteKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), causes: Vec::new(), source: None }
    }
}

/// The kinds of [`Note`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum NoteKind {
    /// What was asked can mean more than one thing, and which comes first.
    Ambiguity,
    /// Concluded from the form of a code, not read anywhere.
    Inference,
    /// What the code is often taken for and does not say.
    DoesNotMean,
    /// Said about the code in many places, and made up.
    Invention,
    /// Advised in many places, and no help or a harm.
    BadAdvice,
    /// The sources do not agree.
    Contradiction,
    /// What else belongs to it.
    Context,
    /// What to do to learn more.
    NextStep,
}

/// What a number, a symbol or a cause id means.
///
/// Takes hexadecimal (`0x904`, `904h`), decimal (`2308`, `-2146893018`), code and extended code (`0x904/0x7`,
/// or the text of the client's window as it is), symbols in any case, with or without what their family puts
/// in front (`ERRINFO_LOGON_TIMEOUT`, `logon_timeout`), and cause ids.
///
/// # Errors
///
/// When the text contains nothing that could be a code, a symbol or a cause id, or too many numbers. A number
/// that stands in no table is no error: the answer then says what its form says.
///
/// ```
/// let answer = rdp_health::explain("0x904/0x7")?;
/// for reading in &answer.readings {
///     println!("{} {}: {}", reading.family_title, reading.code_hex, reading.meaning);
/// }
/// for note in &answer.notes {
///     println!("- {}", note.text);
/// }
/// # Ok::<(), rdp_health::Error>(())
/// ```
pub fn explain(query: &str) -> Result<Explanation, Error> {
    answer(&Table::load(), query)
}

fn answer(table: &Table, query: &str) -> Result<Explanation, Error> {
    let asked = parse::parse(query)?;
    if let Some(cause) = catalogue::find(asked.text.to_ascii_lowercase()) {
        let readings = table.rows.iter().map(|row| table.reading(row));
        let readings = readings.filter(|reading| reading.causes.contains(&cause.id)).collect();
        let notes = remarks::about(&cause.id);
        return Ok(Explanation { query: asked.text, cause: Some(cause.id.clone()), readings, notes });
    }
    let symbols = symbols(table, &asked);
    // Beside a symbol, a decimal number is a line number or a count rather than a code.
    let counts = symbols.is_empty() || asked.numbers.iter().all(|number| number.form == Form::Hexadecimal);
    let numbers = if counts { asked.numbers.as_slice() } else { &[] };
    let (mut readings, mut notes) = match numbers {
        [] => (Vec::new(), Vec::new()),
        [one] => numbers::single(table, &asked, one),
        [code, extended] => numbers::pair(table, code, extended),
        more => {
            let written: Vec<_> = more.iter().take(5).map(|number| number.written.clone()).collect();
            return Err(error::several(&written));
        }
    };
    notes.extend(same_name(&symbols));
    for row in symbols {
        if !readings.iter().any(|reading| reading.family == row.family && reading.code_dec == row.code) {
            readings.push(table.reading(&row));
        }
    }
    notes.extend(remarks::remarks(&asked.text, &readings));
    if readings.is_empty() && notes.is_empty() {
        let longest = asked.words.iter().max_by_key(|word| word.len());
        let nearest = longest.and_then(|word| nearest::nearest(table, word));
        return Err(error::unknown(&asked.text, nearest));
    }
    notes.extend(next_step(&readings));
    Ok(Explanation { query: asked.text, cause: None, readings, notes })
}

/// The codes that are named: the whole text as one name, or the names in a running text.
fn symbols(table: &Table, asked: &Asked) -> Vec<Row> {
    if asked.words.is_empty() {
        return Vec::new();
    }
    let whole = table.named(&asked.text);
    if !whole.is_empty() {
        return whole;
    }
    // In running text, short and lower-case words are words of the language.
    let is_name = |word: &&String| {
        word.len() >= 8 && (word.contains('_') || word.chars().skip(1).any(|c| c.is_ascii_uppercase()))
    };
    asked.words.iter().filter(is_name).flat_map(|word| table.named(word)).collect()
}

/// Several codes of one name: which comes first, and why.
fn same_name(symbols: &[Row]) -> Option<Note> {
    let [first, _, ..] = symbols else { return None };
    let text = format!(
        "{} codes have this name. The first is the likeliest: {}.",
        symbols.len(),
        first.family.why_first()
    );
    Some(Note::new(NoteKind::Ambiguity, text))
}

/// What a check can tell about the causes that remain, if it can see any of them.
fn next_step(readings: &[Reading]) -> Option<Note> {
    let ids: BTreeSet<&CauseId> = readings.iter().flat_map(|reading| &reading.causes).collect();
    let seen = |id: &&CauseId| {
        catalogue::find(id)
            .is_some_and(|cause| matches!(cause.visible, Visibility::Remote | Visibility::Partly))
    };
    let text = match ids.iter().copied().filter(seen).count() {
        0 => return None,
        1 if ids.len() == 1 => "`rdp-health check HOST` shows whether it is this cause.",
        _ => "`rdp-health check HOST` tells these causes apart, as far as they show from outside the host.",
    };
    Some(Note::new(NoteKind::NextStep, text))
}
