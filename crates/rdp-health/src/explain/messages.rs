//! The known messages, `data/messages.toml`, and which of them a text has.

use std::collections::{BTreeSet, HashMap};

use super::client::CodeClient;
use super::family::CodeFamily;
use super::foreign;
use super::table::{Table, coordinates, variant};
use super::wording::wording;
use super::{CodeConfidence, Reading};

pub(super) const MESSAGES: &str = include_str!("../../data/messages.toml");

/// One message, as the file has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Message {
    /// Who shows it.
    pub(super) clients: Vec<CodeClient>,
    /// What identifies it: phrases, all of which a text must have, one after the other.
    pub(super) words: Vec<&'static str>,
    /// The code that the message stands for, `mstsc_disconnect 0x204`: whatever is not written is that code's.
    pub(super) code: Option<&'static str>,
    pub(super) meaning: Option<&'static str>,
    phase: Option<&'static str>,
    pub(super) causes: Option<Vec<&'static str>>,
    sure: Option<&'static str>,
    /// Says little: left out where the text says more.
    pub(super) general: bool,
    /// In the words of users: counts only where the text speaks of Remote Desktop.
    pub(super) spoken: bool,
    pub(super) source: &'static str,
    /// The words as texts are compared with them.
    compared: Vec<String>,
}

/// Reads the file: no TOML but the little of it that the file is written in, since every explanation pays for the
/// reading. A test reads it as TOML and compares.
fn read(file: &'static str) -> Vec<Message> {
    let mut all: Vec<Message> = Vec::new();
    for line in file.lines() {
        if line == "[[message]]" {
            all.push(Message::default());
        }
        let (Some(message), Some((key, value))) = (all.last_mut(), line.split_once(" = ")) else { continue };
        let text = value.trim_matches('"');
        let list = || value.trim_matches(['[', ']']).split(", ").map(|item| item.trim_matches('"'));
        match key {
            "clients" => message.clients = list().filter_map(CodeClient::find).collect(),
            "words" => {
                message.words = list().collect();
                message.compared =
                    message.words.iter().map(|words| wording(words).trim().to_owned()).collect();
            }
            "code" => message.code = Some(text),
            "meaning" => message.meaning = Some(text),
            "phase" => message.phase = Some(text),
            "causes" => message.causes = Some(list().filter(|id| !id.is_empty()).collect()),
            "sure" => message.sure = Some(text),
            "general" => message.general = value == "true",
            "spoken" => message.spoken = value == "true",
            "source" => message.source = text,
            _ => {}
        }
    }
    all
}

/// The known messages, with an index that leads to those which a text may have.
#[derive(Debug, Clone)]
pub(super) struct Messages {
    pub(super) all: Vec<Message>,
    /// By the rarest of its words.
    index: HashMap<String, Vec<usize>>,
    /// In how many messages a word stands.
    seen: HashMap<String, usize>,
}

impl Messages {
    pub(super) fn load() -> Self {
        Self::of(MESSAGES)
    }

    /// The messages of a file.
    pub(super) fn of(file: &'static str) -> Self {
        let all = read(file);
        let mut seen: HashMap<String, usize> = HashMap::new();
        for word in all.iter().flat_map(Message::all_words) {
            match seen.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(seen.insert(word.to_owned(), 1)),
            }
        }
        let mut index: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, message) in all.iter().enumerate() {
            if let Some(rarest) = message.all_words().min_by_key(|word| seen.get(*word)) {
                index.entry(rarest.to_owned()).or_default().push(place);
            }
        }
        Self { all, index, seen }
    }

    /// How much a word tells: the more, the fewer messages have it.
    pub(super) fn weight(&self, word: &str) -> usize {
        let messages = self.seen.get(word).copied().unwrap_or(1).max(1);
        1 + usize::try_from((self.all.len() / messages).checked_ilog2().unwrap_or(0)).unwrap_or(0)
    }

    /// The messages that a text has, as [`words_of`] leaves it, in the order in which they stand there.
    pub(super) fn find(&self, words: &str) -> Vec<&Message> {
        let ours = foreign::is_ours(words);
        let words = &*wording(words);
        let candidates: BTreeSet<usize> = words
            .split_ascii_whitespace()
            .filter_map(|word| self.index.get(word))
            .flatten()
            .copied()
            .collect();
        let mut found: Vec<(usize, &Message)> = candidates
            .into_iter()
            .filter_map(|place| self.all.get(place))
            .filter(|message| ours || !message.spoken)
            .filter_map(|message| {
                let at = match message.spoken {
                    true => all_at(words, &message.compared),
                    false => stands_at(words, &message.compared),
                };
                let at = at?;
                // "If the connection fails, look at …" says nothing of what happened.
                let supposed = (message.general || message.spoken)
                    && words.get(..at).is_some_and(|before| before.ends_with(" if "));
                (!supposed).then_some((at, message))
            })
            .collect();
        found.sort_by_key(|(at, _)| *at);
        // Of messages that differ in empty words alone, the first of the file.
        found.dedup_by(|(_, later), (_, first)| later.compared == first.compared);
        let messages: Vec<&Message> = found.into_iter().map(|(_, message)| message).collect();
        let longer = |this: &&Message| messages.iter().any(|other| other.contains(this));
        messages.iter().filter(|message| !longer(message)).copied().collect()
    }
}

/// Where the first phrase begins, if all of them are there in order.
fn stands_at(words: &str, phrases: &[String]) -> Option<usize> {
    let mut first = None;
    let mut from = 0;
    for phrase in phrases {
        let at = from + whole(words.get(from..)?, phrase)?;
        first.get_or_insert(at);
        from = at + phrase.len();
    }
    first
}

/// Where the first of them stands, if all are there in any order.
fn all_at(words: &str, phrases: &[String]) -> Option<usize> {
    let places: Option<Vec<usize>> = phrases.iter().map(|phrase| whole(words, phrase)).collect();
    places?.into_iter().min()
}

/// Where a phrase stands as whole words.
fn whole(words: &str, phrase: &str) -> Option<usize> {
    let blank = |c: Option<&u8>| c.is_none_or(|c| *c == b' ');
    let bytes = words.as_bytes();
    words.match_indices(phrase).map(|(at, _)| at).find(|at| {
        blank(at.checked_sub(1).and_then(|before| bytes.get(before))) && blank(bytes.get(at + phrase.len()))
    })
}

impl Message {
    pub(super) fn all_words(&self) -> impl Iterator<Item = &str> {
        self.compared.iter().flat_map(|phrase| phrase.split(' '))
    }

    /// Whether it has all words of another one, and more.
    fn contains(&self, other: &Self) -> bool {
        self.compared != other.compared
            && other.compared.iter().all(|phrase| self.compared.iter().any(|own| own.contains(phrase)))
    }

    /// What it means; `None` where it names a code that no table has, which a test excludes.
    pub(super) fn reading(&self, table: &Table) -> Option<Reading> {
        let sure = self.sure.map_or(Some(CodeConfidence::Verified), variant)?;
        let mut reading = match self.code {
            Some(code) => {
                let (family, code) = coordinates(code)?;
                table.reading(&table.row(family, code)?)
            }
            None => Reading {
                family: CodeFamily::Message,
                family_title: self
                    .clients
                    .first()
                    .map_or(CodeFamily::Message.title(), |c| c.title())
                    .to_owned(),
                clients: Vec::new(),
                code_hex: None,
                code_dec: None,
                symbol: None,
                words: None,
                meaning: String::new(),
                phase: None,
                causes: Vec::new(),
                confidence: sure,
                source: self.source.to_owned(),
            },
        };
        // The code may be surer than that this sentence stands for it.
        if reading.confidence == CodeConfidence::Verified {
            reading.confidence = sure;
        }
        reading.clients.clone_from(&self.clients);
        reading.words = Some(self.words.join(" … "));
        if let Some(meaning) = self.meaning {
            meaning.clone_into(&mut reading.meaning);
            reading.confidence = sure;
            self.source.clone_into(&mut reading.source);
        }
        reading.phase = self.phase.and_then(variant).or(reading.phase);
        if let Some(causes) = &self.causes {
            reading.causes = causes.iter().filter_map(|id| id.parse().ok()).collect();
        }
        Some(reading)
    }
}
