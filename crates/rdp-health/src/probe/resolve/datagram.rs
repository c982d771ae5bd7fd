//! One question over UDP alone, whose answer may be cut short: the library hides that behind its own try over TCP.

use std::net::SocketAddr;

use hickory_resolver::proto::op::{Edns, Message, MessageType, OpCode, Query};
use hickory_resolver::proto::rr::{Name, RecordType};
use tokio::time::Instant;

use crate::probe::io::random;
use crate::probe::net::datagram;

/// What resolvers of today say that they take over UDP, as the library does.
const LARGEST: u16 = 1232;

/// Whether the server answers this question, and says that the rest is to be had over TCP (RFC 7766).
pub(super) async fn is_cut_short(server: &str, name: &Name, kind: RecordType, deadline: Instant) -> bool {
    let Ok(server) = server.parse::<SocketAddr>() else { return false };
    let [high, low, ..] = random();
    let number = u16::from_be_bytes([high, low]);
    let mut message = Message::new(number, MessageType::Query, OpCode::Query);
    message.metadata.recursion_desired = true;
    message.add_query(Query::query(name.clone(), kind));
    let mut edns = Edns::new();
    edns.set_max_payload(LARGEST);
    message.set_edns(edns);
    let Ok(question) = message.to_vec() else { return false };
    let Ok(answered) = datagram::ask(server, &question, deadline).await else { return false };
    Message::from_vec(&answered.datagram).is_ok_and(|answer| {
        let metadata = answer.metadata;
        metadata.id == number && metadata.message_type == MessageType::Response && metadata.truncation
    })
}
