//! Rules about a host that speaks RDP in another order than a client without a `.rdp` file.

use rdp_health_wire::x224::MAX_ROUTING_LENGTH;

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::requests::answer_in_words;
use super::scene::Address;
use crate::observe::{Inside, Question};
use crate::target::ClientSettings;

/// The port that Hyper-V has for the consoles of its virtual machines.
const HYPER_V: u16 = 2179;

/// In which other order the host does speak RDP; it explains whatever became of the usual one.
pub(super) fn another(address: &Address<'_>) -> Option<Finding> {
    tls_first(address).or_else(|| inside_tls(address)).or_else(|| behind_a_header(address))
}

fn tls_first(address: &Address<'_>) -> Option<Finding> {
    let (index, conversation) = address.seen.last(Question::TlsFirst { then: Inside::Nla })?;
    conversation.credssp.done()?;
    let port = match address.seen.address.port() {
        HYPER_V => "the console port of Hyper-V works this way",
        _ => "the console port of Hyper-V works this way, and so does a host with a fixed security layer",
    };
    Some(
        // A Windows listener may take TLS first as well (MS-RDPBCGR 5.4.2.2), and a filter cut the negotiation.
        Finding::of(CauseId::RdpTlsFirst, Confidence::Likely)
            .says(format!(
                "{} expects TLS first and answers no RDP negotiation: {port}. Clients need a .rdp file with \
                 negotiate security layer:i:0.",
                address.seen.place()
            ))
            .evidence(address.at(index).credssp(), "the server answers TLS from the first byte, then NLA"),
    )
}

fn inside_tls(address: &Address<'_>) -> Option<Finding> {
    let (index, conversation) = address.seen.last(Question::TlsFirst { then: Inside::Negotiation })?;
    let answer = conversation.negotiate.done()?;
    Some(
        Finding::of(CauseId::RdpInsideTls, Confidence::Certain)
            .says(format!(
                "{} answers RDP only inside TLS: a proxy or tunnel in front of the host terminates TLS, but Remote \
                 Desktop clients do not start with TLS.",
                address.seen.place()
            ))
            .evidence(address.at(index).answer(), answer_in_words(answer)),
    )
}

fn behind_a_header(address: &Address<'_>) -> Option<Finding> {
    let (index, conversation) = address.seen.last(Question::PROXY_HEADER)?;
    let answer = conversation.negotiate.done()?;
    Some(
        Finding::of(CauseId::RdpProxyHeader, Confidence::Certain)
            .says(format!(
                "{} answers RDP only after the PROXY header of a load balancer, which clients do not send.",
                address.seen.place()
            ))
            .evidence(address.at(index).answer(), format!("with the header: {}", answer_in_words(answer))),
    )
}

/// What of the `.rdp` file cannot be sent at all.
pub(super) fn unsendable(client: &ClientSettings) -> Option<String> {
    // The line that carries it ends with a carriage return and a line feed.
    let most = MAX_ROUTING_LENGTH - 2;
    let length = client.load_balance_info.as_ref().map(String::len).filter(|length| most < *length)?;
    Some(format!(
        "the loadbalanceinfo of the .rdp file has {length} bytes, and a Connection Request has room for {most}: get a new \
         .rdp file from the broker, or check the host without it."
    ))
}

/// Why a host may end the TLS with which the `.rdp` file has its clients begin.
pub(super) fn begun_with_tls(client: &ClientSettings) -> &'static str {
    match client.preconnection_blob {
        Some(_) => {
            "the .rdp file has its clients send a preconnection blob (pcb) and start with TLS, as for the console of a virtual \
             machine: the machine may be off, moved or another one, or the host may expect the RDP negotiation first"
        }
        None => {
            "the .rdp file says negotiate security layer:i:0, so clients start with TLS, but the host may expect the RDP \
             negotiation first: write negotiate security layer:i:1, or check the host without the file"
        }
    }
}

/// A host that got what only the `.rdp` file asks for, and said nothing to it, may not know it.
pub(super) fn may_be_of_the_file(client: &ClientSettings, mut finding: Finding) -> Finding {
    let why = match client {
        ClientSettings { preconnection_blob: Some(_), .. } => {
            "The .rdp file makes clients send a preconnection blob (pcb) first, as the consoles of Hyper-V want it: \
             another server, or a blob of a machine that is gone, gets no further"
        }
        ClientSettings { load_balance_info: Some(_), .. } => {
            "The routing token of the .rdp file (loadbalanceinfo) was sent, and may be out of date: get a new file from \
             the broker"
        }
        _ => return finding,
    };
    finding.confidence = Confidence::Possible;
    let says = format!("{} {why}.", finding.summary);
    finding.says(says)
}
