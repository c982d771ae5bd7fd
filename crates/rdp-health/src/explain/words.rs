//! A text as words, so that names, versions and punctuation in between do not matter.

/// The words of a text in lower case, each between blanks, with one before the first and after the last: a phrase
/// in this form is found by looking for it as it is.
///
/// Apostrophes vanish (`can't`, `can’t` and `cant` are one word), but not the one behind a word that French and
/// Italian shorten (`l’accès`, `d'identification`); everything else that is no letter or digit parts words.
pub(super) fn words_of(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if c == '\u{ad}' || (matches!(c, '\'' | '’' | '‘' | '`') && !is_elided(&words)) {
            // Vanishes.
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

/// Whether the last word is one that loses its vowel before another word.
fn is_elided(words: &str) -> bool {
    const ELIDED: [&str; 14] =
        ["l", "d", "n", "s", "c", "j", "qu", "lorsqu", "jusqu", "dell", "nell", "sull", "all", "un"];
    words.rsplit(' ').next().is_some_and(|last| ELIDED.contains(&last))
}

/// Whether the text, as [`words_of`] leaves it, has this word.
pub(super) fn mentions(words: &str, word: &str) -> bool {
    words.split(' ').any(|w| w == word)
}
