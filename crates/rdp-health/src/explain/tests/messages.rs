//! The file of messages: every one is found by its own words, and means something.

use std::collections::BTreeSet;

use super::super::messages::MESSAGES;
use super::super::words::words_of;
use super::super::{CodeClient, CodeConfidence, Explainer};
use crate::diagnose::CauseId;
use crate::diagnose::catalogue::{self, Visibility};
use crate::outcome::Phase;

#[derive(serde::Deserialize)]
struct File {
    message: Vec<Written>,
}

/// What the file may say, and nothing else.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    clients: Vec<CodeClient>,
    words: Vec<String>,
    code: Option<String>,
    meaning: Option<String>,
    phase: Option<Phase>,
    causes: Option<Vec<CauseId>>,
    sure: Option<CodeConfidence>,
    #[serde(default)]
    general: bool,
    #[serde(default)]
    spoken: bool,
    source: String,
}

#[test]
fn the_file_is_toml_and_says_what_was_read() {
    let file: File = toml::from_str(MESSAGES).unwrap();
    let known = Explainer::new();
    assert_eq!(file.message.len(), known.messages.all.len());
    for (written, message) in file.message.iter().zip(&known.messages.all) {
        let reading = message.reading(&known.table).unwrap();
        assert_eq!(written.clients, message.clients);
        assert_eq!(written.words, message.words);
        assert_eq!(written.code.as_deref(), message.code);
        assert_eq!(written.meaning.as_deref(), message.meaning);
        assert!(written.phase.is_none() || written.phase == reading.phase);
        assert!(
            written.causes.as_ref().is_none_or(|causes| *causes == reading.causes),
            "{:?}",
            written.words
        );
        assert!(written.sure.is_none_or(|sure| sure == reading.confidence));
        assert_eq!(written.general, message.general);
        assert_eq!(written.spoken, message.spoken);
        assert_eq!(written.source, message.source);
    }
}

#[test]
fn every_message_can_be_read_and_is_found_by_its_words() {
    let known = Explainer::new();
    assert!(2_750 <= known.messages.all.len());
    let mut seen = BTreeSet::new();
    let mut lost = Vec::new();
    for message in &known.messages.all {
        assert!(seen.insert(message.words.clone()), "{:?} stands twice", message.words);
        assert!(!message.words.is_empty() && !message.source.is_empty() && !message.clients.is_empty());
        for phrase in &message.words {
            assert_eq!(words_of(phrase).trim(), *phrase, "written as texts are compared");
        }
        let letters: usize = message.words.iter().map(|phrase| phrase.len()).sum();
        assert!(10 <= letters, "{:?} is too short to identify anything", message.words);
        let mut text = message.words.join(" in between ");
        if message.spoken {
            text.push_str(" with rdp");
        }
        let found = known.messages.find(&words_of(&text));
        if !found.iter().any(|found| found.words == message.words) {
            lost.push(&message.words);
        }
        let reading =
            message.reading(&known.table).unwrap_or_else(|| panic!("{:?} names no code", message.words));
        assert!(reading.meaning.ends_with('.'), "{:?}: {}", message.words, reading.meaning);
        for cause in &reading.causes {
            let cause = catalogue::find(cause).unwrap_or_else(|| panic!("{cause} is not in the catalogue"));
            assert_ne!(cause.visible, Visibility::Nowhere, "{} is a myth, not a cause", cause.id);
        }
    }
    assert!(lost.is_empty(), "another message says the same: {lost:?}");
}

/// What the administrator can settle without touching the host comes first.
#[test]
fn causes_that_a_check_sees_stand_first() {
    let rank = |id: &CauseId| match catalogue::find(id).unwrap().visible {
        Visibility::Remote => 0,
        Visibility::Partly => 1,
        Visibility::SecondVantagePoint => 2,
        _ => 3,
    };
    let known = Explainer::new();
    for message in &known.messages.all {
        let reading = message.reading(&known.table).unwrap();
        let ranks: Vec<i32> = reading.causes.iter().map(rank).collect();
        assert!(ranks.is_sorted(), "{:?}: {:?} {ranks:?}", message.words, message.causes);
    }
}

#[test]
fn every_client_shows_something() {
    let known = Explainer::new();
    for client in CodeClient::ALL {
        let messages = known.messages.all.iter().filter(|message| message.clients.contains(&client)).count();
        assert!(3 <= messages, "{client}: {messages}");
        assert_eq!(CodeClient::find(client.as_str()), Some(client));
        assert_eq!(serde_json::to_value(client).unwrap(), client.as_str());
    }
}
