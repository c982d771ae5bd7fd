//! A connection that a client opened: what it says is written down, and what we say can be made to limp.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rdp_health_wire::{tls, tpkt};
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How much of what a client says is kept.
const KEPT_BYTES: usize = 4096;
/// How much is read at once.
const CHUNK: usize = 4096;

/// A connection that a client opened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Visit {
    /// The address that was visited.
    pub address: SocketAddr,
    /// The client's end.
    pub peer: SocketAddr,
    /// What the client sent, up to the first 4096 bytes. Inside TLS it is what travels, not what it means.
    pub received: Vec<u8>,
    /// How many bytes the client sent.
    pub received_bytes: u64,
    /// How the client ended it.
    pub ended: VisitEnd,
}

/// How a client ended a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum VisitEnd {
    /// It has not.
    Open,
    /// In order (FIN).
    Closed,
    /// With a RST.
    Cut,
    /// It did not: the script cut the connection first.
    CutByHost,
}

/// The visits of a lab, shared by everybody who adds to them.
pub(crate) type Visits = Arc<Mutex<Vec<Visit>>>;

pub(crate) struct Connection {
    stream: TcpStream,
    visits: Visits,
    port: u16,
    /// Our place among the visits.
    index: usize,
    dribble: Option<Dribble>,
    /// Pieces longer than this do not arrive.
    longest_piece: Option<usize>,
    /// A piece was lost, so nothing behind it arrives either.
    lost: bool,
    /// What was read and is to be read again.
    unread: Vec<u8>,
}

struct Dribble {
    every: Duration,
    rest: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream, address: SocketAddr, peer: SocketAddr, visits: Visits) -> Self {
        // Each of our writes is to be a packet of its own, and to leave at once.
        let _ = stream.set_nodelay(true);
        let index = {
            let mut visits = visits.lock().unwrap_or_else(PoisonError::into_inner);
            visits.push(Visit {
                address,
                peer,
                received: Vec::new(),
                received_bytes: 0,
                ended: VisitEnd::Open,
            });
            visits.len() - 1
        };
        Self {
            stream,
            visits,
            port: address.port(),
            index,
            dribble: None,
            longest_piece: None,
            lost: false,
            unread: Vec::new(),
        }
    }

    /// The port that was visited.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From here on every byte travels alone.
    pub(crate) fn dribble(&mut self, every: Duration) {
        self.dribble = Some(Dribble { every, rest: None });
    }

    /// From here on the connection is as behind an MTU black hole, if its segments are greater than `segments_above`.
    #[cfg(unix)]
    pub(crate) fn black_hole(&mut self, segments_above: u32) -> io::Result<()> {
        if segments_above < SockRef::from(&self.stream).tcp_mss()? {
            self.longest_piece = usize::try_from(segments_above).ok();
        }
        Ok(())
    }

    /// One message of the client: a TPKT frame, a TLS record, or whatever comes at once. Nothing behind it is
    /// touched. A client that closes ends the script: `UnexpectedEof`.
    pub(crate) async fn read_message(&mut self) -> io::Result<Vec<u8>> {
        let mut message = Vec::new();
        while let Some(missing) = missing(&message) {
            let before = message.len();
            message.resize(before.saturating_add(missing), 0);
            self.read_exact(message.get_mut(before..).unwrap_or_default()).await?;
        }
        if framed(&message) {
            return Ok(message);
        }
        // No framing that we know, so it ends where the client pauses.
        message.extend(self.read_present().await?);
        Ok(message)
    }

    /// Throws away what is there already.
    pub(crate) async fn discard(&mut self) -> io::Result<()> {
        self.read_present().await.map(drop)
    }

    async fn read_present(&mut self) -> io::Result<Vec<u8>> {
        let mut rest = [0; CHUNK];
        let count = tokio::select! {
            biased;
            count = self.read(&mut rest) => count?,
            () = std::future::ready(()) => 0,
        };
        Ok(rest.get(..count).unwrap_or_default().to_vec())
    }

    /// The same bytes are read again, before whatever comes next.
    pub(crate) fn unread(&mut self, bytes: Vec<u8>) {
        self.unread.splice(..0, bytes);
    }

    /// Waits, reading, until the client closes.
    pub(crate) async fn drain(&mut self) -> io::Result<()> {
        let mut rest = [0; CHUNK];
        while 0 < self.read(&mut rest).await? {}
        Ok(())
    }

    /// Closes in order. What the client still says is read, because closing over unread data is a RST.
    pub(crate) async fn close(&mut self) -> io::Result<()> {
        self.shutdown().await?;
        self.drain().await
    }

    /// Makes the close that follows a RST.
    pub(crate) fn cut(&self) -> io::Result<()> {
        self.note(|visit| visit.ended = VisitEnd::CutByHost);
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO))
    }

    fn note(&self, what: impl FnOnce(&mut Visit)) {
        let mut visits = self.visits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(visit) = visits.get_mut(self.index) {
            what(visit);
        }
    }
}

/// How many bytes are missing from the message; `None` = none, or nobody knows.
fn missing(message: &[u8]) -> Option<usize> {
    let header = match message {
        [] => 1,
        [3, ..] => tpkt::HEADER_LENGTH,
        [0x14..=0x18, ..] => tls::RECORD_HEADER_LENGTH,
        _ => return None,
    };
    let length = match message {
        [] => Ok(None),
        [3, ..] => tpkt::frame_length(message),
        _ => tls::record_length(message),
    };
    let length = length.ok()?.unwrap_or(header);
    length.checked_sub(message.len()).filter(|missing| 0 < *missing)
}

fn framed(message: &[u8]) -> bool {
    matches!(message, [3, ..]) && tpkt::frame_length(message).is_ok()
        || matches!(message, [0x14..=0x18, ..]) && tls::record_length(message).is_ok()
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.unread.is_empty() {
            let count = buf.remaining().min(self.unread.len());
            let again: Vec<u8> = self.unread.drain(..count).collect();
            buf.put_slice(&again);
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        if let Err(error) = ready!(Pin::new(&mut self.stream).poll_read(cx, buf)) {
            self.note(|visit| visit.ended = VisitEnd::Cut);
            return Poll::Ready(Err(error));
        }
        let news = buf.filled().get(before..).unwrap_or_default();
        self.note(|visit| {
            if news.is_empty() {
                visit.ended = VisitEnd::Closed;
            }
            let room = KEPT_BYTES.saturating_sub(visit.received.len());
            visit.received.extend(news.iter().take(room));
            visit.received_bytes =
                visit.received_bytes.saturating_add(u64::try_from(news.len()).unwrap_or(u64::MAX));
        });
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.lost |= this.longest_piece.is_some_and(|longest| longest < bytes.len());
        if this.lost {
            return Poll::Ready(Ok(bytes.len()));
        }
        let mut piece = bytes;
        if let Some(dribble) = &mut this.dribble {
            if let Some(rest) = &mut dribble.rest {
                ready!(rest.as_mut().poll(cx));
            }
            piece = bytes.get(..1).unwrap_or_default();
        }
        let written = ready!(Pin::new(&mut this.stream).poll_write(cx, piece));
        if written.is_err() {
            this.note(|visit| visit.ended = VisitEnd::Cut);
        }
        // A sleep of no time at all would still wait for the next tick of the timer.
        if let Some(Dribble { every, rest }) = &mut this.dribble
            && !every.is_zero()
        {
            *rest = Some(Box::pin(sleep(*every)));
        }
        Poll::Ready(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A FIN behind a lost piece does not arrive in order either.
        if self.lost {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
