//! Earlier reports, with which new ones are compared.

use std::path::Path;

use rdp_health::{Report, Target};
use serde_json::{Deserializer, Value};

use crate::error::Error;

/// The reports of a file: one, an array of them, or one per line.
#[derive(Debug, Default)]
pub(crate) struct Previous(Vec<Report>);

impl Previous {
    /// Reads the file, of which at least one report must be of one of the targets.
    pub(crate) fn read(file: Option<&Path>, targets: &[Target]) -> Result<Self, Error> {
        let Some(file) = file else { return Ok(Self::default()) };
        let problem = |problem: String| {
            Error::usage(format!(
                "the earlier report '{}': {problem}; write the path of a file that --format json or ndjson wrote",
                file.to_string_lossy().escape_debug()
            ))
        };
        let text = std::fs::read_to_string(file).map_err(|error| problem(error.to_string()))?;
        let mut reports = Vec::new();
        for value in Deserializer::from_str(&text).into_iter::<Value>() {
            match value.map_err(|error| problem(error.to_string()))? {
                Value::Array(values) => reports.extend(values),
                value => reports.push(value),
            }
        }
        let reports: Result<Vec<Report>, _> = reports.into_iter().map(serde_json::from_value).collect();
        let reports = Self(reports.map_err(|error| problem(error.to_string()))?);
        let of_a_target = |report: &Report| {
            targets.iter().any(|t| t.host.to_string() == report.target.host && t.port == report.target.port)
        };
        match reports.0.iter().any(of_a_target) {
            true => Ok(reports),
            false => Err(problem("it is of another host".to_owned())),
        }
    }

    /// The report beside the last earlier one of the same host, where there is one.
    pub(crate) fn compare(&self, report: Report) -> Report {
        let same =
            |one: &&Report| one.target.host == report.target.host && one.target.port == report.target.port;
        match self.0.iter().rfind(same) {
            Some(earlier) => rdp_health::compare(&report, earlier),
            None => report,
        }
    }
}
