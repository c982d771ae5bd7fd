//! A scenario that is being played.

mod sockets;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinSet;

use crate::act::Act;
use crate::certificate::Pki;
use crate::connection::{Connection, Visit, Visits};
use crate::dns::{self, Zone};
use crate::error::LabError;
use crate::play::{play, prepare};
use crate::scenario::{Host, PortState, Scenario, Step, UdpState};
use crate::{udp, web};
use sockets::{Kept, bind_all, filtered};

/// Enough for every client that a benchmark starts at once.
const BACKLOG: u32 = 1024;

/// A scenario that is being played. Dropping it ends all its connections and frees its ports.
#[derive(Debug)]
pub struct Lab {
    port: u16,
    also_ports: Vec<u16>,
    unused_port: Option<u16>,
    websocket_ports: [u16; 2],
    dns_address: SocketAddr,
    second_dns_address: Option<SocketAddr>,
    web_address: SocketAddr,
    target: String,
    rdp_file: String,
    visits: Visits,
    root: Option<RootFile>,
    /// Sockets that only hold their port, and the connections that fill the queue of a filtered one.
    _kept: Vec<Kept>,
    _tasks: JoinSet<()>,
}

/// A file that is removed with the lab.
#[derive(Debug)]
struct RootFile(String);

impl RootFile {
    fn write(pem: &str) -> Result<Self, LabError> {
        static WRITTEN: AtomicU64 = AtomicU64::new(0);
        let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let name = format!("rdp-health-lab-root-{}-{number}.pem", std::process::id());
        let path = std::env::temp_dir().join(name);
        let problem = |source| LabError::RootFile { path: path.clone(), source };
        let text = path.to_str().ok_or_else(|| problem(io::Error::other("its name is not Unicode")))?;
        std::fs::write(&path, pem).map_err(problem)?;
        Ok(Self(text.to_owned()))
    }
}

impl Drop for RootFile {
    fn drop(&mut self) {
        // Whatever is left in the folder for temporary files goes with it.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// One script per connection; the last one serves all further connections.
type Scripts = Arc<Vec<Vec<Act>>>;

impl Lab {
    /// Plays the scenario on a free port, the same one at each of its addresses, in the runtime of the caller.
    ///
    /// # Errors
    /// The system has not what the scenario needs: an address, a free port, a socket option.
    pub async fn start(scenario: &Scenario) -> Result<Self, LabError> {
        let (web, web_address) = web::bind().await?;
        let mut pki = Pki::new(scenario, web_address);
        let mut scripts = Vec::new();
        for host in &scenario.hosts {
            scripts.push(prepare_all(&host.connections, &mut pki)?);
        }

        let addresses: Vec<(IpAddr, bool)> =
            scenario.hosts.iter().map(|host| (host.address, !matches!(host.udp, UdpState::Closed))).collect();
        let (port, sockets) = bind_all(&addresses)?;
        let visits = Visits::default();
        let mut tasks = JoinSet::new();
        let mut kept = Vec::new();
        // An address is no name for a computer.
        let name: Arc<str> = match scenario.target.address() {
            Some(_) => NAME.into(),
            None => scenario.target.name.as_str().into(),
        };
        for ((host, (socket, datagrams)), scripts) in scenario.hosts.iter().zip(sockets).zip(scripts) {
            if let Some(datagrams) = datagrams {
                tasks.spawn(udp::serve(datagrams, host.udp.clone()));
            }
            let address = SocketAddr::new(host.address, port);
            kept.extend(stand(host.port, socket, address, &name, scripts, &visits, &mut tasks).await?);
        }
        let (mut also_ports, mut unused_port, mut in_rdp_file) = (Vec::new(), None, None);
        for host in &scenario.hosts {
            for other in &host.also {
                let (number, sockets) = bind_all(&[(host.address, false)])?;
                match other.unused {
                    true => unused_port = Some(number),
                    false => also_ports.push(number),
                }
                if other.in_rdp_file {
                    in_rdp_file = Some(number);
                }
                for (socket, _) in sockets {
                    let address = SocketAddr::new(host.address, number);
                    let scripts = prepare_all(&other.connections, &mut pki)?;
                    kept.extend(
                        stand(other.port, socket, address, &name, scripts, &visits, &mut tasks).await?,
                    );
                }
            }
        }
        let everywhere: Vec<(IpAddr, bool)> =
            scenario.hosts.iter().map(|host| (host.address, false)).collect();
        let mut websocket_ports = [0; 2];
        let scripts: [fn(&Host) -> &[Step]; 2] = [|host| &host.websocket, |host| &host.websocket_tls];
        for (port, script) in websocket_ports.iter_mut().zip(scripts) {
            let (number, sockets) = bind_all(&everywhere)?;
            *port = number;
            for (host, (socket, _)) in scenario.hosts.iter().zip(sockets) {
                let state = if script(host).is_empty() { PortState::Closed } else { PortState::Open };
                let address = SocketAddr::new(host.address, number);
                let scripts = prepare_all(&[script(host).to_vec()], &mut pki)?;
                kept.extend(stand(state, socket, address, &name, scripts, &visits, &mut tasks).await?);
            }
        }
        let dns_address = dns::start(Zone::new(scenario, web_address), &mut tasks).await?;
        let second_dns_address = match scenario.second_dns.as_slice() {
            [] => None,
            names => Some(dns::start(Zone::of(names, web_address), &mut tasks).await?),
        };
        web::start(web, scenario, &mut pki, &mut tasks)?;

        let target = match scenario.target.address() {
            Some(address) => SocketAddr::new(address, port).to_string(),
            None => format!("{}:{port}", scenario.target.name),
        };
        let mut rdp_file = rdp_file(scenario, &target, port);
        let target = match &scenario.target.web {
            Some(web) => format!("https://{target}{}", web.path.as_deref().unwrap_or_default()),
            None => target,
        };
        if let Some(number) = in_rdp_file {
            rdp_file.push_str(&format!("server port:i:{number}\r\n"));
        }
        let root = match pki.root_pem() {
            Some(pem) if scenario.options.trust_root => Some(RootFile::write(pem)?),
            _ => None,
        };
        Ok(Self {
            port,
            also_ports,
            unused_port,
            websocket_ports,
            dns_address,
            second_dns_address,
            web_address,
            target,
            rdp_file,
            visits,
            root,
            _kept: kept,
            _tasks: tasks,
        })
    }

    /// The file of the root that the scenario's clients trust, as PEM: there as long as the lab is. `None` = there are
    /// no issued certificates, or their root is not to be trusted.
    #[must_use]
    pub fn root_file(&self) -> Option<&str> {
        self.root.as_ref().map(|root| root.0.as_str())
    }

    /// The TCP port, at every address.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The further ports of the hosts, in the order of the scenario.
    #[must_use]
    pub fn also_ports(&self) -> &[u16] {
        &self.also_ports
    }

    /// The port that nobody is thought to use, where the scenario has one.
    #[must_use]
    pub fn unused_port(&self) -> Option<u16> {
        self.unused_port
    }

    /// The ports for RDP in a WebSocket, at every address: in clear, and inside TLS. They are closed unless the
    /// scenario says otherwise.
    #[must_use]
    pub fn websocket_ports(&self) -> [u16; 2] {
        self.websocket_ports
    }

    /// The DNS server that knows the scenario's names, over UDP and TCP.
    #[must_use]
    pub fn dns_address(&self) -> SocketAddr {
        self.dns_address
    }

    /// The second DNS server, with which the first is to be compared, where the scenario has one.
    #[must_use]
    pub fn second_dns_address(&self) -> Option<SocketAddr> {
        self.second_dns_address
    }

    /// The web server that serves what the scenario's certificates name.
    #[must_use]
    pub fn web_address(&self) -> SocketAddr {
        self.web_address
    }

    /// The target as one types it: `name:port`, `address:port` or `[address]:port`, behind `https://` where it is a web
    /// server.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The target with the client's settings, as the text of a `.rdp` file.
    #[must_use]
    pub fn rdp_file(&self) -> &str {
        &self.rdp_file
    }

    /// Every connection so far, in the order in which they were accepted.
    #[must_use]
    pub fn visits(&self) -> Vec<Visit> {
        self.visits.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn rdp_file(scenario: &Scenario, target: &str, port: u16) -> String {
    let mut file = format!("full address:s:{target}\r\n");
    for (name, value) in [
        ("enablecredsspsupport", scenario.target.enablecredsspsupport),
        ("enablerdsaadauth", scenario.target.enablerdsaadauth),
        ("authentication level", scenario.target.authentication_level),
        ("negotiate security layer", scenario.target.negotiate_security_layer),
        ("gatewayusagemethod", scenario.target.gatewayusagemethod),
        ("rdgiskdcproxy", scenario.target.rdgiskdcproxy),
    ] {
        if let Some(value) = value {
            file.push_str(&format!("{name}:i:{value}\r\n"));
        }
    }
    for (name, value) in
        [("pcb", &scenario.target.pcb), ("loadbalanceinfo", &scenario.target.loadbalanceinfo)]
    {
        if let Some(value) = value {
            file.push_str(&format!("{name}:s:{value}\r\n"));
        }
    }
    if let Some(gateway) = &scenario.target.gatewayhostname {
        file.push_str(&format!("gatewayhostname:s:{gateway}:{port}\r\n"));
    }
    if let Some(proxy) = &scenario.target.kdcproxyname {
        file.push_str(&format!("kdcproxyname:s:{proxy}:{port}\r\n"));
    }
    file
}

/// The computer's name where the scenario gives none.
const NAME: &str = "rdp1.lab.test";

fn prepare_all(connections: &[Vec<Step>], pki: &mut Pki) -> Result<Scripts, LabError> {
    let prepared: Result<Vec<Vec<Act>>, LabError> =
        connections.iter().map(|script| script.iter().map(|step| prepare(step, pki)).collect()).collect();
    Ok(Arc::new(prepared?))
}

/// Lets a port answer as it is told to. What is returned is to be kept for as long as it is to last.
async fn stand(
    port: PortState,
    socket: TcpSocket,
    address: SocketAddr,
    name: &Arc<str>,
    scripts: Scripts,
    visits: &Visits,
    tasks: &mut JoinSet<()>,
) -> Result<Option<Kept>, LabError> {
    Ok(match port {
        // A bound port that does not listen answers every SYN with RST, and nobody else can take it.
        PortState::Closed => Some(Kept::Bound { _socket: socket }),
        PortState::Filtered => Some(filtered(socket, address).await?),
        PortState::Open => {
            let listener = socket.listen(BACKLOG).map_err(|source| LabError::Listen { address, source })?;
            tasks.spawn(serve(listener, address, Arc::clone(name), scripts, Arc::clone(visits)));
            None
        }
    })
}

async fn serve(listener: TcpListener, address: SocketAddr, name: Arc<str>, scripts: Scripts, visits: Visits) {
    let mut conversations = JoinSet::new();
    let mut number: usize = 0;
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, peer)) = accepted else {
                    // A client that was gone at once, or no descriptors left: some may be free again soon.
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    continue;
                };
                let mut connection = Connection::new(stream, address, peer, Arc::clone(&visits));
                let (scripts, name) = (Arc::clone(&scripts), Arc::clone(&name));
                let chosen = number.min(scripts.len().saturating_sub(1));
                number = number.saturating_add(1);
                conversations.spawn(async move {
                    if let Some(script) = scripts.get(chosen) {
                        // A client that goes away in the middle ends the script: that is no fault of ours.
                        let _ = play(script, &mut connection, &name).await;
                    }
                });
            }
            Some(_) = conversations.join_next() => {}
        }
    }
}
