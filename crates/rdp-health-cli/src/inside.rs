//! Files of a host: a path is a file, a folder, or the root of a mounted disk. What a file is is told by its content.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rdp_health::observe::InsideFacts;
use rdp_health::{Report, Target, inert, join};
use rdp_health_evidence::{Evidence, LARGEST_FILE};

use crate::error::Error;

/// Where a disk with Windows has what is read.
const OF_A_DISK: [&str; 2] = ["Windows/System32/config/SYSTEM", "Windows/System32/config/SOFTWARE"];
const LOGS_OF_A_DISK: &str = "Windows/System32/winevt/Logs";
/// The logs of a disk that have something to say of Remote Desktop; a disk has hundreds.
const LOGS: [&str; 13] = [
    "System.evtx",
    "Application.evtx",
    "Security.evtx",
    "RemoteConnectionManager",
    "LocalSessionManager",
    "RdpCoreTS",
    "TerminalServices-Gateway",
    "SessionBroker",
    "NTLM",
    "TerminalServices-Licensing",
    "Kernel-Power",
    "GroupPolicy%4Operational",
    "RDPClient",
];
/// So many files of a folder.
const MOST_FILES: usize = 150;
const DEEPEST: usize = 4;

/// What the host of a check says of itself, if files of it were given.
#[derive(Debug, Default)]
pub(crate) struct Inside(Option<InsideFacts>);

impl Inside {
    pub(crate) fn read(paths: &[PathBuf], targets: &[Target]) -> Result<Self, Error> {
        match (paths, targets) {
            ([], _) => Ok(Self(None)),
            (_, [_]) => Ok(Self(Some(facts(paths)?))),
            _ => Err(Error::usage("--inside: its files are those of one host; name a single TARGET")),
        }
    }

    /// The report, joined with what the host says.
    pub(crate) fn join(&self, report: Report) -> Report {
        match &self.0 {
            Some(facts) => join(&report, facts.clone()),
            None => report,
        }
    }
}

/// What all the files say together.
pub(crate) fn facts(paths: &[PathBuf]) -> Result<InsideFacts, Error> {
    let mut evidence = Evidence::new();
    let mut problems = Vec::new();
    for path in paths {
        let (files, is_folder) = match path.is_dir() {
            true => (of_a_folder(path), true),
            false => (vec![path.clone()], false),
        };
        let mut taken = 0;
        let mut why = Vec::new();
        for file in &files {
            match take(&mut evidence, file, is_folder) {
                Ok(true) => taken += 1,
                Ok(false) => {}
                Err(problem) => why.push(problem),
            }
        }
        // What a folder has beside evidence is no fault; where nothing could be read, it says why.
        if taken == 0 {
            match why.is_empty() {
                true => problems.push(format!(
                    "'{}' has no registry hive, registry export, event log or collection; make one with rdp-health audit --script",
                    shown(path)
                )),
                false => problems.append(&mut why),
            }
        }
        for line in why {
            anstream::eprintln!("warning: {}", inert(&line));
        }
    }
    match problems.is_empty() {
        true => Ok(evidence.into_facts()),
        false => Err(Error::Usage(problems)),
    }
}

/// Takes a file; `false` if it is something else, in a folder.
fn take(evidence: &mut Evidence, path: &Path, in_folder: bool) -> Result<bool, String> {
    let unread = |error: std::io::Error| {
        format!(
            "cannot read '{}': {error}; give a collection, a registry hive or export, or an event log",
            shown(path)
        )
    };
    let name = shown(path);
    let mut file = File::open(path).map_err(unread)?;
    let mut bytes = Vec::new();
    file.by_ref().take(8).read_to_end(&mut bytes).map_err(unread)?;
    // A log may be of any size, so it is read piece by piece.
    if bytes == *b"ElfFile\0" {
        let log = std::io::Cursor::new(bytes).chain(file);
        return evidence
            .take_log(&name, std::io::BufReader::new(log))
            .map(|()| true)
            .map_err(|error| error.to_string());
    }
    file.take(LARGEST_FILE).read_to_end(&mut bytes).map_err(unread)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| LARGEST_FILE <= length) {
        return Err(format!("{name}: the file is larger than {} MB", LARGEST_FILE >> 20));
    }
    match evidence.take(&name, &bytes) {
        Ok(()) => Ok(true),
        Err(error) if in_folder && error.is_another_kind => Ok(false),
        Err(error) => Err(error.to_string()),
    }
}

/// The files of a mounted disk, or those of any folder.
fn of_a_folder(folder: &Path) -> Vec<PathBuf> {
    let hives: Vec<PathBuf> = OF_A_DISK
        .iter()
        .filter_map(|path| without_case(folder, path))
        .filter(|path| path.is_file())
        .collect();
    if hives.is_empty() {
        return below(folder, DEEPEST);
    }
    let logs = without_case(folder, LOGS_OF_A_DISK).map(|logs| below(&logs, 0)).unwrap_or_default();
    let of_interest = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        LOGS.iter().any(|log| name == *log || (!log.ends_with(".evtx") && name.contains(log)))
    };
    hives.into_iter().chain(logs.into_iter().filter(of_interest)).collect()
}

/// A path below a folder, in whatever case the disk has it.
fn without_case(folder: &Path, path: &str) -> Option<PathBuf> {
    path.split('/').try_fold(folder.to_owned(), |at, part| {
        let direct = at.join(part);
        if direct.exists() {
            return Some(direct);
        }
        let entries = std::fs::read_dir(&at).ok()?;
        entries
            .filter_map(Result::ok)
            .find(|entry| entry.file_name().to_string_lossy().eq_ignore_ascii_case(part))
            .map(|entry| entry.path())
    })
}

/// The files of a folder, in order.
fn below(folder: &Path, deeper: usize) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).take(10_000).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() && !path.is_symlink() && 0 < deeper {
            files.extend(below(&path, deeper - 1));
        } else if path.is_file() {
            files.push(path);
        }
        if MOST_FILES <= files.len() {
            break;
        }
    }
    files.truncate(MOST_FILES);
    files
}

fn shown(path: &Path) -> String {
    inert(&path.display().to_string()).into_owned()
}
