//! Files that name hosts: one file, a folder, a pattern, standard input. What a file is the library tells.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use rdp_health::{AddressRange, FileKind, ReadOptions, RemarkLevel, Target, Targets, inert};

/// The library reads no larger file.
const LARGEST: u64 = (64 << 20) + 1;
/// A folder is looked through so far down, and up to so many files.
const DEEPEST: usize = 8;
const MOST_FILES: usize = 100_000;

/// Endings that no domain has.
const ENDINGS: [&str; 15] = [
    "rdp", "rdpw", "rdg", "remmina", "rtsz", "xml", "json", "csv", "tsv", "txt", "lst", "ini", "yml", "yaml",
    "plist",
];

/// What was found in files.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) targets: Vec<Target>,
    pub(crate) ranges: Vec<AddressRange>,
    /// Lines about entries and files that cannot be used.
    pub(crate) problems: Vec<String>,
    /// Lines for people: how many targets came from where.
    pub(crate) counts: Vec<String>,
    /// Lines for people: what clients refuse, what was left out.
    pub(crate) remarks: Vec<String>,
    /// Files of a folder that name no hosts.
    passed: Vec<String>,
}

/// Whether a text on the command line is the name of a file, and not of a host.
pub(crate) fn is_file(text: &str) -> bool {
    let text = text.trim();
    if text.contains("://") {
        return false;
    }
    let path = Path::new(text);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let is_known = ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
    is_known || (text.contains(['/', '\\']) && path.is_file())
}

/// The one target of a file.
pub(crate) fn one(text: &str, options: &ReadOptions) -> Result<Target, String> {
    let path = Path::new(text.trim());
    Targets::one(&shown(path), &content(path)?, options).map_err(|error| error.to_string())
}

/// Reads whatever the path names: `-`, a file, a folder, a pattern.
pub(crate) fn read(path: &Path, options: &ReadOptions, found: &mut Found) {
    let count = |found: &Found| found.targets.len() + found.ranges.len() + found.problems.len();
    let before = count(found);
    let outcome =
        named(path, &mut |name, bytes, is_one_of_many| take(name, bytes, options, found, is_one_of_many));
    match outcome {
        Err(problem) => found.problems.push(problem),
        Ok(()) if before == count(found) && options.only.is_empty() => {
            let remedy = "name .rdp files, saved connections, tables or lists";
            found.problems.push(format!("no file of '{}' names a target; {remedy}", shown(path)));
        }
        Ok(()) => {}
    }
}

/// Hands on the name and the content of what a path names, and whether it is one of many: a folder has other files, too.
pub(crate) fn named(path: &Path, take: &mut dyn FnMut(&str, &[u8], bool)) -> Result<(), String> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = std::io::stdin().take(LARGEST).read_to_end(&mut bytes);
        read.map_err(|error| format!("cannot read standard input: {error}; name a file"))?;
        take("standard input", &bytes, false);
        return Ok(());
    }
    let pattern = path.to_string_lossy();
    let is_pattern = !path.exists() && pattern.contains(['*', '?', '[']);
    let paths: Vec<PathBuf> = if path.is_dir() {
        below(path, DEEPEST)
    } else if is_pattern {
        let found = glob::glob(&pattern).map_err(|error| {
            format!("'{}' is not a pattern: {}; write for example '*.rdp'", shown(path), error.msg)
        })?;
        let found = found.filter_map(Result::ok).take(MOST_FILES);
        found.flat_map(|path| if path.is_dir() { below(&path, DEEPEST) } else { vec![path] }).collect()
    } else {
        take(&shown(path), &content(path)?, false);
        return Ok(());
    };
    if paths.is_empty() {
        return Err(format!(
            "'{}' has no file; name a file, a folder or a pattern such as '*.rdp'",
            shown(path)
        ));
    }
    for path in paths {
        // What nobody may read is no file of hosts.
        if let Ok(bytes) = content(&path) {
            take(&shown(&path), &bytes, true);
        }
    }
    Ok(())
}

/// The files of a folder, in order; hidden ones are left alone.
fn below(folder: &Path, deeper: usize) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')))
        .take(MOST_FILES)
        .collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        match path {
            path if path.is_symlink() && path.is_dir() => {}
            path if path.is_dir() && 0 < deeper => files.extend(below(&path, deeper - 1)),
            path if path.is_file() => files.push(path),
            _ => {}
        }
    }
    files
}

fn take(name: &str, bytes: &[u8], options: &ReadOptions, found: &mut Found, is_one_of_many: bool) {
    let read = match Targets::read(name, bytes, options) {
        Ok(read) => read,
        Err(_) if is_one_of_many => return found.passed.push(name.to_owned()),
        Err(error) => return found.problems.push(error.to_string()),
    };
    // Any text of single words may be taken for a list.
    if is_one_of_many && read.kind == FileKind::List && !read.problems.is_empty() {
        return found.passed.push(name.to_owned());
    }
    let mut targets = read.targets;
    for (line, linked) in &read.linked {
        match one(linked, options) {
            Ok(target) => targets.push(target),
            Err(problem) => found.problems.push(format!("{name}:{line}: {problem}")),
        }
    }
    let kind = read.kind.title();
    let (count, entries) = (targets.len() + read.ranges.len(), read.entries + read.linked.len());
    found.ranges.extend(read.ranges);
    found.problems.extend(read.problems.iter().map(ToString::to_string));
    for remark in read.remarks {
        let level = if remark.level == RemarkLevel::Info { "note" } else { "warning" };
        found.remarks.push(format!("{level}: {name}: {remark}"));
    }
    if !options.only.is_empty() {
        found.counts.push(format!("note: {count} of {entries} in {name} ({kind}) match --only"));
    } else if count != 0 {
        let targets = if count == 1 { "target" } else { "targets" };
        found.counts.push(format!("note: {count} {targets} from {name} ({kind})"));
    }
    if entries == 0 && read.problems.is_empty() {
        found.problems.push(format!("{name}: the file names no target; write one per line"));
    }
    found.targets.extend(targets);
}

impl Found {
    /// What was passed over, as a line.
    pub(crate) fn passed(&self) -> Option<String> {
        let names: Vec<&str> = self.passed.iter().take(3).map(String::as_str).collect();
        let more = if names.len() < self.passed.len() { ", …" } else { "" };
        let files = if self.passed.len() == 1 { "file" } else { "files" };
        (!names.is_empty()).then(|| {
            format!("note: {} {files} without hosts left out: {}{more}", self.passed.len(), names.join(", "))
        })
    }
}

fn content(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| {
        let remedy =
            "write the path of a .rdp file, of saved connections, or of a list with one target per line";
        format!("cannot read '{}': {error}; {remedy}", shown(path))
    })
}

fn shown(path: &Path) -> String {
    inert(&path.display().to_string()).into_owned()
}
