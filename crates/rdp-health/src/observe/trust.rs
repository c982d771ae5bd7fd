//! What the stores of trusted roots hold that could vouch for the certificates of the host.

use serde::{Deserialize, Serialize};

use super::CertificateFacts;
use crate::outcome::Outcome;

/// A store of trusted roots.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TrustStore {
    /// Which store.
    pub kind: TrustStoreKind,
    /// The file that was read, where it is one that was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// What it holds.
    pub roots: Outcome<TrustedRoots>,
}

impl TrustStore {
    /// A store, its file if one was given, and what it holds.
    #[must_use]
    pub fn new(kind: TrustStoreKind, file: Option<String>, roots: Outcome<TrustedRoots>) -> Self {
        Self { kind, file, roots }
    }
}

/// Kinds of store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum TrustStoreKind {
    /// That of the operating system on which the check ran.
    System,
    /// A file of certificates that was given.
    CaFile,
    /// Mozilla's, which programs bring along that do not ask the system: a second opinion, the same on every machine.
    Mozilla,
}

/// The roots of one store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TrustedRoots {
    /// How many certificates the store holds.
    pub held: u32,
    /// Entries of the store that could not be read, in the system's words.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unreadable: Vec<String>,
    /// Those that bear the name of an issuer in the host's chains, or are certificates of the chains themselves.
    /// The rest of the store has no say, and is not kept.
    pub relevant: Vec<CertificateFacts>,
}

impl TrustedRoots {
    /// The number of certificates that the store holds, and those that have a say.
    #[must_use]
    pub fn new(held: u32, relevant: Vec<CertificateFacts>) -> Self {
        Self { held, unreadable: Vec::new(), relevant }
    }
}
