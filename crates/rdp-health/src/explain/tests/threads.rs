//! Texts from public threads, `threads.toml`.

use serde::Deserialize;

use super::super::CodeConfidence;
use super::explain;

#[derive(Deserialize)]
struct File {
    text: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    source: String,
    text: String,
    cause: Option<String>,
    code: Option<String>,
    message: Option<String>,
}

enum Found {
    Right,
    Nothing,
    Wrong(String),
}

fn judge(text: &Text) -> Found {
    let mut readings = explain(&text.text).map(|answer| answer.readings).unwrap_or_default();
    let silent = text.cause.is_none() && text.code.is_none() && text.message.is_none();
    // What the form of an unknown code says is no answer.
    readings.retain(|reading| !silent || reading.confidence != CodeConfidence::Inferred);
    let Some(first) = readings.first() else {
        return if silent { Found::Right } else { Found::Nothing };
    };
    let cause = text.cause.as_ref().is_some_and(|cause| first.causes.iter().any(|id| id.as_str() == cause));
    let code = text.code.is_some() && first.code_hex == text.code;
    let words = first.words.as_deref().unwrap_or_default();
    let message = text.message.as_ref().is_some_and(|message| words.contains(message.as_str()));
    if cause || code || message {
        Found::Right
    } else {
        Found::Wrong(format!("{:?} {:?}: {}", first.family, first.causes, first.meaning))
    }
}

/// None is answered wrongly, and none is left without an answer.
#[test]
fn texts_from_threads() {
    let file: File = toml::from_str(include_str!("threads.toml")).unwrap();
    assert!(950 <= file.text.len());
    let mut wrong = Vec::new();
    for text in &file.text {
        let found = judge(text);
        match found {
            Found::Right => {}
            Found::Nothing => wrong.push(format!("{}: nothing: {}", text.source, text.text)),
            Found::Wrong(what) => wrong.push(format!("{}: {what}: {}", text.source, text.text)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
