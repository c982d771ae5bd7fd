//! `cargo xtask windows`: what Windows gets, built here and run under wine.
//!
//! Wine is not Windows: what passes here can still fail there, but what fails here fails there too or is named in
//! ARCHITECTURE.md.

mod audit;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::real_servers::install_packages;
use crate::shell::{announce, cargo, output, root, run, succeeds};
use crate::test::watch;

/// The target of a Windows program that is built with Debian's compiler.
pub(crate) const TARGET: &str = "x86_64-pc-windows-gnu";

/// The compiler that ring and the linker need, and what runs the result.
const PACKAGES: &[&str] = &["gcc-mingw-w64-x86-64-posix", "g++-mingw-w64-x86-64-posix", "wine", "wine64"];

/// Where Debian keeps the source of a newer Rust than its stable release has.
const SUITES: [&str; 3] = ["trixie-backports", "forky", "sid"];

/// The libraries, the command, and the tests that play every scenario.
const TESTED: &str = "-p rdp-health-wire -p rdp-health -p rdp-health-render -p rdp-health-lab -p rdp-health-cli \
                      -p rdp-health-tests";

/// Builds all of it for Windows and runs the tests, or only the command; says what is missing.
pub(crate) fn run_tests(build_only: bool) -> Result<()> {
    let (home, source) = prepared()?;
    // Building the standard library changes how the host's crates are built, too: they would be built again for every change
    // of system.
    let target = root().join("target/windows");
    let mut build = cargo("build -p rdp-health-cli");
    run(for_windows(&mut build, &home, source.as_deref()).env("CARGO_TARGET_DIR", &target))?;
    let program = target.join(TARGET).join("debug/rdp-health.exe");
    run(under_wine(Command::new("wine").arg(&program).arg("--version"), &home))?;
    audit::check(&program, || with_prefix(&home))?;
    if build_only {
        println!("\nwindows: built {}", program.display());
        return Ok(());
    }
    let mut tests = cargo(&format!("test --no-fail-fast {TESTED}"));
    for_windows(&mut tests, &home, source.as_deref())
        .env("CARGO_TARGET_DIR", &target)
        .env("INSTA_WORKSPACE_ROOT", root())
        .arg("--")
        .arg("--test-threads=2");
    announce(&tests);
    let totals = watch(&mut tests, |line| println!("{line}"))?;
    println!("\nwindows: {} passed; {} failed; {} skipped", totals.passed, totals.failed, totals.not_run());
    ensure!(totals.succeeded(), "some tests failed under wine");
    ensure!(0 < totals.passed, "no test ran");
    Ok(())
}

/// Builds the command as it is shipped.
pub(crate) fn build_released() -> Result<()> {
    let (home, source) = prepared()?;
    let mut build = cargo("build --locked --profile dist -p rdp-health-cli");
    run(for_windows(&mut build, &home, source.as_deref()))
}

/// Wine with a Windows of the checkout's own, where it is installed.
pub(crate) fn wine() -> Option<impl Fn() -> Command> {
    let home = home().ok()?;
    let there =
        succeeds(under_wine(Command::new("wine").arg("--version"), &home)) && random_numbers(&home).is_ok();
    there.then_some(move || with_prefix(&home))
}

fn with_prefix(home: &Path) -> Command {
    let mut wine = Command::new("wine");
    under_wine(&mut wine, home);
    wine
}

/// Compiler and wine are installed; the folder of what else is needed, and the standard library's source if it has to be
/// built.
fn prepared() -> Result<(PathBuf, Option<PathBuf>)> {
    install_packages(PACKAGES, &[])?;
    let home = home()?;
    let source = if is_installed(TARGET) { None } else { Some(library_source(&home)?) };
    random_numbers(&home)?;
    Ok((home, source))
}

/// What is fetched and made for other systems.
pub(crate) fn home() -> Result<PathBuf> {
    let home = root().join(".env/windows");
    fs::create_dir_all(&home).with_context(|| home.display().to_string())?;
    Ok(home)
}

/// Cargo can build for a target without building the standard library first.
pub(crate) fn is_installed(target: &str) -> bool {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]));
    Path::new(sysroot.trim()).join("lib/rustlib").join(target).is_dir()
}

/// Has cargo build the standard library like any crate: only the compiler's developers do so without asking.
pub(crate) fn build_library(command: &mut Command, source: &Path) {
    command.env("RUSTC_BOOTSTRAP", "1").env("__CARGO_TESTS_ONLY_SRC_ROOT", source);
    command.arg("-Zbuild-std=std,panic_unwind,test");
}

/// Has cargo build for Windows, and run the result under wine.
fn for_windows<'a>(command: &'a mut Command, home: &Path, source: Option<&Path>) -> &'a mut Command {
    if let Some(source) = source {
        build_library(command, source);
    }
    command
        .args(["--target", TARGET])
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", "x86_64-w64-mingw32-gcc")
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", "wine");
    under_wine(command, home)
}

/// A Windows of the checkout's own, which says nothing of what it lacks.
fn under_wine<'a>(command: &'a mut Command, home: &Path) -> &'a mut Command {
    command.env("WINEPREFIX", home.join("prefix")).env("WINEPATH", home).env("WINEDEBUG", "-all")
}

/// The standard library's source, of the compiler's own version: rustup's component, or Debian's package.
pub(crate) fn library_source(home: &Path) -> Result<PathBuf> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]));
    let component = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library");
    if component.join("Cargo.lock").exists() {
        return Ok(component);
    }
    let version = output(Command::new("rustc").arg("--version"));
    let version = version.split_whitespace().nth(1).context("rustc says no version")?;
    let unpacked = home.join(format!("rust-src-{version}"));
    if let Some(library) = library_below(&unpacked) {
        return Ok(library);
    }
    if !succeeds(Command::new("apt-get").arg("--version")) {
        bail!("to be installed: `rustup target add {TARGET}`, or `rustup component add rust-src`");
    }
    let script = include_str!("../data/rust-src.sh");
    run(Command::new("sh")
        .args(["-c", script, "rust-src", version])
        .args(SUITES)
        .current_dir(home)
        .env("UNPACKED", &unpacked))
    .with_context(|| {
        format!("Debian has no source of Rust {version}: `rustup target add {TARGET}` installs the target")
    })?;
    library_below(&unpacked).context("Debian's package rust-src holds no library")
}

/// The library's folder in Debian's package.
fn library_below(unpacked: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(unpacked.join("usr/src")).ok()?;
    let mut libraries = versions.flatten().map(|version| version.path().join("library"));
    libraries.find(|library| library.join("Cargo.lock").exists())
}

/// Older wines lack the library that Rust asks for random numbers.
fn random_numbers(home: &Path) -> Result<()> {
    let library = home.join("bcryptprimitives.dll");
    if library.exists() {
        return Ok(());
    }
    let source = home.join("random.c");
    fs::write(&source, include_str!("../data/random.c")).with_context(|| source.display().to_string())?;
    run(Command::new("x86_64-w64-mingw32-gcc")
        .args(["-shared", "-o"])
        .args([&library, &source])
        .arg("-ladvapi32"))
}
