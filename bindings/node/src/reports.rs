//! What can be done with reports: compared, asked what a change would cost, made fit to share.

use napi_derive::napi;
use rdp_health::{Audit, ComparedAs, Redactor, Report, WhatIf, WhatIfAnswer};

use crate::arguments;
use crate::error::{Code, Result};

/// What differs between two reports, as JSON.
///
/// # Errors
/// One of the texts is not a report, or they cannot be compared so.
#[napi(catch_unwind)]
pub fn compare(first: String, second: String, compared_as: Option<String>) -> Result<String> {
    let first = arguments::report("first", &first)?;
    let second = arguments::report("second", &second)?;
    let compared_as = match compared_as.as_deref() {
        None => None,
        Some("times") => Some(ComparedAs::Times),
        Some("places") => Some(ComparedAs::Places),
        Some("hosts") => Some(ComparedAs::Hosts),
        Some(other) => {
            let problem =
                format!("as: reports cannot be compared as '{other}'; write 'times', 'places' or 'hosts'");
            return Err(Code::InvalidOption.says(problem));
        }
    };
    serde_json::to_string(&rdp_health::compare(&first, &second, compared_as)).map_err(Code::internal)
}

/// What changes would cost the hosts of these reports, as JSON.
///
/// # Errors
/// A text is not a report, a report is redacted, or a change cannot be supposed.
#[napi(catch_unwind)]
pub fn what_if(reports: Vec<String>, changes: Vec<String>) -> Result<String> {
    let parse = |change: &String| change.parse::<WhatIf>().map_err(|error| Code::misuse("changes", &error));
    let changes = changes.iter().map(parse).collect::<Result<Vec<_>>>()?;
    let answer =
        WhatIfAnswer::of(&read(&reports)?, &changes).map_err(|error| Code::misuse("reports", &error))?;
    serde_json::to_string(&answer).map_err(Code::internal)
}

/// The reports and audits without names, with the same placeholders in all of them, each as JSON.
///
/// # Errors
/// A text is neither.
#[napi(catch_unwind)]
pub fn redact(reports: Vec<String>) -> Result<Vec<String>> {
    let mut redactor = Redactor::new();
    let mut redact = |(index, text): (usize, &String)| {
        let argument = format!("reports[{index}]");
        let redacted = match Audit::reads(text) {
            true => {
                let audit: Audit = arguments::parse(&argument, Code::InvalidReport, text)?;
                redactor.audit(&audit).map(|audit| serde_json::to_string(&audit))
            }
            false => {
                let report = arguments::report(&argument, text)?;
                redactor.report(&report).map(|report| serde_json::to_string(&report))
            }
        };
        redacted.map_err(|error| Code::misuse(&argument, &error))?.map_err(Code::internal)
    };
    reports.iter().enumerate().map(&mut redact).collect()
}

fn read(reports: &[String]) -> Result<Vec<Report>> {
    let read = |(index, report): (usize, &String)| arguments::report(&format!("reports[{index}]"), report);
    reports.iter().enumerate().map(read).collect()
}
