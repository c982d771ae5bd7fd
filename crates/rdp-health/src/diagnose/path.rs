//! Rules about the quality of the way: lost packets fall anywhere, a throttled listener is late with its answers alone.

use super::{Address, CauseId, Confidence, Finding};
use crate::observe::{Attempt, PathQuality};
use crate::outcome::{Failure, FailureKind};

/// With fewer attempts, an accident looks like a habit.
const FEWEST_ATTEMPTS: usize = 5;
/// A lost SYN is repeated after a second; nothing else makes a handshake so much longer than the others.
const REPEATED_SYN_US: u64 = 900_000;
/// An answer that is so late kept its client waiting.
const LATE_ANSWER_US: u64 = 1_000_000;
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

pub(super) fn judge(address: &mut Address<'_>) {
    let Some(quality) = address.seen.path.done() else { return };
    let number = quality.attempts.len();
    if number < FEWEST_ATTEMPTS {
        return;
    }
    let quickest = quickest_us(address, quality);
    let suffered: Vec<Suffered> =
        quality.attempts.iter().map(|attempt| suffered(attempt, quality, quickest)).collect();
    let count = |what: Suffered| suffered.iter().filter(|one| **one == what).count();
    let (opening, later, answer) =
        (count(Suffered::Opening), count(Suffered::Later), count(Suffered::Answer));
    // One in twenty is a habit, and one alone never.
    let enough = number.div_ceil(20).max(2);
    let here = address.seen.address.ip();
    let finding = if OPENINGS_OF_A_LIMIT.max(enough) <= opening && later == 0 {
        Finding::of(CauseId::RdpListenerThrottled, Confidence::Likely).says(format!(
            "{opening} of {number} connections to {here} were let in late, and those that were lost nothing: \
             something limits how many may come."
        ))
    } else if enough <= opening + later {
        let confidence = if 0 < later { Confidence::Likely } else { Confidence::Possible };
        let hit = opening + later;
        Finding::of(CauseId::PathLossy, confidence)
            .says(format!("The way to {here} lost packets in {hit} of {number} short conversations."))
    } else if enough <= answer {
        Finding::of(CauseId::RdpListenerThrottled, Confidence::Likely).says(format!(
            "{here} answered late or not at all in {answer} of {number} short conversations, and no packet was lost."
        ))
    } else {
        if opening + later == 0 {
            address.rule_out(CauseId::PathLossy, format!("{number} short conversations lost nothing"));
        }
        return;
    };
    let throttled = finding.id == CauseId::RdpListenerThrottled;
    let mut finding = finding;
    for (index, (attempt, what)) in quality.attempts.iter().zip(&suffered).enumerate() {
        if *what != Suffered::Nothing {
            let at = format!("/observations/host/addresses/{}/path/value/attempts/{index}", address.index);
            finding = finding.evidence(at, says(attempt, *what));
        }
    }
    // The conversations before said so already, with less to argue by.
    if throttled {
        address.findings.retain(|known| known.id != CauseId::RdpListenerThrottled);
    }
    address.findings.push(finding);
}

/// The quickest that a handshake was, or could have been by what the kernel knows of the round trip.
fn quickest_us(address: &Address<'_>, quality: &PathQuality) -> u64 {
    let conversations = address.seen.conversations.iter().filter_map(|one| one.connect.done());
    let attempts = quality.attempts.iter();
    let connects = attempts.clone().filter_map(|one| one.connect.done()).chain(conversations);
    let round_trips = attempts.filter_map(|one| one.kernel.done()).map(|facts| u64::from(facts.rtt_us));
    connects.map(|connected| connected.elapsed_us).chain(round_trips).min().unwrap_or(0)
}

fn suffered(attempt: &Attempt, quality: &PathQuality, quickest_us: u64) -> Suffered {
    // Where the kernel tells, it knows whether the first packet was sent again or only took its time.
    let kept = attempt.kernel.done().is_some_and(|facts| facts.retransmits == 0);
    let late = |elapsed_us: u64| !kept && quickest_us.saturating_add(REPEATED_SYN_US) <= elapsed_us;
    match (attempt.connect.done(), attempt.connect.failed()) {
        (Some(connected), _) if late(connected.elapsed_us) => {
            let repeated = attempt.kernel.done().map_or(0, |facts| u64::from(facts.retransmits));
            return match openings(connected.elapsed_us.saturating_sub(quickest_us)) < repeated {
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
    let usual = quality.answer.map_or(0, |spread| spread.median_us);
    match attempt.negotiate.done() {
        Some(answer) if answer.elapsed_us < usual.saturating_add(LATE_ANSWER_US) => Suffered::Nothing,
        _ => Suffered::Answer,
    }
}

/// How often the first packet can have been repeated at most in a handshake that is so late: no system does it more than
/// once a second, and what is more fell on later packets.
fn openings(late_us: u64) -> u64 {
    late_us.saturating_add(200_000) / 1_000_000
}

fn says(attempt: &Attempt, what: Suffered) -> String {
    let milliseconds = |us: u64| format!("{} ms", us / 1000);
    let failure = attempt.connect.failed().or(attempt.negotiate.failed());
    match (what, failure, attempt.connect.done(), attempt.negotiate.done()) {
        (Suffered::Opening, None, Some(connected), _) => {
            format!("connected after {}: the first packet was repeated", milliseconds(connected.elapsed_us))
        }
        (Suffered::Later, ..) => {
            let again = attempt.kernel.done().map_or(0, |facts| facts.retransmits);
            format!("{again} packets sent again on the way")
        }
        (_, None, _, Some(answer)) => format!("answered after {}", milliseconds(answer.elapsed_us)),
        (_, failure, ..) => failure.map_or_else(|| "no answer".to_owned(), Failure::phrase),
    }
}

#[cfg(test)]
mod tests;
