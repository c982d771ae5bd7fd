//! One question over UDP, repeated a few times while nothing comes.

#![cfg_attr(fuzzing, allow(unused))]

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::time::{Instant, sleep, timeout_at};

use super::{FIRST_BYTES, errno, local_failure, since};
use crate::hex::hex;
use crate::outcome::{ClosedBy, Failure, FailureKind, Phase};
use crate::probe::limits::{self, is_exhaustion};

/// A question is put so many times at most: UDP loses what it likes, and more would be a nuisance.
const TRIES: u32 = 3;
/// Rest between two tries.
const REST: Duration = Duration::from_secs(1);
/// No answer to our questions is longer than a packet.
const LONGEST: usize = 2048;

/// An answer, from where we asked, and how long it took since the first try.
pub(crate) struct Answered {
    pub(crate) datagram: Vec<u8>,
    pub(crate) local: SocketAddr,
    pub(crate) elapsed: Duration,
}

/// Sends `question` to `address` until something comes back.
pub(crate) async fn ask(
    address: SocketAddr,
    question: &[u8],
    deadline: Instant,
) -> Result<Answered, Failure> {
    let began = Instant::now();
    #[cfg(fuzzing)]
    return super::scripted::ask(address, question, deadline).await.map(|(datagram, local)| Answered {
        datagram,
        local,
        elapsed: since(began),
    });
    let socket = loop {
        match open(address) {
            Ok(socket) => break socket,
            Err(error) if is_exhaustion(&error) && Instant::now() + limits::REST < deadline => {
                sleep(limits::REST).await;
            }
            Err(error) => {
                let mut failure = local_failure(began, address, &error);
                failure.phase = Phase::Udp;
                return Err(failure);
            }
        }
    };
    let mut sent = 0;
    for _ in 0..TRIES {
        let patience = deadline.min(Instant::now() + REST);
        let mut answer = [0; LONGEST];
        let received = match socket.send(question).await {
            Ok(count) => {
                sent += u64::try_from(count).unwrap_or(u64::MAX);
                timeout_at(patience, socket.recv(&mut answer)).await
            }
            Err(error) => Ok(Err(error)),
        };
        match received {
            Ok(Ok(count)) => {
                let datagram = answer.get(..count).unwrap_or_default().to_vec();
                let local = socket.local_addr().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
                return Ok(Answered { datagram, local, elapsed: since(began) });
            }
            Ok(Err(error)) => return Err(refusal(&socket, address, &error, began, sent)),
            Err(_) if patience == deadline => break,
            Err(_) => {}
        }
    }
    let elapsed = since(began);
    let mut failure =
        Failure::new(Phase::Udp, "ask over UDP", FailureKind::Silence, ClosedBy::Deadline, elapsed);
    failure.sent = sent;
    Err(failure)
}

/// An answer that is none.
pub(crate) fn unusable(answered: &Answered, detail: String) -> Failure {
    let kind = FailureKind::Malformed;
    let mut failure = Failure::new(Phase::Udp, "read the answer", kind, ClosedBy::Us, answered.elapsed);
    failure.received = u64::try_from(answered.datagram.len()).unwrap_or(u64::MAX);
    failure.first_bytes = answered.datagram.get(..FIRST_BYTES).or(Some(&answered.datagram)).map(hex);
    failure.detail = Some(detail);
    failure
}

/// Connected, so that only this address can answer, and so that ICMP messages reach us.
fn open(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    #[cfg(target_os = "linux")]
    let _ = super::icmp::keep_icmp_errors(&socket, address.is_ipv4(), true);
    socket.connect(&address.into())?;
    UdpSocket::from_std(socket.into())
}

/// What the system makes of an ICMP message, and the message itself where the system tells.
fn refusal(socket: &UdpSocket, address: SocketAddr, error: &io::Error, began: Instant, sent: u64) -> Failure {
    use io::ErrorKind as E;
    let kind = match error.kind() {
        // Windows calls the ICMP message "port unreachable" a reset.
        E::ConnectionRefused | E::ConnectionReset => FailureKind::Refused,
        E::HostUnreachable => FailureKind::HostUnreachable,
        E::NetworkUnreachable | E::NetworkDown => FailureKind::NoLocalRoute,
        E::PermissionDenied => FailureKind::LocalRefusal,
        _ if is_exhaustion(error) => FailureKind::OutOfResources,
        _ => FailureKind::Other,
    };
    let elapsed = since(began);
    let mut failure = Failure::new(Phase::Udp, "ask over UDP", kind, ClosedBy::Network, elapsed);
    failure.errno = errno(error);
    failure.sent = sent;
    #[cfg(target_os = "linux")]
    if let Some(rejection) = super::icmp::ask(socket, address.is_ipv4()) {
        rejection.explain(&mut failure);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (socket, address);
    failure
}
