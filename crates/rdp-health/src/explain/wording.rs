//! One wording for texts and messages, so that a user, another version or a careless typist may say it a little
//! differently: articles and auxiliary verbs are left out, endings too, and what means the same is written the same.

use std::borrow::Cow;

/// Whether a word does not tell one message from another.
fn is_empty(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "the"
            | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "has"
            | "have"
            | "had"
            | "this"
            | "that"
            | "these"
            | "those"
            | "my"
            | "your"
            | "our"
            | "its"
            | "their"
            | "do"
            | "does"
            | "did"
            | "i"
            | "you"
            | "we"
            | "it"
            | "please"
    )
}

/// What means the same in several words.
pub(super) const TURNS: &[(&[&str], &str)] = &[
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
    (&["logged", "in"], "login"),
    (&["logged", "on"], "login"),
    (&["logs", "in"], "login"),
    (&["logs", "on"], "login"),
    (&["signed", "in"], "login"),
    (&["signs", "in"], "login"),
    (&["sign", "on"], "login"),
    (&["not", "possible", "to"], "cannot"),
    (&["impossible", "to"], "cannot"),
    (&["pass", "word"], "password"),
];

/// Whether one of [`TURNS`] may begin with the word: most words are asked no further.
pub(super) fn begins_a_turn(word: &str) -> bool {
    matches!(
        word,
        "can"
            | "could"
            | "host"
            | "impossible"
            | "is"
            | "log"
            | "logged"
            | "logging"
            | "logs"
            | "network"
            | "not"
            | "pass"
            | "remote"
            | "self"
            | "sign"
            | "signed"
            | "signing"
            | "signs"
            | "terminal"
            | "time"
            | "timed"
            | "times"
            | "ts"
            | "unable"
            | "user"
            | "will"
    )
}

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
        "unauthorised" => "unauthorized",
        "pc" => "computer",
        "pcs" => "computers",
        other => other,
    }
}

/// An English word without its ending: `connects`, `connected` and `connecting` are one word. What is no English
/// loses the same letters in texts and in messages.
fn stem(word: &str) -> &str {
    if word.len() < 5 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word;
    }
    let ending = |ending: &str, rest: usize| word.strip_suffix(ending).filter(|stem| rest <= stem.len());
    if let Some(stem) = ending("ies", 3).or_else(|| ending("ied", 3)).or_else(|| ending("y", 4)) {
        return stem;
    }
    if word.ends_with("eed") {
        return word;
    }
    let cut = ending("ing", 4).or_else(|| ending("ed", 3));
    if let Some(cut) = cut {
        let last = cut.get(cut.len() - 1..).unwrap_or_default();
        // "stopped", but not "missed".
        let doubled = !["l", "s", "z"].contains(&last) && cut.ends_with(&last.repeat(2));
        let cut = if doubled { cut.get(..cut.len() - 1).unwrap_or(cut) } else { cut };
        return cut.strip_suffix('e').unwrap_or(cut);
    }
    let single = match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    };
    single.strip_suffix('e').unwrap_or(single)
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
        let turn = TURNS.iter().filter(|_| begins_a_turn(word)).find(|(turn, _)| rest.starts_with(turn));
        if let Some((turn, same)) = turn {
            same.split(' ').for_each(|word| push(&mut out, stem(word)));
            rest = rest.get(turn.len()..).unwrap_or_default();
            continue;
        }
        if !is_empty(word) {
            push(&mut out, stem(same(word)));
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
