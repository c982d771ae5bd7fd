//! Indented JSON, for programs and for files.

use rdp_health::{
    Audit, Cause, ClientProfile, EndpointProfile, Explanation, Lint, LogExplanation, Reading, Remedy, Report,
    is_inert,
};
use serde::Serialize;

/// A report as it is defined by the schema, indented.
///
/// # Errors
/// None that a report made by `rdp-health` can cause.
pub fn json(report: &Report) -> Result<String, serde_json::Error> {
    pretty(report)
}

/// The value as JSON in which no character stands that a terminal or an editor obeys. Reading it gives the value again:
/// JSON has escapes of its own.
fn inert_json(json: String) -> String {
    if json.chars().all(|c| is_inert(c) || c == '\n') {
        return json;
    }
    let mut clean = String::with_capacity(json.len());
    for c in json.chars() {
        match is_inert(c) || c == '\n' {
            true => clean.push(c),
            false => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    clean.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    clean
}

/// A value on one line, without the line's end: of a log, or a part of a longer document.
///
/// # Errors
/// None that a value made by `rdp-health` can cause.
pub fn json_line(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string(value).map(inert_json)
}

/// Indented, and inert.
pub(crate) fn pretty(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(value).map(inert_json)
}

/// An explanation.
///
/// # Errors
/// None that an explanation made by `rdp-health` can cause.
pub fn explain_json(explanation: &Explanation) -> Result<String, serde_json::Error> {
    pretty(explanation)
}

/// What a log says.
///
/// # Errors
/// None that a log read by `rdp-health` can cause.
pub fn log_json(log: &LogExplanation) -> Result<String, serde_json::Error> {
    pretty(log)
}

/// What a search among codes and messages found.
///
/// # Errors
/// None that a search by `rdp-health` can cause.
pub fn found_json(found: &[Reading]) -> Result<String, serde_json::Error> {
    pretty(&found)
}

/// Profiles of clients, in the form of the option `clients` of a check.
///
/// # Errors
/// None that profiles of `rdp-health` can cause.
pub fn clients_json(clients: &[ClientProfile]) -> Result<String, serde_json::Error> {
    pretty(&clients)
}

/// Lists of endpoints.
///
/// # Errors
/// None that lists of `rdp-health` can cause.
pub fn profiles_json(profiles: &[EndpointProfile]) -> Result<String, serde_json::Error> {
    pretty(&profiles)
}

/// What is wrong with files.
///
/// # Errors
/// None that files read by `rdp-health` can cause.
pub fn lint_json(files: &[Lint]) -> Result<String, serde_json::Error> {
    pretty(&files)
}

/// What the files of a host prove.
///
/// # Errors
/// None that an audit of `rdp-health` can cause.
pub fn audit_json(audit: &Audit) -> Result<String, serde_json::Error> {
    pretty(audit)
}

/// Causes, each with its id, title, phase, severity, visibility and client codes.
///
/// # Errors
/// None that causes of `rdp-health` can cause.
pub fn causes_json(causes: &[Cause]) -> Result<String, serde_json::Error> {
    pretty(&causes)
}

/// One cause as in [`causes_json`], with what it means, its remedies and its page in markdown.
///
/// # Errors
/// None that a cause of `rdp-health` can cause.
pub fn cause_json(cause: &Cause) -> Result<String, serde_json::Error> {
    pretty(&CausePage::of(cause))
}

/// A cause with all that is known of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Cause"))]
#[non_exhaustive]
pub struct CausePage {
    #[serde(flatten)]
    cause: Cause,
    /// What it means, in a sentence or two.
    pub summary: String,
    /// What helps, the least invasive step first.
    pub remedies: Vec<Remedy>,
    /// Its page, as markdown.
    pub page: &'static str,
}

impl CausePage {
    /// All that is known of a cause.
    #[must_use]
    pub fn of(cause: &Cause) -> Self {
        Self {
            cause: cause.clone(),
            summary: cause.summary(),
            remedies: cause.remedies(),
            page: cause.page(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_carries_is_inert_and_read_back_the_same() {
        let hostile = "a\u{1b}[2J\u{9b}31m\u{202e}\u{200b}\u{feff}\u{e0041}\u{7f}\n\"é日";
        for json in [pretty(&hostile).unwrap(), inert_json(serde_json::to_string(hostile).unwrap())] {
            assert!(json.chars().all(is_inert), "{json:?}");
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
        }
    }
}
