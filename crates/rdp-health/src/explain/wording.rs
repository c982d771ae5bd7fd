//! One wording for texts and messages, so that a user, another version or a careless typist may say it a little
//! differently: articles and auxiliary verbs are left out, and what means the same is written the same.

use std::borrow::Cow;

/// Words that do not tell one message from another.
const EMPTY: &[&str] = &[
    "a", "an", "the", "are", "was", "were", "be", "been", "being", "has", "have", "had", "this", "that",
    "these", "those", "my", "your", "our", "its", "their", "do", "does", "did", "i", "you", "we", "it",
    "please",
];

/// What means the same in several words.
const TURNS: &[(&[&str], &str)] = &[
    (&["is", "not", "able", "to"], "cannot"),
    (&["is", "not"], "not"),
    (&["is", "unable", "to"], "cannot"),
    (&["can", "not"], "cannot"),
    (&["could", "not"], "cannot"),
    (&["not", "able", "to"], "cannot"),
    (&["unable", "to"], "cannot"),
    (&["log", "in"], "login"),
    (&["log", "on"], "login"),
    (&["sign", "in"], "login"),
    (&["logging", "in"], "logging on"),
    (&["signing", "in"], "logging on"),
    (&["user", "name"], "username"),
    (&["user", "names"], "usernames"),
    (&["host", "name"], "hostname"),
    (&["timed", "out"], "timeout"),
    (&["time", "out"], "timeout"),
    (&["times", "out"], "timeout"),
    (&["network", "level", "authentication", "nla"], "nla"),
    (&["network", "level", "authentication"], "nla"),
    (&["remote", "desktop", "gateway"], "rd gateway"),
    (&["terminal", "services", "gateway"], "rd gateway"),
    (&["ts", "gateway"], "rd gateway"),
    (&["terminal", "services"], "remote desktop services"),
    (&["will", "not"], "not"),
    (&["self", "signed"], "selfsigned"),
];

/// What means the same in one word.
fn same(word: &str) -> &str {
    match word {
        "cant" | "couldnt" => "cannot",
        "dont" | "doesnt" | "didnt" | "isnt" | "arent" | "wasnt" | "werent" | "hasnt" | "havent" | "wont" => {
            "not"
        }
        "logon" | "signin" => "login",
        "licence" => "license",
        "licences" => "licenses",
        "licencing" => "licensing",
        "occured" | "ocurred" | "occurs" | "happened" => "occurred",
        "authorised" => "authorized",
        "authorisation" => "authorization",
        "recieved" => "received",
        other => other,
    }
}

/// The words of a text, as [`words_of`](super::words::words_of) leaves them, in the one wording.
///
/// Letters of languages that put no blanks between words are words each.
pub(super) fn wording(words: &str) -> String {
    let all: Vec<&str> = words.split_ascii_whitespace().collect();
    let mut out = String::with_capacity(words.len());
    out.push(' ');
    let mut rest = all.as_slice();
    while let [word, behind @ ..] = rest {
        if let Some((turn, same)) = TURNS.iter().find(|(turn, _)| rest.starts_with(turn)) {
            push(&mut out, same);
            rest = rest.get(turn.len()..).unwrap_or_default();
            continue;
        }
        if !EMPTY.contains(word) {
            push(&mut out, same(word));
        }
        rest = behind;
    }
    out
}

fn push(out: &mut String, word: &str) {
    if word.is_ascii() {
        out.push_str(word);
        out.push(' ');
        return;
    }
    for c in word.chars() {
        if is_unspaced(c) && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push(c);
        if is_unspaced(c) {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
}

/// Whether a letter is of Chinese, Japanese or Korean.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// A text without what the way here put into it: HTML's and JSON's escapes, a terminal's colours, full-width signs,
/// syslog's tabulators, words that were broken at the end of a line.
pub(super) fn unwrapped(text: &str) -> Cow<'_, str> {
    const ESCAPES: [(&str, &str); 15] = [
        ("#011", " "),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&rsquo;", "'"),
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("\\u0027", "'"),
        ("\\\"", "\""),
        ("\\r", " "),
        ("\\n", " "),
        ("\\t", " "),
        ("-\r\n", ""),
        ("-\n", ""),
    ];
    let mut text = Cow::Borrowed(text);
    for (escape, sign) in ESCAPES {
        if text.contains(escape) {
            text = Cow::Owned(text.replace(escape, sign));
        }
    }
    if text.contains("&#") {
        text = Cow::Owned(without_entities(&text));
    }
    if text.contains('\u{1b}') {
        text = Cow::Owned(without_colours(&text));
    }
    // U+FF01 to U+FF5E are the signs of ASCII, as wide as Chinese ones.
    if text.contains(|c| matches!(c, '\u{ff01}'..='\u{ff5e}')) {
        let narrow = |c: char| match u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32) {
            Some(ascii) if ascii.is_ascii_graphic() => ascii,
            _ => c,
        };
        text = Cow::Owned(text.chars().map(narrow).collect());
    }
    text
}

/// With the letters for which HTML's numbers stand, `&#39;` and `&#x27;`.
fn without_entities(text: &str) -> String {
    let mut pieces = text.split("&#");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let letter = piece.split_once(';').and_then(|(number, rest)| {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            Some((code.ok().and_then(char::from_u32)?, rest))
        });
        match letter {
            Some((letter, rest)) => {
                plain.push(letter);
                plain.push_str(rest);
            }
            None => {
                plain.push_str("&#");
                plain.push_str(piece);
            }
        }
    }
    plain
}

/// Without the sequences by which a terminal changes colours, `ESC [ 31 m`.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain.push_str(
            piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').trim_start_matches('m'),
        );
    }
    plain
}
