//! A known client that is in support and does not connect is a fault of its own, where no rule has said why.

use std::collections::BTreeMap;

use super::outcome::{ClientOutcome, ClientVerdict};
use crate::certificate::moment;
use crate::clients::ClientProfile;
use crate::diagnose::catalogue::{self, CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::pointer::report;
use crate::diagnose::relations::Spoken;
use crate::diagnose::scene::{About, Scene, unix};

/// Clients that a sentence names before it counts the rest.
const NAMED: usize = 4;

/// What keeps clients out that their makers still support, one finding for each cause that nothing else was said of.
///
/// What the host demands on purpose, such as NLA, is no fault.
pub(in crate::diagnose) fn kept_out(
    scene: &Scene<'_>,
    profiles: &[ClientProfile],
    verdicts: &[ClientVerdict],
    spoken: &[Spoken],
) -> Vec<Spoken> {
    // Of a host that fails the cause is said, and of one whose signature hardly any client takes as well.
    let is_said = |one: &Spoken| {
        one.finding.severity == Severity::Error || one.finding.id == CauseId::TlsNoSharedSignature
    };
    if spoken.iter().any(is_said) {
        return Vec::new();
    }
    let today: String = moment(unix(scene.now)).chars().take("2026-11-27".len()).collect();
    let supported = || {
        let pairs = profiles.iter().zip(verdicts).enumerate();
        pairs.filter(|(_, (profile, _))| profile.is_supported_on(&today))
    };
    let mut causes: BTreeMap<&CauseId, Vec<(usize, &ClientProfile, &ClientVerdict)>> = BTreeMap::new();
    for (index, (profile, verdict)) in supported() {
        let out = matches!(verdict.outcome, ClientOutcome::Blocked | ClientOutcome::DependsOnAddress);
        let Some(cause) =
            verdict.cause.as_ref().filter(|_| out && verdict.confidence != Confidence::Possible)
        else {
            continue;
        };
        // A host that is too old for them is `tls-legacy-only`, or its handshake failed.
        let of_an_old_host = matches!(cause, CauseId::TlsNoSharedVersion | CauseId::TlsNoSharedCipher);
        let is_fault =
            !of_an_old_host && catalogue::find(cause).is_some_and(|cause| Severity::Info < cause.severity);
        if is_fault && spoken.iter().all(|one| one.finding.id != *cause) {
            causes.entry(cause).or_default().push((index, profile, verdict));
        }
    }
    let somebody = supported().any(|(_, (_, verdict))| verdict.outcome != ClientOutcome::Blocked);
    let severity = if somebody { Severity::Warning } else { Severity::Error };
    let each = causes.into_iter().map(|(cause, clients)| {
        let sure =
            clients.iter().map(|(_, _, verdict)| verdict.confidence).min().unwrap_or(Confidence::Likely);
        let finding = Finding::of(cause.clone(), sure).severity(severity).says(says(scene, cause, &clients));
        let finding = clients.iter().fold(finding, |finding, (index, profile, verdict)| {
            finding.evidence(report().client(*index), offers(profile, verdict))
        });
        Spoken { finding, about: About::Target, rank: 0, keeps_out: true }
    });
    each.collect()
}

fn says(scene: &Scene<'_>, cause: &CauseId, clients: &[(usize, &ClientProfile, &ClientVerdict)]) -> String {
    let mut names: Vec<&str> = clients.iter().map(|(_, profile, _)| profile.name.as_str()).collect();
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let names = match more {
        0 => names.join("; "),
        more => format!("{} and {more} more", names.join("; ")),
    };
    let why = match cause {
        CauseId::TlsVersionsNarrow => {
            format!("accepts only {}, which some supported clients do not offer", accepted(scene))
        }
        CauseId::TlsSuitesNarrow => {
            "accepts none of the TLS cipher suites that some supported clients offer".to_owned()
        }
        CauseId::RdpNoCommonProtocol => {
            "closes connections that request other security protocols than a current Windows client does"
                .to_owned()
        }
        _ => "blocks clients that are still supported".to_owned(),
    };
    format!("{} {why}. Blocked: {names}.", scene.target)
}

/// The TLS versions in which the host was seen to speak.
fn accepted(scene: &Scene<'_>) -> String {
    let conversations = || scene.observations.host.conversations();
    let sessions = conversations().filter_map(|one| one.tls.done()).map(|session| session.version);
    let hellos = conversations().filter_map(|one| one.hello.done()).map(|answer| answer.version);
    let mut versions: Vec<_> = sessions.chain(hellos).collect();
    versions.sort_unstable();
    versions.dedup();
    versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}

fn offers(profile: &ClientProfile, verdict: &ClientVerdict) -> String {
    let why = match (&verdict.why, &verdict.cause) {
        (Some(why), _) => why.clone(),
        (None, Some(CauseId::TlsVersionsNarrow)) => {
            let versions: Vec<&str> = profile.tls.iter().map(|version| version.as_str()).collect();
            format!("offers TLS {}", versions.join(", "))
        }
        (None, _) => format!("offers {} cipher suites; the host accepts none of them", profile.suites.len()),
    };
    format!("{}: {why}", profile.name)
}
