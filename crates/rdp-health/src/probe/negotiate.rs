//! X.224 Connection Request and whatever comes back, MS-RDPBCGR 2.2.1.1 and 2.2.1.2.

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tpkt;
use rdp_health_wire::x224::{ConnectionRequest, Negotiation, Routing, ServerAnswer, TpduCode};
use tokio::time::Instant;

use super::channel::{Channel, Framing};
use super::net::Connection;
use crate::hex::hex;
use crate::observe::{Negotiated, NegotiationAnswer};
use crate::outcome::{ClosedBy, Failure, FailureKind, Phase};

/// A Connection Confirm is 11 or 19 bytes; this leaves room for what a later revision may add.
const LONGEST_ANSWER: usize = 1024;
const READ: &str = "read connection confirm";

/// What stands in a cookie where a client writes the user's name: nine characters of it at most.
const NOBODY: &str = "rdphealth";

/// Asks for `protocols` and reads the answer, which may be one that was not asked for.
pub(super) async fn negotiate(
    connection: &mut Connection,
    protocols: SecurityProtocols,
    deadline: Instant,
) -> Result<Negotiated, Failure> {
    exchange(connection, protocols, None, deadline).await
}

/// The same with a cookie, which load balancers and filters read and RDP servers ignore.
pub(super) async fn with_cookie(
    connection: &mut Connection,
    protocols: SecurityProtocols,
    deadline: Instant,
) -> Result<Negotiated, Failure> {
    exchange(connection, protocols, Some(Routing::Cookie(NOBODY.to_owned())), deadline).await
}

async fn exchange(
    connection: &mut Connection,
    protocols: SecurityProtocols,
    routing: Option<Routing>,
    deadline: Instant,
) -> Result<Negotiated, Failure> {
    let mut channel = Channel::in_clear(connection, Phase::Negotiate);
    let mut request = ConnectionRequest::new(protocols);
    request.routing = routing;
    let request = request.encode().map_err(|error| {
        let connection = &channel.connection;
        let mut failure = connection.failure(Phase::Negotiate, "encode", FailureKind::Other, ClosedBy::Us);
        failure.detail = Some(error.to_string());
        failure
    })?;
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
