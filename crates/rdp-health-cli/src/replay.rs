//! `rdp-health replay`: reports, judged again.

pub(crate) mod args;

use rdp_health::{CheckOptions, FleetLosses, Redactor, Report, WhatIfAnswer, diagnose, what_if};
use rdp_health_render::{Format, json_line, losses_text, what_if_json, what_if_text};

use crate::args::PLAIN;
use crate::check::status;
use crate::error::Error;
use crate::output::Output;
use crate::printer::{Printer, Shape};
use crate::saved::reports;
use crate::status::Status;
use crate::values;
use args::ReplayArgs;

pub(crate) fn run(args: &ReplayArgs, output: Output) -> Result<Status, Error> {
    match args.what_if.is_empty() {
        true => again(args, output),
        false => suppose(args, output),
    }
}

fn again(args: &ReplayArgs, output: Output) -> Result<Status, Error> {
    let mut worst = Status::Fine;
    let mut hosts = 0;
    let mut waiting: Option<Report> = None;
    let mut redactor = args.redact.then(Redactor::new);
    let mut printer = None;
    let shape = Shape { format: args.format, quiet: args.quiet, verbose: args.verbose };
    let mut output = Some(output);
    for (file, report) in reports(&args.reports) {
        let report = again_one(report, args).map_err(|error| problem(&file, &error))?;
        let report = match &mut redactor {
            Some(redactor) => redactor.report(&report)?,
            None => report,
        };
        hosts += 1;
        if status(&report, args.fail_on.severity()) == Status::Findings {
            worst = Status::Findings;
        }
        // Whether there are several shows with the second one.
        let Some(first) = waiting.replace(report) else { continue };
        let printer =
            printer.get_or_insert_with(|| output.take().map(|output| Printer::shaped(shape, true, output)));
        if let Some(printer) = printer {
            printer.report(&first)?;
        }
    }
    let mut printer = match (printer.flatten(), output) {
        (Some(printer), _) => printer,
        (None, Some(output)) => Printer::shaped(shape, false, output),
        (None, None) => return Ok(worst),
    };
    if let Some(last) = waiting {
        printer.report(&last)?;
    }
    printer.end(hosts)?;
    Ok(worst)
}

fn again_one(
    report: Result<Report, rdp_health::Error>,
    args: &ReplayArgs,
) -> Result<Report, rdp_health::Error> {
    let report = report?;
    if args.at.is_some() {
        report.judgeable()?;
    }
    let moment = args.at.unwrap_or(report.judged_at);
    let options = CheckOptions::default()
        .policy(report.options.policy)
        .judge_at(moment)
        .expect(values::expectations(&args.expect));
    Ok(diagnose(&report, &options))
}

fn suppose(args: &ReplayArgs, mut output: Output) -> Result<Status, Error> {
    if !PLAIN.contains(&args.format) {
        let says = "--what-if: its answer has no such format; write --format text, json or ndjson";
        return Err(Error::usage(says));
    }
    let mut fleet = FleetLosses::default();
    let mut redactor = args.redact.then(Redactor::new);
    let mut all = Vec::new();
    let brief = args.quiet || args.verbose == 0;
    for (file, report) in reports(&args.reports) {
        let losses = report
            .and_then(|report| {
                let mut losses = what_if(&report, &args.what_if)?;
                if let Some(redactor) = &mut redactor {
                    losses = redactor.losses(&report, &losses)?;
                }
                Ok(losses)
            })
            .map_err(|error| problem(&file, &error))?;
        fleet.add(&losses);
        match args.format {
            Format::Text => output.write(&losses_text(&losses, brief, &output.text.clone()))?,
            Format::Json => all.push(losses),
            _ => output.write(&(json_line(&losses)? + "\n"))?,
        }
    }
    let status = match fleet.safe == fleet.hosts {
        true => Status::Fine,
        false => Status::Findings,
    };
    match args.format {
        Format::Text => output.write(&what_if_text(&fleet, &args.what_if, &output.text.clone()))?,
        Format::Json => {
            let answer = WhatIfAnswer::new(args.what_if.clone(), all, fleet);
            output.write(&(what_if_json(&answer)? + "\n"))?;
        }
        _ => output.write(&(json_line(&fleet)? + "\n"))?,
    }
    Ok(status)
}

fn problem(file: &str, error: &rdp_health::Error) -> Error {
    Error::usage(format!("{file}: {error}"))
}
