//! Pages, in the pieces that are looked at.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::shell::root;

/// A page of `docs/causes`.
pub(super) struct Page {
    pub(super) name: String,
    pub(super) text: String,
}

/// A step with its further lines, or one line of prose.
pub(super) struct Paragraph {
    /// Where it begins, from 1.
    pub(super) line: usize,
    pub(super) text: String,
    /// The names of sources are titles of other people's.
    pub(super) is_source: bool,
}

impl Page {
    /// Every page about a cause.
    pub(super) fn all() -> Result<Vec<Self>> {
        let folder = root().join("crates/rdp-health/docs/causes");
        let mut pages = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            pages.push(Self { name, text });
        }
        ensure!(pages.len() > 100, "the pages could not be found");
        pages.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(pages)
    }

    pub(super) fn paragraphs(&self) -> Vec<Paragraph> {
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut is_source = false;
        for (index, line) in self.text.lines().enumerate() {
            if line.starts_with('#') {
                is_source = line == "## Sources";
            } else if let Some(last) = paragraphs.last_mut().filter(|_| line.starts_with("   ")) {
                last.text.push(' ');
                last.text.push_str(line.trim());
            } else if !line.is_empty() {
                paragraphs.push(Paragraph { is_source, ..Paragraph::of(index.saturating_add(1), line) });
            }
        }
        paragraphs
    }
}

impl Paragraph {
    pub(super) fn of(line: usize, text: &str) -> Self {
        Self { line, text: text.to_owned(), is_source: false }
    }

    /// What stands in backquotes, each with the prose before it.
    pub(super) fn snippets(&self) -> Vec<(&str, &str)> {
        let parts: Vec<&str> = self.text.split('`').collect();
        parts.chunks_exact(2).filter_map(|pair| Some((*pair.get(1)?, *pair.first()?))).collect()
    }

    /// Its text without what stands in backquotes.
    pub(super) fn prose(&self) -> String {
        self.text.split('`').step_by(2).collect::<Vec<_>>().join("`")
    }
}

/// The lines of code and data that reports print, each with its place: rules, and the tables of codes.
pub(super) fn other_texts() -> Result<Vec<(String, String)>> {
    let mut lines = Vec::new();
    for folder in
        ["crates/rdp-health/data", "crates/rdp-health/src/diagnose", "crates/rdp-health/src/explain"]
    {
        gather(&root().join(folder), &mut lines)?;
    }
    ensure!(lines.len() > 1000, "the code could not be found");
    Ok(lines)
}

fn gather(path: &Path, lines: &mut Vec<(String, String)>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            gather(&entry?.path(), lines)?;
        }
    } else if let Ok(text) = fs::read_to_string(path) {
        let tests = path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests");
        let name = path.strip_prefix(root()).unwrap_or(path).display().to_string();
        if !tests {
            let numbered = text.lines().zip(1..);
            lines.extend(numbered.map(|(line, number)| (format!("{name}:{number}"), line.to_owned())));
        }
    }
    Ok(())
}
