//! From what was pasted to numbers and words. Nothing here knows what a number means.

use super::error;
use crate::error::Error;

/// Longer texts are no question about a code.
const LONGEST: usize = 4096;

/// How a number was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `0x904`, `904h`, `B09`.
    Hexadecimal,
    /// `-2146893018`, which only decimal numbers can be.
    Signed,
    /// `2308` or `904`: digits that both bases allow.
    Bare,
}

/// A number as it was written, with what it may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// As it stands in the text, with ASCII signs.
    pub(super) written: String,
    pub(super) form: Form,
    /// In the base in which it was written; decimal for [`Form::Bare`], unless it stands beside a hexadecimal
    /// one.
    pub(super) value: u32,
    /// Its digits in the other base, when that is another number.
    pub(super) other: Option<u32>,
}

/// What was asked, taken apart.
#[derive(Debug)]
pub(super) struct Asked {
    /// The text without blanks and quotation marks around it.
    pub(super) text: String,
    pub(super) numbers: Vec<Number>,
    /// The words of a text that is more than one or two numbers.
    pub(super) words: Vec<String>,
}

impl Asked {
    /// Whether the text has this word, in any case.
    pub(super) fn mentions(&self, word: &str) -> bool {
        self.words.iter().any(|w| w.eq_ignore_ascii_case(word))
    }
}

/// Takes a question apart.
///
/// One or two numbers and nothing else may be written in any base. In running text (the window of Remote
/// Desktop Connection, a log line) only numbers with `0x` count, because dates and counters are numbers too;
/// where there is none, decimal numbers count.
pub(super) fn parse(query: &str) -> Result<Asked, Error> {
    if query.len() > LONGEST {
        return Err(error::too_long(LONGEST));
    }
    // U+2212 is what word processors make of a minus sign.
    let text = query.replace('\u{2212}', "-");
    let text = text.trim_matches(|c: char| c.is_whitespace() || "\"'`“”".contains(c)).to_owned();
    if text.is_empty() {
        return Err(error::nothing_asked());
    }
    let tokens = tokens(&text);
    if tokens.iter().all(|token| is_number(token)) && !tokens.is_empty() {
        let mut numbers = tokens.iter().map(|token| number(token)).collect::<Result<Vec<_>, _>>()?;
        if numbers.iter().any(|number| number.form == Form::Hexadecimal) {
            numbers.iter_mut().for_each(prefer_hexadecimal);
        }
        return Ok(Asked { text, numbers, words: Vec::new() });
    }
    let prefixed = tokens.iter().filter(|token| has_prefix(token)).map(|token| number(token));
    let mut numbers = prefixed.collect::<Result<Vec<_>, _>>()?;
    if numbers.is_empty() {
        let decimal = tokens.iter().filter(|token| is_decimal(token)).map(|token| number(token));
        numbers = decimal.collect::<Result<_, _>>()?;
    }
    let words = tokens.into_iter().map(str::to_owned).collect();
    Ok(Asked { text, numbers, words })
}

/// Words and numbers. A dash joins words (`rt-no-such-user`), is the sign of a number, and parts two numbers.
fn tokens(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
        .flat_map(|piece| {
            let dashes = if piece.starts_with(|c: char| c.is_ascii_digit()) { usize::MAX } else { 1 };
            piece.splitn(dashes, '-')
        })
        .filter(|token| token.chars().any(char::is_alphanumeric))
        .collect()
}

fn has_prefix(token: &str) -> bool {
    token.starts_with("0x") || token.starts_with("0X")
}

fn is_decimal(token: &str) -> bool {
    let digits = token.strip_prefix('-').unwrap_or(token);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// Whether a lone token can only be meant as a number: `dead` and `fade` are words.
fn is_number(token: &str) -> bool {
    let hexadecimal = token.strip_suffix(['h', 'H']).unwrap_or(token);
    has_prefix(token)
        || is_decimal(token)
        || (hexadecimal.chars().all(|c| c.is_ascii_hexdigit())
            && hexadecimal.chars().any(|c| c.is_ascii_digit()))
}

fn number(token: &str) -> Result<Number, Error> {
    let written = || token.to_owned();
    let bad = || error::no_number(token);
    let too_big = || error::too_big(token);
    if token.starts_with('-') {
        let value: i64 = token.parse().map_err(|_| too_big())?;
        let value = i32::try_from(value).map_err(|_| too_big())?.cast_unsigned();
        return Ok(Number { written: written(), form: Form::Signed, value, other: None });
    }
    let bare = is_decimal(token);
    let digits = token.strip_prefix("0x").or_else(|| token.strip_prefix("0X")).unwrap_or(token);
    let digits = digits.strip_suffix(['h', 'H']).unwrap_or(digits);
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Err(bad());
    }
    let hexadecimal = thirty_two_bits(digits);
    let decimal = digits.parse::<u32>().ok();
    let (form, value, other) = match (bare, decimal) {
        (true, Some(decimal)) => (Form::Bare, decimal, hexadecimal),
        _ => (Form::Hexadecimal, hexadecimal.ok_or_else(too_big)?, decimal),
    };
    Ok(Number { written: written(), form, value, other: other.filter(|other| *other != value) })
}

/// The value of hexadecimal digits; 64-bit programs print a negative 32-bit code with eight F in front.
fn thirty_two_bits(digits: &str) -> Option<u32> {
    let value = u64::from_str_radix(digits, 16).ok()?;
    let negative = (0xFFFF_FFFF_8000_0000..=u64::MAX).contains(&value);
    u32::try_from(if negative { value & 0xFFFF_FFFF } else { value }).ok()
}

/// Beside a hexadecimal number, `7` and `11` of `0x3/11` are most likely hexadecimal too.
fn prefer_hexadecimal(number: &mut Number) {
    if let (Form::Bare, Some(other)) = (number.form, number.other) {
        number.other = Some(number.value);
        number.value = other;
    }
}
