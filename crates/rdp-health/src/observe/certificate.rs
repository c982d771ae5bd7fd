//! What a certificate says about itself.

use serde::{Deserialize, Serialize};

/// Facts of one certificate. Times are Unix seconds, and the same moment as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CertificateFacts {
    /// Distinguished name of the subject.
    pub subject: String,
    /// The subject's common names, without the rest of the distinguished name.
    pub common_names: Vec<String>,
    /// Distinguished name of the issuer.
    pub issuer: String,
    /// Serial number, in hex.
    pub serial: String,
    /// Start of validity, RFC 3339.
    pub not_before: String,
    /// End of validity, RFC 3339.
    pub not_after: String,
    /// Start of validity, Unix seconds.
    pub not_before_unix: i64,
    /// End of validity, Unix seconds.
    pub not_after_unix: i64,
    /// DNS names of the subject alternative name.
    pub dns_names: Vec<String>,
    /// IP addresses of the subject alternative name.
    pub ip_addresses: Vec<std::net::IpAddr>,
    /// The version of X.509: 3 in every certificate of today; 0 = not known.
    #[serde(default)]
    pub version: u32,
    /// The public key.
    pub key: Key,
    /// SHA-256 of the public key (SubjectPublicKeyInfo), in hex: stays the same when a certificate is renewed with
    /// its old key.
    #[doc(alias = "pin")]
    #[serde(default)]
    pub key_sha256: String,
    /// Signature algorithm, by its usual name or its object identifier.
    pub signature_algorithm: String,
    /// Extended key usages, by their usual names or object identifiers; empty = no such extension.
    pub extended_key_usage: Vec<String>,
    /// Key usages; empty = no such extension.
    pub key_usage: Vec<String>,
    /// Whether it may sign other certificates; `None` = no basic constraints.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub is_ca: Option<bool>,
    /// How many CAs may stand between it and a server's certificate; `None` = any number, or it is no CA.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path_length: Option<u32>,
    /// Object identifiers of critical extensions that are not known here.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unknown_critical: Vec<String>,
    /// Subject key identifier, in hex.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subject_key_id: Option<String>,
    /// Authority key identifier, in hex: the subject key identifier that the issuer should have.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub issuer_key_id: Option<String>,
    /// Where it says that its issuer's certificate can be fetched (authority information access).
    #[doc(alias = "AIA")]
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub issuer_urls: Vec<String>,
    /// Subject and issuer are the same name.
    pub self_issued: bool,
    /// It has every mark of the certificate that Windows generates for Remote Desktop.
    pub windows_default: bool,
    /// SHA-1 of the certificate, in hex: the *thumbprint* that Windows shows.
    #[doc(alias = "thumbprint")]
    pub sha1: String,
    /// SHA-256 of the certificate, in hex.
    pub sha256: String,
    /// The certificate itself: DER in base64.
    pub der: String,
    /// What could not be read, if the certificate could be read only in part or not at all.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unreadable: Option<String>,
}

impl CertificateFacts {
    /// Whether so much could be read that it can be judged.
    pub(crate) fn is_readable(&self) -> bool {
        self.unreadable.is_none() || !self.common_names.is_empty() || !self.dns_names.is_empty()
    }
}

/// A server's certificate as an earlier report saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EarlierCertificate {
    /// When that check began, RFC 3339.
    pub seen_at: String,
    /// The address that showed it.
    pub address: std::net::SocketAddr,
    /// The certificate.
    pub certificate: CertificateFacts,
}

impl EarlierCertificate {
    /// When a certificate was seen, where, and the certificate.
    #[must_use]
    pub fn new(seen_at: String, address: std::net::SocketAddr, certificate: CertificateFacts) -> Self {
        Self { seen_at, address, certificate }
    }
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Key {
    /// What kind of key.
    pub kind: KeyKind,
    /// Length, in bits; 0 = not known.
    pub bits: u32,
    /// An EC key that writes out the parameters of its curve instead of the curve's name, which RFC 5480 2.1.1 forbids.
    #[serde(default)]
    pub explicit_curve: bool,
}

impl Key {
    pub(crate) fn new(kind: KeyKind, bits: u32) -> Self {
        Self { kind, bits, explicit_curve: false }
    }
}

/// Kinds of public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA.
    Rsa,
    /// RSA for RSASSA-PSS signatures alone (id-RSASSA-PSS, RFC 4055 3.1).
    RsaPss,
    /// Elliptic curve.
    Ec,
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// Ed448 (RFC 8410).
    Ed448,
    /// Anything else.
    Other,
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.kind, self.bits) {
            (KeyKind::Rsa, bits) => write!(f, "RSA {bits}"),
            (KeyKind::RsaPss, bits) => write!(f, "RSASSA-PSS {bits}"),
            (KeyKind::Ed25519, _) => f.write_str("Ed25519"),
            (KeyKind::Ed448, _) => f.write_str("Ed448"),
            (KeyKind::Ec, bits) => write!(f, "EC {bits}"),
            (KeyKind::Other, _) => f.write_str("other key"),
        }
    }
}
