//! The proxy through which a host is reached, and what it answered.

mod said;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use rdp_health_wire::socks::{SocksMethod, SocksReply};
use serde::{Deserialize, Serialize};

use super::Resolution;
use crate::json;
use crate::outcome::{Outcome, Skipped};

pub(crate) use said::{HostFault, Said};

/// The proxy that was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProxyObservations {
    /// The proxy as URL, without user and password.
    pub proxy: String,
    /// Whether a user and a password were given for it.
    pub credentials: bool,
    /// How its own name became addresses.
    pub resolve: Outcome<Resolution>,
}

impl ProxyObservations {
    /// A proxy of which nothing was seen yet.
    #[must_use]
    pub fn new(proxy: impl Into<String>, credentials: bool) -> Self {
        Self { proxy: proxy.into(), credentials, resolve: Outcome::Skipped(Skipped::NotReached) }
    }
}

/// Through which proxy a connection goes, and where to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Through {
    /// The proxy as URL, without user and password.
    pub proxy: String,
    /// The name or address that it is asked for. It resolves names itself.
    pub host: String,
    /// The port that it is asked for.
    pub port: u16,
}

impl Through {
    /// The way through a proxy to a port of a host.
    #[must_use]
    pub fn new(proxy: impl Into<String>, host: impl Into<String>, port: u16) -> Self {
        Self { proxy: proxy.into(), host: host.into(), port }
    }

    /// The same way to another port.
    #[must_use]
    pub fn to_port(&self, port: u16) -> Self {
        Self { port, ..self.clone() }
    }

    /// What the proxy is asked for, as `host:port`.
    #[must_use]
    pub fn destination(&self) -> String {
        match self.host.parse::<IpAddr>() {
            Ok(address) => SocketAddr::new(address, self.port).to_string(),
            Err(_) => format!("{}:{}", self.host, self.port),
        }
    }
}

impl fmt::Display for Through {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} through the proxy {}", self.destination(), self.proxy)
    }
}

/// What the proxy answered when it was asked for the way to the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProxyAnswer {
    /// Its answer.
    pub reply: ProxyReply,
    /// Time from the first request to it, the proxy's own way to the host included; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl ProxyAnswer {
    /// An answer, and the time it took.
    #[must_use]
    pub fn new(reply: ProxyReply, elapsed: Duration) -> Self {
        Self { reply, elapsed }
    }

    /// Whether what follows on the connection comes from the host.
    #[must_use]
    pub fn opened(&self) -> bool {
        match &self.reply {
            ProxyReply::SocksMethod { .. } | ProxyReply::SocksCredentials { .. } => false,
            ProxyReply::Socks { reply, .. } => *reply == SocksReply::SUCCEEDED,
            ProxyReply::Http { status, .. } => (200..300).contains(status),
        }
    }
}

/// The kinds of answer. Texts are cut to a length that fits a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum ProxyReply {
    /// SOCKS: the proxy takes none of the ways to log on that it was offered, RFC 1928 3.
    SocksMethod {
        /// What it chose: 0xff is none of them.
        method: SocksMethod,
    },
    /// SOCKS: the proxy refuses user and password, RFC 1929 2.
    SocksCredentials {
        /// Its status, which is not 0.
        status: u8,
    },
    /// SOCKS: the reply to the request, RFC 1928 6.
    Socks {
        /// `REP`: 0 = the way is open.
        reply: SocksReply,
        /// `BND.ADDR` and `BND.PORT`: from where the proxy says that it connected.
        bound: String,
    },
    /// HTTP: the head of the answer to `CONNECT`.
    Http {
        /// The status code: 2xx = the way is open.
        status: u16,
        /// The reason that stands behind the code.
        reason: String,
        /// `Server`, or `Via` where there is none.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        server: Option<String>,
        /// The names of the ways to log on that it offers (`Proxy-Authenticate`), without their parameters.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        schemes: Vec<String>,
        /// Why it failed, in its own words: `Proxy-Status` (RFC 9209) or `X-Squid-Error`.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        error: Option<String>,
    },
}

impl fmt::Display for ProxyReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SocksMethod { method } => {
                let name = method.name().unwrap_or("another authentication method");
                write!(f, "SOCKS method {:#04x} ({name})", method.0)
            }
            Self::SocksCredentials { status } => {
                write!(f, "SOCKS user name and password refused (status {status})")
            }
            Self::Socks { reply, .. } => {
                write!(f, "SOCKS reply {} ({})", reply.0, reply.name().unwrap_or("unassigned"))
            }
            Self::Http { status, reason, server, schemes, error } => {
                write!(f, "{}", format!("{status} {reason}").trim_end())?;
                if let Some(error) = error {
                    write!(f, ", {error}")?;
                }
                if !schemes.is_empty() {
                    write!(f, ", offers {}", schemes.join(", "))?;
                }
                if let Some(server) = server {
                    write!(f, ", from {server}")?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Through;

    #[test]
    fn destinations_as_a_proxy_is_asked_for_them() {
        for (host, expected) in
            [("srv01", "srv01:3389"), ("192.0.2.7", "192.0.2.7:3389"), ("2001:db8::7", "[2001:db8::7]:3389")]
        {
            assert_eq!(Through::new("socks5://proxy:1080", host, 3389).destination(), expected);
        }
    }
}
