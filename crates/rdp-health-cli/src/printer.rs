//! Reports in the form that was asked for, as they come.

use std::collections::HashSet;

use rdp_health::{CauseId, Comparison, NamePattern, Report, Verdict};
use rdp_health_render::{Detail, Format, Gathered, Overview, json, patterns_line, summary_line, text};

use crate::args::CheckArgs;
use crate::compare;
use crate::error::Error;
use crate::output::Output;

/// Nobody reads more below a table, in bytes; and memory stays what it is, however many hosts there are.
const MOST_DETAILS: usize = 2 * 1024 * 1024;

/// How reports are printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) format: Format,
    pub(crate) quiet: bool,
    pub(crate) verbose: u8,
}

pub(crate) struct Printer {
    format: Format,
    quiet: bool,
    detail: Detail,
    /// More than one report may come: a table, an array.
    several: bool,
    output: Output,
    /// Reports printed so far.
    printed: usize,
    /// The document that all reports together make, where the format is one.
    gathered: Option<Gathered>,
    /// What the hosts have in common: what stands below the table.
    overview: Overview,
    /// The reports of hosts with which something is wrong, where more than the overview was asked for.
    details: String,
    /// Hosts for which they had no room left.
    not_detailed: usize,
    /// Patterns of names of which no name is known.
    patterns: Vec<NamePattern>,
    /// Causes whose remedies stand in the details already: once is enough.
    told: HashSet<CauseId>,
}

impl Printer {
    pub(crate) fn new(args: &CheckArgs, several: bool, output: Output) -> Self {
        let shape = Shape { format: args.format, quiet: args.quiet, verbose: args.verbose };
        let patterns = args.profile.iter().flat_map(|profile| profile.patterns.clone()).collect();
        Self { patterns, ..Self::shaped(shape, several, output) }
    }

    pub(crate) fn shaped(shape: Shape, several: bool, mut output: Output) -> Self {
        let detail = match shape.verbose {
            0 => Detail::Brief,
            1 => Detail::Full,
            _ => Detail::Everything,
        };
        output.text.detail = detail;
        Self {
            format: shape.format,
            quiet: shape.quiet,
            detail,
            several,
            output,
            printed: 0,
            gathered: shape.format.is_document().then(|| Gathered::new(shape.format)),
            overview: Overview::default(),
            details: String::new(),
            not_detailed: 0,
            patterns: Vec::new(),
            told: HashSet::new(),
        }
    }

    /// Prints a report, and how it compares with a good one: as JSON, the comparison alone.
    pub(crate) fn compared(&mut self, report: &Report, comparison: &Comparison) -> Result<(), Error> {
        let written = compare::write(comparison, self.format, &self.output)?;
        if self.format == Format::Text {
            self.report(report)?;
            return Ok(self.output.write(&format!("\n{written}"))?);
        }
        let written = match (self.format, self.several) {
            (Format::Json, true) => self.element(written.trim_end()),
            _ => written,
        };
        self.printed += 1;
        Ok(self.output.write(&written)?)
    }

    /// One of an array.
    fn element(&self, json: &str) -> String {
        let before = if self.printed == 0 { "[\n" } else { ",\n" };
        format!("{before}{json}")
    }

    /// Prints what of a report can be printed at once.
    pub(crate) fn report(&mut self, report: &Report) -> Result<(), Error> {
        if let Some(gathered) = &mut self.gathered {
            self.printed += 1;
            return Ok(gathered.add(report)?);
        }
        let out = match (self.format, self.several) {
            (Format::Json, true) => self.element(&json(report)?),
            (Format::Text, _) if self.quiet || self.several => summary_line(report, &self.output.text),
            (Format::Text, _) => text(report, &self.output.text),
            // Every other format writes a line of its own for each report.
            (format, _) => format.write(report, &self.output.text)? + "\n",
        };
        if self.format == Format::Text && self.several && !self.quiet {
            self.overview.add(report);
            let wanted = match self.detail {
                Detail::Brief => false,
                Detail::Full => report.verdict != Verdict::Healthy,
                Detail::Everything => true,
            };
            match self.details.len() < MOST_DETAILS {
                true if wanted => self.describe(report),
                false if wanted => self.not_detailed += 1,
                _ => {}
            }
        }
        self.printed += 1;
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
        let not_checked = hosts.saturating_sub(self.printed);
        let mut out = self.gathered.as_ref().map(Gathered::finish).unwrap_or_default();
        match self.format {
            Format::Json if self.several && self.printed == 0 => out.push_str("[]\n"),
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
                out.push_str(&self.overview.text(not_checked, &self.output.text));
                out.push_str(&patterns_line(&self.patterns, &self.output.text));
            }
            _ => {}
        }
        Ok(self.output.write(&out)?)
    }
}
