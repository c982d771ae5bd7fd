//! Where in a JSON document a text stands, which what reads it does not keep.

use std::borrow::Cow;

/// The texts of some keys, in the order of the document, each with its line.
pub(super) struct Places {
    texts: Vec<(usize, String)>,
    next: usize,
}

impl Places {
    /// Looks through a document that is well-formed.
    pub(super) fn of(json: &str, keys: &[&str]) -> Self {
        let mut texts = Vec::new();
        let (mut rest, mut line, mut key) = (json, 1, None);
        while let Some(begin) = rest.find(['"', '\n']) {
            let after = rest.get(begin + 1..).unwrap_or_default();
            if rest.as_bytes().get(begin) == Some(&b'\n') {
                line += 1;
                rest = after;
                continue;
            }
            let end = end_of_text(after);
            let text = after.get(..end).unwrap_or_default();
            rest = after.get(end + 1..).unwrap_or_default();
            if rest.trim_start().starts_with(':') {
                key = keys.iter().any(|wanted| wanted.eq_ignore_ascii_case(text)).then_some(());
            } else if key.take().is_some() {
                texts.push((line, unescaped(text).into_owned()));
            }
        }
        Self { texts, next: 0 }
    }

    /// The line of this text, the first one behind the last that was found.
    pub(super) fn line_of(&mut self, text: &str) -> Option<usize> {
        let behind = self.texts.get(self.next..)?;
        let found = self.next + behind.iter().position(|(_, known)| known == text)?;
        self.next = found + 1;
        self.texts.get(found).map(|(line, _)| *line)
    }
}

/// How long the text is that the quote ends which no backslash stands before.
fn end_of_text(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.unwrap_or(text.len())
}

fn unescaped(text: &str) -> Cow<'_, str> {
    match text.contains('\\') {
        true => serde_json::from_str(&format!("\"{text}\"")).map_or(Cow::Borrowed(text), Cow::Owned),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_by_their_lines() {
        let json = "{\n\"Host\" :\n \"a\", \"other\": \"a\",\n\"host\": \"b\\\"\\u00e9\",\n\"x\": [\"b\"], \"HOST\": \"a\"}";
        let mut places = Places::of(json, &["host"]);
        assert_eq!([places.line_of("a"), places.line_of("b\"é")], [Some(3), Some(4)]);
        assert_eq!([places.line_of("a"), places.line_of("a")], [Some(5), None]);
    }
}
