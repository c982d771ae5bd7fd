//! A scenario as data: read from TOML, checked as a whole, and then taken at its word.

mod behind;
mod certificate;
mod check;
mod http;
mod negotiation;
mod payload;
mod proxy;
mod read;
mod step;
mod tls;
mod value;
mod web;

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use serde::Deserialize;

pub(crate) use behind::{Credssp, Settings};
pub(crate) use certificate::{Certificate, CertificateKind, Files, KeyKind, OtherIssuer, Purpose};
pub(crate) use http::{Continues, Hindrance, Http, RdGateway};
pub(crate) use negotiation::{Answer, SecurityLayer, Windows, X224};
pub(crate) use payload::Payload;
pub use proxy::ScenarioProxy;
pub(crate) use proxy::{Connect, Socks};
pub(crate) use step::Step;
pub(crate) use tls::{Dislike, Intolerant, LegacyTls, Refusal, Tls, TlsVersion};
pub(crate) use web::{Kdc, List, Ocsp, OcspAnswer, Published, WebAnswer, WebPage};

/// What a host does, how its name resolves, how it is to be checked, and what the check must say.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Scenario {
    /// One line for people.
    pub title: String,
    /// The moment for which dates are to be judged; certificates are made around it.
    #[serde(default = "value::new_year_2026", deserialize_with = "value::moment")]
    pub now: SystemTime,
    /// Which host is asked for, by what kind of client.
    pub target: ScenarioTarget,
    /// How it is to be checked.
    #[serde(default)]
    pub options: ScenarioOptions,
    /// What the check must say.
    pub expect: Expectation,
    pub(crate) hosts: Vec<Host>,
    #[serde(default)]
    pub(crate) dns: Vec<DnsName>,
    /// What a second DNS server says, with which the first is compared. Empty = there is none.
    #[serde(default)]
    pub(crate) second_dns: Vec<DnsName>,
    #[serde(default)]
    pub(crate) web: Vec<WebPage>,
    /// What the port of the web server says to Kerberos.
    #[serde(default)]
    pub(crate) kdc: Kdc,
}

/// The host that is asked for, and what the `.rdp` file of the client says, where it says something.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScenarioTarget {
    /// A name, which the lab's DNS server resolves, or one of the scenario's addresses.
    pub name: String,
    /// `enablecredsspsupport:i:`
    pub enablecredsspsupport: Option<u8>,
    /// `authentication level:i:`
    pub authentication_level: Option<u8>,
    /// `enablerdsaadauth:i:`
    pub enablerdsaadauth: Option<u8>,
    /// `negotiate security layer:i:`
    pub negotiate_security_layer: Option<u8>,
    /// `pcb:s:`
    pub pcb: Option<String>,
    /// `loadbalanceinfo:s:`
    pub loadbalanceinfo: Option<String>,
    /// `gatewayhostname:s:`, to which the port of the lab is added: a gateway is one of its hosts.
    pub gatewayhostname: Option<String>,
    /// `gatewayusagemethod:i:`
    pub gatewayusagemethod: Option<u8>,
    /// `rdgiskdcproxy:i:`
    pub rdgiskdcproxy: Option<u8>,
    /// `kdcproxyname:s:`
    pub kdcproxyname: Option<String>,
    /// It is a web server, and no `.rdp` file names it: what a profile of endpoints says of it.
    pub web: Option<ScenarioWeb>,
}

/// What a profile of endpoints says of a web server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ScenarioWeb {
    /// Whether clients fail without it: yes, unless given.
    pub required: bool,
    /// How the name or the organization of an issuer in the chain begins.
    pub issuers: Vec<String>,
    /// Path and query of the address: `/` unless given.
    pub path: Option<String>,
}

impl Default for ScenarioWeb {
    fn default() -> Self {
        Self { required: true, issuers: Vec::new(), path: None }
    }
}

impl ScenarioTarget {
    /// The address, when it is one.
    pub(crate) fn address(&self) -> Option<IpAddr> {
        self.name.parse().ok()
    }
}

/// How a scenario is to be checked. The waits are short, because somebody waits for them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct ScenarioOptions {
    /// How deep.
    pub depth: Depth,
    /// Which of the addresses.
    pub family: Family,
    /// Longest wait for one answer: `timeout_ms`, 2000 unless given.
    #[serde(rename = "timeout_ms", deserialize_with = "value::milliseconds")]
    pub timeout: Duration,
    /// Longest time for the whole check: `budget_ms`, 30000 unless given.
    #[serde(rename = "budget_ms", deserialize_with = "value::milliseconds")]
    pub budget: Duration,
    /// Whether the root of the lab's certificates is trusted: yes, unless given.
    pub trust_root: bool,
    /// The proxy through which the hosts are reached, the first step of whose scripts it is.
    pub proxy: Option<ScenarioProxy>,
    /// The address of one of the hosts, which is asked as a STUN server at the port of the lab.
    pub stun: Option<IpAddr>,
    /// Rest between two connections: `pacing_ms`, 0 unless given.
    #[serde(rename = "pacing_ms", deserialize_with = "value::milliseconds")]
    pub pacing: Duration,
    /// Fingerprints of which the certificate is expected to have one.
    pub expect_fingerprints: Vec<String>,
    /// What the client shows.
    pub client_error: Option<String>,
    /// The longest validity that the policy allows, in days.
    pub maximum_validity_days: Option<u16>,
    /// Short conversations that measure the path at depth full: none unless given.
    pub path_attempts: u16,
    /// What the policy requires of the host.
    pub require: Vec<Requirement>,
}

/// What a policy may require of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Requirement {
    /// Network Level Authentication.
    Nla,
    /// Restricted Admin mode.
    RestrictedAdmin,
    /// Remote Credential Guard.
    RemoteCredentialGuard,
    /// Sign-in with Entra ID.
    Entra,
}

impl ScenarioOptions {
    /// The STUN server with the port of the lab.
    #[must_use]
    pub fn stun_at(&self, port: u16) -> Option<String> {
        self.stun.map(|address| std::net::SocketAddr::new(address, port).to_string())
    }
}

impl Default for ScenarioOptions {
    fn default() -> Self {
        Self {
            depth: Depth::default(),
            family: Family::default(),
            trust_root: true,
            expect_fingerprints: Vec::new(),
            client_error: None,
            maximum_validity_days: None,
            timeout: Duration::from_secs(2),
            budget: Duration::from_secs(30),
            proxy: None,
            stun: None,
            pacing: Duration::ZERO,
            path_attempts: 0,
            require: Vec::new(),
        }
    }
}

/// How deep a scenario is to be checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// One connection per address.
    Quick,
    /// With follow-ups.
    #[default]
    Standard,
    /// Everything.
    Full,
}

/// Which addresses of the host are to be checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// All.
    #[default]
    Any,
    /// IPv4 only.
    Ipv4,
    /// IPv6 only.
    Ipv6,
}

/// What a check of the scenario must say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Expectation {
    /// The verdict.
    pub verdict: Verdict,
    /// Id of the primary cause; absent = there must be none.
    pub primary: Option<String>,
    /// How sure the primary finding is: possible, likely or certain; absent = not compared.
    pub confidence: Option<String>,
    /// Ids of the findings, all of them, in any order; absent = not compared.
    pub findings: Option<Vec<String>>,
    /// Ids that must be among the findings.
    #[serde(default)]
    pub also: Vec<String>,
    /// Ids that must be among the ruled-out causes.
    #[serde(default)]
    pub ruled_out: Vec<String>,
    /// Ids of known clients that must connect.
    #[serde(default)]
    pub connects: Vec<String>,
    /// Ids of known clients of which nothing may be said.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Ids of known clients that must be blocked.
    #[serde(default)]
    pub blocked: Vec<String>,
    /// Texts that some step against the primary cause must have.
    #[serde(default)]
    pub advises: Vec<String>,
    /// Texts that no step against the primary cause may have.
    #[serde(default)]
    pub advises_not: Vec<String>,
    /// Which of the connections at the same time meets which answer differs from one check to the next: two reports agree in
    /// their verdict, and not in every observation.
    #[serde(default)]
    pub by_chance: bool,
    /// Number of TCP connections; absent = not compared.
    pub connections: Option<u32>,
    /// Number of dependent round trips; absent = not compared.
    pub round_trips: Option<u32>,
    /// Whether clients can be expected to use Kerberos; absent = not compared.
    pub kerberos: Option<KerberosExpectation>,
    /// What is left of the client's text; absent = not compared.
    pub symptom: Option<SymptomExpectation>,
}

/// What is seen of what Kerberos needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct KerberosExpectation {
    /// yes, no, unknown; absent = nothing is said of it.
    pub ready: Option<String>,
    /// The needs that are not met, by their kind.
    pub lacks: Vec<String>,
    /// The needs of which nothing is known, by their kind.
    pub unknown: Vec<String>,
    /// Texts that a sentence must have.
    pub says: Vec<String>,
    /// What `--what-if ntlm-off` says of the client `mstsc-windows-11-24h2`: lost, unknown, kept; absent = not compared.
    pub without_ntlm: Option<String>,
}

/// What is left of what the client shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct SymptomExpectation {
    /// How text and check fit together.
    pub fit: String,
    /// Ids of the causes that the check found, all of them.
    pub found: Vec<String>,
    /// Ids that must be among the excluded causes.
    pub excluded: Vec<String>,
    /// Ids that must be among those that remain.
    pub remains: Vec<String>,
    /// Ids that must not be among those that remain.
    pub remains_not: Vec<String>,
    /// A text that the sentences, or a look, must have.
    pub says: Vec<String>,
}

/// The verdict of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A client of today gets to the logon, without a warning.
    Healthy,
    /// It does, with a warning or not for long.
    Degraded,
    /// It does not.
    Failing,
    /// A deciding phase could not be observed.
    Inconclusive,
}

impl Verdict {
    /// The verdict as reports spell it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Failing => "failing",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// What stands at one address. Every address of a scenario has the same port.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Host {
    pub(crate) address: IpAddr,
    #[serde(default)]
    pub(crate) port: PortState,
    /// What its WebSocket port in clear does on each connection; closed unless given.
    #[serde(default)]
    pub(crate) websocket: Vec<Step>,
    /// What its WebSocket port inside TLS does on each connection; closed unless given.
    #[serde(default)]
    pub(crate) websocket_tls: Vec<Step>,
    /// What the UDP port of the same number does.
    #[serde(default)]
    pub(crate) udp: UdpState,
    /// One script per connection; the last one serves all further connections.
    #[serde(default)]
    pub(crate) connections: Vec<Vec<Step>>,
    /// Further ports of the address, each with a number of its own.
    #[serde(default)]
    pub(crate) also: Vec<OtherPort>,
}

/// Another port of a host.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherPort {
    #[serde(default)]
    pub(crate) port: PortState,
    #[serde(default)]
    pub(crate) connections: Vec<Vec<Step>>,
    /// The `.rdp` file names it as `server port`, beside the port of the address.
    #[serde(default)]
    pub(crate) in_rdp_file: bool,
    /// It is the port that nobody is thought to use.
    #[serde(default)]
    pub(crate) unused: bool,
}

/// How a port answers a SYN.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PortState {
    /// With SYN-ACK.
    #[default]
    Open,
    /// With RST.
    Closed,
    /// Not at all.
    Filtered,
}

/// How a UDP port answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UdpState {
    /// As RDP over UDP does: a SYN with a SYN+ACK. Everything else is ignored.
    #[default]
    Synack,
    /// With an ICMP message, as the system does where nothing listens.
    Closed,
    /// Not at all.
    Silent,
    /// As a STUN server.
    Stun,
    /// With these bytes, whatever was asked.
    Answer(Payload),
}

/// How one name resolves; `*.lab.test` stands for every name below, `*` for every name. Names that no entry is for do
/// not exist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DnsName {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) a: Vec<std::net::Ipv4Addr>,
    #[serde(default)]
    pub(crate) aaaa: Vec<std::net::Ipv6Addr>,
    pub(crate) cname: Option<String>,
    /// The machines that its SRV records name, each at the port of the lab's web server.
    #[serde(default)]
    pub(crate) srv: Vec<String>,
    pub(crate) fault: Option<DnsFault>,
    /// How the question for IPv4 addresses alone fails.
    pub(crate) a_fault: Option<DnsFault>,
    /// Each question gets the next of the addresses alone, with a time to live of 0.
    #[serde(default)]
    pub(crate) rotate: bool,
    /// How the question for IPv6 addresses alone fails.
    pub(crate) aaaa_fault: Option<DnsFault>,
    /// Wait before the answer.
    #[serde(rename = "delay_ms", default, deserialize_with = "value::milliseconds")]
    pub(crate) delay: Duration,
}

/// How a DNS server fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DnsFault {
    Nxdomain,
    Servfail,
    Refused,
    /// No answer at all.
    Silence,
    /// Over UDP an answer that is cut short (TC) and has no records, over TCP none.
    Truncated,
}
