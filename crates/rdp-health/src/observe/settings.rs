//! What a host answers to the first message behind the negotiation: MCS Connect Initial, MS-RDPBCGR 2.2.1.3.

use std::time::Duration;

use rdp_health_wire::gcc::{EncryptionLevel, EncryptionMethod, MultitransportFlags, RdpVersion};
use rdp_health_wire::mcs::{DisconnectReason, McsResult};
use rdp_health_wire::negotiation::SecurityProtocols;
use serde::{Deserialize, Serialize};

use crate::json;

use super::CertificateFacts;

/// The answer to an MCS Connect Initial. A host that sends a Connect Response takes the client in: a Connection
/// Confirm alone is not yet acceptance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum SettingsAnswer {
    /// MCS Connect Response.
    Response {
        /// What it says.
        settings: ServerSettings,
    },
    /// MCS Disconnect Provider Ultimatum.
    McsDisconnect {
        /// The reason, T.125.
        reason: DisconnectReason,
    },
}

impl SettingsAnswer {
    /// The settings of a host that took the client in.
    #[must_use]
    pub fn accepted(&self) -> Option<&ServerSettings> {
        match self {
            Self::Response { settings } if settings.result == McsResult::SUCCESSFUL => Some(settings),
            _ => None,
        }
    }
}

/// What a Connect Response says about its host, MS-RDPBCGR 2.2.1.4.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ServerSettings {
    /// Whether the host goes along: 0 is yes, T.125.
    pub result: McsResult,
    /// The newest RDP version that the host speaks (SC_CORE): of the protocol, not of Windows.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rdp_version: Option<RdpVersion>,
    /// What the host says it was asked for (`clientRequestedProtocols`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub requested_protocols: Option<SecurityProtocols>,
    /// The cipher of Standard RDP Security that the host chose (SC_SECURITY); none under TLS.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub method: Option<EncryptionMethod>,
    /// The encryption level that the host demands under Standard RDP Security.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub level: Option<EncryptionLevel>,
    /// The key of Standard RDP Security, which is not the certificate of TLS.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub certificate: Option<RdpCertificate>,
    /// What the host would do over UDP (SC_MULTITRANSPORT).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub multitransport: Option<MultitransportFlags>,
    /// Time from question to complete answer; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl ServerSettings {
    /// The result, and the time of the answer.
    #[must_use]
    pub fn new(result: McsResult, elapsed: Duration) -> Self {
        Self {
            result,
            rdp_version: None,
            requested_protocols: None,
            method: None,
            level: None,
            certificate: None,
            multitransport: None,
            elapsed,
        }
    }
}

/// SERVER_CERTIFICATE of Standard RDP Security, MS-RDPBCGR 2.2.1.4.3.1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum RdpCertificate {
    /// A bare RSA key, signed with a key that is public knowledge: it proves no identity.
    Proprietary {
        /// Length of the key, in bits.
        bits: u32,
    },
    /// A chain that a licence server issued, the root first.
    X509 {
        /// The certificates.
        chain: Vec<CertificateFacts>,
    },
    /// Neither, or broken.
    Unreadable {
        /// Its length in bytes.
        length: u32,
    },
}
