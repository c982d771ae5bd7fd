//! Rules about what other ports of an address say of its RDP port.

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Address;
use crate::observe::{OtherPort, PortQuestion, Question, Synthetic, synthetic};

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
                "Remote Desktop does not answer on port {}, but on port {port} of {}: connect to {}:{port}.",
                own.port(),
                own.ip(),
                address.scene.target.host
            ))
            .evidence(address.place().other_port(index), format!("port {port} answers the RDP request")),
    );
    said
}

/// Systems of Linux that an SSH server names beside its software. A bare `OpenSSH_9.6` runs on Windows as well.
const LINUX: &[&str] = &["Ubuntu", "Debian", "Raspbian", "dropbear"];

/// What the SSH server of a host says that is Linux by its word.
pub(super) fn linux(address: &Address<'_>) -> Option<(usize, String)> {
    let (index, greeting) =
        asked(address).find_map(|(index, other)| Some((index, other.greeting.done()?)))?;
    let software = greeting.service.strip_prefix("SSH (")?.strip_suffix(')')?;
    LINUX.iter().any(|system| software.contains(system)).then(|| (index, software.to_owned()))
}

/// The range of an address at which a proxy or a VPN client of this computer answers: it may be synthetic, and accepts a
/// port that nobody uses, which no host does. Tailscale's addresses are those of hosts.
fn answered_here<'a>(address: &Address<'a>) -> Option<(usize, &'a OtherPort, Synthetic)> {
    let range = synthetic(address.seen.address.ip())?;
    let adapter = address.seen.route.done().and_then(|route| route.interface.done());
    if adapter.and_then(|adapter| adapter.product.as_deref()) == Some("Tailscale") {
        return None;
    }
    let (index, unused) =
        asked(address).find(|(_, other)| other.question == PortQuestion::Unused && other.accepted())?;
    Some((index, unused, range))
}

/// Whether the address is made up for sure, so that nothing that happens there is the host's doing.
pub(super) fn is_nobodys(address: &Address<'_>) -> bool {
    answered_here(address).is_some_and(|(_, _, range)| range.own)
}

/// The address is no host's: whoever gave it out answers there.
pub(super) fn made_up(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, unused, range)) = answered_here(address) else { return said };
    let ip = address.seen.address.ip();
    let (product, port) = (range.product, unused.port);
    let (confidence, is) = match range.own {
        true => (Confidence::Likely, "is"),
        false => (Confidence::Possible, "may be"),
    };
    said.find(
        Finding::of(CauseId::AddressSynthetic, confidence)
            .says(format!(
                "{ip} {is} an address that {product} made up for {}: it accepts every port itself, and does not reach \
                 the host.",
                address.scene.target.host
            ))
            .evidence(
                address.place().other_port(index),
                format!("port {port}, which nothing uses, accepts connections; {ip} is in {}", range.range),
            ),
    );
    said
}

/// What accepts a port that nobody uses accepts everything, and says nothing of the host.
pub(super) fn stands_in(address: &Address<'_>) -> Option<Finding> {
    let (index, unused) = asked(address).find(|(_, other)| other.question == PortQuestion::Unused)?;
    let port = unused.port;
    // A refusal proves little: a load balancer refuses the ports that it does not serve, and takes those it does.
    if !unused.accepted() {
        return None;
    }
    let here = address.seen.address;
    Some(
        Finding::of(CauseId::RdpDeadBackend, Confidence::Likely)
            .says(format!(
                "{} accepts connections on port {} but sends nothing, and also accepts port {port}, which nothing \
                 uses: a device on the path accepts on the host's behalf, but cannot reach it.",
                here.ip(),
                here.port()
            ))
            .evidence(address.place().other_port(index), format!("port {port} accepts connections")),
    )
}

/// A connection on which nothing is said ends as well: no listener does that, it waits for its client.
fn gives_up(address: &Address<'_>) -> Option<Finding> {
    let (index, conversation) = address.seen.last(Question::NOTHING)?;
    let failure = conversation.greeting.failed().filter(|failure| failure.is_cut())?;
    Some(
        Finding::of(CauseId::RdpDeadBackend, Confidence::Possible)
            .says(format!(
                "{} accepts connections and closes them even when the client sends nothing: either a forwarder that \
                 cannot reach its target (an SSH or cloud tunnel, a port proxy, a load balancer), or a service that \
                 rejects this client at once.",
                address.seen.place()
            ))
            .evidence(
                address.at(index).greeting(),
                format!("nothing was sent: {} after {} ms", failure.phrase(), failure.elapsed.as_millis()),
            ),
    )
}

/// What accepts in the name of a host that is not there accepts and gives up on every port.
pub(super) fn dead_backend(said: &mut Said, address: &Address<'_>) -> Option<Finding> {
    on_every_port(said, address).or_else(|| gives_up(address))
}

fn on_every_port(said: &mut Said, address: &Address<'_>) -> Option<Finding> {
    let mut cut = Vec::new();
    for (index, other) in asked(address).filter(|(_, other)| other.question == PortQuestion::Hold) {
        if other.held.done().is_some() {
            if gives_up(address).is_none() {
                let because = format!("port {} of the same address keeps its connections open", other.port);
                said.rule_out(CauseId::RdpDeadBackend, because);
            }
            return None;
        }
        let failure = other.held.failed().or(other.connect.failed());
        cut.extend(failure.filter(|failure| failure.is_cut()).map(|failure| (index, other, failure)));
    }
    let (_, first, _) = cut.first()?;
    let mut finding = Finding::of(CauseId::RdpDeadBackend, Confidence::Likely).says(format!(
        "{} accepts and closes every connection, on port {} as well as on port {}: a device accepts on behalf of a \
         host that it cannot reach.",
        address.seen.address.ip(),
        address.seen.address.port(),
        first.port
    ));
    for (index, other, failure) in cut {
        let says = format!(
            "port {} accepts, and although nothing was sent: {} after {} ms",
            other.port,
            failure.phrase(),
            failure.elapsed.as_millis()
        );
        finding = finding.evidence(address.place().other_port(index), says);
    }
    Some(finding)
}
