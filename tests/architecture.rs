//! The picture of ARCHITECTURE.md, held against the code: arrows never point back, and only the probes do I/O.

mod circles;

use std::fs;
use std::path::{Path, PathBuf};

use circles::Uses;

/// Each module of the core crate, and the modules it may use. What is not listed here does not exist, and what is
/// listed is used: the list shrinks with the code.
const MAY_USE: &[(&str, &[&str])] = &[
    ("hex", &[]),
    ("inert", &[]),
    ("threads", &[]),
    ("json", &[]),
    ("error", &["inert"]),
    ("outcome", &["json"]),
    ("target", &["error", "inert"]),
    ("files", &["certificate", "error", "inert", "observe", "outcome", "target"]),
    ("policy", &["json"]),
    ("clients", &["error"]),
    ("profiles", &["clients", "error", "target"]),
    ("options", &["clients", "error", "expect", "json", "policy", "target"]),
    ("observe", &["json", "outcome"]),
    ("event", &["inert", "json", "observe", "outcome"]),
    ("certificate", &["hex", "observe", "outcome"]),
    ("plan", &["observe", "options", "outcome", "target"]),
    ("probe", &["certificate", "event", "hex", "json", "observe", "options", "outcome", "target"]),
    ("diagnose", &["certificate", "clients", "error", "observe", "outcome", "policy", "target"]),
    ("explain", &["diagnose", "error", "outcome"]),
    ("symptom", &["diagnose", "explain", "inert", "observe", "outcome", "policy", "target"]),
    ("expect", &["diagnose", "error", "observe", "outcome"]),
    (
        "report",
        &["diagnose", "error", "expect", "json", "observe", "options", "outcome", "symptom", "target"],
    ),
    ("comparison", &["diagnose", "json", "observe", "outcome", "report"]),
    ("redact", &["clients", "diagnose", "error", "explain", "inert", "observe", "report", "what_if"]),
    ("what_if", &["clients", "diagnose", "error", "observe", "outcome", "report", "target"]),
    ("merge", &["diagnose", "report", "target"]),
    (
        "check",
        &[
            "certificate",
            "clients",
            "diagnose",
            "error",
            "event",
            "files",
            "inert",
            "json",
            "observe",
            "options",
            "outcome",
            "plan",
            "probe",
            "report",
            "target",
        ],
    ),
    // Under `--cfg fuzzing` alone.
    ("fuzzing", &["certificate", "probe"]),
];

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn core() -> PathBuf {
    workspace().join("crates/rdp-health/src")
}

/// The Rust files below a folder, tests left out, each with its text up to an inline test module.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut unread = vec![folder.to_owned()];
    while let Some(next) = unread.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                unread.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
                files.push((path, code));
            }
        }
    }
    files.retain(|(path, _)| {
        let below = path.strip_prefix(folder).unwrap();
        !below.ends_with("tests.rs") && !below.iter().any(|part| part == "tests")
    });
    files
}

/// Modules of the core crate whose files must not use each other in circles. The other crates are looked at as a whole.
const WITHOUT_CIRCLES: [&str; 3] = ["diagnose", "plan", "probe"];

/// The top-level module a file belongs to.
fn module(path: &Path) -> String {
    let relative = path.strip_prefix(core()).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn uses(code: &str) -> Vec<String> {
    let code: String =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    code.match_indices("crate::")
        .map(|(at, found)| {
            let rest = &code[at + found.len()..];
            rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
        })
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[test]
fn arrows_never_point_back() {
    let files = sources(&core());
    assert!(40 < files.len(), "the sources were not found");
    let mut wrong = Vec::new();
    let mut needless: Vec<(&str, &str)> =
        MAY_USE.iter().flat_map(|(module, used)| used.iter().map(|used| (*module, *used))).collect();
    for (path, code) in files {
        let module = module(&path);
        if module == "lib" {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{module} is not in the picture"));
            continue;
        };
        for used in uses(&code) {
            needless.retain(|arrow| *arrow != (module.as_str(), used.as_str()));
            if used != module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    wrong.extend(needless.iter().map(|(module, used)| format!("{module} may use {used}, and does not")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_do_not_use_each_other_in_circles() {
    let core_files = sources(&core());
    let uses = Uses::read(&core(), &core_files).without(|file, used| {
        let of = |file: &str| module(&core().join(file));
        of(file) != of(used) || !WITHOUT_CIRCLES.contains(&of(file).as_str())
    });
    assert_eq!(uses.circle().map(|way| way.join(" → ")), None, "a circle");
    for name in [
        "rdp-health-lab",
        "rdp-health-cli",
        "rdp-health-evidence",
        "rdp-health-wire",
        "rdp-health-legacy-tls",
    ] {
        let src = workspace().join("crates").join(name).join("src");
        let circle = Uses::read(&src, &sources(&src)).circle();
        assert_eq!(circle.map(|way| way.join(" → ")), None, "a circle in {name}");
    }
}

#[test]
fn only_the_probes_do_io_and_only_the_loop_reads_clocks() {
    let io = [
        "socket2",
        "tokio::net",
        "TcpStream",
        "UdpSocket",
        "hickory_resolver",
        "tokio_rustls",
        "hyper::",
        "std::fs",
    ];
    let clocks = ["SystemTime::now", "Instant::now"];
    for (path, code) in sources(&core()) {
        let module = module(&path);
        for word in io {
            assert!(module == "probe" || !code.contains(word), "{} uses {word}", path.display());
        }
        for word in clocks {
            let allowed = ["probe", "check"].contains(&module.as_str());
            assert!(allowed || !code.contains(word), "{} reads a clock: {word}", path.display());
        }
    }
}

#[test]
fn certificates_are_accepted_in_one_place_only() {
    for (path, code) in sources(&core()) {
        let dangerous = code.contains(".dangerous()");
        assert_eq!(dangerous, path.ends_with("probe/danger.rs"), "{}", path.display());
    }
}

#[test]
fn the_codecs_know_nothing_of_the_world() {
    let wire = workspace().join("crates/rdp-health-wire/src");
    let files = sources(&wire);
    assert!(files.iter().any(|(path, code)| path.ends_with("lib.rs") && code.contains("#![no_std]")));
    for (path, code) in files {
        for word in ["std::", "tokio", "tracing", "log::"] {
            let found = code
                .match_indices(word)
                .any(|(at, _)| !code[..at].ends_with("no_") && !code[..at].ends_with('"'));
            assert!(!found, "{} names {word}", path.display());
        }
    }
}
