//! HTTP `CONNECT`, RFC 9110 9.3.6, with Basic authentication, RFC 7617.
//!
//! The head is read byte by byte: what stands behind it is the host's already, and a library would take it along.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use httparse::{EMPTY_HEADER, Response, Status};
use tokio::io::AsyncReadExt as _;
use tokio::time::{Instant, timeout_at};

use super::super::http::printable;
use super::super::net::Connection;
use super::super::recognise;
use super::failure::{failed, unusable};
use crate::observe::{ProxyReply, Through};
use crate::outcome::{Failure, FailureKind};

/// No honest proxy needs more for the head of an answer.
const LONGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 100;
/// So many ways to log on are kept: an honest proxy offers five at most.
const MOST_SCHEMES: usize = 16;
const READ: &str = "read the answer to CONNECT";
const BEGINNING: &[u8] = b"HTTP/1.";

/// Request out, head of the answer in. A body is nobody's business.
pub(super) async fn ask(
    connection: &mut Connection,
    through: &Through,
    credentials: Option<(&str, &str)>,
    deadline: Instant,
) -> Result<ProxyReply, Failure> {
    if let Err(error) = connection.send(request(through, credentials).as_bytes(), deadline).await {
        return Err(failed(connection, "send CONNECT", &error));
    }
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
        if LONGEST_HEAD <= head.len() {
            let why = "the header of its answer never ends".to_owned();
            return Err(unusable(connection, READ, FailureKind::TooMuch, why));
        }
        let byte = match timeout_at(deadline, connection.read_u8()).await {
            Ok(result) => result,
            Err(_) => Err(std::io::ErrorKind::TimedOut.into()),
        };
        match byte {
            Ok(byte) => head.push(byte),
            Err(error) => return Err(failed(connection, READ, &error)),
        }
        if !BEGINNING.starts_with(head.get(..BEGINNING.len()).unwrap_or(&head)) {
            // What else is there tells which service it is.
            let _ = connection.receive(&mut Vec::new(), Instant::now()).await;
            let service = recognise::service(connection.first_bytes());
            return Err(unusable(connection, READ, FailureKind::ForeignBytes, service.into_owned()));
        }
    }
    parse(&head).map_err(|why| unusable(connection, READ, FailureKind::Malformed, why))
}

fn request(through: &Through, credentials: Option<(&str, &str)>) -> String {
    let destination = through.destination();
    let mut head = format!("CONNECT {destination} HTTP/1.1\r\nHost: {destination}\r\n");
    if let Some((user, password)) = credentials {
        let token = BASE64.encode(format!("{user}:{password}"));
        head.push_str(&format!("Proxy-Authorization: Basic {token}\r\n"));
    }
    head + "\r\n"
}

fn parse(head: &[u8]) -> Result<ProxyReply, String> {
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut response = Response::new(&mut headers);
    match response.parse(head) {
        Ok(Status::Complete(_)) => {}
        Ok(Status::Partial) => return Err("the header of its answer is incomplete".to_owned()),
        Err(error) => return Err(format!("the header of its answer could not be parsed: {error}")),
    }
    let text = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        Some(printable(&String::from_utf8_lossy(found.value)))
    };
    let schemes = response
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("proxy-authenticate"))
        .filter_map(|header| {
            Some(String::from_utf8_lossy(header.value).split_whitespace().next()?.to_owned())
        })
        .map(|scheme| printable(&scheme))
        .take(MOST_SCHEMES)
        .collect();
    Ok(ProxyReply::Http {
        status: response.code.unwrap_or_default(),
        reason: printable(response.reason.unwrap_or_default()),
        server: text("server").or_else(|| text("via")),
        schemes,
        error: text("proxy-status").or_else(|| text("x-squid-error")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(host: &str) -> Through {
        Through::new("http://proxy:8080", host, 3389)
    }

    #[test]
    fn the_request_names_its_destination_twice() {
        let expected = "CONNECT [2001:db8::7]:3389 HTTP/1.1\r\nHost: [2001:db8::7]:3389\r\n\r\n";
        assert_eq!(request(&through("2001:db8::7"), None), expected);
        // The example of RFC 7617 2.
        let with = request(&through("srv01"), Some(("Aladdin", "open sesame")));
        assert!(
            with.contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"),
            "{with}"
        );
    }

    #[test]
    fn heads_of_answers() {
        let head = b"HTTP/1.1 407 Proxy Authentication Required\r\nServer: squid/5.7\r\n\
                     Proxy-Authenticate: Basic realm=\"x\"\r\nProxy-Authenticate: Negotiate\r\n\
                     X-Squid-Error: ERR_CACHE_ACCESS_DENIED 0\r\n\r\n";
        let expected = "407 Proxy Authentication Required, ERR_CACHE_ACCESS_DENIED 0, offers Basic, Negotiate, \
                        from squid/5.7";
        assert_eq!(parse(head).unwrap().to_string(), expected);
        assert_eq!(parse(b"HTTP/1.0 200\n\n").unwrap().to_string(), "200");
        for wrong in [&b"HTTP/1.1 2000 OK\r\n\r\n"[..], b"HTTP/1.1 200 OK\r\n: x\r\n\r\n"] {
            assert!(parse(wrong).is_err(), "{}", wrong.escape_ascii());
        }
    }
}
