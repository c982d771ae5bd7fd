//! What certificates name: documents without end, of the largest size, and such that cost more than they weigh.

use std::future::Future;
use std::sync::{Arc, LazyLock};

use rdp_health::Depth;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::JoinSet;

use super::authorities::{self, Identity, heavy_namesakes, key, layers, leaf, namesakes, say_where};
use super::peer;
use super::stage::{BUDGET, Behaviour, Play, Stage, scenario};

/// As long as the fetch policy allows.
const LARGEST: usize = 8 * 1024 * 1024 - 64;
/// As many as it allows.
const MOST: usize = 12;

/// The largest of each kind are made once: this build takes its time.
static LIST: LazyLock<Vec<u8>> = LazyLock::new(|| authorities::list(LARGEST));
static RESPONSE: LazyLock<Vec<u8>> = LazyLock::new(|| authorities::ocsp(LARGEST));

/// How a stage is made.
pub(super) type Making = fn() -> Play<Stage>;

const UNTRUSTED: &[&str] = &["cert-name-mismatch", "cert-chain-incomplete", "cert-revocation-invalid"];

/// What the lab's web server can do with a list, a responder and an issuer.
const ANSWERS: &[(&str, &str)] = &[
    ("redirect-circle", "answer = { redirect = \"/a\" }"),
    ("flood", "answer = { flood = \"0123456789abcdef\" }"),
    ("silence", "answer = \"silence\""),
    ("page", "answer = { text = \"<html>\\u001b[2J\\u202e\" }"),
];

pub(super) fn all() -> Vec<Behaviour> {
    let mut all = Vec::new();
    for (name, answer) in ANSWERS {
        let nla = "{ step = \"x224\", answer = { windows = { security_layer = \"tls\", nla = true } } }";
        let script = format!(
            "{nla}, {{ step = \"tls\", certificate = {{ kind = \"no_intermediate\", aia = [\"/a\"], crl = [\"/b\"], \
             ocsp = [\"/c\"] }} }}, {{ step = \"read\" }}, {{ step = \"stall\" }}"
        );
        let web: String =
            ["/a", "/b", "/c"].iter().map(|path| format!("[[web]]\npath = \"{path}\"\n{answer}\n")).collect();
        all.push(Behaviour::lab(format!("document-{name}"), UNTRUSTED, scenario(&script, &web)));
    }
    let kinds: [(&str, Making); 9] = [
        ("twelve-lists", || Box::pin(lists(LIST.clone()))),
        ("twelve-lists-of-zeros", || Box::pin(lists(vec![0x30; LARGEST]))),
        ("twelve-responses", || Box::pin(responses(RESPONSE.clone()))),
        ("twelve-bundles-of-text", || {
            Box::pin(issuers(
                b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".repeat(LARGEST / 64),
            ))
        }),
        ("twelve-bundles-of-cms", || {
            Box::pin(issuers(authorities::cms(&vec![vec![0x30, 0]; LARGEST / 2 - 64])))
        }),
        ("bomb-layers", || Box::pin(bomb(|leaf| layers(6, 4, leaf), authorities::pem))),
        ("bomb-two-wide", || Box::pin(bomb(|leaf| layers(2, 12, leaf), authorities::cms))),
        ("bomb-namesakes", || Box::pin(bomb(|leaf| namesakes(60, leaf), authorities::pem))),
        ("bomb-heavy", || Box::pin(bomb(|leaf| heavy_namesakes(24, 8_192, leaf), authorities::pem))),
    ];
    all.extend(kinds.map(|(name, play)| {
        Behaviour::own(format!("document-{name}"), UNTRUSTED, async move { play().await })
    }));
    all
}

/// Those that cost most.
pub(super) fn costly() -> Vec<Making> {
    vec![
        || Box::pin(lists(LIST.clone())),
        || Box::pin(responses(RESPONSE.clone())),
        || Box::pin(bomb(|leaf| layers(6, 4, leaf), authorities::pem)),
        || Box::pin(bomb(|leaf| heavy_namesakes(24, 8_192, leaf), authorities::pem)),
    ]
}

fn lists(body: Vec<u8>) -> impl Future<Output = Stage> {
    served(vec![body], |urls, params| say_where(params, urls, &[], &[]))
}

fn responses(body: Vec<u8>) -> impl Future<Output = Stage> {
    served(vec![body], |urls, params| say_where(params, &[], urls, &[]))
}

fn issuers(body: Vec<u8>) -> impl Future<Output = Stage> {
    served(vec![body], |urls, params| say_where(params, &[], &[], urls))
}

async fn served(bodies: Vec<Vec<u8>>, name: fn(&[String], &mut rcgen::CertificateParams)) -> Stage {
    let (port, web) = web(bodies).await;
    let urls: Vec<String> = (0..MOST).map(|number| format!("http://127.0.0.1:{port}/{number}")).collect();
    let mut params = leaf();
    name(&urls, &mut params);
    // With an issuer that is there, so that OCSP is asked as well.
    let (own, others) = namesakes_of(&params);
    shown(own, others, port, web).await
}

/// One that signed it, and only its name.
fn namesakes_of(params: &rcgen::CertificateParams) -> (Vec<u8>, Vec<Vec<u8>>) {
    let authority = authorities::ca("Namesake", 1).self_signed(&key()).unwrap();
    let own = params.signed_by(&key(), &authorities::issuer(authorities::named("Namesake"))).unwrap();
    (own.der().to_vec(), vec![authority.der().to_vec()])
}

type Made = fn(&rcgen::CertificateParams) -> (Vec<u8>, Vec<Vec<u8>>);

/// Certificates whose ways multiply, all of them to be fetched.
async fn bomb(made: Made, published: fn(&[Vec<u8>]) -> Vec<u8>) -> Stage {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let urls: Vec<String> = (0..MOST).map(|number| format!("http://127.0.0.1:{port}/{number}")).collect();
    let mut params = leaf();
    say_where(&mut params, &[], &[], &urls);
    let (own, others) = made(&params);
    let bodies = others.chunks(16).map(published).collect();
    let mut web = JoinSet::new();
    web.spawn(serve(listener, Arc::new(bodies)));
    shown(own, Vec::new(), port, web).await
}

async fn shown(own: Vec<u8>, others: Vec<Vec<u8>>, port: u16, web: JoinSet<()>) -> Stage {
    let chain = std::iter::once(own).chain(others).collect();
    let mut stage = peer::with_certificate(Identity { chain, key: key().serialize_der() }).await;
    stage.options.fetch.ports.push(port);
    // Enough for all that may come.
    stage.options.timeouts.budget = 4 * BUDGET;
    stage.options.depth = Depth::Standard;
    stage.plays = Box::new((stage.plays, web));
    stage
}

/// A web server that has these documents, and gives each of them in turn.
async fn web(bodies: Vec<Vec<u8>>) -> (u16, JoinSet<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut tasks = JoinSet::new();
    tasks.spawn(serve(listener, Arc::new(bodies)));
    (port, tasks)
}

async fn serve(listener: tokio::net::TcpListener, bodies: Arc<Vec<Vec<u8>>>) {
    let mut clients = JoinSet::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        let bodies = Arc::clone(&bodies);
        clients.spawn(async move {
            let mut request = vec![0; 4096];
            let count = stream.read(&mut request).await.unwrap_or_default();
            let text = String::from_utf8_lossy(&request[..count]).into_owned();
            let number =
                text.split(['/', ' ']).find_map(|part| part.parse::<usize>().ok()).unwrap_or_default();
            let body = &bodies[number % bodies.len()];
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(body).await;
            let _ = peer::wait(&mut stream).await;
        });
    }
}
