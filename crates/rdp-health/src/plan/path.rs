//! Whether the way to an address is worth measuring.

use rdp_health_wire::negotiation::SecurityProtocols;

use crate::observe::{AddressObservations, Attempt, PathQuality, Question, READY, Role, TcpFacts};
use crate::options::{CheckOptions, Depth};
use crate::outcome::Skipped;

/// With fewer attempts the rules say nothing.
const FEWEST: u16 = 6;

/// The protocols to ask for in every attempt and how many attempts to make, or why none is made. What a host answered
/// to other questions counts as well: it is to be bothered no more than needed.
pub(crate) fn path(
    role: Role,
    seen: &AddressObservations,
    options: &CheckOptions,
) -> Result<(SecurityProtocols, u16), Skipped> {
    if role != Role::Host {
        return Err(Skipped::NotOfThisRole);
    }
    if options.depth < Depth::Full {
        return Err(Skipped::AtFull);
    }
    if seen.through.is_some() {
        return Err(Skipped::NotThroughProxy);
    }
    if options.path_attempts == 0 {
        return Err(Skipped::SwitchedOff);
    }
    if seen.cut_short.is_some() {
        return Err(Skipped::OutOfTime);
    }
    let mut asked = seen.asked(Question::FIRST);
    match (asked.any(|(_, first)| first.negotiate.done().is_some()), Question::FIRST) {
        (true, Question::Converse { protocols, .. }) => {
            let answered = seen.conversations.iter().filter(|one| one.negotiate.done().is_some()).count();
            let count = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
            let wanted = options.path_attempts;
            Ok((protocols, wanted.saturating_sub(count(answered)).max(FEWEST.min(wanted))))
        }
        _ => Err("the RDP port gave no answer to time".into()),
    }
}

/// Whether it is, and was not measured yet.
pub(crate) fn measures_path(role: Role, seen: &AddressObservations, options: &CheckOptions) -> bool {
    seen.path.is_pending() && path(role, seen, options).is_ok()
}

/// What the conversations of a listing showed of the way, where they were as many as are wanted, and none suffered.
///
/// One that suffered beside others may have suffered from our haste: the way is measured in peace then.
pub(crate) fn path_of_listing(
    role: Role,
    seen: &AddressObservations,
    options: &CheckOptions,
    mut attempts: Vec<Attempt>,
) -> Option<PathQuality> {
    let (_, wanted) = path(role, seen, options).ok()?;
    let enough = usize::from(wanted) <= attempts.len() && !attempts.iter().any(suffered);
    attempts.sort_by_key(|attempt| attempt.connection);
    attempts.truncate(options.path_attempts.into());
    enough.then(|| PathQuality::new(attempts))
}

/// Whether anything was lost, late or missing.
pub(crate) fn suffered(attempt: &Attempt) -> bool {
    let kept = |facts: &TcpFacts| facts.retransmits == 0 && facts.unacknowledged == 0;
    let answered = attempt.negotiate.done().is_some_and(|answer| answer.elapsed < READY);
    !answered || !attempt.kernel.done().is_none_or(kept)
}
