//! Rules about what other ports of an address say of its RDP port.

use super::{Address, CauseId, Confidence, Finding, Severity};
use crate::observe::{OtherPort, PortQuestion};
use crate::outcome::{Failure, FailureKind};

/// Where the report holds this port of the address.
pub(super) fn pointer(address: &Address<'_>, index: usize) -> String {
    format!("/observations/host/addresses/{}/other_ports/value/{index}", address.index)
}

/// The other ports that were asked, each with its index.
pub(super) fn asked<'a>(address: &Address<'a>) -> impl Iterator<Item = (usize, &'a OtherPort)> + use<'a> {
    address.seen.other_ports.done().into_iter().flatten().enumerate()
}

/// Remote Desktop answers on another port that was named: what the port that was asked for does, follows from it.
pub(super) fn moved(address: &mut Address<'_>) {
    let Some((index, other)) = asked(address).find(|(_, other)| other.negotiate.done().is_some()) else {
        return;
    };
    let (own, port) = (address.seen.address, other.port);
    let finding = Finding::of(CauseId::PortMoved, Confidence::Certain)
        .says(format!(
            "Remote Desktop does not answer on port {}, but on port {port} of {}: write {}:{port}.",
            own.port(),
            own.ip(),
            address.target.host
        ))
        .evidence(pointer(address, index), format!("port {port} answers the RDP request"));
    for other in address.findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        other.because_of.get_or_insert(CauseId::PortMoved);
    }
    address.findings.insert(0, finding);
}

/// What accepts in the name of a host that is not there accepts and gives up on every port.
pub(super) fn dead_backend(address: &mut Address<'_>) -> Option<Finding> {
    let mut cut = Vec::new();
    for (index, other) in asked(address).filter(|(_, other)| other.question == PortQuestion::Hold) {
        if other.held.done().is_some() {
            let because = format!("port {} of the same address holds its connections", other.port);
            address.rule_out(CauseId::RdpDeadBackend, because);
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
            failure.elapsed_us / 1000
        );
        finding = finding.evidence(pointer(address, index), says);
    }
    Some(finding)
}

fn is_cut(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Closed | FailureKind::Reset) && failure.received == 0
}
