//! How a host answers a Connection Request, as a scenario writes it.

use rdp_health_wire::negotiation::SecurityProtocols;
use serde::Deserialize;

use super::value;

/// How a Connection Request is answered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct X224 {
    pub(crate) answer: Answer,
    /// Flags of RDP_NEG_RSP.
    #[serde(default = "windows_flags")]
    pub(crate) flags: u8,
    /// SRC-REF of the Connection Confirm.
    #[serde(default = "windows_source_reference")]
    pub(crate) src_ref: u16,
    /// A request that carries a cookie or a routing token is cut off with a RST instead, as a filter does that
    /// recognises RDP by it.
    #[serde(default)]
    pub(crate) cut_cookie: bool,
    /// Whether what travels behind the request in the same segment is read; otherwise it is thrown away.
    #[serde(default = "yes")]
    pub(crate) reads_on: bool,
    /// The routing token that a request must carry; others are closed.
    pub(crate) token: Option<String>,
}

/// All that a Windows host of today supports.
fn windows_flags() -> u8 {
    0x1f
}

fn windows_source_reference() -> u16 {
    0x1234
}

/// An answer to a Connection Request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    /// What a Windows listener with these settings answers.
    Windows(Windows),
    /// RDP_NEG_RSP with this protocol, whatever was asked.
    #[serde(deserialize_with = "protocol")]
    Selected(SecurityProtocols),
    /// RDP_NEG_FAILURE with this code.
    Failure(u32),
    /// A Connection Confirm without negotiation data.
    Plain,
    /// These bytes.
    #[serde(deserialize_with = "value::hex")]
    Hex(Vec<u8>),
}

/// The settings of a Windows listener that decide its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Windows {
    pub(crate) security_layer: SecurityLayer,
    /// UserAuthentication: NLA is required.
    pub(crate) nla: bool,
    /// Whether the host has a certificate it can use.
    #[serde(default = "yes")]
    pub(crate) certificate: bool,
}

fn yes() -> bool {
    true
}

/// The registry's SecurityLayer: 0, 1, 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SecurityLayer {
    Rdp,
    Negotiate,
    Tls,
}

fn protocol<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<SecurityProtocols, D::Error> {
    let text = String::deserialize(deserializer)?;
    let known = [
        ("RDP", SecurityProtocols::RDP),
        ("SSL", SecurityProtocols::SSL),
        ("HYBRID", SecurityProtocols::HYBRID),
        ("RDSTLS", SecurityProtocols::RDSTLS),
        ("HYBRID_EX", SecurityProtocols::HYBRID_EX),
        ("RDSAAD", SecurityProtocols::RDSAAD),
    ];
    known.iter().find(|(name, _)| *name == text).map(|(_, protocol)| *protocol).ok_or_else(|| {
        let names = known.map(|(name, _)| name).join(", ");
        serde::de::Error::custom(format!("'{text}' is no security protocol; write one of {names}"))
    })
}
