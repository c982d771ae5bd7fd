//! The form of the help: examples and exit status before the options, on the page of every command.

use clap::{Command, CommandFactory as _};

use crate::args::Cli;
use crate::scan;

const TEMPLATE: &str = "{before-help}{about-with-newline}\n{usage-heading} {usage}{after-help}\n\n{all-args}";

/// Of the commands that check hosts.
const OF_A_CHECK: &str = "\
Exit status:
  0    healthy, or nothing as bad as --fail-on
  1    findings, or no verdict
  2    bad input or an internal error; of files the entries that can be used were checked
  130  interrupted";

/// Of those whose page says nothing else.
const OF_THE_OTHERS: &str = "\
Exit status:
  0    done
  2    bad input or an internal error";

/// The command line, with every page complete.
pub(crate) fn command() -> Command {
    Cli::command().help_template(TEMPLATE).mut_subcommands(|command| {
        let command = if command.get_name() == "scan" { scan::args::page(command) } else { command };
        let said = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let status = if command.get_name() == "check" { OF_A_CHECK } else { OF_THE_OTHERS };
        let command = match said.contains("Exit status") {
            true => command,
            false => command.after_help(format!("{said}\n\n{status}")),
        };
        command.help_template(TEMPLATE)
    })
}
