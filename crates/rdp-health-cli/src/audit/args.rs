//! The options of `rdp-health audit`.

use std::path::PathBuf;
use std::time::SystemTime;

use clap::{ArgAction, Args};
use rdp_health_evidence::{DAYS, MOST_DAYS};

use crate::args::PageFormat;
use crate::values;

/// Say what keeps clients out, from this Windows computer or the files of a host
///
/// Reads registry hives (SYSTEM, SOFTWARE), registry exports (.reg), event logs (.evtx), collections, what Microsoft's
/// MSRD-Collect and TSS leave behind, folders of them and the root of a mounted disk. What a file is is told by its content;
/// all of them must be of one host. Nothing is asked over the network, and nothing is written. Passwords and keys are not read.
///
/// Without PATH it reads this computer, if it runs Windows: its registry, services, ports, certificates and event logs. It only
/// reads, and says what it could not read without being administrator; --collect writes the same as a zip, to be read anywhere.
/// Where the program may not be brought, print a script that makes such a zip (--script) and run it there as administrator.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct AuditArgs {
    /// File, folder or mounted disk of one host [default: this computer]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Print a PowerShell 5.1 script that makes a collection on a Windows host: it only reads, needs no module, and writes
    /// one zip
    #[arg(long, conflicts_with = "paths")]
    pub(crate) script: bool,

    /// Write a collection of this Windows computer to a new zip, instead of judging it
    #[arg(long, value_name = "ZIP", conflicts_with_all = ["paths", "script", "redact", "at"])]
    pub(crate) collect: Option<PathBuf>,

    /// So many days of event logs are taken of this computer
    #[arg(long, value_name = "DAYS", default_value_t = DAYS, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_DAYS)), conflicts_with_all = ["paths", "script"])]
    pub(crate) days: u32,

    /// Form of the output: `text` for people, `json` for programs
    #[arg(long, value_enum, default_value_t = PageFormat::Text)]
    pub(crate) format: PageFormat,

    /// Judge dates for this moment: RFC 3339, such as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_parser = values::moment, value_name = "TIME")]
    pub(crate) at: Option<SystemTime>,

    /// Replace the names of hosts and users, addresses, fingerprints and certificates by placeholders, and leave out what the
    /// files say: to share what was found
    #[arg(long)]
    pub(crate) redact: bool,

    /// All steps, all evidence and what was ruled out. Twice (-vv): also where the evidence is
    #[arg(short, long, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

const HELP: &str = "\
Examples:
  rdp-health audit                                       this Windows computer, as administrator
  rdp-health audit --collect srv01.zip                   the same as a zip, to be judged elsewhere
  rdp-health audit --script > collect.ps1                to run on the host, as administrator
  rdp-health audit srv01.zip                             what the collection proves
  rdp-health audit SYSTEM SOFTWARE System.evtx           hives and a log of a host that is off
  rdp-health audit /mnt/disk                             the root of its disk
  rdp-health audit MSRD-Results-SRV01.zip                what Microsoft's support tool collected
  rdp-health audit srv01.zip --redact -v                 for a ticket, without names
  rdp-health check srv01 --inside srv01.zip              joined with what a client sees

Exit status:
  0    no finding that is an error or a warning
  1    findings
  2    bad input or an internal error";
