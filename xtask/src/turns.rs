//! Turns of phrase that no text for users may have, `xtask/data/turns.tsv`: pages, documents, the strings of the
//! libraries and the command, and the doc comments of what is public.

mod texts;

use anyhow::{Result, ensure};

use crate::pages::rows;
use texts::Text;

/// A turn, and what to write instead.
struct Turn {
    words: &'static str,
    instead: &'static str,
}

fn turns() -> Result<Vec<Turn>> {
    let rows = rows(include_str!("../data/turns.tsv"), 2)?;
    let turn = |row: Vec<&'static str>| match row[..] {
        [words, instead] => Some(Turn { words, instead }),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(turn).collect())
}

/// Fails with every such turn, where it is, and what to write instead.
pub(crate) fn check() -> Result<()> {
    println!("\n$ turns: how texts for users are written");
    let (turns, texts) = (turns()?, texts::all()?);
    let faults: Vec<String> = texts.iter().flat_map(|text| faults(&turns, text)).collect();
    ensure!(faults.is_empty(), "these are not plain English (xtask/data/turns.tsv):\n{}", faults.join("\n"));
    Ok(())
}

fn faults(turns: &[Turn], text: &Text) -> Vec<String> {
    let found = turns.iter().filter(|turn| has(&text.says, turn.words));
    found
        .map(|turn| format!("{}: \"{}\"; write: {}\n    {}", text.place, turn.words, turn.instead, text.says))
        .collect()
}

/// Whether `words` are in the text as whole words. A sentence may begin with them.
fn has(text: &str, words: &str) -> bool {
    let mut letters = words.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let inside = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
    [words, &capital].into_iter().any(|words| {
        text.match_indices(words).any(|(at, _)| {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let after = text.get(at.saturating_add(words.len())..).and_then(|text| text.chars().next());
            !before.is_some_and(inside) && !after.is_some_and(inside)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_are_in_plain_english() {
        check().unwrap();
    }

    #[test]
    fn a_planted_turn_is_found_with_what_to_write() {
        let turns = turns().unwrap();
        let planted = texts::of_rust(
            "lib.rs",
            "/// Whoever reads it.\npub fn text() -> String {\n    // stands in the comment\n    \
             \"TLS did not come \\\n     about.\".to_owned()\n}\n/// Nobody\nfn private() {}\n\
             #[cfg(test)]\nmod tests { const X: &str = \"in place of\"; }\n",
        );
        let found: Vec<String> = planted.iter().flat_map(|text| faults(&turns, text)).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("lib.rs:1: \"whoever\"; write: "), "{found:?}");
        assert!(found[1].starts_with("lib.rs:4: \"come about\"; write: "), "{found:?}");
        let page =
            texts::of_markdown("a.md", "It works.\n`in place of`\n```\nanew\n```\nHe reads it anew.\n");
        let found: Vec<String> = page.iter().flat_map(|text| faults(&turns, text)).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|fault| fault.starts_with("a.md:6: ")), "{found:?}");
    }

    #[test]
    fn words_are_whole() {
        assert!(has("It is None; he is", "he") && has("He is", "he"));
        assert!(!has("It is None, the end, he-man", "is none") && !has("the end", "he"));
    }
}
