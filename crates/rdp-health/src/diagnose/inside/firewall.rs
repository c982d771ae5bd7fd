//! Whom Windows Firewall lets in.

use super::host::{Host, at, proved};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;
use crate::observe::{FirewallProfile, FirewallRule};

const TCP: u16 = 6;
/// A service that nobody can start.
const DISABLED: u32 = 4;
/// Programs that ban addresses for failed logons, by the names of their firewall rules.
const BANNING: [&str; 8] =
    ["ipban", "rdpguard", "evlwatcher", "fail2ban", "syspeace", "crowdsec", "rdpdefender", "cyberarms"];

/// The profiles in which the firewall is on, with their places.
fn profiles<'a>(host: &'a Host<'_>) -> impl Iterator<Item = (usize, &'a FirewallProfile)> + Clone {
    host.facts.firewall_profiles.iter().enumerate().filter(|(_, profile)| profile.enabled.value != 0)
}

/// Whether the firewall asks its rules whom it lets in.
pub(super) fn is_on(host: &Host<'_>) -> bool {
    let mut on = profiles(host).peekable();
    on.peek().is_some() && !on.any(|(_, profile)| profile.allows_by_default)
}

/// Rules that are on and about the port, and that count in a profile which is on.
fn about<'a>(host: &'a Host<'_>, port: u16) -> impl Iterator<Item = (usize, &'a FirewallRule)> {
    let rules = host.facts.firewall_rules.iter().enumerate();
    let on = profiles(host);
    rules.filter(move |(_, rule)| {
        let mut on = on.clone().peekable();
        let counts = on.peek().is_none() || on.any(|(_, profile)| rule.counts_in(profile));
        rule.active && rule.inbound && rule.is_about(TCP, port) && counts
    })
}

/// Rules that let somebody in to the port.
pub(super) fn allowing<'a>(host: &'a Host<'_>, port: u16) -> impl Iterator<Item = (usize, &'a FirewallRule)> {
    about(host, port).filter(|(_, rule)| rule.allows)
}

/// Rules that keep somebody out of the port. A block beats what allows.
pub(super) fn blocks<'a>(host: &'a Host<'_>, port: u16) -> impl Iterator<Item = (usize, &'a FirewallRule)> {
    about(host, port).filter(|(_, rule)| !rule.allows)
}

pub(super) fn closed(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let port = host.facts.port().unwrap_or(3389);
    let name = host.name();
    // Another firewall may stand in its place.
    let off = host.facts.service("MpsSvc").is_some_and(|(_, service)| {
        service.start == Some(DISABLED) || service.state.as_deref() == Some("stopped")
    });
    // Without the rules nothing is known.
    if off || host.facts.firewall_rules.is_empty() || host.facts.firewall_profiles.len() < 3 {
        return said;
    }
    let lets_in = |profile: &FirewallProfile| {
        profile.allows_by_default || allowing(host, port).any(|(_, rule)| rule.counts_in(profile))
    };
    let closed: Vec<_> =
        profiles(host).filter(|(_, profile)| profile.blocks_all || !lets_in(profile)).collect();
    let Some((first, profile)) = closed.first() else {
        if let Some((index, rule)) = blocks(host, port).next() {
            said.find(blocked(host, index, rule, port));
        }
        return said;
    };
    let ignored = profile.ignores_local_rules && !profile.blocks_all;
    let what = match (profile.blocks_all, ignored) {
        (true, _) => "the profile blocks all incoming connections".to_owned(),
        (false, true) => {
            format!(
                "a policy ignores local rules (AllowLocalPolicyMerge = 0), and none of its active rules lets TCP port {port} in"
            )
        }
        (false, false) => format!("the profile is on, and no rule that is on lets TCP port {port} in"),
    };
    if closed.len() == 3 {
        let says = match ignored {
            true => format!(
                "A policy makes Windows Firewall on {name} ignore local rules, and no rule of a policy lets clients in to TCP port {port}."
            ),
            false => format!("Windows Firewall on {name} lets no client in to TCP port {port}."),
        };
        let mut finding = proved(CauseId::TcpFiltered, says, (at().profile(*first).into(), what));
        for (index, why) in of_no_use(host, profile, port) {
            finding = finding.evidence(at().rule(index), why);
        }
        said.find(finding);
    } else if closed.iter().any(|(_, profile)| profile.name == "Public") {
        // Which profile counts is a matter of the network.
        let networks: Vec<_> = categories(host).collect();
        let confidence = match networks.as_slice() {
            [(_, 0)] => Confidence::Certain,
            all if all.iter().any(|(_, category)| *category == 0) => Confidence::Possible,
            _ => return said,
        };
        let mut finding = Finding::of(CauseId::HostNetworkPublic, confidence)
            .says(format!("A network of {name} is classified as public, where Windows Firewall lets no client in to TCP port {port}."))
            .evidence(at().profile(*first), what);
        if confidence < Confidence::Likely {
            finding = finding.severity(Severity::Warning);
        }
        for (index, _) in networks.iter().filter(|(_, category)| *category == 0).take(3) {
            finding = finding.evidence(at().setting(*index), "the network's category is 0 (public)");
        }
        said.find(finding);
    }
    said
}

/// Rules that seem to let clients in, and why they do not.
fn of_no_use<'a>(
    host: &'a Host<'_>,
    profile: &'a FirewallProfile,
    port: u16,
) -> impl Iterator<Item = (usize, String)> + 'a {
    let rules = host.facts.firewall_rules.iter().enumerate();
    let allowing = rules.filter(|(_, rule)| rule.inbound && rule.allows);
    allowing.filter_map(move |(index, rule)| {
        let usual = rule.id.to_ascii_lowercase().starts_with("remotedesktop-") && rule.protocol == TCP;
        let id = &rule.id;
        let why = match rule.is_about(TCP, port) {
            true if !rule.active => format!("the rule {id} is off"),
            true if profile.ignores_local_rules && !rule.by_policy => {
                format!("the rule {id} is on, but it is a local one, which the policy ignores")
            }
            true if profile.blocks_all => return None,
            true => format!("the rule {id} is on, but only in the profiles {}", rule.profiles.join(", ")),
            false if usual && rule.active && !rule.ports.is_empty() => {
                format!("the rule {id} is on, but for port {}", rule.ports.join(", "))
            }
            false => return None,
        };
        Some((index, why))
    })
}

/// The categories of the networks that the host knows: 0 public, 1 private, 2 domain.
fn categories<'a>(host: &'a Host<'_>) -> impl Iterator<Item = (usize, u32)> + 'a {
    let settings = host.facts.settings.iter().enumerate();
    settings
        .filter(|(_, one)| {
            one.name.eq_ignore_ascii_case("Category") && one.key.contains("\\NetworkList\\Profiles\\")
        })
        .filter_map(|(index, one)| Some((index, one.number?)))
}

/// Whether a program made the rule that bans addresses for failed logons.
pub(super) fn is_of_a_ban_tool(rule: &FirewallRule) -> bool {
    let names = format!("{} {}", rule.id, rule.name).to_ascii_lowercase();
    BANNING.iter().any(|program| names.contains(program))
}

fn blocked(host: &Host<'_>, index: usize, rule: &FirewallRule, port: u16) -> Finding {
    let name = host.name();
    let place = String::from(at().rule(index));
    let named = if rule.name.is_empty() { &rule.id } else { &rule.name };
    let everywhere = rule.limits.is_empty() && profiles(host).all(|(_, profile)| rule.counts_in(profile));
    if rule.remote.is_empty() && everywhere {
        let says = format!(
            "The rule \"{named}\" of Windows Firewall on {name} blocks TCP port {port} for everybody."
        );
        return proved(CauseId::TcpFiltered, says, (place, format!("the rule {named} is on and blocks")));
    }
    if rule.remote.is_empty() {
        let limits: Vec<&str> = rule.profiles.iter().chain(&rule.limits).map(String::as_str).collect();
        let limits = limits.join(", ");
        return Finding::of(CauseId::TcpFiltered, Confidence::Possible)
            .severity(Severity::Warning)
            .says(format!("The rule \"{named}\" of Windows Firewall on {name} blocks TCP port {port} in some cases only ({limits})."))
            .evidence(place, format!("the rule {named} is on and blocks ({limits})"));
    }
    let count = rule.remote.len();
    let what = format!("the rule {named} is on and blocks {count} addresses or ranges");
    let (id, says) = match is_of_a_ban_tool(rule) {
        true => (
            CauseId::SourceBanned,
            format!("{name} bans {count} addresses or ranges from TCP port {port} by the rule \"{named}\"."),
        ),
        false => (
            CauseId::SourceBlocked,
            format!(
                "{name} blocks {count} addresses or ranges from TCP port {port} by the rule \"{named}\"."
            ),
        ),
    };
    // Whether this client is among them shows when both sides are known.
    proved(id, says, (place, what)).severity(Severity::Info)
}

/// Whether all that lets in is for some clients only.
pub(super) fn scope(host: &Host<'_>) -> Said {
    let port = host.facts.port().unwrap_or(3389);
    let allowing: Vec<_> = allowing(host, port).collect();
    let Some((index, rule)) = allowing.first().filter(|_| is_on(host)) else { return Said::default() };
    let name = host.name();
    let place = String::from(at().rule(*index));
    if allowing.iter().all(|(_, rule)| !rule.remote.is_empty()) {
        let remote = rule.remote.join(", ");
        let says = format!("Windows Firewall on {name} lets only {remote} in to TCP port {port}.");
        let what = format!("the rule {} is for {remote}", rule.id);
        return Some(proved(CauseId::SourceBlocked, says, (place, what)).severity(Severity::Info)).into();
    }
    if allowing.iter().all(|(_, rule)| !rule.remote.is_empty() || !rule.limits.is_empty()) {
        let limits = rule.limits.join(", ");
        let only = match rule.limits.iter().any(|limit| limit.starts_with("Security")) {
            true => "clients that authenticate with IPsec".to_owned(),
            false => format!("some clients ({limits})"),
        };
        let finding = Finding::of(CauseId::SourceBlocked, Confidence::Likely)
            .severity(Severity::Warning)
            .says(format!("Windows Firewall on {name} lets only {only} in to TCP port {port}."))
            .evidence(place, format!("the rule {} has a limit: {limits}", rule.id));
        return Some(finding).into();
    }
    Said::default()
}
