//! Rules about what a web server answers: is it the server's own word, and does its service run?

use url::Url;

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Address;
use super::{certificate, front, identity, relations, trust};
use crate::diagnose::pointer::Pointer;
use crate::observe::{Conversation, HttpAnswer, Question, Role, TlsSession};
use crate::outcome::{FailureKind, Phase};
use crate::target::HTTPS_PORT;

/// `HTTP/` in hex.
const HTTP: &str = "485454502f";
/// `<` in hex: old servers answer a bad request without a head.
const MARKUP: &str = "3c";
/// Proxy Authentication Required, RFC 9110 15.5.8.
const PROXY_LOGON: u16 = 407;
/// Network Authentication Required, RFC 6585 6.
const NETWORK_LOGON: u16 = 511;

/// The TLS hello was answered in another protocol.
pub(super) fn no_tls(address: &Address<'_>) -> Said {
    other_protocol(address).into()
}

/// What a web server's port speaks instead of TLS. Rules about TLS say nothing of it.
pub(super) fn other_protocol(address: &Address<'_>) -> Option<Finding> {
    if address.endpoint.role != Role::WebServer {
        return None;
    }
    let (index, conversation) = address.seen.last(address.first())?;
    let failure = conversation.tls.failed()?;
    let at = address.at(index).tls();
    let here = address.seen.place();
    if let Some((rdp, _)) = address
        .seen
        .last(Question::COOKIE)
        .filter(|(_, conversation)| conversation.negotiate.done().is_some())
    {
        return Some(
            remote_desktop(address, Confidence::Certain)
                .evidence(at, failure.phrase())
                .evidence(address.at(rdp).answer(), "it answers a Remote Desktop Connection Request"),
        );
    }
    let finding = match failure.kind {
        FailureKind::ForeignBytes if failure.is_rdp_in_clear() => remote_desktop(address, Confidence::Likely)
            .evidence(at, "instead of a ServerHello: an RDP message"),
        FailureKind::ForeignBytes if failure.begins_with(HTTP) => {
            let line = failure.first_bytes.as_deref().map(status_line).unwrap_or_default();
            let finding = match status_of(&line) {
                // A web server calls a TLS hello a bad request; a proxy or a portal does not.
                Some(400 | 404 | 405 | 408 | 501 | 505) => plain_http(address, Confidence::Likely),
                // So does the plain port of a web server that leads everybody to HTTPS.
                Some(301 | 302 | 307 | 308) if address.scene.target.port != HTTPS_PORT => {
                    plain_http(address, Confidence::Likely)
                }
                _ => Finding::of(CauseId::ProxyInBetween, Confidence::Likely).says(format!(
                    "{here} answers the TLS ClientHello in plain HTTP ({line}): a proxy or portal answers instead of \
                     the server, or the server has no TLS on this port."
                )),
            };
            finding.evidence(at, format!("instead of a ServerHello: {line}"))
        }
        FailureKind::ForeignBytes if failure.begins_with(MARKUP) => {
            plain_http(address, Confidence::Likely).evidence(at, "instead of a ServerHello: an HTML page")
        }
        FailureKind::ForeignBytes => {
            let what = failure.detail.as_deref().unwrap_or("another service");
            Finding::of(CauseId::WebNotHttps, Confidence::Likely)
                .says(format!("{here} does not speak HTTPS: it answers the TLS ClientHello with {what}."))
                .evidence(at, format!("instead of a ServerHello: {what}"))
        }
        _ => {
            let (greeted, conversation) = address.seen.last(Question::WEB)?;
            let greeting = conversation.greeting.done()?;
            if ![HTTP, MARKUP].iter().any(|begins| greeting.first_bytes.starts_with(begins)) {
                return None;
            }
            plain_http(address, Confidence::Certain)
                .evidence(at, failure.phrase())
                .evidence(address.at(greeted).greeting(), "without TLS it answers in HTTP")
        }
    };
    Some(finding)
}

fn remote_desktop(address: &Address<'_>, confidence: Confidence) -> Finding {
    let target = address.scene.target;
    let host = if target.host.contains(':') { format!("[{}]", target.host) } else { target.host.clone() };
    let place = format!("{host}:{}", target.port);
    Finding::of(CauseId::WebNotHttps, confidence).says(format!(
        "{} is a Remote Desktop port, not HTTPS: check it as {place}, without https://.",
        address.seen.place()
    ))
}

fn plain_http(address: &Address<'_>, confidence: Confidence) -> Finding {
    let target = address.scene.target;
    let host = if target.host.contains(':') { format!("[{}]", target.host) } else { target.host.clone() };
    let instead = match target.port {
        HTTPS_PORT => format!("The server on port {HTTPS_PORT} has no TLS switched on"),
        _ => format!("HTTPS is usually on port {HTTPS_PORT}: check https://{host}"),
    };
    Finding::of(CauseId::WebNotHttps, confidence)
        .says(format!("{} speaks plain HTTP, not HTTPS. {instead}.", address.seen.place()))
}

/// The answer that came inside TLS.
pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, conversation)) = address.seen.last(address.first()) else { return said };
    let at = address.at(index).http();
    match conversation.http.done() {
        Some(answer) => judge_answer(&mut said, address, answer, conversation.tls.done(), at),
        None => judge_silence(&mut said, address, conversation, at),
    }
    said
}

fn judge_answer(
    said: &mut Said,
    address: &Address<'_>,
    answer: &HttpAnswer,
    session: Option<&TlsSession>,
    at: Pointer,
) {
    let path = address.endpoint.path.as_deref();
    let here = address.seen.place();
    let says = described(answer);
    let foreign = is_somebody_elses(address);
    let leads_away = answer.location.as_deref().filter(|_| (300..400).contains(&answer.status));
    let leads_away = leads_away.filter(|location| !is_same_host(location, &address.scene.target.host));
    let finding = match (answer.status, leads_away) {
        (NETWORK_LOGON, _) => Finding::of(CauseId::ProxyInBetween, Confidence::Certain)
            .says(format!("A captive portal answers instead of {here}: this network requires a sign-in first (511).")),
        (PROXY_LOGON, _) => Finding::of(CauseId::ProxyInBetween, Confidence::Likely)
            .says(format!("A proxy answers instead of {here} and requires its own sign-in (407).")),
        (_, Some(location)) if foreign => Finding::of(CauseId::ProxyInBetween, Confidence::Likely)
            .says(format!(
                "{here} presents a certificate that is not the server's and redirects to {location}: probably the \
                 captive portal of this network, which requires a sign-in first."
            )),
        (status, _) if front::is_unavailable(status) => {
            let why = front::of_the_server_behind(answer).unwrap_or("the service behind it is not available");
            Finding::of(CauseId::WebServiceUnavailable, Confidence::Likely)
                .says(format!("The web server at {here} is up: {why} ({says})."))
        }
        // What fails at `/` may still serve its own pages.
        (500 | 505..=599, _) => Finding::of(CauseId::WebServiceUnavailable, Confidence::Likely)
            .severity(if path.is_some() { Severity::Error } else { Severity::Warning })
            .says(format!("The web server at {here} is up, but the service behind the page fails ({says}).")),
        (400 | 403 | 495 | 496, _)
            if front::wants_client_certificate(answer, session).is_some()
                && (path.is_some() || answer.status != 403) =>
        {
            Finding::of(CauseId::TlsClientCertificateRequired, Confidence::Likely)
                .says(format!("The web server at {here} refuses clients without a client certificate ({says})."))
        }
        (400 | 421, _) if front::has_no_such_site(answer) => Finding::of(CauseId::WebPageMissing, Confidence::Likely)
            .says(format!("The web server at {here} answers, but serves no site of this name ({says}).")),
        (404 | 410, _) if let Some(path) = path => {
            let confidence =
                if front::is_hidden(answer) { Confidence::Likely } else { Confidence::Certain };
            Finding::of(CauseId::WebPageMissing, confidence)
                .says(format!("The web server at {here} answers, but has no page {path} ({says})."))
        }
        (403, _) if let Some(path) = path => {
            let who = front::refused_by_rule(answer).unwrap_or("the web server");
            let why = format!("{who} refuses the page {path} ({says}); what it returns after a logon is not known.");
            return said.unsettled(Phase::Web, why);
        }
        // Whoever answers refuses this client or this request, which says nothing of what others get.
        (429 | 451, _) => {
            let who = front::refused_by_rule(answer).unwrap_or("the web server");
            return said.unsettled(Phase::Web, format!("{who} refuses the request ({says}); what it returns to others is not known."));
        }
        // 401 asks for the logon that clients have. Any other refusal is not the page.
        (400 | 402..=499, _) if let Some(path) = path => {
            let why = format!("the web server does not return the page {path} to this request ({says}); what clients get is not known.");
            return said.unsettled(Phase::Web, why);
        }
        _ => {
            if !foreign {
                said.rule_out(CauseId::ProxyInBetween, format!("the server answers inside TLS ({says})"));
            }
            return;
        }
    };
    said.find(finding.evidence(at, says));
}

/// Whether the certificate is not the server's own, by the same facts as the rules about certificates.
fn is_somebody_elses(address: &Address<'_>) -> bool {
    let rules = [certificate::name, certificate::self_signed, trust::judge, identity::inspected];
    let found = rules.iter().flat_map(|rule| rule(address).findings);
    let mut ids = found.map(|finding| finding.id);
    ids.any(|id| relations::NOT_ITS_OWN.contains(&id))
}

/// TLS was established, and no answer came.
fn judge_silence(said: &mut Said, address: &Address<'_>, conversation: &Conversation, at: Pointer) {
    let Some(failure) = conversation.http.failed() else { return };
    if failure.kind == FailureKind::OutOfTime {
        return;
    }
    let here = address.seen.place();
    let (confidence, says) = match failure.kind {
        FailureKind::ForeignBytes => {
            (Confidence::Certain, format!("{here} accepts TLS, but does not speak HTTP inside it."))
        }
        _ => (
            Confidence::Likely,
            format!("{here} accepts TLS, but does not answer an HTTP request: {}.", failure.phrase()),
        ),
    };
    said.find(
        Finding::of(CauseId::WebServiceUnavailable, confidence)
            .severity(Severity::Warning)
            .says(says)
            .evidence(at, failure.phrase()),
    );
}

/// Whether an address in `Location`, which may leave the host out, stays at `host`.
fn is_same_host(location: &str, host: &str) -> bool {
    let authority = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    let Ok(here) = Url::parse(&format!("https://{authority}/")) else { return false };
    here.join(location).is_ok_and(|there| there.host() == here.host())
}

/// The first line of an answer in hex.
fn status_line(hex: &str) -> String {
    let (pairs, _) = hex.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0);
    let bytes = pairs.iter().map(|[high, low]| digit(*high) << 4 | digit(*low));
    let letters = bytes.map(|code| char::from_u32(code).unwrap_or(' '));
    letters.take_while(|letter| !letter.is_control()).collect()
}

/// The code in the first line of an answer.
fn status_of(line: &str) -> Option<u16> {
    line.split(' ').nth(1)?.parse().ok()
}

fn described(answer: &HttpAnswer) -> String {
    let mut words = format!("status {}", answer.status);
    if let Some(server) = &answer.server {
        words.push_str(&format!(" from {server}"));
    }
    if let Some(via) = &answer.via {
        words.push_str(&format!(", via {via}"));
    }
    if let Some(location) = &answer.location {
        words.push_str(&format!(", to {location}"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_an_answer_leads() {
        for (location, same) in [
            ("/RDWeb", true),
            ("https://rdweb.corp.example/RDWeb", true),
            ("https://RDWEB.corp.example:443/", true),
            ("https://login.hotel.example/?to=rdweb.corp.example", false),
            ("//login.hotel.example/", false),
            ("https://rdweb.corp.example@login.hotel.example/", false),
        ] {
            assert_eq!(is_same_host(location, "rdweb.corp.example"), same, "{location}");
        }
        assert!(is_same_host("https://[2001:db8::1]:8443/", "2001:db8::1"));
    }

    #[test]
    fn the_first_line_in_clear() {
        let line = status_line("485454502f312e31203430370d0a");
        assert_eq!((line.as_str(), status_of(&line)), ("HTTP/1.1 407", Some(407)));
    }
}
