//! Why a command could not do its work. What a host does is never among it: that is in the report.

use std::io;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Bad input: lines that each say what was wrong and what to write instead.
    #[error("{}", .0.join("\n"))]
    Usage(Vec<String>),
    /// An option makes no sense to the library, whose name of it is not the command's.
    #[error("{}{}; {}", option(.0), .0.problem, .0.remedy)]
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

/// The command's name of an option, where the library names one.
fn option(error: &rdp_health::Error) -> String {
    let Some(path) = &error.option else { return String::new() };
    let name = match path.as_str() {
        "timeouts.budget" => "budget".to_owned(),
        "fetch.timeout" | "fetch.budget" => "fetch-timeout".to_owned(),
        path if path.starts_with("timeouts.") => "timeout".to_owned(),
        "judge_at" => "at".to_owned(),
        "dns_server" => "dns".to_owned(),
        "expect_fingerprints" => "expect-fingerprint".to_owned(),
        "overrides" => "resolve".to_owned(),
        other => other.replace('_', "-"),
    };
    format!("--{name}: ")
}
