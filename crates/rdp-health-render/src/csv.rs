//! A table (RFC 4180) for spreadsheets and scripts: a line for each host, the same columns always.
//!
//! INVARIANT: no field begins a formula: what a host says is never run by a spreadsheet.

use rdp_health::{ClientOutcome, Severity};

use crate::digest::{Digest, PHASES};
use crate::escape::escape;
use crate::gathered::Gathered;
use crate::steps::step_head;
use crate::words::to_the_second;

pub(crate) fn csv(gathered: &Gathered) -> String {
    let mut out = String::new();
    let phases = PHASES.iter().map(|phase| format!("phase_{phase}"));
    let before = ["host", "verdict", "cause", "confidence", "summary", "first_step"].map(str::to_owned);
    let after = [
        "errors",
        "warnings",
        "certificate_subject",
        "certificate_issuer",
        "certificate_sha256",
        "certificate_expires",
        "certificate_days",
        "clients_connect",
        "clients_blocked",
        "clients_unknown",
        "addresses",
        "connections",
        "round_trips",
        "elapsed_ms",
        "checked_at",
        "version",
        "group",
        "name",
        "file",
        "line",
    ];
    line(&mut out, before.into_iter().chain(phases).chain(after.map(str::to_owned)));
    for host in &gathered.hosts {
        line(&mut out, fields(host).into_iter());
    }
    out
}

fn fields(host: &Digest) -> Vec<String> {
    let finding = host.primary_finding();
    let step = host.step().map(|step| format!("({}) {}", step_head(step), step.action)).unwrap_or_default();
    let mut fields = vec![
        said(&host.target),
        host.verdict.to_string(),
        said(host.primary.as_ref().map_or("", |cause| cause.as_str())),
        finding.map(|finding| finding.confidence.to_string()).unwrap_or_default(),
        said(&host.summary),
        said(&step),
    ];
    fields.extend(host.phases.iter().map(|one| one.state.word().to_owned()));
    fields.extend([Severity::Error, Severity::Warning].map(|severity| host.count(severity).to_string()));
    let leaf = host.leaves.first();
    let of_leaf =
        |field: fn(&crate::digest::Leaf) -> &str| leaf.map(|leaf| said(field(leaf))).unwrap_or_default();
    fields.extend([
        of_leaf(|leaf| &leaf.subject),
        of_leaf(|leaf| &leaf.issuer),
        of_leaf(|leaf| &leaf.sha256),
        of_leaf(|leaf| &leaf.until),
        leaf.map(|leaf| leaf.days.to_string()).unwrap_or_default(),
        host.clients(ClientOutcome::Connects).to_string(),
        host.clients(ClientOutcome::Blocked).to_string(),
        host.clients(ClientOutcome::Unknown).to_string(),
        said(&host.addresses.join(" ")),
        host.connections.to_string(),
        host.round_trips.to_string(),
        host.elapsed.as_millis().to_string(),
        to_the_second(host.started_at),
        said(&host.version),
    ]);
    let labels = &host.labels;
    let texts =
        [&labels.group, &labels.name, &labels.file].map(|text| said(text.as_deref().unwrap_or_default()));
    fields.extend(texts);
    fields.push(labels.line.map(|line| line.to_string()).unwrap_or_default());
    fields
}

/// Text, of whatever origin, that no spreadsheet takes for a formula.
fn said(text: &str) -> String {
    let text = escape(text, false);
    match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text,
    }
}

fn line(out: &mut String, fields: impl Iterator<Item = String>) {
    for (index, field) in fields.enumerate() {
        if 0 < index {
            out.push(',');
        }
        match field.contains(['"', ',', ';']) || field.trim() != field {
            true => out.push_str(&format!("\"{}\"", field.replace('"', "\"\""))),
            false => out.push_str(&field),
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_formula_and_no_field_that_falls_apart() {
        let mut out = String::new();
        line(&mut out, ["=cmd|'/c calc'!A0", "a,\"b\"", "-5", "x"].map(said).into_iter());
        assert_eq!(out, "'=cmd|'/c calc'!A0,\"a,\"\"b\"\"\",'-5,x\r\n");
    }
}
