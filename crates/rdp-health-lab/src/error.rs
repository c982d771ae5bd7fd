//! What can be wrong with a scenario, and why a lab may not start.

use std::io;
use std::net::SocketAddr;

/// What is wrong with a scenario's text, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// The text is no TOML, or has a key or value that a scenario does not know.
    #[error("line {line}: {problem}")]
    Text {
        /// The line, from 1.
        line: usize,
        /// The key or value, and those that are possible there.
        problem: String,
    },
    /// Every key is known, but together they make no sense.
    #[error("{problem}; {remedy}")]
    Contradiction {
        /// What does not fit together.
        problem: String,
        /// What to write instead.
        remedy: String,
    },
}

impl ScenarioError {
    pub(crate) fn contradiction(problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Contradiction { problem: problem.into(), remedy: remedy.into() }
    }
}

/// Why a scenario that makes sense cannot be played here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LabError {
    /// The system gives us no socket at this address.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address; port 0 = any.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system lacks what this part of the scenario is made with.
    #[error("{what} cannot be played on this system: {why}")]
    Unsupported {
        /// The key or step.
        what: &'static str,
        /// What is missing.
        why: &'static str,
    },
    /// A certificate could not be made.
    #[error("the certificate '{kind}' cannot be made: {why}")]
    Certificate {
        /// Its kind.
        kind: &'static str,
        /// What the library said.
        why: String,
    },
    /// The root of the lab's certificates could not be written to a file.
    #[error("cannot write the root to {}: {source}", .path.display())]
    RootFile {
        /// The file.
        path: std::path::PathBuf,
        /// What the system said.
        source: io::Error,
    },
}
