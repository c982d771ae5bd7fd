//! A proxy through which the host is reached.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::target::{Endpoint, Host, percent_decoded, unescaped};

/// The protocol of a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProxyScheme {
    /// SOCKS version 5, RFC 1928, with user and password of RFC 1929 where they are given.
    Socks5,
    /// HTTP `CONNECT`, RFC 9110 9.3.6, with Basic authentication where user and password are given.
    Http,
}

/// A proxy: `socks5://[user:password@]host:port` or `http://[user:password@]host:port`.
///
/// INVARIANT: user and password leave this type towards the proxy alone. JSON, `Display` and `Debug` are without them.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub struct Proxy {
    /// Its protocol.
    pub scheme: ProxyScheme,
    /// Its host.
    pub host: Host,
    /// Its port.
    pub port: u16,
    credentials: Option<(String, String)>,
}

const FORMS: &str =
    "write socks5://host:port or http://host:port, with user:password@ before the host if needed";
const ESCAPES: &str = "write %40 for @, %3A for :, %25 for %, and so on";
/// RFC 1929 2: their lengths travel in one byte.
const LONGEST_SOCKS: usize = 255;

/// INVARIANT: no problem is told with a password in it.
fn invalid(problem: impl Into<String>, remedy: &str) -> Error {
    Error::new(ErrorKind::InvalidOption, problem, remedy)
}

impl Proxy {
    /// Reads a proxy as people write it. User and password may hold any character as `%` and two hexadecimal digits.
    ///
    /// # Errors
    /// [`Error`] says in one line what was wrong and what to write instead.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        // A password may hold anything, and must not be told on.
        if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(invalid("the proxy has no protocol in front of its host", FORMS));
        }
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            // The proxy resolves names in any case, which is what the h asks for.
            "socks5" | "socks5h" => ProxyScheme::Socks5,
            "http" => ProxyScheme::Http,
            "https" => {
                let problem = "proxies over TLS (https://) are not supported";
                return Err(invalid(
                    problem,
                    "write http://host:port if the proxy also accepts unencrypted clients",
                ));
            }
            _ => {
                return Err(invalid(format!("'{scheme}' is not a known proxy protocol"), FORMS));
            }
        };
        let (credentials, place) = match rest.rsplit_once('@') {
            Some((credentials, place)) => (Some(parse_credentials(credentials, scheme)?), place),
            None => (None, rest),
        };
        let place = place.strip_suffix('/').unwrap_or(place);
        let endpoint = Endpoint::parse(&unescaped(place)).map_err(|error| match credentials {
            Some(_) => invalid(error.problem, FORMS),
            // It may be a user and a password whose host was forgotten.
            None => invalid("the part after the proxy's protocol is not host:port", FORMS),
        })?;
        let Some(port) = endpoint.port else {
            let usual = match scheme {
                ProxyScheme::Socks5 => 1080,
                ProxyScheme::Http => 8080,
            };
            let remedy = format!("write it after the host, such as :{usual}");
            return Err(invalid(format!("the proxy '{place}' has no port"), &remedy));
        };
        Ok(Self { scheme, host: endpoint.host, port, credentials })
    }

    /// Whether a user and a password were given.
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    /// User and password, for the proxy alone.
    pub(crate) fn credentials(&self) -> Option<(&str, &str)> {
        self.credentials.as_ref().map(|(user, password)| (user.as_str(), password.as_str()))
    }

    /// The same proxy as reports name it.
    pub(crate) fn without_credentials(&self) -> Self {
        Self { credentials: None, ..self.clone() }
    }
}

fn parse_credentials(text: &str, scheme: ProxyScheme) -> Result<(String, String), Error> {
    let (user, password) = text.split_once(':').unwrap_or((text, ""));
    let (Some(user), Some(password)) = (percent_decoded(user), percent_decoded(password)) else {
        return Err(invalid("the proxy's user name or password has a % that is not an escape", ESCAPES));
    };
    if user.is_empty() {
        return Err(invalid("the proxy's user name is empty", FORMS));
    }
    match scheme {
        ProxyScheme::Socks5 if LONGEST_SOCKS < user.len().max(password.len()) || password.is_empty() => {
            let problem = "SOCKS needs a user name and a password of 1 to 255 bytes each";
            Err(invalid(problem, "write both, or neither"))
        }
        // RFC 7617 2.
        ProxyScheme::Http if user.contains(':') => {
            Err(invalid("HTTP user names cannot contain a colon", "write the user name without it"))
        }
        _ => Ok((user, password)),
    }
}

impl fmt::Display for Proxy {
    /// The URL, without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            ProxyScheme::Socks5 => "socks5",
            ProxyScheme::Http => "http",
        };
        match &self.host {
            Host::Name(name) => write!(f, "{scheme}://{name}:{}", self.port),
            Host::Zoned(zoned) => write!(f, "{scheme}://[{zoned}]:{}", self.port),
            Host::Address(address) => {
                write!(f, "{scheme}://{}", std::net::SocketAddr::new(*address, self.port))
            }
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Proxy").field(&format_args!("{self}")).finish()
    }
}

impl FromStr for Proxy {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Proxy {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Proxy> for String {
    fn from(proxy: Proxy) -> Self {
        proxy.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_and_how_it_is_shown() {
        for (text, shown) in [
            ("socks5://proxy.corp.example:1080", "socks5://proxy.corp.example:1080"),
            ("SOCKS5H://192.0.2.7:1080/", "socks5://192.0.2.7:1080"),
            (" http://[2001:db8::1]:8080 ", "http://[2001:db8::1]:8080"),
            ("http://user:secret@proxy:3128", "http://proxy:3128"),
        ] {
            assert_eq!(Proxy::parse(text).unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn credentials_as_urls_have_them() {
        for (text, expected) in [
            ("http://user@proxy:3128", ("user", "")),
            ("http://CORP%5Cuser:p%40ss:word@proxy:3128", ("CORP\\user", "p@ss:word")),
            ("socks5://us%C3%A9r:a/b@c@proxy:1080", ("us\u{e9}r", "a/b@c")),
        ] {
            assert_eq!(Proxy::parse(text).unwrap().credentials(), Some(expected), "{text}");
        }
        assert_eq!(Proxy::parse("http://proxy:3128").unwrap().credentials(), None);
    }

    #[test]
    fn what_is_wrong_is_said_without_a_password() {
        for (text, part) in [
            ("", "no protocol"),
            ("proxy:1080", "no protocol"),
            ("user:secret@proxy:1080", "no protocol"),
            ("https://user:secret@proxy:443", "http://host:port if the proxy"),
            ("socks4://user:secret@proxy:1080", "'socks4' is not a known proxy protocol"),
            ("http://user:secret@proxy", "'proxy' has no port; write it after the host, such as :8080"),
            ("socks5://user:secret@proxy", "such as :1080"),
            ("http://user:secret@", "; write socks5://"),
            ("http://user:secret", "is not host:port; write socks5://"),
            ("user:se://secret@proxy:1080", "no protocol"),
            ("http://user:secret@proxy:0", "not a TCP port"),
            ("http://user:secret@proxy:3128/path", "; write"),
            ("http://user:secret%zz@proxy:3128", "write %40 for @"),
            ("http://user:secret%2@proxy:3128", "write %40 for @"),
            ("http://:secret@proxy:3128", "user name is empty"),
            ("http://us%3Aer:secret@proxy:3128", "colon"),
            ("socks5://user@proxy:1080", "write both, or neither"),
        ] {
            let error = Proxy::parse(text).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("secret"), "{text}: {error}");
        }
        let long = format!("socks5://user:{}@proxy:1080", "x".repeat(256));
        assert!(Proxy::parse(&long).is_err());
    }

    #[test]
    fn a_password_stays_where_it_is() {
        let proxy = Proxy::parse("http://user:secret@proxy:3128").unwrap();
        let json = serde_json::to_string(&proxy).unwrap();
        assert_eq!(json, "\"http://proxy:3128\"");
        assert_eq!(format!("{proxy:?}"), "Proxy(http://proxy:3128)");
        assert_eq!(serde_json::from_str::<Proxy>(&json).unwrap(), proxy.without_credentials());
    }
}
