//! `NOTICE`: what the command and the packages for Python and Node are built of, by whom, under which licences.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::shell::{cargo, output};

pub(super) const FILE: &str = "NOTICE";

/// What is shipped; dependencies of builds and tests are not.
const SHIPPED: &str = "-p rdp-health-cli -p rdp-health-python -p rdp-health-node --edges normal --target all --prefix none --locked";

/// The notice as it should be.
pub(super) fn text() -> Result<String> {
    let folders = folders()?;
    let crates = crates_of(SHIPPED);
    let mut notice = "rdp-health is built of the works of others, named here with their licences. The texts of the licences stand\n\
         below, each with the works that came with it. Mozilla's list of root certificates (webpki-root-certs) is data\n\
         under the CDLA-Permissive-2.0.\n\n"
        .to_owned();
    // The same text came with many crates.
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, licence) in &crates {
        notice += &format!("{name}: {licence}\n");
        let folder = folders.get(name).with_context(|| format!("{name} is not in cargo metadata"))?;
        for text in licences(folder)? {
            texts.entry(text).or_default().push(name);
        }
    }
    let mut texts: Vec<(String, Vec<&str>)> = texts.into_iter().collect();
    texts.sort_by(|(_, one), (_, other)| one.cmp(other));
    for (text, names) in texts {
        notice += &format!("\n{}\n{}\n\n{}\n", "=".repeat(100), names.join(", "), text);
    }
    Ok(notice)
}

/// The crates of others that `cargo tree` finds, each as `name vVERSION`, with its licence.
pub(crate) fn crates_of(arguments: &str) -> Vec<(String, String)> {
    let tree = output(cargo(&format!("tree {arguments}")).args(["--format", "{p}|{l}"]));
    let mut crates: Vec<(String, String)> = Vec::new();
    for line in tree.lines() {
        let Some((package, licence)) = line.trim_end_matches(" (*)").split_once('|') else { continue };
        // Ours are named with their folder, generators of code with what they are.
        let words: Vec<&str> = package.split_whitespace().take(2).collect();
        let name = words.join(" ");
        if !name.starts_with("rdp-health") {
            crates.push((name, licence.to_owned()));
        }
    }
    crates.sort();
    crates.dedup();
    crates
}

/// Where the sources of each package lie.
fn folders() -> Result<BTreeMap<String, PathBuf>> {
    let metadata = output(&mut cargo("metadata --format-version 1 --locked"));
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata is no JSON")?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("it names no packages")?;
    let folder = |package: &Value| {
        let text = |key: &str| package.get(key).and_then(Value::as_str);
        let manifest = Path::new(text("manifest_path")?);
        Some((format!("{} v{}", text("name")?, text("version")?), manifest.parent()?.to_owned()))
    };
    Ok(packages.iter().filter_map(folder).collect())
}

/// The texts of the licences in a package. Where one may choose, MIT is enough, and the shortest.
fn licences(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        let is_licence = ["LICENSE", "LICENCE", "COPYING", "UNLICENSE", "NOTICE"];
        if file.is_file() && is_licence.iter().any(|one| name.starts_with(one)) {
            files.push((name.contains("MIT"), file));
        }
    }
    files.sort();
    if files.iter().any(|(mit, _)| *mit) {
        files.retain(|(mit, file)| *mit || file.to_string_lossy().to_uppercase().contains("NOTICE"));
    }
    let text = |(_, file): &(bool, PathBuf)| -> Result<String> {
        let text = fs::read(file).with_context(|| file.display().to_string())?;
        let lines: Vec<String> =
            String::from_utf8_lossy(&text).lines().map(|line| line.trim_end().to_owned()).collect();
        Ok(lines.join("\n").trim_matches('\n').to_owned())
    };
    files.iter().map(text).collect()
}
