//! Whether the way to an address is worth measuring.

use super::FIRST;
use crate::observe::{AddressObservations, Question};
use crate::options::{CheckOptions, Depth};

/// The protocols to ask for in every attempt, or why none is made.
pub(crate) fn path(seen: &AddressObservations, options: &CheckOptions) -> Result<u32, &'static str> {
    if options.depth < Depth::Full {
        return Err("part of depth full only");
    }
    if options.path_attempts == 0 {
        return Err("switched off by the caller");
    }
    if seen.cut_short.is_some() {
        return Err("the time for this host was used up");
    }
    let mut asked = seen.asked(FIRST);
    match (asked.any(|(_, first)| first.negotiate.done().is_some()), FIRST) {
        (true, Question::Converse { protocols, .. }) => Ok(protocols),
        _ => Err("the RDP port gave no answer that could be timed"),
    }
}
