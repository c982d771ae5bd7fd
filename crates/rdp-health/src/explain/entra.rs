//! The error codes of Microsoft Entra ID, of which there are hundreds: one that no message knows still says who answered.
//! It may refuse the sign-in, or only interrupt it to ask for more.

use super::client::CodeClient;
use super::family::CodeFamily;
use super::messages::Message;
use super::{CodeConfidence, Reading};

/// What its codes begin with, as [`words_of`](super::words::words_of) leaves them.
const PREFIX: &str = "aadsts";

/// The first code of a text that none of its messages knows.
pub(super) fn unknown(words: &str, messages: &[&Message]) -> Option<Reading> {
    let known = |word: &str| messages.iter().any(|message| message.all_words().any(|own| own == word));
    let (word, number) = words.split(' ').find_map(|word| {
        let number = word.strip_prefix(PREFIX)?;
        let digits = (4..=7).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        (digits && !known(word)).then_some((word, number))
    })?;
    Some(Reading {
        family: CodeFamily::Message,
        family_title: CodeClient::WindowsApp.title().to_owned(),
        clients: vec![CodeClient::WindowsApp, CodeClient::Avd, CodeClient::Mstsc],
        code_hex: None,
        code_dec: None,
        symbol: None,
        words: Some(word.to_owned()),
        meaning: format!(
            "Unknown code of Microsoft Entra ID. Some of its codes refuse a sign-in, others only interrupt it to ask \
             for more: https://login.microsoftonline.com/error?code={number} says what {number} means."
        ),
        phase: None,
        causes: Vec::new(),
        confidence: CodeConfidence::Inferred,
        source: "Microsoft Learn, Microsoft Entra authentication and authorization error codes".to_owned(),
    })
}
