//! The options of `rdp-health replay`.

use std::path::PathBuf;
use std::time::SystemTime;

use clap::{ArgAction, Args};
use rdp_health::WhatIf;
use rdp_health_render::Format;

use crate::args::{FailOn, formats};
use crate::values;

/// Judge saved reports again, or ask what a change would break
///
/// Nothing is probed: what a report saw is judged by the rules and clients of this version, for the moment of the report or
/// for another one. With --what-if it says which clients each host would lose, and what would keep them.
#[derive(Debug, Args)]
#[command(after_help = REPLAY_HELP)]
pub(crate) struct ReplayArgs {
    /// Reports saved with --format json, ndjson or html; - reads standard input. Several are read one after the other
    #[arg(required = true, value_name = "REPORT")]
    pub(crate) reports: Vec<PathBuf>,

    /// Judge dates for this moment, as 2027-03-01 or 2027-03-01T12:00:00Z [default: the moment of the report]
    #[arg(long, value_parser = values::day_or_moment, value_name = "MOMENT", conflicts_with = "what_if")]
    pub(crate) at: Option<SystemTime>,

    /// A change to suppose: ntlm-off, tls12-cbc-off, tls13-only, credssp-mitigated, rsa1024-off, or date=2027-03-01. Several
    /// are supposed together. What a report does not show stays unknown
    #[arg(long, value_parser = values::what_if, value_delimiter = ',', value_name = "CHANGE")]
    pub(crate) what_if: Vec<WhatIf>,

    /// Hold hosts to something: tls>=1.2 (every version that the host accepts), tls.negotiated>=1.3, nla=required,
    /// cert.days>=30, cert.bits>=2048, credssp=patched, verdict=healthy, clients:ID=connects, no:CAUSE; or a file with one per
    /// line and # before comments. May be given several times. A miss gives exit status 1, and so does what was not seen
    #[arg(long, value_parser = values::expect, value_name = "FILE|KEY=VALUE")]
    pub(crate) expect: Vec<values::Expectations>,

    /// Output format, as of check. With --what-if: `text`, `json` or `ndjson` (a line per host, the sum last)
    #[arg(long, value_parser = formats(), default_value_t = Format::Text, help_heading = "Output")]
    pub(crate) format: Format,

    /// Print only one line per host
    #[arg(short, long, help_heading = "Output", conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// More than one screen, as of check; with --what-if every host, with what would keep its clients
    #[arg(short, long, action = ArgAction::Count, help_heading = "Output")]
    pub(crate) verbose: u8,

    /// Replace the names of hosts and users, addresses, fingerprints and certificates by placeholders such as host-1 and
    /// 192.0.2.1, the same ones throughout the output: to share it. A redacted report cannot be judged again
    #[arg(long, help_heading = "Output")]
    pub(crate) redact: bool,

    /// Exit with status 1 if there is a finding of at least this severity. A host without a verdict always does so
    #[arg(long, value_enum, default_value_t = FailOn::Warning, value_name = "SEVERITY", help_heading = "Output")]
    pub(crate) fail_on: FailOn,
}

const REPLAY_HELP: &str = "\
Examples:
  rdp-health check srv01 --format json > srv01.json      a report to keep
  rdp-health replay srv01.json -v                        the same, in full, by today's rules
  rdp-health replay srv01.json --at 2027-03-01           will its certificate have expired?
  rdp-health replay srv01.json --redact -vv              the report for a ticket, without names
  rdp-health replay fleet.ndjson --what-if ntlm-off      who loses what if NTLM is off?
  rdp-health replay fleet.ndjson --what-if tls13-only,rsa1024-off --format ndjson

Exit status:
  0    healthy, or nothing as bad as --fail-on; with --what-if: no client is lost, and nothing is unknown
  1    findings, or no verdict; with --what-if: a client is lost, or a report does not show whether one is
  2    bad input or an internal error
  130  interrupted";
