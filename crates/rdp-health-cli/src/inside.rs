//! What a host says of itself, from the files that the command line names.

use std::path::PathBuf;

use rdp_health::observe::InsideFacts;
use rdp_health::{Report, Target, inert, join};
use rdp_health_evidence::gather;

use crate::error::Error;

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
    let facts = gather(paths).map_err(Error::Usage)?;
    for line in &facts.unread {
        anstream::eprintln!("warning: {}", inert(line));
    }
    Ok(facts)
}
