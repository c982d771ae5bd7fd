//! `rdp-health check`.

use std::cell::RefCell;

use rdp_health::{
    Redactor, Report, ScanOptions, Severity, Target, Update, Verdict, check_with_progress, scan,
};

use crate::args::{CheckArgs, PLAIN};
use crate::compare::{self, Against};
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
    if args.against.is_some() && !PLAIN.contains(&args.format) {
        let says = "--against: a comparison has no such format; write --format text, json or ndjson";
        return Err(Error::usage(says));
    }
    let (targets, unusable) = targets::collect(args)?;
    let beside = Beside {
        previous: Previous::read(args.previous.as_deref(), &targets)?,
        inside: Inside::read(&args.inside, &targets)?,
        against: Against::read(args.against.as_deref())?,
        redactor: args.redact.then(|| RefCell::new(Redactor::new())),
    };
    let named = typed::targets(&args.targets);
    let several = 1 < targets.len().max(named.len())
        || named.iter().any(|text| text == "-")
        || !args.from.is_empty()
        || !args.profile.is_empty();
    let printer = Printer::new(args, several, output);
    let ended = in_runtime(async {
        match (targets.as_slice(), several) {
            ([target], false) => one(target, args, &beside, printer).await,
            _ => many(targets, args, &beside, printer).await,
        }
    })?;
    Ok(unusable.ended(ended))
}

/// What new reports are held against.
struct Beside {
    previous: Previous,
    inside: Inside,
    against: Option<Against>,
    /// One for all reports, so that they have the same placeholders.
    redactor: Option<RefCell<Redactor>>,
}

impl Beside {
    /// Prints a report, and what differs from a good one.
    fn tell(
        &self,
        report: Report,
        args: &CheckArgs,
        printer: &mut Printer,
    ) -> Result<(Status, Verdict), Error> {
        let report = self.inside.join(self.previous.judge(report));
        let (status, verdict) = (status(&report, args.fail_on.severity()), report.verdict);
        let good = self.against.as_ref().and_then(|good| good.beside(&report));
        let (report, good) = match &self.redactor {
            None => (report, good.cloned()),
            Some(redactor) => {
                let mut redactor = redactor.borrow_mut();
                (redactor.report(&report)?, good.map(|good| redactor.report(good)).transpose()?)
            }
        };
        let Some(comparison) = good.map(|good| rdp_health::compare(&good, &report, None)) else {
            printer.report(&report)?;
            return Ok((status, verdict));
        };
        printer.compared(&report, &comparison)?;
        match compare::status(&comparison) {
            Status::Fine => Ok((status, verdict)),
            worse => Ok((worse, verdict)),
        }
    }
}

async fn one(
    target: &Target,
    args: &CheckArgs,
    beside: &Beside,
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
                    let (found, verdict) = beside.tell(*report, args, &mut printer)?;
                    break args.format.exit_status(&[verdict]).map_or(found, Status::OfFormat);
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
    beside: &Beside,
    mut printer: Printer,
) -> Result<Status, Error> {
    let hosts = targets.len();
    let progress = Progress::of_many(args.quiet, hosts);
    let scanning = ScanOptions::default().concurrency(u32::try_from(args.concurrency).unwrap_or(u32::MAX));
    let mut checks = scan(targets, &args.options(), scanning)?;
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
                let mut status = Status::Fine;
                progress.aside(|| {
                    let (found, verdict) = beside.tell(report, args, &mut printer)?;
                    verdicts.push(verdict);
                    status = found;
                    Ok::<_, Error>(())
                })?;
                progress.host_done();
                if status == Status::Findings {
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
pub(crate) fn status(report: &Report, fail_on: Severity) -> Status {
    let found = report.findings.iter().any(|finding| fail_on <= finding.severity);
    let missed = report.expectations.iter().any(|one| one.outcome.is_miss());
    match found || missed || report.verdict == Verdict::Inconclusive {
        true => Status::Findings,
        false => Status::Fine,
    }
}
