//! One report, one line of compact JSON: for log pipelines and for fleets.

use rdp_health::Report;

use crate::json::json_line;

/// A report on one line, without the line's end.
///
/// # Errors
/// None that a report made by `rdp-health` can cause.
pub fn ndjson(report: &Report) -> Result<String, serde_json::Error> {
    json_line(report)
}
