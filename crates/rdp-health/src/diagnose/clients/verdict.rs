//! The addresses of a host joined: one verdict per client.

use super::access::Access;
use super::outcome::{ClientOutcome, ClientVerdict};
use super::seen_by::seen_by;
use crate::clients::ClientProfile;
use crate::diagnose::catalogue::{self, Severity};
use crate::diagnose::relations::Spoken;
use crate::outcome::Phase;

/// The verdicts on a host of which no address was tested.
pub(in crate::diagnose) fn without_address(
    profiles: &[ClientProfile],
    foremost: Option<&Spoken>,
    why: &str,
) -> Vec<ClientVerdict> {
    let access = match foremost.map(|one| &one.finding).filter(|finding| finding.severity == Severity::Error)
    {
        Some(finding) => {
            let phase = catalogue::find(&finding.id).map_or(Phase::Resolve, |cause| cause.phase);
            Access::blocked(phase, finding.id.clone(), finding.confidence)
        }
        None => Access::unknown(Phase::Resolve, why),
    };
    profiles.iter().map(|profile| verdict(profile, access.clone())).collect()
}

/// The verdict on each client, from how it fares at each address.
pub(in crate::diagnose) fn join(
    profiles: &[ClientProfile],
    addresses: &[(String, Vec<Access>)],
) -> Vec<ClientVerdict> {
    let of = |index: usize, profile: &ClientProfile| {
        let here =
            addresses.iter().filter_map(|(address, clients)| Some((address.as_str(), clients.get(index)?)));
        verdict(profile, joined(&here.collect::<Vec<_>>()))
    };
    profiles.iter().enumerate().map(|(index, profile)| of(index, profile)).collect()
}

/// What was seen through a proxy says nothing about a client that uses none.
pub(in crate::diagnose) fn through_a_proxy(
    proxy: Option<&str>,
    profiles: &[ClientProfile],
    verdicts: &mut [ClientVerdict],
) {
    let Some(proxy) = proxy else { return };
    for (profile, known) in profiles.iter().zip(verdicts) {
        if !profile.proxy {
            let why = format!("this client uses no proxy, and the host was tested through {proxy}");
            *known = verdict(profile, Access::unknown(Phase::Connect, why));
        }
    }
}

/// One outcome where every address gives the same; the least sure of them speaks.
fn joined(addresses: &[(&str, &Access)]) -> Access {
    let with = |outcome: ClientOutcome| {
        addresses.iter().filter(move |(_, access)| access.outcome == outcome).copied()
    };
    let list =
        |outcome: ClientOutcome| with(outcome).map(|(address, _)| address).collect::<Vec<_>>().join(", ");
    let least_sure = |outcome: ClientOutcome| with(outcome).min_by_key(|(_, access)| access.confidence);
    let (connects, blocked) = (least_sure(ClientOutcome::Connects), least_sure(ClientOutcome::Blocked));
    match (connects, blocked, with(ClientOutcome::Unknown).next()) {
        (_, _, Some((address, access))) => {
            let mut access = access.clone();
            if 1 < addresses.len() {
                access.why = access.why.map(|why| format!("{address}: {why}"));
            }
            access
        }
        (Some((_, yes)), Some((_, no)), None) => Access {
            outcome: ClientOutcome::DependsOnAddress,
            confidence: yes.confidence.min(no.confidence),
            why: Some(format!(
                "it connects at {}, but not at {}",
                list(ClientOutcome::Connects),
                list(ClientOutcome::Blocked)
            )),
            ..no.clone()
        },
        (Some((_, one)), None, None) | (None, Some((_, one)), None) => one.clone(),
        (None, None, None) => Access::unknown(Phase::Connect, "no address could be tested"),
    }
}

fn verdict(profile: &ClientProfile, access: Access) -> ClientVerdict {
    let (code, message) = match (access.phase, &access.cause) {
        (Some(phase), Some(cause)) => seen_by(profile.shows, phase, cause),
        _ => (None, None),
    };
    ClientVerdict {
        client: profile.id.clone(),
        name: profile.name.clone(),
        outcome: access.outcome,
        confidence: access.confidence,
        protocol: access.protocol.map(|protocol| protocol.to_string()),
        tls: access.tls.map(str::to_owned),
        suite: access.suite.map(str::to_owned),
        phase: access.phase,
        cause: access.cause,
        code: code.map(str::to_owned),
        message: message.map(str::to_owned),
        why: access.why,
    }
}
