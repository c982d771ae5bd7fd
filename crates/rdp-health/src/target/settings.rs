//! The settings of a saved connection that say where and how a client connects, in the words of a `.rdp` file.

use serde::{Deserialize, Serialize};

use super::{DEFAULT_PORT, Endpoint, Host, Target, parse_host_port, parse_port, shown, split_host_port};
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
    /// `rdgiskdcproxy`: whether the RD Gateway is the KDC proxy.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub gateway_is_kdc_proxy: Option<bool>,
    /// Settings that change what a client does and that a check does not follow, by their names in a `.rdp` file.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub not_followed: Vec<String>,
}

/// Settings that change what a client does, that nobody can follow without a logon or another client, and the values with
/// which they change nothing.
const NOT_FOLLOWED: [(&str, &[&str]); 12] = [
    ("administrative session", &["0"]),
    ("connect to console", &["0"]),
    ("disableconnectionsharing", &["0"]),
    ("gatewayaccesstoken", &[]),
    ("gatewaycredentialssource", &["0", "4"]),
    ("gatewayprofileusagemethod", &["1"]),
    ("networkautodetect", &["1"]),
    ("prompt for credentials", &["0"]),
    ("remoteapplicationmode", &["0"]),
    ("require pre-authentication", &["0"]),
    ("targetisaadjoined", &["0"]),
    ("use redirection server name", &["0"]),
];

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

/// What the settings of one saved connection say, gathered one after the other.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    address: Option<(Host, Option<u16>)>,
    port: Option<u16>,
    alternate_host: Option<String>,
    gateway: Option<Endpoint>,
    client: ClientSettings,
}

impl Connection {
    /// Takes one setting. What says nothing of where and how a client connects is passed over.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let value = value.trim();
        let flag = || value != "0";
        let client = &mut self.client;
        match name.trim().to_ascii_lowercase().as_str() {
            "full address" => self.address = Some(split_host_port(value)?),
            "server port" if !value.is_empty() => self.port = Some(parse_port(value)?),
            "alternate full address" if !value.is_empty() => {
                self.alternate_host = Some(parse_host_port(value)?.host.to_string());
            }
            "gatewayhostname" if !value.is_empty() => self.gateway = Some(Endpoint::of_web(value)?),
            "kdcproxyname" if !value.is_empty() => client.kdc_proxy = Some(shown(value)),
            "rdgiskdcproxy" => client.gateway_is_kdc_proxy = Some(flag()),
            "enablerdsaadauth" => client.entra = Some(flag()),
            "enablecredsspsupport" => client.credssp = Some(flag()),
            "negotiate security layer" => client.negotiate_security_layer = Some(flag()),
            "pcb" if !value.is_empty() => client.preconnection_blob = Some(value.to_owned()),
            "loadbalanceinfo" if !value.is_empty() => client.load_balance_info = Some(value.to_owned()),
            "authentication level" => client.authentication_level = value.parse().ok(),
            "gatewayusagemethod" => client.gateway_usage = value.parse().ok(),
            name => {
                let row = NOT_FOLLOWED.iter().find(|(known, _)| *known == name);
                // Of a setting that stands twice the last one counts.
                client.not_followed.retain(|known| known != name);
                let changes = |usual: &&[&str]| !value.is_empty() && !usual.contains(&value);
                client.not_followed.extend(row.filter(|(_, usual)| changes(usual)).map(|_| name.to_owned()));
            }
        }
        Ok(())
    }

    /// The target that the settings describe.
    pub(crate) fn target(self) -> Result<Target, Error> {
        self.target_or(DEFAULT_PORT)
    }

    /// The same, with this port where they name none.
    pub(crate) fn target_or(self, default_port: u16) -> Result<Target, Error> {
        let (host, own_port) = self.address.ok_or_else(|| {
            Error::target(
                "the .rdp file names no host",
                "add a line 'full address:s:host' or 'full address:s:host:port'",
            )
        })?;
        // As mstsc does it: `server port` counts where the address itself carries none.
        let mut target = Target::new(host, own_port.or(self.port).unwrap_or(default_port));
        target.other_port = self.port.filter(|port| *port != target.port);
        target.alternate_host = self.alternate_host;
        target.gateway = self.gateway;
        target.client = self.client;
        Ok(target)
    }
}

/// The host, and the port, of what is often a whole web address: guides write `https://gw/remoteDesktopGateway/`.
pub(crate) fn bare_host(value: &str) -> &str {
    let rest =
        ["https://", "http://"].iter().find_map(|scheme| super::strip_scheme(value, scheme)).unwrap_or(value);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(settings: &[(&str, &str)]) -> Result<Target, Error> {
        let mut connection = Connection::default();
        for (name, value) in settings {
            connection.set(name, value)?;
        }
        connection.target()
    }

    #[test]
    fn the_settings_that_matter() {
        let target = target(&[
            ("screen mode id", "2"),
            ("Full Address", "srv01.corp.example"),
            ("server port", "3390"),
            ("alternate full address", "10.0.0.5"),
            ("gatewayhostname", "gw.corp.example"),
            ("enablecredsspsupport", "0"),
            ("authentication level", "1"),
            ("negotiate security layer", "1"),
        ])
        .unwrap();
        assert_eq!(target.to_string(), "srv01.corp.example:3390");
        assert_eq!(target.alternate_host.as_deref(), Some("10.0.0.5"));
        assert_eq!(target.gateway.as_ref().map(ToString::to_string).as_deref(), Some("gw.corp.example"));
        assert_eq!(target.client.credssp, Some(false));
        assert_eq!(target.client.negotiate_security_layer, Some(true));
        assert!(target.client.refuses_bad_certificates());
    }

    #[test]
    fn a_port_in_the_address_wins() {
        for (address, port, shown, other) in [
            ("[fe80::1%eth0]:3390", "", "[fe80::1%eth0]:3390", None),
            ("a:3389", "3390", "a:3389", Some(3390)),
            ("a:3391", "3390", "a:3391", Some(3390)),
            ("a", "3390", "a:3390", None),
        ] {
            let target = target(&[("full address", address), ("server port", port)]).unwrap();
            assert_eq!((target.to_string().as_str(), target.other_port), (shown, other));
        }
    }

    #[test]
    fn a_gateway_may_be_written_as_a_web_address() {
        for (written, gateway) in [
            ("https://gw.corp.example/remoteDesktopGateway/", "gw.corp.example"),
            ("https://gw.corp.example:8443", "gw.corp.example:8443"),
            ("gw.corp.example/remoteDesktopGateway", "gw.corp.example"),
            ("HTTP://gw", "gw"),
        ] {
            let target = target(&[("full address", "a"), ("gatewayhostname", written)]).unwrap();
            assert_eq!(target.gateway.unwrap().to_string(), gateway);
        }
    }
}
