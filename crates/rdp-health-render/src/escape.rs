//! The one gate between the network and a terminal.

use rdp_health::is_inert;

/// The text without anything that a terminal or an editor obeys: control characters, the marks that turn the
/// direction of writing, invisible and combining characters are written as escapes.
///
/// INVARIANT: the result has no control character, and with `ascii` nothing but printable ASCII.
pub(crate) fn escape(text: &str, ascii: bool) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' '..='~' => clean.push(c),
            '—' | '–' if ascii => clean.push('-'),
            '…' if ascii => clean.push_str("..."),
            '’' | '‘' if ascii => clean.push('\''),
            '“' | '”' if ascii => clean.push('"'),
            _ if ascii || !is_inert(c) => clean.extend(c.escape_default()),
            _ => clean.extend(c.escape_debug()),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_passes() {
        assert_eq!(escape("\u{1b}[2Jx\r\n\t\u{9b}31m\u{7f}", false), r"\u{1b}[2Jx\r\n\t\u{9b}31m\u{7f}");
        assert_eq!(escape("a\u{202e}b\u{200b}c\u{feff}", false), r"a\u{202e}b\u{200b}c\u{feff}");
        assert_eq!(escape("Zoë's \"C:\\\" `x`", false), "Zoë's \"C:\\\" `x`");
    }

    #[test]
    fn ascii_is_ascii() {
        assert_eq!(escape("Zoë — “a”…", true), "Zo\\u{eb} - \"a\"...");
    }
}
