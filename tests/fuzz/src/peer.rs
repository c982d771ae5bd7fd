//! Whoever is reached in a fuzzed check: follows the script, on tokio's stopped clock.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rdp_health::fuzzing::{Wire, World};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, SupportedProtocolVersion};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf, duplex};
use tokio_rustls::TlsAcceptor;

use crate::script::{Act, Connection, Script};

/// What a peer says in one go may be longer than what we read in one.
const BUFFER: usize = 64 * 1024;
/// Acts of one connection, repetitions counted.
const MOST_ACTS: usize = 256;

/// Plays a script.
pub struct Scripted {
    script: Script,
    dialled: usize,
    asked: usize,
}

impl Scripted {
    pub fn new(script: Script) -> Self {
        Self { script, dialled: 0, asked: 0 }
    }
}

impl World for Scripted {
    fn dial(&mut self, _: SocketAddr) -> Option<io::Result<Box<dyn Wire>>> {
        let connection = &self.script.connections[self.dialled % self.script.connections.len()];
        self.dialled += 1;
        match connection.ends {
            Some(None) => None,
            Some(Some(kind)) => Some(Err(kind.into())),
            None => {
                let (ours, theirs) = duplex(BUFFER);
                let cut = Arc::new(AtomicBool::new(false));
                tokio::spawn(play(connection.clone(), theirs, Arc::clone(&cut)));
                Some(Ok(Box::new(Cuttable { stream: ours, cut })))
            }
        }
    }

    /// The number of the question comes back, as in DNS and STUN.
    fn ask(&mut self, _: SocketAddr, question: &[u8]) -> Option<io::Result<Vec<u8>>> {
        let answers = &self.script.datagrams;
        let answer = answers.get(self.asked % answers.len().max(1))?;
        self.asked += 1;
        match answer.as_slice() {
            [] => None,
            [0] => Some(Err(ErrorKind::ConnectionRefused.into())),
            // The question itself, with the flags of an answer and what else is to stand there.
            [1, rest @ ..] => {
                let mut echoed = question.to_vec();
                echoed.iter_mut().skip(2).zip(rest).for_each(|(byte, new)| *byte = *new);
                echoed.extend(rest.iter().skip(10));
                Some(Ok(echoed))
            }
            [_, rest @ ..] => {
                let number = question.iter().take(2).copied();
                Some(Ok(number.chain(rest.iter().copied()).collect()))
            }
        }
    }
}

/// Our end of a connection, which the peer can reset.
struct Cuttable {
    stream: DuplexStream,
    cut: Arc<AtomicBool>,
}

impl AsyncRead for Cuttable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let ended = buf.filled().len() == before && 0 < buf.remaining();
        match ended && self.cut.load(Ordering::Relaxed) {
            true => Poll::Ready(Err(ErrorKind::ConnectionReset.into())),
            false => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncWrite for Cuttable {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

async fn play(connection: Connection, stream: DuplexStream, cut: Arc<AtomicBool>) {
    // A peer that is done and never closed stays silent; so does one whose handshake failed.
    let mut stream: Box<dyn Wire> = Box::new(stream);
    let mut last: Option<Act> = None;
    let mut todo: Vec<Act> = connection.acts.into_iter().rev().collect();
    for _ in 0..MOST_ACTS {
        let Some(act) = todo.pop() else { break };
        match &act {
            Act::Say(bytes) => {
                if stream.write_all(bytes).await.is_err() {
                    return;
                }
                let _ = stream.flush().await;
            }
            Act::Hear => {
                if !matches!(stream.read(&mut [0; 8192]).await, Ok(1..)) {
                    return;
                }
            }
            Act::Wait(milliseconds) => tokio::time::sleep(Duration::from_millis(*milliseconds)).await,
            Act::Close => {
                let _ = stream.shutdown().await;
            }
            Act::Reset => {
                cut.store(true, Ordering::Relaxed);
                return;
            }
            Act::Tls { certificate, versions } => {
                let config = &TLS[certificate % TLS.len()][versions % 3];
                let Ok(inner) = TlsAcceptor::from(Arc::clone(config)).accept(stream).await else { return };
                stream = Box::new(inner);
            }
            Act::Flood(kib) => {
                for _ in 0..*kib {
                    if stream.write_all(&[0; 1024]).await.is_err() {
                        return;
                    }
                }
            }
            Act::Again(times) => {
                let again = last.clone().into_iter().flat_map(|act| vec![act; usize::from(*times)]);
                todo.extend(again);
                continue;
            }
            Act::Echo => {
                let mut heard = [0; 8192];
                match stream.read(&mut heard).await {
                    Ok(count @ 1..) if stream.write_all(&heard[..count]).await.is_ok() => {}
                    _ => return,
                }
                let _ = stream.flush().await;
            }
        }
        last = Some(act);
    }
    std::future::pending().await
}

/// Four certificates, each for both versions of TLS, for 1.2 and for 1.3.
static TLS: LazyLock<Vec<[Arc<ServerConfig>; 3]>> = LazyLock::new(|| {
    let names = [
        &["srv01.corp.example"][..],
        &["*.corp.example", "192.0.2.10"],
        &["other.example"],
        &["xn--bcher-kva.example", "gw.corp.example"],
    ];
    let each = names.map(|names| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let made = rcgen::generate_simple_self_signed(names).expect("names of a certificate");
        let (certificate, key) = (made.cert.der().clone(), made.signing_key.serialize_der());
        let versions: [&[&SupportedProtocolVersion]; 3] = [&[&TLS12, &TLS13], &[&TLS12], &[&TLS13]];
        versions.map(|versions| Arc::new(config(versions, certificate.clone(), &key)))
    });
    each.into()
});

fn config(
    versions: &[&'static SupportedProtocolVersion],
    certificate: CertificateDer<'static>,
    key: &[u8],
) -> ServerConfig {
    let key = PrivateKeyDer::try_from(key.to_vec()).expect("a key");
    ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(versions)
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate and its key")
}
