//! `cargo xtask accuracy`.

use anyhow::{Result, ensure};

use crate::shell::{announce, cargo};
use crate::test;

/// Plays every scenario and prints the table of how often the check was right; then the same of the real servers, whose
/// tests each say which verdict and which causes are right.
pub(crate) fn run() -> Result<()> {
    let scenarios = count("every_scenario_is_diagnosed", "| ")?;
    let real = count("real::checks", "skipped: ")?;
    println!();
    println!(
        "real servers: {} tests right, {} wrong, {} skipped",
        real.passed.saturating_sub(real.not_run()),
        real.failed,
        real.not_run()
    );
    ensure!(scenarios.failed == 0 && real.failed == 0, "not everything was right");
    Ok(())
}

/// Runs the tests of this name, and prints the lines of their output that begin like this.
fn count(filter: &str, shown: &str) -> Result<test::Totals> {
    let mut command = cargo("test -p rdp-health-tests --test suite --");
    command.args([filter, "--nocapture"]);
    announce(&command);
    test::watch(&mut command, |line| {
        if line.starts_with(shown) {
            println!("{line}");
        }
    })
}
