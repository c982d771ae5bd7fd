//! What may be fetched because a certificate asks for it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::json;

/// What may be fetched because a certificate names it: revocation lists, OCSP responders, issuing certificates. At depth
/// full it also says which domain controllers of the host's domain a connection may be opened to.
///
/// A certificate is written by the operator of the host, so it does not get to choose where this computer connects.
/// Whatever the policy says, nothing is ever fetched from link-local, multicast, broadcast and unspecified
/// addresses, from the addresses where clouds keep the credentials of their machines, or by other means than HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FetchPolicy {
    /// Whether anything is fetched at all.
    pub enabled: bool,
    /// Ports to which a fetch may connect besides 80 and 443.
    pub ports: Vec<u16>,
    /// Whether private addresses may be asked (RFC 1918, RFC 4193, RFC 6598): that is where the servers of an
    /// enterprise's certification authority are.
    pub private_addresses: bool,
    /// Whether this computer itself may be asked, at its loopback and its other addresses. For a certificate that was
    /// seen on its loopback the loopback always may, and for one that was seen at another of its addresses that one.
    pub loopback: bool,
    /// Longest document, in bytes.
    pub max_bytes: u32,
    /// Most documents for one host.
    pub max_fetches: u16,
    /// Most redirects for one document; each is judged like the first address.
    pub max_redirects: u16,
    /// Longest wait for one document.
    #[serde(rename = "timeout_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub timeout: Duration,
    /// Longest time for all documents together.
    #[serde(rename = "budget_ms", with = "json::milliseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub budget: Duration,
}

impl Default for FetchPolicy {
    fn default() -> Self {
        Self {
            enabled: true,
            ports: Vec::new(),
            private_addresses: true,
            loopback: false,
            max_bytes: 8 * 1024 * 1024,
            max_fetches: 12,
            max_redirects: 3,
            timeout: Duration::from_secs(3),
            budget: Duration::from_secs(6),
        }
    }
}

impl FetchPolicy {
    /// Nothing is fetched.
    #[must_use]
    pub fn off() -> Self {
        Self { enabled: false, ..Self::default() }
    }

    /// Allows one more port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.ports.push(port);
        self
    }

    /// Whether private addresses may be asked.
    #[must_use]
    pub fn private_addresses(mut self, allow: bool) -> Self {
        self.private_addresses = allow;
        self
    }

    /// Whether this computer itself may be asked although the target is another.
    #[must_use]
    pub fn loopback(mut self, allow: bool) -> Self {
        self.loopback = allow;
        self
    }

    /// Longest document, in bytes.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u32) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Most documents for one host.
    #[must_use]
    pub fn max_fetches(mut self, fetches: u16) -> Self {
        self.max_fetches = fetches;
        self
    }

    /// Most redirects for one document.
    #[must_use]
    pub fn max_redirects(mut self, redirects: u16) -> Self {
        self.max_redirects = redirects;
        self
    }

    /// Longest wait for one document.
    #[must_use]
    pub fn timeout(mut self, wait: Duration) -> Self {
        self.timeout = wait;
        self
    }

    /// Longest time for all documents together.
    #[must_use]
    pub fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }
}
