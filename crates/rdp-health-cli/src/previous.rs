//! Earlier reports, beside which new ones are judged.

use std::collections::HashMap;
use std::path::Path;

use rdp_health::{Report, Target, inert};

use crate::error::Error;
use crate::saved::reports;

/// The reports of a file: one, an array of them, or one per line. The last one of each host and port counts.
#[derive(Debug, Default)]
pub(crate) struct Previous(HashMap<(String, u16), Report>);

impl Previous {
    /// Reads the file, of which at least one report must be of one of the targets.
    pub(crate) fn read(file: Option<&Path>, targets: &[Target]) -> Result<Self, Error> {
        let Some(file) = file else { return Ok(Self::default()) };
        let problem = |problem: String| {
            Error::usage(format!(
                "the earlier report '{}': {problem}; write the path of a report saved with --format json or ndjson",
                inert(&file.to_string_lossy())
            ))
        };
        let mut known = Self::default();
        for (_, report) in reports(&[file.to_owned()]) {
            let report = report.map_err(|error| problem(error.problem))?;
            known.0.insert((report.target.host.clone(), report.target.port), report);
        }
        let mut hosts = targets.iter().map(|target| (target.host.to_string(), target.port));
        match hosts.any(|host| known.0.contains_key(&host)) {
            true => Ok(known),
            false if known.0.is_empty() => Err(problem("the file contains no report".to_owned())),
            false => Err(problem("it is a report on another host".to_owned())),
        }
    }

    /// The report beside the last earlier one of the same host, where there is one.
    pub(crate) fn judge(&self, report: Report) -> Report {
        match self.0.get(&(report.target.host.clone(), report.target.port)) {
            Some(earlier) => rdp_health::judge_beside(&report, earlier),
            None => report,
        }
    }
}
