//! What a change would break, as text and as JSON.

use rdp_health::{Confidence, FleetLosses, HostLosses, LossFix, WhatIf, WhatIfAnswer};

use crate::json::pretty;
use crate::options::TextOptions;
use crate::page::{Page, plain, styled};
use crate::style::{BAD, BOLD, PLAIN, YELLOW};
use crate::words::{count, more};

/// So many names stand in a line.
const MOST_NAMES: usize = 6;
/// So many kinds of fix and of loss stand below a fleet.
const MOST_LINES: usize = 20;

/// One host: which clients it would lose, what is not known, and what would keep them. Brief, without the fixes.
#[must_use]
pub fn losses_text(losses: &HostLosses, brief: bool, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let (style, says) = match (losses.lost.len(), losses.not_seen.is_empty()) {
        (0, true) if losses.new_findings.is_empty() => (PLAIN, "loses no client".to_owned()),
        (0, true) => (YELLOW, "loses no client".to_owned()),
        (0, false) => (YELLOW, "loses no client that the report can tell of".to_owned()),
        (lost, _) => (BAD, format!("loses {}", count(number(lost), "client"))),
    };
    let mut says = format!("{says}; {} still connect", losses.kept);
    if 0 < losses.out_already {
        says.push_str(&format!(", {} blocked already", losses.out_already));
    }
    if 0 < losses.unconfirmed {
        says.push_str(&format!(", {} not known well enough to say", losses.unconfirmed));
    }
    page.line(&[styled(BOLD, format!("{}: ", losses.host))], 2, &[styled(style, says)]);
    let mut seen: Vec<_> = Vec::new();
    for lost in &losses.lost {
        let kind = (&lost.cause, lost.confidence, &lost.why);
        if seen.contains(&kind) {
            continue;
        }
        seen.push(kind);
        let of_kind = losses.lost.iter().filter(|one| (&one.cause, one.confidence, &one.why) == kind);
        let names = names(&of_kind.map(|one| one.name.as_str()).collect::<Vec<_>>());
        let sure = if lost.confidence == Confidence::Certain {
            String::new()
        } else {
            format!(", {}", lost.confidence)
        };
        let why = lost.why.as_ref().map(|why| format!(" ({why})")).unwrap_or_default();
        page.item(2, "- ", &[plain(format!("{}{sure}: {names}{why}", lost.cause))]);
    }
    if !losses.new_findings.is_empty() {
        let found: Vec<&str> = losses.new_findings.iter().map(|cause| cause.as_str()).collect();
        page.item(2, "- ", &[plain(format!("new on that day: {}", found.join(", ")))]);
    }
    for unseen in &losses.not_seen {
        let clients = match unseen.clients.as_slice() {
            [] => String::new(),
            clients => format!(" ({})", names(&clients.iter().map(String::as_str).collect::<Vec<_>>())),
        };
        page.item(2, "? ", &[styled(YELLOW, "not seen: "), plain(format!("{}{clients}", unseen.why))]);
    }
    if !brief {
        for fix in &losses.fixes {
            fix_line(&mut page, fix, false);
        }
    }
    page.finish()
}

/// All hosts together: how many lose a client, which clients, and what would keep them, the cheapest first.
#[must_use]
pub fn what_if_text(fleet: &FleetLosses, changes: &[WhatIf], options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
    let head = format!("What if {}: ", changes.join(" and "));
    let says = format!(
        "{}, {} would lose a client, {} not fully known, {} safe",
        count(fleet.hosts.into(), "host"),
        fleet.losing,
        fleet.unknown,
        fleet.safe
    );
    page.blank();
    page.line(&[styled(BOLD, head)], 2, &[plain(says)]);
    if 1 < fleet.hosts {
        for lost in fleet.clients.iter().take(MOST_LINES) {
            let line = format!("{} at {} ({})", lost.name, count(lost.hosts.into(), "host"), lost.cause);
            page.item(2, "- ", &[plain(line)]);
        }
        if MOST_LINES < fleet.clients.len() {
            page.item(2, "- ", &[plain(more(fleet.clients.len() - MOST_LINES, "client"))]);
        }
    }
    if !fleet.fixes.is_empty() {
        page.line(&[styled(BOLD, "The cheapest fix first:")], 0, &[]);
    }
    for fix in fleet.fixes.iter().take(MOST_LINES) {
        fix_line(&mut page, fix, 1 < fleet.hosts);
    }
    page.finish()
}

fn fix_line(page: &mut Page<'_>, fix: &LossFix, of_fleet: bool) {
    let at = match of_fleet {
        true => format!(
            " ({} at {})",
            count(fix.clients.into(), "loss").replace("losss", "losses"),
            count(fix.hosts.into(), "host")
        ),
        false => format!(" ({})", count(fix.clients.into(), "client")),
    };
    page.item(2, "> ", &[plain(format!("[{}] {}{at}", fix.effort, fix.step))]);
}

/// The names, of which there may be many.
fn names(all: &[&str]) -> String {
    let shown = all.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join("; ");
    match all.len().saturating_sub(MOST_NAMES) {
        0 => shown,
        left => format!("{shown}; {}", more(left, "client")),
    }
}

fn number(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// What changes would cost, indented.
///
/// # Errors
/// None that an answer made by `rdp-health` can cause.
pub fn what_if_json(answer: &WhatIfAnswer) -> Result<String, serde_json::Error> {
    pretty(answer)
}
