//! The steps of a script: what the host does on one connection, in order.

use std::time::Duration;

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls;
use serde::Deserialize;

use super::value;

/// One step. When a script is through, the connection stays open until the client closes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Step {
    /// Ends the connection in order (FIN).
    Close {},
    /// Cuts the connection (RST). The client is sure to see it as such only after a `read`: before, the cut can
    /// overtake the end of the client's own TCP handshake.
    Reset {},
    /// Never says a word again.
    Stall {},
    /// Waits for one message of the client: a TPKT frame, a TLS record, or whatever comes at once.
    Read {
        /// A message that does not begin like this is never answered.
        starting: Option<String>,
    },
    /// Sends these bytes.
    Send { bytes: Payload },
    /// Sends these bytes again and again, without end.
    Flood { bytes: Payload },
    /// From here on every byte travels alone.
    Dribble {
        /// Rest after each byte.
        #[serde(rename = "every_ms", default, deserialize_with = "value::milliseconds")]
        every: Duration,
    },
    /// From here on the connection is as behind an MTU black hole: if its maximum segment size is greater than
    /// this, the first greater piece that the host sends is lost, and everything after it.
    BlackHole { segments_above: u32 },
    /// Sends a fatal TLS alert with this description.
    Alert { code: u8 },
    /// Reads the X.224 Connection Request and answers it.
    X224(X224),
    /// Answers one HTTP request in clear.
    Http(Http),
    /// Serves a full TLS handshake.
    Tls(Tls),
    /// Answers a ClientHello with the part of the handshake that travels in clear, and can go no further.
    LegacyTls(LegacyTls),
    /// Inside of TLS, for clients that were given NLA: reads a TSRequest and answers it.
    Credssp(Credssp),
    /// Behind the negotiation, for clients that were given no NLA: reads MCS Connect Initial and answers it.
    Settings(Settings),
}

impl Step {
    /// Whether nothing can follow.
    pub(crate) fn is_last(&self) -> bool {
        matches!(
            self,
            Self::Close {} | Self::Reset {} | Self::Stall {} | Self::Flood { .. } | Self::LegacyTls(_)
        )
    }

    /// The step as it is written.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Close {} => "close",
            Self::Reset {} => "reset",
            Self::Stall {} => "stall",
            Self::Read { .. } => "read",
            Self::Send { .. } => "send",
            Self::Flood { .. } => "flood",
            Self::Dribble { .. } => "dribble",
            Self::BlackHole { .. } => "black_hole",
            Self::Alert { .. } => "alert",
            Self::X224(_) => "x224",
            Self::Http(_) => "http",
            Self::Tls(_) => "tls",
            Self::LegacyTls(_) => "legacy_tls",
            Self::Credssp(_) => "credssp",
            Self::Settings(_) => "settings",
        }
    }
}

/// Bytes, as `{ text = "…" }` or `{ hex = "…" }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Payload {
    Text(String),
    #[serde(deserialize_with = "value::hex")]
    Hex(Vec<u8>),
}

impl Payload {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Hex(bytes) => bytes,
        }
    }
}

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
    /// The suites, under their IANA names; those of today unless given.
    #[serde(default, deserialize_with = "served_suites")]
    pub(crate) suites: Option<Vec<tls::CipherSuite>>,
    /// The curves of the key exchange, under the names of the registry; those of today unless given.
    #[serde(default, deserialize_with = "curves")]
    pub(crate) groups: Option<Vec<tls::NamedGroup>>,
    /// How the first HTTP request inside of TLS is answered; without it nothing is ever said there.
    pub(crate) http: Option<Http>,
}

fn modern_versions() -> Vec<TlsVersion> {
    vec![TlsVersion::Tls12, TlsVersion::Tls13]
}

/// A web server, with or without an RD Gateway behind it, and what stands before it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Http {
    /// The RD Gateway, if there is one.
    pub(crate) gateway: Option<RdGateway>,
    /// Whether there is a WebSocket listener at `/rdp/`.
    #[serde(default)]
    pub(crate) listener: bool,
    /// Whether the older RPC transport answers.
    #[serde(default)]
    pub(crate) rpc: bool,
    /// What becomes of verbs that not every web server knows; they pass unless given.
    pub(crate) verbs: Option<Hindrance>,
    /// What becomes of WebSocket upgrades; they pass unless given.
    pub(crate) upgrades: Option<Hindrance>,
    /// Status of everything else; 404 unless given.
    #[serde(default = "not_found")]
    pub(crate) status: u16,
    /// Headers of everything else, as they are.
    #[serde(default)]
    pub(crate) headers: Vec<String>,
    /// Bytes that answer every request, whatever it is.
    pub(crate) raw: Option<Payload>,
    /// Whether `raw` is said again and again, without end.
    #[serde(default)]
    pub(crate) endless: bool,
}

fn not_found() -> u16 {
    404
}

/// What a proxy does with what it does not like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Hindrance {
    /// It answers with this status itself.
    Status(u16),
    /// It ends the connection.
    Close,
    /// It takes it out, and lets the rest pass.
    Strip,
}

/// An RD Gateway, as far as it answers before a logon.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RdGateway {
    /// The authentication schemes it offers, in order; none = it lets everybody in.
    #[serde(default = "windows_schemes")]
    pub(crate) schemes: Vec<String>,
}

/// What a gateway of Windows Server 2019 offers.
fn windows_schemes() -> Vec<String> {
    ["Negotiate", "NTLM", "SSPI_NTLM"].map(str::to_owned).to_vec()
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

/// A TLS server of any age, up to its ServerHelloDone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LegacyTls {
    pub(crate) certificate: Certificate,
    /// 1.0 to 1.2; all of them unless given.
    #[serde(default = "legacy_versions")]
    pub(crate) versions: Vec<TlsVersion>,
    /// IANA names, the server's favourite first: the server decides, as Schannel does.
    #[serde(deserialize_with = "suites")]
    pub(crate) suites: Vec<tls::CipherSuite>,
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
    /// A fatal alert with this description, then the end.
    Alert(u8),
}

/// What a host answers to the first message of NLA.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Credssp {
    /// The CredSSP version that the host speaks; 6 unless given.
    pub(crate) version: u32,
    /// The full name of the computer; the target's unless given.
    pub(crate) computer: Option<String>,
    /// The DNS name of the domain that it has joined; none unless given.
    pub(crate) domain: Option<String>,
    /// The build of Windows 10.0; that of Server 2022 unless given.
    pub(crate) build: u16,
    /// Seconds by which the host's clock is ahead of the true one.
    pub(crate) ahead_s: i64,
    /// `errorCode` in place of a challenge.
    pub(crate) error: Option<u32>,
}

impl Default for Credssp {
    fn default() -> Self {
        Self { version: 6, computer: None, domain: None, build: 20_348, ahead_s: 0, error: None }
    }
}

/// What a host answers to MCS Connect Initial.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// The RDP version, 10.12 unless given.
    pub(crate) version: u32,
    /// The encryption level of Standard RDP Security: 0 to 4, 2 unless given.
    pub(crate) level: u32,
    /// What the host says it was asked for; the truth unless given.
    pub(crate) echo: Option<u32>,
    /// The flags of SC_MULTITRANSPORT, for clients that ask; 0x305 unless given.
    pub(crate) multitransport: u32,
    /// The result of MCS Connect Response; 0 is success.
    pub(crate) result: u8,
    /// The certificate of Standard RDP Security cannot be read.
    pub(crate) broken_certificate: bool,
    /// Standard RDP Security is refused here, with an MCS Disconnect Provider Ultimatum.
    pub(crate) insists_on_tls: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: 0x0008_0011,
            level: 2,
            echo: None,
            multitransport: 0x0305,
            result: 0,
            broken_certificate: false,
            insists_on_tls: false,
        }
    }
}

fn served_suites<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<tls::CipherSuite>>, D::Error> {
    suites(deserializer).map(Some)
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

/// The certificate that a TLS server shows.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Certificate {
    pub(crate) kind: CertificateKind,
    #[serde(default)]
    pub(crate) key: KeyKind,
    /// The name it is for; the target's unless given.
    pub(crate) name: Option<String>,
    /// For the kinds that have a date wrong: how many days away the date is. Ten unless given.
    pub(crate) days: Option<u16>,
    /// Where it says that its revocation list lies: URLs, or paths of the lab's own web server.
    #[serde(default)]
    pub(crate) crl: Vec<String>,
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
            Self::WeakKey => "weak_key",
            Self::WeakHash => "weak_hash",
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
}
