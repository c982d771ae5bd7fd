//! This computer itself, where it runs Windows.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;

use rdp_health::inert;
use rdp_health::observe::InsideFacts;
use rdp_health_evidence::{CannotCollect, Collection, collect};

use crate::error::Error;

/// What this computer says of itself.
pub(crate) fn facts(days: u32) -> Result<InsideFacts, Error> {
    let collection = read(days)?;
    // Which they were is in the report.
    match collection.problems().len() {
        0 => {}
        count => anstream::eprintln!(
            "warning: {count} parts of this computer could not be read; -v lists them, and an administrator may read more"
        ),
    }
    collection.facts().map_err(|error| Error::usage(error.to_string()))
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
    let collection = read(days)?;
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

fn read(days: u32) -> Result<Collection, Error> {
    collect(days).map_err(|error| match error {
        CannotCollect::NotWindows => Error::usage(
            "this computer does not run Windows, and audit without a PATH reads the computer that it runs on; on the host run \
             the script of rdp-health audit --script, then name its zip, or name registry hives, exports or event logs",
        ),
        other => Error::usage(other.to_string()),
    })
}
