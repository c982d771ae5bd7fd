//! The command line: every option with its meaning, its unit and its default.

mod choices;

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;
use rdp_health::{CheckOptions, CodeClient, Endpoint, EndpointProfile, Requirements};
use rdp_health_render::Format;

pub(crate) use choices::{
    CertFormat, ClientsFormat, DepthArg, FailOn, Feature, PLAIN, PageFormat, When, formats, plain_formats,
};

use crate::audit::args::AuditArgs;
use crate::compare::args::CompareArgs;
use crate::merge::args::MergeArgs;
use crate::reach::Reach;
use crate::replay::args::ReplayArgs;
use crate::scan::args::ScanArgs;
use crate::values::{self, Profiles};
use crate::watch::args::WatchArgs;

/// Why does this Remote Desktop connection fail?
///
/// rdp-health checks a host from a client's point of view, without credentials: name, TCP, RDP negotiation, TLS,
/// certificate. It gives one verdict, at most one primary cause with its evidence, and what to do, starting with the
/// least invasive step.
#[derive(Debug, Parser)]
#[command(name = "rdp-health", bin_name = "rdp-health", version, after_help = HELP, max_term_width = 100, subcommand_required = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to colour the output. `auto` colours output to a terminal unless NO_COLOR is set; CLICOLOR_FORCE always
    /// colours it
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN", visible_alias = "colour")]
    pub(crate) color: When,

    /// Write text in ASCII only [default: only if the locale is not UTF-8]
    #[arg(long, global = true)]
    pub(crate) ascii: bool,
}

macro_rules! help {
    ($demo:literal) => {
        concat!(
            "\
Examples:
  rdp-health check srv01.corp.example        why does it not connect?
  rdp-health watch srv01.corp.example        when does it fail, and when does it recover?
  rdp-health explain 0x904/0x7               what does this error code mean?
  rdp-health replay srv01.json               what do today's rules say of a saved report?
",
            $demo,
            "
Exit status:
  0    healthy, or no finding as severe as --fail-on
  1    findings
  2    bad input or an internal error; nothing was checked
  130  interrupted"
        )
    };
}
#[cfg(feature = "demo")]
const HELP: &str = help!("  rdp-health demo                            see reports of broken lab hosts\n");
#[cfg(not(feature = "demo"))]
const HELP: &str = help!("");

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Box<CheckArgs>),
    /// Check many hosts
    Scan {
        #[command(flatten)]
        check: Box<CheckArgs>,
        #[command(flatten)]
        scan: Box<ScanArgs>,
    },
    Merge(MergeArgs),
    Watch(Box<WatchArgs>),
    Cert(Box<CertArgs>),
    Audit(AuditArgs),
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    Replay(Box<ReplayArgs>),
    Compare(CompareArgs),
    Explain(ExplainArgs),
    Lint(Box<LintArgs>),
    Causes(CausesArgs),
    Clients(ClientsArgs),
    Profiles(ProfilesArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Check hosts: one verdict each, the most likely cause with its evidence, and what to do
///
/// A check never logs in and never sends a user name. It opens only a few connections per host,
/// and the report says how many.
#[derive(Debug, Args)]
#[command(after_help = CHECK_HELP)]
pub(crate) struct CheckArgs {
    /// Host to check: host, host:port, [ipv6]:port, rdp://host:port, or the path of a .rdp file or of another file that
    /// names hosts; https://host:port for a web server that belongs to Remote Desktop. A target given twice is checked
    /// once
    #[arg(required_unless_present_any = ["from", "profile"], value_name = "TARGET")]
    pub(crate) targets: Vec<String>,

    /// Read targets from a file, a folder or a pattern such as '*.rdp'; - reads standard input. May be given several
    /// times. What a file is is told by its content: a .rdp or .rdpw file, groups of RDCMan (.rdg), connections of
    /// mRemoteNG, Remmina or Royal TS (JSON), bookmarks of macOS, an inventory of Ansible, a table with a header (CSV), or
    /// a list with one target per line and '#' before comments. Passwords in it are not read
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Vec<PathBuf>,

    /// Of the entries in files only those whose groups and name match, such as 'Berlin/*': * stands for any text, ? for
    /// one character. May be given several times
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,

    /// The column of a table that has the hosts: its name, or its number from 1 [default: told by its name]
    #[arg(long, value_name = "NAME|NUMBER")]
    pub(crate) column: Option<String>,

    /// Check the web addresses that clients of a service need: the name of a list from rdp-health profiles, or a file in
    /// the same format. May be given several times
    #[arg(long, value_parser = values::profile, value_name = "NAME|FILE")]
    pub(crate) profile: Vec<EndpointProfile>,

    /// Output format: `text` for people, `json` for programs (an object for one TARGET, an array for several,
    /// for --from or --profile), `ndjson` for logs (a line per host), `html` a page for browsers, `markdown` for tickets,
    /// `csv` for spreadsheets, `junit` and `sarif` for build servers, `nagios`, `checkmk`, `prometheus`, `zabbix` and
    /// `prtg` for monitoring: `nagios` exits with 0 to 3, the others with 0
    #[arg(long, value_parser = formats(), default_value_t = Format::Text, help_heading = "Output")]
    pub(crate) format: Format,

    /// Print only one line per host, and no progress
    #[arg(short, long, help_heading = "Output", conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// More than one screen: what happened when, every step, what was ruled out and what was not checked. Twice (-vv):
    /// also the evidence of every finding, every phase of every connection, and every client
    #[arg(short, long, action = ArgAction::Count, help_heading = "Output")]
    pub(crate) verbose: u8,

    /// Replace the names of hosts and users, addresses, fingerprints and certificates by placeholders such as host-1 and
    /// 192.0.2.1, the same ones throughout the output: to share it. A redacted report cannot be judged again
    #[arg(long, help_heading = "Output")]
    pub(crate) redact: bool,

    /// Exit with status 1 if there is a finding of at least this severity. A host without a verdict always does so
    #[arg(long, value_enum, default_value_t = FailOn::Warning, value_name = "SEVERITY", help_heading = "Output")]
    pub(crate) fail_on: FailOn,

    /// How much to check. `quick`: one connection per address. `standard`: also what proves the cause of a failure, and
    /// whether the certificate is revoked. `full`: everything that this version can check
    #[arg(long, value_enum, default_value_t = DepthArg::Standard, help_heading = "Check")]
    pub(crate) depth: DepthArg,

    /// A feature that the host must offer: if it is missing, there is a warning. May be given several times
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FEATURE", help_heading = "Check")]
    pub(crate) require: Vec<Feature>,

    /// Hold hosts to something: tls>=1.2 (every version that the host accepts), tls.negotiated>=1.3, nla=required,
    /// cert.days>=30, cert.bits>=2048, credssp=patched, verdict=healthy, clients:ID=connects, no:CAUSE; or a file with one per
    /// line and # before comments. May be given several times. A miss gives exit status 1, and so does what was not seen
    #[arg(long, value_parser = values::expect, value_name = "FILE|KEY=VALUE", help_heading = "Check")]
    pub(crate) expect: Vec<values::Expectations>,

    /// RD Gateway that the clients use: host, or host:port if the port is not 443. It is checked from depth standard on;
    /// the direct path to the host then no longer decides the verdict [default: the one in the .rdp file]
    #[arg(long, value_parser = values::endpoint, value_name = "HOST[:PORT]", help_heading = "Check")]
    pub(crate) gateway: Option<Endpoint>,

    /// STUN server to ask for this computer's public address, which RDP Shortpath needs: host, or host:port if the port
    /// is not 3478 [default: none]
    #[arg(long, value_parser = values::endpoint, value_name = "HOST[:PORT]", help_heading = "Check")]
    pub(crate) stun: Option<Endpoint>,

    /// File with profiles of more clients to judge besides the known ones: TOML, in the format of rdp-health clients
    /// --format toml
    #[arg(long, value_parser = values::clients, value_name = "FILE", help_heading = "Check")]
    pub(crate) clients: Option<Profiles>,

    /// What the client shows: its message, a code such as 0x904/0x7, lines of its log; - reads it from standard input.
    /// The report then says which of its causes the check found, which it excludes, and which remain. It does not change
    /// the verdict
    #[arg(long, value_parser = values::client_error, value_name = "TEXT", allow_hyphen_values = true, help_heading = "Check")]
    pub(crate) client_error: Option<values::ClientError>,

    /// Number of hosts to check at the same time. Connections to one host follow one after the other, but for the listing
    /// at depth full (--max-connections)
    #[arg(long, value_parser = values::count, default_value = "16", value_name = "N", help_heading = "Check")]
    pub(crate) concurrency: usize,

    /// Join the check with what the host says of itself: a collection (rdp-health audit --script), a registry hive or export,
    /// an event log, or a folder of them. May be given several times, and only for a single TARGET
    #[arg(long, value_name = "PATH", help_heading = "Check")]
    pub(crate) inside: Vec<PathBuf>,

    /// Compare certificates with those of an earlier report: a file saved with --format json or ndjson
    #[arg(long, value_name = "FILE", help_heading = "Check")]
    pub(crate) previous: Option<PathBuf>,

    /// Compare with a good report: a file saved with --format json or ndjson. Prints what differs and what that implies, below
    /// the report or, as JSON, in its place, and exits with status 1 if the host is worse. A single report is compared
    /// with every host, several with the host of the same name
    #[arg(long, value_name = "FILE", help_heading = "Check")]
    pub(crate) against: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) reach: Reach,

    /// Other TCP ports to try if a host stays silent or closes every connection, one after the other until one shows
    /// whether the host is up. If the target has another port, 3389 is also tried for Remote Desktop
    #[arg(long, value_parser = values::port, value_delimiter = ',', default_values_t = [3389, 3390, 445, 135, 5985, 443, 80, 22], value_name = "PORT,…", help_heading = "Check")]
    pub(crate) also_ports: Vec<u16>,

    /// An unused TCP port to try if the RDP port does not answer: if the host refuses it, the host does not hide unused
    /// ports, so a firewall drops the RDP connections
    #[arg(long, value_parser = values::port, default_value_t = 4, value_name = "PORT", help_heading = "Check")]
    pub(crate) unused_port: u16,

    /// Connect to no other port than the target's own
    #[arg(long, help_heading = "Check", conflicts_with_all = ["also_ports", "unused_port"])]
    pub(crate) no_follow_up: bool,

    /// Short connections to measure the path at depth full, one after the other. Connections made for other reasons
    /// count, but at least six are made; 0 makes none
    #[arg(long, default_value = "10", value_name = "N", value_parser = clap::value_parser!(u16).range(..=1000), help_heading = "Check")]
    pub(crate) path_attempts: u16,
}

const CHECK_HELP: &str = "\
Examples:
  rdp-health check srv01.corp.example                    one host
  rdp-health check office.rdp                            a saved connection, with its settings
  rdp-health check srv01 --dns 10.0.0.53 -v              ask this DNS server, show more
  rdp-health check srv01 --resolve srv01:192.0.2.10      this address, whatever DNS says
  rdp-health check srv01 --gateway gw.corp.example       through an RD Gateway
  rdp-health check srv01 --proxy socks5://proxy:1080     through a proxy
  rdp-health check https://rdweb.corp.example            a web server: TCP, TLS, certificate, HTTP
  rdp-health check --profile avd                         what clients of Azure Virtual Desktop need
  rdp-health check --from hosts.txt --format ndjson      a fleet, for a log
  rdp-health check --from hosts.txt --format html >a.html a fleet, for a browser
  rdp-health check srv01 --format nagios                 a plugin for Nagios or Icinga
  rdp-health check --from confCons.xml --only 'Berlin/*' a group of saved connections
  rdp-health check srv01 --client-error 0x904/0x7        what is left of the client's message?
  rdp-health check srv01 --expect nla=required --expect 'cert.days>=30'
                                                         for CI: exit status 1 if the host misses one
  rdp-health check srv01 --require nla                   a warning if NLA is missing or not enforced
  rdp-health check srv01 --previous yesterday.json       is the certificate still the same?
  rdp-health check srv02 --against srv01.json            what has the good host that this one lacks?
  rdp-health check srv01 -q --fail-on error              for a script: one line and the exit status";

/// Show the certificates that a host sends, or say whether one expires soon
///
/// Shows the chain as the host sends it, with names, dates, fingerprints, and whether this system trusts it. This also
/// works for hosts that support only old TLS versions.
#[derive(Debug, Args)]
#[command(after_help = CERT_HELP)]
pub(crate) struct CertArgs {
    /// Host: host, host:port, [ipv6]:port, rdp://host:port, or the path of a .rdp file
    #[arg(value_name = "TARGET")]
    pub(crate) target: String,

    /// Output format: `text` for people, `json` for programs, `pem` for files and other tools
    #[arg(long, value_enum, default_value_t = CertFormat::Text, help_heading = "Output")]
    pub(crate) format: CertFormat,

    /// Do not print the certificates
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,

    /// Exit with status 1 if a certificate that the host sends has expired or expires within this time: a number with s,
    /// m, h, d or w, such as 30d
    #[arg(long, value_parser = values::span, value_name = "TIME", help_heading = "Output")]
    pub(crate) expires_within: Option<Duration>,

    #[command(flatten)]
    pub(crate) reach: Reach,
}

const CERT_HELP: &str = "\
Examples:
  rdp-health cert srv01.corp.example                     the chain, for people
  rdp-health cert srv01 --format pem > srv01.pem         for other tools
  rdp-health cert srv01 -q --expires-within 30d          for a script: only the exit status

Exit status:
  0    a certificate was received, none expires within --expires-within, and it matches --expect-fingerprint
  1    no certificate was received, or one has expired or expires within --expires-within, or it does not
       match --expect-fingerprint; without these options dates and fingerprints do not matter
  2    bad input or an internal error
  130  interrupted";

/// Show sample reports of broken lab hosts
///
/// Starts lab hosts (small programs on this computer's loopback interface that behave like broken hosts), checks each of
/// them for real and shows the reports. Nothing else is contacted. The exit status is 0.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health demo                     every lab host with its report
  rdp-health demo --list              the names of the lab hosts
  rdp-health demo expired-certificate only this one")]
#[cfg(feature = "demo")]
pub(crate) struct DemoArgs {
    /// Names of the lab hosts to show [default: all]
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,

    /// List the names and titles of the lab hosts without checking them
    #[arg(long)]
    pub(crate) list: bool,
}

/// Explain what a client's error code or message means, and what it does not mean
///
/// Accepts a code in hexadecimal or decimal, a code with its extended code, the symbol of an error, the id of a cause, or
/// the unchanged text of a client's window, an event or a log line. In running text a number counts as a code only next
/// to a word that marks it as one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health explain 0x904/0x7                           code and extended code
  rdp-health explain 'The logon attempt failed'          a message
  rdp-health explain 516 --client guacamole              a number of one client
  rdp-health explain -2146893018                         as event logs print it
  rdp-health explain tls-no-shared-cipher                a cause
  rdp-health explain - < xrdp.log                        a pasted window, or a whole log
  rdp-health explain --search 'gateway certificate'      everything that contains these words")]
pub(crate) struct ExplainArgs {
    /// The code, symbol, message or text; several words are one query; - reads a text or a log from standard input
    #[arg(required_unless_present = "search", value_name = "QUERY", allow_negative_numbers = true)]
    pub(crate) query: Vec<String>,

    /// List the codes and messages that contain all of these words
    #[arg(long, value_name = "WORDS", conflicts_with = "query")]
    pub(crate) search: Option<String>,

    /// Leave out what a pasted text or a log says beyond known words, numbers and codes: to share the answer
    #[arg(long)]
    pub(crate) redact: bool,

    /// Consider only what this client or log shows
    #[arg(long, value_name = "NAME", value_parser = clients())]
    pub(crate) client: Option<CodeClient>,

    /// Name every cause of a code that can have many, not only the most likely
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Output format
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub(crate) format: PageFormat,
}

fn clients() -> impl TypedValueParser<Value = CodeClient> {
    PossibleValuesParser::new(CodeClient::ALL.map(CodeClient::as_str))
        .map(|name| CodeClient::find(&name).unwrap_or(CodeClient::Mstsc))
}

/// List every cause, or show one with its remedies
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health causes                                      every cause, in groups by phase
  rdp-health causes tls-no-shared-cipher                 one in full
  rdp-health causes --format json                        for a program")]
pub(crate) struct CausesArgs {
    /// Id of the cause to show in full [default: list all causes]
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,

    /// Output format
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub(crate) format: PageFormat,
}

/// List the clients that a check judges
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health clients                                     every client, in short
  rdp-health clients --format toml > mine.toml           a template for your own profiles
  rdp-health check srv01 --clients mine.toml             check a host for those clients too")]
pub(crate) struct ClientsArgs {
    /// Output format: `text` for people, `json` for programs, `toml` with the sources, in the format that --clients reads
    #[arg(long, value_enum, default_value_t = ClientsFormat::Text)]
    pub(crate) format: ClientsFormat,
}

/// List the web addresses that clients of a service need besides the host
///
/// Each address has its purpose and its source. Your own lists use the same format: a name, and for each address host,
/// port (443 unless given), purpose and required.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health profiles                                    every list, with its addresses
  rdp-health check --profile avd                         can every address of a list be reached?
  rdp-health profiles avd --format toml > mine.toml      a template for your own list
  rdp-health check --profile mine.toml                   check your own list")]
pub(crate) struct ProfilesArgs {
    /// Id of the list to show [default: all]
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,

    /// Output format: `text` for people, `json` for programs, `toml` for one list in the format that --profile reads
    #[arg(long, value_enum, default_value_t = ClientsFormat::Text)]
    pub(crate) format: ClientsFormat,
}

/// Say what is wrong with a .rdp file, before somebody opens it
///
/// Lines that mstsc refuses or passes over, settings that contradict each other, settings that weaken the connection, and
/// what a host gets to see of this computer. Is it signed, by whom, does the signature fit every line that it should cover,
/// does this computer trust the signer, and what does mstsc show whoever opens the file? Of saved connections of other
/// programs, tables and lists: the entries that cannot be used. No host is asked without --check, and no value is repeated:
/// any of them may be a password.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rdp-health lint office.rdp
  rdp-health lint ~/Downloads --format json
  rdp-health lint office.rdp --check             does its name fit the certificate, and can clients connect?
  rdp-health lint office.rdp --ca-file ca.pem    trust the authority that issued the signer's certificate

Exit status:
  0    nothing but remarks
  1    an error or a warning
  2    bad input, or a file that cannot be read; of the others everything was said")]
pub(crate) struct LintArgs {
    /// File, folder or pattern such as '*.rdp'; - reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Also check the hosts that the file names: does the name fit the certificate, what has to be written instead, and
    /// which settings does the host refuse?
    #[arg(long)]
    pub(crate) check: bool,

    /// Form of the output: `text` for people, `json` for programs
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub(crate) format: PageFormat,

    #[command(flatten)]
    pub(crate) reach: Reach,
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
    /// The command to show the page of [default: rdp-health itself]
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}

impl CheckArgs {
    pub(crate) fn options(&self) -> CheckOptions {
        let mut options = self.reach.options().depth(self.depth.depth());
        options.policy.require = self.require.iter().fold(Requirements::default(), |all, one| match one {
            Feature::Nla => all.nla(),
            Feature::RestrictedAdmin => all.restricted_admin(),
            Feature::RemoteCredentialGuard => all.remote_credential_guard(),
            Feature::Entra => all.entra(),
        });
        options.gateway.clone_from(&self.gateway);
        options.path_attempts = self.path_attempts;
        options.also_ports = if self.no_follow_up { Vec::new() } else { self.also_ports.clone() };
        options.unused_port = Some(self.unused_port).filter(|_| !self.no_follow_up);
        options.stun.clone_from(&self.stun);
        options.expect = values::expectations(&self.expect);
        options.client_error = self.client_error.as_ref().map(|shown| shown.text.clone());
        options.clients(self.clients.iter().flat_map(|Profiles(own)| own.clone()))
    }
}
