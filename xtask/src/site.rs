//! `cargo xtask site`: the documentation as a book (mdBook) in `target/site`, made from the files of the repository.

mod chapters;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::shell::{root, run, succeeds};
use chapters::Chapter;

/// The settings of mdBook. The address is where the pages and the schemas are published.
const BOOK: &str = r#"[book]
title = "rdp-health"
language = "en"
src = "src"

[output.html]
git-repository-url = "https://github.com/rdp-health/rdp-health"
no-section-label = true
"#;

/// Writes the book, checks its links, and makes HTML of it where mdBook is installed.
pub(crate) fn build() -> Result<()> {
    let book = root().join("target/site");
    write(&book)?;
    if !succeeds(Command::new("mdbook").arg("--version")) {
        println!("not run: mdbook build: mdbook is not installed (`cargo install --locked mdbook`)");
        println!("written: {}", book.join("src").display());
        return Ok(());
    }
    run(Command::new("mdbook").arg("build").arg(&book))?;
    // The address in their `$id`.
    let schemas = book.join("book/schema");
    fs::create_dir_all(&schemas)?;
    for schema in fs::read_dir(root().join("crates/rdp-health/schema"))? {
        let schema = schema?;
        fs::copy(schema.path(), schemas.join(schema.file_name()))?;
    }
    println!("written: {}", book.join("book/index.html").display());
    Ok(())
}

/// Whether every chapter is there, and every link between files leads somewhere.
pub(crate) fn check() -> Result<()> {
    write(&root().join("target/site"))?;
    println!("site: ok");
    Ok(())
}

fn write(book: &Path) -> Result<()> {
    let chapters = chapters::all()?;
    let faults: Vec<String> = chapters.iter().flat_map(|chapter| dead_links(chapter, &chapters)).collect();
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    let source = book.join("src");
    if source.exists() {
        fs::remove_dir_all(&source).with_context(|| source.display().to_string())?;
    }
    fs::create_dir_all(&source).with_context(|| source.display().to_string())?;
    fs::write(book.join("book.toml"), BOOK)?;
    let mut summary = String::from("# Summary\n\n");
    let mut part = "";
    for chapter in &chapters {
        if chapter.part != part {
            part = chapter.part;
            summary += &format!("\n# {part}\n\n");
        }
        let indent = if chapter.below { "  " } else { "" };
        summary += &format!("{indent}- [{}]({})\n", chapter.title, chapter.page);
        let file = source.join(&chapter.page);
        fs::create_dir_all(file.parent().unwrap_or(&source))?;
        fs::write(&file, with_links_of_the_book(chapter, &chapters)).with_context(|| chapter.page.clone())?;
    }
    fs::write(source.join("SUMMARY.md"), summary)?;
    Ok(())
}

/// What a chapter links to that neither the book nor the repository has.
fn dead_links(chapter: &Chapter, chapters: &[Chapter]) -> Vec<String> {
    let dead = |link: &&str| {
        let file = link.split('#').next().unwrap_or_default();
        !file.is_empty() && in_the_book(chapter, file, chapters).is_none() && !beside(chapter, file).exists()
    };
    let name = |link: &str| format!("{}: the link {link} leads nowhere", chapter.source.display());
    links(&chapter.text).into_iter().filter(dead).map(name).collect()
}

/// Links to files that are chapters become links to those; other files of the repository are read there.
fn with_links_of_the_book(chapter: &Chapter, chapters: &[Chapter]) -> String {
    let mut text = chapter.text.clone();
    for link in links(&chapter.text) {
        let (file, anchor) =
            link.split_once('#').map_or((link, String::new()), |(file, anchor)| (file, format!("#{anchor}")));
        if file.is_empty() {
            continue;
        }
        let new = match in_the_book(chapter, file, chapters) {
            Some(page) => "../".repeat(chapter.page.matches('/').count()) + page,
            None => format!(
                "https://github.com/rdp-health/rdp-health/blob/main/{}",
                within(&beside(chapter, file))
            ),
        };
        text = text.replace(&format!("]({link})"), &format!("]({new}{anchor})"));
    }
    text
}

/// The targets of a text's links that are no web addresses.
fn links(text: &str) -> Vec<&str> {
    let after = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    after.filter(|link| !link.contains("://") && !link.starts_with("mailto:")).collect()
}

fn in_the_book<'a>(chapter: &Chapter, file: &str, chapters: &'a [Chapter]) -> Option<&'a str> {
    let file = within(&beside(chapter, file));
    chapters
        .iter()
        .find(|chapter| within(&root().join(&chapter.source)) == file)
        .map(|found| found.page.as_str())
}

/// The file that a relative link of this chapter means.
fn beside(chapter: &Chapter, file: &str) -> PathBuf {
    root().join(&chapter.source).parent().unwrap_or(root()).join(file)
}

/// A path from the root of the workspace, without `..`.
fn within(path: &Path) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.strip_prefix(root()).unwrap_or(path).iter().filter_map(|part| part.to_str()) {
        if part == ".." {
            parts.pop();
        } else if part != "." {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chapters_are_there_and_their_links_lead_somewhere() {
        let chapters = chapters::all().unwrap();
        assert!(chapters.len() > rdp_health::causes().len());
        let faults: Vec<String> =
            chapters.iter().flat_map(|chapter| dead_links(chapter, &chapters)).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    #[test]
    fn a_dead_link_is_found_and_a_link_to_a_chapter_stays_in_the_book() {
        let mut chapters = chapters::all().unwrap();
        let how_to =
            chapters.iter().position(|chapter| chapter.source.ends_with("how-to/dashboard.md")).unwrap();
        let text = "[a](../../bindings/python/README.md) [b](../limits.md#bounds) [c](../../Cargo.toml) [d](missing.md)";
        chapters[how_to].text = text.to_owned();
        assert_eq!(dead_links(&chapters[how_to], &chapters).len(), 1);
        assert_eq!(
            with_links_of_the_book(&chapters[how_to], &chapters),
            "[a](../python.md) [b](../limits.md#bounds) \
             [c](https://github.com/rdp-health/rdp-health/blob/main/Cargo.toml) \
             [d](https://github.com/rdp-health/rdp-health/blob/main/docs/how-to/missing.md)"
        );
    }
}
