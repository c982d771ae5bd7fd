//! Files of a host by their paths: a path is a file, a folder, or the root of a mounted disk.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rdp_health::inert;
use rdp_health::observe::InsideFacts;

use crate::evidence::{Evidence, is_of_interest};

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
/// So many files of a folder; a support tool collects some hundreds.
const MOST_FILES: usize = 4096;
const DEEPEST: usize = 6;

/// Reads files, folders and roots of mounted disks, all of one host. What a file is is told by its content. Files of a folder
/// that cannot be read are in [`InsideFacts::unread`].
///
/// # Errors
/// A path has nothing that can be read: a sentence for each, with what to give instead.
pub fn gather<P: AsRef<Path>>(paths: &[P]) -> Result<InsideFacts, Vec<String>> {
    let mut evidence = Evidence::new();
    let mut problems = Vec::new();
    let mut unread = Vec::new();
    for path in paths.iter().map(AsRef::as_ref) {
        if !path.is_dir() {
            if let Err(problem) = take(&mut evidence, path) {
                problems.push(problem.said);
            }
            continue;
        }
        match folder(&mut evidence, path) {
            Ok(mut some) => unread.append(&mut some),
            Err(mut all) => problems.append(&mut all),
        }
    }
    match problems.is_empty() {
        true => {
            let mut facts = evidence.into_facts();
            facts.unread = unread;
            Ok(facts)
        }
        false => Err(problems),
    }
}

/// Takes what a folder has. Other files in it are no fault; where nothing could be read, it says why.
fn folder(evidence: &mut Evidence, path: &Path) -> Result<Vec<String>, Vec<String>> {
    let unread = |error: io::Error| vec![format!("cannot read the folder '{}': {error}", shown(path))];
    fs::read_dir(path).map_err(unread)?;
    let (files, is_a_disk) = of_a_folder(path);
    let (mut taken, mut others) = (0, 0_u32);
    let mut unread = Vec::new();
    for file in &files {
        let name = file.to_string_lossy();
        match is_of_interest(&name).then(|| take(evidence, file)) {
            Some(Ok(())) => taken += 1,
            Some(Err(problem)) if !problem.is_another_kind => unread.push(problem.said),
            _ => others = others.saturating_add(1),
        }
    }
    if 0 < taken {
        if !is_a_disk {
            evidence.left_out(others);
        }
        return Ok(unread);
    }
    if unread.is_empty() {
        let has = match files.is_empty() {
            true => "is empty",
            false => "has no registry hive, registry export, event log or collection",
        };
        unread.push(format!(
            "the folder '{}' {has}; make a collection with rdp-health audit --script",
            shown(path)
        ));
    }
    Err(unread)
}

/// Why a file was not taken.
struct Problem {
    said: String,
    is_another_kind: bool,
}

fn take(evidence: &mut Evidence, path: &Path) -> Result<(), Problem> {
    let name = shown(path);
    let file = File::open(path).map_err(|error| Problem {
        said: format!("cannot read '{name}': {error}"),
        is_another_kind: false,
    })?;
    evidence
        .take_file(&name, file)
        .map_err(|error| Problem { said: error.to_string(), is_another_kind: error.is_another_kind })
}

/// The files of a mounted disk, or those of any folder; and whether it is a disk.
fn of_a_folder(folder: &Path) -> (Vec<PathBuf>, bool) {
    let hives: Vec<PathBuf> = OF_A_DISK
        .iter()
        .filter_map(|path| without_case(folder, path))
        .filter(|path| path.is_file())
        .collect();
    if hives.is_empty() {
        return (below(folder, DEEPEST), false);
    }
    let logs = without_case(folder, LOGS_OF_A_DISK).map(|logs| below(&logs, 0)).unwrap_or_default();
    let of_interest = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        LOGS.iter().any(|log| name == *log || (!log.ends_with(".evtx") && name.contains(log)))
    };
    (hives.into_iter().chain(logs.into_iter().filter(of_interest)).collect(), true)
}

/// A path below a folder, in whatever case the disk has it.
fn without_case(folder: &Path, path: &str) -> Option<PathBuf> {
    path.split('/').try_fold(folder.to_owned(), |at, part| {
        let direct = at.join(part);
        if direct.exists() {
            return Some(direct);
        }
        let entries = fs::read_dir(&at).ok()?;
        entries
            .filter_map(Result::ok)
            .find(|entry| entry.file_name().to_string_lossy().eq_ignore_ascii_case(part))
            .map(|entry| entry.path())
    })
}

/// The files of a folder, in order.
fn below(folder: &Path, deeper: usize) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
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
