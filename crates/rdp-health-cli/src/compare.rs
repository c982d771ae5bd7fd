//! `rdp-health compare`, and `check --against`.

pub(crate) mod args;

use std::path::Path;

use rdp_health::{Comparison, Course, Redactor, Report, compare};
use rdp_health_render::{Detail, Format, compare_json, compare_text, json_line};

use crate::error::Error;
use crate::output::Output;
use crate::saved::reports;
use crate::status::Status;
use args::CompareArgs;

pub(crate) fn run(args: &CompareArgs, mut output: Output) -> Result<Status, Error> {
    if args.verbose {
        output.text.detail = Detail::Full;
    }
    let (mut first, mut second) = (one(&args.first)?, one(&args.second)?);
    if args.redact {
        let mut redactor = Redactor::new();
        (first, second) = (redactor.report(&first)?, redactor.report(&second)?);
    }
    let comparison = compare(&first, &second, args.compared_as.map(Into::into));
    output.write(&write(&comparison, args.format, &output)?)?;
    Ok(status(&comparison))
}

/// In the form that was asked for.
pub(crate) fn write(comparison: &Comparison, format: Format, output: &Output) -> Result<String, Error> {
    Ok(match format {
        Format::Text => compare_text(comparison, &output.text),
        Format::Json => compare_json(comparison)? + "\n",
        _ => json_line(comparison)? + "\n",
    })
}

/// What is not known to be no worse is never fine.
pub(crate) fn status(comparison: &Comparison) -> Status {
    match comparison.course {
        Course::Worse | Course::Unclear => Status::Findings,
        _ => Status::Fine,
    }
}

/// The one report of a file.
fn one(file: &Path) -> Result<Report, Error> {
    let mut found: Option<Report> = None;
    for (name, report) in reports(&[file.to_owned()]) {
        let report = report.map_err(|error| Error::usage(format!("{name}: {error}")))?;
        if found.replace(report).is_some() {
            return Err(Error::usage(format!("{name}: more than one report; give a file with one")));
        }
    }
    found.ok_or_else(|| {
        Error::usage(format!("{}: no report in it", rdp_health::inert(&file.to_string_lossy())))
    })
}

/// The good report of `check --against`.
#[derive(Debug)]
pub(crate) struct Against(Vec<Report>);

impl Against {
    pub(crate) fn read(file: Option<&Path>) -> Result<Option<Self>, Error> {
        let Some(file) = file else { return Ok(None) };
        let mut good = Vec::new();
        for (name, report) in reports(&[file.to_owned()]) {
            good.push(report.map_err(|error| Error::usage(format!("{name}: {error}")))?);
        }
        match good.is_empty() {
            true => Err(Error::usage(format!(
                "--against: '{}' contains no report; write the path of a report saved with --format json or ndjson",
                rdp_health::inert(&file.to_string_lossy())
            ))),
            false => Ok(Some(Self(good))),
        }
    }

    /// Beside the last good report of the same host; a single good one is beside every host.
    pub(crate) fn beside(&self, report: &Report) -> Option<&Report> {
        let same =
            |good: &&Report| good.target.host == report.target.host && good.target.port == report.target.port;
        match self.0.as_slice() {
            [single] => Some(single),
            several => several.iter().rfind(same),
        }
    }
}
