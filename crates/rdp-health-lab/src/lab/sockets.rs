//! The sockets of a lab: ports that are free at several addresses at once, and ports that never answer.

use std::io;
use std::net::{IpAddr, SocketAddr};

#[cfg(target_os = "linux")]
use tokio::net::{TcpListener, TcpStream};
use tokio::net::{TcpSocket, UdpSocket};

use crate::error::LabError;

/// How often another port is tried when the one that the first host got is taken at another address.
const ATTEMPTS: usize = 32;

#[derive(Debug)]
pub(super) enum Kept {
    Bound {
        _socket: TcpSocket,
    },
    #[cfg(target_os = "linux")]
    Filtered {
        _listener: TcpListener,
        _filler: TcpStream,
    },
}

/// The sockets of one host: TCP, and UDP unless its UDP port is closed.
pub(super) type Sockets = (TcpSocket, Option<UdpSocket>);

/// Binds all the addresses to one port, those that say so for datagrams as well.
pub(super) fn bind_all(addresses: &[(IpAddr, bool)]) -> Result<(u16, Vec<Sockets>), LabError> {
    let mut attempt = 1;
    loop {
        match bind_once(addresses) {
            Err(LabError::Listen { source, .. })
                if source.kind() == io::ErrorKind::AddrInUse && attempt < ATTEMPTS =>
            {
                attempt += 1;
            }
            result => return result,
        }
    }
}

fn bind_once(addresses: &[(IpAddr, bool)]) -> Result<(u16, Vec<Sockets>), LabError> {
    let mut port = 0;
    let mut sockets = Vec::new();
    for (address, with_datagrams) in addresses {
        let (socket, address) = bind(SocketAddr::new(*address, port))?;
        let datagrams = match with_datagrams {
            false => None,
            true => Some(bind_udp(address).map_err(|source| LabError::Listen { address, source })?),
        };
        port = address.port();
        sockets.push((socket, datagrams));
    }
    Ok((port, sockets))
}

/// A TCP socket, and the address that it got.
fn bind(address: SocketAddr) -> Result<(TcpSocket, SocketAddr), LabError> {
    let bound = || -> io::Result<(TcpSocket, SocketAddr)> {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        socket.bind(address)?;
        let address = socket.local_addr()?;
        Ok((socket, address))
    };
    bound().map_err(|source| LabError::Listen { address, source })
}

fn bind_udp(address: SocketAddr) -> io::Result<UdpSocket> {
    let datagrams = std::net::UdpSocket::bind(address)?;
    datagrams.set_nonblocking(true)?;
    UdpSocket::from_std(datagrams)
}

/// Linux drops SYNs while the queue of a listener is full, and a queue of length zero holds one connection.
#[cfg(target_os = "linux")]
pub(super) async fn filtered(socket: TcpSocket, address: SocketAddr) -> Result<Kept, LabError> {
    let listen = |source| LabError::Listen { address, source };
    let listener = socket.listen(0).map_err(listen)?;
    let filler = TcpStream::connect(address).await.map_err(listen)?;
    Ok(Kept::Filtered { _listener: listener, _filler: filler })
}

#[cfg(not(target_os = "linux"))]
pub(super) async fn filtered(_: TcpSocket, _: SocketAddr) -> Result<Kept, LabError> {
    Err(LabError::Unsupported {
        what: "port = \"filtered\"",
        why: "only Linux drops SYNs while a queue is full",
    })
}
