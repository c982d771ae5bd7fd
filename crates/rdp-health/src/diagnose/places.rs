//! The rule about one host seen from several places: what works from one and not from another.

use std::net::SocketAddr;

use super::catalogue::CauseId;
use super::filled;
use super::finding::{Confidence, Finding, Verdict};
use super::pointer;
use crate::observe::{Conversation, Observations, Part};
use crate::outcome::{Failure, FailureKind};
use crate::target::TargetSummary;

/// As many places that fail are named as evidence.
const MOST_PLACES: usize = 8;

/// What one place saw and concluded.
pub(crate) struct FromPlace<'a> {
    pub(crate) place: &'a str,
    pub(crate) verdict: Verdict,
    pub(crate) observations: &'a Observations,
}

/// Whether the places disagree in a way that a rule for some sources explains. The evidence points into the merged host:
/// `/seen/0/report/…`.
pub(crate) fn disagree(target: &TargetSummary, seen: &[FromPlace<'_>]) -> Option<Finding> {
    let mut shut_out = seen.iter().enumerate().filter_map(|(index, from)| {
        let failing = matches!(from.verdict, Verdict::Failing | Verdict::Inconclusive);
        let (address, place, failure) = from.shut_out().filter(|_| failing)?;
        let (other, opened) = seen.iter().enumerate().find_map(|(other, from)| {
            let works = matches!(from.verdict, Verdict::Healthy | Verdict::Degraded);
            Some((other, from.answers(address).filter(|_| works)?))
        })?;
        Some(((index, address, place, failure), (other, opened)))
    });
    let (first, (works, opened)) = shut_out.next()?;
    let all: Vec<_> = std::iter::once(first).chain(shut_out.map(|(out, _)| out)).take(MOST_PLACES).collect();
    let named = |index: usize| seen.get(index).map_or("", |from| from.place);
    let places: Vec<&str> = all.iter().map(|(index, ..)| named(*index)).collect();
    let (_, address, _, failure) = first;
    let mut finding = Finding::of(CauseId::SourceBlocked, Confidence::Possible).says(format!(
        "{address} answers Remote Desktop from {}, but not from {}: {}. A rule may admit some sources only; a fault \
         that began or ended between the two checks looks the same.",
        named(works),
        places.join(", "),
        failure.phrase()
    ));
    finding = finding.evidence(
        at(works, opened.0, opened.1, Part::Connect),
        format!("from {}: connected to {address}", named(works)),
    );
    for (index, address, (of_address, conversation, part), failure) in all {
        let says = format!("from {}: {address}: {}", named(index), failure.phrase());
        finding = finding.evidence(at(index, of_address, conversation, part), says);
    }
    filled::fill(target, &mut finding);
    Some(finding)
}

fn at(seen: usize, address: usize, conversation: usize, part: Part) -> String {
    pointer::report_from_place(seen).host().address(address).conversation(conversation).part(part)
}

impl<'a> FromPlace<'a> {
    /// The address at which this place was shut out, where that is seen, and how.
    fn shut_out(&self) -> Option<(SocketAddr, (usize, usize, Part), &'a Failure)> {
        let mut addresses = self.observations.host.addresses.iter().enumerate();
        addresses.find_map(|(index, seen)| {
            // What a proxy does is no matter of this place.
            let direct = seen.through.is_none();
            let answers = seen.conversations.iter().any(got_in);
            let (last, conversation) = seen.conversations.iter().enumerate().next_back()?;
            let (part, failure) = conversation.failed().filter(|(part, failure)| is_shut(*part, failure))?;
            (direct && !answers).then_some((seen.address, (index, last, part), failure))
        })
    }

    /// Where this place reached the address.
    fn answers(&self, address: SocketAddr) -> Option<(usize, usize)> {
        let mut addresses = self.observations.host.addresses.iter().enumerate();
        addresses.find_map(|(index, seen)| {
            let same = seen.address == address && seen.through.is_none();
            let conversation = seen.conversations.iter().position(got_in)?;
            same.then_some((index, conversation))
        })
    }
}

/// Whether the other side spoke Remote Desktop, or TLS, at all.
fn got_in(conversation: &Conversation) -> bool {
    conversation.connect.done().is_some()
        && (conversation.negotiate.done().is_some()
            || conversation.tls.done().is_some()
            || conversation.http.done().is_some())
}

/// What a device or a host does to a source that it does not admit: this computer's own troubles are not among it.
fn is_shut(part: Part, failure: &Failure) -> bool {
    match part {
        Part::Connect => matches!(
            failure.kind,
            FailureKind::Refused
                | FailureKind::Reset
                | FailureKind::Silence
                | FailureKind::Prohibited
                | FailureKind::HostUnreachable
                | FailureKind::NetworkUnreachable
        ),
        // A device may accept, look who asks, and hang up.
        Part::Negotiate => {
            matches!(failure.kind, FailureKind::Reset | FailureKind::Closed | FailureKind::Silence)
        }
        _ => false,
    }
}
