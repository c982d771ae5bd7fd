//! Addresses as people write them. The error about anything else says what to write instead.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize as _, Deserializer, de};

use crate::error::{Error, ErrorKind};

const DNS_PORT: u16 = 53;

/// The address of a DNS server, with its port or without.
///
/// # Errors
/// It is a name, or no address at all.
pub fn parse_dns_server(text: &str) -> Result<SocketAddr, Error> {
    let alone = |text: &str| Some(SocketAddr::new(text.parse().ok()?, DNS_PORT));
    let bracketed = || alone(text.strip_prefix('[')?.strip_suffix(']')?);
    let server = alone(text).or_else(|| text.parse().ok()).or_else(bracketed);
    server.filter(|server| server.port() != 0).ok_or_else(|| {
        Error::new(
            ErrorKind::InvalidOption,
            format!("'{text}' is not the address of a DNS server"),
            "write for example 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353",
        )
    })
}

pub(super) fn dns_server<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| parse_dns_server(&text).map_err(de::Error::custom)).transpose()
}

pub(super) fn of_a_host<'de, D: Deserializer<'de>>(from: D) -> Result<IpAddr, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| {
        de::Error::custom(Error::new(
            ErrorKind::InvalidOption,
            format!("'{text}' is not an IP address"),
            "write for example 192.0.2.10 or 2001:db8::10",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::CheckOptions;

    #[test]
    fn addresses_of_dns_servers() {
        for (text, expected) in [
            ("192.0.2.53", "192.0.2.53:53"),
            ("192.0.2.53:5353", "192.0.2.53:5353"),
            ("2001:db8::53", "[2001:db8::53]:53"),
            ("[2001:db8::53]", "[2001:db8::53]:53"),
            ("[2001:db8::53]:5353", "[2001:db8::53]:5353"),
        ] {
            assert_eq!(parse_dns_server(text).unwrap().to_string(), expected, "{text}");
        }
        for text in ["", "ns1.corp.example", "192.0.2.53:0", "192.0.2.53:70000", "[2001:db8::53"] {
            assert!(parse_dns_server(text).unwrap_err().to_string().contains("; write"), "{text}");
        }
    }

    #[test]
    fn options_say_what_to_write_instead() {
        let said = |json: &str| serde_json::from_str::<CheckOptions>(json).unwrap_err().to_string();
        for option in ["dns_server", "second_dns"] {
            let error = said(&format!(r#"{{"{option}": "nowhere"}}"#));
            assert!(error.contains("'nowhere' is not the address of a DNS server; write"), "{error}");
        }
        let error = said(r#"{"overrides": [{"name": "srv01", "address": "nowhere"}]}"#);
        assert!(error.contains("'nowhere' is not an IP address; write"), "{error}");
        let alone: CheckOptions = serde_json::from_str(r#"{"dns_server": "192.0.2.53"}"#).unwrap();
        assert_eq!(alone.dns_server, Some(([192, 0, 2, 53], 53).into()));
        let none: CheckOptions = serde_json::from_str(r#"{"dns_server": null}"#).unwrap();
        assert_eq!(none.dns_server, None);
    }
}
