//! What is wrong with a command line, in one line.

use clap::error::ErrorKind;

/// The message of a bad command line: what was wrong and what to write instead.
pub(crate) fn line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned())
        .collect();
    let problem = paragraphs.first().map(String::as_str).unwrap_or_default();
    let problem = problem.strip_prefix("error: ").unwrap_or(problem);
    let tip = paragraphs.iter().find_map(|paragraph| paragraph.strip_prefix("tip: "));
    let usage = paragraphs.iter().find_map(|paragraph| paragraph.strip_prefix("Usage: "));
    match (error.kind(), tip, usage) {
        // Our own values have said already what to write instead.
        (ErrorKind::ValueValidation, _, _) => problem.to_owned(),
        (_, Some(tip), _) => format!("{problem}; {tip}"),
        (_, None, Some(usage)) => format!("{problem}; write {usage}"),
        (_, None, None) => format!("{problem}; see --help"),
    }
}
