//! One host: what a check costs beside the bare conversation that it holds, and beside the tools people have.
//!
//! The two sides take turns (A B A B), so that whatever else the machine does falls on both; the ratio is the figure
//! that carries over to another machine. Nothing is asked of a duration.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rdp_health::{CheckOptions, Depth, Host, Target, check};
use rdp_health_benches::{Fleet, HostProcess, cpu_time, started_by_cargo_bench};
use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::x224::ConnectionRequest;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Turns of each side, and turns before them that do not count.
const TURNS: usize = 500;
const WARM_UP: usize = 50;
/// Turns beside a tool that takes seconds.
#[cfg(target_os = "linux")]
const SLOW_TURNS: usize = 5;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if Fleet::play_if_asked(&arguments)? {
        return Ok(());
    }
    if !started_by_cargo_bench(&arguments) {
        println!("skipped: run it with cargo bench -p rdp-health-benches --bench one_host");
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(beside_the_bare_conversation())?;
    println!();
    runtime.block_on(beside_other_tools())
}

async fn beside_the_bare_conversation() -> Result<()> {
    let fleet = Fleet { hosts: 1, half_dead: false };
    let hosts = HostProcess::start(fleet)?;
    let target = fleet.targets(hosts.port()).next().context("a fleet has hosts")?;
    let Host::Address(address) = target.host else { bail!("the host is an address") };
    let address = SocketAddr::new(address, target.port);
    let options = CheckOptions::default().depth(Depth::Quick).judge_at(Fleet::moment()?);
    let config = accepting()?;

    let (mut whole, mut bare) = (Side::default(), Side::default());
    for turn in 0..WARM_UP + TURNS {
        let report = whole.take(check(&target, &options)).await?;
        ensure!(fleet.is_right(&report), "wrong: {}", report.summary);
        bare.take(converse(address, Arc::clone(&config))).await?;
        if turn < WARM_UP {
            (whole, bare) = (Side::default(), Side::default());
        } else if turn == WARM_UP {
            println!("one lab host: {} in {} round trips", count(report.connections), report.round_trips);
        }
    }
    println!("{:40} {:>10} {:>10} {:>10} {:>10}", "", "median us", "10 %", "90 %", "CPU us");
    whole.print("check, quick, to the report");
    bare.print("the same bytes without a diagnosis");
    println!("ratio of the medians {:.2}, of the processor time {}", whole.median() / bare.median(), {
        let ratio = whole.cpu.zip(bare.cpu).map(|(whole, bare)| whole.as_secs_f64() / bare.as_secs_f64());
        ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"))
    });
    Ok(())
}

fn count(connections: u32) -> String {
    match connections {
        1 => "1 connection".to_owned(),
        more => format!("{more} connections"),
    }
}

/// What one side took, turn by turn.
#[derive(Debug, Default)]
struct Side {
    walls: Vec<Duration>,
    /// Of all turns together; `None` where the system does not tell.
    cpu: Option<Duration>,
}

impl Side {
    async fn take<T>(&mut self, turn: impl Future<Output = T>) -> T {
        let (cpu, began) = (cpu_time(), Instant::now());
        let result = turn.await;
        self.walls.push(began.elapsed());
        let spent = cpu_time().zip(cpu).map(|(after, before)| after - before);
        self.cpu = spent.map(|spent| spent + self.cpu.unwrap_or_default());
        result
    }

    /// In microseconds.
    fn percentile(&self, percent: usize) -> f64 {
        let mut walls = self.walls.clone();
        walls.sort_unstable();
        let at = walls.len().saturating_sub(1) * percent / 100;
        walls.get(at).map_or(f64::NAN, |wall| wall.as_secs_f64() * 1e6)
    }

    fn median(&self) -> f64 {
        self.percentile(50)
    }

    fn print(&self, what: &str) {
        let turns = u32::try_from(self.walls.len()).unwrap_or(u32::MAX);
        let cpu = self.cpu.map_or_else(
            || "-".to_owned(),
            |cpu| format!("{:.0}", cpu.as_secs_f64() * 1e6 / f64::from(turns)),
        );
        println!(
            "{what:40} {:>10.0} {:>10.0} {:>10.0} {cpu:>10}",
            self.median(),
            self.percentile(10),
            self.percentile(90)
        );
    }
}

/// What a check says to a host, byte for byte, written down as directly as tokio and rustls permit.
async fn converse(address: SocketAddr, config: Arc<ClientConfig>) -> Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let protocols = SecurityProtocols::SSL | SecurityProtocols::HYBRID | SecurityProtocols::HYBRID_EX;
    stream.write_all(&ConnectionRequest::new(protocols).encode()?).await?;
    let mut confirm = [0; 19];
    stream.read_exact(&mut confirm).await?;
    let name = ServerName::IpAddress(address.ip().into());
    let mut stream = TlsConnector::from(config).connect(name, stream).await?;
    stream.get_mut().0.shutdown().await?;
    Ok(())
}

/// A client that accepts every certificate and looks at none, so that the other side's looking is on its own account.
fn accepting() -> Result<Arc<ClientConfig>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Accept))
        .with_no_client_auth();
    // A check never resumes.
    config.resumption = rustls::client::Resumption::disabled();
    Ok(Arc::new(config))
}

#[derive(Debug)]
struct Accept;

impl ServerCertVerifier for Accept {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::RSA_PSS_SHA256, SignatureScheme::RSA_PKCS1_SHA256]
    }
}

#[cfg(not(target_os = "linux"))]
async fn beside_other_tools() -> Result<()> {
    println!("skipped: the side-by-side with other tools starts a real xrdp, which is done on Linux only");
    Ok(())
}

/// A real xrdp, asked by us and by the tools that are there.
#[cfg(target_os = "linux")]
async fn beside_other_tools() -> Result<()> {
    use std::process::{Command, Stdio};

    use rdp_health_tests::servers::{XrdpConfig, xrdp};
    use rdp_health_tests::tools::tool;

    if let Some(missing) = ["xrdp", "openssl"].into_iter().find(|name| tool(name).is_none()) {
        println!("skipped: the side-by-side with other tools, because {missing} is not installed");
        return Ok(());
    }
    let server = xrdp(XrdpConfig::default());
    let (host, port) = (server.address.ip().to_string(), server.address.port().to_string());
    let target = Target::new(Host::Address(server.address.ip()), server.address.port());
    let endpoint = server.address.to_string();
    // The tool, the script it is to run, and what its answer must hold to count as one.
    // The plus makes nmap ask although the port is not 3389.
    let nmap = ["-Pn", "-n", "-p", &port, "--script", "+rdp-enum-encryption", &host];
    let sslscan = ["--rdp", "--show-certificate", &endpoint];
    let tools: [(&str, &str, &[&str], &str); 2] = [
        ("nmap", "nmap --script rdp-enum-encryption", &nmap, "Security layer"),
        ("sslscan", "sslscan --rdp --show-certificate", &sslscan, "TLSv1.3"),
    ];
    println!(
        "one real xrdp, {SLOW_TURNS} turns each; a tool's time includes the start of its process, ours does not"
    );
    println!("{:40} {:>10} {:>10} {:>10}", "", "median ms", "ours ms", "ratio");
    for (program, label, arguments, answer) in tools {
        let Some(path) = tool(program) else {
            println!("skipped: {program} is not installed");
            continue;
        };
        let (mut ours, mut theirs) = (Side::default(), Side::default());
        for _ in 0..SLOW_TURNS {
            let report = ours.take(check(&target, &CheckOptions::default())).await?;
            let mut conversations = report.observations.host.addresses.iter().flat_map(|a| &a.conversations);
            ensure!(conversations.any(|c| c.tls.done().is_some()), "wrong: {}", report.summary);
            let mut command = Command::new(&path);
            command.args(arguments).stdin(Stdio::null());
            let output = theirs.take(async { command.output() }).await?;
            let said = String::from_utf8_lossy(&output.stdout);
            ensure!(output.status.success() && said.contains(answer), "{program} did not answer: {said}");
        }
        println!(
            "{label:40} {:>10.0} {:>10.1} {:>10.0}",
            theirs.median() / 1e3,
            ours.median() / 1e3,
            theirs.median() / ours.median()
        );
    }
    Ok(())
}
