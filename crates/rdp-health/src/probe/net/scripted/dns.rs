//! DNS over the scripted network. Over TCP every server refuses.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use hickory_resolver::net::runtime::{
    DnsUdpSocket, RuntimeProvider, TokioHandle, TokioRuntimeProvider, TokioTime,
};

use super::with;

/// What stands in for tokio's sockets.
#[derive(Clone, Default)]
pub(crate) struct Provider(TokioHandle);

impl RuntimeProvider for Provider {
    type Handle = TokioHandle;
    type Timer = TokioTime;
    type Udp = Udp;
    type Tcp = <TokioRuntimeProvider as RuntimeProvider>::Tcp;

    fn create_handle(&self) -> Self::Handle {
        self.0.clone()
    }

    fn connect_tcp(
        &self,
        _: SocketAddr,
        _: Option<SocketAddr>,
        _: Option<Duration>,
    ) -> Pin<Box<dyn Send + Future<Output = io::Result<Self::Tcp>>>> {
        Box::pin(std::future::ready(Err(io::ErrorKind::ConnectionRefused.into())))
    }

    fn bind_udp(
        &self,
        _: SocketAddr,
        _: SocketAddr,
    ) -> Pin<Box<dyn Send + Future<Output = io::Result<Self::Udp>>>> {
        Box::pin(std::future::ready(Ok(Udp::default())))
    }
}

/// The answers that came and were not yet read.
#[derive(Debug, Default)]
pub(crate) struct Udp(Mutex<VecDeque<(SocketAddr, io::Result<Vec<u8>>)>>);

impl DnsUdpSocket for Udp {
    type Time = TokioTime;

    fn poll_recv_from(&self, _: &mut Context<'_>, into: &mut [u8]) -> Poll<io::Result<(usize, SocketAddr)>> {
        // The answer to a question is there at once, so nobody has to be woken.
        let answer = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some((from, answer)) = answer else { return Poll::Pending };
        let answer = answer?;
        let count = answer.len().min(into.len());
        into.iter_mut().zip(&answer).for_each(|(to, byte)| *to = *byte);
        Poll::Ready(Ok((count, from)))
    }

    fn poll_send_to(&self, _: &mut Context<'_>, question: &[u8], to: SocketAddr) -> Poll<io::Result<usize>> {
        if let Some(answer) = with(|world| world.ask(to, question)).flatten() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back((to, answer));
        }
        Poll::Ready(Ok(question.len()))
    }
}
