//! The lines of a `.rdp` file that say where and how a client connects.

use serde::{Deserialize, Serialize};

use super::{Endpoint, Target, parse_host_port, parse_port, shown, split_host_port};
use crate::error::Error;

/// Security settings of a client, as far as a `.rdp` file gives them. `None` = the file does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ClientSettings {
    /// `enablecredsspsupport`: whether the client offers NLA.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub credssp: Option<bool>,
    /// `enablerdsaadauth`: whether the client signs in with Entra ID.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub entra: Option<bool>,
    /// `authentication level`: 0 connects whatever the certificate is, 1 refuses a bad certificate, 2 warns,
    /// 3 not specified.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub authentication_level: Option<u8>,
    /// `gatewayusagemethod`: 0 and 4 never use the RD Gateway, 1 always, 2 where the direct way fails, 3 the default.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub gateway_usage: Option<u8>,
    /// `negotiate security layer`: whether the client negotiates at all.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub negotiate_security_layer: Option<bool>,
    /// `pcb`: what the client says before everything else, for instance the id of a virtual machine of Hyper-V.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub preconnection_blob: Option<String>,
    /// `loadbalanceinfo`: the routing token by which a broker or a load balancer finds the host.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub load_balance_info: Option<String>,
    /// `kdcproxyname`: the KDC proxy through which the client reaches its domain for Kerberos.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kdc_proxy: Option<String>,
}

impl ClientSettings {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this client goes, or may go, through the RD Gateway that the file names.
    #[must_use]
    pub fn uses_gateway(&self) -> bool {
        matches!(self.gateway_usage, Some(1 | 2))
    }

    /// Whether this client refuses a certificate it cannot verify instead of warning.
    #[must_use]
    pub fn refuses_bad_certificates(&self) -> bool {
        self.authentication_level == Some(1)
    }
}

/// mstsc writes UTF-16LE with a byte order mark; other tools write UTF-8.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Error> {
    let unreadable = || {
        Error::target(
            "the file is neither UTF-16 nor UTF-8 text",
            "save the .rdp file again from the Remote Desktop client",
        )
    };
    let utf16 = |rest: &[u8], join: fn([u8; 2]) -> u16| {
        let (pairs, tail) = rest.as_chunks::<2>();
        if !tail.is_empty() {
            return Err(unreadable());
        }
        let units: Vec<u16> = pairs.iter().map(|pair| join(*pair)).collect();
        String::from_utf16(&units).map_err(|_| unreadable())
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] | rest => String::from_utf8(rest.to_vec()).map_err(|_| unreadable()),
    }
}

pub(super) fn parse(text: &str) -> Result<Target, Error> {
    let mut address = None;
    let mut port = None;
    let mut alternate_host = None;
    let mut gateway = None;
    let mut client = ClientSettings::default();

    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() {
            continue;
        }
        let (name, kind, value) = split(line).ok_or_else(|| {
            Error::target(
                format!("line {number} of the .rdp file ('{}') is not name:type:value", shown(line)),
                "write for example 'full address:s:srv01.corp.example'",
            )
        })?;
        if kind.eq_ignore_ascii_case("i") && value.parse::<i64>().is_err() {
            return Err(Error::target(
                format!(
                    "line {number} of the .rdp file: '{name}' has the value '{}', which is not a number",
                    shown(value)
                ),
                format!("write for example '{name}:i:1'"),
            ));
        }
        let flag = || value != "0";
        match name.to_ascii_lowercase().as_str() {
            "full address" => address = Some(split_host_port(value)?),
            "server port" => port = Some(parse_port(value)?),
            "alternate full address" if !value.is_empty() => {
                alternate_host = Some(parse_host_port(value)?.host.to_string());
            }
            "gatewayhostname" if !value.is_empty() => {
                gateway = Some(Endpoint::parse(value)?);
            }
            "kdcproxyname" if !value.is_empty() => client.kdc_proxy = Some(shown(value)),
            "enablerdsaadauth" => client.entra = Some(flag()),
            "enablecredsspsupport" => client.credssp = Some(flag()),
            "negotiate security layer" => client.negotiate_security_layer = Some(flag()),
            "pcb" if !value.is_empty() => client.preconnection_blob = Some(value.to_owned()),
            "loadbalanceinfo" if !value.is_empty() => client.load_balance_info = Some(value.to_owned()),
            "authentication level" => client.authentication_level = value.parse().ok(),
            "gatewayusagemethod" => client.gateway_usage = value.parse().ok(),
            _ => {}
        }
    }
    let (host, own_port) = address.ok_or_else(|| {
        Error::target(
            "the .rdp file names no host",
            "add a line 'full address:s:host' or 'full address:s:host:port'",
        )
    })?;
    // As mstsc does it: `server port` counts where the address itself carries none.
    let mut target = Target::new(host, own_port.or(port).unwrap_or(super::DEFAULT_PORT));
    target.other_port = port.filter(|port| *port != target.port);
    target.alternate_host = alternate_host;
    target.gateway = gateway;
    target.client = client;
    Ok(target)
}

/// `name:type:value`; the type is one letter, the value may contain colons.
fn split(line: &str) -> Option<(&str, &str, &str)> {
    let mut parts = line.trim().splitn(3, ':');
    let (name, kind, value) = (parts.next()?, parts.next()?, parts.next()?);
    (!name.is_empty() && kind.len() == 1).then_some((name.trim(), kind, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "screen mode id:i:2\r\nfull address:s:srv01.corp.example\r\nserver port:i:3390\r\n\
        alternate full address:s:10.0.0.5\r\ngatewayhostname:s:gw.corp.example\r\nenablecredsspsupport:i:0\r\n\
        authentication level:i:1\r\nnegotiate security layer:i:1\r\n";

    #[test]
    fn the_lines_that_matter() {
        let target = parse(FILE).unwrap();
        assert_eq!(target.to_string(), "srv01.corp.example:3390");
        assert_eq!(target.alternate_host.as_deref(), Some("10.0.0.5"));
        assert_eq!(target.gateway.as_ref().map(ToString::to_string).as_deref(), Some("gw.corp.example"));
        assert_eq!(target.client.credssp, Some(false));
        assert_eq!(target.client.negotiate_security_layer, Some(true));
        assert!(target.client.refuses_bad_certificates());
    }

    #[test]
    fn utf16_as_mstsc_writes_it_and_utf8() {
        let mut little = vec![0xFF, 0xFE];
        little.extend(FILE.encode_utf16().flat_map(u16::to_le_bytes));
        let mut big = vec![0xFE, 0xFF];
        big.extend(FILE.encode_utf16().flat_map(u16::to_be_bytes));
        let expected = parse(FILE).unwrap();
        for bytes in [little, big, FILE.as_bytes().to_vec(), [&[0xEF, 0xBB, 0xBF], FILE.as_bytes()].concat()]
        {
            assert_eq!(parse(&decode(&bytes).unwrap()).unwrap(), expected);
        }
        assert!(decode(&[0xFF, 0xFE, 0x00]).unwrap_err().to_string().contains("neither"));
    }

    #[test]
    fn errors_name_the_line() {
        for (text, part) in [
            ("full address:s:a\nnonsense", "line 2"),
            ("audiomode:i:loud\nfull address:s:a", "line 1"),
            ("audiomode:i:1", "names no host"),
            ("full address:s:a\nserver port:i:70000", "'70000' is not a TCP port"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn a_port_in_the_address_wins() {
        assert_eq!(parse("full address:s:[fe80::1%eth0]:3390").unwrap().to_string(), "[fe80::1%eth0]:3390");
        assert_eq!(parse("full address:s:a:3389\nserver port:i:3390").unwrap().port, 3389);
        assert_eq!(parse("full address:s:a:3391\nserver port:i:3390").unwrap().port, 3391);
    }
}
