//! What is asked over one TCP connection.

use rdp_health_wire::gcc::EncryptionMethod;
use rdp_health_wire::negotiation::SecurityProtocols;
use serde::{Deserialize, Serialize};

use super::{HttpRequest, Role};

/// How long an answer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// As the options say.
    Usual,
    /// So long that an answer which is only late comes.
    Long,
    /// For a service that answers at once, if at all.
    Brief,
}

/// A question. One question, one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Question {
    /// The conversation a client holds, as far as it goes without credentials: X.224 negotiation, the TLS handshake
    /// if TLS was chosen, then the first message of NLA if that was chosen, MCS Connect Initial otherwise.
    Converse {
        /// `requestedProtocols` of RDP_NEG_REQ, MS-RDPBCGR 2.2.1.1.1.
        protocols: SecurityProtocols,
        /// Maximum segment size forced on the connection, in bytes; `None` = the system's choice.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        mss: Option<u16>,
    },
    /// X.224 negotiation, then a ClientHello written by hand, answered up to the end of the server's flight.
    Hello {
        /// `requestedProtocols` of RDP_NEG_REQ.
        protocols: SecurityProtocols,
        /// Which ClientHello.
        hello: HelloKind,
    },
    /// X.224 negotiation alone; where the server chooses this protocol, TLS and the server's first message follow.
    Offer {
        /// `requestedProtocols` of RDP_NEG_REQ: RDSTLS or RDSAAD, whose servers speak first.
        protocols: SecurityProtocols,
    },
    /// Standard RDP Security with one cipher: does the server take it?
    Method {
        /// `encryptionMethods` of CS_SECURITY, MS-RDPBCGR 2.2.1.3.3: one bit.
        method: EncryptionMethod,
    },
    /// X.224 negotiation with a cookie, as clients send it that know the user's name, and nothing after it. The name
    /// in it is made up.
    Cookie {
        /// `requestedProtocols` of RDP_NEG_REQ.
        protocols: SecurityProtocols,
    },
    /// No RDP: an HTTP request, inside TLS or in clear. What is asked of gateways, listeners and web servers.
    Http {
        /// The request.
        request: HttpRequest,
        /// Whether the TLS handshake comes first.
        tls: bool,
        /// Maximum segment size forced on the connection, in bytes; `None` = the system's choice.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        mss: Option<u16>,
    },
    /// No RDP: a ClientHello written by hand, answered up to the end of the server's flight.
    BareHello {
        /// Which ClientHello.
        hello: HelloKind,
    },
    /// TLS from the first byte, without a negotiation before it, MS-RDPBCGR 5.4.2.2.
    TlsFirst {
        /// What is said inside TLS.
        then: Inside,
    },
    /// X.224 negotiation behind the line with which a load balancer passes the client's address on: version 1 of
    /// HAProxy's PROXY protocol. The address in it is our own.
    ProxyHeader {
        /// `requestedProtocols` of RDP_NEG_REQ.
        protocols: SecurityProtocols,
    },
    /// No RDP at all: which other service might own the port?
    Identify {
        /// In which language it is addressed.
        language: Language,
    },
}

impl Question {
    /// `requestedProtocols` of the Connection Request; none where none is sent.
    #[must_use]
    pub fn protocols(self) -> SecurityProtocols {
        match self {
            Self::Converse { protocols, .. }
            | Self::Hello { protocols, .. }
            | Self::Offer { protocols }
            | Self::Cookie { protocols }
            | Self::ProxyHeader { protocols } => protocols,
            Self::TlsFirst { .. } => SecurityProtocols::MSTSC,
            Self::Method { .. } | Self::Http { .. } | Self::BareHello { .. } | Self::Identify { .. } => {
                SecurityProtocols::RDP
            }
        }
    }
}

/// Small enough to pass any tunnel, and the largest that every Unix lets a program ask for.
const SMALL_MSS: u16 = 512;

/// The questions that plan and diagnosis both know by name.
impl Question {
    /// What every check of Remote Desktop begins with. RDSTLS and RDSAAD are not asked for in it: some servers break off
    /// on them.
    pub(crate) const FIRST: Self = Self::converse(SecurityProtocols::MSTSC);
    /// What a current client asks of a gateway.
    pub(crate) const GATEWAY: Self = Self::http(HttpRequest::RdgUpgrade);
    /// The first request with a cookie.
    pub(crate) const COOKIE: Self = Self::Cookie { protocols: SecurityProtocols::MSTSC };
    /// The first request, behind the line of a load balancer.
    pub(crate) const PROXY_HEADER: Self = Self::ProxyHeader { protocols: SecurityProtocols::MSTSC };
    /// The first request once more, as far as its answer: is it still given?
    pub(crate) const AGAIN: Self = Self::Offer { protocols: SecurityProtocols::MSTSC };
    /// RDSTLS, which brokers use, beside TLS.
    pub(crate) const RDSTLS: Self =
        Self::Offer { protocols: SecurityProtocols::RDSTLS.union(SecurityProtocols::SSL) };
    /// Sign-in with Entra ID. Some servers break off on this bit, so it is asked for alone and last.
    pub(crate) const ENTRA: Self = Self::Offer { protocols: SecurityProtocols::RDSAAD };
    /// A web server that waits for its client.
    pub(crate) const WEB: Self = Self::Identify { language: Language::Http };
    /// A TLS service that waits for its client.
    pub(crate) const BARE_TLS: Self = Self::Identify { language: Language::Tls };
    /// A service that speaks first, or a forwarder that gives up although nothing was said.
    pub(crate) const NOTHING: Self = Self::Identify { language: Language::Nothing };
    /// A line of no protocol.
    pub(crate) const JUNK: Self = Self::Identify { language: Language::Junk };

    /// The conversation of a client that asks for these protocols.
    pub(crate) const fn converse(protocols: SecurityProtocols) -> Self {
        Self::Converse { protocols, mss: None }
    }

    /// A request inside TLS.
    pub(crate) const fn http(request: HttpRequest) -> Self {
        Self::Http { request, tls: true, mss: None }
    }

    /// The question with which an endpoint is first asked.
    pub(crate) fn first(role: Role) -> Self {
        match role {
            Role::Host => Self::FIRST,
            Role::Gateway => Self::GATEWAY,
            Role::WebServer => Self::http(HttpRequest::Root),
            Role::WebsocketTls => Self::http(HttpRequest::Listener),
            Role::Websocket => Self::Http { request: HttpRequest::Listener, tls: false, mss: None },
        }
    }

    /// The same question in segments that pass any tunnel.
    pub(crate) fn in_small_segments(self) -> Self {
        let mss = Some(SMALL_MSS);
        match self {
            Self::Converse { protocols, .. } => Self::Converse { protocols, mss },
            Self::Http { request, tls, .. } => Self::Http { request, tls, mss },
            other => other,
        }
    }

    /// A ClientHello written by hand, put where the first question of the role puts its own.
    pub(crate) fn hello(role: Role, hello: HelloKind) -> Self {
        match role {
            Role::Host => Self::Hello { protocols: SecurityProtocols::MSTSC, hello },
            _ => Self::BareHello { hello },
        }
    }
}

/// The ClientHellos that show why TLS fails. Most differ from that of a current Windows client in one thing: a server
/// that answers one of the two and not the other lacks that thing, or minds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum HelloKind {
    /// Everything up to TLS 1.2: every curve and signature scheme, RC4 and 3DES included.
    Wide,
    /// TLS 1.3 and nothing else, with every group and signature scheme.
    Tls13Only,
    /// The same without a key share, which a server that reads TLS 1.3 must refuse with the alert missing_extension.
    Tls13WithoutShare,
    /// TLS 1.0 with every suite of its time.
    Tls10,
    /// What a current Windows client offers with its default settings.
    WindowsCurrent,
    /// The same with every cipher suite.
    EverySuite,
    /// The same with every key exchange group.
    EveryGroup,
    /// The same with every signature scheme.
    EveryScheme,
    /// The same without signatures over SHA-1.
    WithoutSha1,
    /// The same without TLS 1.3.
    WithoutTls13,
    /// The same without the server's name (SNI).
    WithoutServerName,
    /// The same without the server's name and without TLS 1.3.
    WithoutServerNameAndTls13,
    /// The same with a post-quantum key share: longer than one TCP segment.
    PostQuantum,
}

/// What is said inside TLS that came first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Inside {
    /// Network Level Authentication, as at the console port of Hyper-V.
    Nla,
    /// X.224 negotiation, as behind a proxy that ends TLS.
    Negotiation,
}

/// Languages other than RDP in which a silent port is addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Language {
    /// `GET / HTTP/1.0`.
    Http,
    /// A bare TLS ClientHello.
    Tls,
    /// A line that is of no protocol: who cuts RDP alone does not cut it.
    Junk,
    /// None: nothing is said for two seconds, and what comes is read.
    Nothing,
}
