//! One TCP connection to one address: why, and what came back at each step.

use std::net::SocketAddr;
use std::time::Duration;

use rdp_health_wire::mcs::DisconnectReason;
use rdp_health_wire::negotiation::{FailureCode, ResponseFlags, SecurityProtocols};
use rdp_health_wire::tls::{CipherSuite, CompressionMethod, NamedGroup, SignatureScheme, TlsVersion};
use rdp_health_wire::x224::TpduCode;
use serde::{Deserialize, Serialize};

use super::{CertificateFacts, CredsspAnswer, HttpAnswer, ProxyAnswer, Question, SettingsAnswer};
use crate::json;
use crate::outcome::{Failure, FailureKind, Outcome, Skipped, Tri};

/// An answer that takes longer is no longer readily given.
pub(crate) const READY: Duration = Duration::from_secs(1);

/// One connection and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Conversation {
    /// Number of the connection within the check, from 1.
    pub connection: u32,
    /// What was asked.
    pub question: Question,
    /// Why it was worth asking.
    pub why: String,
    /// Whether its answers were waited for so much longer than usual that one which is only late would have come.
    #[serde(default)]
    pub patient: bool,
    /// The TCP handshake: with the host, or with the proxy.
    pub connect: Outcome<Connected>,
    /// What the proxy answered, where one was given.
    #[serde(default)]
    pub proxy: Outcome<ProxyAnswer>,
    /// The X.224 negotiation.
    pub negotiate: Outcome<Negotiated>,
    /// The full TLS handshake.
    pub tls: Outcome<TlsSession>,
    /// The answer to a ClientHello written by hand.
    pub hello: Outcome<HelloAnswer>,
    /// The server's certificates, its own first, even where the handshake failed later.
    pub certificates: Outcome<Vec<CertificateFacts>>,
    /// The first message of Network Level Authentication.
    #[serde(default)]
    pub credssp: Outcome<CredsspAnswer>,
    /// MCS Connect Initial, in clear or inside TLS.
    #[serde(default)]
    pub settings: Outcome<SettingsAnswer>,
    /// The answer to an HTTP request.
    #[serde(default)]
    pub http: Outcome<HttpAnswer>,
    /// What a server says that speaks first, or a service that is not RDP.
    pub greeting: Outcome<Greeting>,
}

impl Conversation {
    /// A conversation of which nothing has happened yet.
    #[must_use]
    pub fn new(connection: u32, question: Question, why: impl Into<String>) -> Self {
        Self {
            connection,
            question,
            why: why.into(),
            patient: false,
            connect: Outcome::Skipped(Skipped::NotReached),
            proxy: Outcome::Skipped(Skipped::NotReached),
            negotiate: Outcome::Skipped(Skipped::NotReached),
            tls: Outcome::Skipped(Skipped::NotReached),
            hello: Outcome::Skipped(Skipped::OtherQuestion),
            certificates: Outcome::Skipped(Skipped::NotReached),
            credssp: Outcome::Skipped(Skipped::NotReached),
            settings: Outcome::Skipped(Skipped::NotReached),
            http: Outcome::Skipped(Skipped::OtherQuestion),
            greeting: Outcome::Skipped(Skipped::OtherQuestion),
        }
    }

    /// A web server is no RDP host: nothing is negotiated.
    pub(crate) fn skip_negotiation(&mut self) {
        let why = "not part of this question";
        self.negotiate = Outcome::skipped(why);
        self.skip_after_negotiation(why);
    }

    /// Nothing behind the negotiation comes about, and why.
    pub(crate) fn skip_after_negotiation(&mut self, why: &str) {
        self.tls = Outcome::skipped(why);
        self.certificates = Outcome::skipped(why);
        self.credssp = Outcome::skipped(why);
        self.settings = Outcome::skipped(why);
    }

    /// The security protocols the server chose, where it chose.
    #[must_use]
    pub fn selected(&self) -> Option<SecurityProtocols> {
        self.negotiate.done()?.selected()
    }

    /// How long the answer took that this part waited for, where it came.
    pub(crate) fn took(&self, part: Part) -> Option<Duration> {
        match part {
            Part::Connect => Some(self.connect.done()?.elapsed),
            Part::Proxy => Some(self.proxy.done()?.elapsed),
            Part::Negotiate => Some(self.negotiate.done()?.elapsed),
            Part::Tls => Some(self.tls.done()?.elapsed),
            Part::Hello => Some(self.hello.done()?.elapsed),
            Part::Credssp => Some(self.credssp.done()?.elapsed),
            Part::Settings => Some(self.settings.done()?.accepted()?.elapsed),
            Part::Http => Some(self.http.done()?.elapsed),
            Part::Greeting => Some(self.greeting.done()?.elapsed),
        }
    }

    /// Whether the other side answered to the end, be it with a no, and let no answer wait for long.
    pub(crate) fn was_ready(&self) -> bool {
        self.failure().is_none_or(|failure| failure.alert.is_some()) && self.longest() < READY
    }

    /// How long the answer took that came latest; zero where none came.
    pub(crate) fn longest(&self) -> Duration {
        Part::ALL.iter().filter_map(|part| self.took(*part)).max().unwrap_or_default()
    }

    /// Nobody listens there.
    pub(crate) fn was_refused(&self) -> bool {
        self.connect.failed().is_some_and(|failure| failure.kind == FailureKind::Refused)
    }

    /// The first failure on the path, if any.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.failed().map(|(_, failure)| failure)
    }

    /// The first part that failed, if any, and how.
    pub(crate) fn failed(&self) -> Option<(Part, &Failure)> {
        let parts = [
            (Part::Connect, self.connect.failed()),
            (Part::Proxy, self.proxy.failed()),
            (Part::Negotiate, self.negotiate.failed()),
            (Part::Tls, self.tls.failed()),
            (Part::Hello, self.hello.failed()),
            (Part::Credssp, self.credssp.failed()),
            (Part::Settings, self.settings.failed()),
            (Part::Http, self.http.failed()),
            (Part::Greeting, self.greeting.failed()),
        ];
        parts.into_iter().find_map(|(part, failure)| Some((part, failure?)))
    }
}

/// A part of a conversation that can fail, in the order in which they follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The TCP handshake.
    Connect,
    /// The proxy's answer.
    Proxy,
    /// The X.224 negotiation.
    Negotiate,
    /// The TLS handshake.
    Tls,
    /// The ClientHello written by hand.
    Hello,
    /// Network Level Authentication.
    Credssp,
    /// MCS Connect Initial.
    Settings,
    /// The HTTP request.
    Http,
    /// The first bytes of the server.
    Greeting,
}

impl Part {
    const ALL: [Self; 9] = [
        Self::Connect,
        Self::Proxy,
        Self::Negotiate,
        Self::Tls,
        Self::Hello,
        Self::Credssp,
        Self::Settings,
        Self::Http,
        Self::Greeting,
    ];
}

/// A TCP connection that was established.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Connected {
    /// Our end.
    pub local: SocketAddr,
    /// Time from SYN to established; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl Connected {
    /// Our end, and the time the handshake took.
    #[must_use]
    pub fn new(local: SocketAddr, elapsed: Duration) -> Self {
        Self { local, elapsed }
    }
}

/// What the server answered to the X.224 Connection Request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Negotiated {
    /// What was asked for.
    pub requested: SecurityProtocols,
    /// What came back.
    pub answer: NegotiationAnswer,
    /// SRC-REF of the Connection Confirm: 0x1234 from Windows and xrdp, 0 from FreeRDP and others.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source_reference: Option<u16>,
    /// The answer as it came, in hex.
    pub bytes: String,
    /// Time from request to complete answer; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl Negotiated {
    /// What was asked, what came back, the answer in hex, and the time it took.
    #[must_use]
    pub fn new(
        requested: SecurityProtocols,
        answer: NegotiationAnswer,
        bytes: String,
        elapsed: Duration,
    ) -> Self {
        Self { requested, answer, source_reference: None, bytes, elapsed }
    }

    /// The security protocol the server chose. A Connection Confirm without negotiation data means Standard
    /// RDP Security, MS-RDPBCGR 2.2.1.2.
    #[must_use]
    pub fn selected(&self) -> Option<SecurityProtocols> {
        match &self.answer {
            NegotiationAnswer::Selected { protocol, .. } => Some(*protocol),
            NegotiationAnswer::Plain => Some(SecurityProtocols::RDP),
            _ => None,
        }
    }

    /// Whether the server announced that it takes the newer blocks of client data (EXTENDED_CLIENT_DATA_SUPPORTED).
    #[must_use]
    pub fn takes_extended_client_data(&self) -> bool {
        matches!(&self.answer, NegotiationAnswer::Selected { flags, .. }
            if flags.contains(ResponseFlags::EXTENDED_CLIENT_DATA_SUPPORTED))
    }

    /// The failure code, where the server sent one (RDP_NEG_FAILURE, MS-RDPBCGR 2.2.1.2.2).
    #[must_use]
    pub fn failure_code(&self) -> Option<FailureCode> {
        match &self.answer {
            NegotiationAnswer::Failure { failure } => Some(*failure),
            _ => None,
        }
    }

    /// Whether the server refuses TLS: by configuration, or for want of a certificate.
    pub(crate) fn refuses_tls(&self) -> bool {
        matches!(
            self.failure_code(),
            Some(FailureCode::SSL_NOT_ALLOWED_BY_SERVER | FailureCode::SSL_CERT_NOT_ON_SERVER)
        )
    }
}

/// The kinds of answer to a Connection Request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum NegotiationAnswer {
    /// RDP_NEG_RSP: the server chose. It may have chosen something that was not asked for.
    Selected {
        /// `selectedProtocol`.
        protocol: SecurityProtocols,
        /// The flags, MS-RDPBCGR 2.2.1.2.1.
        flags: ResponseFlags,
    },
    /// RDP_NEG_FAILURE: the server refused, and says why.
    Failure {
        /// `failureCode`.
        failure: FailureCode,
    },
    /// A Connection Confirm without negotiation data: an old server, or one without TLS.
    Plain,
    /// MCS Disconnect Provider Ultimatum instead of a Connection Confirm.
    McsDisconnect {
        /// The reason, T.125.
        reason: DisconnectReason,
    },
    /// X.224 Disconnect Request or Error: a legal refusal that Windows never sends.
    X224Refusal {
        /// The TPDU code: 0x80 DR, 0x70 ER.
        code: TpduCode,
    },
    /// Well framed, but nothing that MS-RDPBCGR knows.
    Unknown,
}

/// A completed TLS handshake. The server's signature over the handshake was not used to judge it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TlsSession {
    /// The version.
    pub version: TlsVersion,
    /// The cipher suite.
    pub suite: CipherSuite,
    /// The key exchange group, where the library tells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<NamedGroup>,
    /// The scheme with which the server signed the handshake.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signature_scheme: Option<SignatureScheme>,
    /// Whether the server stapled an OCSP response.
    pub ocsp_stapled: bool,
    /// The stapled OCSP response: DER in base64.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ocsp_response: Option<String>,
    /// Whether the server asked for a client certificate (and went on without one).
    pub client_certificate_requested: bool,
    /// Time of the handshake; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl TlsSession {
    /// Version and suite, and the time the handshake took.
    #[must_use]
    pub fn new(version: TlsVersion, suite: CipherSuite, elapsed: Duration) -> Self {
        Self {
            version,
            suite,
            group: None,
            signature_scheme: None,
            ocsp_stapled: false,
            ocsp_response: None,
            client_certificate_requested: false,
            elapsed,
        }
    }
}

/// What a server answered to a ClientHello written by hand, without a key exchange.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HelloAnswer {
    /// The version the server chose.
    pub version: TlsVersion,
    /// The cipher suite the server chose.
    pub suite: CipherSuite,
    /// The key exchange group, from ServerKeyExchange, `key_share` or HelloRetryRequest.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<NamedGroup>,
    /// Length of the Diffie-Hellman prime, in bits, for a DHE suite.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dh_prime_bits: Option<u32>,
    /// The scheme of the server's signature over its key exchange (TLS 1.2).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signature_scheme: Option<SignatureScheme>,
    /// The compression method, where the server chose one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub compression: Option<CompressionMethod>,
    /// Whether the server asks for a client certificate: unknown in TLS 1.3, where the question is encrypted.
    pub client_certificate_requested: Tri,
    /// How the flight ended early, if it did: the ServerHello came, the rest did not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub broken_off: Option<Failure>,
    /// Time from hello to the end of the server's flight; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl HelloAnswer {
    /// The version and suite of a ServerHello.
    #[must_use]
    pub fn new(version: TlsVersion, suite: CipherSuite) -> Self {
        Self {
            version,
            suite,
            group: None,
            dh_prime_bits: None,
            signature_scheme: None,
            compression: None,
            client_certificate_requested: Tri::Unknown,
            broken_off: None,
            elapsed: Duration::ZERO,
        }
    }
}

/// What a service that is not RDP said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Greeting {
    /// The service, in the administrator's words: `HTTP`, `SSH`, `TLS` …
    pub service: String,
    /// Its first bytes, in hex.
    pub first_bytes: String,
    /// Time until they came; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

impl Greeting {
    /// A service, its first bytes in hex, and the time until they came.
    #[must_use]
    pub fn new(service: impl Into<String>, first_bytes: String, elapsed: Duration) -> Self {
        Self { service: service.into(), first_bytes, elapsed }
    }
}
