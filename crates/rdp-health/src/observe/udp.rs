//! RDP over UDP, MS-RDPEUDP, and the STUN servers that help it through NAT: one small question each.

use std::net::SocketAddr;
use std::time::Duration;

use rdp_health_wire::udp::UdpVersion;
use serde::{Deserialize, Serialize};

use crate::json;
use crate::outcome::Outcome;

/// What was seen of a host's UDP ports, at one of its addresses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UdpObservations {
    /// The UDP port with the number of the TCP port.
    pub rdp: UdpQuestion,
    /// UDP 3390, on which a host listens for RDP Shortpath in managed networks, if it is switched on.
    pub shortpath: UdpQuestion,
}

impl UdpObservations {
    /// The answers of both ports.
    #[must_use]
    pub fn new(rdp: UdpQuestion, shortpath: UdpQuestion) -> Self {
        Self { rdp, shortpath }
    }
}

/// A SYN of RDP over UDP, repeated while nothing came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UdpQuestion {
    /// Whom it went to.
    pub address: SocketAddr,
    /// What came back. Silence says nothing: a server may answer only clients that it expects.
    pub answer: Outcome<UdpAnswer>,
}

impl UdpQuestion {
    /// A question and its answer.
    #[must_use]
    pub fn new(address: SocketAddr, answer: Outcome<UdpAnswer>) -> Self {
        Self { address, answer }
    }
}

/// A SYN+ACK: an RDP-UDP listener answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UdpAnswer {
    /// The version that the server chose (`uUdpVer`).
    pub version: UdpVersion,
    /// The largest datagram that it wants to receive, in bytes.
    pub up_mtu: u16,
    /// The largest datagram that it wants to send, in bytes.
    pub down_mtu: u16,
    /// Length of the answer, in bytes.
    pub length: u32,
    /// Time from the first question to the answer; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl UdpAnswer {
    /// The server's version, its two MTUs and the length of its answer in bytes, and the time that it took in
    /// microseconds.
    #[must_use]
    pub fn new(version: UdpVersion, up_mtu: u16, down_mtu: u16, length: u32, elapsed: Duration) -> Self {
        Self { version, up_mtu, down_mtu, length, elapsed }
    }
}

/// What a STUN server said, RFC 8489.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StunObservations {
    /// The server as it was asked for, with its port where one was given.
    pub server: String,
    /// The address that was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<SocketAddr>,
    /// Its answer.
    pub answer: Outcome<StunAnswer>,
}

impl StunObservations {
    /// A server, the address that was asked, and what came back.
    #[must_use]
    pub fn new(server: impl Into<String>, address: Option<SocketAddr>, answer: Outcome<StunAnswer>) -> Self {
        Self { server: server.into(), address, answer }
    }
}

/// A Binding success response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StunAnswer {
    /// From where our question came, as the server saw it.
    pub mapped: SocketAddr,
    /// Whether an address on the path was translated (NAT): it is not the one that we sent from.
    pub translated: bool,
    /// Time from the first question to the answer; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl StunAnswer {
    /// What the server saw, whether it differs from our own address, and the time.
    #[must_use]
    pub fn new(mapped: SocketAddr, translated: bool, elapsed: Duration) -> Self {
        Self { mapped, translated, elapsed }
    }
}
