//! What is asked for at a target: Remote Desktop, or a web server that belongs to it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use super::{Target, parse_port, split_host_port, unescaped};
use crate::error::Error;

/// The port of HTTPS.
pub(crate) const HTTPS_PORT: u16 = 443;

/// What is expected to listen at a target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Service {
    /// Remote Desktop, MS-RDPBCGR.
    #[default]
    Rdp,
    /// A web server inside TLS: RD Web, a feed, a service that clients need besides the host.
    Https,
}

impl Service {
    /// Whether it is the usual one.
    #[must_use]
    pub fn is_rdp(&self) -> bool {
        *self == Self::Rdp
    }
}

/// What a profile of endpoints says of one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProfileEntry {
    /// The profile: its id, or the name in the user's file.
    pub profile: String,
    /// The host: a name or an address.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// Path and query that are asked; `None` = `/`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// What clients need it for.
    pub purpose: String,
    /// Whether clients fail without it; what only some of them need is a warning.
    pub required: bool,
    /// The pattern that documentation gives, where the host is one name of many: `*.wvd.microsoft.com`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pattern: Option<String>,
    /// How the organization (O) or the name (CN) of an issuer begins, one of which is in the chain unless a
    /// device on the path replaces the certificate. Empty = not known.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub issuers: Vec<String>,
    /// Where this comes from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
}

impl ProfileEntry {
    /// An endpoint that clients cannot do without, and of which no more is known.
    #[must_use]
    pub fn new(
        profile: impl Into<String>,
        host: impl Into<String>,
        port: u16,
        purpose: impl Into<String>,
    ) -> Self {
        Self {
            profile: profile.into(),
            host: host.into(),
            port,
            path: None,
            purpose: purpose.into(),
            required: true,
            pattern: None,
            issuers: Vec::new(),
            source: None,
        }
    }

    /// The endpoint as a target.
    ///
    /// # Errors
    /// The host is not valid.
    pub fn target(&self) -> Result<Target, Error> {
        let (host, _) = split_host_port(&self.host)?;
        let port = parse_port(&self.port.to_string())?;
        let mut target = Target::new(host, port);
        target.service = Service::Https;
        target.path = self.path.as_deref().and_then(path_and_query);
        target.entry = Some(self.clone());
        Ok(target)
    }
}

/// `host:port/path?query` of an `https://` address. What stands behind `#` is the browser's.
pub(super) fn parse_https(rest: &str) -> Result<Target, Error> {
    let rest = rest.split('#').next().unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(Error::target(
            "the https:// address carries a user name",
            "write https://host:port: a check never logs in",
        ));
    }
    let (host, port) = split_host_port(&unescaped(authority))?;
    let mut target = Target::new(host, port.unwrap_or(HTTPS_PORT));
    target.service = Service::Https;
    target.path = path_and_query(path);
    Ok(target)
}

/// A path as HTTP carries it: what people paste may hold spaces and letters that a request may not. `None` = `/`.
fn path_and_query(path: &str) -> Option<String> {
    const NOT_CARRIED: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`');
    let path = utf8_percent_encode(path, NOT_CARRIED).to_string();
    match path.strip_prefix('/').unwrap_or(&path) {
        "" => None,
        rest => Some(format!("/{rest}")),
    }
}
