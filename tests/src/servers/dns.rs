//! A recursive DNS server with an answer of every kind: unbound, and dnsmasq as the upstream that refuses.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::runtime::Runtime;

use super::Server;
use crate::process::{Process, on_free_port};
use crate::tools::tool;

/// The zone `lab.test.`, resolved as a recursive server resolves the zones of others.
const ZONE: &str = "
$ORIGIN lab.test.
$TTL 60
@        SOA   ns.lab.test. admin.lab.test. 1 3600 600 86400 60
@        NS    ns.lab.test.
ns       A     127.0.0.1
srv01    A     127.0.0.1
v6       AAAA  ::1
dual     A     127.0.0.1
dual     AAAA  ::1
two      A     127.0.0.1
two      A     127.0.0.2
alias    CNAME alias2
alias2   CNAME srv01
dangling CNAME gone
circle   CNAME circle2
circle2  CNAME circle
srv02.east A   127.0.0.1
srv02.west A   127.0.0.2
nodata   TXT   \"neither A nor AAAA\"
";

/// A DNS server on a port of 127.0.0.1, UDP and TCP.
///
/// | name | answer |
/// | --- | --- |
/// | `srv01.lab.test` | A 127.0.0.1 |
/// | `v6.lab.test` | AAAA ::1 |
/// | `dual.lab.test` | A 127.0.0.1, AAAA ::1 |
/// | `two.lab.test` | A 127.0.0.1 and 127.0.0.2 |
/// | `alias.lab.test` | CNAME alias2.lab.test, CNAME srv01.lab.test, A 127.0.0.1 |
/// | `dangling.lab.test` | CNAME gone.lab.test, which does not exist: NXDOMAIN |
/// | `circle.lab.test` | CNAME circle2.lab.test, which is an alias of it: SERVFAIL |
/// | `srv02.east.lab.test`, `srv02.west.lab.test` | A 127.0.0.1, A 127.0.0.2 |
/// | `nodata.lab.test` | exists, has neither A nor AAAA |
/// | any other below `lab.test` | NXDOMAIN |
/// | below `servfail.test` | SERVFAIL, at once: its upstream refuses |
/// | below `refused.test` | REFUSED |
/// | below `silent.test` | none, ever |
#[derive(Debug)]
pub struct DnsServer {
    /// Where it listens.
    pub address: SocketAddr,
    server: Server,
}

impl DnsServer {
    /// Starts it.
    pub fn start() -> Self {
        Self::with("")
    }

    /// Starts it with these records of `lab.test` beside its own, as a zone file has them.
    pub fn with(records: &str) -> Self {
        let server = Server::start("dns", |dir, port| {
            let (refusing, refusing_port) = on_free_port(|port| {
                let mut command = Command::new(tool("dnsmasq").ok_or("dnsmasq is not installed")?);
                command.args(
                    "--keep-in-foreground --conf-file=/dev/null --pid-file --no-resolv --no-hosts".split(' '),
                );
                command.args(["--listen-address=127.0.0.1", "--bind-interfaces", "--log-facility=-"]);
                command.arg(format!("--port={port}"));
                let mut process = Process::spawn(command, dir)?;
                process.wait_until_listening(port)?;
                Ok(process)
            });
            let zone = dir.write("lab.test.zone", &format!("{ZONE}{records}"));
            let configuration = format!(
                "server:\n\
                 interface: 127.0.0.1\n\
                 port: {port}\n\
                 username: \"\"\n\
                 chroot: \"\"\n\
                 directory: \"{}\"\n\
                 pidfile: \"\"\n\
                 use-syslog: no\n\
                 do-daemonize: no\n\
                 module-config: \"iterator\"\n\
                 do-not-query-localhost: no\n\
                 local-zone: \"test.\" nodefault\n\
                 local-zone: \"refused.test.\" always_refuse\n\
                 local-zone: \"silent.test.\" always_deny\n\
                 auth-zone:\n\
                 name: \"lab.test.\"\n\
                 zonefile: \"{}\"\n\
                 for-downstream: no\n\
                 for-upstream: yes\n\
                 forward-zone:\n\
                 name: \"servfail.test.\"\n\
                 forward-addr: 127.0.0.1@{refusing_port}\n\
                 remote-control:\n\
                 control-enable: no\n",
                dir.path().display(),
                zone.display()
            );
            let configuration = dir.write("unbound.conf", &configuration);
            let mut command = Command::new(tool("unbound").ok_or("unbound is not installed")?);
            command.arg("-d").arg("-c").arg(configuration);
            Ok(vec![Process::spawn(command, dir)?, refusing])
        });
        Self { address: server.address, server }
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.server.is_running()
    }
}

/// A relay in front of a DNS server that hands each answer on late, as a long or congested way would. UDP only.
#[derive(Debug)]
pub struct SlowDns {
    /// Where it listens.
    pub address: SocketAddr,
    /// The relay's tasks. Taken when dropped.
    relay: Option<Runtime>,
}

impl SlowDns {
    /// Starts it in front of `server`; each answer is `delay` late.
    pub fn start(server: SocketAddr, delay: Duration) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a tokio runtime starts");
        let front = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free UDP port");
        let address = front.local_addr().expect("a bound socket has an address");
        front.set_nonblocking(true).expect("a socket can be made non-blocking");
        runtime.spawn(relay(front, server, delay));
        Self { address, relay: Some(runtime) }
    }
}

impl Drop for SlowDns {
    fn drop(&mut self) {
        if let Some(relay) = self.relay.take() {
            relay.shutdown_background();
        }
    }
}

async fn relay(front: std::net::UdpSocket, server: SocketAddr, delay: Duration) -> std::io::Result<()> {
    let front = Arc::new(UdpSocket::from_std(front)?);
    loop {
        let (query, client) = receive(&front).await?;
        let front = Arc::clone(&front);
        tokio::spawn(async move {
            let back = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            back.send_to(&query, server).await?;
            let (answer, _) = receive(&back).await?;
            tokio::time::sleep(delay).await;
            front.send_to(&answer, client).await
        });
    }
}

async fn receive(socket: &UdpSocket) -> std::io::Result<(Vec<u8>, SocketAddr)> {
    let mut buffer = vec![0; 4096];
    let (length, from) = socket.recv_from(&mut buffer).await?;
    buffer.truncate(length);
    Ok((buffer, from))
}
