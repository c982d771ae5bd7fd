//! `rdp-health check`.

use rdp_health::{Report, Severity, Target, Update, Verdict, check_with_progress, scan};

use crate::args::CheckArgs;
use crate::error::Error;
use crate::inside::Inside;
use crate::output::Output;
use crate::previous::Previous;
use crate::printer::Printer;
use crate::progress::Progress;
use crate::runtime::in_runtime;
use crate::status::Status;
use crate::targets;
use crate::typed;

pub(crate) fn run(args: &CheckArgs, output: Output) -> Result<Status, Error> {
    let targets = targets::collect(args)?;
    let previous = Previous::read(args.previous.as_deref(), &targets)?;
    let inside = Inside::read(&args.inside, &targets)?;
    let named = typed::targets(&args.targets);
    let several = 1 < targets.len().max(named.len())
        || named.iter().any(|text| text == "-")
        || !args.from.is_empty()
        || !args.profile.is_empty();
    let printer = Printer::new(args, several, output);
    in_runtime(async {
        match (targets.as_slice(), several) {
            ([target], false) => one(target, args, &previous, &inside, printer).await,
            _ => many(targets, args, &previous, &inside, printer).await,
        }
    })
}

async fn one(
    target: &Target,
    args: &CheckArgs,
    previous: &Previous,
    inside: &Inside,
    mut printer: Printer,
) -> Result<Status, Error> {
    let mut checking = check_with_progress(target, &args.options())?;
    let progress = Progress::of_one(args.quiet);
    let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
    let mut alive = std::pin::pin!(progress.alive());
    let status = loop {
        tokio::select! {
            // Ctrl-C is listened for before anything is probed.
            biased;
            _ = &mut interrupt => break Status::Interrupted,
            never = &mut alive => match never {},
            update = checking.next() => match update {
                Some(Update::Progress(event)) => progress.step(&event),
                Some(Update::Finished(report)) => {
                    progress.end();
                    let report = inside.join(previous.compare(*report));
                    printer.report(&report)?;
                    let found = status(&report, args.fail_on.severity());
                    break args.format.exit_status(&[report.verdict]).map_or(found, Status::OfFormat);
                }
                _ => break Status::Fine,
            },
        }
    };
    progress.end();
    printer.end(1)?;
    if status == Status::Interrupted {
        // Half a check is no report.
        anstream::eprintln!("interrupted: the check of {target} was not finished");
    }
    Ok(status)
}

async fn many(
    targets: Vec<Target>,
    args: &CheckArgs,
    previous: &Previous,
    inside: &Inside,
    mut printer: Printer,
) -> Result<Status, Error> {
    let hosts = targets.len();
    let progress = Progress::of_many(args.quiet, hosts);
    let mut checks = scan(targets, &args.options(), args.concurrency)?;
    let mut interrupt = std::pin::pin!(tokio::signal::ctrl_c());
    let mut alive = std::pin::pin!(progress.alive());
    let mut worst = Status::Fine;
    let mut verdicts = Vec::new();
    loop {
        tokio::select! {
            biased;
            _ = &mut interrupt => {
                worst = Status::Interrupted;
                break;
            }
            never = &mut alive => match never {},
            report = checks.next() => {
                let Some(report) = report else { break };
                let report = inside.join(previous.compare(report));
                progress.aside(|| printer.report(&report))?;
                progress.host_done();
                verdicts.push(report.verdict);
                if status(&report, args.fail_on.severity()) == Status::Findings {
                    worst = Status::Findings;
                }
            }
        }
    }
    drop(checks);
    progress.end();
    printer.end(hosts)?;
    match args.format.exit_status(&verdicts) {
        Some(status) if worst != Status::Interrupted => Ok(Status::OfFormat(status)),
        _ => Ok(worst),
    }
}

/// No verdict is never a good one.
fn status(report: &Report, fail_on: Severity) -> Status {
    let found = report.findings.iter().any(|finding| fail_on <= finding.severity);
    match found || report.verdict == Verdict::Inconclusive {
        true => Status::Findings,
        false => Status::Fine,
    }
}
