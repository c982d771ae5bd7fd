//! What a reader finds, one entry after the other: narrowed, made a target, labelled.

use std::collections::BTreeMap;

use glob::{MatchOptions, Pattern};

use super::secret::{assigns_secret, is_secret, may_be_shown};
use super::{ReadOptions, Remark, RemarkLevel};
use crate::error::Error;
use crate::inert::inert;
use crate::target::{
    AddressRange, ClientSettings, DEFAULT_PORT, Endpoint, Labels, Target, bare_host, parse_port,
};

/// As many problems of one file are told; the rest is counted.
const MOST_PROBLEMS: usize = 20;
/// Longer names than people give are cut.
const LONGEST_LABEL: usize = 200;

/// One entry of a file, as it is written there.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) host: &'a str,
    /// The setting, attribute or column that holds the host.
    pub(super) key: Option<&'a str>,
    pub(super) line: Option<usize>,
    /// Where the host carries none.
    pub(super) port: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    /// The outermost first.
    pub(super) group: Vec<String>,
    pub(super) gateway: Option<&'a str>,
    pub(super) client: ClientSettings,
}

/// A file that is being read.
pub(super) struct Reading<'a> {
    pub(super) file: &'a str,
    pub(super) options: &'a ReadOptions,
    only: Vec<Pattern>,
    pub(super) targets: Vec<Target>,
    pub(super) problems: Vec<Error>,
    pub(super) remarks: Vec<Remark>,
    pub(super) linked: Vec<(usize, String)>,
    pub(super) ranges: Vec<AddressRange>,
    more_problems: usize,
    left_out: BTreeMap<String, usize>,
    pub(super) entries: usize,
}

/// What mRemoteNG, Remmina and Royal TS call connections that are not Remote Desktop, and what else they keep.
const KINDS: [&str; 47] = [
    "AnyDesk",
    "ARD",
    "CommandTask",
    "Credential",
    "Dashboard",
    "Document",
    "EXEC",
    "ExternalApplication",
    "FileTransfer",
    "GVNC",
    "HTTP",
    "HTTPS",
    "HyperV",
    "ICA",
    "Information",
    "IntApp",
    "KeySequenceTask",
    "MSRA",
    "NX",
    "OpenSSH",
    "Performance",
    "PowerShell",
    "PYTHON_SIMPLE",
    "RAW",
    "Rlogin",
    "SecureGateway",
    "Server",
    "SFTP",
    "SPICE",
    "SSH",
    "SSH1",
    "SSH2",
    "ST",
    "TeamViewer",
    "Telnet",
    "Terminal",
    "TerminalServices",
    "ToDo",
    "VMRC",
    "VMware",
    "VNC",
    "VNCI",
    "Web",
    "WindowsEvents",
    "WindowsServices",
    "WWW",
    "X2GO",
];

impl<'a> Reading<'a> {
    pub(super) fn new(file: &'a str, options: &'a ReadOptions) -> Result<Self, Error> {
        let only = options.only.iter().map(|pattern| {
            Pattern::new(pattern).map_err(|_| {
                Error::option(
                    "only",
                    format!("'{pattern}' is not a pattern"),
                    "write for example 'Berlin/*': * stands for any text, ? for one character",
                )
            })
        });
        Ok(Self {
            file,
            options,
            only: only.collect::<Result<_, _>>()?,
            targets: Vec::new(),
            problems: Vec::new(),
            remarks: Vec::new(),
            linked: Vec::new(),
            ranges: Vec::new(),
            more_problems: 0,
            left_out: BTreeMap::new(),
            entries: 0,
        })
    }

    /// Whether the entry of this name in these groups was asked for.
    pub(super) fn is_wanted(&self, group: &[String], name: &str) -> bool {
        let path = group.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join("/");
        let options = MatchOptions { case_sensitive: false, ..MatchOptions::default() };
        self.only.is_empty() || self.only.iter().any(|pattern| pattern.matches_with(&path, options))
    }

    /// Takes an entry: a target, a problem, or nothing where it was not asked for.
    pub(super) fn take(&mut self, found: &Found<'_>) {
        let host = found.host.trim();
        let name = found.name.map(str::trim).filter(|name| !name.is_empty() && !is_secret(name));
        if host.is_empty() {
            return self.leave_out("without a host");
        }
        self.entries += 1;
        if !self.is_wanted(&found.group, name.unwrap_or(host)) {
            return;
        }
        match self.target(host, name, found) {
            Ok(target) => self.targets.push(target),
            Err(problem) => self.problem(problem),
        }
    }

    /// Takes a line of a list that means addresses in a row; whether it does.
    pub(super) fn take_range(&mut self, line: usize, text: &str) -> bool {
        let Some(range) = AddressRange::parse(text, self.options.port.unwrap_or(DEFAULT_PORT)) else {
            return false;
        };
        self.entries += 1;
        if self.is_wanted(&[], text) {
            match range {
                Ok(mut range) => {
                    range.labels = self.labels(Some(line), None, &[]);
                    self.ranges.push(range);
                }
                Err(problem) => self.problem(guarded(problem, text).at(self.file, Some(line), None)),
            }
        }
        true
    }

    fn target(&self, host: &str, name: Option<&str>, found: &Found<'_>) -> Result<Target, Error> {
        let at = |error: Error, key: Option<&str>, value: &str| {
            guarded(error, value).at(self.file, found.line, key)
        };
        let port = found.port.map(str::trim).filter(|port| !port.is_empty() && *port != "0");
        let port = match port {
            Some(port) => parse_port(port).map_err(|error| at(error, Some("port"), port))?,
            None => self.options.port.unwrap_or(DEFAULT_PORT),
        };
        let mut target = Target::parse_or(host, port).map_err(|error| at(error, found.key, host))?;
        if let Some(gateway) = found.gateway.map(str::trim).filter(|gateway| !gateway.is_empty()) {
            let parsed = Endpoint::parse(bare_host(gateway));
            target.gateway = Some(parsed.map_err(|error| at(error, Some("gateway"), gateway))?);
        }
        if found.client != ClientSettings::default() {
            target.client = found.client.clone();
        }
        target.labels = self.labels(found.line, name, &found.group);
        Ok(target)
    }

    pub(super) fn labels(&self, line: Option<usize>, name: Option<&str>, group: &[String]) -> Labels {
        let group: Vec<&str> = group.iter().map(String::as_str).filter(|one| !assigns_secret(one)).collect();
        let group = group.join("/");
        Labels {
            file: Some(label(self.file)),
            line,
            name: name.map(label),
            group: (!group.is_empty()).then(|| label(&group)),
            range: None,
        }
    }

    pub(super) fn problem(&mut self, problem: Error) {
        match self.problems.len() < MOST_PROBLEMS {
            true => self.problems.push(problem),
            false => self.more_problems += 1,
        }
    }

    /// Counts an entry that is no target: `of SSH2`, `without a host`.
    /// Leaves out an entry of another kind. What is no known kind may be a password in the wrong column, and is not
    /// repeated.
    pub(super) fn leave_out_of(&mut self, kind: &str) {
        let known = KINDS.iter().find(|known| known.eq_ignore_ascii_case(kind));
        self.leave_out(&known.map_or_else(|| "of another kind".to_owned(), |known| format!("of {known}")));
    }

    pub(super) fn leave_out(&mut self, why: &str) {
        let why: String = why.chars().take(40).collect();
        // Programs know some ten kinds of connections; a file that has more is not believed.
        let known = self.left_out.contains_key(&why) || self.left_out.len() < 20;
        *self.left_out.entry(if known { why } else { "of other kinds".to_owned() }).or_default() += 1;
    }

    pub(super) fn note(&mut self, line: Option<usize>, key: Option<&str>, text: impl Into<String>) {
        self.remarks.push(Remark::new(RemarkLevel::Info, line, key, text, ""));
    }

    /// What was left out, and how much more is wrong.
    pub(super) fn end(&mut self) {
        for (why, count) in std::mem::take(&mut self.left_out) {
            let entries = if count == 1 { "entry" } else { "entries" };
            self.note(None, None, format!("{count} {entries} {why} left out"));
        }
        if 0 < self.more_problems {
            let more = format!("{} more entries cannot be used", self.more_problems);
            self.problems.push(Error::target(more, "fix the first ones, then see").at(self.file, None, None));
        }
    }
}

/// The error, without the text at fault where that may be a secret in the wrong place.
pub(super) fn guarded(error: Error, value: &str) -> Error {
    match may_be_shown(value) {
        true => error,
        false => Error::target(
            "the value is not a host, an address or a port",
            "write host, host:port, [ipv6]:port or an address such as 192.0.2.10",
        ),
    }
}

pub(super) fn label(text: &str) -> String {
    let clean = inert(text.trim());
    match clean.char_indices().nth(LONGEST_LABEL) {
        Some((end, _)) => format!("{}…", clean.get(..end).unwrap_or_default()),
        None => clean.into_owned(),
    }
}
