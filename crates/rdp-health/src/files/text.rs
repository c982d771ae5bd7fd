//! Bytes to text: Unicode in each of its encodings, with a byte order mark or without, and Windows code pages.

use encoding_rs::{Encoding, WINDOWS_1252};

/// How a text was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoded {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// One of the 8-bit code pages.
    CodePage(&'static Encoding),
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoText {
    /// UTF-32, which no client of Remote Desktop writes or reads.
    Utf32,
    /// A byte order mark of UTF-16, and what follows is not UTF-16.
    BrokenUtf16,
    /// Bytes that no text has.
    Binary,
}

/// The text, and how it was encoded.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, Encoded), NoText> {
    let (text, encoded) = match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Err(NoText::Utf32),
        [0xFF, 0xFE, rest @ ..] => (utf16(rest, u16::from_le_bytes)?, Encoded::Utf16Le),
        [0xFE, 0xFF, rest @ ..] => (utf16(rest, u16::from_be_bytes)?, Encoded::Utf16Be),
        [0xEF, 0xBB, 0xBF, rest @ ..] => (eight_bits(rest).0, Encoded::Utf8),
        _ if bytes.contains(&0) => without_mark(bytes)?,
        _ => eight_bits(bytes),
    };
    // The end of a file of DOS, and of a text that C wrote, say nothing.
    let ends: &[char] = if text.contains('\0') { &['\0', '\r', '\n', '\u{1a}'] } else { &['\u{1a}'] };
    let text = text.trim_end_matches(ends).to_owned();
    match text.chars().any(|c| c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{c}')) {
        true => Err(NoText::Binary),
        false => Ok((text, encoded)),
    }
}

/// UTF-16 without its mark: every other byte of what is mostly ASCII is zero.
fn without_mark(bytes: &[u8]) -> Result<(String, Encoded), NoText> {
    // Zeros behind the text alone, as many as there may be.
    let ends = bytes.iter().rposition(|byte| !matches!(*byte, 0 | b'\r' | b'\n'));
    let text = bytes.get(..=ends.ok_or(NoText::Binary)?).unwrap_or_default();
    if !text.contains(&0) {
        return Ok(eight_bits(text));
    }
    let zeros =
        |residue: usize, of: usize| bytes.iter().skip(residue).step_by(of).filter(|byte| **byte == 0).count();
    let quarter = bytes.len() / 4;
    if bytes.len().is_multiple_of(4)
        && quarter <= zeros(2, 4)
        && (quarter <= zeros(3, 4) || quarter <= zeros(1, 4))
    {
        return Err(NoText::Utf32);
    }
    let (even, odd, half) = (zeros(0, 2), zeros(1, 2), bytes.len() / 2);
    match () {
        () if half < 2 * odd && even < odd => Ok((utf16(bytes, u16::from_le_bytes)?, Encoded::Utf16Le)),
        () if half < 2 * even && odd < even => Ok((utf16(bytes, u16::from_be_bytes)?, Encoded::Utf16Be)),
        () => Err(NoText::Binary),
    }
}

fn utf16(bytes: &[u8], join: fn([u8; 2]) -> u16) -> Result<String, NoText> {
    let (pairs, tail) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| join(*pair)).collect();
    // A single byte behind the last character is what an 8-bit line end leaves.
    match tail {
        [] | [b'\n' | b'\r' | 0] => String::from_utf16(&units).map_err(|_| NoText::BrokenUtf16),
        _ => Err(NoText::BrokenUtf16),
    }
}

fn eight_bits(bytes: &[u8]) -> (String, Encoded) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), Encoded::Utf8);
    }
    let page = declared(bytes).unwrap_or(WINDOWS_1252);
    let (text, _) = page.decode_without_bom_handling(bytes);
    (text.into_owned(), Encoded::CodePage(page))
}

/// The code page that an XML document names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..200).unwrap_or(bytes);
    let head: String = head.iter().map(|byte| char::from(*byte)).collect();
    let head = head.strip_prefix("<?xml")?.split("?>").next()?.to_owned();
    let after = head.split("encoding").nth(1)?.trim_start_matches([' ', '=']);
    let label = after.strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
    // A text of 8 bits is not UTF-16, whatever it says of itself.
    Encoding::for_label(label.as_bytes()).filter(|page| page.is_ascii_compatible())
}

/// The lines of a text with their numbers, from 1, whatever ends them: CRLF, LF or CR.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(text);
    let lines = std::iter::from_fn(move || {
        let (line, after) = first_line(rest?);
        rest = after;
        Some(line)
    });
    (1..).zip(lines)
}

/// What is behind so many lines.
pub(super) fn behind(text: &str, count: usize) -> &str {
    (0..count).fold(text, |rest, _| first_line(rest).1.unwrap_or_default())
}

/// The first line, and what is behind it if it has an end.
fn first_line(text: &str) -> (&str, Option<&str>) {
    let Some(end) = text.find(['\r', '\n']) else { return (text, None) };
    let (line, after) = text.split_at(end);
    (line, after.strip_prefix("\r\n").or_else(|| after.get(1..)))
}
