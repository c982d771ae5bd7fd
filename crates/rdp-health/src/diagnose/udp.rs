//! Rules about RDP over UDP. TCP works without it, so nothing here is worse than information, and silence proves
//! nothing.

use rdp_health_wire::gcc::MultitransportFlags;

use super::catalogue::CauseId;
use super::connect::firewall;
use super::finding::{Confidence, Finding, NotChecked};
use super::said::Said;
use super::scene::Scene;
use crate::diagnose::pointer::{SettingsAt, report};
use crate::observe::{Observations, StunObservations, UdpQuestion};
use crate::outcome::{FailureKind, Outcome, Phase};

pub(super) fn judge(scene: &Scene<'_>) -> Said {
    let observations = scene.observations;
    let Some(seen) = observations.udp.done() else { return Said::default() };
    let Some(failure) = seen.rdp.answer.failed() else { return Said::default() };
    let here = seen.rdp.address;
    let says = match failure.kind {
        FailureKind::Refused if failure.reported_by.is_none_or(|sender| sender == here.ip()) => {
            format!("UDP port {} of {} is closed (ICMP port unreachable)", here.port(), here.ip())
        }
        FailureKind::Refused => {
            let who = firewall(failure, here.ip());
            format!("{who} rejects UDP to {} port {} (ICMP port unreachable)", here.ip(), here.port())
        }
        FailureKind::Prohibited => {
            let who = firewall(failure, here.ip());
            format!(
                "{who} prohibits UDP to {} port {} (ICMP administratively prohibited)",
                here.ip(),
                here.port()
            )
        }
        _ => return Said::default(),
    };
    let mut finding = Finding::of(CauseId::UdpUnavailable, Confidence::Certain)
        .says(format!("{says}: sessions use TCP."))
        .evidence(report().udp(), failure.phrase());
    if let Some((at, offered)) = offered(observations) {
        finding = finding.evidence(at, format!("over TCP the host offers UDP: {offered}"));
    }
    Some(finding).into()
}

/// What SC_MULTITRANSPORT said over TCP.
fn offered(observations: &Observations) -> Option<(SettingsAt, String)> {
    let addresses = observations.host.addresses.iter().enumerate();
    addresses
        .flat_map(|(a, seen)| seen.conversations.iter().enumerate().map(move |(c, one)| (a, c, one)))
        .find_map(|(a, c, conversation)| {
            let settings = conversation.settings.done()?.accepted()?;
            let flags = settings.multitransport.filter(|flags| *flags != MultitransportFlags::default())?;
            let at = report().host().address(a).conversation(c).settings();
            Some((at, flags.to_string()))
        })
}

/// What was not asked, and what an unanswered question leaves open.
pub(super) fn not_checked(observations: &Observations) -> Vec<NotChecked> {
    let note = |why: String| NotChecked { phase: Phase::Udp, why };
    let mut notes = Vec::new();
    match &observations.udp {
        Outcome::Skipped(why) => notes.push(note(why.to_string())),
        Outcome::Done(seen) => notes.extend(open(&seen.rdp).map(note)),
        Outcome::Failed(failure) => notes.push(note(failure.phrase())),
    }
    if let Outcome::Done(StunObservations { server, answer, .. }) = &observations.stun {
        match answer {
            Outcome::Skipped(why) => notes.push(note(format!("the STUN server {server}: {why}"))),
            Outcome::Failed(failure) => {
                notes.push(note(format!("the STUN server {server}: {}", failure.phrase())));
            }
            Outcome::Done(_) => {}
        }
    }
    notes
}

fn open(question: &UdpQuestion) -> Option<String> {
    let failure = question.answer.failed()?;
    let port = question.address.port();
    match failure.kind {
        FailureKind::Refused | FailureKind::Prohibited => None,
        FailureKind::Silence => Some(format!(
            "no answer from UDP {port}; that proves nothing, since a host may answer only clients that it expects"
        )),
        _ => Some(format!("UDP {port}: {}", failure.phrase())),
    }
}
