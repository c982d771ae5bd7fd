//! What can be done with reports: compared, asked what a change would cost, made fit to share.

use pyo3::prelude::*;
use rdp_health::{Audit, ComparedAs, Redactor, Report, WhatIf, WhatIfAnswer};

use crate::error::{self, from_json, misuse, raise, to_json};

/// What differs between two reports.
#[pyfunction]
#[pyo3(signature = (first, second, compared_as=None))]
pub(crate) fn compare(
    py: Python<'_>,
    first: &str,
    second: &str,
    compared_as: Option<&str>,
) -> PyResult<String> {
    let first: Report = from_json(py, first, error::INVALID_REPORT)?;
    let second: Report = from_json(py, second, error::INVALID_REPORT)?;
    let compared_as = match compared_as {
        None => None,
        Some("times") => Some(ComparedAs::Times),
        Some("places") => Some(ComparedAs::Places),
        Some("hosts") => Some(ComparedAs::Hosts),
        Some(other) => {
            let problem = format!("reports cannot be compared as {other:?}; write times, places or hosts");
            return Err(raise(py, error::INVALID_OPTION, (problem,)));
        }
    };
    to_json(&rdp_health::compare(&first, &second, compared_as))
}

/// What changes would cost the hosts of these reports.
#[pyfunction]
pub(crate) fn what_if(py: Python<'_>, reports: Vec<String>, changes: Vec<String>) -> PyResult<String> {
    let changes: Vec<WhatIf> = changes
        .into_iter()
        .map(|change| change.parse())
        .collect::<Result<_, _>>()
        .map_err(|error| misuse(py, error))?;
    let reports: Vec<Report> = reports
        .into_iter()
        .map(|report| from_json(py, &report, error::INVALID_REPORT))
        .collect::<PyResult<_>>()?;
    to_json(&WhatIfAnswer::of(&reports, &changes).map_err(|error| misuse(py, error))?)
}

/// The reports and audits without names, with the same placeholders in all of them.
#[pyfunction]
pub(crate) fn redact(py: Python<'_>, reports: Vec<String>) -> PyResult<Vec<String>> {
    let mut redactor = Redactor::new();
    let mut redact = |text: String| match Audit::reads(&text) {
        true => {
            let audit: Audit = from_json(py, &text, error::INVALID_REPORT)?;
            to_json(&redactor.audit(&audit).map_err(|error| misuse(py, error))?)
        }
        false => {
            let report: Report = from_json(py, &text, error::INVALID_REPORT)?;
            to_json(&redactor.report(&report).map_err(|error| misuse(py, error))?)
        }
    };
    reports.into_iter().map(&mut redact).collect()
}
