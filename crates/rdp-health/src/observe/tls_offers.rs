//! Which TLS versions, cipher suites and groups a host accepts: each seen chosen by the server at least once.

use rdp_health_wire::tls::{CipherSuite, NamedGroup, SignatureScheme, TlsVersion};
use serde::{Deserialize, Serialize};

use crate::outcome::{Failure, Tri};

/// What a host accepts in TLS, as far as it was asked.
///
/// Each hello offers what the host has not chosen yet and is left as soon as the answer is there, so that no session
/// begins. What was chosen is accepted; what was on offer when a hello was refused is not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TlsOffers {
    /// TLS 1.3 to 1.0, the newest first. SSL 3.0 and older are not asked for.
    pub versions: Vec<TlsVersionOffer>,
    /// Whose order of preference decides between two suites that both sides have.
    pub decides: Decides,
    /// The key exchange groups that the server chose in any version.
    pub groups: Vec<NamedGroup>,
    /// Whether a suite that needs a group was refused with every other group that is asked for.
    ///
    /// TLS 1.3 is not asked again for what TLS 1.2 chose, and of the finite-field groups only for ffdhe2048.
    pub other_groups_refused: Tri,
    /// The schemes with which the server signed its key exchange in TLS 1.2; it could choose from all that have a name.
    pub signature_schemes: Vec<SignatureScheme>,
    /// Whether the server chose to compress (up to TLS 1.2), which gives secrets away.
    pub compression: Tri,
    /// TCP connections that the listing took.
    pub connections: u32,
    /// Why the listing ended before all was asked, if it did. What is missing then is unknown, not refused.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub incomplete: Option<String>,
}

/// Whose order of preference decides between two suites that both sides have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Decides {
    /// The server's: it chose a suite although another that it takes stood before it.
    Server,
    /// The client's: of the same two suites the server chose the one that stood first.
    Client,
    /// Not seen: it has fewer than two suites, or the listing ended before.
    Unknown,
}

/// One TLS version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TlsVersionOffer {
    /// The version.
    pub version: TlsVersion,
    /// Whether the server speaks it with any of the suites that have a name.
    pub accepted: Tri,
    /// The suites that the server chose: in its order where it decides, otherwise the strongest first.
    pub suites: Vec<TlsSuiteOffer>,
    /// Whether every other suite of this version that has a name was on offer and was not taken.
    pub complete: bool,
    /// How the hello ended that offered only what is not accepted, where one was put.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub refusal: Option<Failure>,
}

impl TlsVersionOffer {
    /// A version of which nothing is known yet.
    #[must_use]
    pub fn new(version: TlsVersion) -> Self {
        Self { version, accepted: Tri::Unknown, suites: Vec::new(), complete: false, refusal: None }
    }
}

/// A suite that the server chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TlsSuiteOffer {
    /// The suite.
    pub suite: CipherSuite,
    /// The group that the server chose with it. Other suites may have been offered other groups.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<NamedGroup>,
    /// Length of the Diffie-Hellman prime, in bits, for a DHE suite.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dh_prime_bits: Option<u32>,
}

impl TlsSuiteOffer {
    /// A suite of which nothing more is known.
    #[must_use]
    pub fn new(suite: CipherSuite) -> Self {
        Self { suite, group: None, dh_prime_bits: None }
    }
}
