//! `rdp-health completions` and `rdp-health man`: what is made from the command line's own definition.

use clap_mangen::Man;

use crate::args::{CompletionsArgs, ManArgs};
use crate::error::Error;
use crate::output::Output;
use crate::pages;

pub(crate) fn completions(args: &CompletionsArgs, output: &mut Output) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut pages::command(), "rdp-health", &mut script);
    Ok(output.write(&String::from_utf8_lossy(&script))?)
}

pub(crate) fn page(args: &ManArgs, output: &mut Output) -> Result<(), Error> {
    // Built, the commands carry the options and the names that they inherit.
    let mut program = pages::command();
    program.build();
    let command = match &args.command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => {
                let names: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
                return Err(Error::usage(format!(
                    "'{}' is not a command; write one of {}",
                    rdp_health::inert(name),
                    names.join(", ")
                )));
            }
        },
    };
    let mut roff = Vec::new();
    Man::new(command).render(&mut roff)?;
    Ok(output.write(&String::from_utf8_lossy(&roff))?)
}
