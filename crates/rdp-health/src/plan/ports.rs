//! Which other ports of an address are worth asking, and what: only where its RDP port says too little.

use rdp_health_wire::negotiation::SecurityProtocols;

use crate::observe::{AddressObservations, PortQuestion, Question, Role};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{FailureKind, Skipped};
use crate::target::{DEFAULT_PORT, Target};

/// A question to another port, and why it is worth asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PortStep {
    pub(crate) port: u16,
    pub(crate) question: PortQuestion,
    pub(crate) why: &'static str,
}

const ALIVE: &str = "the RDP port is silent: does anything at this address answer?";
const HELD: &str = "every connection is cut: does another port of this address hold one?";
const MOVED: &str = "nothing on the port that was named: does Remote Desktop answer on another named one?";

/// The next question to another port; `None` = every one was put, or a port settled it.
pub(super) fn next(
    role: Role,
    seen: &AddressObservations,
    target: &Target,
    options: &CheckOptions,
) -> Result<Option<PortStep>, Skipped> {
    let steps = other_ports(role, seen, target, options)?;
    let asked = seen.other_ports.done().map_or(&[][..], Vec::as_slice);
    let settled = |step: &PortStep| {
        asked
            .iter()
            .any(|other| other.port == step.port || other.question == step.question && other.settles())
    };
    Ok(steps.into_iter().find(|step| !settled(step)))
}

/// The questions to other ports, each kind up to the first that has an answer; or why there is none.
///
/// INVARIANT: only ports that were named are asked: by the options and by the `.rdp` file.
fn other_ports(
    role: Role,
    seen: &AddressObservations,
    target: &Target,
    options: &CheckOptions,
) -> Result<Vec<PortStep>, Skipped> {
    if seen.through.is_some() {
        return Err(Skipped::NotThroughProxy);
    }
    if seen.cut_short.is_some() {
        return Err(Skipped::OutOfTime);
    }
    if role != Role::Host {
        return Err(Skipped::NotOfThisRole);
    }
    let Some((_, last)) = seen.last(Question::FIRST) else {
        return Err("nothing was asked of the RDP port".into());
    };
    let reached = last.connect.failed().map(|failure| failure.kind);
    let answered = last.negotiate.failed().map(|failure| (failure.kind, failure.received));
    let silent = reached == Some(FailureKind::Silence);
    let refused = reached == Some(FailureKind::Refused);
    let foreign = matches!(answered, Some((FailureKind::ForeignBytes, _)));
    let cut = matches!(answered, Some((FailureKind::Closed | FailureKind::Reset, 0)))
        // Some other request was answered: somebody is there.
        && seen.conversations.iter().all(|c| c.negotiate.done().is_none() && c.greeting.done().is_none());
    if !(silent || refused || foreign || cut) {
        return Err("the RDP port itself says who is there".into());
    }
    if options.depth < Depth::Standard {
        return Err(Skipped::NotAtQuick);
    }
    if options.also_ports.is_empty() {
        return Err(Skipped::SwitchedOff);
    }
    let rdp = |port| PortStep {
        port,
        question: PortQuestion::Rdp { protocols: SecurityProtocols::MSTSC },
        why: MOVED,
    };
    let mut ports: Vec<u16> = target.other_port.into_iter().collect();
    ports.extend(options.also_ports.iter().copied().filter(|port| Some(*port) != target.other_port));
    let steps: Vec<PortStep> = ports
        .into_iter()
        .filter(|port| *port != seen.address.port())
        .filter_map(|port| match port {
            // Where Remote Desktop may well be.
            _ if port == DEFAULT_PORT || Some(port) == target.other_port => Some(rdp(port)),
            _ if silent => Some(PortStep { port, question: PortQuestion::Knock, why: ALIVE }),
            _ if cut => Some(PortStep { port, question: PortQuestion::Hold, why: HELD }),
            _ => None,
        })
        .collect();
    match steps.is_empty() {
        true => Err("the RDP port answers with a refusal".into()),
        false => Ok(steps),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use rdp_health_wire::negotiation::SecurityProtocols;

    use crate::observe::{Conversation, Greeting};
    use crate::outcome::{ClosedBy, Failure, Outcome, Phase};
    use crate::target::Host;

    fn failed<T>(kind: FailureKind) -> Outcome<T> {
        Outcome::Failed(Failure::new(Phase::Connect, "test", kind, ClosedBy::PeerRst, Duration::ZERO))
    }

    fn connect_failed(port: u16, kind: FailureKind) -> AddressObservations {
        let mut seen = AddressObservations::new(([127, 0, 0, 1], port).into());
        let mut conversation = Conversation::new(1, Question::FIRST, "test");
        conversation.connect = failed(kind);
        seen.conversations = vec![conversation];
        seen
    }

    fn cut() -> AddressObservations {
        let mut seen = AddressObservations::new(([127, 0, 0, 1], 3389).into());
        let mut conversation = Conversation::new(1, Question::FIRST, "test");
        conversation.negotiate = failed(FailureKind::Closed);
        seen.conversations = vec![conversation];
        seen
    }

    fn asked(
        seen: &AddressObservations,
        options: &CheckOptions,
    ) -> Result<Vec<(u16, PortQuestion)>, Skipped> {
        let target = Target::new(Host::Address(seen.address.ip()), seen.address.port());
        let steps = other_ports(Role::Host, seen, &target, options)?;
        Ok(steps.into_iter().map(|step| (step.port, step.question)).collect())
    }

    #[test]
    fn a_silent_port_leads_to_the_usual_ones() {
        let options = CheckOptions::default().also_ports([445, 3389, 80]);
        let knock = vec![(445, PortQuestion::Knock), (80, PortQuestion::Knock)];
        assert_eq!(asked(&connect_failed(3389, FailureKind::Silence), &options), Ok(knock));
    }

    #[test]
    fn a_port_that_was_moved_away_from_leads_to_the_default() {
        let rdp = (3389, PortQuestion::Rdp { protocols: SecurityProtocols::MSTSC });
        let options = CheckOptions::default().also_ports([3389, 445]);
        assert_eq!(asked(&connect_failed(3390, FailureKind::Refused), &options), Ok(vec![rdp]));
        let silent = connect_failed(3390, FailureKind::Silence);
        assert_eq!(asked(&silent, &options), Ok(vec![rdp, (445, PortQuestion::Knock)]));
    }

    #[test]
    fn the_other_port_of_an_rdp_file_counts_as_named() {
        let target = Target::from_rdp_file("full address:s:127.0.0.1:3389\nserver port:i:3390\n").unwrap();
        let seen = connect_failed(3389, FailureKind::Refused);
        let steps = other_ports(Role::Host, &seen, &target, &CheckOptions::default()).unwrap();
        let [step] = &steps[..] else { panic!("{steps:?}") };
        assert_eq!(
            (step.port, step.question),
            (3390, PortQuestion::Rdp { protocols: SecurityProtocols::MSTSC })
        );
    }

    #[test]
    fn a_port_that_cuts_everything_is_compared_with_others() {
        let options = CheckOptions::default().also_ports([445]);
        assert_eq!(asked(&cut(), &options), Ok(vec![(445, PortQuestion::Hold)]));
        let mut identified = cut();
        let mut conversation = Conversation::new(2, Question::WEB, "test");
        conversation.greeting = Outcome::Done(Greeting::new("HTTP", String::new(), Duration::from_micros(1)));
        identified.conversations.push(conversation);
        assert!(asked(&identified, &options).is_err());
    }

    #[test]
    fn nobody_else_is_asked_where_the_port_speaks_or_the_caller_forbids() {
        let silent = connect_failed(3389, FailureKind::Silence);
        let options = CheckOptions::default();
        assert!(asked(&connect_failed(3389, FailureKind::Refused), &options).is_err());
        assert!(asked(&connect_failed(3389, FailureKind::NoLocalRoute), &options).is_err());
        assert_eq!(asked(&silent, &options.clone().depth(Depth::Quick)), Err(Skipped::NotAtQuick));
        assert_eq!(asked(&silent, &options.also_ports([])), Err(Skipped::SwitchedOff));
    }
}
