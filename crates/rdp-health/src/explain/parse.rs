//! From what was asked to numbers, if it is numbers alone. Nothing here knows what a number means.

use super::error;
use crate::error::Error;

/// Longer texts are logs, which are read line by line.
const LONGEST: usize = 64 * 1024;

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

/// What was asked.
#[derive(Debug)]
pub(super) struct Asked {
    /// The text without blanks and quotation marks around it.
    pub(super) text: String,
    /// Its numbers, where it is numbers and nothing else; they may be written in any base.
    pub(super) numbers: Vec<Number>,
}

/// Takes a question apart.
pub(super) fn parse(query: &str) -> Result<Asked, Error> {
    if LONGEST < query.len() {
        return Err(error::too_long(LONGEST));
    }
    // U+2212 is what word processors make of a minus sign.
    let text = query.replace('\u{2212}', "-");
    let text = text.trim_matches(|c: char| c.is_whitespace() || "\"'`“”".contains(c)).to_owned();
    if text.is_empty() {
        return Err(error::nothing_asked());
    }
    let tokens = tokens(&text);
    let alone = |token: &&str| is_number(token) || (has_prefix(token) && tokens.len() == 1);
    if tokens.is_empty() || !tokens.iter().all(alone) {
        return Ok(Asked { text, numbers: Vec::new() });
    }
    let mut numbers = tokens.iter().map(|token| number(token)).collect::<Result<Vec<_>, _>>()?;
    if numbers.iter().any(|number| number.form == Form::Hexadecimal) {
        numbers.iter_mut().for_each(prefer_hexadecimal);
    }
    Ok(Asked { text, numbers })
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

pub(super) fn has_prefix(token: &str) -> bool {
    token.starts_with("0x") || token.starts_with("0X")
}

pub(super) fn is_decimal(token: &str) -> bool {
    let digits = token.strip_prefix('-').unwrap_or(token);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// Whether a lone token can only be meant as a number: `dead` and `fade` are words.
fn is_number(token: &str) -> bool {
    let hexadecimal = token.strip_suffix(['h', 'H']).unwrap_or(token);
    (has_prefix(token) && token.chars().skip(2).all(|c| c.is_ascii_hexdigit()))
        || is_decimal(token)
        || (hexadecimal.chars().all(|c| c.is_ascii_hexdigit())
            && hexadecimal.chars().any(|c| c.is_ascii_digit()))
}

pub(super) fn number(token: &str) -> Result<Number, Error> {
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
