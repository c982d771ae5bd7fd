//! One HTTP request over one connection, in TLS: how gateways are looked at.

mod exchange;
mod request;

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hyper::HeaderMap;
use hyper::header::{
    CONTENT_LENGTH, CONTENT_TYPE, HeaderName, LOCATION, SEC_WEBSOCKET_ACCEPT, SERVER, VIA, WWW_AUTHENTICATE,
};
use rdp_health_wire::ntlm::{Challenge, find_challenge};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use super::danger::Recorder;
use super::net::Connection;
use super::{Probe, certificates, credssp, tls};
use crate::event::Event;
use crate::observe::{WebAnswer, WebConversation, WebRequest};
use crate::outcome::{Failure, FailureKind, Outcome, Phase};
use exchange::exchange;

/// Headers of an answer are kept up to this many characters.
const LONGEST_TEXT: usize = 200;
/// So many authentication schemes are kept: an honest server offers six at most.
const MOST_SCHEMES: usize = 16;

impl Probe<'_> {
    /// Makes one request of the web server `host` (with `:port` where it is not the usual one) at `address`.
    pub(crate) async fn web(
        &mut self,
        server_name: &str,
        host: &str,
        address: SocketAddr,
        request: WebRequest,
        why: &str,
    ) -> WebConversation {
        self.connections += 1;
        let number = self.connections;
        self.progress.tell(|| Event::Requesting {
            address,
            connection: number,
            request,
            why: why.to_owned(),
        });
        let mut conversation = WebConversation::new(number, request, why);
        let Some(mut connection) = self.dial(number, address, None, &mut conversation.connect).await else {
            return conversation;
        };
        self.converse_web(&mut connection, &mut conversation, server_name, host, address).await;
        self.round_trips += connection.round_trips;
        connection.close().await;
        self.not_the_peer(&mut conversation.tls);
        self.not_the_peer(&mut conversation.answer);
        conversation
    }

    async fn converse_web(
        &mut self,
        connection: &mut Connection,
        conversation: &mut WebConversation,
        server_name: &str,
        host: &str,
        address: SocketAddr,
    ) {
        let number = conversation.connection;
        let mut stage = self.stage(Phase::Tls, number, Some(address));
        let deadline = self.deadline(self.options.timeouts.answer);
        connection.begin_phase();
        let recorder = Recorder::default();
        let opened = tls::connect(&mut *connection, &recorder, server_name, address.ip(), deadline).await;
        conversation.certificates = certificates(&recorder.seen().chain);
        let mut stream = match opened {
            Ok(stream) => stream,
            Err(error) => {
                conversation.tls = Outcome::Failed(tls::failure(connection, &error));
                conversation.answer = Outcome::skipped("TLS did not come about");
                self.close_stage(stage, Some(connection));
                return;
            }
        };
        conversation.tls = match tls::session(&mut stream, &recorder, deadline).await {
            Ok(session) => Outcome::Done(session),
            Err(error) => Outcome::Failed(tls::failure(stream.get_ref().0, &error)),
        };
        stage.ok = conversation.tls.done().is_some();
        self.close_stage(stage, Some(stream.get_ref().0));
        if conversation.tls.failed().is_some() {
            return;
        }

        let mut stage = self.stage(Phase::Gateway, number, Some(address));
        let deadline = self.deadline(self.options.timeouts.answer);
        stream.get_mut().0.begin_phase();
        let key = BASE64.encode(super::random().get(..16).unwrap_or_default());
        let asked = credssp::now_us();
        let result = match request::build(conversation.request, host, &key) {
            Ok(request) => exchange(&mut stream, request, deadline).await,
            Err(error) => Err(exchange::Trouble::from(error)),
        };
        let connection: &Connection = stream.get_ref().0;
        conversation.answer = match result {
            Ok(head) => {
                let mut answer = read(&head, &key, asked, credssp::now_us());
                answer.elapsed_us = connection.elapsed_us();
                Outcome::Done(answer)
            }
            Err(trouble) => Outcome::Failed(trouble.of(connection)),
        };
        stage.ok = conversation.answer.done().is_some();
        self.close_stage(stage, Some(connection));
    }
}

/// The facts of an answer, around which our clock showed `asked` and `answered`.
fn read(head: &hyper::http::response::Parts, key: &str, asked: i64, answered: i64) -> WebAnswer {
    let mut answer = WebAnswer::new(head.status.as_u16());
    answer.server = text(&head.headers, &SERVER);
    answer.via = text(&head.headers, &VIA);
    answer.location = text(&head.headers, &LOCATION);
    answer.content_type = text(&head.headers, &CONTENT_TYPE);
    answer.content_length = text(&head.headers, &CONTENT_LENGTH)
        .and_then(|text| Some(text.parse::<u64>().ok()?.try_into().unwrap_or(u32::MAX)));
    let accepted = text(&head.headers, &SEC_WEBSOCKET_ACCEPT);
    answer.upgraded = answer.status == 101 && accepted == Some(accept(key));
    for value in head.headers.get_all(WWW_AUTHENTICATE).iter().take(MOST_SCHEMES) {
        let value = String::from_utf8_lossy(value.as_bytes());
        let mut parts = value.split_ascii_whitespace();
        let Some(scheme) = parts.next() else { continue };
        answer.schemes.push(printable(scheme));
        let token = parts.next().and_then(|token| BASE64.decode(token).ok()).unwrap_or_default();
        if answer.ntlm.is_none() {
            let challenge = find_challenge(&token).and_then(|bytes| Challenge::decode(bytes).ok());
            answer.ntlm = challenge.map(|challenge| credssp::read(&challenge, asked, answered));
        }
    }
    answer
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| printable(&String::from_utf8_lossy(value.as_bytes())))
}

/// What a peer says, as it may stand in a report.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_TEXT).collect()
}

/// The answer to a WebSocket key, RFC 6455 4.2.2.
fn accept(key: &str) -> String {
    let salted = format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    BASE64.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, salted.as_bytes()))
}

impl From<hyper::http::Error> for exchange::Trouble {
    fn from(error: hyper::http::Error) -> Self {
        Self::NotSent(error.to_string())
    }
}

/// A failure in the answer's phase, with what the HTTP library said.
fn failure(connection: &Connection, kind: FailureKind, detail: String) -> Failure {
    let mut failure = connection.failure(Phase::Gateway, exchange::READ, kind, crate::outcome::ClosedBy::Us);
    // Inside of TLS the first bytes are cipher text.
    failure.first_bytes = None;
    failure.detail = Some(detail);
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_rfc_is_answered_as_in_the_rfc() {
        assert_eq!(accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    #[test]
    fn what_a_peer_says_cannot_command_a_terminal() {
        assert_eq!(printable("IIS\u{1b}[31m/10.0\u{9b}0m"), "IIS[31m/10.00m");
        assert_eq!(printable(&"x".repeat(1000)).len(), LONGEST_TEXT);
    }
}
