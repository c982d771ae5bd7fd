//! The requests, as clients make them. None of them names a user.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http_body_util::Empty;
use hyper::Request;
use rdp_health_wire::{ntlm, spnego};

use super::super::random;
use crate::hex::hex;
use crate::observe::HttpRequest;

/// The resource of the HTTP and WebSocket transports, MS-TSGU 2.2.3.2.
const GATEWAY: &str = "/remoteDesktopGateway/";
/// The resource of the RPC transport, with the port behind which the gateway's service is.
const RPC_PROXY: &str = "/rpc/rpcproxy.dll?localhost:3388";

/// The resource of a KDC proxy, MS-KKDCP 2.1.
const KDC_PROXY: &str = "/KdcProxy";

/// A request, and of whom.
pub(super) struct Asked<'a> {
    pub(super) request: HttpRequest,
    /// `Host`, RFC 9110 7.2.
    pub(super) host: String,
    /// Path and query of a web server; `None` = `/`.
    pub(super) path: Option<&'a str>,
}

/// Writes a request. `key` is the WebSocket key, which only upgrades carry.
pub(super) fn build(asked: &Asked<'_>, key: &str) -> Result<Request<Empty<Bytes>>, hyper::http::Error> {
    let request = asked.request;
    let id = identifier();
    let method = match request {
        HttpRequest::RdgGet | HttpRequest::Root | HttpRequest::Listener => "GET",
        HttpRequest::RpcProxy => "RPC_IN_DATA",
        HttpRequest::KdcProxy => "POST",
        _ => "RDG_OUT_DATA",
    };
    let path = match request {
        // Clients of this kind cannot set headers, so what belongs there stands in the address.
        HttpRequest::RdgGet => format!("{GATEWAY}?ConId={id}&CorId={}&AuthS=SSPI_NTLM", identifier()),
        HttpRequest::RpcProxy => RPC_PROXY.to_owned(),
        HttpRequest::KdcProxy => asked.path.unwrap_or(KDC_PROXY).to_owned(),
        HttpRequest::Root => asked.path.unwrap_or("/").to_owned(),
        HttpRequest::Listener => "/rdp/".to_owned(),
        _ => GATEWAY.to_owned(),
    };
    let agent = match request {
        HttpRequest::RpcProxy => "MSRPC",
        HttpRequest::Root | HttpRequest::Listener | HttpRequest::KdcProxy => {
            concat!("rdp-health/", env!("CARGO_PKG_VERSION"))
        }
        _ => "MS-RDGateway/1.0",
    };
    let mut builder = Request::builder()
        .method(method)
        .uri(path)
        .header("Host", &asked.host)
        .header("Cache-Control", "no-cache")
        .header("Pragma", "no-cache")
        .header("Accept", "*/*")
        .header("User-Agent", agent);
    if method == "RDG_OUT_DATA" {
        builder = builder.header("RDG-Connection-Id", id);
    }
    if request == HttpRequest::KdcProxy {
        builder = builder.header("Content-Type", "application/kerberos").header("Content-Length", "0");
    }
    let first_message = || ntlm::Negotiate::default().encode();
    let authorization = match request {
        HttpRequest::RdgSspiNtlm => Some("SSPI_NTLM".to_owned()),
        HttpRequest::RdgNtlm => Some(format!("NTLM {}", BASE64.encode(first_message()))),
        HttpRequest::RdgNegotiate => {
            Some(format!("Negotiate {}", BASE64.encode(spnego::ntlm_init(&first_message()))))
        }
        _ => None,
    };
    if let Some(authorization) = authorization {
        builder = builder.header("Authorization", authorization);
    }
    builder = match request {
        HttpRequest::RdgUpgrade | HttpRequest::RdgGet | HttpRequest::RdgSspiNtlm | HttpRequest::Listener => {
            builder
                .header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", key)
        }
        _ => builder.header("Connection", "Keep-Alive"),
    };
    builder.body(Empty::new())
}

/// A random identifier in the form of a GUID, in braces.
fn identifier() -> String {
    let digits = hex(random().get(..16).unwrap_or_default());
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!("{{{}-{}-{}-{}-{}}}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: [HttpRequest; 10] = [
        HttpRequest::RdgUpgrade,
        HttpRequest::Rdg,
        HttpRequest::RdgGet,
        HttpRequest::RdgSspiNtlm,
        HttpRequest::RdgNtlm,
        HttpRequest::RdgNegotiate,
        HttpRequest::RpcProxy,
        HttpRequest::KdcProxy,
        HttpRequest::Root,
        HttpRequest::Listener,
    ];

    fn asked(request: HttpRequest) -> Asked<'static> {
        Asked { request, host: "gw.lab.test".to_owned(), path: Some("/RDWeb/?a=b%20c") }
    }

    #[test]
    fn every_request_can_be_written() {
        for request in EVERY {
            let written = build(&asked(request), "a2V5").unwrap();
            assert_eq!(written.headers()["host"], "gw.lab.test", "{request:?}");
            let upgrades = written.headers().contains_key("upgrade");
            let of_path = matches!(request, HttpRequest::Root | HttpRequest::KdcProxy);
            assert_eq!(written.uri() == "/RDWeb/?a=b%20c", of_path, "{request:?}");
            assert_eq!(upgrades, written.headers().contains_key("sec-websocket-key"), "{request:?}");
        }
    }

    #[test]
    fn the_first_message_of_ntlm_is_that_of_the_dossier() {
        let written = build(&asked(HttpRequest::RdgNtlm), "").unwrap();
        let message = "NTLM TlRMTVNTUAABAAAANYII4gAAAAAAAAAAAAAAAAAAAAAKAGFKAAAADw==";
        assert_eq!(written.headers()["authorization"], message);
        assert_eq!(written.method(), "RDG_OUT_DATA");
    }

    #[test]
    fn identifiers_are_guids() {
        let (one, other) = (identifier(), identifier());
        assert_ne!(one, other);
        let shape: Vec<usize> = one.trim_matches(['{', '}']).split('-').map(str::len).collect();
        assert_eq!(shape, [8, 4, 4, 4, 12]);
    }
}
