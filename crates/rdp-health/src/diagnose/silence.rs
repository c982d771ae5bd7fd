//! Rules about an address that stays silent, or that the network says is not there: filtered, off, or out of reach?

use std::net::IpAddr;
use std::time::Duration;

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::ports;
use super::said::Said;
use super::scene::Address;
use crate::observe::{NextHop, Route};
use crate::outcome::{Failure, FailureKind};

/// A router says at once that it has no way; that nobody answers at an address takes seconds of asking.
const ASKING: Duration = Duration::from_millis(500);

/// What an unanswered connection request is a sign of.
pub(super) fn silence(said: &mut Said, address: &Address<'_>) -> Vec<Finding> {
    let here = address.seen.address;
    let port = here.port();
    said.rule_out(CauseId::TcpRefused, "a port that nothing listens on would have refused");
    let absent = ports::asked(address)
        .find_map(|(index, other)| Some((index, absence(address, other.connect.failed()?)?)));
    if let Some((index, absence)) = absent {
        return vec![absence.evidence(address.place().other_port(index), "host unreachable")];
    }
    let mut asked = ports::asked(address);
    if let Some((index, other)) = asked.find(|(_, other)| other.answered()) {
        // A device that refuses in the host's name may do so although the host is off; it does not accept.
        let (confidence, how) = match other.connect.done() {
            Some(_) => (Confidence::Certain, "accepts connections"),
            None => (Confidence::Likely, "refuses connections, so somebody is there"),
        };
        let finding = Finding::of(CauseId::TcpFiltered, confidence)
            .says(format!(
                "{} is there, but on TCP port {port} nothing comes back: a firewall drops the connection.",
                here.ip()
            ))
            .evidence(address.place().other_port(index), format!("port {} {how}", other.port));
        let because = format!("port {} of the same address {how}", other.port);
        said.rule_out(CauseId::HostSilent, because);
        return vec![finding];
    }
    let asked: Vec<String> = ports::asked(address).map(|(_, other)| other.port.to_string()).collect();
    if !asked.is_empty() {
        let ports = asked.join(", ");
        let silent = Finding::of(CauseId::HostSilent, Confidence::Likely).says(format!(
            "Nothing answers at {}, neither on port {port} nor on {ports}: the host is off or not there, or a filter \
             drops everything from here.",
            here.ip()
        ));
        let at = address.place().other_ports();
        let filtered = Finding::of(CauseId::TcpFiltered, Confidence::Possible)
            .says(format!("A filter that drops everything to {} would look the same.", here.ip()));
        return vec![silent.evidence(at, format!("no answer on {ports}")), filtered];
    }
    // Nobody else was asked: from here both are silence, so both are named.
    vec![
        Finding::of(CauseId::TcpFiltered, Confidence::Possible).says(format!(
            "Nothing answers at {} on TCP port {port}: a firewall drops the connection, or the host is off.",
            here.ip()
        )),
        Finding::of(CauseId::HostSilent, Confidence::Possible)
            .says(format!("{} may be off, asleep or not there: not even a refusal comes back.", here.ip())),
    ]
}

/// What "host unreachable" is a sign of.
pub(super) fn unreachable(said: &mut Said, address: &Address<'_>, failure: &Failure) -> Finding {
    if let Some(absence) = absence(address, failure) {
        said.rule_out(CauseId::TcpFiltered, "the network itself says that nobody is at the address");
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
            Some(
                finding.says(format!("The router {router} asks for {here} on its link, and nobody answers.")),
            )
        }
        (sender, Some(NextHop::Direct)) => {
            let confidence = if sender.is_some() { Confidence::Certain } else { Confidence::Likely };
            let finding = Finding::of(CauseId::HostSilent, confidence);
            let by = adapter(route);
            Some(
                finding
                    .says(format!("Nobody on this computer's own link{by} answers for the address {here}.")),
            )
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
