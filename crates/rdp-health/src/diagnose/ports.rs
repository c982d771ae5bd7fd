//! Rules about what other ports of an address say of its RDP port.

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Address;
use crate::observe::{OtherPort, PortQuestion};
use crate::outcome::{Failure, FailureKind};

/// The other ports that were asked, each with its index.
pub(super) fn asked<'a>(address: &Address<'a>) -> impl Iterator<Item = (usize, &'a OtherPort)> + use<'a> {
    address.seen.other_ports.done().into_iter().flatten().enumerate()
}

/// Remote Desktop answers on another port that was named: what the port that was asked for does, follows from it.
pub(super) fn moved(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, other)) = asked(address).find(|(_, other)| other.negotiate.done().is_some()) else {
        return said;
    };
    let (own, port) = (address.seen.address, other.port);
    said.find(
        Finding::of(CauseId::PortMoved, Confidence::Certain)
            .says(format!(
                "Remote Desktop does not answer on port {}, but on port {port} of {}: write {}:{port}.",
                own.port(),
                own.ip(),
                address.scene.target.host
            ))
            .evidence(address.place().other_port(index), format!("port {port} answers the RDP request")),
    );
    said
}

/// What accepts in the name of a host that is not there accepts and gives up on every port.
pub(super) fn dead_backend(said: &mut Said, address: &Address<'_>) -> Option<Finding> {
    let mut cut = Vec::new();
    for (index, other) in asked(address).filter(|(_, other)| other.question == PortQuestion::Hold) {
        if other.held.done().is_some() {
            let because = format!("port {} of the same address holds its connections", other.port);
            said.rule_out(CauseId::RdpDeadBackend, because);
            return None;
        }
        let failure = other.held.failed().or(other.connect.failed());
        cut.extend(failure.filter(|failure| is_cut(failure)).map(|failure| (index, other, failure)));
    }
    let (_, first, _) = cut.first()?;
    let mut finding = Finding::of(CauseId::RdpDeadBackend, Confidence::Likely).says(format!(
        "{} accepts and cuts every connection, on port {} as on port {}: a device accepts in the name of a host that \
         it cannot reach.",
        address.seen.address.ip(),
        address.seen.address.port(),
        first.port
    ));
    for (index, other, failure) in cut {
        let says = format!(
            "port {} accepts, and although nothing is said: {} after {} ms",
            other.port,
            failure.phrase(),
            failure.elapsed.as_millis()
        );
        finding = finding.evidence(address.place().other_port(index), says);
    }
    Some(finding)
}

fn is_cut(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Closed | FailureKind::Reset) && failure.received == 0
}
