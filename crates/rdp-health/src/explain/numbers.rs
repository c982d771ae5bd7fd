//! From numbers to readings: every table that has the number, in every base in which it can be meant.

use super::decode;
use super::family::CodeFamily::{
    self, Errinfo, GatewayClient, MstscDisconnect, MstscExtended, OpensslReason, SchannelState,
};
use super::family::EVENTS;
use super::parse::{Form, Number};
use super::table::Table;
use super::{CodeConfidence, Note, NoteKind, Reading, openssl};

type Answer = (Vec<Reading>, Vec<Note>);

/// A number that stands alone: nothing says of which table it is.
pub(super) fn single(table: &Table, number: &Number) -> Answer {
    if let Some((reading, note)) = packed(table, number) {
        return (vec![reading], note.into_iter().collect());
    }
    let (readings, notes) = read(table, number, &[]);
    several(readings, notes)
}

/// Digits that are an error of OpenSSL and nothing else.
fn packed(table: &Table, number: &Number) -> Option<(Reading, Option<Note>)> {
    let code = match number.form {
        Form::Hexadecimal => number.value,
        _ => number.other.filter(|_| number.written.len() == 8)?,
    };
    openssl::reading(table, code)
}

/// A number that a text calls a code, and no more.
pub(super) fn named_code(table: &Table, number: &Number) -> Answer {
    let (mut readings, notes) = read(table, number, &[]);
    // Nobody calls these an error code.
    let never =
        |family: &CodeFamily| EVENTS.contains(family) || [SchannelState, OpensslReason].contains(family);
    readings.retain(|reading| !never(&reading.family));
    if number.form == Form::Bare {
        // The form of a number that is in no table says something only of one that is surely hexadecimal.
        readings.retain(is_known);
    }
    several(readings, notes)
}

/// A number of one of these tables, in decimal unless it has an `0x`.
pub(super) fn of(table: &Table, number: &Number, families: &[CodeFamily]) -> Answer {
    let hexadecimal = number.form == Form::Hexadecimal;
    let rows = table.find(number.value, false);
    let mut readings: Vec<Reading> = Vec::new();
    for family in families {
        readings.extend(rows.iter().filter(|row| row.family == *family).map(|row| table.reading(row)));
    }
    if readings.is_empty() && hexadecimal {
        return named_code(table, number);
    }
    let mut notes = Vec::new();
    if readings.is_empty()
        && let Some((reading, note)) = decode::wrapped(table, number.value)
        && families.contains(&reading.family)
    {
        readings.push(reading);
        notes.push(note);
    }
    let events = families.iter().all(|family| EVENTS.contains(family));
    if events && 1 < readings.len() {
        let text = format!(
            "Several sources log event {}: the source in the log decides which one it is.",
            number.written
        );
        notes.push(Note::new(NoteKind::Ambiguity, text));
        guess(&mut readings);
    }
    (readings, notes)
}

/// The extended code of Remote Desktop Connection.
pub(super) fn extended(table: &Table, number: &Number) -> Answer {
    let (mut readings, mut notes) = read(table, number, &[MstscExtended]);
    if !readings.iter().any(is_known) {
        let (errinfo, errinfo_notes) = read(table, number, &[Errinfo]);
        if errinfo.iter().any(is_known) {
            readings = errinfo;
            notes = errinfo_notes;
            let text = "Extended codes seem to be ERRINFO numbers: this one is read from that table.";
            notes.push(Note::new(NoteKind::Inference, text));
        }
    }
    (readings, notes)
}

/// Says that a number stands in several tables, where it does. The numbers of Windows' own errors do so only
/// because others borrow them.
fn several(mut readings: Vec<Reading>, mut notes: Vec<Note>) -> Answer {
    let Some(first) = readings.first().filter(|first| is_known(first)).cloned() else {
        return (readings, notes);
    };
    let tables = readings.iter().filter(|reading| reading.code_dec == first.code_dec).count();
    if 1 < tables {
        let text = format!(
            "{} is in {tables} tables, with different meanings. The first is the most likely: {}.",
            first.code_hex.as_deref().unwrap_or_default(),
            first.family.why_first()
        );
        notes.push(Note::new(NoteKind::Ambiguity, text));
    }
    if 1 < readings.len() && first.code_dec.is_some_and(|code| code < 0x0100_0000) {
        guess(&mut readings);
    }
    (readings, notes)
}

/// Which of them is meant nobody said.
fn guess(readings: &mut [Reading]) {
    for reading in readings.iter_mut().filter(|reading| is_known(reading)) {
        reading.confidence = CodeConfidence::Guess;
    }
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
    let (mut second, mut second_notes) = self::extended(table, extended);
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
        "it is not a known code of Remote Desktop Connection"
    };
    let wanted = |family: CodeFamily| families.is_empty() || families.contains(&family);
    let known = |code: u32, hexadecimal: bool| {
        let rows = table.find(code, hexadecimal);
        rows.iter().filter(|row| wanted(row.family)).map(|row| table.reading(row)).collect::<Vec<_>>()
    };
    // Bare digits beside a hexadecimal number have been read as hexadecimal.
    let decimal = number.form == Form::Signed || number.written == number.value.to_string();
    let mut readings = known(number.value, !decimal);
    let mut other = number.other.map(|code| known(code, decimal)).unwrap_or_default();
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
    if readings.is_empty() {
        guess(&mut other);
    }
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
            format!("{written}: {lacks}. Decimal {other} is 0x{other:X}, which is probably what was meant.")
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
