//! Request out, head of the answer in: all that is left to the HTTP library.

use std::error::Error as _;
use std::io;

use bytes::Bytes;
use http_body_util::Empty;
use hyper::Request;
use hyper::client::conn::http1;
use hyper::http::response::Parts;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout_at};

use super::failure;
use crate::outcome::{Failure, FailureKind, Phase};
use crate::probe::net::Connection;
use crate::probe::tls;

pub(super) const READ: &str = "read the HTTP answer";

/// No honest server needs more for the head of an answer.
const LONGEST_HEAD: usize = 32 * 1024;
const MOST_HEADERS: usize = 100;

/// Why there is no answer.
pub(super) enum Trouble {
    /// The request could not be written.
    NotSent(String),
    /// The deadline passed.
    TimedOut,
    /// The HTTP library gave up.
    Http(hyper::Error),
}

/// Sends a request and reads the head of the answer; the body is nobody's business.
pub(super) async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    request: Request<Empty<Bytes>>,
    deadline: Instant,
) -> Result<Parts, Trouble> {
    let answer = async {
        let (mut sender, connection) = http1::Builder::new()
            .title_case_headers(true)
            .max_headers(MOST_HEADERS)
            .max_buf_size(LONGEST_HEAD)
            .handshake(TokioIo::new(stream))
            .await?;
        let answer = sender.send_request(request);
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
        Ok(Ok(answer)) => Ok(answer.into_parts().0),
        Ok(Err(error)) => Err(Trouble::Http(error)),
        Err(_) => Err(Trouble::TimedOut),
    }
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
