//! Texts from public threads, `threads.toml`.

use serde::Deserialize;

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
    #[serde(default)]
    open: bool,
}

enum Found {
    Right,
    Nothing,
    Wrong(String),
}

fn judge(text: &Text) -> Found {
    let readings = explain(&text.text).map(|answer| answer.readings).unwrap_or_default();
    let Some(first) = readings.first() else {
        return if text.cause.is_none() && text.code.is_none() { Found::Right } else { Found::Nothing };
    };
    let cause = text.cause.as_ref().is_some_and(|cause| first.causes.iter().any(|id| id.as_str() == cause));
    let code = text.code.is_some() && first.code_hex == text.code;
    if cause || code {
        Found::Right
    } else {
        Found::Wrong(format!("{:?} {:?}: {}", first.family, first.causes, first.meaning))
    }
}

/// None is answered wrongly; those that are not answered are marked as open.
#[test]
fn texts_from_threads() {
    let file: File = toml::from_str(include_str!("threads.toml")).unwrap();
    let mut wrong = Vec::new();
    for text in &file.text {
        let found = judge(text);
        match found {
            Found::Right if text.open => wrong.push(format!("{}: no longer open", text.source)),
            Found::Right => {}
            Found::Nothing if text.open => {}
            Found::Nothing => wrong.push(format!("{}: nothing: {}", text.source, text.text)),
            Found::Wrong(what) => wrong.push(format!("{}: {what}: {}", text.source, text.text)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
