//! Files that name hosts: one file, a folder, a pattern, standard input. What a file is the library tells.

use std::fs::{self, File};
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use rdp_health::{AddressRange, ErrorKind, FileKind, ReadOptions, RemarkLevel, Target, Targets, inert};

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

/// Endings that no domain has, of files that name no hosts.
const OTHER_ENDINGS: [&str; 27] = [
    "html", "htm", "png", "jpg", "jpeg", "gif", "bmp", "pdf", "doc", "docx", "xls", "xlsx", "rtf", "log",
    "bak", "conf", "cfg", "evtx", "reg", "pcap", "pcapng", "crt", "cer", "pem", "pfx", "exe", "dll",
];

/// Endings of files that name hosts and of no others: one that does not is worth a word, wherever it lies.
const OWN_ENDINGS: [&str; 5] = ["rdp", "rdpw", "rdg", "remmina", "rtsz"];

/// As many files that were left out are named.
const MOST_NAMED: usize = 10;

/// What was found in files.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) targets: Vec<Target>,
    pub(crate) ranges: Vec<AddressRange>,
    /// Lines about what was named and is not there, and options that do not fit: nothing is checked then.
    pub(crate) refused: Vec<String>,
    /// Lines about entries and files that cannot be used: the others can.
    pub(crate) problems: Vec<String>,
    /// Lines for people: how many targets came from where.
    pub(crate) counts: Vec<String>,
    /// Lines for people: what clients refuse, what was left out.
    pub(crate) remarks: Vec<String>,
    passed: LeftOut,
}

/// Files of a folder that name no hosts, each with what it is.
#[derive(Default)]
pub(crate) struct LeftOut(Vec<String>);

/// Whether a text on the command line is the name of a file, and not of a host.
pub(crate) fn is_file(text: &str) -> bool {
    let text = text.trim();
    if text.contains("://") {
        return false;
    }
    is_named_so(text) || (text.contains(['/', '\\']) && Path::new(text).is_file()) || is_there(text)
}

/// Whether a text ends as files do and domains do not.
fn is_named_so(text: &str) -> bool {
    let ending = Path::new(text).extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Whether a text that may be a host is the name of a file in the current folder: by an ending that no domain has, or
/// because it holds connections. A list or a report beside which a host of this name is checked does not count.
pub(crate) fn is_there(text: &str) -> bool {
    let text = text.trim();
    let path = Path::new(text);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let is_other = ending.is_some_and(|ending| OTHER_ENDINGS.contains(&ending.as_str()));
    let is_address = text.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let holds_connections = || {
        let read = Targets::read(&shown(path), &content(path).unwrap_or_default(), &ReadOptions::default());
        read.is_ok_and(|read| read.kind != FileKind::List)
    };
    let has_content = || fs::metadata(path).is_ok_and(|known| known.is_file() && known.len() != 0);
    !is_named_so(text) && !is_address && has_content() && (is_other || holds_connections())
}

/// The one target of a file.
pub(crate) fn one(text: &str, options: &ReadOptions) -> Result<Target, String> {
    let path = Path::new(text.trim());
    Targets::one(&shown(path), &content(path)?, options).map_err(|error| error.to_string())
}

/// Reads whatever the path names: `-`, a file, a folder, a pattern.
pub(crate) fn read(path: &Path, options: &ReadOptions, found: &mut Found) {
    let count =
        |found: &Found| found.targets.len() + found.ranges.len() + found.problems.len() + found.refused.len();
    let before = count(found);
    let outcome =
        named(path, &mut |name, bytes, is_one_of_many| take(name, bytes, options, found, is_one_of_many));
    match outcome {
        Err(problem) => found.refused.push(problem),
        Ok(unread) => {
            found.problems.extend(unread);
            if before == count(found) && options.only.is_empty() {
                let remedy = "name .rdp files, saved connections, tables or lists";
                found.refused.push(format!("no file of '{}' names a target; {remedy}", shown(path)));
            }
        }
    }
}

/// Hands on the name and the content of what a path names, and whether it is one of many: a folder has other files, too.
/// Gives what of many cannot be read, each as a line.
pub(crate) fn named(path: &Path, take: &mut dyn FnMut(&str, &[u8], bool)) -> Result<Vec<String>, String> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = io::stdin().take(LARGEST).read_to_end(&mut bytes);
        read.map_err(|error| format!("cannot read standard input: {error}; name a file"))?;
        take("standard input", &bytes, false);
        return Ok(Vec::new());
    }
    let pattern = path.to_string_lossy();
    let is_pattern = !path.exists() && pattern.contains(['*', '?', '[']);
    let mut unread = Vec::new();
    let mut paths: Vec<PathBuf> = Vec::new();
    if path.is_dir() {
        below(path, DEEPEST, &mut paths, &mut unread);
    } else if is_pattern {
        let found = glob::glob(&pattern).map_err(|error| {
            format!("'{}' is not a pattern: {}; write for example '*.rdp'", shown(path), error.msg)
        })?;
        for path in found.take(MOST_FILES) {
            match path {
                Ok(path) if path.is_dir() => below(&path, DEEPEST, &mut paths, &mut unread),
                Ok(path) if path.is_file() || (path.is_symlink() && !path.exists()) => paths.push(path),
                // A socket or a pipe waits for ever.
                Ok(_) => {}
                Err(error) => unread.push(unreadable(error.path(), error.error())),
            }
        }
    } else {
        take(&shown(path), &content(path)?, false);
        return Ok(unread);
    }
    if paths.is_empty() && unread.is_empty() {
        return Err(format!(
            "'{}' has no file; name a file, a folder or a pattern such as '*.rdp'",
            shown(path)
        ));
    }
    for path in paths {
        match bytes_of(&path) {
            Ok(bytes) => take(&shown(&path), &bytes, true),
            Err(error) => unread.push(unreadable(&path, &error)),
        }
    }
    Ok(unread)
}

/// The files of a folder, in order; hidden ones are left alone, and links to folders, which may lead in a circle.
fn below(folder: &Path, deeper: usize, files: &mut Vec<PathBuf>, unread: &mut Vec<String>) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return unread.push(unreadable(folder, &error)),
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries.take(MOST_FILES) {
        match entry {
            Ok(entry) if entry.file_name().to_string_lossy().starts_with('.') => {}
            Ok(entry) => paths.push(entry.path()),
            Err(error) => unread.push(unreadable(folder, &error)),
        }
    }
    paths.sort();
    for path in paths {
        match path {
            path if path.is_dir() && path.is_symlink() => {}
            path if path.is_dir() && deeper == 0 => unread.push(format!(
                "'{}' lies more than {DEEPEST} folders deep and was not read; name it as well",
                shown(&path)
            )),
            path if path.is_dir() => below(&path, deeper - 1, files, unread),
            // A link that leads nowhere is named, when it is read.
            path if path.is_file() || (path.is_symlink() && !path.exists()) => files.push(path),
            // A socket or a pipe waits for ever.
            _ => {}
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    format!("cannot read '{}': {error}; give yourself the right to read it, or move it away", shown(path))
}

fn take(name: &str, bytes: &[u8], options: &ReadOptions, found: &mut Found, is_one_of_many: bool) {
    let read = match Targets::read(name, bytes, options) {
        Ok(read) => read,
        // Any text is a table of one column then.
        Err(error) if is_one_of_many && error.option.as_deref() == Some("column") => {
            return found.passed.add(name, "no table with the column of --column");
        }
        Err(error) if error.option.is_some() => return found.refused.push(error.to_string()),
        Err(error) if is_one_of_many && found.passed.takes(name, &error) => return,
        Err(error) => return found.problems.push(error.to_string()),
    };
    // Any text of single words may be taken for a list.
    let usable = read.targets.len() + read.linked.len() + read.ranges.len();
    if is_one_of_many && read.kind == FileKind::List && (usable == 0 || usable < read.problems.len()) {
        return found.passed.add(name, "no list of hosts");
    }
    let kind = read.kind.title();
    let entries = read.entries + read.linked.len();
    if entries == 0 && read.problems.is_empty() {
        let why = read.remarks.first().map_or_else(|| "write one per line".to_owned(), ToString::to_string);
        return match is_one_of_many {
            true => found.passed.add(name, &format!("no target: {why}")),
            false => found.problems.push(format!("{name}: the file names no target; {why}")),
        };
    }
    let mut targets = read.targets;
    for (line, linked) in &read.linked {
        match one(linked, options) {
            Ok(target) => targets.push(target),
            Err(problem) => found.problems.push(format!("{name}:{line}: {problem}")),
        }
    }
    let count = targets.len() + read.ranges.len();
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
    found.targets.extend(targets);
}

impl Found {
    /// What was passed over, as a line.
    pub(crate) fn passed(&self) -> Option<String> {
        self.passed.note()
    }
}

impl LeftOut {
    /// Takes a file of a folder that names no hosts, and says whether it took it. One that should name hosts and is broken
    /// is a problem.
    pub(crate) fn takes(&mut self, name: &str, error: &rdp_health::Error) -> bool {
        let ending = Path::new(name).extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let is_other = error.kind == ErrorKind::OtherFile
            && !ending.is_some_and(|ending| OWN_ENDINGS.contains(&ending.as_str()));
        if is_other {
            self.add(name, error.problem.trim_start_matches("the file is "));
        }
        is_other
    }

    fn add(&mut self, name: &str, what: &str) {
        self.0.push(format!("{name} ({what})"));
    }

    /// What was left out, as a line.
    pub(crate) fn note(&self) -> Option<String> {
        let names: Vec<&str> = self.0.iter().take(MOST_NAMED).map(String::as_str).collect();
        let more = if names.len() < self.0.len() { ", …" } else { "" };
        let files = if self.0.len() == 1 { "file" } else { "files" };
        (!names.is_empty()).then(|| {
            format!("note: {} {files} without hosts left out: {}{more}", self.0.len(), names.join(", "))
        })
    }
}

fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn content(path: &Path) -> Result<Vec<u8>, String> {
    bytes_of(path).map_err(|error| {
        let remedy =
            "write the path of a .rdp file, of saved connections, or of a list with one target per line";
        format!("cannot read '{}': {error}; {remedy}", shown(path))
    })
}

fn shown(path: &Path) -> String {
    inert(&path.display().to_string()).into_owned()
}
