//! From numbers to readings: every table that has the number, in every base in which it can be meant.

use super::decode;
use super::family::CodeFamily::{self, Errinfo, GatewayClient, MstscDisconnect, MstscExtended, TlsAlert};
use super::parse::{Asked, Form, Number};
use super::table::Table;
use super::{CodeConfidence, Note, NoteKind, Reading};

type Answer = (Vec<Reading>, Vec<Note>);

/// Words beside a number that tell its table.
const HINTS: &[(&str, CodeFamily)] =
    &[("alert", TlsAlert), ("extended", MstscExtended), ("errinfo", Errinfo)];

/// A number that stands alone.
pub(super) fn single(table: &Table, asked: &Asked, number: &Number) -> Answer {
    let (mut readings, mut notes) = read(table, number, &[]);
    let hint = HINTS.iter().find(|(word, family)| {
        asked.mentions(word) && readings.iter().any(|reading| reading.family == *family)
    });
    if let Some((_, family)) = hint {
        readings.sort_by_key(|reading| reading.family != *family);
    }
    let Some(first) = readings.first().filter(|first| is_known(first)) else { return (readings, notes) };
    let tables = readings.iter().filter(|reading| reading.code_dec == first.code_dec).count();
    if tables > 1 {
        let why = match hint {
            Some((word, _)) => format!("the text says \"{word}\""),
            None => first.family.why_first().to_owned(),
        };
        let text = format!(
            "0x{:X} stands in {tables} tables and does not mean the same in each. The first is the likeliest: {why}.",
            first.code_dec
        );
        notes.push(Note::new(NoteKind::Ambiguity, text));
    }
    (readings, notes)
}

/// A code and an extended code, as Remote Desktop Connection shows them.
pub(super) fn pair(table: &Table, code: &Number, extended: &Number) -> Answer {
    let (mut readings, mut notes) = read(table, code, &[MstscDisconnect, GatewayClient]);
    if !readings.iter().any(is_known) {
        let (anywhere, its_notes) = read(table, code, &[]);
        if anywhere.iter().any(is_known) {
            // Two codes of another kind, for example status and sub status of a failed logon.
            let (second, second_notes) = read(table, extended, &[]);
            return (together(anywhere, second), [its_notes, second_notes].concat());
        }
    }
    let (mut second, mut second_notes) = read(table, extended, &[MstscExtended]);
    if !second.iter().any(is_known) {
        let (errinfo, errinfo_notes) = read(table, extended, &[Errinfo]);
        if errinfo.iter().any(is_known) {
            second = errinfo;
            second_notes = errinfo_notes;
            let text = "Extended codes seem to be ERRINFO numbers: this one is read from that table.";
            second_notes.push(Note::new(NoteKind::Inference, text));
        }
    }
    readings.append(&mut second);
    notes.append(&mut second_notes);
    (readings, notes)
}

fn is_known(reading: &Reading) -> bool {
    reading.confidence != CodeConfidence::Inferred
}

fn together(mut readings: Vec<Reading>, more: Vec<Reading>) -> Vec<Reading> {
    for reading in more {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

/// What a number can mean in these families (none given: in all).
fn read(table: &Table, number: &Number, families: &[CodeFamily]) -> Answer {
    let lacks = if families.is_empty() {
        "no table has it"
    } else {
        "it is no known code of Remote Desktop Connection"
    };
    let wanted = |family: CodeFamily| families.is_empty() || families.contains(&family);
    let known = |code: u32| {
        let rows = table.find(code);
        rows.iter().filter(|row| wanted(row.family)).map(|row| table.reading(row)).collect::<Vec<_>>()
    };
    let mut readings = known(number.value);
    let mut other = number.other.map(known).unwrap_or_default();
    if number.form == Form::Hexadecimal {
        // Digits that were decimal and got an 0x: only of the codes that people meet in decimal.
        other.retain(|reading| readings.is_empty() && reading.family == MstscDisconnect);
    }
    let mut notes: Vec<Note> =
        base(number, lacks, !readings.is_empty(), !other.is_empty()).into_iter().collect();
    let unknown = match (readings.is_empty(), other.is_empty(), number.form) {
        (true, true, Form::Bare) => [Some(number.value), number.other],
        (true, _, Form::Hexadecimal | Form::Signed) => [Some(number.value), None],
        _ => [None, None],
    };
    readings.append(&mut other);
    for code in unknown.into_iter().flatten() {
        if let Some((inner, note)) = decode::wrapped(table, code).filter(|_| families.is_empty()) {
            readings.push(inner);
            notes.push(note);
        } else {
            readings.extend(decode::by_form(code).into_iter().filter(|reading| wanted(reading.family)));
        }
    }
    if readings.is_empty() {
        let text = format!("{}: {lacks}, and its form says nothing either.", number.written);
        notes.push(Note::new(NoteKind::Inference, text));
    }
    (readings, notes)
}

/// How the digits were read, where they can be read in more than one way.
fn base(number: &Number, lacks: &str, value_known: bool, other_known: bool) -> Option<Note> {
    let Number { written, value, .. } = number;
    let text = match (number.form, number.other) {
        (Form::Signed, _) => format!("{written} is 0x{value:X}, written as a signed number."),
        (Form::Hexadecimal, Some(other)) if other_known => {
            format!("{written}: {lacks}. {other} in decimal is 0x{other:X}, and that is most likely meant.")
        }
        (Form::Bare, None) if *value > 9 => format!("{written} is 0x{value:X}."),
        (Form::Bare, Some(other)) => {
            let decimal_first = *written == value.to_string();
            let (first, second) =
                if decimal_first { ("decimal", "hexadecimal") } else { ("hexadecimal", "decimal") };
            let rest = match (value_known, other_known) {
                (true, true) => {
                    format!("it is read first as {first} (0x{value:X}), then as {second} (0x{other:X}).")
                }
                (true, false) => {
                    format!("it is read as {first} (0x{value:X}); as {second} (0x{other:X}) {lacks}.")
                }
                (false, true) => {
                    format!("it is read as {second} (0x{other:X}); as {first} (0x{value:X}) {lacks}.")
                }
                (false, false) => {
                    format!("{lacks}, neither as {first} (0x{value:X}) nor as {second} (0x{other:X}).")
                }
            };
            format!("{written} has no 0x in front: {rest}")
        }
        (Form::Hexadecimal | Form::Bare, _) => return None,
    };
    Some(Note::new(NoteKind::Ambiguity, text))
}
