//! A page: lines of styled words that keep within a width.
//!
//! INVARIANT: every character passes [`escape`] here, whoever wrote it; a command is never split; without the styles
//! a page in colour is the same text.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::escape::escape;
use crate::options::TextOptions;
use crate::style::{BOLD, COMMAND, PLAIN};

/// Column at which the words behind a label begin.
pub(crate) const FIELD: usize = 13;

/// Text in one style.
pub(crate) struct Span {
    style: Style,
    text: String,
    /// Whether backquotes enclose commands. They mean nothing in what came from the network.
    marked: bool,
}

/// Text as it is.
pub(crate) fn plain(text: impl Into<String>) -> Span {
    styled(PLAIN, text)
}

/// Text in a style.
pub(crate) fn styled(style: Style, text: impl Into<String>) -> Span {
    Span { style, text: text.into(), marked: false }
}

/// Text of our own, in which backquotes enclose commands.
pub(crate) fn marked(text: impl Into<String>) -> Span {
    Span { style: PLAIN, text: text.into(), marked: true }
}

/// What is not split, except that a word longer than a line must be.
#[derive(Default)]
struct Token {
    pieces: Vec<(Style, String)>,
    /// It follows the last token without a blank.
    glued: bool,
    /// It holds a command: rather too long a line than a broken command.
    command: bool,
}

impl Token {
    fn push(&mut self, style: Style, c: char) {
        match self.pieces.last_mut() {
            Some((last, text)) if *last == style => text.push(c),
            _ => self.pieces.push((style, c.to_string())),
        }
    }

    fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| text.width()).sum()
    }
}

pub(crate) struct Page<'a> {
    options: &'a TextOptions,
    out: String,
}

impl<'a> Page<'a> {
    pub(crate) fn new(options: &'a TextOptions) -> Self {
        Self { options, out: String::new() }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// Lines so far.
    pub(crate) fn lines(&self) -> usize {
        self.out.lines().count()
    }

    /// Lines of a screen that it takes: what is wider than the page turns by itself.
    pub(crate) fn rows(&self, write: impl Fn(&mut Page<'_>)) -> usize {
        let plain = self.options.clone().colour(false);
        let mut part = Page::new(&plain);
        write(&mut part);
        part.out.lines().map(|line| line.width().div_ceil(self.options.width.max(1)).max(1)).sum()
    }

    /// What is written, on so many lines at most: the rest is left out, and says so with an ellipsis.
    pub(crate) fn within(&mut self, rows: usize, write: impl Fn(&mut Page<'_>)) {
        let mut part = Page::new(self.options);
        write(&mut part);
        if part.out.lines().count() <= rows {
            self.out.push_str(&part.out);
            return;
        }
        let sign = if self.options.ascii { " ..." } else { " …" };
        let mut narrower = self.options.clone();
        narrower.width = narrower.width.saturating_sub(sign.width());
        let mut part = Page::new(&narrower);
        write(&mut part);
        let kept: Vec<&str> = part.out.lines().take(rows).collect();
        self.out.push_str(&kept.join("\n"));
        self.out.push_str(sign);
        self.out.push('\n');
    }

    pub(crate) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A label in the margin and words beside it.
    pub(crate) fn field(&mut self, label: &str, body: &[Span]) {
        self.labelled(BOLD, label, body);
    }

    /// A label in its own style.
    pub(crate) fn labelled(&mut self, style: Style, label: &str, body: &[Span]) {
        let label = format!("{label:FIELD$}");
        self.line(&[styled(style, label)], FIELD, body);
    }

    /// A mark after `indent` blanks, and words that keep to its right.
    pub(crate) fn item(&mut self, indent: usize, mark: &str, body: &[Span]) {
        let head = format!("{:indent$}{mark}", "");
        let hang = head.width();
        self.line(&[plain(head)], hang, body);
    }

    /// The head as it is, then the body in words; further lines begin at column `hang`.
    pub(crate) fn line(&mut self, head: &[Span], hang: usize, body: &[Span]) {
        let mut column = 0;
        for span in head {
            let text = escape(&span.text, self.options.ascii);
            column += text.width();
            self.put(span.style, &text);
        }
        let mut first = true;
        for token in self.tokens(body) {
            let width = token.width();
            let mut gap = usize::from(!first && !token.glued);
            first = false;
            if hang < column && self.options.width < column + gap + width {
                column = self.turn(hang);
                gap = 0;
            }
            self.out.push_str(&" ".repeat(gap));
            column += gap;
            let too_long = self.options.width < column + width && !token.command;
            for (style, text) in &token.pieces {
                match too_long {
                    true => column = self.put_broken(*style, text, column, hang),
                    false => self.put(*style, text),
                }
            }
            if !too_long {
                column += width;
            }
        }
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    fn put(&mut self, style: Style, text: &str) {
        // Blanks carry no style, so that those at the end of a line can be cut off.
        let words = text.trim_end_matches(' ');
        if self.options.colour && style != PLAIN && !words.is_empty() {
            let (on, off) = (style.render(), style.render_reset());
            self.out.push_str(&format!("{on}{words}{off}"));
            self.out.push_str(text.get(words.len()..).unwrap_or_default());
        } else {
            self.out.push_str(text);
        }
    }

    /// A word that fits on no line, in pieces.
    fn put_broken(&mut self, style: Style, text: &str, mut column: usize, hang: usize) -> usize {
        let mut part = String::new();
        for c in text.chars() {
            let width = c.width().unwrap_or(0);
            if self.options.width < column + width {
                self.put(style, &part);
                part.clear();
                column = self.turn(hang);
            }
            part.push(c);
            column += width;
        }
        self.put(style, &part);
        column
    }

    fn turn(&mut self, hang: usize) -> usize {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        self.out.push_str(&" ".repeat(hang));
        hang
    }

    fn tokens(&self, body: &[Span]) -> Vec<Token> {
        let mut tokens = vec![Token::default()];
        let mut token = Token::default();
        for span in body {
            let text = escape(&span.text, self.options.ascii);
            let mut quoted = None;
            for (index, c) in text.char_indices() {
                let rest = text.get(index + 1..).unwrap_or_default();
                match (c, quoted) {
                    ('`', None) if span.marked && rest.contains('`') => {
                        token.push(COMMAND, c);
                        token.command |= !is_menu_path(rest);
                        quoted = Some(is_menu_path(rest));
                    }
                    ('`', Some(_)) => {
                        token.push(COMMAND, c);
                        quoted = None;
                    }
                    // A path through menus is followed by eye; it may turn after each step.
                    ('\\', Some(true)) => {
                        token.push(COMMAND, c);
                        tokens.push(std::mem::take(&mut token));
                        token.glued = true;
                    }
                    (_, Some(_)) => token.push(COMMAND, c),
                    (' ', None) => tokens.push(std::mem::take(&mut token)),
                    (_, None) => token.push(span.style, c),
                }
            }
        }
        tokens.push(token);
        tokens.retain(|token| !token.pieces.is_empty());
        tokens
    }
}

fn is_menu_path(quoted: &str) -> bool {
    ["Computer Configuration\\", "User Configuration\\"].iter().any(|root| quoted.starts_with(root))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(options: &TextOptions, body: &[Span]) -> String {
        let mut page = Page::new(options);
        page.item(2, "- ", body);
        page.finish()
    }

    fn narrow() -> TextOptions {
        TextOptions { width: 24, ..TextOptions::default() }
    }

    #[test]
    fn words_wrap_and_hang() {
        assert_eq!(
            page(&narrow(), &[plain("one two three four five six seven")]),
            "  - one two three four\n    five six seven\n"
        );
    }

    #[test]
    fn a_command_is_never_split_and_a_word_is_only_when_it_must_be() {
        let text = "run `Restart-Service TermService -Force`, then look";
        assert_eq!(
            page(&narrow(), &[marked(text)]),
            "  - run\n    `Restart-Service TermService -Force`,\n    then look\n"
        );
        assert_eq!(
            page(&narrow(), &[plain("a 0123456789012345678901234567890 b")]),
            "  - a\n    01234567890123456789\n    01234567890 b\n"
        );
    }

    #[test]
    fn backquotes_from_the_network_hold_nothing_together() {
        assert_eq!(
            page(&narrow(), &[plain("`one two three four five six`")]),
            "  - `one two three four\n    five six`\n"
        );
    }

    #[test]
    fn a_menu_path_turns_after_its_steps() {
        let text = r"`Computer Configuration\Policies\Windows Settings`";
        let expected = "  - `Computer Configuration\\\n    Policies\\Windows Settings`\n";
        assert_eq!(page(&TextOptions { width: 30, ..TextOptions::default() }, &[marked(text)]), expected);
    }

    #[test]
    fn spans_join_without_a_blank() {
        assert_eq!(
            page(&narrow(), &[styled(BOLD, "tcp-refused"), plain(", certain")]),
            "  - tcp-refused, certain\n"
        );
    }

    #[test]
    fn a_label_without_words_leaves_no_blanks() {
        for colour in [false, true] {
            let options = narrow().colour(colour);
            let mut page = Page::new(&options);
            page.field("Cause", &[]);
            assert!(!page.finish().contains(' '));
        }
    }

    #[test]
    fn colour_changes_nothing_but_the_colour() {
        let options = narrow().colour(true);
        let body = [styled(BOLD, "\u{1b}[31m"), plain(" red")];
        assert_eq!(page(&options, &body), "  - \u{1b}[1m\\u{1b}[31m\u{1b}[0m red\n");
    }
}
