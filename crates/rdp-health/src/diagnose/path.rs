//! Rules about the quality of the way: lost packets fall anywhere, a throttled listener is late with its answers alone.

use std::time::Duration;

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Address;
use crate::observe::{Attempt, PathQuality};
use crate::outcome::{Failure, FailureKind};

/// With fewer attempts, an accident looks like a habit.
const FEWEST_ATTEMPTS: usize = 5;
/// A lost SYN is repeated after a second; nothing else makes a handshake so much longer than the others.
const REPEATED_SYN: Duration = Duration::from_millis(900);
/// An answer that is so late kept its client waiting.
const LATE_ANSWER: Duration = Duration::from_secs(1);
/// Loss falls on later packets as often as on the first: so many first ones in a row are no accident.
const OPENINGS_OF_A_LIMIT: usize = 4;

/// What one attempt suffered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Suffered {
    Nothing,
    /// The first packet, or the answer to it, was lost.
    Opening,
    /// A later packet was lost.
    Later,
    /// Nothing was lost, and the answer came late or not at all.
    Answer,
}

pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some(quality) = address.seen.path.done() else { return said };
    let number = quality.attempts.len();
    if number < FEWEST_ATTEMPTS {
        return said;
    }
    let quickest = quickest(address, quality);
    let suffered: Vec<Suffered> =
        quality.attempts.iter().map(|attempt| suffered(attempt, quality, quickest)).collect();
    let count = |what: Suffered| suffered.iter().filter(|one| **one == what).count();
    let (opening, later, answer) =
        (count(Suffered::Opening), count(Suffered::Later), count(Suffered::Answer));
    let hit = opening.saturating_add(later);
    // One in twenty is a habit, and one alone never.
    let enough = number.div_ceil(20).max(2);
    let here = address.seen.address.ip();
    let finding = if OPENINGS_OF_A_LIMIT.max(enough) <= opening && later == 0 {
        Finding::of(CauseId::RdpListenerThrottled, Confidence::Likely).says(format!(
            "{opening} of {number} connections to {here} opened late, and the others lost nothing: something limits \
             the connection rate."
        ))
    } else if enough <= hit {
        let confidence = if 0 < later { Confidence::Likely } else { Confidence::Possible };
        Finding::of(CauseId::PathLossy, confidence)
            .says(format!("The path to {here} lost packets in {hit} of {number} short connections."))
    } else if enough <= answer {
        Finding::of(CauseId::RdpListenerThrottled, Confidence::Likely).says(format!(
            "{here} answered late or not at all in {answer} of {number} short connections, although no packet was \
             lost."
        ))
    } else {
        if hit == 0 {
            said.rule_out(CauseId::PathLossy, format!("{number} short connections lost no packet"));
        }
        return said;
    };
    let mut finding = finding;
    for (index, (attempt, what)) in quality.attempts.iter().zip(&suffered).enumerate() {
        if *what != Suffered::Nothing {
            finding = finding.evidence(address.place().attempt(index), says(attempt, *what));
        }
    }
    said.find(finding);
    said
}

/// The quickest that a handshake was, or could have been by what the kernel knows of the round trip.
fn quickest(address: &Address<'_>, quality: &PathQuality) -> Duration {
    let conversations = address.seen.conversations.iter().filter_map(|one| one.connect.done());
    let attempts = quality.attempts.iter();
    let connects = attempts.clone().filter_map(|one| one.connect.done()).chain(conversations);
    let round_trips = attempts.filter_map(|one| one.kernel.done()).map(|facts| facts.rtt);
    connects.map(|connected| connected.elapsed).chain(round_trips).min().unwrap_or_default()
}

fn suffered(attempt: &Attempt, quality: &PathQuality, quickest: Duration) -> Suffered {
    // Where the kernel tells, it knows whether the first packet was sent again or only took its time.
    let kept = attempt.kernel.done().is_some_and(|facts| facts.retransmits == 0);
    let late = |elapsed: Duration| !kept && quickest.saturating_add(REPEATED_SYN) <= elapsed;
    match (attempt.connect.done(), attempt.connect.failed()) {
        (Some(connected), _) if late(connected.elapsed) => {
            let repeated = attempt.kernel.done().map_or(0, |facts| u64::from(facts.retransmits));
            return match openings(connected.elapsed.saturating_sub(quickest)) < repeated {
                true => Suffered::Later,
                false => Suffered::Opening,
            };
        }
        (None, Some(Failure { kind: FailureKind::Silence, .. })) => return Suffered::Opening,
        (None, _) => return Suffered::Answer,
        _ => {}
    }
    if attempt.kernel.done().is_some_and(|facts| 0 < facts.retransmits || 0 < facts.unacknowledged) {
        return Suffered::Later;
    }
    let usual = quality.answer.map_or(Duration::ZERO, |spread| spread.median);
    match attempt.negotiate.done() {
        Some(answer) if answer.elapsed < usual.saturating_add(LATE_ANSWER) => Suffered::Nothing,
        _ => Suffered::Answer,
    }
}

/// How often the first packet can have been repeated at most in a handshake that is so late: no system does it more than
/// once a second, and what is more fell on later packets.
fn openings(late: Duration) -> u64 {
    late.saturating_add(Duration::from_millis(200)).as_secs()
}

fn says(attempt: &Attempt, what: Suffered) -> String {
    let milliseconds = |time: Duration| format!("{} ms", time.as_millis());
    let failure = attempt.connect.failed().or(attempt.negotiate.failed());
    match (what, failure, attempt.connect.done(), attempt.negotiate.done()) {
        (Suffered::Opening, None, Some(connected), _) => {
            format!("connected after {}: the first packet was sent again", milliseconds(connected.elapsed))
        }
        (Suffered::Later, ..) => {
            let again = attempt.kernel.done().map_or(0, |facts| facts.retransmits);
            format!("{again} packets were sent again")
        }
        (_, None, _, Some(answer)) => format!("answered after {}", milliseconds(answer.elapsed)),
        (_, failure, ..) => failure.map_or_else(|| "no answer".to_owned(), Failure::phrase),
    }
}

#[cfg(test)]
mod tests;
