//! The Node package and the examples that use it, in `cargo xtask test` and `cargo xtask lint`.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::shell::{announce, root, run, succeeds};

const PACKAGE: &str = "bindings/node";
/// What uses the package, and is checked and tested with it.
const EXAMPLES: [&str; 2] = ["examples/node", "examples/electron"];

/// Why nothing of this can run here, if so. Where `CI` is `true` everything runs.
pub(crate) fn missing() -> Option<&'static str> {
    let there = succeeds(Command::new("node").arg("--version")) && succeeds(npm(PACKAGE).arg("--version"));
    (!there && !in_ci()).then_some("the Node package: node and npm are not installed")
}

fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|ci| ci == "true")
}

/// Checks the types of the package, of its tests and of the examples.
pub(crate) fn lint() -> Result<()> {
    install()?;
    for folder in [PACKAGE].into_iter().chain(EXAMPLES) {
        run(npm(folder).args(["run", "--silent", "types"]))?;
    }
    Ok(())
}

/// Builds the package and runs its tests and those of the examples. The hosts that they talk to are a program that
/// cargo's tests have built. `seen` is given what they came to in the words of cargo's test runner. Whether all passed.
pub(crate) fn test(mut seen: impl FnMut(&str)) -> Result<bool> {
    install()?;
    run(npm(PACKAGE).args(["run", "--silent", "build"]))?;
    let mut all_passed = true;
    for folder in
        [PACKAGE].into_iter().chain(EXAMPLES).filter(|folder| root().join(folder).join("test").is_dir())
    {
        all_passed &= run_tests(folder, |_| true, &mut seen)?;
    }
    if in_ci() {
        // Who touches what last, when a worker ends, is another question in an optimised build.
        run(npm(PACKAGE).args(["run", "--silent", "build", "--", "--release"]))?;
        all_passed &= run_tests(PACKAGE, |file| file == "ends.test.mjs", &mut seen)?;
    }
    Ok(all_passed)
}

/// Installs what the lock files say, wherever that has not been done since they changed. No package's script runs.
fn install() -> Result<()> {
    for folder in [PACKAGE].into_iter().chain(EXAMPLES) {
        let folder = root().join(folder);
        let (lock, installed) =
            (folder.join("package-lock.json"), folder.join("node_modules/.package-lock.json"));
        if modified(&installed).is_none_or(|installed| modified(&lock).is_some_and(|lock| installed < lock)) {
            run(npm(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
        }
    }
    Ok(())
}

fn modified(file: &Path) -> Option<std::time::SystemTime> {
    fs::metadata(file).and_then(|file| file.modified()).ok()
}

fn npm(folder: impl AsRef<Path>) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(root().join(folder));
    command
}

/// Runs those of `test/*.test.mjs` that are `wanted` by their names, the output as it comes.
fn run_tests(folder: &str, wanted: impl Fn(&str) -> bool, seen: &mut impl FnMut(&str)) -> Result<bool> {
    let folder = root().join(folder);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder.join("test")).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.ends_with(".test.mjs") && wanted(name)) {
            files.push(entry.path());
        }
    }
    files.sort();
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter=tap"]).args(files).current_dir(&folder);
    announce(&command);
    let mut child = command.stdout(Stdio::piped()).spawn().context("node does not start")?;
    let (mut passed, mut failed) = (0, 0);
    for line in BufReader::new(child.stdout.take().context("stdout is piped")?).lines() {
        let line = line.context("the output of node --test")?;
        println!("{line}");
        let count = |what: &str| line.strip_prefix(what)?.parse::<u64>().ok();
        if let Some((_, why)) = line.split_once("# SKIP ") {
            seen(&format!("skipped: {why}"));
            passed += 1;
        }
        passed += count("# pass ").unwrap_or_default();
        failed += count("# fail ").or_else(|| count("# cancelled ")).unwrap_or_default();
    }
    let status = child.wait().context("node --test")?;
    ensure!(0 < passed + failed, "no test ran in {}", folder.display());
    let result = if status.success() { "ok" } else { "FAILED" };
    seen(&format!("test result: {result}. {passed} passed; {failed} failed"));
    Ok(status.success())
}
