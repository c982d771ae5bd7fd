//! Files that name hosts: `.rdp` files, the saved connections of other programs, inventories, tables and lists. Pure:
//! bytes in, targets out.
//!
//! What a file is is told by its content. One format, one file below `files/`; what they share is `reading.rs`.
//!
//! INVARIANT: what is named after a password is not kept (`secret.rs`), and no message repeats a text that is no host.

mod ansible;
mod bookmarks;
mod ini;
mod json_lines;
mod kind;
mod lint;
mod list;
mod mremoteng;
mod rdcman;
mod rdp;
mod reading;
mod remark;
mod remmina;
mod royal;
mod secret;
mod signature;
mod table;
mod text;
mod xml;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::observe::{CertificateFacts, TrustStore};
use crate::target::{AddressRange, Target};
use reading::{Reading, label};
pub use remark::{Lint, Remark, RemarkLevel};
pub use signature::{Dialog, Dialogs, FileSignature, SignatureState, SignerTrust};
use text::NoText;

/// Larger files are not read.
const LARGEST: usize = 64 << 20;

/// More targets are not held at once for the addresses of ranges.
const MOST_ADDRESSES: u64 = 1 << 16;

/// What a file that names hosts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum FileKind {
    /// A `.rdp` file.
    Rdp,
    /// A file of Azure Virtual Desktop or Windows 365 (`.rdpw`), whose service chooses the host.
    Rdpw,
    /// Groups of Remote Desktop Connection Manager (`.rdg`).
    Rdcman,
    /// Connections of mRemoteNG (`confCons.xml`).
    Mremoteng,
    /// A connection of Remmina (`.remmina`).
    Remmina,
    /// Connections of Royal TS, as JSON.
    RoyalTs,
    /// Bookmarks of Microsoft Remote Desktop or Windows App on macOS.
    MacBookmarks,
    /// An inventory of Ansible.
    Ansible,
    /// A table with a header (CSV).
    Table,
    /// A list of hosts, one per line.
    List,
}

impl FileKind {
    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Rdp => ".rdp file",
            Self::Rdpw => "Azure Virtual Desktop file",
            Self::Rdcman => "RDCMan groups",
            Self::Mremoteng => "mRemoteNG connections",
            Self::Remmina => "Remmina connection",
            Self::RoyalTs => "Royal TS connections",
            Self::MacBookmarks => "macOS bookmarks",
            Self::Ansible => "Ansible inventory",
            Self::Table => "table",
            Self::List => "list of hosts",
        }
    }
}

/// How a file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadOptions {
    /// The column of a table that has the hosts: its name, or its number from 1. `None` = it is told by its name.
    pub column: Option<String>,
    /// Only entries whose groups and name, with `/` between, match one of these patterns: `Berlin/*`.
    pub only: Vec<String>,
    /// The port of entries that name none; `None` = 3389.
    pub port: Option<u16>,
}

impl ReadOptions {
    /// Takes the hosts of a table from this column.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// Takes only entries that match this pattern, or another one that was given.
    #[must_use]
    pub fn only(mut self, pattern: impl Into<String>) -> Self {
        self.only.push(pattern.into());
        self
    }

    /// The port of entries that name none.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }
}

/// The targets that a file names.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Targets {
    /// What the file is.
    pub kind: FileKind,
    /// The targets, as the file has them, with their labels.
    pub targets: Vec<Target>,
    /// How many entries name a host, those that were not asked for among them.
    pub entries: usize,
    /// `.rdp` files that a list names, each with its line: the reader of the list reads them.
    pub linked: Vec<(usize, String)>,
    /// Addresses in a row that a list names, `192.0.2.0/24` for example: the reader of the list says how many are too many.
    pub ranges: Vec<AddressRange>,
    /// Entries that name a host and cannot be used.
    pub problems: Vec<Error>,
    /// What else is worth to know: lines that clients refuse, entries of other protocols that were left out.
    pub remarks: Vec<Remark>,
}

impl Targets {
    /// Reads a file by its content. The name is the one that messages and labels use.
    ///
    /// # Errors
    /// [`Error`] says what the file is, if it does not name hosts, and where it breaks off.
    pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Self, Error> {
        let mut reading = Reading::new(name, options)?;
        let kind = read(bytes, &mut reading)?;
        reading.end();
        let Reading { targets, entries, linked, ranges, problems, remarks, .. } = reading;
        if entries == 0 && linked.is_empty() && problems.is_empty() && remarks.is_empty() {
            return Err(nobody(name));
        }
        Ok(Self { kind, targets, entries, linked, ranges, problems, remarks })
    }

    /// Its targets, and one for each address of its ranges.
    ///
    /// # Errors
    /// The ranges have more than 65536 addresses: these are taken from [`AddressRange::targets`] one by one.
    pub fn with_ranges(self) -> Result<Vec<Target>, Error> {
        let addresses = self.ranges.iter().fold(0_u64, |all, range| all.saturating_add(range.len()));
        if MOST_ADDRESSES < addresses {
            let problem = format!("the ranges of the file have {addresses} addresses");
            return Err(Error::target(problem, "give ranges of at most 65536 addresses together"));
        }
        let mut targets = self.targets;
        targets.extend(self.ranges.iter().flat_map(AddressRange::targets));
        Ok(targets)
    }

    /// The one target of a file that has one.
    ///
    /// # Errors
    /// As [`Targets::read`]; also for a file that names several hosts, or one that cannot be used.
    pub fn one(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Target, Error> {
        let mut read = Self::read(name, bytes, options)?;
        if let Some(problem) = read.problems.into_iter().next() {
            return Err(problem);
        }
        match (read.targets.pop(), read.targets.len() + read.linked.len() + read.ranges.len()) {
            (Some(target), 0) => Ok(target),
            (None, 0) => Err(Error::target("the file names no host", "add one").at(name, None, None)),
            (_, others) => {
                let problem = format!("the file names {} hosts", others + 1);
                Err(Error::target(problem, "read it as a file of targets").at(name, None, None))
            }
        }
    }
}

/// Asks stores of trusted roots about certificates.
pub(crate) type AskStores<'a> = dyn Fn(&[CertificateFacts]) -> Vec<TrustStore> + 'a;

impl Lint {
    /// Says what is wrong with a file that names hosts: of a `.rdp` file the lines that mstsc refuses or passes over, the
    /// settings that contradict each other, those that weaken the connection, and whether its signature fits; of others
    /// the entries that cannot be used, and those whose client connects whatever the certificate is.
    ///
    /// No store of trusted roots is asked about who signed a file: [`lint`](crate::lint) does.
    ///
    /// # Errors
    /// As [`Targets::read`].
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        Self::judged(name, bytes, None)
    }

    /// The same, with stores to ask about the signer, as of a moment in Unix seconds.
    pub(crate) fn judged(
        name: &str,
        bytes: &[u8],
        ask: Option<(&AskStores<'_>, i64)>,
    ) -> Result<Self, Error> {
        let options = ReadOptions::default();
        let mut reading = Reading::new(name, &options)?;
        let kind = read(bytes, &mut reading)?;
        reading.end();
        let mut lint =
            Self { file: label(name), kind, remarks: vec![], signature: None, dialogs: None, lines: vec![] };
        lint.remarks = match kind {
            FileKind::Rdp | FileKind::Rdpw => lint::of_file(bytes, kind),
            _ => lint::of_entries(&reading.targets, &[]),
        };
        if let FileKind::Rdp | FileKind::Rdpw = kind {
            lint.sign(bytes, ask);
        }
        // What makes a `.rdp` file unusable is said by the lines' own remarks, where these know it.
        let is_of_lines = matches!(kind, FileKind::Rdp | FileKind::Rdpw);
        for remark in reading.remarks.into_iter().chain(lint::of_entries(&[], &reading.problems)) {
            let is_known = |known: &Remark| {
                let is_bad = is_of_lines
                    && remark.level == RemarkLevel::Error
                    && known.line == remark.line
                    && RemarkLevel::Warning <= known.level;
                is_bad || *known == remark
            };
            // The service chooses the host.
            let is_the_services = kind == FileKind::Rdpw && remark.key.as_deref() == Some("full address");
            if !is_the_services && !lint.remarks.iter().any(is_known) {
                lint.remarks.push(remark);
            }
        }
        lint.remarks.sort_by_key(|remark| remark.line);
        Ok(lint)
    }

    fn sign(&mut self, bytes: &[u8], ask: Option<(&AskStores<'_>, i64)>) {
        let Ok((text, _)) = text::decode(bytes) else { return };
        let lines = rdp::parse(&text);
        let named = lines.iter().filter_map(|line| Some((line.setting.as_ref()?.name, line.number)));
        self.lines = named.map(|(name, number)| (name.to_ascii_lowercase(), number)).collect();
        self.signature = signature::read(&lines).map(|mut signature| {
            if let Some((ask, now)) = ask.filter(|_| !signature.certificates.is_empty()) {
                signature.ask(&ask(&signature.certificates), now);
            }
            crate::inert::all(signature)
        });
        // Azure Virtual Desktop's files open with Windows App, which has dialogs of its own.
        if self.kind == FileKind::Rdp {
            self.dialogs = signature::dialogs(&lines, self.signature.as_ref());
        }
        let names = ["signature", "signscope"];
        let is_tried = lines
            .iter()
            .filter_map(|line| line.setting.as_ref())
            .any(|setting| names.iter().any(|name| setting.is(name) && !setting.value.is_empty()));
        let now = ask.map(|(_, now)| now);
        self.remarks.extend(signature::remarks(
            self.signature.as_ref(),
            is_tried,
            self.dialogs.as_ref(),
            now,
        ));
    }
}

fn read(bytes: &[u8], reading: &mut Reading<'_>) -> Result<FileKind, Error> {
    let file = reading.file;
    let broken = |problem: &str, remedy: &str| Error::target(problem, remedy).at(file, None, None);
    // Programs and pictures are such: in a folder of them it says nothing.
    let odd = |problem: &str, remedy: &str| Error::other_file(problem, remedy).at(file, None, None);
    if LARGEST < bytes.len() {
        return Err(odd("the file is larger than 64 MiB", "name a smaller one"));
    }
    if bytes.starts_with(b"bplist00") {
        let texts = bookmarks::of_binary(bytes)
            .ok_or_else(|| broken("the file is a property list that breaks off", "export it again"))?;
        return bookmarks_of(&texts, reading)
            .ok_or_else(|| refused("a property list without bookmarks of Remote Desktop", reading));
    }
    if let Some(what) = kind::of_bytes(bytes) {
        return Err(refused(what, reading));
    }
    let (text, _) = text::decode(bytes).map_err(|why| match why {
        NoText::Utf32 => odd("the file is UTF-32 text", "save it as UTF-8 or UTF-16: no client reads UTF-32"),
        NoText::BrokenUtf16 => {
            odd("the file is UTF-16 text that breaks off or is damaged", "save it as UTF-8 or UTF-16")
        }
        NoText::Binary => refused("neither UTF-8 nor UTF-16 text", reading),
    })?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(nobody(file));
    }
    if let Some(what) = kind::of_text(text) {
        return Err(refused(what, reading));
    }
    let start = text.trim_start();
    if start.starts_with('<') {
        return of_xml(text, reading);
    }
    if start.starts_with(['{', '[']) {
        match serde_json::from_str::<Value>(start) {
            Ok(value) => return of_json(&value, text, reading),
            Err(error) if start.starts_with('{') => {
                let problem =
                    format!("the file is JSON that cannot be read from column {} on", error.column());
                let is_ours = ["\"Objects\"", "\"_meta\""].iter().any(|key| text.contains(key));
                return Err(broken_or_other(is_ours, problem).at(file, Some(error.line()), None));
            }
            Err(_) => {}
        }
    }
    of_lines(text, reading)
}

fn nobody(file: &str) -> Error {
    Error::other_file("the file names no target", "write one per line").at(file, None, None)
}

fn of_xml(text: &str, reading: &mut Reading<'_>) -> Result<FileKind, Error> {
    let root = match xml::read(text) {
        Ok(root) => root,
        Err(_) if is_html(text) => return Err(refused(&kind::of_root("html"), reading)),
        Err(broken) => {
            let is_ours = ["<RDCMan", "<Connections", "<plist"].iter().any(|root| text.contains(root));
            let error = broken_or_other(is_ours, broken.problem);
            return Err(error.at(reading.file, Some(broken.line), None));
        }
    };
    match root.name.as_str() {
        "RDCMan" => {
            rdcman::read(&root, reading);
            Ok(FileKind::Rdcman)
        }
        "Connections" if root.attribute("ConfVersion").is_some() => {
            mremoteng::read(&root, reading)?;
            Ok(FileKind::Mremoteng)
        }
        "plist" => bookmarks_of(&bookmarks::of_xml(&root), reading)
            .ok_or_else(|| refused("a property list without bookmarks of Remote Desktop", reading)),
        other => Err(refused(&kind::of_root(other), reading)),
    }
}

/// What is wrong with a document: of connections, or of something else, which a folder may have.
fn broken_or_other(is_ours: bool, problem: impl Into<String>) -> Error {
    let remedy = "export the file again";
    if is_ours { Error::target(problem, remedy) } else { Error::other_file(problem, remedy) }
}

fn is_html(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(400).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.contains("<html")
}

fn refused(what: &str, reading: &Reading<'_>) -> Error {
    let remedy =
        "name a .rdp file, saved connections of another program, a table, or a list with one target per line";
    Error::other_file(format!("the file is {what}"), remedy).at(reading.file, None, None)
}

fn of_json(value: &Value, text: &str, reading: &mut Reading<'_>) -> Result<FileKind, Error> {
    match value {
        value if royal::is_export(value) => {
            royal::read(value, text, reading);
            Ok(FileKind::RoyalTs)
        }
        value if ansible::is_json(value) => {
            ansible::read_json(value, text, reading);
            Ok(FileKind::Ansible)
        }
        value
            if value
                .get("schema")
                .and_then(Value::as_str)
                .is_some_and(|schema| schema.starts_with("rdp-health/")) =>
        {
            Err(refused("a report of rdp-health", reading))
        }
        _ => Err(refused("JSON, and no export of Royal TS or Ansible", reading)),
    }
}

fn bookmarks_of(texts: &[bookmarks::Text], reading: &mut Reading<'_>) -> Option<FileKind> {
    bookmarks::has_bookmarks(texts).then(|| {
        bookmarks::read(texts, reading);
        FileKind::MacBookmarks
    })
}

/// Texts that are neither XML nor JSON.
fn of_lines(text: &str, reading: &mut Reading<'_>) -> Result<FileKind, Error> {
    if rdp::is_rdp(text) {
        rdp::read(text, reading);
        return Ok(if rdp::is_of_the_service(text) { FileKind::Rdpw } else { FileKind::Rdp });
    }
    if text::lines(text).any(|(_, line)| ini::head(line) == Some("remmina")) {
        remmina::read(text, reading);
        return Ok(FileKind::Remmina);
    }
    if text::lines(text).any(|(_, line)| ini::head(line).is_some()) {
        if !ansible::is_ini(text) {
            return Err(refused(
                "settings in sections (INI), and neither of Remmina nor of Ansible",
                reading,
            ));
        }
        ansible::read_ini(text, reading);
        return Ok(FileKind::Ansible);
    }
    if ansible::is_yaml(text) {
        ansible::read_yaml(text, reading);
        return Ok(FileKind::Ansible);
    }
    if let Some(form) = table::form(text, reading.options.column.as_deref()) {
        table::read(text, &form, reading)?;
        return Ok(FileKind::Table);
    }
    if !list::is_likely(text) {
        return Err(list::refused(text, reading));
    }
    list::read(text, reading);
    Ok(FileKind::List)
}

#[cfg(test)]
mod tests;
