//! What Linux's TCP knows about one of our connections (sock_diag(7)): what `ss -i` shows.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use nix::sys::socket::{AddressFamily, SockProtocol};

use crate::observe::TcpFacts;
use crate::probe::netlink::{ask, attributes, number};

const SOCK_DIAG_BY_FAMILY: u16 = 20;
const IPPROTO_TCP: u8 = 6;
/// `INET_DIAG_INFO`: a `struct tcp_info`. It is asked for by the bit one below its number.
const INFO: u16 = 2;
const WANTED: u8 = 1 << (INFO - 1);
/// `TCP_LISTEN`.
const LISTENING: u8 = 10;
/// `struct inet_diag_msg`, and where in it the bytes stand that were not acknowledged.
const ANSWER: usize = 72;
const UNACKNOWLEDGED: usize = 60;

/// What is known of the connection between these two ends.
pub(super) fn tcp_facts(local: SocketAddr, peer: SocketAddr) -> Option<TcpFacts> {
    let family = if local.is_ipv4() { AddressFamily::Inet } else { AddressFamily::Inet6 };
    let mut question = vec![u8::try_from(family as i32).ok()?, IPPROTO_TCP, WANTED, 0];
    question.extend(u32::MAX.to_ne_bytes());
    question.extend(local.port().to_be_bytes());
    question.extend(peer.port().to_be_bytes());
    question.extend(sixteen(local.ip()));
    question.extend(sixteen(peer.ip()));
    // A socket on one link is bound to its interface; for others any will do. And no cookie.
    let interface = match peer {
        SocketAddr::V6(peer) => peer.scope_id(),
        SocketAddr::V4(_) => 0,
    };
    question.extend(interface.to_ne_bytes());
    question.extend([0xff; 8]);
    let answer = ask(SockProtocol::NetlinkSockDiag, SOCK_DIAG_BY_FAMILY, &question)?;
    // A connection that is gone leads the kernel to whoever listens on its port.
    if answer.get(1) == Some(&LISTENING) {
        return None;
    }
    let unacknowledged = number(answer.get(UNACKNOWLEDGED..)?)?;
    let (_, info) = attributes(answer.get(ANSWER..)?).find(|(kind, _)| *kind == INFO)?;
    let field = |offset: usize| number(info.get(offset..)?);
    Some(TcpFacts {
        rtt: Duration::from_micros(field(68)?.into()),
        rtt_variation: Duration::from_micros(field(72)?.into()),
        retransmits: field(100)?,
        mss: field(16)?,
        path_mtu: field(60)?,
        unacknowledged,
    })
}

/// An address as the kernel takes it: sixteen bytes, the rest zero.
fn sixteen(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V6(address) => address.octets(),
        IpAddr::V4(address) => {
            let mut bytes = [0; 16];
            bytes.iter_mut().zip(address.octets()).for_each(|(to, from)| *to = from);
            bytes
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn the_kernel_knows_our_connections() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        client.write_all(b"ping").unwrap();
        server.read_exact(&mut [0; 4]).unwrap();
        let ends = (client.local_addr().unwrap(), client.peer_addr().unwrap());
        let facts = tcp_facts(ends.0, ends.1).unwrap();
        assert_eq!((facts.retransmits, facts.unacknowledged), (0, 0));
        assert!(
            facts.rtt < Duration::from_secs(1) && 1000 < facts.mss && facts.mss < facts.path_mtu,
            "{facts:?}"
        );
        drop((client, server));
        assert_eq!(tcp_facts(ends.1, ([192, 0, 2, 1], 1).into()), None);
    }
}
