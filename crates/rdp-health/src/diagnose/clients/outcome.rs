//! The verdict on a client, as the report has it.

use serde::{Deserialize, Serialize};

use crate::diagnose::catalogue::CauseId;
use crate::diagnose::finding::Confidence;
use crate::outcome::Phase;

/// How one client fares at a host, as far as the observations show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ClientVerdict {
    /// Id of the client's profile, such as `mstsc-windows-11-24h2`.
    pub client: String,
    /// Its name.
    pub name: String,
    /// Whether it connects.
    pub outcome: ClientOutcome,
    /// How sure that is; of an unknown outcome *possible*.
    pub confidence: Confidence,
    /// The security protocol that it connects with: `HYBRID_EX`, `HYBRID`, `SSL` or `RDP`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub protocol: Option<String>,
    /// The TLS version that it connects with, such as `1.3`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tls: Option<String>,
    /// The cipher suite, where the observations prove which one the server chooses.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suite: Option<String>,
    /// The phase in which it is blocked, or of which too little is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub phase: Option<Phase>,
    /// What blocks it: the id of a cause in the catalogue.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<CauseId>,
    /// The code that its user sees, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<String>,
    /// The message or symbol that its user sees, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub message: Option<String>,
    /// Why nothing is known, why it is not sure, or which address decides.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
}

/// Whether a client reaches its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ClientOutcome {
    /// It does.
    Connects,
    /// It does not.
    Blocked,
    /// It does at one address of the host, and does not at another.
    DependsOnAddress,
    /// The observations do not show it.
    Unknown,
}
