//! Whether the server's certificates have been revoked: who was asked, and what came back.

use std::net::SocketAddr;
use std::time::Duration;

use rdp_health_wire::x509::RevocationReason;
use serde::{Deserialize, Serialize};

use super::CertificateFacts;
use crate::json;
use crate::outcome::{Outcome, Tri};

/// What was learned about the revocation of the server's certificates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Revocation {
    /// One entry per certificate that was asked about; what several addresses share stands here once.
    pub certificates: Vec<CertificateRevocation>,
    /// Everything that was fetched, each address once.
    pub fetches: Vec<Fetch>,
}

/// One certificate, and what its sources say about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CertificateRevocation {
    /// Distinguished name of its subject.
    pub subject: String,
    /// SHA-256 of the certificate, in hex.
    pub sha256: String,
    /// Whether it is the server's own, and not one of a certification authority.
    pub own: bool,
    /// The certificate that signed it: without that, OCSP cannot be asked and no answer can be believed.
    pub issuer: Outcome<IssuerCertificate>,
    /// Where its revocation can be asked, in the order in which the certificate names it; empty = nowhere.
    pub sources: Vec<RevocationSource>,
}

/// A certificate that signed another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IssuerCertificate {
    /// Distinguished name of its subject.
    pub subject: String,
    /// SHA-256 of the certificate, in hex.
    pub sha256: String,
    /// Whether its key made the signature; unknown = not verifiable with this build.
    pub signed: Tri,
    /// Where it was found.
    pub found: IssuerFound,
    /// The certificate itself, where it was fetched.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fetched: Option<CertificateFacts>,
}

/// Where the certificate of an issuer was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum IssuerFound {
    /// The server sent it.
    Sent,
    /// It is in a store of trusted roots.
    Store,
    /// It was fetched from where the certificate says (authority information access, *CA issuers*).
    #[doc(alias = "AIA")]
    Fetched,
}

/// One place where revocation can be asked, and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RevocationSource {
    /// What kind of place.
    pub means: RevocationMeans,
    /// Its address; none where the server itself brought the answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Index of the fetch among [`Revocation::fetches`], where there was one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fetch: Option<u32>,
    /// What it says of the certificate.
    pub answer: Outcome<RevocationAnswer>,
}

/// Kinds of places where revocation can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum RevocationMeans {
    /// An OCSP response that the server sends in the TLS handshake, RFC 6066 8.
    StapledOcsp,
    /// An OCSP responder, RFC 6960.
    Ocsp,
    /// A certificate revocation list, RFC 5280 5.
    #[doc(alias = "CDP")]
    Crl,
    /// The changes since the last whole list, RFC 5280 5.2.4.
    DeltaCrl,
}

/// What a source says of a certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RevocationAnswer {
    /// The answer. What it is worth depends on [`authentic`](Self::authentic) and on the dates.
    pub status: RevocationStatus,
    /// When it was revoked, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub revoked_at: Option<String>,
    /// Why, RFC 5280 5.3.1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<RevocationReason>,
    /// The moment for which the answer is given, RFC 3339.
    pub this_update: String,
    /// The same in Unix seconds.
    pub this_update_unix: i64,
    /// When the next answer is due, RFC 3339; clients reject an answer that is older.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_update: Option<String>,
    /// The same in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_update_unix: Option<i64>,
    /// How many certificates a list revokes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub entries: Option<u32>,
    /// Whether it is signed by the certificate's issuer, or by a responder that the issuer appointed.
    pub authentic: Tri,
    /// How that was found out, or why not.
    pub authentic_because: String,
    /// The certificate of an appointed OCSP responder.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub responder: Option<CertificateFacts>,
}

/// What is said of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum RevocationStatus {
    /// It is not revoked.
    Good,
    /// It is revoked.
    Revoked,
    /// The responder does not know the certificate.
    Unknown,
}

/// One document that was fetched, or was not allowed to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Fetch {
    /// The address as the certificate gives it.
    pub url: String,
    /// Each request that was made, redirects followed.
    pub hops: Vec<Hop>,
    /// What came; skipped = the fetch policy forbade it, and why.
    pub body: Outcome<FetchedBody>,
    /// Bytes sent, over all the requests.
    pub sent: u64,
    /// Bytes received, over all the requests.
    pub received: u64,
    /// Time of it all; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Hop {
    /// The address that was asked for.
    pub url: String,
    /// The machine that was asked.
    pub address: SocketAddr,
    /// The status of its answer; none = there was no answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub status: Option<u16>,
}

/// A document that came. The document itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FetchedBody {
    /// Its length, in bytes.
    pub bytes: u64,
    /// Its media type, as the server names it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content_type: Option<String>,
    /// Its SHA-256, in hex.
    pub sha256: String,
    /// It is text (PEM), where RFC 5280 wants DER.
    #[serde(default)]
    pub pem: bool,
}
