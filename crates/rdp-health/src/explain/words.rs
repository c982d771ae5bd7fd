//! A text as words, so that names, versions and punctuation in between do not matter.

/// The words of a text in lower case, each between blanks, with one before the first and after the last: a phrase
/// in this form is found by looking for it as it is.
///
/// Apostrophes vanish (`can't`, `can’t` and `cant` are one word); everything else that is no letter or digit parts
/// words.
pub(super) fn words_of(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 2);
    words.push(' ');
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '‘' | '`' | '\u{ad}') && !words.ends_with(' ') {
            words.push(' ');
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

/// Whether the text, as [`words_of`] leaves it, has this word.
pub(super) fn mentions(words: &str, word: &str) -> bool {
    words.split(' ').any(|w| w == word)
}
