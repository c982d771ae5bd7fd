//! One report, one line of compact JSON: for log pipelines and for fleets.

use rdp_health::Report;

use crate::json::inert_json;

/// A report on one line, without the line's end.
///
/// # Errors
/// None that a report made by `rdp-health` can cause.
pub fn ndjson(report: &Report) -> Result<String, serde_json::Error> {
    serde_json::to_string(report).map(inert_json)
}
