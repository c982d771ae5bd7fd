//! Developer commands: `cargo xtask --help`.

mod accuracy;
mod codegen;
mod deny;
mod fuzz;
mod lint;
mod msrv;
mod node;
mod pages;
mod python;
mod real_servers;
mod release;
mod shell;
mod site;
mod test;
mod turns;
mod windows;

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
    /// Play every scenario, run the tests against real servers, and say how often a check was right.
    Accuracy,
    /// Check formatting, clippy, documentation, dependencies, what the pages about causes name, how texts are written,
    /// the oldest Rust, and that everything but the tests builds for Windows.
    Lint,
    /// Write what is made from the code: the JSON schema of the report.
    Codegen {
        /// Write nothing; fail if something in the repository no longer fits.
        #[arg(long)]
        check: bool,
    },
    /// Fuzz decoders, readers of what users give, reports and whole checks with libFuzzer.
    Fuzz {
        /// The target: a file of tests/fuzz/fuzz_targets, without its ending. It runs until it fails or is interrupted.
        #[arg(required_unless_present_any = ["smoke", "long"])]
        target: Option<String>,
        /// Run every target, or the one named, for ten seconds.
        #[arg(long)]
        smoke: bool,
        /// Run every target, or the one named, for so many hours in total, and keep what they collected as small as can be.
        #[arg(long, value_name = "HOURS", conflicts_with = "smoke")]
        long: Option<f64>,
    },
    /// Install the real RDP and DNS servers that the tests talk to, and the tools they compare with (Debian packages, as
    /// root; one from PyPI).
    RealServers,
    /// Rehearse a release: build the command for each system that it can here, pack it, and check every package as those
    /// who install it would. Publishing is the workflow's, which a tag starts.
    Release {
        /// Build, pack and check; nothing is published.
        #[arg(long, required_unless_present = "pack")]
        dry_run: bool,
        /// Pack the binaries that lie in target/TRIPLE/dist, of whichever systems, into target/release-files.
        #[arg(long, conflicts_with = "dry_run")]
        pack: bool,
    },
    /// Make the documentation a book in target/site, and HTML of it where mdBook is installed.
    Site,
    /// Build the command and every test for Windows and run them under wine; both and the compiler come from Debian's
    /// packages (as root), the standard library is built where the target is not installed.
    Windows {
        /// Build the command and start it once; no tests.
        #[arg(long)]
        build_only: bool,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Test { filter } => test::run(filter.as_deref()),
        Task::Accuracy => accuracy::run(),
        Task::Lint => lint::run_all(),
        Task::Codegen { check } => codegen::run(check),
        Task::Fuzz { target, smoke, long } => {
            let length = match long {
                Some(hours) => fuzz::Length::Hours(hours),
                None if smoke => fuzz::Length::Smoke,
                None => fuzz::Length::Endless,
            };
            fuzz::run_targets(target.as_deref(), length)
        }
        Task::Release { dry_run: false, pack: true } => release::pack().map(|_| ()),
        Task::Release { .. } => release::rehearse(),
        Task::Site => site::build(),
        Task::Windows { build_only } => windows::run_tests(build_only),
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
