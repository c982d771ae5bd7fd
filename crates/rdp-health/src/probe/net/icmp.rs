//! Linux tells which ICMP message ended a connection attempt, and who sent it (`IP_RECVERR`, ip(7)).
//!
//! Without it an administrator's prohibition and an absent host are one and the same `EHOSTUNREACH`, and an
//! ICMP "port unreachable" of a firewall is the same `ECONNREFUSED` as the host's own RST.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsFd, AsRawFd};

use nix::errno::Errno;
use nix::sys::socket::{ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, setsockopt, sockopt};
use socket2::Socket;
use tokio::net::TcpStream;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use crate::outcome::{ClosedBy, Failure, FailureKind};

/// An ICMP message that ended a connection attempt.
pub(super) struct Rejection {
    ipv4: bool,
    kind: u8,
    code: u8,
    sender: Option<IpAddr>,
    ttl: Option<u8>,
}

/// Connects, and tells which ICMP message ended the attempt, if one did.
///
/// Not [`tokio::net::TcpSocket::connect`], which closes the socket on failure, and its error queue with it.
pub(super) async fn connect(
    socket: Socket,
    address: SocketAddr,
    deadline: Instant,
) -> (Result<io::Result<TcpStream>, Elapsed>, Option<Rejection>) {
    let ipv4 = address.is_ipv4();
    // Where the kernel will not keep ICMP errors, nothing is known.
    let kept = keep_icmp_errors(&socket, ipv4, true);
    match socket.connect(&address.into()) {
        Err(error) if error.raw_os_error() != Some(Errno::EINPROGRESS as i32) => {
            let rejection = kept.ok().and_then(|()| ask(&socket, ipv4));
            return (Ok(Err(error)), rejection);
        }
        _ => {}
    }
    let stream = match TcpStream::from_std(socket.into()) {
        Ok(stream) => stream,
        Err(error) => return (Ok(Err(error)), None),
    };
    let ended = match timeout_at(deadline, stream.writable()).await {
        Ok(ready) => ready.and_then(|()| stream.take_error()),
        Err(elapsed) => return (Err(elapsed), None),
    };
    match ended {
        Ok(None) => {
            // The connection is established: from now on ICMP errors are hints again, not the end.
            let _ = keep_icmp_errors(&stream, ipv4, false);
            (Ok(Ok(stream)), None)
        }
        // It was established as well, and was cut before we looked: a SYN is refused, never reset.
        Ok(Some(error)) if error.kind() == io::ErrorKind::ConnectionReset => (Ok(Ok(stream)), None),
        Ok(Some(error)) | Err(error) => {
            let rejection = kept.ok().and_then(|()| ask(&stream, ipv4));
            (Ok(Err(error)), rejection)
        }
    }
}

pub(super) fn keep_icmp_errors(socket: &impl AsFd, ipv4: bool, keep: bool) -> nix::Result<()> {
    // How many hops a message still had before it is told beside it, or not: nothing depends on it.
    let _ = match ipv4 {
        true => setsockopt(socket, sockopt::Ipv4RecvTtl, &keep),
        false => setsockopt(socket, sockopt::Ipv6RecvHopLimit, &keep),
    };
    match ipv4 {
        true => setsockopt(socket, sockopt::Ipv4RecvErr, &keep),
        false => setsockopt(socket, sockopt::Ipv6RecvErr, &keep),
    }
}

/// The ICMP message that ended the attempt; `None` = it was no ICMP message.
pub(super) fn ask(socket: &impl AsRawFd, ipv4: bool) -> Option<Rejection> {
    let mut payload = [0; 512];
    let mut slices = [IoSliceMut::new(&mut payload)];
    let mut space = vec![0; 512];
    let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
    let message =
        recvmsg::<SockaddrStorage>(socket.as_raw_fd(), &mut slices, Some(&mut space), flags).ok()?;
    const ICMP: u8 = 2; // SO_EE_ORIGIN_ICMP
    const ICMP6: u8 = 3; // SO_EE_ORIGIN_ICMP6
    let (mut rejection, mut ttl) = (None, None);
    for control in message.cmsgs().ok()? {
        let (error, sender) = match control {
            ControlMessageOwned::Ipv4RecvErr(error, sender) => {
                (error, sender.map(|s| IpAddr::from(s.sin_addr.s_addr.to_ne_bytes())))
            }
            ControlMessageOwned::Ipv6RecvErr(error, sender) => {
                (error, sender.map(|s| IpAddr::from(s.sin6_addr.s6_addr)))
            }
            ControlMessageOwned::Ipv4Ttl(hops) | ControlMessageOwned::Ipv6HopLimit(hops) => {
                ttl = u8::try_from(hops).ok();
                continue;
            }
            _ => continue,
        };
        rejection = [ICMP, ICMP6].contains(&error.ee_origin).then_some(Rejection {
            ipv4,
            kind: error.ee_type,
            code: error.ee_code,
            sender: sender.filter(|sender| !sender.is_unspecified()),
            ttl: None,
        });
    }
    rejection.map(|rejection| Rejection { ttl, ..rejection })
}

impl Rejection {
    /// Puts what the message says into the failure.
    pub(super) fn explain(self, failure: &mut Failure) {
        failure.closed_by = ClosedBy::Network;
        failure.reported_by = self.sender;
        failure.reported_ttl = self.ttl;
        // RFC 792, RFC 1812 5.2.7.1; RFC 4443 3.1.
        let (kind, meaning) = match (self.ipv4, self.kind, self.code) {
            (true, 3, 9 | 10 | 13) | (false, 1, 1 | 5 | 6) => {
                (FailureKind::Prohibited, "administratively prohibited")
            }
            (true, 3, 3) | (false, 1, 4) => (FailureKind::Refused, "port unreachable"),
            (true, 3, 0 | 6 | 11) | (false, 1, 0) => {
                (FailureKind::NetworkUnreachable, "no route to the network")
            }
            (true, 3, _) | (false, 1, _) => (FailureKind::HostUnreachable, "host unreachable"),
            _ => (failure.kind, "ICMP message"),
        };
        failure.kind = kind;
        failure.detail = Some(format!("ICMP type {} code {}: {meaning}", self.kind, self.code));
    }
}
