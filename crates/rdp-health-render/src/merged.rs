//! What several places say of the same hosts: those on which they disagree.

use rdp_health::MergedHost;

use crate::options::TextOptions;
use crate::page::{FIELD, Page, plain, styled};
use crate::style::BOLD;
use crate::text::step_words;
use crate::words::more;

/// Hosts that are shown; the rest is counted.
const HOSTS: usize = 20;

/// The hosts on which the places disagree, each with what each place says, and what follows from that. Nothing if they
/// agree on all.
#[must_use]
pub fn merged_text(disagreeing: &[MergedHost], options: &TextOptions) -> String {
    if disagreeing.is_empty() {
        return String::new();
    }
    let mut page = Page::new(options);
    let head = match disagreeing.len() {
        1 => "1 host on which the places disagree:".to_owned(),
        hosts => format!("{hosts} hosts on which the places disagree:"),
    };
    page.line(&[], 2, &[styled(BOLD, head)]);
    for host in disagreeing.iter().take(HOSTS) {
        page.line(
            &[],
            4,
            &[plain("  "), styled(BOLD, host.target.to_string()), plain(format!(": {}", host.summary))],
        );
        for finding in &host.findings {
            let says = format!("{} ({}, {})", finding.summary, finding.id, finding.confidence);
            page.line(&[plain(format!("    {:9}", "Perhaps"))], FIELD, &[plain(says)]);
            if let Some(step) = finding.remedies.first() {
                page.line(&[plain(format!("    {:9}", "First"))], FIELD, &step_words(step));
            }
        }
    }
    if HOSTS < disagreeing.len() {
        page.line(&[], 2, &[plain(format!("  and {}", more(disagreeing.len() - HOSTS, "host")))]);
    }
    page.finish()
}
