//! The certificates of TLS servers, as a scenario writes them.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::Deserialize;

use super::web::Ocsp;

/// The certificate that a TLS server shows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Certificate {
    pub(crate) kind: CertificateKind,
    #[serde(default)]
    pub(crate) key: KeyKind,
    /// The name it is for; the target's unless given.
    pub(crate) name: Option<String>,
    /// The common name of its subject; the name that it is for unless given.
    pub(crate) common_name: Option<String>,
    /// Its alternative names of the type DNS, byte for byte; the name that it is for unless given.
    pub(crate) dns: Option<Vec<String>>,
    /// Its alternative names of the type IP address, beside `dns`.
    #[serde(default)]
    pub(crate) ip: Vec<IpAddr>,
    /// Since how many hours it is valid, and for how many more.
    pub(crate) hours: Option<[i64; 2]>,
    /// Issued by another intermediate than the lab's own.
    pub(crate) issuer: Option<OtherIssuer>,
    /// For the kinds that have a date wrong: how many days away the date is. Ten unless given.
    pub(crate) days: Option<u16>,
    /// Where it says that its revocation list lies: URLs, or paths of the lab's own web server.
    #[serde(default)]
    pub(crate) crl: Vec<String>,
    /// Where it says that its issuer's certificate lies: URLs, or paths of the lab's own web server.
    #[serde(default)]
    pub(crate) aia: Vec<String>,
    /// Where it says that OCSP is asked: URLs, or paths of the lab's own web server.
    #[serde(default)]
    pub(crate) ocsp: Vec<String>,
    /// The OCSP response that the server sends with it.
    pub(crate) stapled: Option<Ocsp>,
    /// For the kind `files`: where it lies.
    pub(crate) files: Option<Files>,
    /// Another one in each script that asks for it; otherwise all scripts share one.
    #[serde(default)]
    pub(crate) fresh: bool,
}

/// An intermediate that stands beside the lab's own, below the same root.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherIssuer {
    pub(crate) organization: Option<String>,
    pub(crate) common_name: String,
    /// What it may issue for: server, client, remote_desktop; everything unless given.
    #[serde(default)]
    pub(crate) purposes: Vec<Purpose>,
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Purpose {
    Server,
    Client,
    RemoteDesktop,
}

/// A certificate that was made elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Files {
    /// PEM: the server's own certificate first, then what is sent behind it.
    pub(crate) chain: PathBuf,
    /// PEM: its private key in PKCS #8.
    pub(crate) key: PathBuf,
}

/// Kinds of certificate. Issued ones come with their intermediate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CertificateKind {
    /// Issued, and nothing wrong.
    Good,
    /// Issued, expired `days` ago.
    Expired,
    /// Issued, expires in `days`.
    Expiring,
    /// Issued, valid in `days`.
    NotYetValid,
    /// Issued for another name.
    WrongName,
    /// Issued, and its name stands in the common name only.
    NoSan,
    /// Issued for clients.
    WrongPurpose,
    /// Issued, and sent without its intermediate.
    NoIntermediate,
    /// Issued, and followed by the root and then the intermediate.
    WrongOrder,
    /// Issued, and sent with the whole chain, the root included.
    WithRoot,
    /// Issued, and its last byte changed: the signature fits no key.
    Altered,
    /// Issued for Remote Desktop alone, and not for servers in general.
    RemoteDesktopOnly,
    /// Issued, and marked as a CA.
    MarkedAsCa,
    /// Issued, with a critical extension that nobody knows.
    UnknownCritical,
    /// Issued by an intermediate that expired `days` ago.
    IssuerExpired,
    /// Issued by a firewall that inspects TLS, in the host's place.
    Inspected,
    /// As Windows makes it for itself.
    WindowsDefault,
    /// As Windows makes it for itself, expires in `days`.
    WindowsExpiring,
    /// As Windows made it for itself, expired `days` ago and not renewed.
    WindowsExpired,
    /// Self-signed for rdp1.lab.test from 2020 to 2050: RSA 1024, signed with SHA-1. Only `legacy_tls` can serve it.
    WeakKey,
    /// Self-signed for rdp1.lab.test from 2020 to 2050: RSA 2048, signed with SHA-1.
    WeakHash,
    /// Self-signed for rdp1.lab.test from 2020 to 2050, with a key for RSASSA-PSS alone. Only `legacy_tls` can serve it.
    RsaPss,
    /// Self-signed for rdp1.lab.test from 2020 to 2050, in X.509 version 1.
    Version1,
    /// Self-signed for rdp1.lab.test from 2020 to 2050, with the parameters of P-384 written out instead of its name.
    ExplicitCurve,
    /// Read from `files`.
    Files,
}

impl CertificateKind {
    /// The kind as it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Expired => "expired",
            Self::Expiring => "expiring",
            Self::NotYetValid => "not_yet_valid",
            Self::WrongName => "wrong_name",
            Self::NoSan => "no_san",
            Self::WrongPurpose => "wrong_purpose",
            Self::NoIntermediate => "no_intermediate",
            Self::WrongOrder => "wrong_order",
            Self::WithRoot => "with_root",
            Self::Altered => "altered",
            Self::RemoteDesktopOnly => "remote_desktop_only",
            Self::MarkedAsCa => "marked_as_ca",
            Self::UnknownCritical => "unknown_critical",
            Self::IssuerExpired => "issuer_expired",
            Self::Inspected => "inspected",
            Self::WindowsDefault => "windows_default",
            Self::WindowsExpiring => "windows_expiring",
            Self::WindowsExpired => "windows_expired",
            Self::Version1 => "version1",
            Self::ExplicitCurve => "explicit_curve",
            Self::WeakKey => "weak_key",
            Self::WeakHash => "weak_hash",
            Self::RsaPss => "rsa_pss",
            Self::Files => "files",
        }
    }
}

/// Kinds of key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyKind {
    /// RSA 2048.
    #[default]
    Rsa,
    /// NIST P-256.
    Ecdsa,
    /// Ed25519.
    Ed25519,
}
