//! A certificate cannot make us connect where the policy forbids, nor keep us busy: against servers on loopback.

use std::net::Ipv4Addr;
use std::sync::Mutex;
use std::time::Duration;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc::unbounded_channel;
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::options::{CheckOptions, FetchPolicy};

/// For servers that never answer: short, because it is waited for.
const PATIENCE: Duration = Duration::from_millis(400);
/// For all others.
const PLENTY: Duration = Duration::from_secs(60);

/// What a server does once it has read a request.
#[derive(Clone)]
enum Does {
    /// Answers and closes.
    Says(String),
    /// Answers, and then goes on with these bytes for ever.
    Floods(String, String),
    /// Answers one byte at a time.
    Dribbles(String),
    /// Never says a word.
    Hangs,
    /// Closes at once.
    Closes,
}

/// A server, and the requests that it saw.
struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn that(does: impl Fn(SocketAddr) -> Does) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (does, seen) = (does(address), Arc::clone(&requests));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, does.clone(), Arc::clone(&seen)));
            }
        });
        Self { address, requests }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    does: Does,
    seen: Arc<Mutex<Vec<String>>>,
) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if length.is_none_or(|length| length.parse::<usize>().unwrap() <= body.len()) {
                seen.lock().unwrap().push(text);
                break;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(count) if 0 < count => request.extend_from_slice(&buffer[..count]),
            _ => return,
        }
    }
    let _ = match does {
        Does::Says(answer) => stream.write_all(answer.as_bytes()).await,
        Does::Floods(answer, flood) => {
            let mut result = stream.write_all(answer.as_bytes()).await;
            while result.is_ok() {
                result = stream.write_all(flood.as_bytes()).await;
            }
            result
        }
        Does::Dribbles(answer) => {
            for byte in answer.bytes() {
                if stream.write_all(&[byte]).await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(())
        }
        Does::Hangs => stream.read(&mut buffer).await.map(|_| ()),
        Does::Closes => Ok(()),
    };
    let _ = stream.shutdown().await;
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/pkix-crl\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn moved(to: &str) -> Does {
    Does::Says(format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"))
}

fn policy(ports: &[u16]) -> FetchPolicy {
    let mut policy = FetchPolicy::default().timeout(PLENTY).budget(PLENTY);
    policy.ports = ports.to_vec();
    policy
}

fn options(policy: FetchPolicy) -> CheckOptions {
    CheckOptions::default().fetch(policy)
}

fn shared(options: CheckOptions) -> Arc<Shared> {
    Arc::new(Shared::new(options))
}

async fn get_from(url: &str, options: CheckOptions, origin: Origin) -> (Fetch, Vec<u8>) {
    let deadline = Instant::now() + options.fetch.budget;
    let wanted = Wanted { url: url.to_owned(), post: None, origin, kind: Kind::List };
    fetch(
        wanted,
        Arc::new(Rules { shared: shared(options), deadline, progress: Progress::default(), left: left() }),
    )
    .await
}

/// More than any test reads.
fn left() -> Arc<AtomicU64> {
    Arc::new(u64::MAX.into())
}

async fn get(url: &str, policy: FetchPolicy) -> (Fetch, Vec<u8>) {
    get_from(url, options(policy), Origin::Loopback).await
}

fn refused(fetch: &Fetch) -> &str {
    match &fetch.body {
        Outcome::Skipped(why) => why.as_str(),
        other => panic!("{} was not refused: {other:?}", fetch.url),
    }
}

fn failed(fetch: &Fetch) -> &Failure {
    fetch.body.failed().unwrap_or_else(|| panic!("{} did not fail: {:?}", fetch.url, fetch.body))
}

#[tokio::test]
async fn a_document_is_fetched() {
    let server = Server::that(|_| Does::Says(ok("the list"))).await;
    let port = server.address.port();
    let (fetch, body) = get(&server.url("/a/list.crl?x=1"), policy(&[port])).await;
    assert_eq!(body, b"the list");
    let FetchedBody { bytes, content_type, sha256, .. } = fetch.body.done().unwrap();
    assert_eq!((*bytes, content_type.as_deref()), (8, Some("application/pkix-crl")));
    assert_eq!(*sha256, hex(digest::digest(&digest::SHA256, b"the list").as_ref()));
    assert_eq!(fetch.hops, [Hop { url: fetch.url.clone(), address: server.address, status: Some(200) }]);
    assert!(0 < fetch.sent && 8 < fetch.received && !fetch.elapsed.is_zero());
    let request = server.requests().concat();
    assert!(request.starts_with("GET /a/list.crl?x=1 HTTP/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("host: 127.0.0.1:{port}\r\n")), "{request}");
    assert!(!request.to_lowercase().contains("cookie") && !request.to_lowercase().contains("authorization"));
}

#[tokio::test]
async fn a_chunked_document_and_one_that_ends_with_the_connection() {
    for (answer, expected) in [
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde"),
        ("HTTP/1.0 200 OK\r\n\r\nabcde", "abcde"),
    ] {
        let server = Server::that(|_| Does::Says(answer.to_owned())).await;
        let (fetch, body) = get(&server.url("/"), policy(&[server.address.port()])).await;
        assert!(fetch.body.done().is_some(), "{:?}", fetch.body);
        assert_eq!(body, expected.as_bytes());
    }
}

#[tokio::test]
async fn https_is_spoken_with_whoever_answers() {
    let issued = rcgen::generate_simple_self_signed(["pki.lab.test".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(issued.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![issued.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        converse(acceptor.accept(stream).await.unwrap(), Does::Says(ok("inside")), seen).await;
    });
    let options = options(policy(&[port])).resolve_as("pki.lab.test", Ipv4Addr::LOCALHOST.into());
    let (fetch, body) =
        get_from(&format!("https://pki.lab.test:{port}/ca.crl"), options, Origin::Loopback).await;
    assert_eq!(body, b"inside", "{:?}", fetch.body);
    assert!(requests.lock().unwrap().concat().contains(&format!("host: pki.lab.test:{port}\r\n")));
}

#[tokio::test]
async fn what_the_policy_refuses_is_not_told_as_fetched() {
    let (sender, mut told) = unbounded_channel();
    for (url, origin) in
        [("http://169.254.169.254/latest", Origin::Loopback), ("http://127.0.0.1/list", Origin::Elsewhere)]
    {
        let (deadline, progress) = (Instant::now() + PLENTY, Progress::to(sender.clone()));
        let rules = Rules { shared: shared(options(policy(&[]))), deadline, progress, left: left() };
        let (fetch, _) =
            fetch(Wanted { url: url.to_owned(), post: None, origin, kind: Kind::List }, Arc::new(rules))
                .await;
        assert!(!refused(&fetch).is_empty());
    }
    assert!(told.try_recv().is_err());
}

#[tokio::test]
async fn redirects_are_followed_and_a_question_stays_a_question() {
    let end = Server::that(|_| Does::Says(ok("here"))).await;
    let start = Server::that(|_| moved(&end.url("/answer"))).await;
    let ports = policy(&[start.address.port(), end.address.port()]);
    let (sender, mut told) = unbounded_channel();
    let (deadline, progress) = (Instant::now() + PLENTY, Progress::to(sender));
    let rules = Rules { shared: shared(options(ports)), deadline, progress, left: left() };
    let wanted = Wanted {
        url: start.url("/"),
        post: Some(b"question".to_vec()),
        origin: Origin::Loopback,
        kind: Kind::Response,
    };
    let url = wanted.url.clone();
    let (fetch, body) = fetch(wanted, Arc::new(rules)).await;
    assert_eq!(told.try_recv().ok(), Some(Event::Fetching { url }));
    assert!(told.try_recv().is_err(), "a redirect is no document of its own");
    assert_eq!(body, b"here");
    assert_eq!(fetch.hops.iter().map(|hop| hop.status).collect::<Vec<_>>(), [Some(302), Some(200)]);
    for request in start.requests().iter().chain(&end.requests()) {
        assert!(request.starts_with("POST /") && request.ends_with("question"), "{request}");
        assert!(request.contains("content-type: application/ocsp-request"), "{request}");
    }
}

#[tokio::test]
async fn a_redirect_without_a_host_stays_where_it_was() {
    let server = Server::that(|_| moved("../new/list.crl")).await;
    let (fetch, _) =
        get(&server.url("/old/list.crl"), policy(&[server.address.port()]).max_redirects(1)).await;
    let paths: Vec<_> = fetch.hops.iter().map(|hop| hop.url.clone()).collect();
    assert_eq!(paths, [server.url("/old/list.crl"), server.url("/new/list.crl")]);
}

#[tokio::test]
async fn redirects_are_judged_like_the_first_address() {
    let other = Server::that(|_| Does::Says(ok("never"))).await;
    let port = other.address.port();
    let hops = Server::that(|_| Does::Hangs).await.address.port();
    assert_ne!(port, hops);
    for (to, why) in [
        ("http://169.254.169.254/latest/meta-data/".to_owned(), "metadata"),
        ("http://[fe80::1]/".to_owned(), "link-local"),
        ("http://[fd00:ec2::254]/".to_owned(), "metadata"),
        ("http://metadata.lab.test/".to_owned(), "metadata"),
        ("http://[::ffff:169.254.169.254]/".to_owned(), "metadata"),
        ("http://224.0.0.1/".to_owned(), "multicast"),
        ("http://0.0.0.0/".to_owned(), "unspecified"),
        (other.url("/"), "port"),
        ("http://127.0.0.1:22/".to_owned(), "port 22"),
        ("file:///etc/passwd".to_owned(), "file"),
        ("ldap:///CN=x".to_owned(), "LDAP"),
        ("http://user:secret@127.0.0.1/".to_owned(), "user name"),
        ("http://".to_owned(), "not a usable URL"),
    ] {
        let server = Server::that(|_| moved(&to)).await;
        let options = options(policy(&[server.address.port()]))
            .resolve_as("metadata.lab.test", "169.254.169.254".parse().unwrap());
        let (fetch, body) = get_from(&server.url("/"), options, Origin::Loopback).await;
        assert!(refused(&fetch).contains(why), "{to}: {}", refused(&fetch));
        assert_eq!((fetch.hops.len(), body.len()), (1, 0), "{to}: the first answer is all that was asked");
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_loop_of_redirects_ends() {
    let server = Server::that(|address| moved(&format!("http://{address}/again"))).await;
    let (fetch, _) = get(&server.url("/"), policy(&[server.address.port()]).max_redirects(3)).await;
    assert_eq!(failed(&fetch).kind, FailureKind::TooMuch);
    assert_eq!(failed(&fetch).detail.as_deref(), Some("more than 3 redirects"));
    assert_eq!((fetch.hops.len(), server.requests().len()), (4, 4));
}

#[tokio::test]
async fn no_document_is_longer_than_allowed() {
    let head = "HTTP/1.1 200 OK\r\n";
    let block = "x".repeat(4096);
    let interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(100);
    for (name, does) in [
        ("announced", Does::Floods(format!("{head}content-length: 99999999\r\n\r\n"), block.clone())),
        ("endless", Does::Floods(format!("{head}\r\n"), block.clone())),
        (
            "chunks",
            Does::Floods(format!("{head}transfer-encoding: chunked\r\n\r\n"), format!("1000\r\n{block}\r\n")),
        ),
        ("headers", Does::Floods(head.to_owned(), format!("x: {block}\r\n"))),
        ("interim answers", Does::Floods(interim.clone(), interim)),
        ("status line", Does::Floods("HTTP/1.1 200 ".to_owned(), block.clone())),
    ] {
        let server = Server::that(|_| does.clone()).await;
        let generous = policy(&[server.address.port()]).max_bytes(10_000);
        let (fetch, body) = get(&server.url("/"), generous).await;
        let kind = failed(&fetch).kind;
        assert!(matches!(kind, FailureKind::TooMuch | FailureKind::Malformed), "{name}: {kind:?}");
        assert!(
            body.is_empty() && fetch.received <= 10_000 + 2 * ENVELOPE,
            "{name}: {} received",
            fetch.received
        );
    }
    // The bound is the policy's, to the byte.
    for (length, comes) in [(10_000, 10_000), (10_001, 0)] {
        let server = Server::that(|_| Does::Says(ok(&"x".repeat(length)))).await;
        let (_, body) = get(&server.url("/"), policy(&[server.address.port()]).max_bytes(10_000)).await;
        assert_eq!(body.len(), comes);
    }
}

#[tokio::test]
async fn nobody_keeps_us_waiting() {
    let long = ok(&"x".repeat(2000));
    for (does, kind) in [
        (Does::Hangs, FailureKind::Silence),
        (Does::Dribbles(long.clone()), FailureKind::Timeout),
        (Does::Dribbles("HTTP/1.1 100 Continue\r\n\r\n".repeat(100)), FailureKind::Timeout),
        (Does::Closes, FailureKind::Closed),
        (Does::Says("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc".to_owned()), FailureKind::Closed),
    ] {
        let server = Server::that(|_| does.clone()).await;
        let (fetch, body) = get(&server.url("/"), policy(&[server.address.port()]).timeout(PATIENCE)).await;
        assert_eq!(failed(&fetch).kind, kind, "{:?}", fetch.body);
        assert!(body.is_empty());
    }
}

#[tokio::test]
async fn what_is_no_document_is_named() {
    for (answer, kind, detail) in [
        (
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
            FailureKind::Declined,
            "HTTP status 404 Not Found",
        ),
        ("HTTP/1.1 503 Busy\r\n\r\n", FailureKind::Declined, "HTTP status 503 Service Unavailable"),
        ("HTTP/1.1 302 Found\r\n\r\n", FailureKind::Declined, "HTTP status 302 Found"),
        ("SSH-2.0-OpenSSH_9.2\r\n", FailureKind::ForeignBytes, ""),
        ("HTTP/1.1 two hundred\r\n\r\n", FailureKind::Malformed, ""),
    ] {
        let server = Server::that(|_| Does::Says(answer.to_owned())).await;
        let (fetch, _) = get(&server.url("/"), policy(&[server.address.port()])).await;
        assert_eq!(failed(&fetch).kind, kind, "{answer}: {:?}", fetch.body);
        assert_eq!(failed(&fetch).first_bytes, None, "nothing of what an internal service says is kept");
        assert!(failed(&fetch).detail.as_deref().unwrap().contains(detail), "{:?}", fetch.body);
    }
}

#[tokio::test]
async fn a_port_where_nothing_listens_refuses() {
    let held = tokio::net::TcpSocket::new_v4().unwrap();
    held.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let address = held.local_addr().unwrap();
    let (fetch, _) = get(&format!("http://{address}/"), policy(&[address.port()])).await;
    assert_eq!(failed(&fetch).kind, FailureKind::Refused);
    assert_eq!(failed(&fetch).operation, format!("connect to {address}"));
}

#[tokio::test]
async fn names_are_judged_by_what_they_resolve_to() {
    let server = Server::that(|_| Does::Says(ok("here"))).await;
    let port = server.address.port();
    let url = format!("http://pki.lab.test:{port}/");
    for (addresses, why) in [
        (&["169.254.169.254"][..], "169.254.169.254 is the address of a cloud's metadata service"),
        (&["224.0.0.1"], "a multicast address"),
        (&["fe80::1"], "a link-local address"),
        (&["::ffff:169.254.169.254"], "metadata service"),
        (&["169.254.1.1"], "169.254.1.1 is a link-local address"),
    ] {
        let named = |options: CheckOptions, address: &&str| {
            options.resolve_as("pki.lab.test", address.parse().unwrap())
        };
        let options = addresses.iter().fold(options(policy(&[port])), named);
        let (fetch, _) = get_from(&url, options, Origin::Loopback).await;
        assert!(refused(&fetch).contains(why), "{addresses:?}: {}", refused(&fetch));
        assert!(fetch.hops.is_empty());
    }
    // One address that may be asked is enough, and it is the only one that is asked.
    let both = options(policy(&[port]))
        .resolve_as("pki.lab.test", "169.254.169.254".parse().unwrap())
        .resolve_as("pki.lab.test", Ipv4Addr::LOCALHOST.into());
    let (fetch, body) = get_from(&url, both, Origin::Loopback).await;
    assert_eq!((body.as_slice(), fetch.hops[0].address), (&b"here"[..], server.address));
}

#[tokio::test]
async fn this_machine_is_asked_only_for_what_was_seen_there() {
    let server = Server::that(|_| Does::Says(ok("secret"))).await;
    let port = server.address.port();
    for url in
        [server.url("/"), format!("http://[::ffff:127.0.0.1]:{port}/"), format!("http://2130706433:{port}/")]
    {
        let (fetch, _) = get_from(&url, options(policy(&[port])), Origin::Elsewhere).await;
        assert!(refused(&fetch).contains("this computer itself"), "{url}: {}", refused(&fetch));
    }
    assert!(server.requests().is_empty());
    let (fetch, _) =
        get_from(&server.url("/"), options(policy(&[port]).loopback(true)), Origin::Elsewhere).await;
    assert!(fetch.body.done().is_some());
}
