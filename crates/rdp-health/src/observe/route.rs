//! The way that this computer takes to an address: its own address, the network adapter, the next hop.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::outcome::{Outcome, Skipped};

/// Which way packets to the address take, as far as this computer's system tells. No packet is sent to learn it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Route {
    /// This computer's address on the path.
    pub local: IpAddr,
    /// Where packets go first.
    pub next_hop: NextHop,
    /// The network adapter they leave by; skipped where this version cannot ask the system.
    pub interface: Outcome<Interface>,
}

/// Where packets go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum NextHop {
    /// Straight to the address: it is on this computer's own link, at the other end of a tunnel, or this computer.
    Direct,
    /// To a gateway.
    Gateway {
        /// Its address, where the system tells.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        address: Option<IpAddr>,
    },
    /// The system does not tell.
    Unknown,
}

/// A network adapter of this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Interface {
    /// Its name, as the system shows it: `eth0`, `Ethernet 2` …
    pub name: String,
    /// Its number in the system.
    pub index: u32,
    /// What kind of adapter it is.
    pub kind: InterfaceKind,
    /// What made it, where that can be recognised: `WireGuard`, `Tailscale` …
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub product: Option<String>,
    /// The largest packet it takes, in bytes, where the system tells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mtu: Option<u32>,
}

/// Kinds of network adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum InterfaceKind {
    /// This computer itself.
    Loopback,
    /// A cable, or what looks like one to the system.
    Ethernet,
    /// Wi-Fi.
    Wireless,
    /// A mobile network.
    Mobile,
    /// A VPN or another tunnel.
    Tunnel,
    /// A bridge, bond, VLAN or the end of a virtual cable.
    Virtual,
    /// The system does not tell, or tells what this version does not know.
    Unknown,
}

impl Route {
    /// The way from this address of this computer, of which nothing more is known.
    #[must_use]
    pub fn new(local: IpAddr) -> Self {
        Self { local, next_hop: NextHop::Unknown, interface: Outcome::Skipped(Skipped::NotAsked) }
    }

    /// The adapter, if it is a VPN or another tunnel.
    #[must_use]
    pub fn tunnel(&self) -> Option<&Interface> {
        self.interface.done().filter(|interface| interface.kind == InterfaceKind::Tunnel)
    }
}

impl Interface {
    /// An adapter of which nothing is known but its name and number.
    #[must_use]
    pub fn new(name: impl Into<String>, index: u32) -> Self {
        Self { name: name.into(), index, kind: InterfaceKind::Unknown, product: None, mtu: None }
    }
}

impl std::fmt::Display for Interface {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.name)?;
        match (&self.product, self.kind) {
            (Some(product), _) => write!(f, " ({product})"),
            (None, InterfaceKind::Tunnel) => write!(f, " (a tunnel)"),
            (None, InterfaceKind::Wireless) => write!(f, " (Wi-Fi)"),
            (None, InterfaceKind::Mobile) => write!(f, " (a mobile network)"),
            (None, _) => Ok(()),
        }
    }
}
