//! What the book holds, in its order: files of the repository, and pages that are made of the catalogue and the codes.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use rdp_health::Phase;

use crate::shell::root;

/// One page of the book.
pub(super) struct Chapter {
    pub(super) part: &'static str,
    pub(super) title: String,
    /// Its file in the book.
    pub(super) page: String,
    /// The file of the repository that it is, or that it is made of.
    pub(super) source: PathBuf,
    pub(super) text: String,
    /// It belongs to the chapter before it.
    pub(super) below: bool,
}

/// Files that are chapters as they are: part, title, page, source.
const FILES: &[(&str, &str, &str, &str)] = &[
    ("Begin", "What it is", "index.md", "README.md"),
    ("Begin", "Rust", "rust.md", "crates/rdp-health/README.md"),
    ("Begin", "Python", "python.md", "bindings/python/README.md"),
    ("Begin", "Node and Electron", "node.md", "bindings/node/README.md"),
    ("Begin", "PowerShell", "powershell.md", "bindings/powershell/README.md"),
    ("How to", "The client shows 0x904", "how-to/0x904.md", "docs/how-to/0x904.md"),
    ("How to", "The renewal did not take", "how-to/renewal.md", "docs/how-to/renewal.md"),
    ("How to", "By address, but not by name", "how-to/name-or-address.md", "docs/how-to/name-or-address.md"),
    ("How to", "Through an RD Gateway", "how-to/gateway.md", "docs/how-to/gateway.md"),
    ("How to", "Kerberos instead of NTLM", "how-to/kerberos.md", "docs/how-to/kerberos.md"),
    ("How to", "Five hundred hosts", "how-to/many-hosts.md", "docs/how-to/many-hosts.md"),
    ("How to", "Dashboards and scripts", "how-to/dashboard.md", "docs/how-to/dashboard.md"),
    ("Know", "Limits and manners", "limits.md", "docs/limits.md"),
    ("Know", "Other tools", "comparison.md", "docs/comparison.md"),
    ("Know", "Where the knowledge comes from", "knowledge.md", "docs/knowledge.md"),
    ("Know", "How often it is right", "accuracy.md", "docs/accuracy.md"),
    ("Know", "Fuzzing", "fuzzing.md", "docs/fuzzing.md"),
    ("Know", "Security", "security.md", "SECURITY.md"),
    ("Take part", "Contributing", "contributing.md", "CONTRIBUTING.md"),
    ("Take part", "Architecture", "architecture.md", "ARCHITECTURE.md"),
    ("Take part", "Changes", "changes.md", "CHANGELOG.md"),
];

/// Every chapter: the files, then the causes by phase, then what clients show.
pub(super) fn all() -> Result<Vec<Chapter>> {
    let mut chapters = Vec::new();
    for &(part, title, page, source) in FILES {
        let text = fs::read_to_string(root().join(source)).with_context(|| source.to_owned())?;
        let (title, page, source) = (title.to_owned(), page.to_owned(), PathBuf::from(source));
        chapters.push(Chapter { part, title, page, source, text, below: false });
    }
    let take_part = chapters.iter().position(|chapter| chapter.part == "Take part").unwrap_or(chapters.len());
    let reference: Vec<Chapter> = causes().into_iter().chain([codes(), schema()]).collect();
    chapters.splice(take_part..take_part, reference);
    Ok(chapters)
}

/// A chapter for each phase of a connection, and below it the pages of its causes.
fn causes() -> Vec<Chapter> {
    const PART: &str = "Causes";
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut phase: Option<Phase> = None;
    for cause in rdp_health::causes() {
        if phase != Some(cause.phase) {
            phase = Some(cause.phase);
            let name = cause.phase.to_string();
            let of_it = rdp_health::causes().iter().filter(|other| other.phase == cause.phase);
            let list: String = of_it.map(|cause| format!("- [{}]({}.md)\n", cause.title, cause.id)).collect();
            chapters.push(Chapter {
                part: PART,
                title: format!("Phase {name}"),
                page: format!("causes/phase-{name}.md"),
                source: PathBuf::from("crates/rdp-health/docs/causes/README.md"),
                text: format!("# Phase {name}\n\n{list}"),
                below: false,
            });
        }
        chapters.push(Chapter {
            part: PART,
            title: cause.title.to_owned(),
            page: format!("causes/{}.md", cause.id),
            source: PathBuf::from(format!("crates/rdp-health/docs/causes/{}.md", cause.id)),
            text: cause.page().to_owned(),
            below: true,
        });
    }
    chapters
}

/// The codes that the causes name, in order, and which causes each can mean.
fn codes() -> Chapter {
    let mut rows: Vec<(&str, Vec<&rdp_health::Cause>)> = Vec::new();
    for cause in rdp_health::causes() {
        for &code in cause.client_codes {
            match rows.iter_mut().find(|(known, _)| *known == code) {
                Some((_, causes)) => causes.push(cause),
                None => rows.push((code, vec![cause])),
            }
        }
    }
    rows.sort_by_key(|(code, _)| (code.len(), *code));
    let mut text = String::from(
        "# Codes that clients show\n\n`rdp-health explain CODE` says more, of these and of many others, and reads whole sentences.\n",
    );
    for (code, causes) in rows {
        let _ = write!(text, "\n## {code}\n\n");
        for cause in causes {
            let _ = writeln!(text, "- [{}](causes/{}.md)", cause.title, cause.id);
        }
    }
    Chapter {
        part: "Causes",
        title: "Codes that clients show".to_owned(),
        page: "codes.md".to_owned(),
        source: PathBuf::from("crates/rdp-health/docs/codes.md"),
        text,
        below: false,
    }
}

/// Where the schemas of the JSON documents are.
fn schema() -> Chapter {
    let text = "# JSON schemas\n\nEach document that crosses the library's border has a schema, under the address that it names as `$id`:\n\n\
        - [the report](schema/report.v1.json)\n- [the options](schema/options.v1.json)\n- [the events](schema/event.v1.json)\n\
        - [an explanation](schema/explanation.v1.json)\n- [what `lint` says of a file](schema/lint.v1.json)\n";
    Chapter {
        part: "Causes",
        title: "JSON schemas".to_owned(),
        page: "schema.md".to_owned(),
        source: PathBuf::from("crates/rdp-health/schema.md"),
        text: text.to_owned(),
        below: false,
    }
}
