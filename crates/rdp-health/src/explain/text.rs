//! A running text: every code, symbol and message in it, the telling one first.

use std::collections::HashSet;

use super::context::{Hint, Named, named};
use super::family::{CodeFamily, EVENTS};
use super::foreign;
use super::numbers;
use super::table::{Row, Table, normalize};
use super::tokens::tokens;
use super::wording::unwrapped;
use super::words::words_of;
use super::{CodeConfidence, Explainer, Note, NoteKind, Reading, entra, likeness, openssl};

/// Families whose symbols programs write in one word and without what stands in front.
const BY_A_PART: [CodeFamily; 3] = [CodeFamily::Sspi, CodeFamily::NtstatusCredssp, CodeFamily::Errinfo];

/// Families whose numbers any step of any program may print.
const AFTER_ALL: [CodeFamily; 3] = [CodeFamily::HttpStatus, CodeFamily::Errno, CodeFamily::ErrnoMacos];

/// More answers than this are no answer.
const MOST: usize = 16;

/// One thing that a text says, with whatever it can mean.
#[derive(Debug)]
pub(super) struct Item {
    at: usize,
    pub(super) readings: Vec<Reading>,
    pub(super) notes: Vec<Note>,
    /// A message that says little.
    pub(super) general: bool,
}

impl Item {
    fn new(at: usize, readings: Vec<Reading>, notes: Vec<Note>) -> Self {
        Self { at, readings, notes, general: false }
    }

    /// Says little, and points at nothing.
    pub(super) fn is_empty_handed(&self) -> bool {
        self.general && self.readings.iter().all(|reading| reading.causes.is_empty())
    }

    /// The lower, the more it tells.
    pub(super) fn rank(&self) -> u8 {
        self.readings.first().map_or(u8::MAX, rank)
    }
}

/// The fewer causes remain, the more a reading tells; one that leads nowhere tells least.
pub(super) fn rank(reading: &Reading) -> u8 {
    match (reading.causes.len(), reading.confidence) {
        // An unknown code whose owner is known leads somewhere: to the owner's page.
        (_, CodeConfidence::Inferred) if reading.family == CodeFamily::Message => 4,
        (_, CodeConfidence::Inferred) => 5,
        (0, _) => 4,
        // What an HTTP status or a system error means is said by what stands beside it.
        (1..=4, _) if AFTER_ALL.contains(&reading.family) => 1,
        (1..=4, CodeConfidence::Guess) => 1,
        (1..=4, _) => 0,
        (5..=12, _) => 2,
        _ => 3,
    }
}

/// What makes a reading the same as another: its code, or the message where it has none.
pub(super) type Key = (CodeFamily, Option<u32>, Option<String>);

pub(super) fn key(reading: &Reading) -> Key {
    let words = reading.code_dec.is_none().then(|| reading.words.clone()).flatten();
    (reading.family, reading.code_dec, words)
}

/// Everything that a text says, the telling one first.
pub(super) fn read(known: &Explainer, text: &str) -> Vec<Item> {
    let text = &*unwrapped(text);
    let words = words_of(text);
    if known.table.client.is_none() && foreign::other(&words).is_some() {
        return Vec::new();
    }
    let mut items = symbols(&known.table, text);
    items.extend(
        openssl::packed(&known.table, text)
            .into_iter()
            .map(|(at, reading, note)| Item::new(at, vec![reading], note.into_iter().collect())),
    );
    let messages = known.messages.find(&words);
    items.extend(messages.iter().filter_map(|message| {
        let mut item = Item::new(usize::MAX, vec![message.reading(&known.table)?], Vec::new());
        item.general = message.general;
        Some(item)
    }));
    items.extend(
        entra::unknown(&words, &messages).map(|reading| Item::new(usize::MAX, vec![reading], Vec::new())),
    );
    let named = named(&known.table, text, &words);
    items.extend(codes(&known.table, &named, !items.is_empty()));
    for item in &mut items {
        item.readings.retain(|reading| known.shows(reading));
    }
    items.retain(|item| !item.readings.is_empty() || !item.notes.is_empty());
    order(items)
}

/// The known message that a text clearly is, though not word for word.
pub(super) fn like(known: &Explainer, text: &str) -> Option<Item> {
    let words = words_of(&unwrapped(text));
    // A line of a log names functions, of which another order of the words is another one.
    let logged = text.contains(['_', '[']);
    if logged || (known.table.client.is_none() && foreign::other(&words).is_some()) {
        return None;
    }
    let like = likeness::like(&known.messages, &words).filter(|like| like.clear)?;
    let mut reading = like.message.reading(&known.table).filter(|reading| known.shows(reading))?;
    reading.confidence = CodeConfidence::Guess;
    let note = "The text is not a known message word for word; this is the one that it is clearly most like.";
    Some(Item::new(0, vec![reading], vec![Note::new(NoteKind::Ambiguity, note)]))
}

/// What the numbers mean that a text names as codes.
fn codes(table: &Table, named: &[Named], beside: bool) -> Vec<Item> {
    let telling = beside || named.iter().any(|named| named.number.value != 0);
    let mut items = Vec::new();
    for (place, this) in named.iter().enumerate() {
        let next = named.get(place + 1).filter(|next| next.hint == Hint::Extended);
        let previous = place.checked_sub(1).and_then(|place| named.get(place));
        if this.hint == Hint::Extended && previous.is_some_and(|previous| previous.hint == Hint::Code) {
            // Said together with the code in front of it.
            continue;
        }
        // 0 beside another code says nothing.
        let next = next.filter(|next| next.number.value != 0);
        let (readings, notes) = match (this.number.value, this.hint, next) {
            (0, _, None) if telling => continue,
            // An answer that says that all is well, among others, says nothing.
            (100..=299, Hint::Of([CodeFamily::HttpStatus]), _) if beside || 1 < named.len() => continue,
            (0, Hint::Code, Some(extended)) => numbers::extended(table, &extended.number),
            (_, Hint::Code, Some(extended)) => numbers::pair(table, &this.number, &extended.number),
            (_, Hint::Code | Hint::Plain, _) => numbers::named_code(table, &this.number),
            (_, Hint::Extended, _) => numbers::extended(table, &this.number),
            (_, Hint::Of(families), _) => numbers::of(table, &this.number, families),
        };
        items.push(Item::new(this.at, readings, notes));
    }
    items
}

/// The codes that are named by their symbols. In running text, short and lower-case words are words of the
/// language.
fn symbols(table: &Table, text: &str) -> Vec<Item> {
    let mut items = Vec::new();
    for token in tokens(text) {
        let word = token.text;
        let long =
            8 <= word.len() && (word.contains('_') || word.chars().skip(1).any(|c| c.is_ascii_uppercase()));
        let errno = 5 <= word.len() && word.starts_with('E') && word.chars().all(|c| c.is_ascii_uppercase());
        let mut rows = if word.is_ascii() && (long || errno) { table.named(word) } else { Vec::new() };
        if errno && !long {
            rows.retain(|row| row.symbol == Some(word));
        }
        if !rows.is_empty() {
            let notes = same_name(&rows).into_iter().collect();
            let mut readings: Vec<Reading> = rows.iter().map(|row| table.reading(row)).collect();
            // `InvalidToken` and `UserRequested` are the names of many things.
            if !word.contains('_') && word.chars().any(|c| c.is_ascii_lowercase()) {
                let whole = |reading: &Reading| {
                    reading.symbol.as_deref().is_some_and(|symbol| normalize(symbol) == normalize(word))
                };
                readings.retain(|reading| whole(reading) || BY_A_PART.contains(&reading.family));
                for reading in readings.iter_mut().filter(|reading| !whole(reading)) {
                    reading.confidence = CodeConfidence::Guess;
                }
            }
            if readings.is_empty() {
                continue;
            }
            items.push(Item::new(token.start, readings, notes));
        }
    }
    items
}

/// Several codes of one name: which comes first, and why.
pub(super) fn same_name(rows: &[Row]) -> Option<Note> {
    let [first, _, ..] = rows else { return None };
    let text = format!(
        "{} codes have this name. The first is the most likely: {}.",
        rows.len(),
        first.family.why_first()
    );
    Some(Note::new(NoteKind::Ambiguity, text))
}

/// The telling items first; what is said twice once, and what says little not at all where another tells more.
fn order(mut items: Vec<Item>) -> Vec<Item> {
    let tells = |item: &Item| !item.general && item.rank() < 4;
    if items.iter().any(tells) {
        items.retain(|item| !item.general);
    }
    // A code in no table tells nothing beside anything that is known.
    if items.iter().any(|item| item.rank() < 5) {
        items.retain(|item| item.rank() < 5);
    }
    // A number that may be many things and leads nowhere tells less than a general message with causes.
    let weight = |item: &Item| match item.readings.first() {
        Some(first) if item.general => 1 + 2 * u8::from(first.causes.is_empty()),
        Some(first) if first.causes.is_empty() && first.confidence == CodeConfidence::Guess => 2,
        // The id of an event that is no fault: what it says stands beside it.
        Some(first) if first.causes.is_empty() && EVENTS.contains(&first.family) => 1,
        _ => 0,
    };
    items.sort_by_key(|item| (weight(item), item.rank(), item.at));
    let mut said: HashSet<Key> = HashSet::new();
    for item in &mut items {
        item.readings.retain(|reading| said.insert(key(reading)));
    }
    items.retain(|item| !item.readings.is_empty() || !item.notes.is_empty());
    items.truncate(MOST);
    items
}
