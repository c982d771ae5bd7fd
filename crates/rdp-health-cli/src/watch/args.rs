//! The options of `rdp-health watch`.

use std::time::Duration;

use clap::{Args, ValueEnum};
use rdp_health::{CheckOptions, WatchOptions};

use crate::args::DepthArg;
use crate::reach::Reach;
use crate::values;

/// Check hosts again and again: when does one fail, and when does it recover?
///
/// Reports each change of the verdict or of its cause once; a terminal also shows how each host is now. Ctrl-C ends the
/// watch and prints a summary: how long each host was in which state, how often that changed, and how long connecting
/// took.
#[derive(Debug, Args)]
#[command(after_help = WATCH_HELP)]
pub(crate) struct WatchArgs {
    /// Host: host, host:port, [ipv6]:port, rdp://host:port, or the path of a .rdp file; up to 50 of them
    #[arg(value_name = "TARGET", required = true)]
    pub(crate) targets: Vec<String>,

    /// Time from the start of one check to the start of the next, in seconds; if a check takes longer, the next one
    /// follows at once
    #[arg(long, value_parser = values::seconds, default_value = "5", value_name = "SECONDS", help_heading = "Watch")]
    pub(crate) interval: Duration,

    /// End as soon as the host is in this state, with exit status 0; with several hosts, when each has been
    #[arg(long, value_enum, value_name = "STATE", help_heading = "Watch")]
    pub(crate) until: Option<Until>,

    /// End after this time: a number with s, m, h, d or w, such as 8h
    #[arg(long = "for", value_parser = values::span, value_name = "TIME", help_heading = "Watch")]
    pub(crate) duration: Option<Duration>,

    /// How much to check each time
    #[arg(long, value_enum, default_value_t = DepthArg::Quick, help_heading = "Watch")]
    pub(crate) depth: DepthArg,

    /// Output format: `text` for people, a line per change; `ndjson` for logs, a line per check
    #[arg(long, value_enum, default_value_t = WatchFormat::Text, help_heading = "Output")]
    pub(crate) format: WatchFormat,

    /// No live line or table
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) reach: Reach,
}

const WATCH_HELP: &str = "\
Examples:
  rdp-health watch srv01.corp.example                    until Ctrl-C
  rdp-health watch srv01 srv02 srv03                     several, on a terminal as a table
  rdp-health watch srv01 --until degraded && mstsc /v:srv01
                                                         connect as soon as it is back
  rdp-health watch srv01 --for 8h --format ndjson >> srv01.log
                                                         a working day, for a log

Exit status:
  0    every host reached the --until state; without --until: no host failed
  1    a host did not reach the --until state in time; without --until: a host
       failed, or got no verdict
  2    bad input or an internal error
  130  interrupted before the --until state was reached";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WatchFormat {
    Text,
    Ndjson,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Until {
    /// Clients can connect, without a warning
    Healthy,
    /// Clients can connect, with or without a warning
    Degraded,
    /// Clients cannot connect
    Failing,
}

impl From<Until> for rdp_health::Until {
    fn from(until: Until) -> Self {
        match until {
            Until::Healthy => Self::Healthy,
            Until::Degraded => Self::Degraded,
            Until::Failing => Self::Failing,
        }
    }
}

impl WatchArgs {
    pub(crate) fn options(&self) -> CheckOptions {
        self.reach.options().depth(self.depth.depth())
    }

    pub(crate) fn watching(&self) -> WatchOptions {
        let mut watching = WatchOptions::default().interval(self.interval);
        watching.until = self.until.map(Into::into);
        watching.duration = self.duration;
        watching
    }
}
