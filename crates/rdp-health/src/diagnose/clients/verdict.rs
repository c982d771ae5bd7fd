//! The addresses of a host joined: one verdict per client.

use serde::{Deserialize, Serialize};

use super::Access;
use super::seen_by::seen_by;
use crate::clients::ClientProfile;
use crate::diagnose::{CauseId, Confidence, Finding, Severity, catalogue};
use crate::outcome::Phase;

/// How one client fares at a host, as far as the observations show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ClientVerdict {
    /// Id of the client's profile, such as `mstsc-windows-11-24h2`.
    pub client: String,
    /// Its name.
    pub name: String,
    /// Whether it gets in.
    pub outcome: ClientOutcome,
    /// How sure that is; of an unknown outcome *possible*.
    pub confidence: Confidence,
    /// The security protocol that it gets in with: `HYBRID_EX`, `HYBRID`, `SSL` or `RDP`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub protocol: Option<String>,
    /// The TLS version that it gets in with, such as `1.3`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tls: Option<String>,
    /// The cipher suite, where the observations prove which one the server chooses.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suite: Option<String>,
    /// The phase in which it is blocked, or of which too little is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phase: Option<Phase>,
    /// What blocks it: the id of a cause in the catalogue.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<CauseId>,
    /// The code that its user sees, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<String>,
    /// The message or symbol that its user sees, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message: Option<String>,
    /// Why nothing is known, why it is not sure, or which address decides.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
}

/// Whether a client gets as far as its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ClientOutcome {
    /// It does.
    Connects,
    /// It does not.
    Blocked,
    /// It does at one address of the host, and does not at another.
    DependsOnAddress,
    /// The observations do not show it.
    Unknown,
}

/// The verdicts on a host of which no address was tested.
pub(in crate::diagnose) fn without_address(
    profiles: &[ClientProfile],
    findings: &[Finding],
    why: &str,
) -> Vec<ClientVerdict> {
    let access = match findings.iter().find(|finding| finding.severity == Severity::Error) {
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
                "it gets in at {}, and not at {}",
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
