//! Everything that [`super::explain`] promises, on the codes people paste.

mod data;
mod queries;
mod unknown;

use super::{Explanation, NoteKind, Reading, explain};

fn ask(query: &str) -> Explanation {
    explain(query).unwrap_or_else(|error| panic!("{query}: {error}"))
}

fn codes(answer: &Explanation) -> Vec<&str> {
    answer.readings.iter().map(|reading| reading.code_hex.as_str()).collect()
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
