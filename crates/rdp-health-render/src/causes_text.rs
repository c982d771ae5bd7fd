//! The catalogue of causes, and the page of one cause, as text.

use rdp_health::{Cause, Phase, Visibility};

use crate::options::TextOptions;
use crate::page::{Page, marked, plain, styled};
use crate::style::{BOLD, severity, severity_word};
use crate::words::phase_word;

/// Every cause on a line, in groups by phase.
#[must_use]
pub fn causes_text(causes: &[Cause], options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let mut phases: Vec<Phase> = Vec::new();
    for cause in causes {
        if !phases.contains(&cause.phase) {
            phases.push(cause.phase);
        }
    }
    phases.sort_unstable();
    for (index, phase) in phases.iter().enumerate() {
        if 0 < index {
            page.blank();
        }
        page.line(&[styled(BOLD, phase_word(*phase))], 0, &[]);
        let group = || causes.iter().filter(|cause| cause.phase == *phase);
        let column = group().map(|cause| cause.id.as_str().len()).max().unwrap_or(0) + 2;
        for cause in group() {
            let id = format!("{:column$}", cause.id);
            let level = format!("{:9}", severity_word(cause.severity));
            let head = [plain("  "), plain(id), styled(severity(cause.severity), level)];
            page.line(&head, 2 + column + 9, &[plain(cause.title)]);
        }
    }
    page.blank();
    let advice = "`rdp-health causes ID` shows one cause in full, with its remedies.";
    page.line(&[], 0, &[plain(format!("{} causes. ", causes.len())), marked(advice)]);
    page.finish()
}

/// The page of one cause.
#[must_use]
pub fn cause_text(cause: &Cause, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    page.line(&[], 0, &[styled(BOLD, cause.title)]);
    let level = severity_word(cause.severity);
    let id = styled(severity(cause.severity), cause.id.as_str());
    page.line(&[], 0, &[id, plain(format!(" ({level}, phase {})", phase_word(cause.phase)))]);
    page.line(&[], 0, &[plain(format!("{}.", visible(cause.visible)))]);
    if !cause.client_codes.is_empty() {
        page.line(&[], 0, &[plain(format!("Clients show {}.", cause.client_codes.join(", ")))]);
    }
    for block in blocks(cause.page()) {
        match block {
            Block::Heading(text) => {
                page.blank();
                page.line(&[styled(BOLD, text)], 0, &[]);
            }
            Block::Text(text) => page.item(2, "", &[marked(text)]),
            Block::Item { mark, text } => page.item(2, &mark, &[marked(text)]),
            Block::More(text) => page.item(5, "", &[marked(text)]),
        }
    }
    page.finish()
}

fn visible(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Remote => "A check sees it over the network",
        Visibility::Partly => "A check sees signs of it over the network, but other causes look the same",
        Visibility::SecondVantagePoint => {
            "It can only be seen by comparing with another place, another address or another time"
        }
        Visibility::Client => "It can be seen on the client",
        Visibility::Host => "It can be seen on the host",
        Visibility::AfterLogon => "It can be seen only by logging on, which a check never does",
        Visibility::Nowhere => "Common advice that is wrong",
        _ => "It is not known from where it can be seen",
    }
}

/// The kinds of line a cause page is made of.
enum Block<'a> {
    Heading(&'a str),
    Text(String),
    Item {
        mark: String,
        text: String,
    },
    /// A line that belongs to the item above it.
    More(&'a str),
}

/// Cuts a page into blocks. Pages have headings, paragraphs with a sentence per line, and lists.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for line in page.lines() {
        let numbered = line.split_once(". **").and_then(|(number, rest)| {
            let (risk, text) = rest.split_once("** — ")?;
            Some((number, risk, text))
        });
        if line.is_empty() || line.starts_with("# ") {
            // The title is printed from the catalogue.
            continue;
        } else if let Some(heading) = line.strip_prefix("## ") {
            blocks.push(Block::Heading(heading));
        } else if let Some((number, risk, text)) = numbered {
            blocks.push(Block::Item { mark: format!("{number}. "), text: format!("[{risk}] {text}") });
        } else if let Some(text) = line.strip_prefix("- ") {
            blocks.push(Block::Item { mark: "- ".to_owned(), text: text.to_owned() });
        } else if let Some(text) = line.strip_prefix("   ") {
            blocks.push(Block::More(text));
        } else if let Some(Block::Text(paragraph)) = blocks.last_mut() {
            paragraph.push(' ');
            paragraph.push_str(line);
        } else {
            blocks.push(Block::Text(line.to_owned()));
        }
    }
    blocks
}
