//! Where the failures fall decides what they are called.

use std::time::SystemTime;

use rdp_health_wire::negotiation::{ResponseFlags, SecurityProtocols};

use super::*;
use crate::diagnose::diagnose;
use crate::observe::{
    AddressObservations, Connected, Conversation, Endpoint, Negotiated, NegotiationAnswer, Observations,
    Question, Role, TcpFacts,
};
use crate::outcome::{ClosedBy, Outcome, Phase};
use crate::policy::Policy;
use crate::target::{Target, TargetSummary};

fn answered(elapsed_us: u64) -> Outcome<Negotiated> {
    let (protocol, flags) = (SecurityProtocols::HYBRID_EX, ResponseFlags::default());
    let answer = NegotiationAnswer::Selected { protocol, flags };
    Outcome::Done(Negotiated::new(
        SecurityProtocols::MSTSC,
        answer,
        String::new(),
        Duration::from_micros(elapsed_us),
    ))
}

fn attempt(connect_us: u64, answer_us: u64, retransmits: Option<u32>) -> Attempt {
    let mut attempt = Attempt::new(1);
    attempt.connect =
        Outcome::Done(Connected::new(([127, 0, 0, 1], 1).into(), Duration::from_micros(connect_us)));
    attempt.negotiate = answered(answer_us);
    if let Some(retransmits) = retransmits {
        attempt.kernel = Outcome::Done(TcpFacts {
            rtt: Duration::from_millis(20),
            rtt_variation: Duration::from_millis(1),
            retransmits,
            mss: 1460,
            path_mtu: 1500,
            unacknowledged: 0,
        });
    }
    attempt
}

fn unanswered(kind: FailureKind) -> Attempt {
    let mut attempt = attempt(20_000, 0, Some(0));
    attempt.negotiate =
        Outcome::Failed(Failure::new(Phase::Negotiate, "test", kind, ClosedBy::PeerFin, Duration::ZERO));
    attempt
}

/// The finding about the way, and its confidence, when these attempts go beside eight good ones.
fn found(odd: Vec<Attempt>) -> Option<(CauseId, Confidence)> {
    let mut attempts = vec![attempt(20_000, 20_000, Some(0)); 8];
    attempts.extend(odd);
    let mut seen = AddressObservations::new(([127, 0, 0, 1], 3389).into());
    let mut first = Conversation::new(1, Question::FIRST, "test");
    first.negotiate = answered(20_000);
    seen.conversations = vec![first];
    seen.path = Outcome::Done(PathQuality::new(attempts));
    let mut observations = Observations::new(Endpoint::new(Role::Host, "srv01", 3389));
    observations.host.addresses.push(seen);
    let target = TargetSummary::from(&Target::parse("127.0.0.1").unwrap());
    let diagnosis = diagnose(&observations, &target, &Policy::default(), &[], SystemTime::UNIX_EPOCH);
    let about = [CauseId::PathLossy, CauseId::RdpListenerThrottled];
    let mut findings = diagnosis.findings.into_iter().filter(|finding| about.contains(&finding.id));
    let first = findings.next().map(|finding| (finding.id, finding.confidence));
    assert!(findings.next().is_none(), "one fault, one finding");
    first
}

#[test]
fn a_way_that_is_slow_or_uneven_or_lost_one_packet_is_healthy() {
    assert_eq!(found(vec![]), None);
    assert_eq!(found(vec![attempt(320_000, 300_000, Some(0)), attempt(80_000, 900_000, Some(0))]), None);
    assert_eq!(found(vec![attempt(20_000, 220_000, Some(1)), attempt(20_000, 20_000, Some(0))]), None);
    assert_eq!(found(vec![attempt(1_020_000, 20_000, None), attempt(20_000, 20_000, None)]), None);
    assert_eq!(found(vec![unanswered(FailureKind::Closed)]), None);
}

#[test]
fn loss_falls_on_every_kind_of_packet() {
    let both = vec![attempt(1_020_000, 20_000, Some(1)), attempt(20_000, 220_000, Some(1))];
    assert_eq!(found(both), Some((CauseId::PathLossy, Confidence::Likely)));
    // Four late openings look like a limit, but what was repeated once more was no opening.
    let mut openings = vec![attempt(1_020_000, 20_000, Some(1)); 4];
    openings.push(attempt(3_020_000, 220_000, Some(4)));
    assert_eq!(found(openings), Some((CauseId::PathLossy, Confidence::Likely)));
    let openings = vec![attempt(1_020_000, 20_000, None); 2];
    assert_eq!(found(openings), Some((CauseId::PathLossy, Confidence::Possible)));
}

#[test]
fn a_limit_falls_on_openings_and_a_throttled_listener_on_answers() {
    let throttled = Some((CauseId::RdpListenerThrottled, Confidence::Likely));
    assert_eq!(found(vec![attempt(1_020_000, 20_000, Some(1)); 4]), throttled);
    assert_eq!(found(vec![attempt(20_000, 3_000_000, Some(0)); 2]), throttled);
    assert_eq!(found(vec![unanswered(FailureKind::Closed), unanswered(FailureKind::Silence)]), throttled);
}
