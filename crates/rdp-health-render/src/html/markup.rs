//! Markup of our own, and the only gates by which anything else gets into it.

use crate::escape::escape;
use crate::steps::{back_up_text, step_head};
use rdp_health::Remedy;

#[derive(Default)]
pub(super) struct Markup(String);

impl Markup {
    /// Markup of our own.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text, of whatever origin.
    pub(super) fn text(&mut self, text: impl AsRef<str>) -> &mut Self {
        for c in escape(text.as_ref(), false).chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// An attribute with a value of whatever origin.
    pub(super) fn attribute(&mut self, name: &'static str, value: impl AsRef<str>) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").text(value).raw("\"")
    }

    /// Text in which backquotes enclose what is typed.
    pub(super) fn marked(&mut self, text: &str) -> &mut Self {
        let mut typed = false;
        for part in text.split('`') {
            match typed {
                true => self.raw("<code>").text(part).raw("</code>"),
                false => self.text(part),
            };
            typed = !typed;
        }
        self
    }

    /// JSON within a script element. In JSON these signs stand in strings only, which have escapes.
    pub(super) fn data(&mut self, json: &str) -> &mut Self {
        for c in json.chars() {
            match c {
                '<' => self.0.push_str("\\u003c"),
                '>' => self.0.push_str("\\u003e"),
                '&' => self.0.push_str("\\u0026"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// A step: what it touches, what to do, and what to save before; with a button that copies its commands.
    pub(super) fn step(&mut self, remedy: &Remedy) -> &mut Self {
        self.raw("<span class=\"risk\">").text(step_head(remedy)).raw("</span> <span class=\"action\">");
        self.marked(&remedy.action).raw("</span> <button type=\"button\" class=\"copy\">Copy</button>");
        if let Some(back_up) = &remedy.back_up {
            self.raw("<p class=\"backup\"><b>Back up first:</b> ").marked(&back_up_text(back_up)).raw("</p>");
        }
        self
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        let hostile = "</script><!--\"'>&`x`\u{202e}\u{0}";
        let mut page = Markup::default();
        page.text(hostile).attribute("title", hostile);
        let page = page.finish();
        assert!(!page.contains(['<', '>', '\'', '\u{202e}', '\0']), "{page}");
        assert_eq!(page.matches('"').count(), 2);

        let mut data = Markup::default();
        data.data(&serde_json::to_string(hostile).unwrap());
        let data = data.finish();
        assert!(!data.contains(['<', '>', '&']), "{data}");
        assert_eq!(serde_json::from_str::<String>(&data).unwrap(), hostile);
    }
}
