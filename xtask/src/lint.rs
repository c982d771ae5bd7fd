//! `cargo xtask lint`.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::deny;
use crate::msrv;
use crate::node;
use crate::pages;
use crate::python;
use crate::shell::{cargo, output, run, succeeds};
use crate::{site, turns, windows};

/// What most people run on Windows.
const FOR_WINDOWS: &str =
    "-p rdp-health-wire -p rdp-health -p rdp-health-render -p rdp-health-lab -p rdp-health-cli";

/// Checks everything that needs no test to run. What cannot be checked on this machine is named at the end.
pub(crate) fn run_all() -> Result<()> {
    let mut not_run = Vec::new();
    pages::check()?;
    turns::check()?;
    site::check()?;
    run(&mut cargo("fmt --all --check"))?;
    run(&mut cargo("clippy --workspace --all-targets -- -D warnings"))?;
    run(&mut cargo("clippy -p rdp-health --no-default-features -- -D warnings"))?;
    run(&mut cargo("clippy -p rdp-health-cli --no-default-features -- -D warnings"))?;
    for bindings in ["rdp-health-node", "rdp-health-python"] {
        let links = output(&mut cargo(&format!("tree -p {bindings} --edges normal --prefix none")));
        ensure!(links.contains("rdp-health v"), "cargo tree says nothing of {bindings}");
        // It brings keys and a maker of certificates, for hosts that are broken on purpose.
        ensure!(!links.contains("rdp-health-lab"), "{bindings} links the lab");
    }
    // Libraries only: the command is documented by its help, and has the name of the library.
    run(cargo("doc --workspace --lib --no-deps").env("RUSTDOCFLAGS", "-Dwarnings"))?;
    not_run.extend(deny::check()?);
    not_run.extend(msrv::check()?);
    if !windows::is_installed(windows::TARGET) {
        not_run.push("cargo check for Windows: the target x86_64-pc-windows-gnu is not installed".to_owned());
    } else if !succeeds(Command::new("x86_64-w64-mingw32-gcc").arg("--version")) {
        not_run.push(
            "cargo check for Windows: x86_64-w64-mingw32-gcc, which ring is built with, is not installed"
                .to_owned(),
        );
    } else {
        run(&mut cargo(&format!("check --target x86_64-pc-windows-gnu {FOR_WINDOWS}")))?;
    }
    match node::missing() {
        Some(why) => not_run.push(why.to_owned()),
        None => node::lint()?,
    }
    match python::missing() {
        Some(why) => not_run.push(why.to_owned()),
        None => python::lint()?,
    }
    println!();
    for check in not_run {
        println!("not run: {check}");
    }
    println!("lint: ok");
    Ok(())
}
