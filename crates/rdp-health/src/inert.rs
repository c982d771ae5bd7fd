//! Makes what others say inert: nothing of it moves a cursor, changes a colour, turns the direction of writing or hides.
//!
//! INVARIANT: whatever a check learned passes [`all`] before it is judged, reported or told, so that no output of any
//! program that embeds this library has such a character from a peer.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Serializer;
use serde_json::ser::{CharEscape, Formatter};

/// Whether a terminal, an editor and a reader take the character for nothing but itself: it is no control character
/// (C0, DEL, C1), no mark that turns the direction of writing or separates lines, and it can be seen.
#[must_use]
pub fn is_inert(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    !matches!(
        c,
        '\u{80}'..='\u{9f}'
            // Soft hyphen, grapheme joiner, Arabic letter mark, Hangul and Khmer fillers, Mongolian selectors.
            | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            // Zero-width spaces and joiners, marks, separators, embeddings and overrides, isolates.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{ffa0}'
            // Variation selectors, byte order mark, annotations.
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
            // Format controls of scripts and of music, tags.
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The text with every character that is not inert written as an escape: `\n`, `\u{202e}`.
#[must_use]
pub fn inert(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_inert) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match is_inert(c) {
            true => clean.push(c),
            false => clean.extend(c.escape_default()),
        }
    }
    Cow::Owned(clean)
}

/// The value with every text in it made inert.
///
/// Its own JSON is the way in: no field can be forgotten. Where nothing has to be changed, nothing is written or read.
pub(crate) fn all<T: Serialize + DeserializeOwned>(value: T) -> T {
    let found = Cell::new(false);
    let looked = value.serialize(&mut Serializer::with_formatter(io::sink(), Escaping(&found)));
    if looked.is_ok() && !found.get() {
        return value;
    }
    let mut json = Vec::new();
    let written = value.serialize(&mut Serializer::with_formatter(&mut json, Escaping(&found)));
    // Whatever a report can hold it can be read from: the tests hold that.
    written.and_then(|()| serde_json::from_slice(&json)).unwrap_or(value)
}

/// Writes texts with their escapes, and notes that there were any.
struct Escaping<'a>(&'a Cell<bool>);

impl Formatter for Escaping<'_> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let clean = inert(fragment);
        if let Cow::Owned(escaped) = &clean {
            self.0.set(true);
            // An escape is text, in which JSON escapes the backslash.
            return writer.write_all(escaped.replace('\\', "\\\\").as_bytes());
        }
        writer.write_all(clean.as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        let control = match escape {
            CharEscape::Quote => return writer.write_all(b"\\\""),
            CharEscape::ReverseSolidus => return writer.write_all(b"\\\\"),
            CharEscape::Solidus => return writer.write_all(b"\\/"),
            CharEscape::Backspace => '\u{8}',
            CharEscape::FormFeed => '\u{c}',
            CharEscape::LineFeed => '\n',
            CharEscape::CarriageReturn => '\r',
            CharEscape::Tab => '\t',
            CharEscape::AsciiControl(byte) => char::from(byte),
        };
        self.0.set(true);
        write!(writer, "\\{}", control.escape_default())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_passes() {
        assert_eq!(inert("\u{1b}[2Jx\r\n\t\u{9b}31m\u{7f}"), r"\u{1b}[2Jx\r\n\t\u{9b}31m\u{7f}");
        assert_eq!(
            inert("a\u{202e}b\u{200b}c\u{feff}\u{2066}\u{61c}"),
            r"a\u{202e}b\u{200b}c\u{feff}\u{2066}\u{61c}"
        );
        for fine in ["Zoë's \"C:\\\" `x`", "日本語", "हिन्दी", "ﬁ № €", ""] {
            assert!(matches!(inert(fine), Cow::Borrowed(same) if same == fine), "{fine}");
        }
    }

    #[test]
    fn every_text_of_a_value_is_reached() {
        let hostile = "C:\\x\"\u{1b}[2J\u{202e}\u{85}\n\u{0}";
        let value: BTreeMap<String, Vec<Option<String>>> =
            [(hostile.to_owned(), vec![Some(hostile.to_owned()), None])].into();
        let clean = all(value);
        let expected = r#"C:\x"\u{1b}[2J\u{202e}\u{85}\n\u{0}"#;
        assert_eq!(inert(hostile), expected);
        let (key, values) = clean.first_key_value().unwrap();
        assert_eq!((key.as_str(), values[0].as_deref(), &values[1]), (expected, Some(expected), &None));
        // A second time it has no effect.
        assert_eq!(all(clean.clone()), clean);
    }
}
