//! The options of `rdp-health merge`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::args::FailOn;

/// Put the results of several scans together: parts of a list, and the same hosts from several places
///
/// Each host is there once, with what each place saw of it; of one place the last report counts. A host that works from
/// one place and is closed to another is a finding (source-blocked), with both sides as evidence. No host is asked.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct MergeArgs {
    /// Output of rdp-health scan, or of rdp-health check --format ndjson or json. A last line that was cut is left out
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The name of the place that a file is from; given once for each file, in their order [default: what the reports say
    /// (rdp-health scan --place), or the file's name without its ending]
    #[arg(long, value_name = "NAME")]
    pub(crate) place: Vec<String>,

    /// Output format: `json`, one document; `ndjson`, each report once, a line per host and place, with the name of the
    /// place; `text` for people, the groups by cause and the hosts on which the places disagree
    #[arg(long, value_enum, default_value_t = MergeFormat::Json)]
    pub(crate) format: MergeFormat,

    /// Exit with status 1 if there is a finding of at least this severity. A host without a verdict always does so
    #[arg(long, value_enum, default_value_t = FailOn::Warning, value_name = "SEVERITY")]
    pub(crate) fail_on: FailOn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MergeFormat {
    Json,
    Ndjson,
    Text,
}

const HELP: &str = "\
Examples:
  rdp-health merge 1.ndjson 2.ndjson 3.ndjson --format text      three parts of a list
  rdp-health merge berlin.ndjson paris.ndjson > both.json        two places, named after their files
  rdp-health merge a.ndjson b.ndjson --place office --place vpn  two places, named here
  rdp-health merge *.ndjson --format ndjson > all.ndjson         one file, each report once

Exit status:
  0    every host is healthy, or has nothing as bad as --fail-on
  1    findings, or a host without a verdict
  2    bad input or an internal error";
