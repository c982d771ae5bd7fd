//! Which other ports of an address are worth asking, and what: only where its RDP port says too little.

use rdp_health_wire::negotiation::SecurityProtocols;

use crate::observe::{
    AddressObservations, Conversation, OF_WINDOWS, OtherPort, PortQuestion, Question, Role, synthetic,
};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Failure, FailureKind, Skipped};
use crate::target::{DEFAULT_PORT, Target};

/// A question to another port, and why it is worth asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PortStep {
    pub(crate) port: u16,
    pub(crate) question: PortQuestion,
    pub(crate) why: &'static str,
}

const ALIVE: &str = "the RDP port is silent: does anything at this address answer?";
const HELD: &str = "every connection is closed: does another port of this address keep one open?";
const HIDES: &str = "silence: does the host refuse connections to unused ports, or hide them?";
const NOBODYS: &str = "the address may be one that a proxy or VPN client made up: does it accept every port?";
const STANDS_IN: &str = "the port accepts but sends nothing: does an unused port accept connections too?";
const SYSTEM: &str = "the port refuses: which system does the host run?";
/// SSH, whose servers name themselves.
const SSH_PORT: u16 = 22;
/// Where WSL and the second daemon of GNOME Remote Desktop listen while another service has 3389.
const SECOND_PORT: u16 = 3390;
const MOVED: &str = "nothing on the given port: does Remote Desktop answer on another given port?";

/// The next question to another port; `None` = every one was put, or a port settled it.
pub(super) fn next(
    role: Role,
    seen: &AddressObservations,
    target: &Target,
    options: &CheckOptions,
) -> Result<Option<PortStep>, Skipped> {
    let steps = other_ports(role, seen, target, options)?;
    let asked = seen.other_ports.done().map_or(&[][..], Vec::as_slice);
    // A refusal or an acceptance says that the host is there; which it is does not matter then.
    let answers = |question| matches!(question, PortQuestion::Knock | PortQuestion::Greet);
    let alive = asked.iter().any(|other| match other.question {
        PortQuestion::Unused => other.refused(),
        question => answers(question) && other.answered(),
    });
    // Where the host hides nothing it matters whether it is Windows: Linux drops what a full queue cannot take.
    let system_matters = alive && !asked.iter().any(OtherPort::is_of_windows);
    let settled = |step: &PortStep| {
        let same = |other: &OtherPort| other.question == step.question && other.settles();
        asked.iter().any(|other| other.port == step.port || same(other))
            || alive && step.why == ALIVE && !(system_matters && OF_WINDOWS.contains(&step.port))
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
        return Err("the RDP port was not checked".into());
    };
    let reached = last.connect.failed().map(|failure| failure.kind);
    let unanswered = last.negotiate.failed();
    let silent = reached == Some(FailureKind::Silence);
    let refused = reached == Some(FailureKind::Refused);
    let foreign = unanswered.is_some_and(|failure| failure.kind == FailureKind::ForeignBytes);
    // Where some other request was answered, somebody is there.
    let answers = |one: &Conversation| one.negotiate.done().is_some() || one.greeting.done().is_some();
    let unanswered = unanswered.filter(|_| !seen.conversations.iter().any(answers));
    let cut = unanswered.is_some_and(Failure::is_cut);
    let mute = unanswered.is_some_and(|failure| failure.kind == FailureKind::Silence);
    if !(silent || refused || foreign || cut || mute) {
        return Err("the RDP port itself identifies the host".into());
    }
    if options.depth < Depth::Standard {
        return Err(Skipped::NotAtQuick);
    }
    if options.also_ports.is_empty() && options.unused_port.is_none() {
        return Err(Skipped::SwitchedOff);
    }
    let rdp = |port| PortStep {
        port,
        question: PortQuestion::Rdp { protocols: SecurityProtocols::MSTSC },
        why: MOVED,
    };
    // A host that is really there refuses it.
    let made_up = cut && synthetic(seen.address.ip()).is_some();
    let unused = options.unused_port.filter(|_| silent || mute || made_up).map(|port| PortStep {
        port,
        question: PortQuestion::Unused,
        why: match (silent, made_up) {
            (true, _) => HIDES,
            (_, true) => NOBODYS,
            _ => STANDS_IN,
        },
    });
    let mut ports: Vec<u16> = target.other_port.into_iter().collect();
    ports.extend(options.also_ports.iter().copied().filter(|port| Some(*port) != target.other_port));
    let named = ports.into_iter().filter_map(|port| match port {
        _ if mute => None,
        // Where Remote Desktop may well be.
        _ if port == DEFAULT_PORT || Some(port) == target.other_port => Some(rdp(port)),
        SECOND_PORT if refused => Some(rdp(port)),
        SSH_PORT if silent => Some(PortStep { port, question: PortQuestion::Greet, why: ALIVE }),
        SSH_PORT if refused => Some(PortStep { port, question: PortQuestion::Greet, why: SYSTEM }),
        _ if silent => Some(PortStep { port, question: PortQuestion::Knock, why: ALIVE }),
        _ if cut => Some(PortStep { port, question: PortQuestion::Hold, why: HELD }),
        _ => None,
    });
    let steps: Vec<PortStep> =
        unused.into_iter().chain(named).filter(|step| step.port != seen.address.port()).collect();
    match steps.is_empty() {
        true => Err("the RDP port refuses connections".into()),
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
        let options = CheckOptions::default().also_ports([445, 3389, 22]);
        let knock = vec![(4, PortQuestion::Unused), (445, PortQuestion::Knock), (22, PortQuestion::Greet)];
        assert_eq!(asked(&connect_failed(3389, FailureKind::Silence), &options), Ok(knock));
    }

    #[test]
    fn a_port_that_was_moved_away_from_leads_to_the_default() {
        let rdp = (3389, PortQuestion::Rdp { protocols: SecurityProtocols::MSTSC });
        let options = CheckOptions::default().also_ports([3389, 445]);
        assert_eq!(asked(&connect_failed(3390, FailureKind::Refused), &options), Ok(vec![rdp]));
        let silent = connect_failed(3390, FailureKind::Silence);
        let asked = asked(&silent, &options.unused_port(None));
        assert_eq!(asked, Ok(vec![rdp, (445, PortQuestion::Knock)]));
    }

    #[test]
    fn the_other_port_of_an_rdp_file_counts_as_named() {
        let target = Target::from_rdp_file("full address:s:127.0.0.1:3389\nserver port:i:3390\n").unwrap();
        let seen = connect_failed(3389, FailureKind::Refused);
        let steps = other_ports(Role::Host, &seen, &target, &CheckOptions::default()).unwrap();
        let [step, _ssh] = &steps[..] else { panic!("{steps:?}") };
        assert_eq!(
            (step.port, step.question),
            (3390, PortQuestion::Rdp { protocols: SecurityProtocols::MSTSC })
        );
    }

    #[test]
    fn a_refusal_leads_to_the_second_port_and_to_the_name_of_the_system() {
        let rdp = (3390, PortQuestion::Rdp { protocols: SecurityProtocols::MSTSC });
        let refused = connect_failed(3389, FailureKind::Refused);
        assert_eq!(asked(&refused, &CheckOptions::default()), Ok(vec![rdp, (22, PortQuestion::Greet)]));
    }

    fn push(seen: &mut AddressObservations, port: OtherPort) {
        let mut ports = seen.other_ports.done().cloned().unwrap_or_default();
        ports.push(port);
        seen.other_ports = Outcome::Done(ports);
    }

    #[test]
    fn who_refuses_where_nobody_listens_is_asked_no_more() {
        let mut seen = connect_failed(3389, FailureKind::Silence);
        let mut unused = OtherPort::new(2, 4, PortQuestion::Unused, "test");
        unused.connect = failed(FailureKind::Refused);
        seen.other_ports = Outcome::Done(vec![unused]);
        let target = Target::new(Host::Address(seen.address.ip()), 3389);
        let options = CheckOptions::default().also_ports([445, 135]);
        let next = |seen: &AddressObservations| {
            next(Role::Host, seen, &target, &options).map(|step| step.map(|step| step.port))
        };
        // Only whether it is Windows is still of interest.
        assert_eq!(next(&seen), Ok(Some(135)));
        let mut files = OtherPort::new(3, 135, PortQuestion::Knock, "test");
        files.connect = failed(FailureKind::Refused);
        push(&mut seen, files);
        assert_eq!(next(&seen), Ok(None));
    }

    #[test]
    fn a_mute_port_is_compared_with_one_that_nobody_uses() {
        let mut mute = cut();
        mute.conversations[0].negotiate = failed(FailureKind::Silence);
        let options = CheckOptions::default();
        assert_eq!(asked(&mute, &options), Ok(vec![(4, PortQuestion::Unused)]));
    }

    #[test]
    fn an_address_that_may_be_made_up_is_asked_for_a_port_that_nobody_uses() {
        let options = CheckOptions::default().also_ports([445]);
        let mut seen = cut();
        seen.address.set_ip([198, 18, 0, 5].into());
        assert_eq!(asked(&seen, &options), Ok(vec![(4, PortQuestion::Unused), (445, PortQuestion::Hold)]));
        // What answers is asked nothing, wherever it is.
        seen.conversations[0].negotiate = Outcome::Skipped(Skipped::NotReached);
        assert!(asked(&seen, &options).is_err());
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
        assert!(asked(&connect_failed(3389, FailureKind::NoLocalRoute), &options).is_err());
        assert_eq!(asked(&silent, &options.clone().depth(Depth::Quick)), Err(Skipped::NotAtQuick));
        assert_eq!(asked(&silent, &options.also_ports([]).unused_port(None)), Err(Skipped::SwitchedOff));
    }
}
