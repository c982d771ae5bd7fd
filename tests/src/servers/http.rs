//! A small HTTP server whose documents are made while it runs: they name its port.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

type Make = dyn Fn(&[u8]) -> Vec<u8> + Send + Sync;

/// How a path is answered.
#[derive(Clone)]
pub enum HttpAnswer {
    /// 200 with this document.
    Document(&'static str, Vec<u8>),
    /// 200 with what is made of the body of the request.
    Made(&'static str, Arc<Make>),
    /// This status, with a page for people.
    Status(u16),
    /// Nothing at all.
    Silence,
}

#[derive(Default)]
struct Site {
    answers: HashMap<String, HttpAnswer>,
    requests: Vec<String>,
}

/// An HTTP server on a free port of 127.0.0.1. What it has no answer for is not found.
pub struct HttpServer {
    address: SocketAddr,
    site: Arc<Mutex<Site>>,
    /// Taken when dropped.
    runtime: Option<Runtime>,
}

impl HttpServer {
    /// Starts it, with nothing to serve.
    pub fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_io().build();
        let runtime = runtime.expect("a tokio runtime starts");
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free TCP port");
        let address = listener.local_addr().expect("a bound socket has an address");
        listener.set_nonblocking(true).expect("a socket can be made non-blocking");
        let site: Arc<Mutex<Site>> = Arc::default();
        let served = Arc::clone(&site);
        runtime.spawn(async move {
            let Ok(listener) = TcpListener::from_std(listener) else { return };
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, Arc::clone(&served)));
            }
        });
        Self { address, site, runtime: Some(runtime) }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// From now on `path` is answered like this.
    pub fn answer(&self, path: &str, answer: HttpAnswer) {
        self.site.lock().unwrap_or_else(PoisonError::into_inner).answers.insert(path.to_owned(), answer);
    }

    /// Method and path of every request so far.
    pub fn requests(&self) -> Vec<String> {
        self.site.lock().unwrap_or_else(PoisonError::into_inner).requests.clone()
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        // A plain drop of the runtime would block, which a test that is itself async may not.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn serve(mut client: TcpStream, site: Arc<Mutex<Site>>) -> std::io::Result<()> {
    let mut request = Vec::new();
    let (head, body) = loop {
        let end = request.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some((head, body)) = end.and_then(|end| request.split_at_checked(end + 4)) {
            let head = String::from_utf8_lossy(head).into_owned();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if length.unwrap_or(0) <= body.len() {
                break (head, body.to_vec());
            }
        }
        if client.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    };
    let first = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let answer = {
        let mut site = site.lock().unwrap_or_else(PoisonError::into_inner);
        site.requests.push(first);
        site.answers.get(&path).cloned().unwrap_or(HttpAnswer::Status(404))
    };
    let (status, media, document) = match answer {
        HttpAnswer::Document(media, document) => (200, media, document),
        HttpAnswer::Made(media, make) => (200, media, make(&body)),
        HttpAnswer::Status(status) => (status, "text/html", b"<html>no</html>".to_vec()),
        HttpAnswer::Silence => {
            client.read_buf(&mut request).await?;
            return Ok(());
        }
    };
    let length = document.len();
    let head = format!("HTTP/1.1 {status} .\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n\r\n");
    client.write_all(head.as_bytes()).await?;
    client.write_all(&document).await?;
    client.shutdown().await
}
