//! The known message that a text is like, where it has none word for word: other order, other small words, a part
//! left out.

use std::collections::BTreeSet;

use super::foreign;
use super::messages::{Message, Messages};
use super::wording::wording;

/// Words that turn a sentence round: a text without them is not like a message with them.
const DENIALS: [&str; 5] = ["not", "cannot", "no", "without", "never"];

/// The message that a text is most like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Like<'a> {
    pub(super) message: &'a Message,
    /// It clearly wins: little is missing, and no message of another meaning is nearly as like.
    pub(super) clear: bool,
}

/// How much of a message a text has.
#[derive(Debug)]
struct Share<'a> {
    message: &'a Message,
    /// By what its words tell, of a thousand.
    thousandths: usize,
    /// What the common words tell, times the share: long messages that are nearly whole come before short ones.
    score: usize,
    common: usize,
    wanted: usize,
}

/// The message whose words a text, as [`words_of`](super::words::words_of) leaves it, has most of.
pub(super) fn like<'a>(known: &'a Messages, words: &str) -> Option<Like<'a>> {
    let ours = foreign::is_ours(words);
    let words = &*wording(words);
    let asked: BTreeSet<&str> = words.split_ascii_whitespace().collect();
    let mut shares: Vec<Share<'_>> =
        known.all.iter().filter_map(|message| share(known, message, &asked)).collect();
    shares.sort_by_key(|share| std::cmp::Reverse((share.score, share.thousandths)));
    let (best, others) = shares.split_first()?;
    let length = words.split_ascii_whitespace().count();
    let wanted: BTreeSet<&str> = best.message.all_words().collect();
    let denies = |words: &BTreeSet<&str>| DENIALS.iter().any(|denial| words.contains(denial));
    let rival =
        others.iter().any(|other| 3 * best.score < 4 * other.score && !same(best.message, other.message));
    let clear = 4 <= best.common
        && 800 <= best.thousandths
        && (ours || 900 <= best.thousandths)
        && length <= 4 * best.wanted + 8
        && denies(&asked) == denies(&wanted)
        && !rival;
    Some(Like { message: best.message, clear })
}

/// What a text has of a message; `None` where it is less than two of three words, or of three words.
fn share<'a>(known: &Messages, message: &'a Message, asked: &BTreeSet<&str>) -> Option<Share<'a>> {
    // Most have none of the words: no more is done about them.
    message.all_words().filter(|word| asked.contains(word)).nth(2)?;
    let wanted: BTreeSet<&str> = message.all_words().collect();
    let common: Vec<&str> = wanted.iter().copied().filter(|word| asked.contains(word)).collect();
    if common.len() < 3 || 3 * common.len() < 2 * wanted.len() {
        return None;
    }
    let has: usize = common.iter().map(|word| known.weight(word)).sum();
    let all: usize = wanted.iter().map(|word| known.weight(word)).sum();
    let thousandths = 1000 * has / all.max(1);
    // A letter of Chinese or Japanese is a word each, and tells little without its place.
    let common = common.iter().filter(|word| 1 < word.chars().count()).count();
    Some(Share { message, thousandths, score: has * thousandths, common, wanted: wanted.len() })
}

/// Whether two messages mean the same.
fn same(one: &Message, other: &Message) -> bool {
    one.code == other.code && one.causes == other.causes && one.meaning == other.meaning
}
