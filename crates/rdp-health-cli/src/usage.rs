//! What is wrong with a command line, in one line.

use clap::error::ErrorKind;

/// The message of a bad command line: what was wrong and what to write instead.
pub(crate) fn line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let mut paragraphs = text.split("\n\n").map(|paragraph| {
        paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    });
    let problem = paragraphs.next().unwrap_or_default();
    let problem = problem.strip_prefix("error: ").unwrap_or(&problem).to_owned();
    let tip = paragraphs.find_map(|paragraph| paragraph.strip_prefix("tip: ").map(str::to_owned));
    // Values have said already what to write instead.
    match (error.kind(), tip) {
        (ErrorKind::ValueValidation, _) => problem,
        (_, Some(tip)) => format!("{problem}; {tip}"),
        (_, None) => format!("{problem}; see --help for what there is"),
    }
}
