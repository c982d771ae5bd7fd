//! How to check: how deep, how long, from which resolver, by which policy.
//!
//! The JSON form is what the bindings take: durations are milliseconds with `_ms` in the name, moments RFC 3339.

mod address;
mod fetch;
mod proxy;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::clients::ClientProfile;
use crate::expect::Expectation;
use crate::json;
use crate::policy::Policy;
use crate::target::Endpoint;

pub use address::parse_dns_server;
pub use fetch::FetchPolicy;
pub use proxy::{Proxy, ProxyScheme};

/// How much is asked of a host.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Depth {
    /// One connection per address; silence and resets are repeated once, nothing else is followed up.
    Quick,
    /// Quick, the questions that prove the cause of whatever failed, and whether the certificate is revoked.
    #[default]
    Standard,
    /// Everything this version knows how to ask.
    Full,
}

/// Which of a name's addresses are tested.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum AddressFamily {
    /// All of them.
    #[default]
    Any,
    /// IPv4 only.
    Ipv4,
    /// IPv6 only.
    Ipv6,
}

impl AddressFamily {
    /// Whether an address belongs to the family.
    #[must_use]
    pub fn admits(self, address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::Ipv4 => address.is_ipv4(),
            Self::Ipv6 => address.is_ipv6(),
        }
    }
}

/// Longest waits. Every single wait of a check is bounded by one of these and by the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Timeouts {
    /// For names: the system's resolver and the direct query, each.
    #[serde(rename = "resolve_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub resolve: Duration,
    /// For one TCP handshake, and for a proxy that makes one in our place. Windows itself repeats a refused one and needs about two seconds to say so.
    #[serde(rename = "connect_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub connect: Duration,
    /// For one complete answer after the handshake (X.224 Connection Confirm, TLS handshake).
    #[serde(rename = "answer_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub answer: Duration,
    /// For an answer that did not come in the time above: from depth standard the question is put once more, and the
    /// answer waited for this long, before a host is said to give none. Windows and FreeRDP wait about as long.
    #[serde(rename = "patience_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub patience: Duration,
    /// For the whole check of one host.
    #[serde(rename = "budget_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub budget: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            resolve: Duration::from_secs(5),
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(5),
            patience: Duration::from_secs(15),
            budget: Duration::from_secs(60),
        }
    }
}

impl Timeouts {
    /// The same bound for every single wait, and three times as long for an answer that is late; the budget stays.
    #[must_use]
    pub fn each(mut self, wait: Duration) -> Self {
        (self.resolve, self.connect, self.answer) = (wait, wait, wait);
        self.patience = wait.saturating_mul(3);
        self
    }

    /// How long an answer is waited for that did not come in the usual time.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The bound for the whole check.
    #[must_use]
    pub fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }
}

/// An address to use for a name instead of resolving it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Override {
    /// The name.
    pub name: String,
    /// The address.
    #[serde(deserialize_with = "address::of_a_host")]
    #[cfg_attr(feature = "schema", schemars(with = "IpAddr"))]
    pub address: IpAddr,
}

/// How to check. [`Default`] is what an administrator wants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckOptions {
    /// How much is asked.
    pub depth: Depth,
    /// Longest waits.
    pub timeouts: Timeouts,
    /// Which addresses are tested.
    pub family: AddressFamily,
    /// The DNS server of the direct query, as `address` or `address:port`; absent = those of the system's configuration.
    #[serde(deserialize_with = "address::dns_server")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<SocketAddr>"))]
    pub dns_server: Option<SocketAddr>,
    /// A second DNS server, as `address` or `address:port`, that is only compared with: split DNS, a stale or missing record. Its
    /// addresses are tested only if no other source has any.
    #[serde(deserialize_with = "address::dns_server")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<SocketAddr>"))]
    pub second_dns: Option<SocketAddr>,
    /// Whether the system's own resolver (hosts file, NRPT, mDNS, cache …) is asked as well.
    pub system_resolver: bool,
    /// Addresses for names that are not to be resolved. From depth standard the target's name is resolved anyway,
    /// to compare, unless there is nothing to query: no system resolver, and no DNS server given.
    pub overrides: Vec<Override>,
    /// The RD Gateway through which the clients go, as `host` or `host:port`. It counts more than that of a `.rdp` file.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub gateway: Option<Endpoint>,
    /// The proxy through which the host, its gateway and its WebSocket ports are reached, as URL:
    /// `socks5://[user:password@]host:port` or `http://[user:password@]host:port`. It resolves the names. JSON that is
    /// written is without user and password.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub proxy: Option<Proxy>,
    /// A STUN server that is asked from where it sees us, as `host` or `host:port`; none unless given.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub stun: Option<Endpoint>,
    /// The port on which the host would listen for RDP in a WebSocket, in clear.
    pub websocket_port: u16,
    /// The port on which the host would listen for RDP in a WebSocket, inside TLS.
    pub websocket_tls_port: u16,
    /// Rest before the next connection to a host that did not answer the last one readily, and between the short
    /// conversations that measure the path. One that answered is asked again a moment after it has closed its end of the
    /// last connection, and no later than this.
    #[serde(rename = "pacing_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub pacing: Duration,
    /// Connections to one address at the same time while the TLS listing of depth full is made, 1 to 16. It begins with
    /// one, has more while the answers stay as quick, and goes back to one for good at the first that does not come.
    /// Everything else is asked over one connection at a time.
    pub max_connections: u16,
    /// A file of certificates to trust besides those of this system: PEM, or one certificate in DER.
    pub ca_file: Option<String>,
    /// Other TCP ports of a host that stays silent or cuts every connection, asked one after the other until one of
    /// them tells whether a host is there: ports that Windows hosts usually answer. 3389 is asked for Remote Desktop
    /// where the target has another port. Empty = no other port is asked.
    pub also_ports: Vec<u16>,
    /// An unused TCP port, tried where the RDP port is silent or mute: a host that refuses it hides nothing, so
    /// that silence elsewhere is the work of a filter; what accepts it accepts everything. Absent = none is asked.
    pub unused_port: Option<u16>,
    /// How many short conversations measure the path at depth full. What the host answered to other questions counts,
    /// yet six are made in any case. 0 = none.
    pub path_attempts: u16,
    /// Fingerprints of which the certificate is expected to have one: SHA-1 (Windows calls it the thumbprint) or SHA-256
    /// of the certificate, or SHA-256 of its key, in hex, with or without colons or blanks. Empty = none is expected.
    pub expect_fingerprints: Vec<String>,
    /// What counts as bad.
    pub policy: Policy,
    /// What may be fetched because a certificate names it.
    pub fetch: FetchPolicy,
    /// Clients to judge besides the known ones; one with the id of a known one takes its place.
    pub clients: Vec<ClientProfile>,
    /// What the client shows: its message, its code, the text of its window, lines of a log. The report then says which
    /// of its causes the check found, which it excluded, and which remain.
    pub client_error: Option<String>,
    /// What the host is held to, such as `tls>=1.2`, `nla=required`, `cert.days>=30`, `cert.bits>=2048`,
    /// `clients:mstsc-windows-11-24h2=connects`, `no:tls-weak-offered`. The report then says whether the host meets each; the
    /// verdict stays what it is.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub expect: Vec<Expectation>,
    /// The moment for which dates are judged, RFC 3339 in JSON; absent = the time of the check.
    #[serde(with = "json::optional_moment")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date-time")))]
    pub judge_at: Option<SystemTime>,
}

impl Default for CheckOptions {
    fn default() -> Self {
        Self {
            depth: Depth::default(),
            timeouts: Timeouts::default(),
            family: AddressFamily::default(),
            dns_server: None,
            second_dns: None,
            system_resolver: true,
            overrides: Vec::new(),
            gateway: None,
            proxy: None,
            stun: None,
            websocket_port: 3387,
            websocket_tls_port: 3392,
            // Several servers refuse or ignore a connection that follows the last one at once.
            pacing: Duration::from_millis(200),
            max_connections: 4,
            ca_file: None,
            // Remote Desktop and its second port, file sharing, RPC, PowerShell remoting, web servers, and SSH.
            also_ports: vec![3389, 3390, 445, 135, 5985, 443, 80, 22],
            // Assigned to nobody, and no port of Windows or Linux.
            unused_port: Some(4),
            path_attempts: 10,
            expect_fingerprints: Vec::new(),
            policy: Policy::default(),
            fetch: FetchPolicy::default(),
            clients: Vec::new(),
            client_error: None,
            expect: Vec::new(),
            judge_at: None,
        }
    }
}

/// Setters, each of which gives the options back.
///
/// ```
/// use rdp_health::{CheckOptions, Depth, Timeouts};
/// use std::time::Duration;
///
/// let options = CheckOptions::default()
///     .depth(Depth::Quick)
///     .timeouts(Timeouts::default().each(Duration::from_secs(2)))
///     .ca_file("root.pem");
/// ```
impl CheckOptions {
    /// How much is asked.
    #[must_use]
    pub fn depth(mut self, depth: Depth) -> Self {
        self.depth = depth;
        self
    }

    /// Longest waits.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Which addresses are tested.
    #[must_use]
    pub fn family(mut self, family: AddressFamily) -> Self {
        self.family = family;
        self
    }

    /// The DNS server to put the direct query to.
    #[must_use]
    pub fn dns_server(mut self, server: SocketAddr) -> Self {
        self.dns_server = Some(server);
        self
    }

    /// A second DNS server to compare with.
    #[must_use]
    pub fn second_dns(mut self, server: SocketAddr) -> Self {
        self.second_dns = Some(server);
        self
    }

    /// Whether the system's own resolver is queried besides the direct query.
    #[must_use]
    pub fn system_resolver(mut self, ask: bool) -> Self {
        self.system_resolver = ask;
        self
    }

    /// Uses `address` for `name` instead of resolving it. May be called several times for one name.
    #[must_use]
    pub fn resolve_as(mut self, name: impl Into<String>, address: IpAddr) -> Self {
        self.overrides.push(Override { name: name.into(), address });
        self
    }

    /// The RD Gateway through which the clients go.
    #[must_use]
    pub fn gateway(mut self, gateway: Endpoint) -> Self {
        self.gateway = Some(gateway);
        self
    }

    /// The proxy through which the host is reached.
    #[must_use]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// The STUN server to ask.
    #[must_use]
    pub fn stun(mut self, server: Endpoint) -> Self {
        self.stun = Some(server);
        self
    }

    /// The ports of the host's WebSocket listeners: in clear, and inside TLS.
    #[must_use]
    pub fn websocket_ports(mut self, clear: u16, tls: u16) -> Self {
        (self.websocket_port, self.websocket_tls_port) = (clear, tls);
        self
    }

    /// Rest before the next connection to a host that did not answer the last one readily.
    #[must_use]
    pub fn pacing(mut self, rest: Duration) -> Self {
        self.pacing = rest;
        self
    }

    /// Connections to one address at the same time, for the TLS listing.
    #[must_use]
    pub fn max_connections(mut self, connections: u16) -> Self {
        self.max_connections = connections;
        self
    }

    /// A file of certificates to trust besides those of this system.
    #[must_use]
    pub fn ca_file(mut self, path: impl Into<String>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// Other TCP ports that a silent host is asked at; none = only the target's own port.
    #[must_use]
    pub fn also_ports(mut self, ports: impl Into<Vec<u16>>) -> Self {
        self.also_ports = ports.into();
        self
    }

    /// The unused TCP port; `None` = none is asked.
    #[must_use]
    pub fn unused_port(mut self, port: Option<u16>) -> Self {
        self.unused_port = port;
        self
    }

    /// How many short conversations measure the path at depth full.
    #[must_use]
    pub fn path_attempts(mut self, attempts: u16) -> Self {
        self.path_attempts = attempts;
        self
    }

    /// Expects the certificate to have this fingerprint. May be called several times: one of them will do.
    #[must_use]
    pub fn expect_fingerprint(mut self, fingerprint: impl Into<String>) -> Self {
        self.expect_fingerprints.push(fingerprint.into());
        self
    }

    /// What counts as bad.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// What may be fetched because a certificate names it.
    #[must_use]
    pub fn fetch(mut self, fetch: FetchPolicy) -> Self {
        self.fetch = fetch;
        self
    }

    /// Clients to judge besides the known ones.
    #[must_use]
    pub fn clients(mut self, profiles: impl IntoIterator<Item = ClientProfile>) -> Self {
        self.clients.extend(profiles);
        self
    }

    /// The known clients and those of these options.
    #[must_use]
    pub fn client_profiles(&self) -> Vec<ClientProfile> {
        ClientProfile::known_and(&self.clients)
    }

    /// What the client shows.
    #[must_use]
    pub fn client_error(mut self, text: impl Into<String>) -> Self {
        self.client_error = Some(text.into());
        self
    }

    /// What the host is held to.
    ///
    /// ```
    /// # fn main() -> Result<(), rdp_health::Error> {
    /// let options = rdp_health::CheckOptions::default().expect(["nla=required".parse()?, "cert.days>=30".parse()?]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn expect(mut self, expectations: impl IntoIterator<Item = Expectation>) -> Self {
        self.expect.extend(expectations);
        self
    }

    /// Judges dates as if it were `moment`.
    #[must_use]
    pub fn judge_at(mut self, moment: SystemTime) -> Self {
        self.judge_at = Some(moment);
        self
    }
}

/// A fingerprint as reports write it; `None` = it is none. The certificate dialogue of Windows puts an invisible mark
/// before the thumbprint that one copies from it.
pub(crate) fn fingerprint(text: &str) -> Option<String> {
    let is_between =
        |c: char| c == ':' || c == '-' || c.is_whitespace() || matches!(c, '\u{200e}' | '\u{feff}');
    let hex: String = text.chars().filter(|c| !is_between(*c)).map(|c| c.to_ascii_lowercase()).collect();
    let whole = matches!(hex.len(), 40 | 64) && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then_some(hex)
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn fingerprints_as_people_copy_them() {
        let sha1 = "0f07903bcc6aa224aec5d09b2cbc52868986ad24";
        for text in [
            sha1,
            "0F07903BCC6AA224AEC5D09B2CBC52868986AD24",
            "\u{200e}0f 07 90 3b cc 6a a2 24 ae c5 d0 9b 2c bc 52 86 89 86 ad 24",
            "0F:07:90:3B:CC:6A:A2:24:AE:C5:D0:9B:2C:BC:52:86:89:86:AD:24",
        ] {
            assert_eq!(fingerprint(text).as_deref(), Some(sha1), "{text}");
        }
        for text in ["", "0f07", "zz07903bcc6aa224aec5d09b2cbc52868986ad24", "\u{e9}".repeat(20).as_str()] {
            assert_eq!(fingerprint(text), None, "{text}");
        }
        assert_eq!(fingerprint(&"ab".repeat(32)).unwrap().len(), 64);
    }
}
