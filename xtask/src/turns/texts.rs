//! The texts that users read, each with its place.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::shell::root;

/// A line, a string or a doc comment.
pub(super) struct Text {
    pub(super) place: String,
    pub(super) says: String,
}

/// Where documents for users are: files and folders.
const DOCUMENTS: [&str; 8] =
    ["README.md", "CHANGELOG.md", "SECURITY.md", "docs", "crates", "bindings", "examples", "benches"];

/// Code whose strings and public doc comments users read.
const CODE: [&str; 5] = [
    "crates/rdp-health/src",
    "crates/rdp-health-cli/src",
    "crates/rdp-health-render/src",
    "bindings/python/src",
    "bindings/node/src",
];

/// What is printed from tables.
const TABLES: &str = "crates/rdp-health/data";

/// Docstrings and texts of the packages, those that are written by hand.
const PACKAGES: [&str; 3] = ["bindings/python/python/rdp_health", "bindings/node/lib", "examples"];

pub(super) fn all() -> Result<Vec<Text>> {
    let mut texts = Vec::new();
    for folder in DOCUMENTS {
        gather(&root().join(folder), &["md"], &mut |name, text| texts.extend(of_markdown(name, text)))?;
    }
    for folder in CODE {
        gather(&root().join(folder), &["rs"], &mut |name, text| texts.extend(of_rust(name, text)))?;
    }
    gather(&root().join(TABLES), &["toml", "tsv"], &mut |name, text| texts.extend(of_table(name, text)))?;
    for folder in PACKAGES {
        let kinds = ["py", "pyi", "cjs", "mjs", "cts", "js", "html"];
        gather(&root().join(folder), &kinds, &mut |name, text| {
            if !text.contains("cargo xtask codegen") {
                texts.extend(lines(name, text));
            }
        })?;
    }
    ensure!(texts.len() > 10_000, "the texts could not be found: {}", texts.len());
    Ok(texts)
}

fn gather(path: &Path, kinds: &[&str], each: &mut impl FnMut(&str, &str)) -> Result<()> {
    let built = ["target", "node_modules", "tests", "test", "testing", "dist", ".venv", "rdp-health-lab"];
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if built.contains(&&*name) || name == "tests.rs" {
        return Ok(());
    }
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
            gather(&entry?.path(), kinds, each)?;
        }
    } else if path.extension().is_some_and(|kind| kinds.iter().any(|one| *one == kind)) {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        each(&path.strip_prefix(root()).unwrap_or(path).display().to_string(), &text);
    }
    Ok(())
}

fn lines(name: &str, text: &str) -> Vec<Text> {
    let numbered = text.lines().zip(1..);
    numbered.map(|(line, number)| Text { place: format!("{name}:{number}"), says: line.to_owned() }).collect()
}

/// Prose without commands, which stand in backquotes or fences.
pub(super) fn of_markdown(name: &str, text: &str) -> Vec<Text> {
    let mut fenced = false;
    let mut prose = lines(name, text);
    prose.retain_mut(|line| {
        let fence = line.says.trim_start().starts_with("```");
        fenced ^= fence;
        line.says = line.says.split('`').step_by(2).collect::<Vec<_>>().join("`");
        !fenced && !fence
    });
    prose
}

/// Tables, without their comments and without what was copied from elsewhere: words to match, and sources.
fn of_table(name: &str, text: &str) -> Vec<Text> {
    let mut rows = lines(name, text);
    let copied = |line: &str| ["#", "words", "source", "title", "["].iter().any(|one| line.starts_with(one));
    rows.retain(|row| !copied(&row.says));
    rows
}

/// Strings of Rust, and the doc comments of what is public. Tests at the end of a file are left out.
pub(super) fn of_rust(name: &str, text: &str) -> Vec<Text> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let mut found = Vec::new();
    let mut doc: Option<Text> = None;
    let mut string: Option<Text> = None;
    for (line, number) in text.lines().zip(1..) {
        let code = line.trim();
        let place = || format!("{name}:{number}");
        if string.is_none() {
            if let Some(says) = code.strip_prefix("///") {
                let begun = doc.get_or_insert_with(|| Text { place: place(), says: String::new() });
                begun.says.push_str(says);
                continue;
            }
            if code.starts_with("//") {
                continue;
            }
            if !code.starts_with("#[") {
                let public = code.starts_with("pub ") || code.starts_with(char::is_uppercase);
                found.extend(doc.take().filter(|_| public));
            }
        }
        strings(code, &place(), &mut string, &mut found);
    }
    found
}

/// The strings of one line. One that has no end there goes on in the next.
fn strings(code: &str, place: &str, string: &mut Option<Text>, found: &mut Vec<Text>) {
    let mut letters = code.chars().peekable();
    while let Some(letter) = letters.next() {
        match (&mut *string, letter) {
            (Some(_), '"') => found.extend(string.take()),
            (Some(text), '\\') => match letters.next() {
                Some('n') => text.says.push(' '),
                Some(escaped) => text.says.push(escaped),
                None => return,
            },
            (Some(text), letter) => text.says.push(letter),
            (None, '"') => *string = Some(Text { place: place.to_owned(), says: String::new() }),
            (None, '\'') if letters.peek() == Some(&'"') || letters.peek() == Some(&'\\') => {
                letters.next();
                letters.next();
            }
            (None, '/') if letters.peek() == Some(&'/') => return,
            (None, _) => {}
        }
    }
    if let Some(text) = string {
        text.says.push(' ');
    }
}
