//! The `rdp-health` command: the library's face on a command line. It parses, calls, prints and sets the exit status;
//! what a host's behaviour means is the library's business, how a report looks is the renderer's.

mod args;
mod causes;
mod check;
mod demo;
mod error;
mod explain;
mod manual;
mod output;
mod printer;
mod progress;
mod targets;
mod usage;
mod values;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use args::{Cli, Command};
use error::Error;
use output::Output;

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Nothing as bad as was asked about.
    Fine,
    /// Findings, or no verdict.
    Findings,
    /// Ctrl-C.
    Interrupted,
}

const EXIT_FINDINGS: u8 = 1;
const EXIT_ERROR: u8 = 2;
const EXIT_INTERRUPTED: u8 = 130;
/// What a shell reports of a program that SIGPIPE ended.
const EXIT_PIPE_CLOSED: u8 = 141;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => {
            // --help and --version.
            return match error.print() {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => failed(&Error::Output(error)),
            };
        }
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Nothing was asked: the help is the answer.
            let _ = error.print();
            return EXIT_ERROR.into();
        }
        Err(error) => return failed(&Error::usage(usage::line(&error))),
    };
    match run(&cli) {
        Ok(Status::Fine) => ExitCode::SUCCESS,
        Ok(Status::Findings) => EXIT_FINDINGS.into(),
        Ok(Status::Interrupted) => EXIT_INTERRUPTED.into(),
        Err(error) => failed(&error),
    }
}

fn run(cli: &Cli) -> Result<Status, Error> {
    let mut output = Output::new(cli);
    match &cli.command {
        Command::Check(args) => return check::run(args, output),
        Command::Demo(args) => return demo::run(args, output),
        Command::Explain(args) => explain::run(args, &mut output)?,
        Command::Causes(args) => causes::run(args, &mut output)?,
        Command::Completions(args) => manual::completions(args, &mut output)?,
        Command::Man(args) => manual::page(args, &mut output)?,
    }
    Ok(Status::Fine)
}

/// Says why, a line each, and gives the exit status. A reader that has gone away needs no word.
fn failed(error: &Error) -> ExitCode {
    if let Error::Output(error) = error
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        return EXIT_PIPE_CLOSED.into();
    }
    for line in error.to_string().lines() {
        anstream::eprintln!("error: {line}");
    }
    EXIT_ERROR.into()
}
