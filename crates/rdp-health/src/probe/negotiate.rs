//! X.224 Connection Request and whatever comes back, MS-RDPBCGR 2.2.1.1 and 2.2.1.2.

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::x224::{ConnectionRequest, Negotiation, Routing, ServerAnswer, TpduCode};
use rdp_health_wire::{EncodeError, preconnection, tpkt};
use tokio::time::Instant;

use super::channel::{Channel, Framing};
use super::net::Connection;
use super::peer::Opening;
use crate::hex::hex;
use crate::observe::{Negotiated, NegotiationAnswer};
use crate::outcome::{ClosedBy, Failure, FailureKind, Phase};

/// A Connection Confirm is 11 or 19 bytes; this leaves room for what a later revision may add.
const LONGEST_ANSWER: usize = 1024;
const READ: &str = "read connection confirm";

/// What stands in a cookie where a client writes the user's name: nine characters of it at most.
const NOBODY: &str = "rdphealth";

/// What stands before and in a Connection Request.
pub(super) enum Before<'a> {
    /// What the client's file says.
    Opening(&'a Opening),
    /// A cookie, which load balancers and filters read and RDP servers ignore.
    Cookie,
    /// The line with which a load balancer passes a client's address on.
    ProxyHeader,
}

/// Asks for `protocols` and reads the answer, which may be one that was not asked for.
pub(super) async fn negotiate(
    connection: &mut Connection,
    protocols: SecurityProtocols,
    before: Before<'_>,
    deadline: Instant,
) -> Result<Negotiated, Failure> {
    negotiate_and_go_on(connection, protocols, before, &[], deadline).await
}

/// The same where the first bytes of the next phase travel behind the request, in the same segment. What is answered to
/// them is left on the connection.
pub(super) async fn negotiate_and_go_on(
    connection: &mut Connection,
    protocols: SecurityProtocols,
    before: Before<'_>,
    next: &[u8],
    deadline: Instant,
) -> Result<Negotiated, Failure> {
    let header = match before {
        Before::ProxyHeader => proxy_header(connection),
        _ => None,
    };
    let mut channel = Channel::in_clear(connection, Phase::Negotiate);
    if let Some(header) = header {
        channel.send(header.as_bytes(), "send the PROXY header", deadline).await?;
    }
    let routing = match before {
        Before::Opening(Opening { token: Some(token), .. }) => {
            Some(Routing::Token(token.clone().into_bytes()))
        }
        Before::Cookie => Some(Routing::Cookie(NOBODY.to_owned())),
        _ => None,
    };
    let negotiated = converse(&mut channel, protocols, routing, next, deadline).await;
    if !next.is_empty() {
        channel.leave_rest();
    }
    negotiated
}

/// Version 1 of the PROXY protocol, with the addresses of this very connection.
fn proxy_header(connection: &Connection) -> Option<String> {
    let (local, peer) = (connection.local_address().ok()?, connection.peer_address().ok()?);
    let family = if local.is_ipv4() { "TCP4" } else { "TCP6" };
    Some(format!("PROXY {family} {} {} {} {}\r\n", local.ip(), peer.ip(), local.port(), peer.port()))
}

/// What a client's file says first of all: RDP_PRECONNECTION_PDU_V2.
pub(super) async fn preconnect(
    connection: &mut Connection,
    blob: &str,
    deadline: Instant,
) -> Result<(), Failure> {
    let mut channel = Channel::in_clear(connection, Phase::Negotiate);
    let pdu = preconnection::encode(blob).map_err(|error| unsendable(&channel, error))?;
    channel.send(&pdu, "send the preconnection PDU", deadline).await
}

fn unsendable(channel: &Channel<'_>, error: EncodeError) -> Failure {
    let mut failure =
        channel.connection.failure(Phase::Negotiate, "encode", FailureKind::Other, ClosedBy::Us);
    failure.detail = Some(error.to_string());
    failure
}

/// The same over a channel that is open already.
pub(super) async fn exchange(
    channel: &mut Channel<'_>,
    protocols: SecurityProtocols,
    routing: Option<Routing>,
    deadline: Instant,
) -> Result<Negotiated, Failure> {
    converse(channel, protocols, routing, &[], deadline).await
}

async fn converse(
    channel: &mut Channel<'_>,
    protocols: SecurityProtocols,
    routing: Option<Routing>,
    next: &[u8],
    deadline: Instant,
) -> Result<Negotiated, Failure> {
    let mut request = ConnectionRequest::new(protocols);
    request.routing = routing;
    let mut request = request.encode().map_err(|error| unsendable(channel, error))?;
    request.extend(next);
    channel.send(&request, "send connection request", deadline).await?;
    let framing = Framing { longest: LONGEST_ANSWER, length: tpkt::frame_length };
    let frame = channel.read_message(&framing, READ, deadline).await?;
    let answer = ServerAnswer::decode(&frame).map_err(|error| channel.malformed(READ, error.to_string()))?;
    let mut source_reference = None;
    let answer = match answer {
        ServerAnswer::ConnectionConfirm(confirm) => {
            source_reference = Some(confirm.src_ref);
            match confirm.negotiation {
                Negotiation::Absent => NegotiationAnswer::Plain,
                Negotiation::Response(response) => {
                    NegotiationAnswer::Selected { protocol: response.selected, flags: response.flags }
                }
                Negotiation::Failure(failure) => NegotiationAnswer::Failure { failure: failure.code },
                _ => NegotiationAnswer::Unknown,
            }
        }
        ServerAnswer::McsDisconnect(reason) => NegotiationAnswer::McsDisconnect { reason },
        ServerAnswer::DisconnectRequest(_) => {
            NegotiationAnswer::X224Refusal { code: TpduCode::DISCONNECT_REQUEST }
        }
        ServerAnswer::TpduError(_) => NegotiationAnswer::X224Refusal { code: TpduCode::ERROR },
        _ => NegotiationAnswer::Unknown,
    };
    let mut negotiated = Negotiated::new(protocols, answer, hex(&frame), channel.connection.elapsed());
    negotiated.source_reference = source_reference;
    Ok(negotiated)
}
