//! Rules about an address that stays silent, or that the network says is not there: filtered, off, or out of reach?

use std::net::IpAddr;
use std::time::Duration;

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::pointer::report;
use super::ports;
use super::said::Said;
use super::scene::Address;
use crate::observe::{NextHop, OtherPort, PortQuestion, Question, Route};
use crate::outcome::{Failure, FailureKind};

/// A router says at once that it has no way; that nobody answers at an address takes seconds of asking.
/// (ARP and neighbour discovery ask three times, a second apart.) A loaded computer hears of either late.
const ASKING: Duration = Duration::from_secs(1);

/// What an unanswered connection request is a sign of.
pub(super) fn silence(said: &mut Said, address: &Address<'_>) -> Vec<Finding> {
    let mut found = of_silence(said, address);
    found.extend(no_longer_let_in(address));
    found
}

/// The address answered this client before, as an earlier report says.
fn no_longer_let_in(address: &Address<'_>) -> Option<Finding> {
    let here = address.seen.address;
    let earlier = address.scene.observations.earlier.iter().enumerate();
    let (index, before) = earlier.rev().find(|(_, before)| before.address == here)?;
    Some(
        Finding::of(CauseId::SourceBanned, Confidence::Possible)
            .says(format!(
                "{here} answered this computer at {}, but now drops its connections: this computer may be banned, or \
                 connect more often than a limit allows. Checks count as well: run them less often.",
                before.seen_at
            ))
            .evidence(report().earlier(index).certificate(), format!("answered at {}", before.seen_at)),
    )
}

/// The first connections of this check were taken, and later ones dropped, or no longer answered.
pub(super) fn dropped_later(address: &Address<'_>) -> Said {
    let seen = address.seen;
    let first = address.seen.last(address.first()).map(|(_, first)| first);
    let Some((index, last)) = seen.conversations.iter().enumerate().next_back() else {
        return Said::default();
    };
    if seen.through.is_some() || first.is_none_or(|first| first.connect.done().is_none()) {
        return Said::default();
    }
    let silent = |failure: &&Failure| failure.kind == FailureKind::Silence;
    let place = seen.place();
    let limits = "something limits how often a client may connect, or bans it. The check itself may trigger this, \
        and so may clients that reconnect.";
    let said = |says: String| {
        Finding::of(CauseId::SourceBanned, Confidence::Possible).severity(Severity::Warning).says(says)
    };
    // Bans of Linux reject the connection as often as they drop it.
    let shut_out = |failure: &&Failure| {
        silent(failure)
            || matches!(
                failure.kind,
                FailureKind::Refused
                    | FailureKind::Prohibited
                    | FailureKind::HostUnreachable
                    | FailureKind::Reset
            )
    };
    let never_let_in = seen.conversations.iter().enumerate().rev().find_map(|(index, one)| {
        let failure = one.connect.failed().filter(shut_out)?;
        seen.asked(one.question).all(|(_, same)| same.connect.done().is_none()).then_some((index, failure))
    });
    if let Some((index, failure)) = never_let_in {
        let taken = seen.conversations.iter().filter(|one| one.connect.done().is_some()).count();
        let (what, or_gone) = match failure.kind {
            FailureKind::Refused => ("refused", "the service ended, or "),
            FailureKind::Prohibited => ("prohibited", ""),
            FailureKind::HostUnreachable => ("was unreachable for", "the way to it broke, or "),
            FailureKind::Reset => ("cut off", ""),
            _ => ("dropped", ""),
        };
        let connections = if taken == 1 { "connection" } else { "connections" };
        let says = format!(
            "{place} accepted {taken} {connections} of this check and {what} others: {or_gone}{limits}"
        );
        return Some(said(says).evidence(address.at(index).connect(), failure.phrase())).into();
    }
    // Whether it answers the first request still was asked because it cut off others.
    if let Some((index, again)) = seen.last(Question::AGAIN)
        && let Some(failure) = again.negotiate.failed().filter(|failure| silent(failure) || failure.is_cut())
    {
        let says = format!(
            "{place} answered a request at the beginning of this check, but now cuts off the same request: {limits}"
        );
        return Some(said(says).evidence(address.at(index).negotiate(), failure.phrase())).into();
    }
    // The same request that was answered at first. Another one may go unanswered for what it asks.
    let same = matches!(last.question, Question::Converse { .. } | Question::Hello { .. })
        && last.question.protocols() == address.first().protocols()
        && first.is_some_and(|first| first.negotiate.done().is_some());
    match last.negotiate.failed().filter(silent) {
        Some(failure) if same => {
            let says = format!(
                "{place} answered a request at the beginning of this check, but no longer answers the same request: \
                 {limits}"
            );
            Some(said(says).evidence(address.at(index).negotiate(), failure.phrase())).into()
        }
        _ => Said::default(),
    }
}

fn of_silence(said: &mut Said, address: &Address<'_>) -> Vec<Finding> {
    let here = address.seen.address;
    let port = here.port();
    if is_this_computer(address) {
        let blocked = Finding::of(CauseId::ClientBlockedLocally, Confidence::Possible).says(format!(
            "This computer blocks connections to its own TCP port {port}: its firewall drops them, or under WSL the \
             mirrored network does."
        ));
        return vec![blocked, full_queue(port)];
    }
    let absent = ports::asked(address)
        .find_map(|(index, other)| Some((index, absence(address, other.connect.failed()?)?)));
    if let Some((index, absence)) = absent {
        return vec![absence.evidence(address.place().other_port(index), "host unreachable")];
    }
    if let Some((index, other)) = ports::asked(address).find(|(_, other)| other.refused()) {
        return filtered(said, address, index, other.port);
    }
    if let Some((index, other)) = ports::asked(address).find(|(_, other)| other.accepted()) {
        return filtered_or_hidden(said, address, index, other);
    }
    let asked: Vec<String> = ports::asked(address).map(|(_, other)| other.port.to_string()).collect();
    if !asked.is_empty() {
        let ports = asked.join(", ");
        let silent = Finding::of(CauseId::HostSilent, Confidence::Likely).says(format!(
            "Nothing answers at {}, neither on port {port} nor on {ports}: the host is off or gone, or a firewall \
             drops everything from this computer. It may be the host's own: Windows Firewall hides ports on which \
             nothing listens.",
            here.ip()
        ));
        let at = address.place().other_ports();
        let filtered = Finding::of(CauseId::TcpFiltered, Confidence::Possible)
            .says(format!("A firewall that drops everything to {} would look the same.", here.ip()));
        return vec![silent.evidence(at, format!("no answer on {ports}")), filtered];
    }
    // Nobody else was asked: from here both are silence, so both are named.
    vec![
        Finding::of(CauseId::TcpFiltered, Confidence::Possible).says(format!(
            "Nothing answers at {} on TCP port {port}: a firewall drops the connection, nothing listens there and \
             the host hides it, or the host is off.",
            here.ip()
        )),
        Finding::of(CauseId::HostSilent, Confidence::Possible)
            .says(format!("{} may be off, asleep or gone: not even a refusal comes back.", here.ip())),
    ]
}

/// A host that refuses where nothing listens hides nothing: what drops requests to its RDP port is a filter.
///
/// It is certain of Windows alone. Linux drops the requests to a listener whose queue is full, and no packet shows the
/// difference.
fn filtered(said: &mut Said, address: &Address<'_>, index: usize, refused: u16) -> Vec<Finding> {
    let here = address.seen.address;
    let port = here.port();
    let how = format!("port {refused} of the same address refuses connections");
    said.rule_out(CauseId::HostSilent, how.clone());
    said.rule_out(CauseId::TcpRefused, format!("{how}: the host refuses where nothing listens"));
    let windows = ports::asked(address).find(|(_, other)| other.is_of_windows());
    let confidence = if windows.is_some() { Confidence::Certain } else { Confidence::Likely };
    let filter = Finding::of(CauseId::TcpFiltered, confidence).says(format!(
        "{} is up and refuses connections to unused ports, but TCP port {port} does not answer: a firewall drops the \
         connection.",
        here.ip()
    ));
    let filter = filter.evidence(address.place().other_port(index), how);
    if let Some((index, other)) = windows {
        let says = format!("port {} accepts connections, which is typical of Windows hosts", other.port);
        return vec![filter.evidence(address.place().other_port(index), says)];
    }
    vec![filter, full_queue(port)]
}

/// What a filter cannot be told from where the host may run Linux.
fn full_queue(port: u16) -> Finding {
    Finding::of(CauseId::RdpListenerHung, Confidence::Possible).says(format!(
        "On Linux, a service on port {port} that no longer accepts connections would look the same: the system drops \
         what does not fit in its queue."
    ))
}

/// The host is there. Windows Firewall hides ports on which nothing listens, so silence has two explanations.
fn filtered_or_hidden(
    said: &mut Said,
    address: &Address<'_>,
    index: usize,
    other: &OtherPort,
) -> Vec<Finding> {
    let here = address.seen.address;
    let port = here.port();
    let how = format!("port {} of the same address accepts connections", other.port);
    let at = address.place().other_port(index);
    if other.question == PortQuestion::Unused {
        // What accepts in the host's name on a port that nobody uses says nothing about the host.
        return vec![Finding::of(CauseId::TcpFiltered, Confidence::Possible)
            .says(format!(
                "TCP port {port} of {} does not answer, but an unused port accepts connections: a device on the path \
                 answers on the host's behalf and drops connections to port {port}.",
                here.ip()
            ))
            .evidence(at, how)];
    }
    said.rule_out(CauseId::HostSilent, how.clone());
    if ports::linux(address).is_some() {
        let filter = Finding::of(CauseId::TcpFiltered, Confidence::Possible).says(format!(
            "{} is up, but TCP port {port} does not answer: a firewall drops the connection. Whether anything \
             listens behind it cannot be seen from here.",
            here.ip()
        ));
        return vec![filter.evidence(at, how), full_queue(port)];
    }
    let filter = Finding::of(CauseId::TcpFiltered, Confidence::Possible).says(format!(
        "{} is up, but TCP port {port} does not answer: a firewall drops the connection, or nothing listens there \
         and Windows Firewall hides that.",
        here.ip()
    ));
    let off = Finding::of(CauseId::HostRdpDisabled, Confidence::Possible).says(format!(
        "Remote Desktop may be switched off on {}, its service may be stopped, or its listener may use another port \
         or network adapter: a Windows host drops such connections instead of refusing them.",
        here.ip()
    ));
    vec![filter.evidence(at.clone(), how.clone()), off.evidence(at, how)]
}

/// The caller named this computer itself, so that no packet leaves it.
fn is_this_computer(address: &Address<'_>) -> bool {
    let host = &address.scene.target.host;
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|host: IpAddr| host.is_loopback())
}

/// What "host unreachable" is a sign of.
pub(super) fn unreachable(said: &mut Said, address: &Address<'_>, failure: &Failure) -> Finding {
    if let Some(absence) = absence(address, failure) {
        said.rule_out(CauseId::TcpFiltered, "the network reports that there is no host at the address");
        return absence;
    }
    Finding::of(CauseId::TcpUnreachable, Confidence::Certain).says(format!(
        "{} cannot be reached ({}).",
        address.seen.address.ip(),
        failure.phrase()
    ))
}

/// A router, or this computer, asked in vain who has the address.
fn absence(address: &Address<'_>, failure: &Failure) -> Option<Finding> {
    let here = address.seen.address.ip();
    if failure.kind != FailureKind::HostUnreachable || failure.reported_by == Some(here) {
        return None;
    }
    let route = address.seen.route.done();
    let ourselves = |sender: IpAddr| route.is_some_and(|route| route.local == sender);
    match (failure.reported_by, route.map(|route| route.next_hop)) {
        // A living host does not say of itself that it is not there, and a router does not know so quickly.
        _ if failure.elapsed < ASKING => None,
        (Some(router), _) if !ourselves(router) => {
            let finding = Finding::of(CauseId::HostSilent, Confidence::Likely);
            Some(finding.says(format!(
                "The router {router} finds no host at {here} on its network (no ARP or \
                    neighbour answer)."
            )))
        }
        (sender, Some(NextHop::Direct)) => {
            let confidence = if sender.is_some() { Confidence::Certain } else { Confidence::Likely };
            let finding = Finding::of(CauseId::HostSilent, confidence);
            let by = adapter(route);
            Some(finding.says(format!(
                "No device on this computer's own network{by} answers for the address {here}."
            )))
        }
        (Some(_), Some(NextHop::Gateway { address: Some(gateway) })) => {
            let by = adapter(route);
            Some(Finding::of(CauseId::TcpUnreachable, Confidence::Certain).says(format!(
                "This computer's gateway {gateway}{by} does not answer, so {here} cannot be reached."
            )))
        }
        _ => None,
    }
}

/// By which network adapter, where it is known.
fn adapter(route: Option<&Route>) -> String {
    match route.and_then(|route| route.interface.done()) {
        Some(interface) => format!(" ({})", interface.name),
        None => String::new(),
    }
}
