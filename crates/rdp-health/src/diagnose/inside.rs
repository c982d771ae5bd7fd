//! What a host says of itself, judged: rules over `observations.inside`, and over both sides together.
//!
//! INVARIANT: *certain* is what a value in effect or an event says in so many words. What the files say is as old as they
//! are: where the host answered a check in spite of it, `joined` says that they contradict each other.

mod access;
mod certificates;
mod events;
mod firewall;
mod host;
mod joined;
mod reach;
mod sessions;
#[cfg(test)]
mod tests;
mod tls;

use super::catalogue::CauseId;
use super::said::Said;
use super::scene::{Scene, unix};
use host::Host;

type Rule = fn(&Host<'_>) -> Said;

const RULES: &[Rule] = &[
    reach::switched_off,
    reach::service,
    reach::listener,
    reach::port,
    firewall::closed,
    firewall::scope,
    reach::dependencies,
    reach::wrapper,
    reach::edition,
    reach::udp,
    access::security,
    access::ntlm,
    access::credssp,
    access::domain,
    access::policies,
    tls::versions,
    tls::suites,
    tls::fips,
    certificates::chosen,
    certificates::used,
    certificates::places,
    sessions::limits,
    sessions::drain,
    sessions::licensing,
    sessions::farm,
    events::judge,
];

/// What the host says of itself.
pub(super) fn judge(scene: &Scene<'_>) -> Said {
    let Some(facts) = &scene.observations.inside else { return Said::default() };
    if joined::is_of_another_host(scene) {
        return joined::another_host(scene, facts);
    }
    let host = Host { facts, policy: scene.policy, now: unix(scene.now) };
    let mut said = Said::default();
    for rule in RULES {
        let spoken = rule(&host);
        said.findings.extend(spoken.findings);
        said.ruled_out.extend(spoken.ruled_out);
    }
    joined::judge(scene, &host, &mut said);
    said
}

/// Causes that the host's own word excludes, which a check alone would call possible.
pub(super) fn excluded(scene: &Scene<'_>) -> Vec<CauseId> {
    judge(scene).ruled_out.into_iter().map(|out| out.id).collect()
}
