//! Reports in the form that was asked for, as they come.

use std::collections::HashSet;

use rdp_health::{CauseId, NamePattern, Report, Verdict};
use rdp_health_render::{Format, json, patterns_line, summary_line, text, totals_line};

use crate::args::CheckArgs;
use crate::error::Error;
use crate::output::Output;

/// Nobody reads more below a table, in bytes; and memory stays what it is, however many hosts there are.
const MOST_DETAILS: usize = 2 * 1024 * 1024;

pub(crate) struct Printer {
    format: Format,
    quiet: bool,
    verbose: bool,
    /// More than one report may come: a table, an array.
    several: bool,
    output: Output,
    verdicts: Vec<Verdict>,
    /// What stands below the table: the reports of hosts with which something is wrong.
    details: String,
    /// Hosts for which they had no room left.
    not_detailed: usize,
    /// Patterns of names of which no name is known.
    patterns: Vec<NamePattern>,
    /// Causes whose remedies stand in the details already: once is enough.
    told: HashSet<CauseId>,
}

impl Printer {
    pub(crate) fn new(args: &CheckArgs, several: bool, mut output: Output) -> Self {
        output.text.verbose = args.verbose;
        Self {
            format: args.format,
            quiet: args.quiet,
            verbose: args.verbose,
            several,
            output,
            verdicts: Vec::new(),
            details: String::new(),
            not_detailed: 0,
            patterns: args.profile.iter().flat_map(|profile| profile.patterns.clone()).collect(),
            told: HashSet::new(),
        }
    }

    /// Prints what of a report can be printed at once.
    pub(crate) fn report(&mut self, report: &Report) -> Result<(), Error> {
        let out = match (self.format, self.several) {
            (Format::Json, true) => {
                let before = if self.verdicts.is_empty() { "[\n" } else { ",\n" };
                format!("{before}{}", json(report)?)
            }
            (Format::Text, _) if self.quiet || self.several => summary_line(report, &self.output.text),
            (Format::Text, _) => text(report, &self.output.text),
            // Every other format writes a line of its own for each report.
            (format, _) => format.write(report, &self.output.text)? + "\n",
        };
        let detailed = self.verbose || report.verdict != Verdict::Healthy;
        if self.format == Format::Text && self.several && !self.quiet && detailed {
            match self.details.len() < MOST_DETAILS {
                true => self.describe(report),
                false => self.not_detailed += 1,
            }
        }
        self.verdicts.push(report.verdict);
        Ok(self.output.write(&out)?)
    }

    /// Keeps what a report says at length, until the table is complete.
    fn describe(&mut self, report: &Report) {
        let news = report.primary.as_ref().is_some_and(|cause| self.told.insert(cause.clone()));
        self.details.push('\n');
        self.details.push_str(&text(report, &self.output.text.clone().remedies(news)));
    }

    /// Prints what comes after the last report of so many hosts.
    pub(crate) fn end(mut self, hosts: usize) -> Result<(), Error> {
        let not_checked = hosts.saturating_sub(self.verdicts.len());
        let mut out = String::new();
        match self.format {
            Format::Json if self.several && self.verdicts.is_empty() => out.push_str("[]\n"),
            Format::Json if self.several => out.push_str("\n]\n"),
            Format::Text if self.several && !self.quiet => {
                out.push_str(&self.details);
                if 0 < self.not_detailed {
                    let s = if self.not_detailed == 1 { "" } else { "s" };
                    out.push_str(&format!(
                        "\n{} more host{s} not described here; --format ndjson has every report.\n",
                        self.not_detailed
                    ));
                }
                out.push('\n');
                out.push_str(&totals_line(&self.verdicts, not_checked, &self.output.text));
                out.push_str(&patterns_line(&self.patterns, &self.output.text));
            }
            _ => {}
        }
        Ok(self.output.write(&out)?)
    }
}
