//! What to check: a host and a port, from any of the forms people paste. Parsing never does DNS.

mod endpoint;
mod labels;
mod pasted;
mod range;
mod service;
mod settings;
mod shard;
mod summary;
mod zone;

use std::borrow::Cow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use crate::error::Error;
use crate::inert::inert;

pub use endpoint::Endpoint;
pub use labels::Labels;
pub use range::AddressRange;
pub(crate) use service::HTTPS_PORT;
pub use service::{ProfileEntry, Service};
pub use settings::ClientSettings;
pub(crate) use settings::{Connection, bare_host};
pub use shard::Shard;
pub use summary::TargetSummary;
pub use zone::ZonedAddress;
pub(crate) use zone::unescaped;
use zone::{parse_ipv6, parse_literal_name};

/// The port on which Windows listens unless it was moved.
pub const DEFAULT_PORT: u16 = 3389;

/// The host that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Host {
    /// A DNS or NetBIOS name, as it was written, without a trailing dot.
    Name(String),
    /// An IP address.
    Address(IpAddr),
    /// A link-local IPv6 address on the link of one network adapter.
    Zoned(ZonedAddress),
}

impl Host {
    /// The address, where it is one.
    #[must_use]
    pub fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Name(_) => None,
            Self::Address(address) => Some(*address),
            Self::Zoned(zoned) => Some(zoned.address.into()),
        }
    }

    /// The address with this port, on the link of the adapter that `zones` has a number for; 0 = none is known.
    pub(crate) fn socket_address(&self, port: u16, zones: &[(String, u32)]) -> Option<SocketAddr> {
        match self {
            Self::Zoned(zoned) => {
                let number =
                    zones.iter().find(|(zone, _)| *zone == zoned.zone).map_or(0, |(_, number)| *number);
                Some(SocketAddrV6::new(zoned.address, port, 0, number).into())
            }
            other => Some(SocketAddr::new(other.address()?, port)),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.pad(name),
            Self::Address(address) => f.pad(&address.to_string()),
            Self::Zoned(zoned) => f.pad(&zoned.to_string()),
        }
    }
}

/// A host and port to check, with what a `.rdp` file says about the client that will connect.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target {
    /// The host.
    pub host: Host,
    /// The TCP port.
    pub port: u16,
    /// What is asked for there.
    pub service: Service,
    /// Path and query of a web address, as they are asked; `None` = `/`.
    pub path: Option<String>,
    /// What the profile says that names it.
    pub entry: Option<ProfileEntry>,
    /// `alternate full address` of a `.rdp` file: another name by which the host may be known.
    pub alternate_host: Option<String>,
    /// `server port` of a `.rdp` file whose address carries another port: clients go to the one of the address.
    pub other_port: Option<u16>,
    /// `gatewayhostname` of a `.rdp` file.
    pub gateway: Option<Endpoint>,
    /// What a `.rdp` file says about the client's security settings.
    pub client: ClientSettings,
    /// Where it was found: the file, and what the file calls it.
    pub labels: Labels,
}

const FORMS: &str = "write host, host:port, [ipv6]:port, rdp://host:port or https://host";

impl Target {
    /// Remote Desktop at the given port.
    #[must_use]
    pub fn new(host: Host, port: u16) -> Self {
        Self {
            host,
            port,
            service: Service::Rdp,
            path: None,
            entry: None,
            alternate_host: None,
            other_port: None,
            gateway: None,
            client: ClientSettings::default(),
            labels: Labels::default(),
        }
    }

    /// Parses `host`, `host:port`, `[v6]`, `[v6]:port`, a bare IPv6 address, `fe80::1%eth0`, `rdp://host:port`, or the
    /// `rdp://full%20address=s:host:port&…` form of Microsoft's URI scheme; and `https://host:port/…` for a web server
    /// that belongs to Remote Desktop, whose path and query are asked.
    ///
    /// Also what people paste: `\\\\host`, a command line of a client (`mstsc /v:host /g:gateway`), full-width letters,
    /// typographic dashes and quotation marks. A name with other than ASCII letters becomes its `xn--` form.
    ///
    /// # Errors
    /// [`Error`] says in one line what was wrong and what to write instead.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = &*pasted::plain(text);
        if text.is_empty() {
            return Err(Error::target("the target is empty", FORMS));
        }
        if let Some(rest) = strip_scheme(text, "rdp://") {
            return parse_uri(rest);
        }
        if let Some(rest) = strip_scheme(text, "https://") {
            return service::parse_https(rest);
        }
        if let Some(meant) = pasted::other_form(text) {
            return meant;
        }
        if text.contains("://") {
            return Err(Error::target(
                format!("'{}' is neither an rdp:// nor an https:// address", shown(text)),
                "write rdp://host:port, https://host, or only host:port",
            ));
        }
        parse_host_port(text)
    }

    /// The same as [`Target::parse`], with this port where the text names none.
    ///
    /// # Errors
    /// As [`Target::parse`].
    pub fn parse_or(text: &str, default_port: u16) -> Result<Self, Error> {
        let mut target = Self::parse(text)?;
        if target.service.is_rdp() && target.port == DEFAULT_PORT && !names_default_port(text) {
            target.port = default_port;
        }
        Ok(target)
    }

    /// The same host, reached through this RD Gateway always, as with `gatewayusagemethod:i:1`.
    #[must_use]
    pub fn through(mut self, gateway: Endpoint) -> Self {
        self.gateway = Some(gateway);
        self.client.gateway_usage = Some(1);
        self
    }

    /// The name that was asked for, if it was a name.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.host {
            Host::Name(name) => Some(name),
            Host::Address(_) | Host::Zoned(_) => None,
        }
    }
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.host.address();
        summary::write_target(f, self.service, &self.host, address, self.port, self.path.as_deref())
    }
}

/// Whether the default port is written out.
fn names_default_port(text: &str) -> bool {
    let text = text.trim().trim_end_matches('/');
    text.ends_with(&format!(":{DEFAULT_PORT}")) && text.parse::<Ipv6Addr>().is_err()
}

fn strip_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let (begins, rest) = text.split_at_checked(scheme.len())?;
    begins.eq_ignore_ascii_case(scheme).then_some(rest)
}

fn parse_uri(rest: &str) -> Result<Target, Error> {
    let rest = rest.trim_end_matches('/');
    if !rest.contains('=') && rest.contains('@') {
        return Err(Error::target(
            "the rdp:// address carries a user name",
            "write rdp://host:port: a check never logs in",
        ));
    }
    if !rest.contains('=') {
        return parse_host_port(&unescaped(rest));
    }
    // Microsoft's URI scheme carries the settings of a .rdp file as a query string: `full%20address=s:host`.
    let mut connection = Connection::default();
    for pair in rest.split('&').filter(|pair| !pair.is_empty()) {
        let setting = percent_decoded(pair).ok_or_else(|| {
            Error::target(format!("'{}' has a broken % escape", shown(pair)), "write %20 for a space")
        })?;
        let parts = setting.split_once('=').and_then(|(name, typed)| Some((name, typed.split_once(':')?.1)));
        let (name, value) = parts.ok_or_else(|| {
            Error::target(
                format!("'{}' is not name=type:value", shown(&setting)),
                "write for example rdp://full%20address=s:srv01:3389",
            )
        })?;
        connection.set(name, value)?;
    }
    connection.target()
}

/// Percent-encoding undone, RFC 3986 2.1; `None` = an escape is broken, or the bytes are no UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Option<String> {
    // The crate lets a broken escape stand as it is. In a password or an address that is a typing mistake.
    let is_escape = |after: &str| {
        after.as_bytes().first_chunk::<2>().is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if !text.split('%').skip(1).all(is_escape) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

fn parse_host_port(text: &str) -> Result<Target, Error> {
    let (host, port) = split_host_port(text)?;
    Ok(Target::new(host, port.unwrap_or(DEFAULT_PORT)))
}

/// The host, and the port if there is one.
pub(crate) fn split_host_port(text: &str) -> Result<(Host, Option<u16>), Error> {
    if let Some(inner) = text.strip_prefix('[') {
        let Some((address, after)) = inner.split_once(']') else {
            return Err(Error::target(
                format!("'{}' opens a bracket but does not close it", shown(text)),
                "write [2001:db8::1]:3389",
            ));
        };
        if let Some((zone, port)) =
            after.strip_prefix('%').map(|zone| zone.split_once(':').unwrap_or((zone, "")))
        {
            let port = if port.is_empty() { String::new() } else { format!(":{port}") };
            return Err(Error::target(
                format!("'{}' has its zone behind the bracket", shown(text)),
                format!("write {}", shown(&format!("[{address}%{zone}]{port}"))),
            ));
        }
        let host = parse_ipv6(address)?;
        return match after.strip_prefix(':') {
            Some(port) => Ok((host, Some(parse_port(port)?))),
            None if after.is_empty() => Ok((host, None)),
            None => Err(Error::target(
                format!("'{}' has something other than :port after the bracket", shown(text)),
                "write [2001:db8::1]:3389",
            )),
        };
    }
    if text.matches(':').count() < 2 {
        return match text.split_once(':') {
            Some((host, port)) => Ok((parse_host(host)?, Some(parse_port(port)?))),
            None => Ok((parse_host(text)?, None)),
        };
    }
    match parse_ipv6(text) {
        Ok(host) => Ok((host, None)),
        // An address it is, and what is wrong with it is known.
        Err(error) if text.split('%').next().is_some_and(|address| address.parse::<IpAddr>().is_ok()) => {
            Err(error)
        }
        Err(_) => Err(Error::target(
            format!("'{}' has more than one ':' but is not an IPv6 address", shown(text)),
            FORMS,
        )),
    }
}

fn of_address(address: IpAddr) -> Result<Host, Error> {
    match address.is_unspecified() || address.is_multicast() {
        true => Err(Error::target(
            format!("{address} is not the address of a host"),
            "write the address of the host itself; 127.0.0.1 is this computer",
        )),
        false => Ok(Host::Address(address)),
    }
}

pub(crate) fn parse_port(text: &str) -> Result<u16, Error> {
    match text.parse::<u16>() {
        Ok(port) if 0 < port => Ok(port),
        // Behind a colon people also paste what nobody else should read.
        _ => Err(Error::target(
            match text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
                true => format!("'{text}' is not a TCP port"),
                false => "what follows the ':' is not a TCP port".to_owned(),
            },
            "write a number from 1 to 65535, or leave it out",
        )),
    }
}

fn parse_host(text: &str) -> Result<Host, Error> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return of_address(address);
    }
    if let Some((address, _)) = text.split_once('%')
        && address.parse::<Ipv4Addr>().is_ok()
    {
        return Err(Error::target(
            format!("'{}' has a zone ('%'), which only IPv6 addresses have", shown(text)),
            format!("write {address} alone"),
        ));
    }
    let name = &*in_ascii(text.strip_suffix('.').unwrap_or(text))?;
    if name.is_empty() {
        return Err(Error::target("the host is empty", FORMS));
    }
    if let Some(literal) = parse_literal_name(name) {
        return literal;
    }
    if parse_port(name).is_ok() {
        return Err(Error::target(
            format!("'{name}' is a number, not a host"),
            format!("write host:{name} if it is the port of a host"),
        ));
    }
    let is_one_number = |digits: &str| digits.bytes().all(|b| b.is_ascii_hexdigit() || b == b'.');
    if name.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        || name.strip_prefix("0x").is_some_and(is_one_number)
    {
        return Err(Error::target(
            format!("'{}' looks like an IPv4 address but is not one", shown(text)),
            "write four numbers from 0 to 255, as in 192.0.2.10",
        ));
    }
    if 253 < name.len() {
        return Err(Error::target("the host name is longer than 253 characters", FORMS));
    }
    for label in name.split('.') {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if label.is_empty() || 63 < label.len() || !label.bytes().all(allowed) {
            return Err(Error::target(
                format!("'{}' is not a host name (the part '{}')", shown(text), shown(label)),
                "use letters, digits, '-' and '_', in parts of 1 to 63 characters separated by dots",
            ));
        }
    }
    Ok(Host::Name(name.to_owned()))
}

/// The name as DNS carries it: letters of other scripts in their `xn--` form (UTS 46).
fn in_ascii(name: &str) -> Result<Cow<'_, str>, Error> {
    if name.is_ascii() {
        return Ok(Cow::Borrowed(name));
    }
    match url::Host::parse(name) {
        Ok(url::Host::Domain(ascii)) => Ok(Cow::Owned(ascii)),
        _ => Err(Error::target(
            format!("'{}' has letters that DNS does not allow", shown(name)),
            "write the name in its ASCII form (xn--…)",
        )),
    }
}

/// The user's text as it may stand in a message: inert, and not endless.
pub(crate) fn shown(text: &str) -> String {
    let clean = inert(text);
    match clean.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", clean.get(..end).unwrap_or_default()),
        None => clean.into_owned(),
    }
}

#[cfg(test)]
mod tests;
