//! HTTP for the documents that a certificate names, under the fetch policy and with bounds of its own.
//!
//! Small on purpose: no cookies, no credentials, no proxy, no compression, one connection per request.

mod guard;
#[cfg(fuzzing)]
pub(super) use guard::both;

use std::error::Error as _;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Bytes};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST, LOCATION, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use ring::digest;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::danger::{Recorder, accept_and_record};
use super::net::{Connection, since};
use super::resolve;
use super::shared::Shared;
use crate::certificate;
use crate::event::{Event, Progress};
use crate::hex::hex;
use crate::observe::{Fetch, FetchedBody, Hop};
use crate::options::FetchPolicy;
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase, Skipped};

pub(super) use guard::Origin;

const AGENT: &str = concat!("rdp-health/", env!("CARGO_PKG_VERSION"));

/// What travels beside the document: headers, and a TLS handshake.
const ENVELOPE: u64 = 64 * 1024;
/// Status line and headers of one answer.
const MOST_HEADER_BYTES: usize = 16 * 1024;
/// Addresses of one name that are tried.
const MOST_ADDRESSES: u32 = 3;

/// A document that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) url: String,
    /// The OCSP request to post; none = GET.
    pub(super) post: Option<Vec<u8>>,
    /// Where the certificate that names it was seen.
    pub(super) origin: Origin,
    pub(super) kind: Kind,
}

/// What a document is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Response,
    Issuers,
}

impl Kind {
    /// In bytes. The lists of large authorities have millions, and an honest document of another kind has some thousand.
    fn most(self) -> u32 {
        match self {
            Self::List => u32::MAX,
            Self::Response => 64 * 1024,
            Self::Issuers => 512 * 1024,
        }
    }
}

/// What holds for all the documents of one check.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) shared: Arc<Shared>,
    /// No fetch goes on behind this.
    pub(super) deadline: Instant,
    pub(super) progress: Progress,
    /// Bytes of documents that the check may still read.
    pub(super) left: Arc<AtomicU64>,
}

/// A document, or the reason why there is none.
struct Answer {
    content_type: Option<String>,
    body: Vec<u8>,
}

enum Stopped {
    /// The fetch policy forbids it.
    Refused(String),
    Failed(Box<Failure>),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(Box::new(failure))
    }
}

/// Fetches one document, with what is to be said about it.
pub(super) async fn fetch(wanted: Wanted, rules: Arc<Rules>) -> (Fetch, Vec<u8>) {
    let began = Instant::now();
    let deadline = rules.deadline.min(began + rules.shared.options.fetch.timeout);
    let mut fetch = refusal(wanted.url.clone(), "not asked");
    let answer = follow(&wanted, &rules, deadline, &mut fetch).await;
    fetch.elapsed = since(began);
    match answer {
        Ok(Answer { content_type, body }) => {
            let sha256 = hex(digest::digest(&digest::SHA256, &body).as_ref());
            let bytes = u64::try_from(body.len()).unwrap_or(u64::MAX);
            let pem = certificate::is_pem(&body);
            fetch.body = Outcome::Done(FetchedBody { bytes, content_type, sha256, pem });
            return (fetch, body);
        }
        Err(Stopped::Refused(why)) => fetch.body = Outcome::skipped(why),
        Err(Stopped::Failed(mut failure)) => {
            failure.elapsed = fetch.elapsed;
            // What an internal service said is nobody else's business, and a report goes to others.
            failure.first_bytes = None;
            fetch.body = Outcome::Failed(*failure);
        }
    }
    (fetch, Vec::new())
}

/// Why this address is not connected to for what was seen there, if it is not.
pub(super) fn refuses(address: IpAddr, policy: &FetchPolicy, origin: Origin) -> Option<&'static str> {
    guard::refuses_address(address, policy, origin, guard::own::is_ours)
}

/// What is said of a document that is not fetched.
pub(super) fn refusal(url: String, why: impl Into<Skipped>) -> Fetch {
    let body = Outcome::skipped(why);
    Fetch { url, hops: Vec::new(), body, sent: 0, received: 0, elapsed: Duration::ZERO }
}

/// Asks, and follows redirects. A redirected POST stays a POST: an OCSP responder has no use for anything else.
async fn follow(
    wanted: &Wanted,
    rules: &Rules,
    deadline: Instant,
    fetch: &mut Fetch,
) -> Result<Answer, Stopped> {
    let policy = &rules.shared.options.fetch;
    let most = policy.max_bytes.min(wanted.kind.most());
    let parsed = |text: &str, base: Option<&Url>| {
        let url = Url::options().base_url(base).parse(text);
        url.map_err(|error| Stopped::Refused(format!("{text} is not a usable URL: {error}")))
    };
    let mut url = parsed(&wanted.url, None)?;
    for _ in 0..=policy.max_redirects {
        if let Some(why) = guard::refuses_url(&url, policy) {
            return Err(refused(why, &url, &fetch.hops));
        }
        let addresses = addresses(&url, wanted.origin, rules, deadline, &fetch.hops).await?;
        if fetch.hops.is_empty() {
            // Only now is it sure that the policy lets anything be asked.
            rules.progress.tell(|| Event::Fetching { url: wanted.url.clone() });
        }
        let (mut connection, address) = dial(&addresses, deadline).await?;
        connection.most = u64::from(most).saturating_add(ENVELOPE);
        connection.begin_phase();
        fetch.hops.push(Hop { url: url.to_string(), address, status: None });
        let bounds = Bounds { most, left: &rules.left, deadline };
        let answer = exchange(&mut connection, &url, wanted.post.as_deref(), bounds).await;
        fetch.sent += connection.sent;
        fetch.received += connection.received;
        connection.close().await;
        let (status, location, answer) = answer?;
        if let Some(hop) = fetch.hops.last_mut() {
            hop.status = Some(status.as_u16());
        }
        match location {
            Some(location) if status.is_redirection() => url = parsed(&location, Some(&url))?,
            _ if status == StatusCode::OK => return Ok(answer),
            _ => {
                let mut failure = failure(FailureKind::Declined, ClosedBy::Us);
                failure.detail = Some(format!("HTTP status {status}"));
                return Err(failure.into());
            }
        }
    }
    let mut failure = failure(FailureKind::TooMuch, ClosedBy::Us);
    failure.detail = Some(format!("more than {} redirects", policy.max_redirects));
    Err(failure.into())
}

fn refused(why: impl std::fmt::Display, url: &Url, hops: &[Hop]) -> Stopped {
    Stopped::Refused(match hops.is_empty() {
        true => why.to_string(),
        false => format!("redirected to {url}: {why}"),
    })
}

/// The addresses that may be dialled for this URL. They are looked up once, and dialled as they are.
async fn addresses(
    url: &Url,
    origin: Origin,
    rules: &Rules,
    deadline: Instant,
    hops: &[Hop],
) -> Result<Vec<SocketAddr>, Stopped> {
    let found = match url.host() {
        Some(Host::Ipv4(address)) => vec![IpAddr::V4(address)],
        Some(Host::Ipv6(address)) => vec![IpAddr::V6(address)],
        Some(Host::Domain(name)) => resolve::lookup(name, &rules.shared, deadline).await?,
        None => return Err(refused("a URL without a host", url, hops)),
    };
    let policy = &rules.shared.options.fetch;
    let judge = |address| refuses(address, policy, origin);
    let port = url.port_or_known_default().unwrap_or(80);
    let allowed: Vec<SocketAddr> =
        found.iter().filter(|one| judge(**one).is_none()).map(|one| SocketAddr::new(*one, port)).collect();
    match found.iter().find_map(|address| Some((address, judge(*address)?))) {
        Some((address, why)) if allowed.is_empty() => Err(refused(format!("{address} is {why}"), url, hops)),
        _ => Ok(allowed),
    }
}

/// Connects to the first address that answers, each in its share of the time.
async fn dial(addresses: &[SocketAddr], deadline: Instant) -> Result<(Connection, SocketAddr), Failure> {
    let mut left = u32::try_from(addresses.len()).unwrap_or(u32::MAX).min(MOST_ADDRESSES);
    let mut last = failure(FailureKind::NotFound, ClosedBy::Us);
    for address in addresses {
        if left == 0 {
            break;
        }
        let share = deadline.saturating_duration_since(Instant::now()) / left;
        match Connection::dial(*address, None, Instant::now() + share, share).await {
            Ok(connection) => return Ok((connection, *address)),
            Err(mut failure) => {
                failure.operation = format!("connect to {address}");
                last = failure;
            }
        }
        left -= 1;
    }
    Err(last)
}

type Exchanged = (StatusCode, Option<String>, Answer);

/// How much may come, and until when.
#[derive(Clone, Copy)]
struct Bounds<'a> {
    most: u32,
    /// For all documents together.
    left: &'a AtomicU64,
    deadline: Instant,
}

impl Bounds<'_> {
    /// Takes so many bytes from those that are left for all documents. Two that come at once do not cut each other short
    /// where they say before how long they are.
    fn take(self, bytes: u64) -> Result<(), Broken> {
        let taken = |left: u64| left.checked_sub(bytes);
        match self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken) {
            Ok(_) => Ok(()),
            Err(_) => Err(Broken::Io(io::ErrorKind::FileTooLarge.into())),
        }
    }
}

async fn exchange(
    connection: &mut Connection,
    url: &Url,
    post: Option<&[u8]>,
    bounds: Bounds<'_>,
) -> Result<Exchanged, Failure> {
    let request = request(url, post).map_err(|error| {
        let mut failure = failure(FailureKind::Other, ClosedBy::Us);
        failure.detail = Some(error.to_string());
        failure
    })?;
    if url.scheme() == "http" {
        let talked = talk(TokioIo::new(&mut *connection), request, bounds).await;
        return talked.map_err(|error| error.explain(connection));
    }
    // What is fetched is signed by itself; who serves it is not asked.
    let name = match url.host() {
        Some(Host::Domain(name)) => ServerName::try_from(name.to_owned()).ok(),
        Some(Host::Ipv4(address)) => Some(ServerName::IpAddress(IpAddr::V4(address).into())),
        Some(Host::Ipv6(address)) => Some(ServerName::IpAddress(IpAddr::V6(address).into())),
        None => None,
    };
    let (Some(name), Ok(config)) = (name, accept_and_record(&Recorder::default())) else {
        return Err(failure(FailureKind::Handshake, ClosedBy::Us));
    };
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, &mut *connection);
    let talked = match timeout_at(bounds.deadline, handshake).await {
        Ok(Ok(stream)) => talk(TokioIo::new(stream), request, bounds).await,
        Ok(Err(error)) => Err(Broken::Io(error)),
        Err(_) => Err(Broken::Io(io::ErrorKind::TimedOut.into())),
    };
    talked.map_err(|error| error.explain(connection))
}

fn request(url: &Url, post: Option<&[u8]>) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let host = url.host_str().unwrap_or_default();
    let authority = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let request = Request::builder()
        .uri(target)
        .header(HOST, authority)
        .header(USER_AGENT, AGENT)
        .header(ACCEPT, "*/*")
        .header(CONNECTION, "close");
    match post {
        Some(body) => request
            .method(Method::POST)
            .header(CONTENT_TYPE, "application/ocsp-request")
            .body(Full::from(body.to_vec())),
        None => request.body(Full::default()),
    }
}

/// Why an exchange broke off.
enum Broken {
    Http(hyper::Error),
    Io(io::Error),
}

impl Broken {
    fn explain(self, connection: &Connection) -> Failure {
        let failed = |error: &io::Error| connection.failed(Phase::Certificate, "fetch", error);
        let error = match self {
            Self::Io(error) => return failed(&error),
            Self::Http(error) => error,
        };
        let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
        if let Some(cause) = cause {
            return failed(cause);
        }
        if error.is_incomplete_message() {
            return failed(&io::ErrorKind::UnexpectedEof.into());
        }
        let kind = match error.is_parse() {
            true if connection.first_bytes().starts_with(b"HTTP/") => FailureKind::Malformed,
            true => FailureKind::ForeignBytes,
            false => FailureKind::Other,
        };
        let mut failure = connection.failure(Phase::Certificate, "fetch", kind, ClosedBy::Us);
        failure.detail = Some(error.to_string());
        failure
    }
}

/// One request and its answer, read up to the bound.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: TokioIo<S>,
    request: Request<Full<Bytes>>,
    bounds: Bounds<'_>,
) -> Result<Exchanged, Broken> {
    let talk = async {
        let mut builder = http1::Builder::new();
        builder.max_buf_size(MOST_HEADER_BYTES);
        let (mut sender, driver) = builder.handshake(stream).await.map_err(Broken::Http)?;
        let exchange = async {
            let response = sender.send_request(request).await.map_err(Broken::Http)?;
            read(response, bounds).await
        };
        let (mut exchange, mut driver) = (pin!(exchange), pin!(driver));
        let mut driven = false;
        loop {
            tokio::select! {
                answer = &mut exchange => return answer,
                // What ends it is told to the exchange as well.
                _ = &mut driver, if !driven => driven = true,
            }
        }
    };
    timeout_at(bounds.deadline, talk)
        .await
        .unwrap_or_else(|_| Err(Broken::Io(io::ErrorKind::TimedOut.into())))
}

async fn read(response: Response<hyper::body::Incoming>, bounds: Bounds<'_>) -> Result<Exchanged, Broken> {
    let status = response.status();
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (location, content_type) = (header(LOCATION), header(CONTENT_TYPE));
    let mut answer = Answer { content_type, body: Vec::new() };
    // The page of a redirect or an error is of no use.
    if status == StatusCode::OK {
        let mut incoming = response.into_body();
        let most = u64::from(bounds.most);
        let told = incoming.size_hint().exact();
        if let Some(told) = told.filter(|told| *told <= most) {
            bounds.take(told)?;
        }
        let mut had = 0_u64;
        while let Some(frame) = incoming.frame().await {
            if let Ok(data) = frame.map_err(Broken::Http)?.into_data() {
                let more = u64::try_from(data.len()).unwrap_or(u64::MAX);
                had = had.saturating_add(more);
                if most < had {
                    return Err(Broken::Io(io::ErrorKind::FileTooLarge.into()));
                }
                if told.is_none() {
                    bounds.take(more)?;
                }
                answer.body.extend(data);
            }
        }
    }
    Ok((status, location, answer))
}

/// A failure of no connection.
fn failure(kind: FailureKind, closed_by: ClosedBy) -> Failure {
    Failure::new(Phase::Certificate, "fetch", kind, closed_by, Duration::ZERO)
}

#[cfg(test)]
mod tests;
