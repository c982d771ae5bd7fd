//! A running text as tokens that know what stands right beside them.

/// A word or a number of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Letters, digits and `_`; a minus sign belongs to the number behind it where nothing is joined to it in front.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut begun: Option<usize> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let sign = c == '-'
            && begun.is_none()
            && !before.is_alphanumeric()
            && !matches!(before, '-' | ')' | ']' | '_')
            && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        // Chinese, Japanese and Korean write no blank between a word and a number.
        if let Some(start) = begun
            && ((is_cjk(before) && (c.is_ascii_alphanumeric() || c == '_'))
                || (is_cjk(c) && (before.is_ascii_alphanumeric() || before == '_')))
        {
            tokens.extend(text.get(start..at).map(|word| Token { text: word, start, end: at }));
            begun = Some(at);
        } else if c.is_alphanumeric() || c == '_' || sign {
            begun.get_or_insert(at);
        } else if let Some(start) = begun.take() {
            tokens.extend(text.get(start..at).map(|word| Token { text: word, start, end: at }));
        }
        before = c;
    }
    if let Some(start) = begun {
        tokens.extend(text.get(start..).map(|word| Token { text: word, start, end: text.len() }));
    }
    tokens
}

/// A letter of Chinese, Japanese or Korean.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
}

/// Whether a number is joined to others as in a date, a time, an address, a version or a range, or is a measure.
pub(super) fn is_joined(text: &str, token: &Token<'_>) -> bool {
    let head = text.get(..token.start).unwrap_or_default();
    let tail = text.get(token.end..).unwrap_or_default();
    let joins =
        |c: Option<char>| matches!(c, Some('.' | ':' | '/' | '-' | ',' | '\\' | '+' | '@' | '#' | '{'));
    let mut back = head.chars().rev();
    let mut on = tail.chars();
    (joins(back.next()) && back.next().is_some_and(|c| c.is_ascii_digit()))
        || (joins(on.next()) && on.next().is_some_and(|c| c.is_ascii_alphanumeric()))
        || tail.starts_with('%')
        || is_measure(tail)
}

/// Whether what follows makes the number a measure: `5 ms`, `3 times`.
fn is_measure(tail: &str) -> bool {
    const UNITS: [&str; 17] = [
        "ms",
        "msec",
        "milliseconds",
        "seconds",
        "second",
        "sec",
        "secs",
        "minutes",
        "minute",
        "bytes",
        "times",
        "byte",
        "bits",
        "kb",
        "user",
        "users",
        "connections",
    ];
    let word = tail.trim_start_matches(' ').split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    UNITS.iter().any(|unit| word.eq_ignore_ascii_case(unit))
}
