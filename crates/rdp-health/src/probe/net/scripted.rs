//! A network without sockets, for fuzzing: whoever is dialled or asked is played by the fuzz target, on tokio's clock,
//! which the target has stopped.

pub(crate) mod dns;

use std::cell::RefCell;
use std::future::pending;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use socket2::Socket;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

use super::icmp::Rejection;
use crate::json::to_the_microsecond;
use crate::outcome::{ClosedBy, Failure, FailureKind, Phase};

/// One end of a connection.
pub trait Wire: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Wire for T {}

/// Everybody whom a check can reach.
pub trait World {
    /// Somebody is dialled: their end, why there is none, or `None` for silence.
    fn dial(&mut self, address: SocketAddr) -> Option<io::Result<Box<dyn Wire>>>;
    /// The answer to a datagram, if any comes.
    fn ask(&mut self, address: SocketAddr, question: &[u8]) -> Option<io::Result<Vec<u8>>>;
}

thread_local! {
    static WORLD: RefCell<Option<Box<dyn World>>> = const { RefCell::new(None) };
}

/// From here on this thread's checks reach this world alone.
pub fn enter(world: impl World + 'static) {
    WORLD.with_borrow_mut(|slot| *slot = Some(Box::new(world)));
}

fn with<T>(ask: impl FnOnce(&mut dyn World) -> T) -> Option<T> {
    WORLD.with_borrow_mut(|world| world.as_mut().map(|world| ask(world.as_mut())))
}

pub(super) async fn connect(
    _: Socket,
    address: SocketAddr,
    deadline: Instant,
) -> (Result<io::Result<Stream>, Elapsed>, Option<Rejection>) {
    match with(|world| world.dial(address)).flatten() {
        Some(wire) => (Ok(wire.map(|wire| Stream { wire, peer: address })), None),
        None => (timeout_at(deadline, pending()).await, None),
    }
}

/// The answer to a datagram, waited for until the deadline.
pub(crate) async fn ask(
    address: SocketAddr,
    question: &[u8],
    deadline: Instant,
) -> Result<(Vec<u8>, SocketAddr), Failure> {
    let began = Instant::now();
    let (kind, closed_by) = match with(|world| world.ask(address, question)).flatten() {
        Some(Ok(datagram)) => return Ok((datagram, (Ipv4Addr::LOCALHOST, 50_000).into())),
        Some(Err(_)) => (FailureKind::Refused, ClosedBy::Network),
        None => {
            let _: Result<(), Elapsed> = timeout_at(deadline, pending()).await;
            (FailureKind::Silence, ClosedBy::Deadline)
        }
    };
    let elapsed = to_the_microsecond(began.elapsed());
    Err(Failure::new(Phase::Udp, "ask over UDP", kind, closed_by, elapsed))
}

/// What stands in for a TCP connection.
pub(crate) struct Stream {
    wire: Box<dyn Wire>,
    peer: SocketAddr,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl Stream {
    pub(super) fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }

    pub(super) fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok((Ipv4Addr::LOCALHOST, 50_000).into())
    }

    pub(super) fn set_nodelay(&self, _: bool) -> io::Result<()> {
        Ok(())
    }

    /// Nothing is read after our FIN.
    pub(super) fn try_read(&self, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.wire).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}
