//! The bookmarks of Microsoft Remote Desktop and Windows App on macOS: a property list, in XML or binary, with keys
//! such as `bookmarks.bookmark.{id}.hostname`.
//!
//! Of a binary property list only the texts of its outermost dictionary are read, each once: a list may hold the same
//! array many times over, and grows without end where it is unfolded.

use std::collections::BTreeMap;

use super::reading::{Found, Reading};
use super::secret::is_secret;
use super::xml::Element;
use crate::target::ClientSettings;

/// More keys than any list has.
const MOST_KEYS: usize = 200_000;
const LONGEST_TEXT: usize = 4096;

/// A text of the outermost dictionary.
pub(super) struct Text {
    key: String,
    value: String,
    /// Binary property lists have no lines.
    line: Option<usize>,
}

/// The texts of the outermost dictionary of a property list in XML.
pub(super) fn of_xml(plist: &Element) -> Vec<Text> {
    let Some(dictionary) = plist.child("dict") else { return Vec::new() };
    let pairs = dictionary.children.windows(2).filter_map(|pair| match pair {
        [key, value] if key.name == "key" && ["string", "integer"].contains(&value.name.as_str()) => {
            let text = |element: &Element| element.text.trim().to_owned();
            Some(Text { key: text(key), value: text(value), line: Some(value.line) })
        }
        _ => None,
    });
    pairs.filter(|text| !is_secret(&text.key)).collect()
}

/// The same of a binary one; `None` = it breaks off, or is not a property list.
pub(super) fn of_binary(bytes: &[u8]) -> Option<Vec<Text>> {
    let trailer = bytes.get(bytes.len().checked_sub(32)?..)?;
    let (offset_size, reference_size) = (usize::from(*trailer.get(6)?), usize::from(*trailer.get(7)?));
    let (top, table) = (number(trailer, 16, 8)?, number(trailer, 24, 8)?);
    let object = |index: usize| {
        let place = table.checked_add(index.checked_mul(offset_size)?)?;
        number(bytes, place, offset_size)
    };
    let (kind, count, start) = head(bytes, object(top)?)?;
    if kind != 0xD || MOST_KEYS < count {
        return None;
    }
    let mut found = Vec::new();
    for index in 0..count {
        let reference = |place: usize| {
            let place = start.checked_add(place.checked_mul(reference_size)?)?;
            object(number(bytes, place, reference_size)?)
        };
        let key = text(bytes, reference(index)?)?;
        if is_secret(&key) {
            continue;
        }
        if let Some(value) = text(bytes, reference(count.checked_add(index)?)?) {
            found.push(Text { key, value, line: None });
        }
    }
    Some(found)
}

/// Kind, length and first byte of an object.
fn head(bytes: &[u8], at: usize) -> Option<(u8, usize, usize)> {
    let marker = *bytes.get(at)?;
    let (kind, short) = (marker >> 4, usize::from(marker & 0xF));
    let after = at.checked_add(1)?;
    if short != 0xF {
        return Some((kind, short, after));
    }
    // The length is a number of its own.
    let size = 1_usize << (*bytes.get(after)? & 0x3);
    let digits = after.checked_add(1)?;
    Some((kind, number(bytes, digits, size)?, digits.checked_add(size)?))
}

/// A text; `None` = something else, or longer than host names are.
fn text(bytes: &[u8], at: usize) -> Option<String> {
    let (kind, length, start) = head(bytes, at)?;
    if LONGEST_TEXT < length {
        return None;
    }
    match kind {
        0x5 => {
            Some(bytes.get(start..start.checked_add(length)?)?.iter().map(|byte| char::from(*byte)).collect())
        }
        0x6 => {
            let units = bytes.get(start..start.checked_add(length.checked_mul(2)?)?)?.as_chunks::<2>().0;
            String::from_utf16(&units.iter().map(|pair| u16::from_be_bytes(*pair)).collect::<Vec<_>>()).ok()
        }
        _ => None,
    }
}

/// A big-endian number of 1 to 8 bytes.
fn number(bytes: &[u8], at: usize, size: usize) -> Option<usize> {
    let digits = bytes.get(at..at.checked_add(size)?).filter(|_| (1..=8).contains(&size))?;
    let number = digits.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    usize::try_from(number).ok()
}

/// Whether the property list has bookmarks.
pub(super) fn has_bookmarks(texts: &[Text]) -> bool {
    texts.iter().any(|text| split(&text.key).is_some())
}

/// Id of the bookmark, and which of its fields.
fn split(key: &str) -> Option<(&str, &str)> {
    let (id, field) = key.strip_prefix("bookmarks.bookmark.")?.rsplit_once('.')?;
    Some((id, field))
}

pub(super) fn read(texts: &[Text], reading: &mut Reading<'_>) {
    let mut bookmarks: BTreeMap<&str, BTreeMap<&str, &Text>> = BTreeMap::new();
    for text in texts {
        if let Some((id, field)) = split(&text.key) {
            bookmarks.entry(id).or_default().insert(field, text);
        }
    }
    for fields in bookmarks.values() {
        let field = |name| {
            let value = fields.get(name).map(|text| text.value.as_str());
            value.filter(|value| !value.trim().is_empty())
        };
        let gateway = field("gatewayhostname").or_else(|| field("gateway"));
        let client = ClientSettings { gateway_usage: gateway.map(|_| 1), ..ClientSettings::default() };
        reading.take(&Found {
            host: field("hostname").unwrap_or_default(),
            key: Some("hostname"),
            line: fields.get("hostname").and_then(|text| text.line),
            name: field("label"),
            group: field("group").map(str::to_owned).into_iter().collect(),
            gateway,
            client,
            ..Found::default()
        });
    }
}
