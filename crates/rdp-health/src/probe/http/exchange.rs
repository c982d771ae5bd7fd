//! Request out, head of the answer in: all that is left to the HTTP library.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::CONTENT_TYPE;
use hyper::http::response::Parts;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout_at};

use crate::outcome::{ClosedBy, Failure, FailureKind, Phase};
use crate::probe::net::Connection;
use crate::probe::tls;

pub(super) const READ: &str = "read the HTTP answer";

/// No honest server needs more for the head of an answer.
const LONGEST_HEAD: usize = 32 * 1024;
const MOST_HEADERS: usize = 100;

/// So much of a page is read, in bytes.
const LONGEST_PAGE: usize = 8 * 1024;
/// How long a page is waited for once the head of the answer is there.
const PAGE: Duration = Duration::from_secs(1);

/// What a request came to.
pub(super) struct Answered {
    pub(super) head: Parts,
    /// The beginning of the page, if a text came with the answer.
    pub(super) page: Vec<u8>,
}

/// Why there is no answer.
pub(super) enum Trouble {
    /// The request could not be written.
    NotSent(String),
    /// The deadline passed.
    TimedOut,
    /// The HTTP library gave up.
    Http(hyper::Error),
}

/// Sends a request and reads the head of the answer, and of a page as much as tells whose it is.
pub(super) async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    request: Request<Empty<Bytes>>,
    deadline: Instant,
) -> Result<Answered, Trouble> {
    let answer = async {
        let (mut sender, connection) = http1::Builder::new()
            .title_case_headers(true)
            .max_headers(MOST_HEADERS)
            .max_buf_size(LONGEST_HEAD)
            .handshake(TokioIo::new(stream))
            .await?;
        let answer = async {
            let (head, body) = sender.send_request(request).await?.into_parts();
            let page = match has_page(&head) {
                true => beginning(body, deadline.min(Instant::now() + PAGE)).await,
                false => Vec::new(),
            };
            Ok(Answered { head, page })
        };
        tokio::pin!(connection, answer);
        tokio::select! {
            biased;
            answer = &mut answer => return answer,
            // It ended, well or badly: what it got out of it is in the answer.
            _ = &mut connection => {}
        }
        answer.await
    };
    match timeout_at(deadline, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Trouble::Http(error)),
        Err(_) => Err(Trouble::TimedOut),
    }
}

/// Whether a text comes with the answer. A gateway's channel has a body that never ends, and says so by its type; with
/// an offer of authentication nobody reads the page.
fn has_page(head: &Parts) -> bool {
    let of_interest = !matches!(head.status, StatusCode::SWITCHING_PROTOCOLS | StatusCode::UNAUTHORIZED);
    let kind = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    of_interest
        && ["text/", "application/json", "application/xhtml"].iter().any(|text| kind.starts_with(text))
}

/// As much of a page as comes in time. A page that is cut short says less, and is no failure.
async fn beginning(mut body: Incoming, deadline: Instant) -> Vec<u8> {
    let mut page = Vec::new();
    while page.len() < LONGEST_PAGE
        && let Ok(Some(Ok(frame))) = timeout_at(deadline, body.frame()).await
    {
        page.extend(frame.into_data().unwrap_or_default());
    }
    page.truncate(LONGEST_PAGE);
    page
}

impl Trouble {
    /// What it was, as a failure of the connection.
    pub(super) fn of(self, connection: &Connection, phase: Phase) -> Failure {
        let mut failed = match self {
            Self::NotSent(why) => return failure(connection, phase, FailureKind::Other, why),
            Self::TimedOut => connection.failed(phase, READ, &io::ErrorKind::TimedOut.into()),
            Self::Http(error) if error.is_parse() => {
                return failure(connection, phase, FailureKind::ForeignBytes, error.to_string());
            }
            Self::Http(error) => match error.source().and_then(|source| source.downcast_ref::<io::Error>()) {
                Some(error) => tls::failed(connection, phase, READ, error),
                // Closed before the answer was complete.
                None => connection.failed(phase, READ, &io::ErrorKind::UnexpectedEof.into()),
            },
        };
        failed.first_bytes = None;
        failed
    }
}

/// A failure in the answer's phase, with what the HTTP library said.
fn failure(connection: &Connection, phase: Phase, kind: FailureKind, detail: String) -> Failure {
    let mut failure = connection.failure(phase, READ, kind, ClosedBy::Us);
    // Inside of TLS the first bytes are cipher text.
    failure.first_bytes = None;
    failure.detail = Some(detail);
    failure
}
