//! TLS servers of every age, as a scenario writes them.

use rdp_health_wire::tls;
use serde::Deserialize;

use super::certificate::Certificate;
use super::http::Http;

/// A TLS server that works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    pub(crate) certificate: Certificate,
    /// Both unless given.
    #[serde(default = "modern_versions")]
    pub(crate) versions: Vec<TlsVersion>,
    /// Whether the client must show a certificate.
    #[serde(default)]
    pub(crate) client_certificate: bool,
    /// Whether it is asked for one, and goes on without.
    #[serde(default)]
    pub(crate) asks_client_certificate: bool,
    /// The suites, under their IANA names; those of today unless given.
    #[serde(default, deserialize_with = "served_suites")]
    pub(crate) suites: Option<Vec<tls::CipherSuite>>,
    /// The curves of the key exchange, under the names of the registry; those of today unless given.
    #[serde(default, deserialize_with = "curves")]
    pub(crate) groups: Option<Vec<tls::NamedGroup>>,
    /// The schemes of its signatures, under the names of the registry; all that its key has unless given.
    #[serde(default, deserialize_with = "served_schemes")]
    pub(crate) signature_schemes: Option<Vec<tls::SignatureScheme>>,
    /// How the first HTTP request inside TLS is answered; without it nothing is ever said there.
    pub(crate) http: Option<Box<Http>>,
}

fn modern_versions() -> Vec<TlsVersion> {
    vec![TlsVersion::Tls12, TlsVersion::Tls13]
}

/// A TLS version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum TlsVersion {
    #[serde(rename = "1.0")]
    Tls10,
    #[serde(rename = "1.1")]
    Tls11,
    #[serde(rename = "1.2")]
    Tls12,
    #[serde(rename = "1.3")]
    Tls13,
}

/// A TLS server of any age, up to its ServerHelloDone; in TLS 1.3, up to its ServerHello.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LegacyTls {
    pub(crate) certificate: Certificate,
    /// 1.0 to 1.3; all up to 1.2 unless given.
    #[serde(default = "legacy_versions")]
    pub(crate) versions: Vec<TlsVersion>,
    /// IANA names, the server's favourite first: the server decides, as Schannel does.
    #[serde(deserialize_with = "suites")]
    pub(crate) suites: Vec<tls::CipherSuite>,
    /// The groups of its key exchange, its favourite first; secp256r1 unless given.
    #[serde(default = "p256", deserialize_with = "groups")]
    pub(crate) groups: Vec<tls::NamedGroup>,
    /// The schemes of its signatures, its favourite first. Unless given it signs with the usual one of its key, and never
    /// looks at what the client takes.
    #[serde(default, deserialize_with = "served_schemes")]
    pub(crate) signature_schemes: Option<Vec<tls::SignatureScheme>>,
    /// How a hello is refused with which nothing is shared; unless given, with the alert that the RFC demands.
    pub(crate) refusal: Option<Refusal>,
    /// Whether the server asks for a client certificate.
    #[serde(default)]
    pub(crate) client_certificate: bool,
    /// Each message travels in a record of its own, as from OpenSSL; otherwise all share one, as from Schannel.
    #[serde(default)]
    pub(crate) record_per_message: bool,
    /// After this many bytes of the flight nothing more comes.
    pub(crate) stall_after: Option<usize>,
    /// Behind the flight it goes on, with records that no key opens.
    #[serde(default)]
    pub(crate) garbage: bool,
}

/// What stands before the server, or the server's own handshake, minds some hellos and lets the others pass.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Intolerant {
    /// What it minds.
    pub(crate) of: Dislike,
    /// How it ends such a connection.
    pub(crate) refusal: Refusal,
}

/// What a hello has that is minded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Dislike {
    /// TLS 1.3 among supported_versions.
    Tls13,
    /// More than 1400 bytes.
    LargeHello,
    /// The target's name in server_name.
    ServerName,
    /// No suite with CBC.
    NoCbc,
}

fn legacy_versions() -> Vec<TlsVersion> {
    vec![TlsVersion::Tls10, TlsVersion::Tls11, TlsVersion::Tls12]
}

/// How a hello is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Refusal {
    Close,
    Reset,
    /// It is never answered.
    Stall,
    /// A fatal alert with this description, then the end.
    Alert(u8),
}

fn served_suites<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<tls::CipherSuite>>, D::Error> {
    suites(deserializer).map(Some)
}

fn p256() -> Vec<tls::NamedGroup> {
    vec![tls::NamedGroup::SECP256R1]
}

fn groups<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<tls::NamedGroup>, D::Error> {
    let known = |text: &String| {
        let group = tls::NamedGroup::KNOWN.iter().find(|group| group.name() == Some(text));
        group.copied().ok_or_else(|| {
            serde::de::Error::custom(format!("'{text}' is no group; write a name such as secp521r1"))
        })
    };
    Vec::<String>::deserialize(deserializer)?.iter().map(known).collect()
}

fn served_schemes<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<tls::SignatureScheme>>, D::Error> {
    let known = |text: &String| {
        let scheme = tls::SignatureScheme::KNOWN.iter().find(|scheme| scheme.name() == Some(text));
        scheme.copied().ok_or_else(|| {
            let remedy = "write a name such as rsa_pss_rsae_sha256";
            serde::de::Error::custom(format!("'{text}' is no signature scheme; {remedy}"))
        })
    };
    Vec::<String>::deserialize(deserializer)?.iter().map(known).collect::<Result<_, _>>().map(Some)
}

fn curves<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<tls::NamedGroup>>, D::Error> {
    let served = [tls::NamedGroup::X25519, tls::NamedGroup::SECP256R1, tls::NamedGroup::SECP384R1];
    let known = |text: &String| {
        let group = served.iter().find(|group| group.name() == Some(text)).copied();
        group.ok_or_else(|| {
            let names = served.map(|group| group.to_string()).join(", ");
            serde::de::Error::custom(format!("'{text}' is no curve of this server; write some of {names}"))
        })
    };
    Vec::<String>::deserialize(deserializer)?.iter().map(known).collect::<Result<_, _>>().map(Some)
}

fn suites<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<tls::CipherSuite>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    let known = |text: &String| {
        let suite = tls::CipherSuite::KNOWN.iter().find(|suite| suite.name() == Some(text));
        suite.copied().ok_or_else(|| {
            let remedy = "write an IANA name such as TLS_RSA_WITH_AES_128_CBC_SHA";
            serde::de::Error::custom(format!("'{text}' is no cipher suite; {remedy}"))
        })
    };
    names.iter().map(known).collect()
}
