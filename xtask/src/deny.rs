//! cargo-deny: what may enter the tree (`deny.toml`).

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::shell::{cargo, root, run, succeeds};

const VERSION: &str = "0.20.2";

/// Checks licences, sources and forbidden crates, or says why not. In CI, where there is no cargo-deny, it is built into
/// the checkout.
pub(crate) fn check() -> Result<Option<String>> {
    let home = root().join(".env/cargo");
    let built = home.join("bin/cargo-deny");
    let program = if succeeds(&mut cargo("deny --version")) {
        PathBuf::from("cargo-deny")
    } else {
        if !built.exists() {
            if env::var_os("CI").is_none() {
                return Ok(Some("cargo deny check: cargo-deny is not installed".to_owned()));
            }
            // Unoptimised: it is built in half the time, and runs for two seconds.
            let install = format!("install --locked --debug --version {VERSION} cargo-deny --root");
            run(cargo(&install).arg(&home).env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
        }
        built
    };
    // Not "advisories": that database is fetched from outside, and a workflow of its own reads it every week.
    run(Command::new(program)
        .args(["--workspace", "check", "bans", "licenses", "sources"])
        .current_dir(root()))?;
    Ok(None)
}
