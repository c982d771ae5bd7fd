//! What is wrong with files, as text.

use rdp_health::{Lint, RemarkLevel};

use crate::options::TextOptions;
use crate::page::{Page, plain, styled};
use crate::style::{BAD, BOLD, PLAIN, YELLOW};

/// Column at which remarks begin.
const COLUMN: usize = 11;

/// Every file with its remarks, in the order of its lines.
#[must_use]
pub fn lint_text(files: &[Lint], options: &TextOptions) -> String {
    let mut page = Page::new(options);
    for file in files {
        let head = format!("{} ({}): ", file.file, file.kind.title());
        page.line(&[], 2, &[styled(BOLD, head), plain(count(file))]);
        for remark in &file.remarks {
            let style = match remark.level {
                RemarkLevel::Error => BAD,
                RemarkLevel::Warning => YELLOW,
                _ => PLAIN,
            };
            let word = format!("  {:9}", remark.level.to_string());
            page.line(&[styled(style, word)], COLUMN, &[plain(remark.to_string())]);
        }
    }
    page.finish()
}

fn count(file: &Lint) -> String {
    let counted =
        [(RemarkLevel::Error, "error"), (RemarkLevel::Warning, "warning"), (RemarkLevel::Info, "remark")];
    let counts: Vec<String> = counted
        .iter()
        .map(|(level, word)| (file.remarks.iter().filter(|remark| remark.level == *level).count(), word))
        .filter(|(count, _)| 0 < *count)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if counts.is_empty() { "nothing to remark".to_owned() } else { counts.join(", ") }
}
