//! Many hosts that speak RDP up to the end of the TLS handshake, in a process of their own, so that the memory,
//! the file descriptors and the processor time of the prober are its own.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _, stdin};
use std::net::Ipv4Addr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, bail};
use rdp_health::codes::TlsVersion;
use rdp_health::{CauseId, Host, Report, Target};
use rdp_health_lab::{Lab, Scenario};

use crate::usage::{cpu_time, limit_descriptors};

/// The first argument that makes a program play the hosts instead of measuring them.
const PLAY: &str = "play";

/// Which hosts there are: one port, an address of 127.77.0.0/16 for each.
///
/// A host that lives does as Windows does with its default settings: HYBRID_EX is selected, then TLS 1.3 with a
/// self-signed RSA 2048 certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fleet {
    /// How many hosts.
    pub hosts: u16,
    /// Whether nothing listens at every other address, so that connections are refused.
    pub half_dead: bool,
}

impl Fleet {
    /// The hosts, the first of which always lives.
    pub fn targets(self, port: u16) -> impl Iterator<Item = Target> + Clone {
        (0..self.hosts).map(move |index| Target::new(Host::Address(address(index).into()), port))
    }

    /// Whether a report says what is true of its host.
    #[must_use]
    pub fn is_right(self, report: &Report) -> bool {
        let lives = |host: &Ipv4Addr| !self.half_dead || host.octets()[3].is_multiple_of(2);
        let Ok(host) = report.target.host.parse::<Ipv4Addr>() else { return false };
        if !lives(&host) {
            return report.primary == Some(CauseId::TcpRefused);
        }
        let conversations =
            report.observations.host.addresses.iter().flat_map(|address| &address.conversations);
        let tls: Vec<TlsVersion> =
            conversations.filter_map(|c| c.tls.done()).map(|session| session.version).collect();
        tls == [TlsVersion::TLS13] && report.connections == 1 && report.round_trips == 3
    }

    /// The moment at which the hosts' certificates are good.
    ///
    /// # Errors
    /// The scenario does not parse.
    pub fn moment() -> Result<SystemTime> {
        // The same for all fleets, so of the smallest: the text of a great one would show in the prober's memory.
        Ok(Self { hosts: 1, half_dead: false }.scenario()?.now)
    }

    /// Plays the hosts if that is what this program was started for; returns when its input ends.
    ///
    /// # Errors
    /// The hosts cannot be played on this system.
    pub fn play_if_asked(arguments: &[&str]) -> Result<bool> {
        let [PLAY, hosts, half_dead] = arguments else { return Ok(false) };
        Self { hosts: hosts.parse()?, half_dead: half_dead.parse()? }.play()?;
        Ok(true)
    }

    fn play(self) -> Result<()> {
        // A listener per host, and a connection per host that is being checked.
        limit_descriptors(u64::MAX)?;
        let scenario = self.scenario()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let lab = runtime.block_on(Lab::start(&scenario))?;
        println!("{}", lab.port());
        for line in stdin().lines() {
            line?;
            println!("{}", cpu_time().map_or(0, |time| time.as_micros()));
        }
        Ok(())
    }

    fn scenario(self) -> Result<Scenario> {
        let mut text = format!(
            "title = \"a fleet\"\n\
             target = {{ name = \"{}\" }}\n\
             expect = {{ verdict = \"healthy\" }}\n",
            address(0)
        );
        for index in 0..self.hosts {
            write!(text, "[[hosts]]\naddress = \"{}\"\n", address(index))?;
            text.push_str(match self.half_dead && !index.is_multiple_of(2) {
                true => "port = \"closed\"\n",
                false => {
                    "connections = [[\n\
                     { step = \"x224\", answer = { windows = { security_layer = \"negotiate\", nla = true } } },\n\
                     { step = \"tls\", certificate = { kind = \"windows_default\" } },\n\
                     ]]\n"
                }
            });
        }
        Ok(Scenario::parse(&text)?)
    }
}

fn address(index: u16) -> Ipv4Addr {
    let [high, low] = index.to_be_bytes();
    Ipv4Addr::new(127, 77, high, low)
}

/// A process that plays a fleet until it is dropped.
#[derive(Debug)]
pub struct HostProcess {
    child: Child,
    output: BufReader<ChildStdout>,
    port: u16,
}

impl HostProcess {
    /// Starts this program again, as the fleet. The program must begin with [`Fleet::play_if_asked`].
    ///
    /// # Errors
    /// The process does not start, or cannot play the fleet.
    pub fn start(fleet: Fleet) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([PLAY, &fleet.hosts.to_string(), &fleet.half_dead.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the lab hosts do not start")?;
        let output = BufReader::new(child.stdout.take().context("the output is piped")?);
        let mut process = Self { child, output, port: 0 };
        process.port = process.answer()?.try_into()?;
        Ok(process)
    }

    /// The TCP port of all hosts.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Processor time of all hosts together so far.
    ///
    /// # Errors
    /// The process has ended.
    pub fn cpu_time(&mut self) -> Result<Duration> {
        let input = self.child.stdin.as_mut().context("the input is piped")?;
        input.write_all(b"\n").context("the lab hosts have ended")?;
        Ok(Duration::from_micros(self.answer()?))
    }

    fn answer(&mut self) -> Result<u64> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            bail!("the lab hosts have ended; what they said stands above");
        }
        Ok(line.trim().parse()?)
    }
}

impl Drop for HostProcess {
    fn drop(&mut self) {
        // The end of its input is the end of its work, also when this process dies without a word.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
