//! One TCP connection over which one HTTP request was made: to a gateway, to a WebSocket listener.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::{CertificateFacts, Connected, Conversation, NtlmChallenge, ProxyAnswer, Through, TlsSession};
use crate::outcome::{Failure, Outcome};

/// An HTTP request. One request, one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum WebRequest {
    /// `RDG_OUT_DATA /remoteDesktopGateway/` with a WebSocket upgrade: what a current client begins with.
    RdgUpgrade,
    /// The same without the upgrade: the HTTP transport with two channels.
    Rdg,
    /// The upgrade with `GET`, as browsers make it (MS-TSGU 2.2.3.3).
    RdgGet,
    /// The upgrade with `Authorization: SSPI_NTLM`, which puts the logon off until after it (MS-TSGU 3.3.5.3.1).
    RdgSspiNtlm,
    /// `RDG_OUT_DATA` with the first message of NTLM, which names nobody.
    RdgNtlm,
    /// The same, wrapped as `Negotiate` wants it.
    RdgNegotiate,
    /// `RPC_IN_DATA /rpc/rpcproxy.dll`: the transport of Server 2008.
    RpcProxy,
    /// `GET /`: what any web server answers.
    Root,
    /// The upgrade of `/rdp/`, which a WebSocket listener of the host itself answers.
    Listener,
}

/// What was seen of one address of a web server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WebAddress {
    /// The address, with its port. Where `through` is given it is the proxy's, which stands in the server's place.
    pub address: SocketAddr,
    /// Through which proxy the server was asked, and by what name or address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub through: Option<Through>,
    /// One entry per TCP connection, in order.
    pub conversations: Vec<WebConversation>,
    /// ClientHellos written by hand, one connection each, where TLS did not come about.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub hellos: Vec<Conversation>,
    /// Why the requests ended before all were made, if they did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cut_short: Option<String>,
}

impl WebAddress {
    /// An address of which nothing was seen yet.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        Self { address, through: None, conversations: Vec::new(), hellos: Vec::new(), cut_short: None }
    }

    /// Where the server was asked, for sentences: `192.0.2.7:443`, or `gw:443 through the proxy …`.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.through {
            Some(through) => through.to_string(),
            None => self.address.to_string(),
        }
    }

    /// The conversations that made this request, in order, each with its index.
    pub fn asked(&self, request: WebRequest) -> impl Iterator<Item = (usize, &WebConversation)> {
        self.conversations.iter().enumerate().filter(move |(_, c)| c.request == request)
    }

    /// The last conversation that made this request: a repeat counts more than what it repeats.
    #[must_use]
    pub fn last(&self, request: WebRequest) -> Option<(usize, &WebConversation)> {
        self.asked(request).last()
    }
}

/// A port on which a host listens for RDP in a WebSocket, if somebody switched that on (`WebSocketURI`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WebSocketPort {
    /// The address, with the port. Where `through` is given it is the proxy's.
    pub address: SocketAddr,
    /// Through which proxy the port was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub through: Option<Through>,
    /// Whether it would speak inside of TLS.
    pub tls: bool,
    /// What came of it. A port that refuses is as it should be.
    pub conversation: WebConversation,
}

impl WebSocketPort {
    /// A port and what came of asking it.
    #[must_use]
    pub fn new(address: SocketAddr, tls: bool, conversation: WebConversation) -> Self {
        Self { address, through: None, tls, conversation }
    }

    /// The number of the host's port.
    #[must_use]
    pub fn number(&self) -> u16 {
        self.through.as_ref().map_or(self.address.port(), |through| through.port)
    }
}

/// One connection, one request, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WebConversation {
    /// Number of the connection within the check, from 1.
    pub connection: u32,
    /// What was asked.
    pub request: WebRequest,
    /// Why it was worth asking.
    pub why: String,
    /// The TCP handshake: with the server, or with the proxy.
    pub connect: Outcome<Connected>,
    /// What the proxy answered, where one was given.
    #[serde(default)]
    pub proxy: Outcome<ProxyAnswer>,
    /// The TLS handshake.
    pub tls: Outcome<TlsSession>,
    /// The server's certificates, its own first, even where the handshake failed later.
    pub certificates: Outcome<Vec<CertificateFacts>>,
    /// The answer to the request.
    pub answer: Outcome<WebAnswer>,
}

impl WebConversation {
    /// A conversation of which nothing has happened yet.
    #[must_use]
    pub fn new(connection: u32, request: WebRequest, why: impl Into<String>) -> Self {
        Self {
            connection,
            request,
            why: why.into(),
            connect: Outcome::skipped("not reached"),
            proxy: Outcome::skipped("not reached"),
            tls: Outcome::skipped("not reached"),
            certificates: Outcome::skipped("not reached"),
            answer: Outcome::skipped("not reached"),
        }
    }

    /// The first failure on the way, if any.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.connect.failed().or(self.proxy.failed()).or(self.tls.failed()).or(self.answer.failed())
    }
}

/// The head of an HTTP answer, as far as it tells who answers. Texts are cut to a length that fits a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WebAnswer {
    /// The status code.
    pub status: u16,
    /// `Server`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub server: Option<String>,
    /// `Via`: the proxies that name themselves.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub via: Option<String>,
    /// `Location` of a redirection.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub location: Option<String>,
    /// `Content-Type`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content_type: Option<String>,
    /// `Content-Length`, in bytes; `None` = the body ends with the connection, or comes in chunks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content_length: Option<u32>,
    /// The names of the authentication schemes that are offered, without their parameters, in the server's order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub schemes: Vec<String>,
    /// The connection became a WebSocket: status 101 with the key's right answer, RFC 6455 4.1.
    pub upgraded: bool,
    /// What the NTLM challenge in the answer says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ntlm: Option<NtlmChallenge>,
    /// Time from the request to the head of the answer, in microseconds.
    pub elapsed_us: u64,
}

impl WebAnswer {
    /// An answer with this status.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// Whether an authentication scheme is offered. Names of schemes do not mind upper and lower case.
    #[must_use]
    pub fn offers(&self, scheme: &str) -> bool {
        self.schemes.iter().any(|offered| offered.eq_ignore_ascii_case(scheme))
    }
}
