//! The Python package and the examples that use it, in `cargo xtask test` and `cargo xtask lint`.
//!
//! They run in a virtual environment of the checkout's own, `.env/python`.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::shell::{announce, root, run, succeeds};

const PACKAGE: &str = "bindings/python";
const EXAMPLES: [&str; 2] = ["examples/python", "examples/fleet"];
const SYSTEM_PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// Why nothing of this can run here, if so. Where `CI` is `true` everything runs.
pub(crate) fn missing() -> Option<&'static str> {
    let there = succeeds(Command::new(SYSTEM_PYTHON).args(["-m", "venv", "--help"]));
    (!there && !ci()).then_some("the Python package: python3 with venv is not installed")
}

/// Checks the types of the package, of its tests and of the examples, and that its stub fits the native module.
pub(crate) fn lint() -> Result<()> {
    install()?;
    for tree in ["python", "tests", "benches"] {
        run(python().args(["-m", "mypy", tree]))?;
    }
    for examples in EXAMPLES {
        run(python().args(["-m", "mypy"]).arg(root().join(examples)))?;
    }
    let mut pyright = python();
    pyright.args(["-m", "pyright", "--pythonpath"]).arg(interpreter());
    pyright.args(["python", "tests", "benches"]);
    if ci() {
        // Unlike mypy, it wants everything that is imported to be installed.
        pyright.args(EXAMPLES.map(|examples| root().join(examples)));
    }
    run(&mut pyright)?;
    run(python().args(["-m", "mypy.stubtest", "rdp_health._native"]).current_dir(package().join("python")))
}

/// Builds the package and runs its tests and those of the examples. The hosts that they talk to, and the command, are
/// programs that cargo's tests have built. `seen` is given what they came to in the words of cargo's test runner.
/// Whether all passed.
pub(crate) fn test(mut seen: impl FnMut(&str)) -> Result<bool> {
    install()?;
    let mut command = python();
    command.args(["-m", "pytest", "--color=no", "-c", "pyproject.toml", "tests"]);
    command.args(EXAMPLES.map(|examples| root().join(examples)));
    announce(&command);
    let mut child = command.stdout(Stdio::piped()).spawn().context("python does not start")?;
    let mut ran = false;
    for line in BufReader::new(child.stdout.take().context("stdout is piped")?).lines() {
        let line = line.context("the output of pytest")?;
        println!("{line}");
        if let Some((count, why)) = skipped(&line) {
            (0..count).for_each(|_| seen(&format!("skipped: {why}")));
        }
        if let Some([passed, failed, skipped]) = totals(&line) {
            ran |= 0 < passed + failed;
            // As with cargo, what was skipped counts among the passed.
            let result = if failed == 0 { "ok" } else { "FAILED" };
            seen(&format!("test result: {result}. {} passed; {failed} failed", passed + skipped));
        }
    }
    let status = child.wait().context("pytest")?;
    ensure!(ran, "no Python test ran");
    Ok(status.success())
}

fn ci() -> bool {
    env::var_os("CI").is_some_and(|ci| ci == "true")
}

fn package() -> PathBuf {
    root().join(PACKAGE)
}

fn environment() -> PathBuf {
    root().join(".env/python")
}

fn interpreter() -> PathBuf {
    environment().join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

/// The interpreter of the environment, in the package's folder.
fn python() -> Command {
    let mut command = Command::new(interpreter());
    command.current_dir(package()).env("VIRTUAL_ENV", environment());
    command
}

/// Makes the environment, installs what the requirements name wherever they changed since, and builds the package
/// into it.
fn install() -> Result<()> {
    if !succeeds(python().arg("--version")) {
        run(Command::new(SYSTEM_PYTHON).args(["-m", "venv"]).arg(environment()))?;
    }
    let mut requirements = vec!["requirements-dev.txt"];
    if ci() {
        requirements.push("requirements-ci.txt");
    }
    for file in requirements {
        let wanted = fs::read_to_string(package().join(file)).with_context(|| file.to_owned())?;
        let installed = environment().join(file);
        if fs::read_to_string(&installed).ok().as_ref() != Some(&wanted) {
            run(python().args(["-m", "pip", "install", "--quiet", "--requirement", file]))?;
            fs::write(&installed, wanted).with_context(|| file.to_owned())?;
        }
    }
    run(python().args(["-m", "maturin", "develop", "--quiet"]))
}

/// `SKIPPED [2] tests/test_real.py:15: xrdp is not installed`: how many, and why.
fn skipped(line: &str) -> Option<(usize, &str)> {
    let (count, rest) = line.strip_prefix("SKIPPED [")?.split_once("] ")?;
    let (_place, why) = rest.split_once(": ")?;
    Some((count.parse().ok()?, why))
}

/// `==== 2 failed, 75 passed, 3 skipped in 25.52s ====`: passed, failed (errors too), skipped.
fn totals(line: &str) -> Option<[u64; 3]> {
    let line = line.trim_matches('=').trim();
    let (counts, _) = line.rsplit_once(" in ")?;
    let [mut passed, mut failed, mut skipped] = [0; 3];
    for count in counts.split(", ") {
        let (number, what) = count.split_once(' ')?;
        let number: u64 = number.parse().ok()?;
        match what {
            "passed" => passed += number,
            "failed" | "error" | "errors" => failed += number,
            "skipped" => skipped += number,
            _ => {}
        }
    }
    Some([passed, failed, skipped])
}

#[cfg(test)]
mod tests {
    use super::{skipped, totals};

    #[test]
    fn what_pytest_says_is_understood() {
        assert_eq!(
            totals("==== 2 failed, 75 passed, 3 skipped, 1 error in 25.52s ===="),
            Some([75, 3, 3]),
            "passed, failed, skipped"
        );
        assert_eq!(totals("== 75 passed, 109 deselected in 67.04s (0:01:07) =="), Some([75, 0, 0]));
        assert_eq!(totals("all quiet in the west"), None);
        assert_eq!(
            skipped("SKIPPED [2] tests/test_real.py:15: xrdp is not installed"),
            Some((2, "xrdp is not installed"))
        );
        assert_eq!(skipped("PASSED"), None);
    }
}
