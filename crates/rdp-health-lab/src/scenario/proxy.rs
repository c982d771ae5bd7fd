//! A proxy before a host: the rest of a script is what the host behind it does.

use serde::Deserialize;

/// SOCKS 5, RFC 1928.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Socks {
    /// User and password that it wants; without them it wants none.
    pub(crate) logon: Option<[String; 2]>,
    /// `REP` of its reply: 0, which opens the way, unless given.
    pub(crate) reply: u8,
    /// The host that it must be asked for; asked for another it answers with a general failure.
    pub(crate) knows: Option<String>,
    /// `REP` for ports other than the lab's own; the same as for that unless given.
    pub(crate) other_ports: Option<u8>,
}

/// HTTP `CONNECT`, RFC 9110 9.3.6.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Connect {
    /// User and password that it wants; without them it wants none.
    pub(crate) logon: Option<[String; 2]>,
    /// The status of its answer: 200, which opens the way, unless given.
    pub(crate) status: u16,
    /// Headers of its answer, as they are.
    pub(crate) headers: Vec<String>,
    /// The host that it must be asked for; asked for another it answers with 500.
    pub(crate) knows: Option<String>,
    /// The status for ports other than the lab's own; the same as for that unless given.
    pub(crate) other_ports: Option<u16>,
}

impl Default for Connect {
    fn default() -> Self {
        Self { logon: None, status: 200, headers: Vec::new(), knows: None, other_ports: None }
    }
}

/// The proxy through which a scenario is checked. It listens at the port of the lab.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScenarioProxy {
    /// `socks5` or `http`.
    pub scheme: String,
    /// The address of one of the hosts, or a name that the lab's DNS server resolves.
    pub host: String,
    /// User and password that are given to it.
    pub logon: Option<[String; 2]>,
}

impl ScenarioProxy {
    /// The proxy as URL, at this port.
    #[must_use]
    pub fn url(&self, port: u16) -> String {
        let logon = self.logon.as_ref().map(|[user, password]| format!("{user}:{password}@"));
        format!("{}://{}{}:{port}", self.scheme, logon.unwrap_or_default(), self.host)
    }
}
