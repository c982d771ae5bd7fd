//! `openssl s_server` behind an X.224 front: any TLS version and cipher suite that OpenSSL can still speak, in the
//! place where an RDP server speaks TLS.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use super::Server;
use crate::pki::Identity;
use crate::process::Process;

/// [MS-RDPBCGR 2.2.1.2] Connection Confirm with RDP_NEG_RSP: PROTOCOL_SSL, flags and source reference as xrdp has them.
const CONFIRM_SSL: [u8; 19] = [3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 1, 8, 0, 1, 0, 0, 0];

/// `openssl s_server` by itself, as a web server: it answers `GET /` with a page about the handshake.
pub fn openssl_www(options: &str, identity: &Identity) -> Server {
    s_server("-www", options, identity)
}

fn s_server(what: &str, options: &str, identity: &Identity) -> Server {
    Server::start("openssl", |dir, port| {
        let mut command = Command::new("openssl");
        command.args(["s_server", what, "-accept", &format!("127.0.0.1:{port}")]);
        command.arg("-cert").arg(&identity.certificate).arg("-cert_chain").arg(&identity.chain);
        command.arg("-key").arg(&identity.key).args(options.split_whitespace());
        Ok(vec![Process::spawn(command, dir)?])
    })
}

/// An `openssl s_server` and its front.
#[derive(Debug)]
pub struct OpensslServer {
    /// Where the front listens.
    pub address: SocketAddr,
    server: Server,
    /// How many connections the front has taken.
    taken: Arc<AtomicU32>,
    /// The tasks of the front. Taken when dropped.
    front: Option<Runtime>,
}

impl OpensslServer {
    /// Starts it. `options` are s_server's, such as `-tls1_2 -cipher AES128-SHA@SECLEVEL=0`.
    pub fn start(options: &str, identity: &Identity) -> Self {
        // -rev, because it serves one connection after the other without reading commands from its input.
        let server = s_server("-rev", options, identity);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_io().build();
        let runtime = runtime.expect("a tokio runtime starts");
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free TCP port");
        let address = listener.local_addr().expect("a bound socket has an address");
        listener.set_nonblocking(true).expect("a socket can be made non-blocking");
        let taken = Arc::default();
        runtime.spawn(accept(listener, server.address, Arc::clone(&taken)));
        Self { address, server, taken, front: Some(runtime) }
    }

    /// How many connections it has taken.
    pub fn connections(&self) -> u32 {
        self.taken.load(Ordering::SeqCst)
    }

    /// s_server itself: TLS without the X.224 negotiation before it.
    pub fn behind(&mut self) -> &mut Server {
        &mut self.server
    }
}

impl Drop for OpensslServer {
    fn drop(&mut self) {
        // A plain drop of the runtime would block, which a test that is itself async may not.
        if let Some(front) = self.front.take() {
            front.shutdown_background();
        }
    }
}

async fn accept(
    listener: std::net::TcpListener,
    server: SocketAddr,
    taken: Arc<AtomicU32>,
) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (client, _) = listener.accept().await?;
        taken.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(confirm_and_relay(client, server));
    }
}

async fn confirm_and_relay(mut client: TcpStream, server: SocketAddr) -> io::Result<()> {
    let mut header = [0; 4];
    client.read_exact(&mut header).await?;
    let [_, _, high, low] = header;
    let mut request = vec![0; usize::from(u16::from_be_bytes([high, low])).saturating_sub(header.len())];
    client.read_exact(&mut request).await?;
    client.write_all(&CONFIRM_SSL).await?;
    let mut server = TcpStream::connect(server).await?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}
