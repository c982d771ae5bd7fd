//! Earlier reports, with which new ones are compared.

use std::collections::HashMap;
use std::path::Path;

use rdp_health::{Report, Target, inert};
use serde_json::{Deserializer, Value};

use crate::error::Error;

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
        let text = std::fs::read_to_string(file).map_err(|error| problem(error.to_string()))?;
        let mut known = Self::default();
        for value in Deserializer::from_str(&text).into_iter::<Value>() {
            let values = match value.map_err(|error| problem(error.to_string()))? {
                Value::Array(values) => values,
                value => vec![value],
            };
            for value in values {
                let report: Report =
                    serde_json::from_value(value).map_err(|error| problem(error.to_string()))?;
                known.0.insert((report.target.host.clone(), report.target.port), report);
            }
        }
        let mut hosts = targets.iter().map(|target| (target.host.to_string(), target.port));
        match hosts.any(|host| known.0.contains_key(&host)) {
            true => Ok(known),
            false if known.0.is_empty() => Err(problem("the file contains no report".to_owned())),
            false => Err(problem("it is a report on another host".to_owned())),
        }
    }

    /// The report beside the last earlier one of the same host, where there is one.
    pub(crate) fn compare(&self, report: Report) -> Report {
        match self.0.get(&(report.target.host.clone(), report.target.port)) {
            Some(earlier) => rdp_health::compare(&report, earlier),
            None => report,
        }
    }
}
