//! Rules about names that stand for other names: aliases (CNAME), and short names that a search list completes.

use std::net::IpAddr;

use super::words::{at, listed};
use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::{Confidence, Finding};
use crate::observe::{Completion, Resolution, ServerAnswers};

/// The aliases lead back to one of them.
pub(super) fn circle(resolution: &Resolution) -> Option<Finding> {
    let aliases = resolution.aliases.done()?;
    let (last, before) = aliases.split_last()?;
    let name = asked(resolution);
    if !last.eq_ignore_ascii_case(name) && !before.contains(last) {
        return None;
    }
    let way = std::iter::once(name).chain(aliases.iter().map(String::as_str)).collect::<Vec<_>>().join(" → ");
    Some(
        Finding::of(CauseId::DnsAliasLoop, Confidence::Certain)
            .says(format!("The DNS alias (CNAME) of {name} points back to itself: {way}."))
            .evidence(at().aliases(), way),
    )
}

/// Nobody has an address: of the name itself, of its completions, or of what it is an alias of.
pub(super) fn leads_to_nothing(
    resolution: &Resolution,
    server: &ServerAnswers,
    what: &str,
    finding: Finding,
) -> Finding {
    let name = &resolution.name;
    if let Some(last) = resolution.aliases.done().and_then(|aliases| aliases.last()) {
        let says = format!("The name {} is an alias of {last}, which {what}.", asked(resolution));
        return finding.says(says).evidence(at().aliases(), format!("alias of {last}"));
    }
    match server.completions.as_slice() {
        [] => finding.says(format!("The name {name} {what}.")),
        completions => {
            let tried: Vec<&str> = completions.iter().map(|one| one.name.as_str()).collect();
            finding.says(format!("The short name {name} {what}, neither as {}.", tried.join(" nor as ")))
        }
    }
}

/// The name under which aliases were asked for.
fn asked(resolution: &Resolution) -> &str {
    let completed =
        resolution.direct.done().into_iter().flatten().find_map(|server| server.completed.as_deref());
    completed.unwrap_or(&resolution.name)
}

/// A short name that stands for one host with one suffix, and for another with the next.
pub(super) fn ambiguous(resolution: &Resolution) -> Option<Finding> {
    let servers = resolution.direct.done()?.iter().enumerate().filter(|(_, server)| !server.second);
    servers.into_iter().find_map(|(index, server)| {
        let mut found = server.completions.iter().enumerate().map(|(place, one)| {
            let addresses: Vec<IpAddr> = one.addresses().collect();
            (place, one, addresses)
        });
        let (first_place, first, addresses) = found.find(|(_, _, addresses)| !addresses.is_empty())?;
        let (place, other, others) =
            found.find(|(_, _, found)| !found.is_empty() && !found.iter().any(|one| addresses.contains(one)))?;
        let at = at().server(index);
        let says = |one: &Completion, addresses: &[IpAddr]| format!("{}: {}", one.name, listed(addresses));
        Some(
            Finding::of(CauseId::DnsShortNameAmbiguous, Confidence::Certain)
                .says(format!(
                    "The short name {} means {} on this computer, but {} on computers with another suffix order.",
                    resolution.name, first.name, other.name
                ))
                .evidence(at.completion(first_place), says(first, &addresses))
                .evidence(at.completion(place), says(other, &others)),
        )
    })
}
