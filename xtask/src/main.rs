//! Developer commands: `cargo xtask --help`.

mod lint;
mod real_servers;
mod shell;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What the repository is checked and kept up to date with.
///
/// A newcomer needs `cargo xtask test`; before a commit, `cargo xtask lint` as well.
/// Where the environment says CI=true, nothing is skipped: a missing real server is a failure.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every test: unit, scenario, documentation and real servers, and say how many ran and what was skipped.
    Test {
        /// Only tests whose name contains this.
        filter: Option<String>,
    },
    /// Check formatting, clippy, documentation, dependencies and that the libraries build for Windows.
    Lint,
    /// Install the real RDP and DNS servers that the tests talk to (Debian packages; as root).
    RealServers,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Test { filter } => test::run(filter.as_deref()),
        Task::Lint => lint::run_all(),
        Task::RealServers => real_servers::install(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
