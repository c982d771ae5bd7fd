//! The words in which every phase reports: what was done, how it ended, and who ended it.

mod skipped;

use std::time::Duration;

use rdp_health_wire::tls::AlertDescription;
use serde::{Deserialize, Serialize};

use crate::json;

pub use skipped::Skipped;

/// A step of the conversation, in the order in which a connection meets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Phase {
    /// Name to addresses.
    Resolve,
    /// TCP handshake with one address.
    Connect,
    /// Asking a proxy for the way to the host: SOCKS 5 (RFC 1928) or HTTP `CONNECT` (RFC 9110 9.3.6).
    Proxy,
    /// X.224 Connection Request and Confirm, MS-RDPBCGR 2.2.1.1 and 2.2.1.2.
    #[doc(alias = "X.224")]
    Negotiate,
    /// Standard RDP Security, MS-RDPBCGR 5.3.
    StandardSecurity,
    /// The TLS handshake, MS-RDPBCGR 5.4.
    Tls,
    /// What the server's certificate says.
    Certificate,
    /// Network Level Authentication, MS-CSSP.
    #[doc(alias = "NLA")]
    Credssp,
    /// RDP over UDP, MS-RDPEUDP.
    Udp,
    /// RD Gateway, MS-TSGU.
    Gateway,
    /// The direct WebSocket listeners (3387, 3392).
    Websocket,
    /// The HTTP request to a web server that is the target itself.
    Web,
    /// Quality of the path: loss, delay, MTU.
    Path,
}

impl Phase {
    /// The phase's name as it stands in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::Proxy => "proxy",
            Self::Negotiate => "negotiate",
            Self::StandardSecurity => "standard_security",
            Self::Tls => "tls",
            Self::Certificate => "certificate",
            Self::Credssp => "credssp",
            Self::Udp => "udp",
            Self::Gateway => "gateway",
            Self::Websocket => "websocket",
            Self::Web => "web",
            Self::Path => "path",
        }
    }
}

impl std::fmt::Display for Phase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// How one question ended.
///
/// A question that was not put is [`Outcome::Skipped`] and says why: an absent answer never reads as "no".
///
/// In JSON: `{"state": "done", "value": …}`, `{"state": "failed", "value": failure}`,
/// `{"state": "skipped", "value": "why"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", content = "value", rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "OutcomeOf{T}"))]
pub enum Outcome<T> {
    /// The answer came and could be read.
    Done(T),
    /// The question was put and no usable answer came.
    Failed(Failure),
    /// The question was not put, and why.
    Skipped(Skipped),
}

impl<T> Outcome<T> {
    /// A question that was not put.
    pub fn skipped(why: impl Into<Skipped>) -> Self {
        Self::Skipped(why.into())
    }

    /// The answer, when there is one.
    pub fn done(&self) -> Option<&T> {
        match self {
            Self::Done(answer) => Some(answer),
            Self::Failed(_) | Self::Skipped(_) => None,
        }
    }

    /// Whether nobody has asked yet.
    pub(crate) fn is_pending(&self) -> bool {
        matches!(self, Self::Skipped(Skipped::NotReached))
    }

    /// The failure, when there is one.
    pub fn failed(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) => Some(failure),
            Self::Done(_) | Self::Skipped(_) => None,
        }
    }
}

impl<T> Default for Outcome<T> {
    /// What a report says of a question that its version did not know yet.
    fn default() -> Self {
        Self::Skipped(Skipped::NotKnown)
    }
}

impl<T> From<Result<T, Failure>> for Outcome<T> {
    fn from(result: Result<T, Failure>) -> Self {
        match result {
            Ok(answer) => Self::Done(answer),
            Err(failure) => Self::Failed(failure),
        }
    }
}

/// A fact that can be unknown. *Unknown* is never printed as *no*.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Tri {
    /// Seen to be so.
    Yes,
    /// Seen not to be so.
    No,
    /// Not seen.
    #[default]
    Unknown,
}

/// Who ended the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum ClosedBy {
    /// The peer, in order (TCP FIN).
    PeerFin,
    /// The peer or something on the path, abruptly (TCP RST).
    PeerRst,
    /// The peer, with a TLS alert.
    PeerAlert,
    /// We, because what came could not be used.
    Us,
    /// No party: our deadline passed.
    Deadline,
    /// A message of the network (ICMP) or this computer's own network stack.
    Network,
}

/// What kind of end it was. Refused, reset, orderly close, silence, timeout and foreign bytes are six
/// different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum FailureKind {
    /// The SYN was answered with RST: nothing listens there, or a device says so.
    Refused,
    /// An established connection was cut with RST.
    Reset,
    /// An established connection was closed in order (FIN) before the answer was complete.
    Closed,
    /// Not one byte (or no SYN-ACK) came before the deadline.
    Silence,
    /// An answer began and did not end before the deadline.
    Timeout,
    /// Something answered, but in another protocol.
    ForeignBytes,
    /// The answer was of the right protocol and broke its rules.
    Malformed,
    /// A TLS alert, which is in [`Failure::alert`].
    Alert,
    /// The peer sent more than any honest peer would.
    TooMuch,
    /// No route to the host (ICMP host unreachable, or no device answers on the local network).
    HostUnreachable,
    /// No route to the network.
    NetworkUnreachable,
    /// A device on the path says that this traffic is forbidden (ICMP administratively prohibited).
    Prohibited,
    /// This computer refused to send (local firewall, security product, exhausted ports).
    LocalRefusal,
    /// This computer has no route to the address, or does not speak its IP version.
    NoLocalRoute,
    /// This computer ran out of sockets, ports or memory: nothing was learned about the target.
    OutOfResources,
    /// The time for the whole host was up: nothing was learned about the target.
    OutOfTime,
    /// The name does not exist or has no such record.
    NotFound,
    /// The name server answered that it will not or cannot say (SERVFAIL, REFUSED).
    ServerFailed,
    /// The name server's answer over UDP was cut short (TC), and over TCP, which the rest needs, none came.
    Truncated,
    /// The server answered, but not the question: an HTTP or OCSP error, or an answer about something else.
    Declined,
    /// The handshake ran and failed for its own reason, in [`Failure::detail`].
    Handshake,
    /// The operating system said something else, in [`Failure::errno`].
    Other,
}

impl FailureKind {
    /// A passing disturbance could have caused it: believed only when it repeats.
    #[must_use]
    pub fn may_pass(self) -> bool {
        matches!(
            self,
            Self::Refused
                | Self::Reset
                | Self::Closed
                | Self::Silence
                | Self::Timeout
                | Self::HostUnreachable
                | Self::Other
        )
    }
}

/// A question that got no usable answer: everything that is needed to argue about why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Failure {
    /// The phase in which it happened.
    pub phase: Phase,
    /// What was being done, for example `connect` or `read connection confirm`.
    pub operation: String,
    /// The kind of end.
    pub kind: FailureKind,
    /// Who ended it.
    pub closed_by: ClosedBy,
    /// The error's name as the operating system spells it, for example `ECONNREFUSED`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub errno: Option<String>,
    /// More, in words, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub detail: Option<String>,
    /// The TLS alert that ended it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub alert: Option<AlertDescription>,
    /// The machine that sent the ICMP message, where the system tells.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reported_by: Option<std::net::IpAddr>,
    /// The hops that the ICMP message had left when it came (TTL, hop limit), where the system tells: one that is unlike
    /// that of the host's other packets comes from a device that speaks in its name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reported_ttl: Option<u8>,
    /// Bytes sent on this connection so far; behind a proxy that opened the way, those to the host.
    pub sent: u64,
    /// Bytes received on this connection so far; behind a proxy that opened the way, those from the host.
    pub received: u64,
    /// The first bytes of the answer that could not be used, in hex.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub first_bytes: Option<String>,
    /// Time since the phase began; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
    /// Bytes that we sent and the other end's system never acknowledged, where ours tells (Linux) and our deadline
    /// ended the wait. A service that hangs leaves none: its system acknowledges for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unacknowledged: Option<u32>,
    /// Time since the last byte came, where our deadline ended an answer that had begun; in JSON in microseconds.
    #[serde(
        rename = "idle_us",
        with = "json::optional_microseconds",
        skip_serializing_if = "Option::is_none",
        default
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
    pub idle: Option<Duration>,
}

impl Failure {
    /// A failure of which nothing more is known than how and when it ended, since the phase began.
    #[must_use]
    pub fn new(
        phase: Phase,
        operation: impl Into<String>,
        kind: FailureKind,
        closed_by: ClosedBy,
        elapsed: Duration,
    ) -> Self {
        Self {
            phase,
            operation: operation.into(),
            kind,
            closed_by,
            errno: None,
            detail: None,
            alert: None,
            reported_by: None,
            reported_ttl: None,
            sent: 0,
            received: 0,
            first_bytes: None,
            elapsed,
            unacknowledged: None,
            idle: None,
        }
    }

    /// The other end closed or reset the connection and did not send a byte.
    #[must_use]
    pub(crate) fn is_cut(&self) -> bool {
        matches!(self.kind, FailureKind::Closed | FailureKind::Reset) && self.received == 0
    }

    /// The host ended the connection without a word, or never said one.
    pub(crate) fn shuts_out(&self) -> bool {
        self.is_cut() || self.kind == FailureKind::Silence
    }

    /// Nothing came, or what came stopped coming: the rest of the answer is missing, not slow.
    #[must_use]
    pub fn is_stall(&self) -> bool {
        match self.kind {
            FailureKind::Silence => true,
            FailureKind::Timeout => self.idle.is_none_or(|idle| self.elapsed < idle.saturating_mul(2)),
            _ => false,
        }
    }

    /// A message in the frame of RDP (TPKT, RFC 1006 6) came where TLS was expected.
    #[must_use]
    pub(crate) fn is_rdp_in_clear(&self) -> bool {
        self.kind == FailureKind::ForeignBytes && self.begins_with("0300")
    }

    /// Whether the first bytes of the answer are these, in hex.
    #[must_use]
    pub(crate) fn begins_with(&self, hex: &str) -> bool {
        self.first_bytes.as_deref().is_some_and(|bytes| bytes.starts_with(hex))
    }

    /// The peer refused what was offered in TLS, and says so.
    #[must_use]
    pub(crate) fn refuses_offer(&self) -> bool {
        self.alert.is_some_and(|alert| {
            matches!(
                alert,
                AlertDescription::HANDSHAKE_FAILURE
                    | AlertDescription::PROTOCOL_VERSION
                    | AlertDescription::INSUFFICIENT_SECURITY
            )
        })
    }

    /// The failure in one phrase, for evidence lines.
    #[must_use]
    pub fn phrase(&self) -> String {
        let what = match self.kind {
            FailureKind::Refused => "connection refused",
            FailureKind::Reset => "connection reset",
            FailureKind::Closed => "connection closed by the peer",
            FailureKind::Silence => "no answer",
            FailureKind::Timeout => "the answer began but never ended",
            FailureKind::ForeignBytes => "an answer in another protocol",
            FailureKind::Malformed => "a malformed answer",
            FailureKind::Alert => "TLS alert",
            FailureKind::TooMuch => "an endless answer",
            FailureKind::HostUnreachable => "host unreachable",
            FailureKind::NetworkUnreachable => "network unreachable",
            FailureKind::Prohibited => "administratively prohibited",
            FailureKind::LocalRefusal => "refused by this computer",
            FailureKind::NoLocalRoute => "no route on this computer",
            FailureKind::OutOfResources => "this computer ran out of resources",
            FailureKind::OutOfTime => "the time budget for this host ran out",
            FailureKind::NotFound => "not found",
            FailureKind::ServerFailed => "the DNS server failed",
            FailureKind::Truncated => "a truncated answer, and none over TCP",
            FailureKind::Declined => "no usable answer",
            FailureKind::Handshake => "handshake failed",
            FailureKind::Other => "failed",
        };
        let mut phrase = what.to_owned();
        if let Some(alert) = &self.alert {
            phrase.push_str(&format!(" {alert} ({})", alert.0));
        }
        if let Some(detail) = &self.detail {
            phrase.push_str(": ");
            phrase.push_str(detail);
        }
        if let Some(sender) = &self.reported_by {
            phrase.push_str(&format!(", reported by {sender}"));
            if let Some(ttl) = self.reported_ttl {
                phrase.push_str(&format!(" (TTL {ttl})"));
            }
        }
        phrase
    }
}
