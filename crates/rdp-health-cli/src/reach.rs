//! How a host is reached and its answers are judged: the options that every command shares that talks to hosts.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime};

use clap::Args;
use rdp_health::{AddressFamily, CheckOptions, Proxy, Timeouts};

use crate::values;

#[derive(Debug, Args)]
pub(crate) struct Reach {
    /// Port for targets without one [default: 3389]
    #[arg(long, value_parser = values::port, help_heading = "Check")]
    pub(crate) port: Option<u16>,

    /// Longest wait for a single answer, in seconds, such as 5 or 0.5
    #[arg(long, value_parser = values::seconds, allow_negative_numbers = true, default_value = "5", value_name = "SECONDS", help_heading = "Check")]
    pub(crate) timeout: Duration,

    /// Time budget for one host, in seconds
    #[arg(long, value_parser = values::seconds, allow_negative_numbers = true, default_value = "60", value_name = "SECONDS", help_heading = "Check")]
    pub(crate) budget: Duration,

    /// Rest before the next connection to a host that did not answer the last one readily, and between the short
    /// conversations that measure the path, in seconds; 0 = none
    #[arg(long, value_parser = values::seconds_or_none, default_value = "0.2", value_name = "SECONDS", help_heading = "Check")]
    pub(crate) pacing: Duration,

    /// Connections to one address at the same time while depth full lists what TLS offers, 1 to 16. It begins with one,
    /// and goes back to one at the first answer that is slow or does not come; what is found is the same. Everything
    /// else is asked over one connection at a time
    #[arg(long, default_value = "4", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=16), help_heading = "Check")]
    pub(crate) max_connections: u16,

    /// Reach the host through this proxy, like clients with a proxy setting: socks5://[user:password@]host:port, or
    /// http://[user:password@]host:port for CONNECT. The proxy resolves the names. What cannot go through a proxy (UDP,
    /// other ports, the path) is left out; what certificates point to is fetched directly. Reports never contain user
    /// and password, but other users of this computer may see the command line [default: none]
    #[arg(long, value_parser = values::ProxyParser, value_name = "URL", help_heading = "Check")]
    pub(crate) proxy: Option<Proxy>,

    /// Judge dates as of this date and time, such as 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_parser = values::moment, value_name = "RFC3339", help_heading = "Check")]
    pub(crate) at: Option<SystemTime>,

    /// File with root certificates to trust besides those of this system: PEM, or one certificate in DER
    #[arg(long, value_parser = values::ca_file, value_name = "FILE", help_heading = "Check")]
    pub(crate) ca_file: Option<String>,

    /// Expected fingerprint of the certificate: SHA-1 (the thumbprint) or SHA-256, in hexadecimal; if given several
    /// times, one of them must match
    #[arg(long, value_name = "HEX", help_heading = "Check")]
    pub(crate) expect_fingerprint: Vec<String>,

    /// Fetch nothing that a certificate points to (revocation lists, OCSP, issuing certificates)
    #[arg(long, help_heading = "Fetching")]
    pub(crate) no_fetch: bool,

    /// Allow fetching from this port, besides 80 and 443; may be given several times
    #[arg(long, value_parser = values::port, value_name = "PORT", help_heading = "Fetching")]
    pub(crate) fetch_port: Vec<u16>,

    /// Fetch nothing from private addresses. Link-local addresses and cloud metadata services are never contacted
    #[arg(long, help_heading = "Fetching")]
    pub(crate) no_fetch_private: bool,

    /// Allow fetching from this computer even if the target is another one
    #[arg(long, help_heading = "Fetching")]
    pub(crate) fetch_loopback: bool,

    /// Longest wait for one document, in seconds; all of them together may take twice as long
    #[arg(long, value_parser = values::seconds, allow_negative_numbers = true, default_value = "3", value_name = "SECONDS", help_heading = "Fetching")]
    pub(crate) fetch_timeout: Duration,

    /// DNS server to query directly; its answer is the one that counts: an address, with :port if it is not 53 [default:
    /// those of the system]
    #[arg(long, value_parser = values::dns_server, value_name = "SERVER[:PORT]", help_heading = "Names")]
    pub(crate) dns: Option<SocketAddr>,

    /// Another DNS server, only for comparison (split DNS, stale records). Its addresses are tested only if no other
    /// source has any
    #[arg(long, value_parser = values::dns_server, value_name = "SERVER[:PORT]", help_heading = "Names")]
    pub(crate) second_dns: Option<SocketAddr>,

    /// Query only the DNS servers, not the system's resolver (hosts file, cache, search list)
    #[arg(long, help_heading = "Names")]
    pub(crate) no_system_resolver: bool,

    /// Use this address for this name instead of resolving it; may be given several times. From depth standard the name is
    /// resolved anyway for comparison, unless --no-system-resolver is given without a DNS server
    #[arg(long, value_parser = values::host_address, value_name = "HOST:IP", help_heading = "Names")]
    pub(crate) resolve: Vec<(String, IpAddr)>,

    /// Test IPv4 addresses only
    #[arg(short = '4', long, help_heading = "Names", conflicts_with = "ipv6")]
    pub(crate) ipv4: bool,

    /// Test IPv6 addresses only
    #[arg(short = '6', long, help_heading = "Names")]
    pub(crate) ipv6: bool,
}

impl Reach {
    pub(crate) fn family(&self) -> AddressFamily {
        match (self.ipv4, self.ipv6) {
            (true, _) => AddressFamily::Ipv4,
            (_, true) => AddressFamily::Ipv6,
            _ => AddressFamily::Any,
        }
    }

    pub(crate) fn options(&self) -> CheckOptions {
        let mut options = CheckOptions::default()
            .timeouts(Timeouts::default().each(self.timeout).budget(self.budget))
            .family(self.family())
            .pacing(self.pacing)
            .max_connections(self.max_connections)
            .system_resolver(!self.no_system_resolver);
        options.dns_server = self.dns;
        options.second_dns = self.second_dns;
        options.proxy.clone_from(&self.proxy);
        options.judge_at = self.at;
        options.ca_file.clone_from(&self.ca_file);
        options.expect_fingerprints.clone_from(&self.expect_fingerprint);
        options.fetch.enabled = !self.no_fetch;
        options.fetch.ports.clone_from(&self.fetch_port);
        options.fetch.private_addresses = !self.no_fetch_private;
        options.fetch.loopback = self.fetch_loopback;
        options.fetch.timeout = self.fetch_timeout;
        options.fetch.budget = self.fetch_timeout.saturating_mul(2);
        for (name, address) in &self.resolve {
            options = options.resolve_as(name, *address);
        }
        options
    }
}
