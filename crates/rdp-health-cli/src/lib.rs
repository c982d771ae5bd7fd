//! The `rdp-health` command: the library's face on a command line. It parses, calls, prints and sets the exit status;
//! what a host's behaviour means is the library's business, how a report looks is the renderer's.
//!
//! It is a library itself, of one function, so that the Python package has the same command.

mod args;
mod audit;
mod causes;
mod cert;
mod check;
mod clients;
mod compare;
#[cfg(feature = "demo")]
mod demo;
mod error;
mod explain;
mod inside;
mod lines;
mod lint;
mod manual;
mod merge;
mod output;
mod pages;
mod previous;
mod printer;
mod profiles;
mod progress;
mod reach;
mod replay;
mod runtime;
mod saved;
mod scan;
mod sources;
mod status;
mod targets;
mod typed;
mod usage;
mod values;
mod watch;

use std::ffi::OsString;
use std::io;

use clap::FromArgMatches as _;
use clap::error::ErrorKind;
use rdp_health_render::Format;

use args::{Cli, Command};
use error::Error;
use output::Output;
use status::{EXIT_FINE, EXIT_UNKNOWN, Status};

const EXIT_FINDINGS: u8 = 1;
const EXIT_ERROR: u8 = 2;
const EXIT_INTERRUPTED: u8 = 130;
/// What a shell reports of a program that SIGPIPE ended.
const EXIT_PIPE_CLOSED: u8 = 141;

/// Does what the arguments ask for, the first of which is the program's name, and gives the exit status.
#[must_use = "it is the exit status"]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let parsed = pages::command().try_get_matches_from(arguments);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) if !error.use_stderr() => {
            // --help and --version.
            return match error.print() {
                Ok(()) => EXIT_FINE,
                Err(error) => failed(&Error::Output(error)),
            };
        }
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Nothing was asked: the help is the answer.
            let _ = error.print();
            return EXIT_ERROR;
        }
        Err(error) => return failed(&Error::usage(usage::line(&error))),
    };
    match obey(&cli) {
        Ok(Status::Fine) => EXIT_FINE,
        Ok(Status::Findings) => EXIT_FINDINGS,
        Ok(Status::Incomplete) => EXIT_ERROR,
        Ok(Status::Interrupted) => EXIT_INTERRUPTED,
        Ok(Status::OfFormat(status)) => status,
        Err(error) => match &cli.command {
            // A monitoring system takes 2 for a fault of the host.
            Command::Check(args) if args.format == Format::Nagios => {
                failed(&error);
                EXIT_UNKNOWN
            }
            _ => failed(&error),
        },
    }
}

fn obey(cli: &Cli) -> Result<Status, Error> {
    let mut output = Output::new(cli);
    match &cli.command {
        Command::Check(args) => return check::run(args, output),
        Command::Scan { check, scan } => return scan::run(check, scan, output),
        Command::Watch(args) => return watch::run(args, output),
        Command::Cert(args) => return cert::run(args, output),
        #[cfg(feature = "demo")]
        Command::Demo(args) => return demo::run(args, output),
        Command::Audit(args) => return audit::run(args, output),
        Command::Lint(args) => return lint::run(args, output),
        Command::Compare(args) => return compare::run(args, output),
        Command::Replay(args) => return replay::run(args, output),
        Command::Merge(args) => return merge::run(args, output),
        Command::Explain(args) => explain::run(args, &mut output)?,
        Command::Causes(args) => causes::run(args, &mut output)?,
        Command::Clients(args) => clients::run(args, &mut output)?,
        Command::Profiles(args) => profiles::run(args, &mut output)?,
        Command::Completions(args) => manual::completions(args, &mut output)?,
        Command::Man(args) => manual::page(args, &mut output)?,
    }
    Ok(Status::Fine)
}

/// Says why, a line each, and gives the exit status. A reader that has gone away needs no word.
fn failed(error: &Error) -> u8 {
    if let Error::Output(error) = error
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        return EXIT_PIPE_CLOSED;
    }
    for line in error.to_string().lines() {
        anstream::eprintln!("error: {}", rdp_health::inert(line));
    }
    EXIT_ERROR
}
