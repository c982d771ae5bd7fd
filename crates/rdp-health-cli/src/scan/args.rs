//! The options of `rdp-health scan`: those of a check, and what many hosts need beside them.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Arg, Args, Command};
use rdp_health::{ScanOptions, Shard};
use rdp_health_render::Format;

use crate::values;

/// What `rdp-health scan` takes beside the options of a check.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// Write the lines of JSON to this file, and the groups to standard output. A file that has content is only continued,
    /// with --resume
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    /// Leave out the hosts that this output of an earlier scan has. A last line that was cut is no error: its host is
    /// checked again. With the same file as --output the scan continues it
    #[arg(long, value_name = "FILE", help_heading = "Scan")]
    pub(crate) resume: Option<PathBuf>,

    /// Check only this part of the targets, such as 1/4: four machines with the same list and 1/4 to 4/4 check all of it.
    /// A target belongs to a part by its name alone: the first 8 bytes of the SHA-256 of host:port in lower case, modulo
    /// the number of parts
    #[arg(long, value_parser = shard, value_name = "I/N", help_heading = "Scan")]
    pub(crate) shard: Option<Shard>,

    /// The name of the place that this scan is made from, for the reports: rdp-health merge compares places
    #[arg(long, value_name = "NAME", help_heading = "Scan")]
    pub(crate) place: Option<String>,

    /// Check no more than the first N targets
    #[arg(long, value_parser = values::count, value_name = "N", help_heading = "Scan")]
    pub(crate) limit: Option<usize>,

    /// Do not ask before ranges of more than 1024 addresses are checked
    #[arg(short, long, help_heading = "Scan")]
    pub(crate) yes: bool,

    /// Connections at the same time to the addresses of one /24, or one /64 of IPv6 [default: no limit]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..), value_name = "N", help_heading = "Scan")]
    pub(crate) per_subnet: Option<u32>,

    /// TCP connections to begin per second, over all hosts [default: no limit]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..), value_name = "N", help_heading = "Scan")]
    pub(crate) rate: Option<u32>,

    /// Begin each connection up to so much later, at random, in seconds
    #[arg(long, value_parser = values::seconds_or_none, default_value = "0", value_name = "SECONDS", help_heading = "Scan")]
    pub(crate) jitter: Duration,

    /// First ask each address for a TCP connection and nothing else; check it in full only if anything answers, be it with
    /// a refusal [default: yes for addresses of ranges, no for all others]
    #[arg(long, value_parser = yes_or_no(), num_args = 0..=1, require_equals = true, default_missing_value = "yes", value_name = "yes|no", help_heading = "Scan")]
    pub(crate) alive_first: Option<bool>,
}

const ABOUT: &str =
    "Check many hosts: lists, saved connections, ranges of addresses; a line of JSON for each as it is done";

const MORE: &str = "\
The lines go to standard output, or to --output FILE. Standard error shows how far the scan is, how fast, and what it \
found so far; at the end the hosts stand in groups by cause, each with its one fix. An address of a range where nothing \
answers is listed, but is neither a host nor a finding.";

const HELP: &str = "\
Examples:
  rdp-health scan --from hosts.txt --output scan.ndjson      a list
  rdp-health scan 192.0.2.0/24 --output scan.ndjson          a subnet: which hosts, and what is wrong
  rdp-health scan 192.0.2.10-40 srv01 --format text          for people: a line per host
  rdp-health scan 10.0.0.0/16 --yes --rate 200 --per-subnet 4          gently, from a script
  rdp-health scan --from hosts.txt --resume scan.ndjson --output scan.ndjson   continue it
  rdp-health scan --from hosts.txt --shard 2/5 --output 2.ndjson       the second of five machines
  rdp-health merge 1.ndjson 2.ndjson --format text           what they found together

Exit status:
  0    every host is healthy, or has nothing as bad as --fail-on
  1    findings, a host without a verdict, or no host at all
  2    bad input or an internal error; of files the entries that can be used were checked
  130  interrupted; --resume goes on";

/// The page of the command. The options of a check keep their meaning; some have another default.
pub(crate) fn page(command: Command) -> Command {
    let formats = || {
        PossibleValuesParser::new([Format::Ndjson.as_str(), Format::Text.as_str()])
            .try_map(|name| Format::from_name(&name).ok_or("the format does not exist"))
    };
    let targets = "Host to check, as for rdp-health check, or a range of addresses: 192.0.2.0/24, 192.0.2.10-40, \
                   2001:db8::/120. Files may have ranges, too";
    let format = "What standard output shows: `ndjson`, a line of JSON per host (with --output: the groups alone), or \
                  `text`, a line per host for people and then the groups";
    let hidden = |arg: Arg| arg.hide(true);
    command
        .about(ABOUT)
        .long_about(format!("{ABOUT}\n\n{MORE}"))
        .mut_arg("targets", |arg| arg.help(targets).long_help(targets))
        .mut_arg("format", |arg| {
            arg.value_parser(formats()).default_value("ndjson").help(format).long_help(format)
        })
        .mut_arg("concurrency", |arg| arg.default_value("64"))
        .mut_arg("quiet", |arg| {
            let help = "Print no progress and no groups, only the line of each host";
            arg.help(help).long_help(help)
        })
        .mut_arg("client_error", hidden)
        .mut_arg("against", hidden)
        .after_help(HELP)
}

fn shard(text: &str) -> Result<Shard, String> {
    text.parse::<Shard>().map_err(|error| format!("{}; {}", error.problem, error.remedy))
}

fn yes_or_no() -> impl clap::builder::TypedValueParser<Value = bool> {
    PossibleValuesParser::new(["yes", "no"]).map(|word| word == "yes")
}

impl ScanArgs {
    /// How to check them; which of them is the command's own business.
    pub(crate) fn scanning(&self, concurrency: usize) -> ScanOptions {
        let mut scanning = ScanOptions::default()
            .concurrency(u32::try_from(concurrency).unwrap_or(u32::MAX))
            .jitter(self.jitter);
        scanning.per_subnet = self.per_subnet;
        scanning.rate = self.rate;
        scanning.alive_first = self.alive_first;
        scanning
    }
}
