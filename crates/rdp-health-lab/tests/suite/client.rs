//! A client without manners of its own.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use rdp_health_lab::{Lab, Scenario};
use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::x224::{ConnectionRequest, ServerAnswer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A lab with one host at 127.0.0.1; `connections` is its scripts, in TOML.
pub(crate) async fn lab(connections: &str) -> Lab {
    let text = format!(
        "title = 'one host'\ntarget = {{ name = 'rdp1.lab.test' }}\nexpect = {{ verdict = 'healthy' }}\n\
         [[hosts]]\naddress = '127.0.0.1'\nconnections = {connections}"
    );
    start(&text).await
}

pub(crate) async fn start(text: &str) -> Lab {
    Lab::start(&Scenario::parse(text).unwrap()).await.unwrap()
}

/// Every wait ends, so that a broken lab is a failed test and not one that hangs.
pub(crate) async fn in_time<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), what).await.expect("the lab did not answer in time")
}

pub(crate) async fn connect(lab: &Lab) -> TcpStream {
    in_time(TcpStream::connect((Ipv4Addr::LOCALHOST, lab.port()))).await.unwrap()
}

pub(crate) async fn send(stream: &mut TcpStream, bytes: &[u8]) {
    in_time(stream.write_all(bytes)).await.unwrap();
}

pub(crate) async fn receive(stream: &mut TcpStream, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    in_time(stream.read_exact(&mut bytes)).await.unwrap();
    bytes
}

/// Everything up to the end of the connection, and the error if that was no orderly one.
pub(crate) async fn receive_all(stream: &mut TcpStream) -> (Vec<u8>, Option<io::ErrorKind>) {
    let mut bytes = Vec::new();
    let end = in_time(stream.read_to_end(&mut bytes)).await;
    (bytes, end.err().map(|error| error.kind()))
}

/// Says that nothing more will be sent, and receives everything up to the end: a host that has nothing to say ends
/// the connection then, and only then.
pub(crate) async fn finish(stream: &mut TcpStream) -> Vec<u8> {
    in_time(stream.shutdown()).await.unwrap();
    let (bytes, error) = receive_all(stream).await;
    assert_eq!(error, None);
    bytes
}

/// Asks for these protocols and reads the answer.
pub(crate) async fn negotiate(stream: &mut TcpStream, protocols: u32) -> ServerAnswer {
    let request = ConnectionRequest::new(SecurityProtocols(protocols)).encode().unwrap();
    send(stream, &request).await;
    ServerAnswer::decode(&receive(stream, 19).await).unwrap()
}

/// Waits until the lab has seen all of its connections end.
pub(crate) async fn settled(lab: &Lab) -> Vec<rdp_health_lab::Visit> {
    in_time(async {
        loop {
            let visits = lab.visits();
            if visits.iter().all(|visit| visit.ended != rdp_health_lab::VisitEnd::Open) {
                return visits;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

pub(crate) fn address(text: &str, lab: &Lab) -> SocketAddr {
    SocketAddr::new(text.parse().unwrap(), lab.port())
}
