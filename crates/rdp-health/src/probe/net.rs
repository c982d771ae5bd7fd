//! The one place that opens sockets. It stamps times, counts bytes and round trips, and keeps the first bytes.
//!
//! INVARIANT: every wait has a deadline, every read has a bound, and every socket is closed as soon as its
//! question is answered.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
#[cfg(not(target_os = "linux"))]
use tokio::net::TcpSocket;
#[cfg(not(fuzzing))]
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout_at};

#[cfg(fuzzing)]
use self::scripted::Stream as TcpStream;

use super::limits::{REST, is_exhaustion, no_more_is_tracked};
use crate::hex::hex;
use crate::json;
use crate::observe::TcpFacts;
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

pub(super) mod datagram;
#[cfg(target_os = "linux")]
#[cfg_attr(fuzzing, allow(unused))]
mod icmp;
#[cfg(target_os = "linux")]
mod kernel;
#[cfg(fuzzing)]
pub(crate) mod scripted;

/// No honest server says more than this before a logon: the longest certificate chains stay far below.
const MOST_BYTES: u64 = 256 * 1024;
/// How many bytes of an unusable answer are kept for the report.
const FIRST_BYTES: usize = 64;

/// A TLS 1.3 client sends this for the sake of middleboxes only (RFC 8446 D.4): it asks nothing.
const COMPATIBILITY_CCS: [u8; 6] = [0x14, 3, 3, 0, 1, 1];

/// An open TCP connection that keeps account of itself.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    /// Bytes sent.
    pub(crate) sent: u64,
    /// Bytes received.
    pub(crate) received: u64,
    /// Bytes that are received at most.
    pub(crate) most: u64,
    /// How long each answer is waited for.
    pub(crate) wait: Duration,
    /// Times that we had to wait for an answer to something we sent, the TCP handshake included.
    pub(crate) round_trips: u32,
    /// Whether something was sent that nothing was received for yet.
    unanswered: bool,
    /// What was sent and received before the connection led through a proxy to somebody else.
    to_proxy: Option<(u64, u64)>,
    first_bytes: Vec<u8>,
    /// What came behind a message, and is still to be read.
    behind: Vec<u8>,
    received_before_phase: u64,
    phase_began: Instant,
    last_received: Instant,
}

impl Connection {
    /// Opens a connection, with a maximum segment size of our own where `mss` asks for one. Where this computer has no
    /// socket or port left, it is tried again until others have given theirs back.
    pub(crate) async fn dial(
        address: SocketAddr,
        mss: Option<u16>,
        deadline: Instant,
        wait: Duration,
    ) -> Result<Self, Failure> {
        loop {
            match Self::dial_once(address, mss, deadline, wait).await {
                Err(failure)
                    if failure.kind == FailureKind::OutOfResources && Instant::now() + REST < deadline =>
                {
                    sleep(REST).await;
                }
                ended => return ended,
            }
        }
    }

    async fn dial_once(
        address: SocketAddr,
        mss: Option<u16>,
        deadline: Instant,
        wait: Duration,
    ) -> Result<Self, Failure> {
        let began = Instant::now();
        let socket = socket(address, mss).map_err(|error| local_failure(began, address, &error))?;
        #[cfg(fuzzing)]
        let (connected, rejection) = scripted::connect(socket, address, deadline).await;
        #[cfg(all(target_os = "linux", not(fuzzing)))]
        let (connected, rejection) = icmp::connect(socket, address, deadline).await;
        #[cfg(not(target_os = "linux"))]
        let connected =
            timeout_at(deadline, TcpSocket::from_std_stream(socket.into()).connect(address)).await;
        match connected {
            Ok(Ok(stream)) => {
                // Without it the small PDUs of the handshake would wait for each other's acknowledgements.
                let _ = stream.set_nodelay(true);
                Ok(Self {
                    stream,
                    sent: 0,
                    received: 0,
                    most: MOST_BYTES,
                    round_trips: 1,
                    wait,
                    unanswered: false,
                    to_proxy: None,
                    first_bytes: Vec::new(),
                    behind: Vec::new(),
                    received_before_phase: 0,
                    phase_began: Instant::now(),
                    last_received: Instant::now(),
                })
            }
            Ok(Err(error)) => {
                #[cfg_attr(not(target_os = "linux"), allow(unused_mut))]
                let mut failure = connect_failure(began, address, &error);
                #[cfg(target_os = "linux")]
                if let Some(rejection) = rejection {
                    rejection.explain(&mut failure);
                }
                Err(failure)
            }
            Err(_) => {
                let elapsed = since(began);
                let mut failure = Failure::new(
                    Phase::Connect,
                    "connect",
                    FailureKind::Silence,
                    ClosedBy::Deadline,
                    elapsed,
                );
                failure.detail = Some("no answer to the connection request (SYN)".to_owned());
                if no_more_is_tracked() {
                    failure.kind = FailureKind::OutOfResources;
                    failure.closed_by = ClosedBy::Network;
                    failure.detail = Some(
                        "this computer's firewall follows as many connections as it may (nf_conntrack_max)"
                            .to_owned(),
                    );
                }
                Err(failure)
            }
        }
    }

    /// The address of the other end.
    pub(crate) fn peer_address(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }

    /// Our end of the connection.
    pub(crate) fn local_address(&self) -> io::Result<SocketAddr> {
        self.stream.local_addr()
    }

    /// From here on the connection leads through a proxy to somebody else.
    pub(crate) fn lead_on(&mut self) {
        self.to_proxy = Some((self.sent, self.received));
    }

    /// What the system's TCP knows about the connection.
    #[cfg(target_os = "linux")]
    pub(crate) fn tcp_facts(&self) -> Outcome<TcpFacts> {
        // It is about the way to the proxy.
        if self.to_proxy.is_some() {
            return Outcome::Skipped(crate::outcome::Skipped::NotThroughProxy);
        }
        let facts = match (self.stream.local_addr(), self.stream.peer_addr()) {
            (Ok(local), Ok(peer)) => kernel::tcp_facts(local, peer),
            _ => None,
        };
        facts.map_or_else(|| Outcome::skipped("the kernel does not report its connections"), Outcome::Done)
    }

    /// What the system's TCP knows about the connection: told without special means on Linux alone.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn tcp_facts(&self) -> Outcome<TcpFacts> {
        Outcome::skipped(format!("this version does not query {}", std::env::consts::OS))
    }

    /// Starts the clock of a phase and forgets the first bytes of the one before.
    pub(crate) fn begin_phase(&mut self) {
        self.phase_began = Instant::now();
        self.first_bytes.clear();
        // What was sent last and is not waited for asks nothing (the client's Finished of TLS 1.3).
        self.unanswered = false;
        let behind = u64::try_from(self.behind.len()).unwrap_or(u64::MAX);
        self.received_before_phase = self.received.saturating_sub(behind);
    }

    /// What came behind the message that was read is read again, before whatever comes next.
    pub(crate) fn leave(&mut self, behind: Vec<u8>) {
        self.behind = behind;
    }

    /// Time since the phase began.
    pub(crate) fn elapsed(&self) -> Duration {
        since(self.phase_began)
    }

    /// The first bytes that came in this phase.
    pub(crate) fn first_bytes(&self) -> &[u8] {
        &self.first_bytes
    }

    /// Sends all of it before the deadline.
    pub(crate) async fn send(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), io::Error> {
        match timeout_at(deadline, self.write_all(bytes)).await {
            Ok(result) => result,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Receives what there is, at least one byte, at most one buffer. An orderly close is `UnexpectedEof`.
    pub(crate) async fn receive(&mut self, into: &mut Vec<u8>, deadline: Instant) -> Result<(), io::Error> {
        let mut buffer = [0; 4096];
        let count = match timeout_at(deadline, self.read(&mut buffer)).await {
            Ok(result) => result?,
            Err(_) => return Err(io::ErrorKind::TimedOut.into()),
        };
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        into.extend(buffer.get(..count).unwrap_or_default());
        Ok(())
    }

    /// A failure of this connection in the current phase; the kind is read from the error.
    pub(crate) fn failed(&self, phase: Phase, operation: &str, error: &io::Error) -> Failure {
        let answered = self.received_before_phase < self.received;
        let (kind, closed_by) = match error.kind() {
            io::ErrorKind::TimedOut if answered => (FailureKind::Timeout, ClosedBy::Deadline),
            io::ErrorKind::TimedOut => (FailureKind::Silence, ClosedBy::Deadline),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::WriteZero => {
                (FailureKind::Closed, ClosedBy::PeerFin)
            }
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
                (FailureKind::Reset, ClosedBy::PeerRst)
            }
            io::ErrorKind::FileTooLarge => (FailureKind::TooMuch, ClosedBy::Us),
            io::ErrorKind::HostUnreachable => (FailureKind::HostUnreachable, ClosedBy::Network),
            io::ErrorKind::NetworkUnreachable => (FailureKind::NetworkUnreachable, ClosedBy::Network),
            _ if is_exhaustion(error) => (FailureKind::OutOfResources, ClosedBy::Us),
            _ => (FailureKind::Other, ClosedBy::Network),
        };
        let mut failure = self.failure(phase, operation, kind, closed_by);
        if kind == FailureKind::Timeout {
            failure.idle = Some(since(self.last_received));
        }
        if closed_by == ClosedBy::Deadline {
            failure.unacknowledged = self.tcp_facts().done().map(|facts| facts.unacknowledged);
        }
        // Our own deadline and a FIN are no errors of the operating system.
        if !matches!(closed_by, ClosedBy::Deadline | ClosedBy::PeerFin | ClosedBy::Us) {
            failure.errno = errno(error);
        }
        failure
    }

    /// A failure of this connection in the current phase.
    pub(crate) fn failure(
        &self,
        phase: Phase,
        operation: &str,
        kind: FailureKind,
        closed_by: ClosedBy,
    ) -> Failure {
        let mut failure = Failure::new(phase, operation, kind, closed_by, self.elapsed());
        let (sent, received) = self.to_proxy.unwrap_or_default();
        failure.sent = self.sent.saturating_sub(sent);
        failure.received = self.received.saturating_sub(received);
        if !self.first_bytes.is_empty() {
            failure.first_bytes = Some(hex(&self.first_bytes));
        }
        failure
    }

    /// Closes in order: our FIN goes out, and what the peer already sent is read, because closing over unread
    /// data would turn our FIN into a RST.
    pub(crate) async fn close(mut self) -> Closing {
        let _ = self.stream.shutdown().await;
        let mut rest = [0; 4096];
        for _ in 0..64 {
            match self.stream.try_read(&mut rest) {
                Ok(count) if 0 < count => {}
                _ => break,
            }
        }
        Closing(self.stream)
    }
}

/// A connection that we have closed, and the peer perhaps not yet. Nothing has to wait for it.
#[derive(Debug)]
pub(crate) struct Closing(TcpStream);

impl Closing {
    /// Waits until the peer has closed it as well, or has no more time for it.
    pub(crate) async fn closed(mut self, deadline: Instant) {
        let mut rest = [0; 4096];
        let mut left = MOST_BYTES;
        while let Ok(Ok(count)) = timeout_at(deadline, self.0.read(&mut rest)).await
            && 0 < count
            && 0 < left
        {
            left = left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.behind.is_empty() {
            let taken = self.behind.len().min(buf.remaining());
            let bytes: Vec<u8> = self.behind.drain(..taken).collect();
            buf.put_slice(&bytes);
            let room = FIRST_BYTES.saturating_sub(self.first_bytes.len());
            self.first_bytes.extend(bytes.iter().take(room));
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let news = buf.filled().get(before..).unwrap_or_default();
        if news.is_empty() {
            return Poll::Ready(Ok(()));
        }
        if std::mem::take(&mut self.unanswered) {
            self.round_trips += 1;
        }
        let room = FIRST_BYTES.saturating_sub(self.first_bytes.len());
        self.first_bytes.extend(news.iter().take(room));
        self.received += u64::try_from(news.len()).unwrap_or(u64::MAX);
        self.last_received = Instant::now();
        match self.received <= self.most {
            true => Poll::Ready(Ok(())),
            false => Poll::Ready(Err(io::ErrorKind::FileTooLarge.into())),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let count = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes))?;
        self.sent += u64::try_from(count).unwrap_or(u64::MAX);
        self.unanswered |= bytes != COMPATIBILITY_CCS;
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

fn socket(address: SocketAddr, mss: Option<u16>) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    #[cfg(unix)]
    if let Some(mss) = mss {
        socket.set_tcp_mss(mss.into())?;
    }
    #[cfg(not(unix))]
    let _ = mss;
    Ok(socket)
}

pub(crate) fn connect_failure(began: Instant, address: SocketAddr, error: &io::Error) -> Failure {
    use io::ErrorKind as E;
    let (kind, closed_by) = match error.kind() {
        _ if is_exhaustion(error) => (FailureKind::OutOfResources, ClosedBy::Network),
        // Decided by this machine's own routing table, unless an ICMP message says otherwise.
        E::AddrNotAvailable if address.is_ipv6() => (FailureKind::NoLocalRoute, ClosedBy::Network),
        // No local port is left: so Linux says it where it chooses the port itself.
        E::WouldBlock => (FailureKind::OutOfResources, ClosedBy::Network),
        // Without its zone Linux knows no link for it.
        E::InvalidInput if lacks_zone(address) => (FailureKind::LocalRefusal, ClosedBy::Network),
        // A blackhole route answers EINVAL on Linux.
        E::NetworkUnreachable | E::NetworkDown | E::InvalidInput => {
            (FailureKind::NoLocalRoute, ClosedBy::Network)
        }
        E::ConnectionRefused => (FailureKind::Refused, ClosedBy::PeerRst),
        E::ConnectionReset | E::ConnectionAborted => (FailureKind::Reset, ClosedBy::PeerRst),
        E::HostUnreachable => (FailureKind::HostUnreachable, ClosedBy::Network),
        E::TimedOut => (FailureKind::Silence, ClosedBy::Deadline),
        // No local port is left.
        E::AddrNotAvailable | E::AddrInUse => (FailureKind::OutOfResources, ClosedBy::Network),
        E::PermissionDenied => (FailureKind::LocalRefusal, ClosedBy::Network),
        _ => (FailureKind::Other, ClosedBy::Network),
    };
    let mut failure = Failure::new(Phase::Connect, "connect", kind, closed_by, since(began));
    failure.errno = errno(error);
    failure
}

/// A link-local address is good on one link, and none is named.
fn lacks_zone(address: SocketAddr) -> bool {
    matches!(address, SocketAddr::V6(v6) if v6.ip().is_unicast_link_local() && v6.scope_id() == 0)
}

/// The socket could not even be made: this computer is out of them, or does not speak the IP version.
fn local_failure(began: Instant, address: SocketAddr, error: &io::Error) -> Failure {
    let mut failure = connect_failure(began, address, error);
    failure.kind = match address.is_ipv6() && !is_exhaustion(error) {
        true => FailureKind::NoLocalRoute,
        false => FailureKind::OutOfResources,
    };
    failure.detail = Some(format!("the operating system provided no socket: {error}"));
    failure
}

/// The time since that moment, as reports keep it.
pub(crate) fn since(began: Instant) -> Duration {
    json::to_the_microsecond(began.elapsed())
}

/// The error's POSIX name where the meaning has one on every system, otherwise its number.
fn errno(error: &io::Error) -> Option<String> {
    use io::ErrorKind as E;
    let name = match error.kind() {
        E::ConnectionRefused => "ECONNREFUSED",
        E::ConnectionReset => "ECONNRESET",
        E::ConnectionAborted => "ECONNABORTED",
        E::BrokenPipe => "EPIPE",
        E::HostUnreachable => "EHOSTUNREACH",
        E::NetworkUnreachable => "ENETUNREACH",
        E::NetworkDown => "ENETDOWN",
        E::TimedOut => "ETIMEDOUT",
        E::AddrNotAvailable => "EADDRNOTAVAIL",
        E::AddrInUse => "EADDRINUSE",
        E::PermissionDenied => "EACCES",
        E::InvalidInput => "EINVAL",
        _ if cfg!(unix) && error.raw_os_error() == Some(23) => "ENFILE",
        _ if cfg!(unix) && error.raw_os_error() == Some(24) => "EMFILE",
        _ => return error.raw_os_error().map(|number| format!("os error {number}")),
    };
    Some(name.to_owned())
}
