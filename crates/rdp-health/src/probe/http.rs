//! One HTTP request over one connection, in TLS or in clear: how gateways, listeners and web servers are checked.

mod challenges;
mod exchange;
mod request;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hyper::HeaderMap;
use hyper::Version;
use hyper::header::{
    CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderName, LOCATION, SEC_WEBSOCKET_ACCEPT, SERVER,
    SET_COOKIE, VIA, WWW_AUTHENTICATE,
};
use rdp_health_wire::ntlm::{Challenge, find_challenge};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

use super::danger::Recorder;
use super::net::Connection;
use super::{Peer, Probe, certificates, credssp, tls};
use crate::observe::{
    CertificateFacts, Conversation, HttpAnswer, HttpHeader, HttpRequest, Role, TimelineEntry, TlsSession,
};
use crate::outcome::{Outcome, Phase, Skipped};
use exchange::{Answered, exchange};
use request::Asked;

/// Headers of an answer are kept up to this many characters.
const LONGEST_TEXT: usize = 200;
/// So many authentication schemes are kept: an honest server offers six at most.
const MOST_SCHEMES: usize = 16;
/// So many other headers are kept.
const MOST_HEADERS: usize = 24;
/// Pages are kept up to this many characters: what an error page says, and where a sign-in page leads, stands early.
const LONGEST_PAGE: usize = 2000;
/// What has a field of its own, or tells nothing of who answers. A challenge of NTLM is kept decoded.
const NOT_KEPT: [HeaderName; 8] =
    [CONTENT_LENGTH, CONTENT_TYPE, DATE, LOCATION, SEC_WEBSOCKET_ACCEPT, SERVER, VIA, WWW_AUTHENTICATE];

/// The ports that go without saying in a request, inside TLS and in clear.
const HTTPS_PORT: u16 = 443;
const HTTP_PORT: u16 = 80;

impl Probe<'_> {
    /// TLS where it is asked for, then the request.
    pub(super) async fn http(
        &self,
        connection: &mut Connection,
        conversation: &mut Conversation,
        peer: &Peer<'_>,
        request: HttpRequest,
        tls: bool,
    ) {
        conversation.skip_negotiation();
        if tls {
            let seen = self.inside_tls(connection, conversation.connection, peer, request).await;
            (conversation.tls, conversation.certificates, conversation.http) = seen;
            // Another service's certificate says nothing of Remote Desktop.
            if peer.role == Role::Host {
                conversation.certificates = Outcome::Skipped(Skipped::OtherQuestion);
            }
            return;
        }
        let why = "it speaks without encryption";
        (conversation.tls, conversation.certificates) = (Outcome::skipped(why), Outcome::skipped(why));
        let (stage, deadline) = self.begin_request(connection, conversation.connection, peer);
        let asked =
            Asked { request, host: authority(peer.name, peer.way.port(), HTTP_PORT), path: peer.path };
        let answer = make(&mut *connection, &asked, deadline).await;
        conversation.http = self.end_request(stage, connection, answer);
    }

    async fn inside_tls(
        &self,
        connection: &mut Connection,
        number: u32,
        peer: &Peer<'_>,
        request: HttpRequest,
    ) -> (Outcome<TlsSession>, Outcome<Vec<CertificateFacts>>, Outcome<HttpAnswer>) {
        let address = peer.way.address;
        let mut stage = self.stage(Phase::Tls, number, Some(address));
        let deadline = self.deadline(connection.wait);
        connection.begin_phase();
        let recorder = Recorder::default();
        let no_tls = || Outcome::Skipped(Skipped::NoTls);
        let opened = tls::connect(&mut *connection, &recorder, peer.name, address.ip(), deadline).await;
        let chain = certificates(&recorder.seen().chain);
        let mut stream = match opened {
            Ok(stream) => stream,
            Err(error) => {
                let failure = tls::failure(connection, &error);
                self.close_stage(stage, Some(connection));
                return (Outcome::Failed(failure), chain, no_tls());
            }
        };
        let session = match tls::session(&mut stream, &recorder, deadline).await {
            Ok(session) => session,
            Err(error) => {
                let failure = tls::failure(stream.get_ref().0, &error);
                self.close_stage(stage, Some(stream.get_ref().0));
                return (Outcome::Failed(failure), chain, no_tls());
            }
        };
        stage.ok = true;
        self.close_stage(stage, Some(stream.get_ref().0));
        let (stage, deadline) = self.begin_request(stream.get_mut().0, number, peer);
        let asked =
            Asked { request, host: authority(peer.name, peer.way.port(), HTTPS_PORT), path: peer.path };
        let answer = make(&mut stream, &asked, deadline).await;
        let answer = self.end_request(stage, stream.get_ref().0, answer);
        (Outcome::Done(session), chain, answer)
    }

    fn begin_request(
        &self,
        connection: &mut Connection,
        number: u32,
        peer: &Peer<'_>,
    ) -> (TimelineEntry, Instant) {
        connection.begin_phase();
        let stage = self.stage(peer.role.http_phase(), number, Some(peer.way.address));
        (stage, self.deadline(connection.wait))
    }

    fn end_request(
        &self,
        mut stage: TimelineEntry,
        connection: &Connection,
        answer: Result<HttpAnswer, exchange::Trouble>,
    ) -> Outcome<HttpAnswer> {
        let answer = match answer {
            Ok(mut answer) => {
                answer.elapsed = connection.elapsed();
                Outcome::Done(answer)
            }
            Err(trouble) => Outcome::Failed(trouble.of(connection, stage.phase)),
        };
        stage.ok = answer.done().is_some();
        self.close_stage(stage, Some(connection));
        answer
    }
}

/// The `Host` of a request, RFC 9110 7.2.
fn authority(name: &str, port: u16, usual: u16) -> String {
    match (name.contains(':'), port == usual) {
        (true, true) => format!("[{name}]"),
        (true, false) => format!("[{name}]:{port}"),
        (false, true) => name.to_owned(),
        (false, false) => format!("{name}:{port}"),
    }
}

/// The request out, the facts of the answer in.
async fn make<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    question: &Asked<'_>,
    deadline: Instant,
) -> Result<HttpAnswer, exchange::Trouble> {
    let key = BASE64.encode(super::random().get(..16).unwrap_or_default());
    let asked = credssp::now_us();
    let Answered { head, page } = exchange(stream, request::build(question, &key)?, deadline).await?;
    let mut answer = read(&head, &key, asked, credssp::now_us());
    answer.page = Some(readable(&page)).filter(|page| !page.is_empty());
    Ok(answer)
}

/// The facts of an answer, around which our clock showed `asked` and `answered`.
fn read(head: &hyper::http::response::Parts, key: &str, asked: i64, answered: i64) -> HttpAnswer {
    let mut answer = HttpAnswer::new(head.status.as_u16());
    answer.server = text(&head.headers, &SERVER);
    answer.via = text(&head.headers, &VIA);
    answer.location = text(&head.headers, &LOCATION);
    answer.content_type = text(&head.headers, &CONTENT_TYPE);
    answer.content_length = text(&head.headers, &CONTENT_LENGTH)
        .and_then(|text| Some(text.parse::<u64>().ok()?.try_into().unwrap_or(u32::MAX)));
    let accepted = text(&head.headers, &SEC_WEBSOCKET_ACCEPT);
    answer.upgraded = answer.status == 101 && accepted == Some(accept(key));
    answer.closes = closes(head);
    answer.headers = others(&head.headers);
    let values = head.headers.get_all(WWW_AUTHENTICATE).iter();
    for value in values.map(|value| String::from_utf8_lossy(value.as_bytes())) {
        for offered in challenges::parse(&value) {
            if answer.schemes.len() < MOST_SCHEMES {
                answer.schemes.push(printable(offered.scheme));
            }
            let token = offered.token.and_then(|token| BASE64.decode(token).ok()).unwrap_or_default();
            let Some(token) = find_challenge(&token).filter(|_| answer.ntlm.is_none()) else { continue };
            let challenge = Challenge::decode(token).ok();
            answer.ntlm_damaged = challenge.is_none() || !Challenge::is_whole(token);
            answer.ntlm = challenge.map(|challenge| credssp::read(&challenge, asked, answered));
        }
    }
    answer
}

/// Whether the server ends the connection after this answer, RFC 9112 9.3.
fn closes(head: &hyper::http::response::Parts) -> bool {
    let says = |word: &str| {
        let values = head.headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|option| option.trim().eq_ignore_ascii_case(word))
    };
    says("close") || head.version == Version::HTTP_10 && !says("keep-alive")
}

/// The headers that have no field of their own. Of a cookie the name is enough, and its value is nobody's business.
fn others(headers: &HeaderMap) -> Vec<HttpHeader> {
    let others = headers.iter().filter(|(name, _)| !NOT_KEPT.contains(name));
    let kept = others.take(MOST_HEADERS).map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        let value = match *name == SET_COOKIE {
            true => value.split('=').next().unwrap_or_default(),
            false => &value,
        };
        HttpHeader::new(name.as_str(), printable(value))
    });
    kept.collect()
}

/// The beginning of a page, its white space folded.
fn readable(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page);
    let words = page.split_whitespace().map(|word| word.chars().filter(|c| !c.is_control()).collect());
    words.collect::<Vec<String>>().join(" ").chars().take(LONGEST_PAGE).collect()
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).map(|value| printable(&String::from_utf8_lossy(value.as_bytes())))
}

/// What a peer says, as it may stand in a report.
pub(super) fn printable(text: &str) -> String {
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
