//! Rules about a host that speaks RDP in another order than a client without a `.rdp` file.

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::requests::answer_in_words;
use super::scene::Address;
use crate::observe::{Inside, Question};

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
