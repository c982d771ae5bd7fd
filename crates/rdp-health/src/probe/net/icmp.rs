//! Linux tells which ICMP message ended a connection attempt, and who sent it (`IP_RECVERR`, ip(7)).
//!
//! Without it an administrator's prohibition and an absent host are one and the same `EHOSTUNREACH`, and an
//! ICMP "port unreachable" of a firewall is the same `ECONNREFUSED` as the host's own RST.

use std::io::IoSliceMut;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::AsRawFd as _;

use nix::sys::socket::{ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, setsockopt, sockopt};
use socket2::Socket;

use crate::outcome::{ClosedBy, Failure, FailureKind};

/// A second handle on a connecting socket, through which its error queue can be read after it failed.
pub(super) struct Witness {
    socket: Socket,
    ipv4: bool,
}

/// An ICMP message that ended a connection attempt.
pub(super) struct Rejection {
    ipv4: bool,
    kind: u8,
    code: u8,
    sender: Option<IpAddr>,
}

impl Witness {
    /// Asks the kernel to keep ICMP errors of this socket. `None` where it will not: then nothing is known.
    pub(super) fn of(socket: &Socket, address: SocketAddr) -> Option<Self> {
        let ipv4 = address.is_ipv4();
        let asked = match ipv4 {
            true => setsockopt(socket, sockopt::Ipv4RecvErr, &true),
            false => setsockopt(socket, sockopt::Ipv6RecvErr, &true),
        };
        asked.ok()?;
        Some(Self { socket: socket.try_clone().ok()?, ipv4 })
    }

    /// The connection came about: from now on ICMP errors are hints again, not the end.
    pub(super) fn dismiss(witness: Option<Self>) {
        if let Some(Self { socket, ipv4 }) = witness {
            let _ = match ipv4 {
                true => setsockopt(&socket, sockopt::Ipv4RecvErr, &false),
                false => setsockopt(&socket, sockopt::Ipv6RecvErr, &false),
            };
        }
    }

    /// The ICMP message that ended the attempt; `None` = it was no ICMP message.
    pub(super) fn ask(self) -> Option<Rejection> {
        let mut payload = [0; 512];
        let mut slices = [IoSliceMut::new(&mut payload)];
        let mut space = vec![0; 512];
        let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
        let message =
            recvmsg::<SockaddrStorage>(self.socket.as_raw_fd(), &mut slices, Some(&mut space), flags).ok()?;
        const ICMP: u8 = 2; // SO_EE_ORIGIN_ICMP
        const ICMP6: u8 = 3; // SO_EE_ORIGIN_ICMP6
        message.cmsgs().ok()?.find_map(|control| {
            let (error, sender) = match control {
                ControlMessageOwned::Ipv4RecvErr(error, sender) => {
                    (error, sender.map(|s| IpAddr::from(s.sin_addr.s_addr.to_ne_bytes())))
                }
                ControlMessageOwned::Ipv6RecvErr(error, sender) => {
                    (error, sender.map(|s| IpAddr::from(s.sin6_addr.s6_addr)))
                }
                _ => return None,
            };
            [ICMP, ICMP6].contains(&error.ee_origin).then_some(Rejection {
                ipv4: self.ipv4,
                kind: error.ee_type,
                code: error.ee_code,
                sender: sender.filter(|sender| !sender.is_unspecified()),
            })
        })
    }
}

impl Rejection {
    /// Puts what the message says into the failure.
    pub(super) fn explain(self, failure: &mut Failure) {
        failure.closed_by = ClosedBy::Network;
        failure.reported_by = self.sender.map(|sender| sender.to_string());
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
