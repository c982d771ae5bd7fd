//! What the command is made of, as CycloneDX 1.5: every crate with version, licence and checksum.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::VERSION;
use crate::codegen::crates_of;
use crate::shell::root;

pub(super) const FILE: &str = "rdp-health.cdx.json";
const TREE: &str = "-p rdp-health-cli --edges normal --target all --prefix none --locked";

pub(super) fn write(folder: &Path) -> Result<()> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).context("Cargo.lock")?;
    let document = document(&crates_of(TREE), &checksums(&lock));
    let count = document.get("components").and_then(Value::as_array).map_or(0, Vec::len);
    ensure!(50 < count, "cargo tree names {count} crates");
    fs::write(folder.join(FILE), serde_json::to_string_pretty(&document)? + "\n").context(FILE)
}

fn document(crates: &[(String, String)], checksums: &BTreeMap<String, String>) -> Value {
    let components = crates.iter().filter_map(|(package, licence)| {
        let (name, version) = package.split_once(" v")?;
        let purl = format!("pkg:cargo/{name}@{version}");
        let mut component = json!({
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            // An older way to write a choice.
            "licenses": [{"expression": licence.replace('/', " OR ")}],
        });
        if let (Some(checksum), Some(fields)) = (checksums.get(package), component.as_object_mut()) {
            fields.insert("hashes".to_owned(), json!([{"alg": "SHA-256", "content": checksum}]));
        }
        Some(component)
    });
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {
            "type": "application",
            "name": "rdp-health",
            "version": VERSION,
            "licenses": [{"expression": env!("CARGO_PKG_LICENSE")}],
        }},
        "components": components.collect::<Vec<_>>(),
    })
}

/// The checksums of the crates, by name and version as `cargo tree` writes them.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let field = |entry: &str, name: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    let entries = lock.split("[[package]]");
    entries
        .filter_map(|entry| {
            let package = format!("{} v{}", field(entry, "name")?, field(entry, "version")?);
            Some((package, field(entry, "checksum")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{checksums, document};

    #[test]
    fn a_crate_has_licence_and_checksum() {
        let lock = "version = 4\n\n[[package]]\nname = \"aes\"\nversion = \"0.8.4\"\nchecksum = \"b169\"\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";
        let sums = checksums(lock);
        assert_eq!(sums.len(), 1);
        let document = document(&[("aes v0.8.4".to_owned(), "MIT/Apache-2.0".to_owned())], &sums);
        let component = document.pointer("/components/0").unwrap();
        assert_eq!(component.pointer("/hashes/0/content").unwrap(), "b169");
        assert_eq!(component.pointer("/licenses/0/expression").unwrap(), "MIT OR Apache-2.0");
    }
}
