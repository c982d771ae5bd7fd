//! What no check can be made with.

use std::net::SocketAddr;
use std::time::Duration;

use super::zones;
use crate::error::Error;
use crate::json;
use crate::options::{CheckOptions, fingerprint};
use crate::plan;
use crate::target::{Endpoint, Host};

/// A handful of named ports tells a host from a filter; more would be a scan.
const MOST_OTHER_PORTS: usize = 10;
const MOST_ATTEMPTS: u16 = 1000;
/// Longer texts are whole logs, of which the lines about one connection are wanted.
const LONGEST_CLIENT_ERROR: usize = 64 * 1024;
const MOST_CONNECTIONS: u16 = 16;
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// INVARIANT: nothing is probed before this has passed.
pub(super) fn validate(options: &CheckOptions) -> Result<(), Error> {
    let timeouts = &options.timeouts;
    let fetch = &options.fetch;
    let bounds = [
        ("timeouts.resolve", timeouts.resolve),
        ("timeouts.connect", timeouts.connect),
        ("timeouts.answer", timeouts.answer),
        ("timeouts.patience", timeouts.patience),
        ("timeouts.budget", timeouts.budget),
        ("fetch.timeout", fetch.timeout),
        ("fetch.budget", fetch.budget),
    ];
    if let Some((option, _)) = bounds.iter().find(|(_, wait)| wait.is_zero()) {
        return Err(Error::option(
            option,
            "a timeout of zero leaves no time for any answer",
            "give at least a few milliseconds",
        ));
    }
    let pacing = ("pacing", options.pacing);
    if let Some((option, _)) = bounds.iter().chain([&pacing]).find(|(_, wait)| LONGEST_WAIT < *wait) {
        return Err(Error::option(
            option,
            "waits of more than a day are not supported",
            "give at most 24 hours",
        ));
    }
    if !(1..=MOST_CONNECTIONS).contains(&options.max_connections) {
        return Err(Error::option(
            "max_connections",
            format!("{} connections to one address cannot be held at the same time", options.max_connections),
            format!("give a number from 1 to {MOST_CONNECTIONS}"),
        ));
    }
    if options.judge_at.is_some_and(|moment| !json::is_expressible(moment)) {
        return Err(Error::option(
            "judge_at",
            "the moment is outside the years 1 to 9999",
            "write for example 2026-01-31T12:00:00Z",
        ));
    }
    if options.ca_file.as_ref().is_some_and(String::is_empty) {
        return Err(Error::option(
            "ca_file",
            "the name of the CA file is empty",
            "give the path of a file with certificates in PEM or DER, or leave the option out",
        ));
    }
    if let Some(text) = options.expect_fingerprints.iter().find(|text| fingerprint(text).is_none()) {
        return Err(Error::option(
            "expect_fingerprints",
            format!("'{text}' is not a SHA-1 or SHA-256 fingerprint"),
            "write the 40 hexadecimal digits of a SHA-1 thumbprint, or the 64 of a SHA-256",
        ));
    }
    for (option, server) in [("dns_server", options.dns_server), ("second_dns", options.second_dns)] {
        if server.is_some_and(|server| server.port() == 0) {
            return Err(Error::option(
                option,
                "a DNS server has no port 0",
                "write address:53, or the address alone",
            ));
        }
    }
    if options.also_ports.contains(&0) {
        return Err(Error::option(
            "also_ports",
            "port 0 is among the other ports",
            "give TCP ports from 1 to 65535, or none",
        ));
    }
    if MOST_OTHER_PORTS < options.also_ports.len() {
        return Err(Error::option(
            "also_ports",
            "that many other ports would be a port scan",
            "give at most 10",
        ));
    }
    if options.unused_port == Some(0) {
        return Err(Error::option(
            "unused_port",
            "there is no TCP port 0",
            "give an unused TCP port from 1 to 65535, or none",
        ));
    }
    if MOST_ATTEMPTS < options.path_attempts {
        return Err(Error::option(
            "path_attempts",
            "that many connections to measure the path would be a burden on the host",
            "give at most 1000",
        ));
    }
    let listeners =
        [("websocket_port", options.websocket_port), ("websocket_tls_port", options.websocket_tls_port)];
    if let Some((option, _)) = listeners.iter().find(|(_, port)| *port == 0) {
        return Err(Error::option(
            option,
            "a WebSocket listener has no port 0",
            "write the ports of WebSocketURI, or leave them at 3387 and 3392",
        ));
    }
    if let Some(text) = &options.client_error {
        if text.trim().is_empty() {
            return Err(Error::option(
                "client_error",
                "the client's text is empty",
                "write what the client shows, such as 0x904, or leave the option out",
            ));
        }
        if LONGEST_CLIENT_ERROR < text.len() {
            return Err(Error::option(
                "client_error",
                "the client's text is longer than 64 KiB",
                "give the text of the window, or the lines of the log about one connection",
            ));
        }
    }
    if options.stun.as_ref().is_some_and(is_no_host) {
        return Err(Error::option(
            "stun",
            "the STUN server's address does not belong to a single host",
            "write the name or the address of one server",
        ));
    }
    let others = [
        ("proxy", options.proxy.as_ref().map(|proxy| &proxy.host)),
        ("stun", options.stun.as_ref().map(|stun| &stun.host)),
    ];
    for (option, host) in others {
        if let Some((problem, remedy)) = host.and_then(zones::unknown) {
            return Err(Error::option(option, problem, remedy));
        }
    }
    Ok(())
}

/// A broadcast address; those of other networks were refused when the text was read.
fn is_no_host(server: &Endpoint) -> bool {
    match server.host {
        Host::Address(address) => !plan::is_one_host(SocketAddr::new(address, 0)),
        Host::Name(_) | Host::Zoned(_) => false,
    }
}
