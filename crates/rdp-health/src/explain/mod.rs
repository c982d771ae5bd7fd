//! Client error codes: what a number, a symbol, a message or a cause id means, and what it does not.
//!
//! Codes and messages are explained from tables that come with the crate; nothing here looks at a host. A code
//! names a cause only where its sources do: for the rest there are the causes that remain, and a check that
//! distinguishes them. One number in several tables has several readings, and none is dropped in silence. In a
//! running text a number is a code only beside a word that makes it one.

mod client;
mod context;
mod decode;
mod entra;
mod error;
mod family;
mod foreign;
mod likeness;
mod log;
mod meant;
mod messages;
mod nearest;
mod numbers;
mod openssl;
mod parse;
mod program;
mod remarks;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod tokens;
mod vocabulary;
mod wording;
mod words;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::diagnose::CauseId;
use crate::diagnose::catalogue::{self, Visibility};
use crate::error::Error;
use crate::outcome::Phase;
pub use client::CodeClient;
pub use family::CodeFamily;
pub use log::{LogExplanation, LogGroup, LogReader};
use messages::Messages;
use parse::Form;
use table::Table;

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
    /// The programs and logs that show it.
    pub clients: Vec<CodeClient>,
    /// The code in hexadecimal: `0x904`, `0x00000007`; a message has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code_hex: Option<String>,
    /// The code in decimal, without sign; a message has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code_dec: Option<u32>,
    /// The official name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub symbol: Option<String>,
    /// The words by which a known message was recognised.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub words: Option<String>,
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
    /// Users report it; it is not confirmed.
    Unverified,
    /// The meaning is known; that this number, or this table, is the one that was meant is a guess.
    Guess,
    /// In no table: concluded from the form of the code.
    Inferred,
}

/// Something to know besides the readings.
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

/// What a number, a symbol, a message or a cause id means.
///
/// Takes hexadecimal (`0x904`, `904h`), decimal (`2308`, `-2146893018`), code and extended code (`0x904/0x7`),
/// symbols in any case, with or without what their family puts in front (`ERRINFO_LOGON_TIMEOUT`,
/// `logon_timeout`), packed errors of OpenSSL, cause ids, and running text: the text of the client's window, an
/// event, lines of a log.
///
/// # Errors
///
/// When the text contains nothing that is known, or too many bare numbers. A number that stands in no table is no
/// error: the answer then says what its form says.
///
/// ```
/// let answer = rdp_health::explain("0x904/0x7")?;
/// for reading in &answer.readings {
///     println!("{}: {}", reading.family_title, reading.meaning);
/// }
/// let answer = rdp_health::explain("BIO_read returned a system error 104: Connection reset by peer")?;
/// assert_eq!(answer.readings[0].symbol.as_deref(), Some("ECONNRESET"));
/// # Ok::<(), rdp_health::Error>(())
/// ```
pub fn explain(query: &str) -> Result<Explanation, Error> {
    KNOWN.explain(query)
}

/// The texts in which the known codes and messages are kept.
pub(crate) fn texts() -> [&'static str; 2] {
    [messages::MESSAGES, table::CODES]
}

/// The tables of codes and messages: for programs that explain the codes of one client only, or whole logs.
#[derive(Debug, Clone)]
pub struct Explainer {
    table: Table,
    messages: Messages,
}

static KNOWN: LazyLock<Explainer> =
    LazyLock::new(|| Explainer { table: Table::load(), messages: Messages::load() });

impl Default for Explainer {
    fn default() -> Self {
        Self::new()
    }
}

impl Explainer {
    /// All that is known. The first one of a process reads the tables.
    #[must_use]
    pub fn new() -> Self {
        KNOWN.clone()
    }

    /// Only codes and messages that this client shows; `None` takes the limit away.
    #[must_use]
    pub fn client(mut self, client: impl Into<Option<CodeClient>>) -> Self {
        self.table.client = client.into();
        self
    }

    /// As [`client`](Self::client), by its name; `None` takes the limit away.
    ///
    /// # Errors
    /// There is no client of this name.
    pub fn client_named(self, name: Option<&str>) -> Result<Self, Error> {
        let client = name.map(|name| CodeClient::find(name).ok_or_else(|| error::no_client(name)));
        Ok(self.client(client.transpose()?))
    }

    /// As [`explain`].
    ///
    /// # Errors
    /// As [`explain`]; also where no meaning is one of the client's.
    pub fn explain(&self, query: &str) -> Result<Explanation, Error> {
        let asked = parse::parse(query)?;
        let text = asked.text;
        if let Some(cause) = catalogue::find(text.to_ascii_lowercase()) {
            return Ok(self.of_cause(text, &cause.id));
        }
        let (readings, mut notes) = match asked.numbers.as_slice() {
            [] => self.words(&text),
            [one] => numbers::single(&self.table, one),
            [code, extended] => numbers::pair(&self.table, code, extended),
            all if all.iter().all(|number| number.form == Form::Hexadecimal) => self.words(&text),
            more => {
                let written: Vec<_> = more.iter().take(5).map(|number| number.written.clone()).collect();
                return Err(error::several(&written));
            }
        };
        let readings: Vec<Reading> = readings.into_iter().filter(|reading| self.shows(reading)).collect();
        notes.extend(remarks::remarks(&text, &readings));
        let is_known = |reading: &Reading| {
            reading.confidence != CodeConfidence::Inferred || reading.family == CodeFamily::Message
        };
        let known = readings.iter().any(is_known);
        if let Some(client) = self.table.client.filter(|_| !known) {
            return Err(error::not_of(&text, client.title()));
        }
        if readings.is_empty() && notes.is_empty() {
            return Err(self.unknown(&text));
        }
        notes.extend(next_step(&readings));
        Ok(Explanation { query: text, cause: None, readings, notes })
    }

    /// Every code and message that has all of these words in its symbol, its meaning, its text, its causes or the
    /// name of its client.
    #[must_use]
    pub fn search(&self, words: &str) -> Vec<Reading> {
        let asked = words::words_of(words);
        let rows = self.table.rows.iter().map(|row| self.table.reading(row));
        let messages = self.messages.all.iter().filter_map(|message| message.reading(&self.table));
        let has_all = |reading: &Reading| {
            let causes: Vec<&str> = reading.causes.iter().map(CauseId::as_str).collect();
            let texts = [
                reading.family_title.as_str(),
                reading.code_hex.as_deref().unwrap_or_default(),
                reading.symbol.as_deref().unwrap_or_default(),
                reading.words.as_deref().unwrap_or_default(),
                &reading.meaning,
                // A code with dozens of causes is not about any of them.
                &if causes.len() <= 4 { causes.join(" ") } else { String::new() },
            ];
            let text = words::words_of(&texts.join(" "));
            asked.split_ascii_whitespace().all(|word| text.contains(word))
        };
        if asked.trim().is_empty() {
            return Vec::new();
        }
        rows.chain(messages).filter(|reading| self.shows(reading) && has_all(reading)).collect()
    }

    /// Reads a log line by line, in memory that does not grow with it.
    #[must_use]
    pub fn log(&self) -> LogReader<'_> {
        LogReader::new(self)
    }

    fn shows(&self, reading: &Reading) -> bool {
        self.table.client.is_none_or(|client| reading.clients.contains(&client))
    }

    fn of_cause(&self, query: String, id: &CauseId) -> Explanation {
        let rows = self.table.rows.iter().map(|row| self.table.reading(row));
        let messages = self.messages.all.iter().filter(|message| message.code.is_none());
        let readings = rows
            .chain(messages.filter_map(|message| message.reading(&self.table)))
            .filter(|reading| reading.causes.contains(id) && self.shows(reading))
            .collect();
        Explanation { query, cause: Some(id.clone()), readings, notes: remarks::about(id) }
    }

    /// A name, or a running text.
    fn words(&self, text: &str) -> (Vec<Reading>, Vec<Note>) {
        // A name has no letters but those of ASCII; of a sentence in Chinese only its "RDP" would be left.
        let named = if text.is_ascii() { self.table.named(text) } else { Vec::new() };
        if !named.is_empty() {
            let notes = text::same_name(&named).into_iter().collect();
            let mut readings: Vec<Reading> = named.iter().map(|row| self.table.reading(row)).collect();
            // Names that share a number point at nothing by it; a message may know the name.
            if readings.iter().all(|reading| reading.causes.is_empty()) {
                let messages = self.messages.find(&words::words_of(text));
                let telling = messages.iter().filter_map(|message| message.reading(&self.table));
                readings.splice(0..0, telling.filter(|reading| !reading.causes.is_empty()));
            }
            return (readings, notes);
        }
        if let Some(answer) = program::asked(self, text) {
            return answer;
        }
        let mut items = text::read(self, text);
        if items.iter().all(text::Item::is_empty_handed) {
            items.splice(0..0, text::like(self, text));
        }
        let (readings, notes): (Vec<_>, Vec<_>) =
            items.into_iter().map(|item| (item.readings, item.notes)).unzip();
        let mut notes: Vec<Note> = notes.concat();
        notes.dedup();
        (readings.concat(), notes)
    }

    /// Nothing is known: what is like it.
    fn unknown(&self, text: &str) -> Error {
        let words = words::words_of(&wording::unwrapped(text));
        if let Some(other) = foreign::other(&words).filter(|_| self.table.client.is_none()) {
            return error::foreign(text, other);
        }
        let several = text.contains(char::is_whitespace).then_some(words);
        let message = several.and_then(|words| likeness::like(&self.messages, &words)).map(|like| {
            let message = like.message;
            let client = message.clients.first().map_or("", |client| client.title());
            format!("\"{}\" of {client}", message.words.join(" … "))
        });
        let longest = tokens::tokens(text).into_iter().map(|token| token.text).max_by_key(|word| word.len());
        // A cause's id has dashes, which part words.
        let whole = (!text.contains(char::is_whitespace)).then_some(text);
        let nearest = whole.or(longest).and_then(|word| nearest::nearest(&self.table, word));
        error::unknown(text, nearest, message)
    }
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
        1 if ids.len() == 1 => "`rdp-health check HOST` shows whether this is the cause.",
        _ => {
            "`rdp-health check HOST` finds out which of these it is, as far as that can be seen from outside the \
             host."
        }
    };
    Some(Note::new(NoteKind::NextStep, text))
}
