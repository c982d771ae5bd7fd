//! The way to an address, asked of the system alone: no packet leaves this computer.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(any(target_os = "linux", windows, test))]
mod recognise;
#[cfg(windows)]
mod windows;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use tokio::time::Instant;

use super::net::connect_failure;
use crate::observe::Route;
use crate::outcome::Outcome;

/// The way that packets to `address` take.
pub(super) fn route(address: SocketAddr) -> Outcome<Route> {
    let began = Instant::now();
    let local = match local_address(address) {
        Ok(local) => local,
        Err(error) => {
            let mut failure = connect_failure(began, address, &error);
            "ask the system for the way".clone_into(&mut failure.operation);
            return Outcome::Failed(failure);
        }
    };
    let mut route = Route::new(local);
    describe(&mut route, address);
    Outcome::Done(route)
}

/// The address that this computer would use. Connecting a UDP socket sends nothing.
fn local_address(address: SocketAddr) -> std::io::Result<IpAddr> {
    let any: IpAddr = match address {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0))?;
    socket.connect(address)?;
    Ok(socket.local_addr()?.ip())
}

#[cfg(target_os = "linux")]
use linux::describe;
#[cfg(windows)]
use windows::describe;

/// What is not known of the way is said.
#[cfg(not(any(target_os = "linux", windows)))]
fn describe(route: &mut Route, _: SocketAddr) {
    route.interface = Outcome::skipped(format!("this version does not query {}", std::env::consts::OS));
}
