//! The steps of a script: what the host does on one connection, in order.

use std::time::Duration;

use serde::Deserialize;

use super::behind::{Credssp, Settings};
use super::http::Http;
use super::negotiation::X224;
use super::payload::Payload;
use super::proxy::{Connect, Socks};
use super::tls::{Intolerant, LegacyTls, Tls};
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
    /// Waits so long before it goes on.
    Wait {
        /// How long.
        #[serde(rename = "ms", deserialize_with = "value::milliseconds")]
        time: Duration,
    },
    /// Reads the preconnection PDU, and closes where its blob is another.
    Preconnection {
        /// The blob.
        blob: String,
    },
    /// Reads the line of the PROXY protocol, and closes where something else comes.
    ProxyHeader {},
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
    /// A SOCKS 5 proxy stands before the host.
    Socks(Socks),
    /// A proxy that takes `CONNECT` stands before the host.
    Connect(Connect),
    /// Reads the X.224 Connection Request and answers it.
    X224(X224),
    /// Answers one HTTP request in clear.
    Http(Box<Http>),
    /// Looks at the ClientHello that comes next, and ends the connection if it minds something about it.
    Intolerant(Intolerant),
    /// Serves a full TLS handshake.
    Tls(Tls),
    /// Answers a ClientHello with the part of the handshake that travels in clear, and can go no further.
    LegacyTls(LegacyTls),
    /// Inside TLS, for clients that were given NLA: reads a TSRequest and answers it.
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
            Self::Wait { .. } => "wait",
            Self::Preconnection { .. } => "preconnection",
            Self::ProxyHeader {} => "proxy_header",
            Self::Read { .. } => "read",
            Self::Send { .. } => "send",
            Self::Flood { .. } => "flood",
            Self::Dribble { .. } => "dribble",
            Self::BlackHole { .. } => "black_hole",
            Self::Alert { .. } => "alert",
            Self::Socks(_) => "socks",
            Self::Connect(_) => "connect",
            Self::X224(_) => "x224",
            Self::Http(_) => "http",
            Self::Intolerant(_) => "intolerant",
            Self::Tls(_) => "tls",
            Self::LegacyTls(_) => "legacy_tls",
            Self::Credssp(_) => "credssp",
            Self::Settings(_) => "settings",
        }
    }
}
