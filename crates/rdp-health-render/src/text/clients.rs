//! Who can connect: one line for a healthy host, who is blocked and why for others, and each client where all is asked
//! for.

use rdp_health::{CauseId, ClientOutcome, ClientVerdict, Confidence, Phase, Report, Severity, cause};

use crate::options::TextOptions;
use crate::page::{Page, Span, plain, styled};
use crate::style::{BAD, BLUE, DIM, GOOD, YELLOW};
use crate::words::phase_word;

pub(super) fn write(page: &mut Page<'_>, report: &Report, options: &TextOptions) {
    let clients = report.clients.as_slice();
    if clients.is_empty() {
        return;
    }
    page.field("Clients", &[plain(counted(clients))]);
    if options.everything() {
        for client in clients {
            page.item(15, "- ", &one(client));
        }
        return;
    }
    if cause_of_all(clients).is_none() {
        let shut: Vec<&ClientVerdict> =
            clients.iter().filter(|client| is_shut(client) && !is_meant(client)).collect();
        for group in groups(&shut) {
            page.field("", &blocked(&group));
        }
    }
}

/// A line of the first screen.
pub(super) struct Line {
    pub(super) label: &'static str,
    pub(super) says: Vec<Span>,
}

/// How many get in; and who is shut out, unless the same keeps all of them out.
pub(super) fn in_short(clients: &[ClientVerdict]) -> Vec<Line> {
    if clients.is_empty() {
        return Vec::new();
    }
    let unknown = count(clients, ClientOutcome::Unknown);
    let mut says = got_in(clients);
    let meant = clients.iter().filter(|client| is_meant(client)).count();
    if 0 < meant {
        says.push_str(&format!("; {meant} blocked by design"));
    }
    if 0 < unknown && unknown < clients.len() {
        says.push_str(&format!("; {unknown} not known"));
    }
    let mut lines = vec![Line { label: "Clients", says: vec![plain(says)] }];
    if cause_of_all(clients).is_none() {
        let shut: Vec<&ClientVerdict> =
            clients.iter().filter(|client| is_shut(client) && !is_meant(client)).collect();
        // The largest group; the others are in the number.
        let largest = groups(&shut).into_iter().rev().max_by_key(Vec::len);
        lines.extend(largest.map(|group| Line { label: "", says: blocked(&group) }));
    }
    lines
}

fn count(clients: &[ClientVerdict], outcome: ClientOutcome) -> usize {
    clients.iter().filter(|client| client.outcome == outcome).count()
}

/// What keeps every client out that is not meant to be, if it is one and the same.
fn cause_of_all(clients: &[ClientVerdict]) -> Option<&CauseId> {
    let mut rest = clients.iter().filter(|client| !is_meant(client));
    let first = rest.next().filter(|client| client.outcome == ClientOutcome::Blocked)?.cause.as_ref()?;
    let alike = |client: &ClientVerdict| {
        client.outcome == ClientOutcome::Blocked && client.cause.as_ref() == Some(first)
    };
    rest.all(alike).then_some(first)
}

/// It is kept out by what is no fault of the host, such as that it requires NLA.
fn is_meant(client: &ClientVerdict) -> bool {
    let severity = client.cause.as_ref().and_then(cause).map(|cause| cause.severity);
    client.outcome == ClientOutcome::Blocked && severity == Some(Severity::Info)
}

/// How many get in, how many do not, and of how many too little is known.
fn counted(clients: &[ClientVerdict]) -> String {
    let all = clients.len();
    let unknown = count(clients, ClientOutcome::Unknown);
    let mut line = got_in(clients);
    let meant: Vec<&ClientVerdict> = clients.iter().filter(|client| is_meant(client)).collect();
    for group in groups(&meant) {
        let cause = group.first().and_then(|client| client.cause.as_ref()).map_or("", CauseId::as_str);
        line.push_str(&format!("; {} blocked by design ({cause})", group.len()));
    }
    if 0 < unknown {
        let reasons = reasons(clients);
        let shown = reasons.first().copied().unwrap_or_default();
        let more = if 1 < reasons.len() { ", and more" } else { "" };
        let what = match unknown {
            _ if unknown == all => String::new(),
            1 => "; 1 not known".to_owned(),
            _ => format!("; {unknown} not known"),
        };
        line.push_str(&format!("{what} ({shown}{more})"));
    }
    line
}

/// How many get in.
fn got_in(clients: &[ClientVerdict]) -> String {
    let all = clients.len();
    let unknown = count(clients, ClientOutcome::Unknown);
    match (cause_of_all(clients), count(clients, ClientOutcome::Connects)) {
        (Some(cause), _) => format!("none of {all} known clients can connect ({cause})"),
        (None, _) if unknown == all => format!("not known for any of {all} clients"),
        (None, 0) if unknown == 0 => format!("none of {all} known clients can connect"),
        (None, connects) if connects == all => format!("all {all} known clients reach the logon prompt"),
        (None, connects) => format!("{connects} of {all} known clients reach the logon prompt"),
    }
}

/// Why nothing is known of some, the most frequent first.
fn reasons(clients: &[ClientVerdict]) -> Vec<&str> {
    let unknown = || clients.iter().filter(|client| client.outcome == ClientOutcome::Unknown);
    let mut reasons: Vec<(usize, &str)> = Vec::new();
    for why in unknown().filter_map(|client| client.why.as_deref()) {
        match reasons.iter_mut().find(|(_, known)| *known == why) {
            Some((times, _)) => *times += 1,
            None => reasons.push((1, why)),
        }
    }
    reasons.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
    reasons.into_iter().map(|(_, why)| why).collect()
}

fn is_shut(client: &ClientVerdict) -> bool {
    matches!(client.outcome, ClientOutcome::Blocked | ClientOutcome::DependsOnAddress)
}

/// Those that the same thing blocks, in the order of the first of each.
fn groups<'a>(clients: &[&'a ClientVerdict]) -> Vec<Vec<&'a ClientVerdict>> {
    let mut groups: Vec<Vec<&ClientVerdict>> = Vec::new();
    let alike = |one: &ClientVerdict, other: &ClientVerdict| {
        (one.outcome, &one.cause) == (other.outcome, &other.cause)
    };
    for client in clients {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| alike(first, client))) {
            Some(group) => group.push(client),
            None => groups.push(vec![client]),
        }
    }
    groups
}

fn blocked(group: &[&ClientVerdict]) -> Vec<Span> {
    let Some(first) = group.first() else { return Vec::new() };
    let sure = group.iter().all(|client| client.confidence == Confidence::Certain);
    let (word, style) = match (first.outcome, sure) {
        (ClientOutcome::DependsOnAddress, _) => ("depends on the address", YELLOW),
        (_, true) => ("blocked", BAD),
        (_, false) => ("likely blocked", BAD),
    };
    let cause = first.cause.as_ref().map_or("", CauseId::as_str);
    let mut codes: Vec<&str> = group.iter().filter_map(|client| client.code.as_deref()).collect();
    codes.dedup();
    let codes = match codes.is_empty() {
        true => String::new(),
        false => format!("; shown as {}", codes.join(", ")),
    };
    let names: Vec<&str> = group.iter().map(|client| client.name.as_str()).collect();
    vec![styled(style, word), plain(format!(" ({cause}{codes}): {}", names.join("; ")))]
}

/// A client on a line of its own, with everything that is known of its way in.
fn one(client: &ClientVerdict) -> Vec<Span> {
    let likely = if client.confidence == Confidence::Certain { "" } else { "likely " };
    let (word, style) = match client.outcome {
        ClientOutcome::Connects => (format!("{likely}connects"), GOOD),
        ClientOutcome::Blocked => (format!("{likely}blocked"), BAD),
        ClientOutcome::DependsOnAddress => ("depends on the address".to_owned(), YELLOW),
        ClientOutcome::Unknown => ("not known".to_owned(), BLUE),
    };
    let mut facts: Vec<String> = Vec::new();
    facts.extend(client.protocol.clone());
    facts.extend(client.tls.as_ref().map(|version| format!("TLS {version}")));
    facts.extend(client.suite.clone());
    let at = |phase: Phase| format!("at {}", phase_word(phase));
    facts.extend(client.phase.map(at));
    facts.extend(client.cause.as_ref().map(ToString::to_string));
    facts.extend(client.code.as_ref().map(|code| format!("its user sees {code}")));
    facts.extend(client.message.as_ref().map(|message| format!("\u{201c}{message}\u{201d}")));
    let mut line = vec![
        plain(format!("{}: ", client.name)),
        styled(style, word),
        plain(format!(" {}", facts.join(", "))),
    ];
    line.extend(client.why.as_ref().map(|why| styled(DIM, format!(" ({why})"))));
    line
}
