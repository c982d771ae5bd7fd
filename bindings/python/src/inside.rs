//! What a host says of itself: its files read, judged, and joined with a report.

use std::path::PathBuf;

use pyo3::prelude::*;
use rdp_health::observe::InsideFacts;
use rdp_health::{CheckOptions, Report};
use rdp_health_evidence::{CannotCollect, SCRIPT, gather, this_computer};

use crate::error::{self, from_json, raise, to_json};

/// What the files say together. What is wrong with a path is an exception of the named class.
#[pyfunction]
pub(crate) fn read_inside(py: Python<'_>, paths: Vec<PathBuf>, class_: &str) -> PyResult<String> {
    match py.detach(move || gather(&paths)) {
        Ok(facts) => to_json(&facts),
        Err(problems) => {
            let problem = problems.join("\n");
            let remedy = "name a collection, registry hives or exports, event logs, or a folder of them";
            Err(match class_ {
                error::INVALID_OPTION => raise(py, class_, (format!("inside: {problem}; {remedy}"),)),
                _ => raise(py, error::INVALID_TARGET, (problem, remedy)),
            })
        }
    }
}

/// What this computer says of itself, with so many days of its event logs.
#[pyfunction]
pub(crate) fn read_this_computer(py: Python<'_>, days: u32) -> PyResult<String> {
    match py.detach(move || this_computer(days)) {
        Ok(facts) => to_json(&facts),
        Err(error @ CannotCollect::Days(_)) => {
            Err(raise(py, error::INVALID_OPTION, (format!("days: {error}"),)))
        }
        Err(error) => Err(raise(py, error::INVALID_TARGET, (error.problem(), error.remedy()))),
    }
}

/// What the facts prove.
#[pyfunction]
pub(crate) fn audit(py: Python<'_>, facts: &str, options: &str) -> PyResult<String> {
    let facts: InsideFacts = from_json(py, facts, error::INVALID_REPORT)?;
    let options: CheckOptions = error::options(py, options)?;
    to_json(&rdp_health::audit(facts, &options))
}

/// The report, joined with the facts.
#[pyfunction]
pub(crate) fn join(py: Python<'_>, report: &str, facts: &str) -> PyResult<String> {
    let report: Report = from_json(py, report, error::INVALID_REPORT)?;
    to_json(&rdp_health::join(&report, from_json(py, facts, error::INVALID_REPORT)?))
}

/// The script that makes a collection.
#[pyfunction]
pub(crate) fn audit_script() -> &'static str {
    SCRIPT
}
