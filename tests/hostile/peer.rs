//! Hosts that do what no scenario of the lab can say.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::authorities::Identity;
use super::stage::{Stage, own_options};

/// X.224 Connection Confirm with RDP_NEG_RSP: CredSSP.
const CONFIRM: &[u8] = &[3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0x1f, 8, 0, 2, 0, 0, 0];

/// Does this with every connection, until it is dropped.
pub(super) async fn listen<F, R>(each: F) -> (SocketAddr, JoinSet<()>)
where
    F: Fn(TcpStream) -> R + Send + Sync + 'static,
    R: Future<Output = io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut plays = JoinSet::new();
    plays.spawn(async move {
        // Dropped with this task, and every connection with it.
        let mut connections = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let conversation = each(stream);
            connections.spawn(async move {
                // That the client goes is no fault.
                let _ = conversation.await;
            });
        }
    });
    (address, plays)
}

/// A host that agrees on CredSSP and then does this.
pub(super) async fn negotiated<F, R>(each: F) -> Stage
where
    F: Fn(TcpStream) -> R + Send + Sync + 'static,
    R: Future<Output = io::Result<()>> + Send + 'static,
{
    let each = Arc::new(each);
    let (address, plays) = listen(move |mut stream| {
        let each = Arc::clone(&each);
        async move {
            frame(&mut stream).await?;
            stream.write_all(CONFIRM).await?;
            each(stream).await
        }
    })
    .await;
    stage(address, plays)
}

pub(super) fn stage(address: SocketAddr, plays: JoinSet<()>) -> Stage {
    let rdp_file = format!("full address:s:{address}\r\n");
    Stage { rdp_file, options: own_options(), proxy: None, plays: Box::new(plays) }
}

/// One TPKT frame.
async fn frame(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = [0; 4];
    stream.read_exact(&mut head).await?;
    let mut rest = vec![0; usize::from(u16::from_be_bytes([head[2], head[3]])).saturating_sub(4)];
    stream.read_exact(&mut rest).await?;
    Ok(rest)
}

/// One TLS record with its header.
pub(super) async fn record(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut record = vec![0; 5];
    stream.read_exact(&mut record).await?;
    let length = usize::from(u16::from_be_bytes([record[3], record[4]]));
    record.resize(5 + length, 0);
    stream.read_exact(&mut record[5..]).await?;
    Ok(record)
}

/// Waits until the client goes.
pub(super) async fn wait(stream: &mut TcpStream) -> io::Result<()> {
    let mut unread = [0; 4096];
    while 0 < stream.read(&mut unread).await? {}
    Ok(())
}

/// A host that shows these certificates, whatever they are, and says no more than goodbye behind the handshake.
pub(super) async fn with_certificate(identity: Identity) -> Stage {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivatePkcs8KeyDer::from(identity.key).into();
    let key = provider.key_provider.load_private_key(key).unwrap();
    let chain = identity.chain.into_iter().map(CertificateDer::from).collect();
    let resolver = SingleCertAndKey::from(CertifiedKey::new(chain, key));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(resolver));
    then(Arc::new(config), |tls| {
        tls.send_close_notify();
        false
    })
    .await
}

/// A handshake, and then this again and again.
pub(super) async fn then(config: Arc<ServerConfig>, again: fn(&mut ServerConnection) -> bool) -> Stage {
    negotiated(move |mut stream| {
        let config = Arc::clone(&config);
        async move {
            let mut tls = ServerConnection::new(config).map_err(io::Error::other)?;
            let mut received = [0; 4096];
            while tls.is_handshaking() {
                let count = stream.read(&mut received).await?;
                if count == 0 {
                    return Ok(());
                }
                let mut unread = &received[..count];
                while !unread.is_empty() {
                    tls.read_tls(&mut unread)?;
                    tls.process_new_packets().map_err(io::Error::other)?;
                }
                send(&mut tls, &mut stream).await?;
            }
            while again(&mut tls) {
                send(&mut tls, &mut stream).await?;
            }
            send(&mut tls, &mut stream).await?;
            wait(&mut stream).await
        }
    })
    .await
}

async fn send(tls: &mut ServerConnection, stream: &mut TcpStream) -> io::Result<()> {
    let mut records = Vec::new();
    while tls.wants_write() {
        tls.write_tls(&mut records)?;
    }
    stream.write_all(&records).await
}
