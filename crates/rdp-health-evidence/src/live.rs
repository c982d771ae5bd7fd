//! This computer from inside: its registry, services, ports and event logs, as a collection that can be read back anywhere.
//!
//! INVARIANT: nothing is opened for writing. `system` alone asks Windows, with the rights that `REGISTRY_RIGHTS` and
//! `QUERY_STATUS` name; the programs of `programs` only list. What is written is a temporary folder and the archive.

mod document;
mod keys;
mod programs;
mod run;
mod service;
#[cfg_attr(windows, path = "live/windows.rs")]
#[cfg_attr(not(windows), path = "live/elsewhere.rs")]
mod system;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use rdp_health::observe::InsideFacts;

use crate::evidence::{Evidence, Unreadable};
use crate::facts;
use crate::pack::Archive;
use crate::registry::{Key, Kind, Registry, Value};
use crate::wanted;
use service::Service;

/// What is asked of a registry key: to read it (`KEY_READ`), as a program of 64 bits sees it (`KEY_WOW64_64KEY`).
#[cfg(any(windows, test))]
const REGISTRY_RIGHTS: u32 = 0x2_0019 | 0x100;
/// The end of the key that says when the licensing grace period ends.
const GRACE_PERIOD: &str = "\\rcm\\graceperiod";
/// A longer log is not packed.
const LARGEST_LOG: u64 = 256 << 20;

/// So many days of event logs are taken where nobody says how many.
pub const DAYS: u32 = 7;
/// So many days at most.
pub const MOST_DAYS: u32 = 3650;

/// Why this computer cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum CannotCollect {
    /// It has no registry.
    NotWindows,
    /// No days, or more than any log reaches back.
    Days(u32),
    /// Event logs are exported to a temporary folder.
    Folder(io::Error),
    /// What was collected cannot be read back.
    Unreadable(Unreadable),
}

impl CannotCollect {
    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> String {
        match self {
            Self::NotWindows => {
                "this computer does not run Windows, and audit without a path reads the computer that it runs on".to_owned()
            }
            Self::Days(days) => format!("event logs of {days} days cannot be taken"),
            Self::Folder(error) => format!("cannot make a temporary folder for event logs: {error}"),
            Self::Unreadable(why) => format!("what this computer says cannot be read: {why}"),
        }
    }

    /// What to do instead.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::NotWindows => {
                "on the host run the script of rdp-health audit --script, then name its zip, or name registry hives, exports \
                 or event logs"
                    .to_owned()
            }
            Self::Days(_) => format!("write a number from 1 to {MOST_DAYS}"),
            Self::Folder(_) => "set TEMP to a folder that may be written".to_owned(),
            Self::Unreadable(_) => "please report this bug".to_owned(),
        }
    }
}

impl fmt::Display for CannotCollect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.problem(), self.remedy())
    }
}

impl std::error::Error for CannotCollect {}

/// What this computer says of itself.
#[derive(Debug)]
pub struct Collection {
    document: Vec<u8>,
    folder: Folder,
    logs: Vec<String>,
    problems: Vec<String>,
}

/// Reads this computer: the registry as far as Remote Desktop needs it, its services, who listens on which port, certificates
/// without their keys, and the event logs of so many days. Nothing is changed. What cannot be read without being
/// administrator is in [`Collection::problems`].
///
/// # Errors
/// It does not run Windows, or has no room for a temporary folder; the days are none, or more than [`MOST_DAYS`].
pub fn collect(days: u32) -> Result<Collection, CannotCollect> {
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(CannotCollect::Days(days));
    }
    if !cfg!(windows) {
        return Err(CannotCollect::NotWindows);
    }
    let folder = Folder::make().map_err(CannotCollect::Folder)?;
    let mut problems = Vec::new();
    let registry = read_registry(&mut problems);
    let services = services(&registry, &mut problems);
    let listening = programs::listening(&services, &mut problems);
    let logs = programs::export_logs(&folder.0, days, &mut problems);
    for log in logs.iter().filter(|log| is_too_large(&folder, log)) {
        problems.push(format!(
            "{log}: larger than {} MiB, and in no archive; take fewer days",
            LARGEST_LOG >> 20
        ));
    }
    let keys = keys::permissions(&registry, &mut problems);
    let document = document::write(&registry, &services, &listening, &keys, &problems);
    Ok(Collection { document, folder, logs, problems })
}

/// The facts of this computer: [`collect`], read back.
///
/// # Errors
/// As [`collect`].
pub fn this_computer(days: u32) -> Result<InsideFacts, CannotCollect> {
    collect(days)?.facts()
}

impl Collection {
    /// What could not be read, a sentence for each.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// The facts, as they are read of any collection. Logs that cannot be read back are in [`InsideFacts::unread`].
    ///
    /// # Errors
    /// The collection cannot be read back, which is a fault of this library's.
    pub fn facts(&self) -> Result<InsideFacts, CannotCollect> {
        let mut evidence = Evidence::new();
        evidence.take("this computer", &self.document).map_err(CannotCollect::Unreadable)?;
        let mut unread = Vec::new();
        for log in &self.logs {
            match File::open(self.folder.0.join(log)) {
                Ok(file) => unread.extend(evidence.take_file(log, file).err().map(|why| why.to_string())),
                Err(error) => unread.push(format!("{log}: it cannot be read: {error}")),
            }
        }
        let mut facts = evidence.into_facts();
        facts.unread = unread;
        Ok(facts)
    }

    /// Writes the archive that `rdp-health audit PATH` reads.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, to: impl Write) -> io::Result<()> {
        let mut archive = Archive::new(to);
        archive.add("collection.json", &self.document)?;
        for log in &self.logs {
            if !is_too_large(&self.folder, log) {
                archive.add(log, &fs::read(self.folder.0.join(log))?)?;
            }
        }
        archive.finish()
    }
}

/// A folder for as long as it is needed.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    fn make() -> io::Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let path = std::env::temp_dir().join(format!("rdp-health-{}-{now}", std::process::id()));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Whether an exported log is too large to be packed.
fn is_too_large(folder: &Folder, log: &str) -> bool {
    fs::metadata(folder.0.join(log)).is_ok_and(|file| LARGEST_LOG < file.len())
}

/// The keys of interest, and of these what a collection takes.
fn read_registry(problems: &mut Vec<String>) -> Registry {
    let mut registry = Registry::default();
    for pattern in wanted::patterns() {
        for path in expand(&pattern, problems) {
            let values = match system::values(path.strip_prefix("HKLM\\").unwrap_or(&path)) {
                Ok(values) => values,
                Err(error) => {
                    note(problems, &path, &error);
                    continue;
                }
            };
            let values = values
                .into_iter()
                .map(|(name, kind, data)| Value { name, kind: Kind(kind), data })
                .filter_map(|value| facts::taken(&path, value))
                .collect();
            registry.take(Key { path, written_at: None, source: 0, values });
        }
    }
    registry
}

/// The keys that a pattern stands for, in which `*` is any one name.
fn expand(pattern: &str, problems: &mut Vec<String>) -> Vec<String> {
    let mut paths = vec![String::new()];
    for part in pattern.split('\\') {
        if part != "*" {
            paths.iter_mut().for_each(|path| *path = join(path, part));
            continue;
        }
        let mut deeper = Vec::new();
        for path in &paths {
            match system::below(path.strip_prefix("HKLM\\").unwrap_or(path)) {
                Ok(names) => deeper.extend(names.iter().map(|name| join(path, name))),
                Err(error) => note(problems, path, &error),
            }
        }
        paths = deeper;
    }
    paths
}

fn join(path: &str, part: &str) -> String {
    match path.is_empty() {
        true => part.to_owned(),
        false => format!("{path}\\{part}"),
    }
}

/// What is not there is no problem; what may not be read is one, once for each key.
fn note(problems: &mut Vec<String>, what: &str, error: &io::Error) {
    if error.kind() == io::ErrorKind::NotFound {
        return;
    }
    let problem = match error.kind() {
        // No administrator may, and another way is there.
        io::ErrorKind::PermissionDenied if what.to_ascii_lowercase().ends_with(GRACE_PERIOD) => format!(
            "{what}: Windows lets only SYSTEM read when the licensing grace period ends; the script of rdp-health audit \
             --script asks WMI for the days that are left"
        ),
        io::ErrorKind::PermissionDenied => format!("{what}: access is denied; run it as administrator"),
        _ => format!("{what}: {error}"),
    };
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}

/// The services of interest that there are.
fn services(registry: &Registry, problems: &mut Vec<String>) -> Vec<Service> {
    let mut services = Vec::new();
    for name in wanted::SERVICE_NAMES {
        match system::service(name) {
            Ok((state, process)) => {
                let start =
                    registry.number(&format!(r"HKLM\SYSTEM\CurrentControlSet\Services\{name}"), "Start");
                services.push(Service { name: (*name).to_owned(), start, state, process });
            }
            Err(error) => note(problems, &format!("service {name}"), &error),
        }
    }
    services
}
