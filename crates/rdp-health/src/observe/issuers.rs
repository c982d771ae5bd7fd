//! The certificates of authorities that the server kept to itself, and what was fetched in their place.

use serde::{Deserialize, Serialize};

use super::{CertificateFacts, Fetch};
use crate::outcome::{Outcome, Tri};

/// What is missing between the server's certificates and a root.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Issuers {
    /// One entry per certificate whose issuer was neither sent nor is in a store of trusted roots; empty = none is.
    pub missing: Vec<MissingIssuer>,
    /// Everything that was fetched for them, each address once.
    pub fetches: Vec<Fetch>,
}

/// A certificate whose issuer is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MissingIssuer {
    /// Distinguished name of its subject.
    pub subject: String,
    /// SHA-256 of the certificate, in hex.
    pub sha256: String,
    /// Distinguished name of its issuer.
    pub issuer: String,
    /// The certificates of that issuer that lie where the certificate says (authority information access, *CA
    /// issuers*): several, where the issuer was certified by several authorities.
    #[doc(alias = "AIA")]
    pub found: Outcome<Vec<FetchedIssuer>>,
}

/// The certificate of an issuer that was fetched: no more trustworthy than what the server sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FetchedIssuer {
    /// Where it lies.
    pub url: String,
    /// Whether its key made the signature; unknown = not verifiable with this build.
    pub signed: Tri,
    /// The certificate.
    pub certificate: CertificateFacts,
}
