//! `cargo xtask test`.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::node;
use crate::python;
use crate::shell::{announce, cargo};

/// What all the test binaries together report.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Why tests did not run, and how many for each reason. They count among the passed.
    skipped: BTreeMap<String, u64>,
    /// Cargo ended well.
    success: bool,
}

/// Runs the tests of the workspace, their output as it comes, and closes with one line for all of them.
pub(crate) fn run(filter: Option<&str>) -> Result<()> {
    let mut command = cargo("test --workspace --no-fail-fast");
    command.args(filter);
    announce(&command);
    let mut totals = watch(&mut command, |line| println!("{line}"))?;
    let mut success = totals.success;

    // A filter names tests of cargo's.
    let mut not_run = Vec::new();
    if filter.is_none() {
        match node::missing() {
            Some(why) => not_run.push(why),
            None => success &= node::test(|line| totals.add(line))?,
        }
        match python::missing() {
            Some(why) => not_run.push(why),
            None => success &= python::test(|line| totals.add(line))?,
        }
    }

    println!();
    for tests in not_run {
        println!("not run: {tests}");
    }
    for (why, count) in &totals.skipped {
        println!("skipped: {why}: {count} tests");
    }
    let skipped = totals.not_run();
    let (passed, failed) = (totals.passed.saturating_sub(skipped), totals.failed);
    let result = if success { "ok" } else { "FAILED" };
    println!("test result: {result}. {passed} passed; {failed} failed; {skipped} skipped");
    ensure!(success, "some tests failed");
    ensure!(filter.is_some() || 0 < passed, "no test ran");
    Ok(())
}

/// Runs a command that runs tests; each line of its output is shown as it comes.
pub(crate) fn watch(command: &mut Command, show: impl Fn(&str)) -> Result<Totals> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("cargo does not start")?;
    let mut totals = Totals::default();
    for line in BufReader::new(child.stdout.take().context("stdout is piped")?).lines() {
        let line = line.context("the output of cargo test")?;
        show(&line);
        totals.add(&line);
    }
    totals.success = child.wait().context("cargo test")?.success();
    Ok(totals)
}

impl Totals {
    /// Cargo ended well: every test passed.
    pub(crate) fn succeeded(&self) -> bool {
        self.success
    }

    /// How many tests were skipped.
    pub(crate) fn not_run(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Takes what one line of output says.
    fn add(&mut self, line: &str) {
        if let Some((_, why)) = line.split_once("skipped: ") {
            *self.skipped.entry(why.to_owned()).or_default() += 1;
        }
        // test result: ok. 12 passed; 0 failed; 0 ignored; …
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for count in counts.split("; ") {
            match count.split_once(' ').map(|(number, what)| (number.parse::<u64>(), what)) {
                Some((Ok(number), "passed")) => self.passed += number,
                Some((Ok(number), "failed")) => self.failed += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Totals;

    #[test]
    fn totals_add_up_over_binaries() {
        let mut totals = Totals::default();
        for line in [
            "running 3 tests",
            "skipped: xrdp is not installed",
            "test a ... skipped: xrdp is not installed",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.24s",
            "test result: FAILED. 7 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.24s",
        ] {
            totals.add(line);
        }
        assert_eq!((totals.passed, totals.failed), (10, 2));
        assert_eq!(totals.skipped.into_iter().collect::<Vec<_>>(), [("xrdp is not installed".to_owned(), 2)]);
    }
}
