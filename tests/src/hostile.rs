//! What the hostile suite and the process in which it checks tell each other.

use std::time::Duration;

use rdp_health::CheckOptions;
use serde::{Deserialize, Serialize};

/// What is to be checked, all of it at once.
#[derive(Debug, Serialize, Deserialize)]
pub struct Asked {
    /// `.rdp` files.
    pub targets: Vec<String>,
    /// The options of all.
    pub options: CheckOptions,
    /// The proxy with user and password, which options that are written as JSON leave out.
    pub proxy: Option<String>,
}

/// What it cost.
#[derive(Debug, Serialize, Deserialize)]
pub struct Measured {
    /// Until the last report.
    pub elapsed: Duration,
    /// For so much of it the machine ran others, and a thread that only wants to wake up had to wait.
    pub starved: Duration,
    /// Processor time of all threads.
    pub processor: Duration,
    /// Resident memory before, in KiB.
    pub before: Option<u64>,
    /// Most resident memory, in KiB.
    pub peak: Option<u64>,
    /// One for each report, in the order in which they came.
    pub told: Vec<Told>,
}

/// What was told of one target.
#[derive(Debug, Serialize, Deserialize)]
pub struct Told {
    /// How long its check took.
    pub took: Duration,
    /// The report.
    pub json: String,
    /// The same for people, with all there is.
    pub text: String,
    /// The same on one line.
    pub ndjson: String,
}
