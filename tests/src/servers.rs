//! Real servers, each started as its package runs it, on loopback.

mod dns;
mod freerdp;
mod gnome;
mod http;
mod kerberos;
mod openssl;
mod proxies;
mod weston;
mod xrdp;

use std::net::{Ipv4Addr, SocketAddr};

use crate::process::{Process, TempDir, on_free_port};

pub use dns::{DnsServer, SlowDns};
pub use freerdp::{FreeRdpClient, FreeRdpConfig, freerdp_shadow, xfreerdp};
pub use gnome::gnome_remote_desktop;
pub use http::{HttpAnswer, HttpServer};
pub use kerberos::{DomainController, Kdc, kdcproxy};
pub use openssl::{OpensslServer, openssl_www};
pub use proxies::{PROXY_LOGON, danted, microsocks, squid, tinyproxy};
pub use weston::weston;
pub use xrdp::{XrdpConfig, xrdp};

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// The server, then what it needs: dropped in this order.
    processes: Vec<Process>,
    _dir: TempDir,
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1. `start` returns the processes it started, the one that is to
    /// listen on the port first, and need not wait for it.
    fn start(label: &str, start: impl Fn(&TempDir, u16) -> Result<Vec<Process>, String>) -> Self {
        let ((dir, processes), port) = on_free_port(|port| {
            let dir = TempDir::new(label);
            let mut processes = start(&dir, port)?;
            if let Some(server) = processes.first_mut() {
                server.wait_until_listening(port)?;
            }
            Ok((dir, processes))
        });
        Self { address: (Ipv4Addr::LOCALHOST, port).into(), processes, _dir: dir }
    }

    /// Whether the server, and what it needs, still runs.
    pub fn is_running(&mut self) -> bool {
        self.processes.iter_mut().all(Process::is_running)
    }

    /// Waits until the server has closed every connection, as it does once its clients have gone.
    ///
    /// # Panics
    /// If it ends, or still holds one after a minute.
    pub fn wait_until_idle(&mut self) {
        let port = self.address.port();
        for process in &mut self.processes {
            process.wait_until_idle(port).unwrap_or_else(|why| panic!("{why}"));
        }
    }
}
