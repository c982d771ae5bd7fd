//! Which server a host runs, as far as its answers show it: what is mended with other steps than Windows' own.

use rdp_health_wire::negotiation::{ResponseFlags, SecurityProtocols};

use super::catalogue::{self, Server};
use super::finding::{Evidence, Finding};
use super::ports;
use super::scene::Address;
use crate::observe::{Conversation, Negotiated, NegotiationAnswer, Role};

/// A server, and what shows it.
struct Recognised {
    server: Server,
    at: String,
    says: String,
}

/// Where Hyper-V offers the consoles of its virtual machines.
const HYPER_V_CONSOLE: u16 = 2179;

/// SRC-REF of Windows and of xrdp.
const OF_WINDOWS: u16 = 0x1234;

/// A finding about the host gets the steps for the server that it runs, and says why.
pub(super) fn fit<'a>(address: &Address<'_>, findings: impl Iterator<Item = &'a mut Finding>) {
    if address.endpoint.role != Role::Host {
        return;
    }
    let Some(known) = recognised(address) else { return };
    for finding in findings {
        let Some(cause) = catalogue::find(&finding.id) else { continue };
        let mut steps = cause.remedies_on(known.server);
        steps.sort_by_key(|step| step.risk);
        if steps != finding.remedies {
            finding.remedies = steps;
            finding.evidence.push(Evidence { at: known.at.clone(), says: known.says.clone() });
        }
    }
}

/// The server that a host runs, where its answers show that it is not Windows' own.
pub(super) fn server(address: &Address<'_>) -> Option<Server> {
    recognised(address).map(|known| known.server)
}

fn recognised(address: &Address<'_>) -> Option<Recognised> {
    if let Some(console) = hyper_v(address) {
        return Some(console);
    }
    let of_windows = ports::asked(address).any(|(_, port)| port.is_of_windows())
        || address.shown.as_ref().is_some_and(|shown| shown.leaf.windows_default);
    if of_windows {
        return None;
    }
    let answers = address.seen.conversations.iter().enumerate();
    let by_answer = answers.filter_map(|(index, one)| Some((index, one.negotiate.done()?)));
    let by_answer = by_answer.filter_map(|(index, answer)| {
        let (server, says) = by_answer_of(answer)?;
        Some(Recognised { server, at: address.at(index).negotiate().into(), says: says.to_owned() })
    });
    let by_ssh = || {
        let (index, software) = ports::linux(address)?;
        let at = address.place().other_port(index).into();
        Some(Recognised {
            server: Server::Linux,
            at,
            says: format!("SSH on this host is {software}: the steps are for Linux"),
        })
    };
    by_answer.into_iter().next().or_else(by_ssh)
}

/// The console of a virtual machine: by its port, or because the `.rdp` file names a virtual machine and skips the
/// negotiation, which is how such a console is reached.
fn hyper_v(address: &Address<'_>) -> Option<Recognised> {
    let target = address.scene.target;
    let by_port = target.port == HYPER_V_CONSOLE;
    let by_file =
        target.client.preconnection_blob.is_some() && target.client.negotiate_security_layer == Some(false);
    let why = match (by_port, by_file) {
        (true, _) => "2179 is the port of Hyper-V's consoles",
        (false, true) => "the .rdp file names a virtual machine (pcb)",
        (false, false) => return None,
    };
    let tried = |one: &Conversation| one.connect.done().is_some() || one.connect.failed().is_some();
    let index = address.seen.conversations.iter().position(tried)?;
    Some(Recognised {
        server: Server::HyperV,
        at: address.at(index).connect().into(),
        says: format!("{why}: the steps are for the Hyper-V host"),
    })
}

/// What the answer to a Connection Request shows. xrdp fills SRC-REF as Windows does, and never has NLA, which Windows
/// chooses wherever it is on offer; nor does it know the graphics pipeline, so that its flags are fewer.
fn by_answer_of(answer: &Negotiated) -> Option<(Server, &'static str)> {
    // Not for Entra ID's bit, which an older Windows does not know.
    let offered_nla = answer.requested.intersects(SecurityProtocols::HYBRID);
    match (&answer.answer, answer.source_reference?) {
        (NegotiationAnswer::Selected { .. }, 0) => {
            Some((Server::FreeRdp, "it answers like a FreeRDP server (SRC-REF 0): the steps are for FreeRDP"))
        }
        (NegotiationAnswer::Selected { protocol, flags }, OF_WINDOWS)
            if offered_nla
                && !protocol.intersects(SecurityProtocols::NLA)
                && *flags == ResponseFlags::EXTENDED_CLIENT_DATA_SUPPORTED =>
        {
            Some((
                Server::Xrdp,
                "it answers like xrdp (no NLA although the client offered it, flags 0x01): the steps are for xrdp",
            ))
        }
        _ => None,
    }
}
