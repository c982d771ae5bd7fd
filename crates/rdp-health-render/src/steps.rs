//! Steps and evidence in words that every format has in common.

use rdp_health::{Evidence, Place, Remedy, Report, Risk};

/// What a step touches.
pub(crate) fn risk_word(risk: Risk) -> &'static str {
    match risk {
        Risk::Look => "look",
        Risk::Client => "client",
        Risk::Service => "service",
        Risk::Network => "network",
        Risk::Certificate => "certificate",
        Risk::Policy => "policy",
        Risk::Registry => "registry",
        _ => "change",
    }
}

/// Where a step is taken, unless what it touches says so.
pub(crate) fn elsewhere(remedy: &Remedy) -> Option<&'static str> {
    let place = match remedy.r#where {
        Place::Network => "network",
        Place::Server => "server",
        Place::Client => "client",
    };
    (place != risk_word(remedy.risk)).then_some(place)
}

/// What a step touches, and where: `service, server`.
pub(crate) fn step_head(remedy: &Remedy) -> String {
    let risk = risk_word(remedy.risk);
    elsewhere(remedy).map_or_else(|| risk.to_owned(), |place| format!("{risk}, {place}"))
}

/// A back-up that is one bare command is a command; a sentence has clauses.
pub(crate) fn back_up_text(back_up: &str) -> String {
    match back_up.contains('`') || back_up.contains(", ") {
        true => back_up.to_owned(),
        false => format!("`{back_up}`"),
    }
}

/// What an evidence says, with its address where the host has several.
pub(crate) fn says(report: &Report, evidence: &Evidence) -> String {
    let addresses = &report.observations.host.addresses;
    let index = evidence.at.strip_prefix("/observations/host/addresses/").and_then(|rest| {
        let digits = rest.split('/').next()?;
        digits.parse::<usize>().ok()
    });
    match index.and_then(|index| addresses.get(index)) {
        Some(seen) if 1 < addresses.len() && !evidence.says.contains(&seen.address.ip().to_string()) => {
            format!("{}: {}", seen.address.ip(), evidence.says)
        }
        _ => evidence.says.clone(),
    }
}
