//! The lab's web server: just enough HTTP to serve what certificates name, and to fail at it. At its port there is a KDC
//! as well, for the domain controllers that SRV records name.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rdp_health_wire::kerberos::{KerberosError, KrbError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::certificate::Pki;
use crate::error::LabError;
use crate::scenario::{Kdc, Scenario, WebAnswer};

/// A request longer than this is nobody's who is welcome here.
const MOST_REQUEST: usize = 16 * 1024;

/// An answer with everything made that it needs.
enum Page {
    Says(Vec<u8>),
    Floods(Vec<u8>),
    Silence,
}

/// A free port of 127.0.0.1: certificates name it before anything is served.
pub(crate) async fn bind() -> Result<(TcpListener, SocketAddr), LabError> {
    let listen = |source| LabError::Listen { address: (Ipv4Addr::LOCALHOST, 0).into(), source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    Ok((listener, address))
}

/// Serves what the scenario has.
pub(crate) fn start(
    listener: TcpListener,
    scenario: &Scenario,
    pki: &mut Pki,
    tasks: &mut JoinSet<()>,
) -> Result<(), LabError> {
    let mut pages = HashMap::new();
    for page in &scenario.web {
        let made = match &page.answer {
            WebAnswer::Crl(list) => Page::Says(ok("application/pkix-crl", &pki.list(list)?)),
            WebAnswer::Ocsp(response) => Page::Says(ok("application/ocsp-response", &pki.ocsp(response)?)),
            WebAnswer::Issuer(published) => {
                Page::Says(ok("application/pkix-cert", &pki.published(*published)?))
            }
            WebAnswer::Text(text) => Page::Says(ok("text/html", text.as_bytes())),
            WebAnswer::Status(status) => Page::Says(head(&status.to_string(), "content-length: 0")),
            WebAnswer::Redirect(to) => {
                Page::Says(head("302", &format!("location: {}\r\ncontent-length: 0", pki.url(to))))
            }
            WebAnswer::Flood(text) => Page::Floods(text.clone().into_bytes()),
            WebAnswer::Silence => Page::Silence,
        };
        pages.insert(page.path.clone(), made);
    }
    tasks.spawn(serve(listener, Arc::new(pages), scenario.kdc));
    Ok(())
}

fn head(status: &str, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} .\r\n{headers}\r\n\r\n").into_bytes()
}

fn ok(media: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    [&head("200", &format!("content-type: {media}\r\ncontent-length: {length}")), body].concat()
}

async fn serve(listener: TcpListener, pages: Arc<HashMap<String, Page>>, kdc: Kdc) {
    let mut clients = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let pages = Arc::clone(&pages);
                clients.spawn(async move {
                    // A client that goes away is no fault of ours.
                    let _ = answer(stream, &pages, kdc).await;
                });
            }
            Some(_) = clients.join_next() => {}
        }
    }
}

async fn answer(mut stream: TcpStream, pages: &HashMap<String, Page>, kdc: Kdc) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        if MOST_REQUEST < request.len() || stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
        // A length that no method begins with.
        if request.first() == Some(&0) {
            return answer_kerberos(stream, request, kdc).await;
        }
    }
    let text = String::from_utf8_lossy(&request);
    let path = text.split(' ').nth(1).unwrap_or_default();
    match pages.get(path) {
        Some(Page::Says(answer)) => stream.write_all(answer).await?,
        Some(Page::Floods(bytes)) => {
            stream.write_all(&head("200", "content-type: text/html")).await?;
            loop {
                stream.write_all(bytes).await?;
            }
        }
        Some(Page::Silence) => {}
        None => stream.write_all(&head("404", "content-length: 0")).await?,
    }
    // Until the client closes: a silent server does not end the connection either.
    while stream.read(&mut [0; 1024]).await? != 0 {}
    Ok(())
}

/// Answers one message, of which `read` has come.
async fn answer_kerberos(mut stream: TcpStream, mut read: Vec<u8>, kdc: Kdc) -> io::Result<()> {
    let whole = |read: &[u8]| {
        let length = read.first_chunk().map(|length| u32::from_be_bytes(*length));
        length.and_then(|length| usize::try_from(length).ok()).is_some_and(|length| length + 4 <= read.len())
    };
    while !whole(&read) {
        if MOST_REQUEST < read.len() || stream.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
    }
    let error = |code| KrbError { code, realm: "LAB.TEST".to_owned() }.encode();
    let answer = match kdc {
        Kdc::UnknownClient => error(KerberosError::KDC_ERR_C_PRINCIPAL_UNKNOWN),
        Kdc::WrongRealm => error(KerberosError::KDC_ERR_WRONG_REALM),
        Kdc::Http => head("400", "content-length: 0"),
        Kdc::Nonsense => vec![0, 0, 0, 3, 0x7e, 0x30, 0],
        Kdc::Close => return stream.shutdown().await,
        Kdc::Silence => Vec::new(),
    };
    stream.write_all(&answer).await?;
    while stream.read(&mut [0; 1024]).await? != 0 {}
    Ok(())
}
