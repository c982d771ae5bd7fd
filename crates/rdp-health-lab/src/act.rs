//! What is played of a script.

use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;

use crate::http::WebServer;
use crate::legacy_tls::LegacyServer;
use crate::scenario::{Connect, Credssp, Intolerant, Settings, Socks, X224};

/// A step with everything made that it needs.
#[derive(Debug)]
pub(crate) enum Act {
    Close,
    Reset,
    Stall,
    Wait(Duration),
    /// The whole PDU.
    Preconnection(Vec<u8>),
    ProxyHeader,
    Read {
        starting: Vec<u8>,
    },
    Send(Vec<u8>),
    Flood(Vec<u8>),
    Dribble(Duration),
    #[cfg(unix)]
    BlackHole(u32),
    Socks(Socks),
    Connect(Connect),
    X224(X224),
    Http(Box<WebServer>),
    Intolerant(Intolerant),
    Tls(Arc<ServerConfig>, Option<Arc<WebServer>>),
    LegacyTls(LegacyServer),
    Credssp(Credssp),
    Settings(Settings),
}
