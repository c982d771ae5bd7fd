//! Everything that [`super::explain`] promises, on the codes people paste.

mod data;
mod logs;
mod messages;
mod programs;
mod queries;
mod texts;
mod threads;
mod unknown;
mod wording;

use std::sync::LazyLock;

use super::{Error, Explainer, Explanation, NoteKind, Reading};

/// The tables, read once for all of these tests.
static KNOWN: LazyLock<Explainer> = LazyLock::new(Explainer::new);

fn explain(query: &str) -> Result<Explanation, Error> {
    KNOWN.explain(query)
}

fn ask(query: &str) -> Explanation {
    explain(query).unwrap_or_else(|error| panic!("{query}: {error}"))
}

fn codes(answer: &Explanation) -> Vec<&str> {
    answer.readings.iter().filter_map(|reading| reading.code_hex.as_deref()).collect()
}

fn symbol(reading: &Reading) -> &str {
    reading.symbol.as_deref().unwrap_or_default()
}

/// All notes of one kind, one after the other.
fn notes(answer: &Explanation, kind: NoteKind) -> String {
    let texts: Vec<&str> =
        answer.notes.iter().filter(|note| note.kind == kind).map(|note| note.text.as_str()).collect();
    texts.join(" ")
}
