//! What was seen of a host, in one line: each fact in a few words, and what differs between addresses side by side.

use rdp_health::observe::{AddressObservations, Conversation};
use rdp_health::{CauseId, Report};

use super::{facts, session, trust};

/// Values of one kind that are named before the rest is counted.
const NAMED: usize = 2;

/// Addresses, protocol, TLS, certificate, build: as far as each was seen.
pub(super) fn facts(report: &Report) -> Vec<String> {
    let host = &report.observations.host;
    let conversations = || host.conversations();
    let places = host.addresses.iter().map(place).filter(|place| *place != report.target.host);
    let mut facts = Vec::new();
    facts.extend(side_by_side(places));
    facts.extend(side_by_side(host.addresses.iter().filter_map(protocol)));
    facts.extend(side_by_side(
        conversations()
            .filter_map(|one| Some(one.http.done()?.status))
            .map(|status| format!("HTTP {status}")),
    ));
    facts.extend(side_by_side(host.addresses.iter().filter_map(tls)));
    let leaves = conversations().filter_map(|one| one.certificates.done()?.first());
    let dated = leaves.filter(|leaf| !leaf.not_after.is_empty());
    facts.extend(side_by_side(dated.map(|leaf| format!("certificate {}", trust::validity(leaf, report)))));
    if report.ruled_out.iter().any(|out| out.id == CauseId::CertChanged) {
        // Somebody asked: with an earlier report, or with fingerprints.
        facts.push("the expected certificate".to_owned());
    }
    facts.extend(side_by_side(conversations().filter_map(build)));
    if let Some(gateway) = report.observations.gateway.done() {
        facts.push(format!("by way of the RD Gateway {gateway}"));
    }
    facts
}

fn place(seen: &AddressObservations) -> String {
    match &seen.through {
        Some(through) => through.to_string(),
        None => seen.address.ip().to_string(),
    }
}

/// What the server chose when it was first asked.
fn protocol(seen: &AddressObservations) -> Option<String> {
    let chosen = seen.conversations.first()?.selected()?;
    Some(facts::protocol_word(chosen).map_or_else(|| chosen.to_string(), str::to_owned))
}

/// The version of the first handshake that was answered.
fn tls(seen: &AddressObservations) -> Option<String> {
    let version = |one: &Conversation| {
        let handshake = one.tls.done().map(|session| session.version);
        handshake.or(one.hello.done().map(|hello| hello.version))
    };
    Some(seen.conversations.iter().find_map(version)?.to_string())
}

fn build(conversation: &Conversation) -> Option<String> {
    let os = conversation.credssp.done()?.challenge.as_ref()?.os.as_ref()?;
    let source = conversation.negotiate.done().and_then(|negotiated| negotiated.source_reference);
    Some(session::os(os, source))
}

/// Each value once.
fn side_by_side(values: impl Iterator<Item = String>) -> Option<String> {
    let mut each: Vec<String> = Vec::new();
    for value in values {
        if !each.contains(&value) {
            each.push(value);
        }
    }
    let named = each.iter().take(NAMED).cloned().collect::<Vec<_>>().join(" / ");
    match each.len().saturating_sub(NAMED) {
        _ if each.is_empty() => None,
        0 => Some(named),
        more => Some(format!("{named} / {more} more")),
    }
}
