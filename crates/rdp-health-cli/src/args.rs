//! The command line: every option with its meaning, its unit and its default.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use rdp_health::{AddressFamily, CheckOptions, Depth, Severity, Timeouts};

use crate::values;

/// Why does this Remote Desktop connection fail?
///
/// rdp-health looks at a host from where its clients stand, without credentials: name, TCP, RDP negotiation, TLS,
/// certificate. It gives one verdict, at most one primary cause with its proof, and what to do, the least invasive
/// step first.
#[derive(Debug, Parser)]
#[command(name = "rdp-health", bin_name = "rdp-health", version, after_help = HELP, max_term_width = 100, subcommand_required = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to colour the output. `auto` colours a terminal, unless NO_COLOR is set; CLICOLOR_FORCE colours
    /// everything
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN", visible_alias = "colour")]
    pub(crate) color: When,

    /// Write text in ASCII only [default: only where the locale is not UTF-8]
    #[arg(long, global = true)]
    pub(crate) ascii: bool,
}

const HELP: &str = "\
Examples:
  rdp-health check srv01.corp.example        why does it not connect?
  rdp-health explain 0x904/0x7               what does this error code mean, and what not?
  rdp-health demo                            see reports of hosts with faults, without having one

Exit status:
  0    healthy, or nothing as bad as --fail-on
  1    findings
  2    bad input or an internal error; nothing was checked
  130  interrupted";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Box<CheckArgs>),
    Demo(DemoArgs),
    Explain(ExplainArgs),
    Causes(CausesArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Check hosts: one verdict each, the cause with its proof, and what to do
///
/// A check never logs in and never sends a user name. It opens few connections, one after the other for each host,
/// and the report counts them.
#[derive(Debug, Args)]
#[command(after_help = CHECK_HELP)]
pub(crate) struct CheckArgs {
    /// Host to check: host, host:port, [ipv6]:port, rdp://host:port, or the path of a .rdp file. A target named
    /// twice is checked once
    #[arg(required_unless_present = "from", value_name = "TARGET")]
    pub(crate) targets: Vec<String>,

    /// Read targets from a text file, one per line, '#' begins a comment; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,

    /// Form of the output: `text` for people, `json` for programs (an object for one TARGET, an array for several
    /// or for --from), `ndjson` for logs (a line per host)
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "Output")]
    pub(crate) format: Format,

    /// Only one line per host, and no progress
    #[arg(short, long, help_heading = "Output", conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Also the evidence of every finding, and every phase of every connection
    #[arg(short, long, help_heading = "Output")]
    pub(crate) verbose: bool,

    /// Least severity of a finding that makes the exit status 1. A host on which no verdict is possible always does
    #[arg(long, value_enum, default_value_t = FailOn::Warning, value_name = "SEVERITY", help_heading = "Output")]
    pub(crate) fail_on: FailOn,

    /// How much is asked. `quick`: one connection per address. `standard`: also what proves the cause of a failure.
    /// `full`: everything this version knows to ask
    #[arg(long, value_enum, default_value_t = DepthArg::Standard, help_heading = "Check")]
    pub(crate) depth: DepthArg,

    /// Port of the targets that name none [default: 3389]
    #[arg(long, value_parser = values::port, help_heading = "Check")]
    pub(crate) port: Option<u16>,

    /// Longest wait for each single answer, in seconds, such as 5 or 0.5
    #[arg(long, value_parser = values::seconds, default_value = "5", value_name = "SECONDS", help_heading = "Check")]
    pub(crate) timeout: Duration,

    /// Longest time for one host as a whole, in seconds
    #[arg(long, value_parser = values::seconds, default_value = "60", value_name = "SECONDS", help_heading = "Check")]
    pub(crate) budget: Duration,

    /// Hosts that are checked at the same time. Each host by itself is asked one thing after the other
    #[arg(long, value_parser = values::count, default_value = "16", value_name = "N", help_heading = "Check")]
    pub(crate) concurrency: NonZeroUsize,

    /// Judge dates as of this moment, such as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_parser = values::moment, value_name = "RFC3339", help_heading = "Check")]
    pub(crate) at: Option<SystemTime>,

    /// File of root certificates that are trusted beside those of this system: PEM, or one certificate in DER
    #[arg(long, value_parser = values::ca_file, value_name = "FILE", help_heading = "Check")]
    pub(crate) ca_file: Option<String>,

    /// DNS server of the direct query, and the one whose answer counts: an address, with :port if it is not 53
    /// [default: those of the system]
    #[arg(long, value_parser = values::dns_server, value_name = "SERVER[:PORT]", help_heading = "Names")]
    pub(crate) dns: Option<SocketAddr>,

    /// Do not ask the system's resolver (hosts file, cache, search list), only the DNS servers
    #[arg(long, help_heading = "Names")]
    pub(crate) no_system_resolver: bool,

    /// Use this address for this name instead of resolving it; may be given several times
    #[arg(long, value_parser = values::host_address, value_name = "HOST:IP", help_heading = "Names")]
    pub(crate) resolve: Vec<(String, IpAddr)>,

    /// Test IPv4 addresses only
    #[arg(short = '4', long, help_heading = "Names", conflicts_with = "ipv6")]
    pub(crate) ipv4: bool,

    /// Test IPv6 addresses only
    #[arg(short = '6', long, help_heading = "Names")]
    pub(crate) ipv6: bool,
}

const CHECK_HELP: &str = "\
Examples:
  rdp-health check srv01.corp.example                    one host
  rdp-health check office.rdp                            a saved connection, with its settings
  rdp-health check srv01 --dns 10.0.0.53 -v              ask this DNS server, show everything
  rdp-health check srv01 --resolve srv01:192.0.2.10      this address, whatever DNS says
  rdp-health check --from hosts.txt --format ndjson      a fleet, for a log
  rdp-health check srv01 -q --fail-on error              for a script: a line, and the exit status";

/// Show reports of hosts with faults, without having one
///
/// Starts lab hosts, which are small programs on the loopback interface of this computer that behave like hosts with
/// a fault, checks each of them for real and shows the reports. Nothing else is contacted. The exit status is 0.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health demo                     every lab host with its report
  rdp-health demo --list              the names of the lab hosts
  rdp-health demo expired-certificate only this one")]
pub(crate) struct DemoArgs {
    /// Names of the lab hosts to show [default: all]
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,

    /// List the names and titles of the lab hosts, and check none
    #[arg(long)]
    pub(crate) list: bool,
}

/// Say what a client's error code means, and what it does not
///
/// Takes a code in hexadecimal or decimal, code and extended code, the symbol of an error, the id of a cause, or the
/// text of the client's window as it is.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health explain 0x904/0x7                           code and extended code
  rdp-health explain 2308                                decimal
  rdp-health explain -2146893018                         as event logs print it
  rdp-health explain STATUS_LOGON_FAILURE                a symbol
  rdp-health explain tls-no-shared-cipher                a cause")]
pub(crate) struct ExplainArgs {
    /// The code, symbol or text; several words are one question
    #[arg(required = true, value_name = "QUERY", allow_negative_numbers = true)]
    pub(crate) query: Vec<String>,

    /// Form of the output
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub(crate) format: PageFormat,
}

/// List every cause, or show one with its remedies
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health causes                                      every cause, in groups by phase
  rdp-health causes tls-no-shared-cipher                 one in full
  rdp-health causes --format json                        for a program")]
pub(crate) struct CausesArgs {
    /// Id of the cause to show in full [default: the list of all]
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,

    /// Form of the output
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub(crate) format: PageFormat,
}

/// Write the completions of a shell to standard output
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health completions bash > /etc/bash_completion.d/rdp-health
  rdp-health completions powershell >> $PROFILE")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Write a manual page (roff) to standard output
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health man | man -l -
  rdp-health man check > rdp-health-check.1")]
pub(crate) struct ManArgs {
    /// The command whose page is wanted [default: the page of rdp-health itself]
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Ndjson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DepthArg {
    Quick,
    Standard,
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Info,
    Warning,
    Error,
}

impl FailOn {
    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::Info => Severity::Info,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
        }
    }
}

impl CheckArgs {
    pub(crate) fn family(&self) -> AddressFamily {
        match (self.ipv4, self.ipv6) {
            (true, _) => AddressFamily::Ipv4,
            (_, true) => AddressFamily::Ipv6,
            _ => AddressFamily::Any,
        }
    }

    pub(crate) fn options(&self) -> CheckOptions {
        let depth = match self.depth {
            DepthArg::Quick => Depth::Quick,
            DepthArg::Standard => Depth::Standard,
            DepthArg::Full => Depth::Full,
        };
        let mut options = CheckOptions::default()
            .depth(depth)
            .timeouts(Timeouts::default().each(self.timeout).budget(self.budget))
            .family(self.family())
            .system_resolver(!self.no_system_resolver);
        options.dns_server = self.dns;
        options.judge_at = self.at;
        options.ca_file.clone_from(&self.ca_file);
        for (name, address) in &self.resolve {
            options = options.resolve_as(name, *address);
        }
        options
    }
}
