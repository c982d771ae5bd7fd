//! One HTTP request over one connection, and its answer: of a gateway, a WebSocket listener, a web server.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::json;

use super::NtlmChallenge;

/// An HTTP request. One request, one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum HttpRequest {
    /// `RDG_OUT_DATA /remoteDesktopGateway/` with a WebSocket upgrade: what a current client begins with.
    RdgUpgrade,
    /// The same without the upgrade: the HTTP transport with two channels.
    Rdg,
    /// The upgrade with `GET`, as browsers make it (MS-TSGU 2.2.3.3).
    RdgGet,
    /// The upgrade with `Authorization: SSPI_NTLM`, which puts the logon off until after it (MS-TSGU 3.3.5.3.1).
    RdgSspiNtlm,
    /// `RDG_OUT_DATA` with the first message of NTLM, which contains no user name.
    RdgNtlm,
    /// The same, wrapped as `Negotiate` wants it.
    RdgNegotiate,
    /// `RPC_IN_DATA /rpc/rpcproxy.dll`: the transport of Server 2008.
    RpcProxy,
    /// `POST /KdcProxy` without a message (MS-KKDCP 2.1): it asks for no ticket, and tells a KDC proxy from a web server
    /// that has none.
    KdcProxy,
    /// `GET /`, or of a web server that is the target the path in its address: what any web server answers.
    Root,
    /// The upgrade of `/rdp/`, which a WebSocket listener of the host itself answers.
    Listener,
}

/// The head of an HTTP answer, as far as it tells who answers. Texts are cut to a length that fits a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HttpAnswer {
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
    /// The other headers, in the server's order. Proxies, CDNs and web firewalls show themselves by them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub headers: Vec<HttpHeader>,
    /// The beginning of the page, where a text came with an answer that offers no authentication.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<String>,
    /// The server ends the connection after this answer, RFC 9112 9.3.
    #[serde(default)]
    pub closes: bool,
    /// The names of the authentication schemes that are offered, without their parameters, in the server's order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub schemes: Vec<String>,
    /// The connection became a WebSocket: status 101 with the key's right answer, RFC 6455 4.1.
    pub upgraded: bool,
    /// What the NTLM challenge in the answer says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ntlm: Option<NtlmChallenge>,
    /// An NTLM challenge came that cannot be read, or names what lies beyond its end: clients refuse it.
    #[serde(default)]
    pub ntlm_damaged: bool,
    /// Time from the request to the head of the answer; in JSON in microseconds.
    #[serde(rename = "elapsed_us", with = "json::microseconds")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub elapsed: Duration,
}

/// A header of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HttpHeader {
    /// Its name, in lower case.
    pub name: String,
    /// Its value. Of `Set-Cookie` the name of the cookie alone.
    pub value: String,
}

impl HttpHeader {
    /// A header with this value.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

impl HttpAnswer {
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

    /// Whether it is the answer of a gateway, MS-TSGU 2.2.5.3.10.
    pub(crate) fn gateway_sign(&self) -> Option<GatewaySign> {
        let offers = |schemes: &[&str]| schemes.iter().any(|scheme| self.offers(scheme));
        match self.status {
            101 if self.upgraded => Some(GatewaySign::Certain),
            401 if offers(&[SSPI_NTLM, "PAA", "SMARTCARD"]) => Some(GatewaySign::Certain),
            401 if offers(&["Negotiate", "NTLM"]) => Some(GatewaySign::Authentication),
            200 if self.content_length.is_none() && !self.is_page() => Some(GatewaySign::Channel),
            _ => None,
        }
    }

    /// Whether it asks for a name and a password in a way that Windows' client does not know: with Basic or Digest alone.
    pub(crate) fn wants_password(&self) -> bool {
        self.status == 401
            && self.gateway_sign().is_none()
            && ["Basic", "Digest"].iter().any(|scheme| self.offers(scheme))
    }

    fn is_page(&self) -> bool {
        self.content_type.as_deref().is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/"))
    }
}

/// How an answer tells that a gateway gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GatewaySign {
    /// An authentication scheme that exists nowhere else, or a WebSocket.
    Certain,
    /// 401 with schemes that other web servers have as well.
    Authentication,
    /// 200 with a body that never ends: the channel of the HTTP transport is open, and no logon was needed.
    Channel,
}

/// The scheme that a gateway offers which lets clients log on after the upgrade.
pub(crate) const SSPI_NTLM: &str = "SSPI_NTLM";

#[cfg(test)]
mod tests {
    use super::*;

    fn offering(status: u16, schemes: &[&str]) -> HttpAnswer {
        let mut answer = HttpAnswer::new(status);
        answer.schemes = schemes.iter().map(|scheme| (*scheme).to_owned()).collect();
        answer.content_length = Some(341);
        answer
    }

    #[test]
    fn signs_of_a_gateway() {
        let sign_of = |answer: HttpAnswer| answer.gateway_sign();
        assert_eq!(sign_of(offering(401, &["SSPI_NTLM"])), Some(GatewaySign::Certain));
        assert_eq!(sign_of(offering(401, &["NTLM"])), Some(GatewaySign::Authentication));
        assert_eq!(sign_of(offering(401, &["Bearer"])), None);
        assert_eq!(sign_of(offering(401, &["Basic", "Digest"])), None, "mstsc answers neither");
        assert!(offering(401, &["basic"]).wants_password());
        assert!(
            !offering(401, &["Basic", "NTLM"]).wants_password()
                && !offering(403, &["Basic"]).wants_password()
        );
        assert_eq!(sign_of(offering(101, &[])), None, "an upgrade with the wrong key");
        assert_eq!(sign_of(offering(200, &[])), None, "a page with a length");
        let mut channel = HttpAnswer::new(200);
        assert_eq!(channel.gateway_sign(), Some(GatewaySign::Channel));
        channel.content_type = Some("Text/HTML; charset=utf-8".to_owned());
        assert_eq!(channel.gateway_sign(), None);
    }
}
