//! The UDP port of a host: RDP over UDP up to its SYN+ACK, a STUN server, or one that misbehaves.

use std::net::SocketAddr;

use rdp_health_wire::stun::Binding;
use rdp_health_wire::udp::SynDatagram;
use tokio::net::UdpSocket;

use crate::scenario::{Payload, UdpState};

/// The sequence number of every lab host.
const SEQUENCE_NUMBER: u32 = 0x1122_3344;

/// Answers datagrams until the lab ends.
pub(crate) async fn serve(socket: UdpSocket, state: UdpState) {
    let mut datagram = [0; 2048];
    loop {
        // A client that has gone away is told to us by an error, and is no reason to stop.
        let Ok((count, peer)) = socket.recv_from(&mut datagram).await else { continue };
        let question = datagram.get(..count).unwrap_or_default();
        if let Some(answer) = answer(&state, question, peer) {
            let _ = socket.send_to(&answer, peer).await;
        }
    }
}

fn answer(state: &UdpState, question: &[u8], peer: SocketAddr) -> Option<Vec<u8>> {
    match state {
        UdpState::Synack => {
            let syn = SynDatagram::decode(question).ok()?;
            Some(SynDatagram::syn_ack(&syn, SEQUENCE_NUMBER).encode())
        }
        UdpState::Stun => {
            let request = Binding::decode(question).ok()?;
            Some(Binding::success(request.transaction, peer).encode())
        }
        UdpState::Answer(bytes) => Some(Payload::bytes(bytes).to_vec()),
        UdpState::Silent | UdpState::Closed => None,
    }
}
