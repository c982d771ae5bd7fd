//! OpenSSL's packed errors, `error:0A000438:SSL routines::…`: library and reason are in the number.

use super::family::CodeFamily;
use super::table::Table;
use super::{Note, NoteKind, Reading};

/// The number of the library `SSL routines`.
const SSL: u32 = 20;

/// From here on a reason is a TLS alert that the other side sent.
const ALERTS: u32 = 1000;

/// Every packed error of a text, with what it means.
pub(super) fn packed(table: &Table, text: &str) -> Vec<(usize, Reading, Option<Note>)> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (at, _) in lower.match_indices("error:") {
        let start = at + "error:".len();
        let Some(written) = text.get(start..start + 8) else { continue };
        let ends =
            !text.get(start + 8..).unwrap_or_default().starts_with(|c: char| c.is_ascii_alphanumeric());
        let code = u32::from_str_radix(written, 16).ok().filter(|_| ends);
        if let Some((reading, note)) = code.and_then(|code| reading(table, code)) {
            found.push((start, reading, note));
        }
    }
    found
}

/// What a packed error means; `None` where it is of another library or its reason is in no table.
pub(super) fn reading(table: &Table, code: u32) -> Option<(Reading, Option<Note>)> {
    let reason = reason(code)?;
    if let Some(alert) = reason.checked_sub(ALERTS) {
        let reading = table.reading(&table.row(CodeFamily::TlsAlert, alert)?);
        let text = format!("OpenSSL packs TLS alert {alert}, which the other side sent, into {code:08X}.");
        return Some((reading, Some(Note::new(NoteKind::Inference, text))));
    }
    let mut reading = table.reading(&table.row(CodeFamily::OpensslReason, reason)?);
    reading.code_hex = Some(format!("0x{code:08X}"));
    reading.code_dec = Some(code);
    Some((reading, None))
}

/// The reason of an error of the library SSL, as OpenSSL 3 packs it (8 bits and 23) or 1.1 (8, 12 and 12).
fn reason(code: u32) -> Option<u32> {
    if code >> 23 == SSL { Some(code & 0x007F_FFFF) } else { (code >> 24 == SSL).then_some(code & 0xFFF) }
}
