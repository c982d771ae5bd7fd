//! Another machine that belongs to a check: a gateway, a STUN server.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Host, bare_host, split_host_port, unescaped};
use crate::error::Error;

/// A host, and a port where one was given. In JSON it is the text that people write: `host` or `host:port`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub struct Endpoint {
    /// The host.
    pub host: Host,
    /// The port; `None` = the usual one of the service.
    pub port: Option<u16>,
}

impl Endpoint {
    /// Parses `host`, `host:port`, `[v6]`, `[v6]:port` or a bare IPv6 address.
    ///
    /// # Errors
    /// [`Error`] says in one line what was wrong and what to write instead.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (host, port) = split_host_port(text.trim())?;
        Ok(Self { host, port })
    }

    /// The same of what is often a whole web address, in which the `%` of a zone is written `%25` (RFC 6874).
    pub(crate) fn of_web(text: &str) -> Result<Self, Error> {
        let host = bare_host(text);
        match host.len() < text.len() && text.contains("://") {
            true => Self::parse(&unescaped(host)),
            false => Self::parse(host),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.host, self.port) {
            (host, None) => write!(f, "{host}"),
            (host @ (Host::Address(IpAddr::V6(_)) | Host::Zoned(_)), Some(port)) => {
                write!(f, "[{host}]:{port}")
            }
            (host, Some(port)) => write!(f, "{host}:{port}"),
        }
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Endpoint {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_stands_as_it_was_written() {
        for text in [
            "gw",
            "gw:8443",
            "192.0.2.7",
            "2001:db8::1",
            "[2001:db8::1]:8443",
            "[fe80::1%eth0]:8443",
            "fe80::1%2",
        ] {
            assert_eq!(Endpoint::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Endpoint::parse(" [2001:db8::1] ").unwrap().port, None);
    }

    #[test]
    fn a_web_address_is_unescaped_once() {
        for (text, is) in [
            ("https://gw.corp.example/remoteDesktopGateway/", "gw.corp.example"),
            ("https://[fe80::1%2512]/rpc", "fe80::1%12"),
            ("https://[fe80::1%2512]:8443", "[fe80::1%12]:8443"),
            ("https://[fe80::1%25eth0]", "fe80::1%eth0"),
            ("https://[fe80::1%2525eth0]", "fe80::1%eth0"),
            ("[fe80::1%2512]:8443", "[fe80::1%2512]:8443"),
        ] {
            assert_eq!(Endpoint::of_web(text).unwrap().to_string(), is, "{text}");
        }
        for (text, says) in [
            ("https://[fe80::1%25%2512]/", "names no network adapter"),
            ("https://gw%2Ecorp.example/", "is not a host name"),
            ("https://gw%252Ecorp.example/", "is not a host name"),
            ("https://[2001:db8::1%2512]/", "is not a link-local address"),
        ] {
            let error = Endpoint::of_web(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn json_is_the_text() {
        let endpoint: Endpoint = serde_json::from_str("\"gw:8443\"").unwrap();
        assert_eq!(endpoint.port, Some(8443));
        assert_eq!(serde_json::to_string(&endpoint).unwrap(), "\"gw:8443\"");
        let error = serde_json::from_str::<Endpoint>("\"gw:0\"").unwrap_err().to_string();
        assert!(error.contains("'0' is not a TCP port; write"), "{error}");
    }
}
