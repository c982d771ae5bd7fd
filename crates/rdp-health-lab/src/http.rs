//! A web server that answers one request: an RD Gateway before a logon, what stands before it, or something else.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rdp_health_wire::ntlm::{AvId, AvPair, Challenge, FileTime, NegotiateFlags, NtlmVersion};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::certificate::Pki;
use crate::scenario::{Continues, Hindrance, Http, RdGateway};

/// No client of ours sends a longer head.
const LONGEST_HEAD: usize = 16 * 1024;
/// The seed of an open channel: as many bytes as gateways send.
const SEED: [u8; 10] = [0x5a; 10];

/// A web server with everything made that it needs.
#[derive(Debug)]
pub(crate) struct WebServer {
    http: Http,
    /// The NTLM challenge of the gateway, in base64.
    challenge: String,
}

/// A request, as far as anybody looks at it.
struct Request {
    method: String,
    path: String,
    key: Option<String>,
    authorization: Option<String>,
}

impl WebServer {
    pub(crate) fn new(http: &Http, pki: &Pki) -> Self {
        let micros = i64::try_from(pki.now().unix_timestamp_nanos() / 1000).unwrap_or_default();
        Self { http: http.clone(), challenge: BASE64.encode(challenge(micros)) }
    }

    /// Answers one request. `false` = the connection ends here.
    pub(crate) async fn serve<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: &mut S) -> io::Result<bool> {
        let request = read(stream).await?;
        if let Some(raw) = &self.http.raw {
            loop {
                stream.write_all(raw.bytes()).await?;
                stream.flush().await?;
                if !self.http.endless {
                    return Ok(true);
                }
            }
        }
        let Some(answer) = self.answer(request) else { return Ok(false) };
        stream.write_all(&answer).await?;
        stream.flush().await?;
        Ok(true)
    }

    /// `None` = the connection is closed without a word.
    fn answer(&self, mut request: Request) -> Option<Vec<u8>> {
        let path = request.path.split('?').next().unwrap_or_default().to_owned();
        if let Some(page) = self.http.pages.iter().find(|page| path.starts_with(&page.path)) {
            return Some(self.page(page.status, &page.headers, &page.body));
        }
        if !["GET", "POST", "HEAD"].contains(&request.method.as_str()) {
            match self.http.verbs {
                Some(Hindrance::Status(status)) => return Some(self.head(status, &["Content-Length: 0"])),
                Some(Hindrance::Close) => return None,
                Some(Hindrance::Strip) | None => {}
            }
        }
        if request.key.is_some() {
            match self.http.upgrades {
                Some(Hindrance::Status(status)) => return Some(self.head(status, &["Content-Length: 0"])),
                Some(Hindrance::Close) => return None,
                Some(Hindrance::Strip) => request.key = None,
                None => {}
            }
        }
        match (&self.http.gateway, path.as_str()) {
            (Some(gateway), "/remoteDesktopGateway/") => Some(self.gateway(gateway, &request)),
            (_, "/rdp/") if self.http.listener => Some(match &request.key {
                Some(key) => self.upgraded(key),
                None => self.head(400, &["Content-Length: 0"]),
            }),
            (_, "/rpc/rpcproxy.dll") if self.http.rpc => Some(
                self.unauthorized(&["Negotiate", "NTLM"].map(|scheme| format!("WWW-Authenticate: {scheme}"))),
            ),
            _ => Some(self.page(self.http.status, &self.http.headers, &self.http.body)),
        }
    }

    fn page(&self, status: u16, headers: &[String], body: &str) -> Vec<u8> {
        let length = format!("Content-Length: {}", body.len());
        let mut headers: Vec<&str> = headers.iter().map(String::as_str).chain([length.as_str()]).collect();
        let typed = headers.iter().any(|header| header.to_ascii_lowercase().starts_with("content-type:"));
        if !body.is_empty() && !typed {
            headers.push("Content-Type: text/html");
        }
        let mut answer = self.head(status, &headers);
        answer.extend(body.as_bytes());
        answer
    }

    fn gateway(&self, gateway: &RdGateway, request: &Request) -> Vec<u8> {
        let authorization = request.authorization.as_deref().unwrap_or_default();
        let scheme = authorization.split(' ').next().unwrap_or_default();
        let later = gateway.schemes.iter().any(|offered| offered == "SSPI_NTLM")
            && (scheme == "SSPI_NTLM" || request.path.contains("AuthS=SSPI_NTLM"));
        if gateway.schemes.is_empty() || later {
            return match &request.key {
                Some(key) => self.upgraded(key),
                None => {
                    let mut channel = self.head(200, &["Content-Type: application/octet-stream"]);
                    channel.extend(SEED);
                    channel
                }
            };
        }
        // The scheme that is under way carries its challenge, and the others stay away, as from Windows.
        let begun = ["NTLM", "Negotiate"].contains(&scheme) && gateway.challenge != Continues::Again;
        let offered = match (begun, gateway.one_line) {
            (true, _) if gateway.challenge == Continues::Cut => vec![format!("{scheme} {}", self.cut())],
            (true, _) => vec![format!("{scheme} {}", self.challenge)],
            (false, true) => vec![gateway.schemes.join(", ")],
            (false, false) => gateway.schemes.clone(),
        };
        let mut headers: Vec<String> =
            offered.iter().map(|scheme| format!("WWW-Authenticate: {scheme}")).collect();
        headers.extend(gateway.closes.then(|| "Connection: close".to_owned()));
        self.unauthorized(&headers)
    }

    /// The challenge without the last quarter of what it names: whole groups of base64, so that it can be decoded.
    fn cut(&self) -> &str {
        self.challenge.get(..self.challenge.len() / 16 * 12).unwrap_or_default()
    }

    fn unauthorized(&self, headers: &[String]) -> Vec<u8> {
        let headers = headers.iter().map(String::as_str).chain(["Content-Length: 0"]);
        self.head(401, &headers.collect::<Vec<_>>())
    }

    fn upgraded(&self, key: &str) -> Vec<u8> {
        let accept = format!("Sec-WebSocket-Accept: {}", accept(key));
        self.head(101, &["Upgrade: websocket", "Connection: Upgrade", &accept])
    }

    fn head(&self, status: u16, headers: &[&str]) -> Vec<u8> {
        let server = Some(format!("Server: {}", self.http.server)).filter(|_| !self.http.server.is_empty());
        let mut text = format!("HTTP/1.1 {status} Lab\r\n");
        let always = self.http.always.iter().map(String::as_str);
        for header in server.as_deref().into_iter().chain(always).chain(headers.iter().copied()) {
            text.push_str(header);
            text.push_str("\r\n");
        }
        text.push_str("\r\n");
        text.into_bytes()
    }
}

/// The answer to a WebSocket key, RFC 6455 4.2.2.
fn accept(key: &str) -> String {
    let salted = format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    BASE64.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, salted.as_bytes()))
}

async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Request> {
    let mut received = Vec::new();
    while !received.ends_with(b"\r\n\r\n") {
        if LONGEST_HEAD < received.len() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        received.push(stream.read_u8().await?);
    }
    let text = String::from_utf8_lossy(&received);
    let mut lines = text.lines();
    let mut words = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut request = Request { method, path, key: None, authorization: None };
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        match name.to_ascii_lowercase().as_str() {
            "sec-websocket-key" => request.key = Some(value.to_owned()),
            "authorization" => request.authorization = Some(value.to_owned()),
            _ => {}
        }
    }
    Ok(request)
}

/// What a gateway of Windows Server 2019 in the domain lab.test tells about itself.
fn challenge(micros: i64) -> Vec<u8> {
    let text = AvPair::text;
    let mut target_info = vec![
        text(AvId::NB_DOMAIN_NAME, "LAB"),
        text(AvId::NB_COMPUTER_NAME, "GW"),
        text(AvId::DNS_DOMAIN_NAME, "lab.test"),
        text(AvId::DNS_COMPUTER_NAME, "gw.lab.test"),
        text(AvId::DNS_TREE_NAME, "lab.test"),
    ];
    target_info.extend(FileTime::from_unix_micros(micros).map(AvPair::timestamp));
    Challenge {
        target_name: "LAB".to_owned(),
        flags: NegotiateFlags(0xe289_8235),
        server_challenge: *b"\x01\x23\x45\x67\x89\xab\xcd\xef",
        version: Some(NtlmVersion { major: 10, minor: 0, build: 17763, revision: 15 }),
        target_info,
    }
    .encode()
}
