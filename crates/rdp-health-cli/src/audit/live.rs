//! This computer itself, where it runs Windows.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;

use rdp_health::inert;
use rdp_health::observe::InsideFacts;
use rdp_health_evidence::{CannotCollect, collect};

use crate::error::Error;

/// What this computer says of itself.
pub(crate) fn facts(days: u32) -> Result<InsideFacts, Error> {
    let collection = collect(days).map_err(|error| misuse(&error))?;
    // Which they were is in the report.
    match collection.problems().len() {
        0 => {}
        count => anstream::eprintln!(
            "warning: {count} parts of this computer could not be read; -v lists them, and an administrator may read more"
        ),
    }
    let facts = collection.facts().map_err(|error| misuse(&error))?;
    for line in &facts.unread {
        anstream::eprintln!("warning: {}", inert(line));
    }
    Ok(facts)
}

/// Writes a collection of this computer to a new file.
pub(crate) fn write(to: &Path, days: u32) -> Result<(), Error> {
    let new = |error: io::Error| {
        Error::usage(match error.kind() {
            io::ErrorKind::AlreadyExists => {
                format!("--collect: '{}' exists already; name another file", to.display())
            }
            _ => format!("--collect: cannot write '{}': {error}", to.display()),
        })
    };
    let collection = collect(days).map_err(|error| misuse(&error))?;
    for problem in collection.problems() {
        anstream::eprintln!("warning: {}", inert(problem));
    }
    let file = File::create_new(to).map_err(new)?;
    let written = collection.write(BufWriter::new(file));
    if written.is_err() {
        // Half an archive would be taken for one.
        fs::remove_file(to).ok();
    }
    Ok(written?)
}

fn misuse(error: &CannotCollect) -> Error {
    Error::usage(error.to_string())
}
