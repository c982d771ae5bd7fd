//! Why a command could not do its work. What a host does is never among it: that is in the report.

use std::io;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Bad input: lines that each say what was wrong and what to write instead.
    #[error("{}", .0.join("\n"))]
    Usage(Vec<String>),
    /// An option makes no sense to the library, whose name of it is not the command's.
    #[error("{}; {}", .0.problem, .0.remedy)]
    Option(#[from] rdp_health::Error),
    /// The output could not be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// A value could not be written as JSON.
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The operating system lacks what a command needs.
    #[error("the operating system provided no resources: {0}")]
    System(io::Error),
    /// A lab host did not start.
    #[cfg(feature = "demo")]
    #[error("the lab host '{name}' did not start: {why}")]
    Lab { name: &'static str, why: String },
}

impl Error {
    pub(crate) fn usage(line: impl Into<String>) -> Self {
        Self::Usage(vec![line.into()])
    }
}
