//! The oldest Rust that builds the workspace, `rust-version` of Cargo.toml.
//!
//! What of the standard library is newer, clippy finds without that Rust (`incompatible_msrv`). Here is what it does not
//! look at: dependencies, and whatever else only that compiler can say.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::shell::{cargo, output, root, run};

/// Fails where a dependency wants a newer Rust, and builds with the oldest one where it is installed. Otherwise says why
/// it was not built.
pub(crate) fn check() -> Result<Option<String>> {
    let metadata = output(&mut cargo("metadata --format-version 1 --locked"));
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata")?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata: packages")?;
    let oldest = packages
        .iter()
        .filter(|package| text(package, "name") == "rdp-health")
        .find_map(|package| package.get("rust_version")?.as_str())
        .context("rdp-health has no rust-version")?;
    let newer: Vec<String> = packages
        .iter()
        .filter(|package| number(oldest) < number(text(package, "rust_version")))
        .map(|package| {
            let (name, version) = (text(package, "name"), text(package, "version"));
            format!("{name} {version} wants Rust {}", text(package, "rust_version"))
        })
        .collect();
    ensure!(newer.is_empty(), "our rust-version is {oldest}: {}", newer.join(", "));

    let installed = output(Command::new("rustup").args(["toolchain", "list"]));
    // A toolchain is listed as 1.88.0-x86_64-unknown-linux-gnu, or as 1.88-… where it was asked for so.
    let wanted =
        |line: &&str| line.starts_with(&format!("{oldest}.")) || line.starts_with(&format!("{oldest}-"));
    let Some(toolchain) = installed.lines().filter_map(|line| line.split(' ').next()).find(wanted) else {
        return Ok(Some(format!("cargo check with Rust {oldest}: rustup has no such toolchain")));
    };
    // A folder of its own: each compiler would throw away what the other one has built.
    let build = "cargo check --workspace --all-targets --locked --target-dir target/msrv";
    let arguments = ["run", toolchain].into_iter().chain(build.split(' '));
    run(Command::new("rustup").args(arguments).current_dir(root()))?;
    Ok(None)
}

fn text<'a>(package: &'a Value, field: &str) -> &'a str {
    package.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// `1.88` and `1.88.0` are the same; what is not said wants nothing.
fn number(version: &str) -> [u32; 3] {
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or_default());
    std::array::from_fn(|_| numbers.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(number("1.88"), number("1.88.0"));
        assert!(number("1.9") < number("1.88"));
        assert!(number("") < number("1.0"));
    }
}
