//! `rdp-health lint`.

use rdp_health::{Checker, Lint, LintOptions, ReadOptions, RemarkLevel, Target, Targets, inert, lint};
use rdp_health_render::{lint_json, lint_text};

use crate::args::{LintArgs, PageFormat};
use crate::error::Error;
use crate::output::Output;
use crate::runtime::in_runtime;
use crate::sources::{self, LeftOut};
use crate::status::Status;
use crate::targets;

pub(crate) fn run(args: &LintArgs, mut output: Output) -> Result<Status, Error> {
    let mut options = LintOptions::default();
    options.ca_file.clone_from(&args.reach.ca_file);
    options.judge_at = args.reach.at;
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let mut left_out = LeftOut::default();
    for file in &args.files {
        let read =
            sources::named(file, &mut |name, bytes, is_one_of_many| match lint(name, bytes, &options) {
                Ok(lint) => {
                    let targets = if args.check { named(name, bytes, args) } else { Ok(Vec::new()) };
                    match targets {
                        Ok(targets) => files.push((lint, targets)),
                        Err(problem) => problems.push(problem),
                    }
                }
                Err(error) if is_one_of_many && left_out.takes(name, &error) => {}
                Err(error) => problems.push(error.to_string()),
            });
        match read {
            Ok(unread) => problems.extend(unread),
            Err(problem) => problems.push(problem),
        }
    }
    if files.is_empty() && !problems.is_empty() {
        return Err(Error::Usage(problems));
    }
    if let Some(note) = left_out.note() {
        anstream::eprintln!("{note}");
    }
    for problem in &problems {
        anstream::eprintln!("error: {}", inert(problem));
    }
    let files = match args.check {
        true => in_runtime(checked(files, args))?,
        false => Some(files.into_iter().map(|(lint, _)| lint).collect()),
    };
    let Some(files) = files else { return Ok(Status::Interrupted) };
    output.write(&match args.format {
        PageFormat::Text => lint_text(&files, &output.text),
        PageFormat::Json => lint_json(&files)? + "\n",
    })?;
    let remarks = files.iter().flat_map(|file| &file.remarks);
    match remarks.into_iter().any(|remark| remark.level != RemarkLevel::Info) {
        _ if !problems.is_empty() => Ok(Status::Incomplete),
        true => Ok(Status::Findings),
        false => Ok(Status::Fine),
    }
}

/// The hosts that a file names. What is wrong with an entry is among the remarks.
fn named(name: &str, bytes: &[u8], args: &LintArgs) -> Result<Vec<Target>, String> {
    let mut options = ReadOptions::default();
    options.port = args.reach.port;
    let read = Targets::read(name, bytes, &options).map_err(|error| error.to_string())?;
    for target in &read.targets {
        targets::suits(target, &args.reach).map_err(|problem| format!("{name}: {problem}"))?;
    }
    Ok(read.targets)
}

/// Every file beside the reports of its hosts; `None` = the user interrupted.
async fn checked(files: Vec<(Lint, Vec<Target>)>, args: &LintArgs) -> Result<Option<Vec<Lint>>, Error> {
    let checker = Checker::new(&args.reach.options())?;
    let mut linted = Vec::new();
    let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
    for (mut lint, targets) in files {
        for target in &targets {
            tokio::select! {
                biased;
                _ = &mut interrupt => return Ok(None),
                report = checker.check(target) => lint = lint.with_report(&report),
            }
        }
        linted.push(lint);
    }
    Ok(Some(linted))
}
