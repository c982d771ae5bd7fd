//! The options of `rdp-health compare`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rdp_health::ComparedAs;
use rdp_health_render::Format;

use crate::args::plain_formats;

/// Compare two reports: one host at two times or from two places, or two hosts
///
/// Says what differs, the weightiest first, what that implies (the path, an allow list, a renewed certificate, an update, a
/// policy), what is the same, and what one of the two did not look at.
#[derive(Debug, Args)]
#[command(after_help = COMPARE_HELP)]
pub(crate) struct CompareArgs {
    /// A report saved with --format json; - reads standard input
    #[arg(value_name = "FIRST")]
    pub(crate) first: PathBuf,

    /// The report to compare with it
    #[arg(value_name = "SECOND")]
    pub(crate) second: PathBuf,

    /// What the two are of [default: told by their targets, the machines that looked, and the times]
    #[arg(long = "as", value_enum, value_name = "WHAT")]
    pub(crate) compared_as: Option<As>,

    /// Output format: `text` for people, `json` or `ndjson` for programs
    #[arg(long, value_parser = plain_formats(), default_value_t = Format::Text, help_heading = "Output")]
    pub(crate) format: Format,

    /// Replace the names of hosts and users, addresses, fingerprints and certificates by placeholders such as host-1 and
    /// 192.0.2.1, the same ones throughout the output: to share it. A redacted report cannot be judged again
    #[arg(long, help_heading = "Output")]
    pub(crate) redact: bool,

    /// Also what is the same, with its value
    #[arg(short, long, help_heading = "Output")]
    pub(crate) verbose: bool,
}

const COMPARE_HELP: &str = "\
Examples:
  rdp-health compare yesterday.json today.json           what changed?
  rdp-health compare office.json home.json --as places   what does one place see and not the other?
  rdp-health compare good.json bad.json --as hosts       what has the good host that its twin lacks?

Exit status:
  0    the second is not worse than the first
  1    it is worse, or one of the two has no verdict
  2    bad input or an internal error
  130  interrupted";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum As {
    /// One host at two times: the earlier one comes first
    Times,
    /// One host from two places
    Places,
    /// Two hosts
    Hosts,
}

impl From<As> for ComparedAs {
    fn from(what: As) -> Self {
        match what {
            As::Times => Self::Times,
            As::Places => Self::Places,
            As::Hosts => Self::Hosts,
        }
    }
}
