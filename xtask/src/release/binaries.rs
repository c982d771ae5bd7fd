//! The command for each system that this machine builds for, with the profile `dist`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, root, run, succeeds};
use crate::windows;

/// The static command for Linux.
pub(super) const MUSL: &str = "x86_64-unknown-linux-musl";
/// Compiles and links C for musl; both wheels bring programs that are built already.
const CROSS: [&str; 2] = ["cargo-zigbuild==0.24.1", "ziglang==0.17.1"];

/// A command that was built.
pub(super) struct Binary {
    pub(super) triple: String,
    pub(super) path: PathBuf,
}

impl Binary {
    pub(super) fn is_windows(&self) -> bool {
        self.triple.contains("windows")
    }

    /// The name of its package, without ending.
    pub(super) fn name(&self) -> String {
        format!("rdp-health-{}-{}", super::VERSION, self.triple)
    }
}

/// Builds what can be built here; says what cannot, and why.
pub(super) fn build_all() -> Result<Vec<String>> {
    let mut missing = vec!["macOS, aarch64 and Windows by MSVC: built by the workflow".to_owned()];
    if let Err(why) = build_musl() {
        missing.push(format!("{MUSL}: {why:#}"));
    }
    if let Err(why) = windows::build_released() {
        missing.push(format!("{}: {why:#}", windows::TARGET));
    }
    Ok(missing)
}

/// The commands that lie below `target`.
pub(super) fn built() -> Result<Vec<Binary>> {
    let mut binaries = Vec::new();
    for folder in fs::read_dir(root().join("target"))?.flatten() {
        let triple = folder.file_name().to_string_lossy().into_owned();
        for name in ["rdp-health", "rdp-health.exe"] {
            let path = folder.path().join("dist").join(name);
            if path.is_file() {
                binaries.push(Binary { triple: triple.clone(), path });
            }
        }
    }
    binaries.sort_by(|one, other| one.triple.cmp(&other.triple));
    match binaries.is_empty() {
        true => bail!("no command was built: target/TRIPLE/dist/rdp-health is missing"),
        false => Ok(binaries),
    }
}

fn build_musl() -> Result<()> {
    let programs = cross_compiler()?;
    let mut build = cargo("zigbuild --locked --profile dist -p rdp-health-cli");
    build.args(["--target", MUSL]);
    build.env("PATH", format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default()));
    if !windows::is_installed(MUSL) {
        let home = windows::home()?;
        windows::build_library(&mut build, &windows::library_source(&home)?);
        // The start-up code comes from zig, since the toolchain has none.
        build.env("CARGO_TARGET_X86_64_UNKNOWN_LINUX_MUSL_RUSTFLAGS", "-Clink-self-contained=no");
    }
    run(&mut build)
}

/// Where its programs are.
fn cross_compiler() -> Result<PathBuf> {
    let home = root().join(".env/release");
    let programs = home.join("bin");
    if !succeeds(Command::new(programs.join("cargo-zigbuild")).arg("--version")) {
        run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
        install(&programs).context("PyPI has no cargo-zigbuild or ziglang for this computer")?;
    }
    Ok(programs)
}

fn install(programs: &Path) -> Result<()> {
    run(Command::new(programs.join("python")).args(["-m", "pip", "install", "--quiet"]).args(CROSS))
}
