//! Rules about what a web server answers: is it the server's own word, and does its service run?

use url::Url;

use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Address;
use super::{certificate, identity, relations, trust};
use crate::diagnose::pointer::Pointer;
use crate::observe::{Conversation, HttpAnswer, Role};
use crate::outcome::FailureKind;

/// `HTTP/` in hex.
const HTTP: &str = "485454502f";
/// Proxy Authentication Required, RFC 9110 15.5.8.
const PROXY_LOGON: u16 = 407;
/// Network Authentication Required, RFC 6585 6.
const NETWORK_LOGON: u16 = 511;

/// The ClientHello was answered in plain HTTP.
pub(super) fn answers_in_clear(address: &Address<'_>) -> Said {
    let found = status_in_clear(address).map(|(at, status)| {
        let here = address.seen.place();
        Finding::of(CauseId::ProxyInBetween, Confidence::Likely)
            .says(format!(
                "{here} answers the TLS hello in plain HTTP ({status}): a proxy or portal in the server's place, or a \
                 server that speaks no TLS on this port."
            ))
            .evidence(at, format!("in place of a ServerHello: {status}"))
    });
    found.into()
}

/// The first line of HTTP with which a web server answered the ClientHello, and where that stands.
pub(super) fn status_in_clear(address: &Address<'_>) -> Option<(Pointer, String)> {
    let (index, conversation) = address.seen.last(address.first())?;
    let failure = conversation.tls.failed().filter(|failure| failure.kind == FailureKind::ForeignBytes)?;
    let bytes = failure.first_bytes.as_deref().filter(|bytes| bytes.starts_with(HTTP))?;
    (address.endpoint.role == Role::WebServer).then(|| (address.at(index).tls(), status_line(bytes)))
}

/// The answer that came inside of TLS.
pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, conversation)) = address.seen.last(address.first()) else { return said };
    let at = address.at(index).http();
    match conversation.http.done() {
        Some(answer) => judge_answer(&mut said, address, answer, at),
        None => judge_silence(&mut said, address, conversation, at),
    }
    said
}

fn judge_answer(said: &mut Said, address: &Address<'_>, answer: &HttpAnswer, at: Pointer) {
    let here = address.seen.place();
    let says = described(answer);
    let foreign = is_somebody_elses(address);
    let leads_away = answer.location.as_deref().filter(|_| (300..400).contains(&answer.status));
    let leads_away = leads_away.filter(|location| !is_same_host(location, &address.scene.target.host));
    let finding = match (answer.status, leads_away) {
        (NETWORK_LOGON, _) => Finding::of(CauseId::ProxyInBetween, Confidence::Certain)
            .says(format!("A portal answers in place of {here}: this network wants a logon first (511).")),
        (PROXY_LOGON, _) => Finding::of(CauseId::ProxyInBetween, Confidence::Likely)
            .says(format!("A proxy answers in place of {here}, and wants a logon of its own (407).")),
        (_, Some(location)) if foreign => Finding::of(CauseId::ProxyInBetween, Confidence::Likely)
            .says(format!(
                "{here} shows a certificate that is not the server's and leads everybody to {location}: most likely \
                 the portal of this network, which wants a logon first."
            )),
        (502..=504, _) => Finding::of(CauseId::WebServiceUnavailable, Confidence::Likely)
            .says(format!("The web server at {here} is up, and what should serve behind it is not ({says}).")),
        _ => {
            if !foreign {
                said.rule_out(CauseId::ProxyInBetween, format!("the server answers inside of TLS ({says})"));
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
            (Confidence::Certain, format!("What {here} speaks inside of TLS is not HTTP."))
        }
        _ => (
            Confidence::Likely,
            format!("{here} completes TLS and gives no answer to a request: {}.", failure.phrase()),
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

fn described(answer: &HttpAnswer) -> String {
    let mut words = format!("status {}", answer.status);
    if let Some(server) = &answer.server {
        words.push_str(&format!(" from {server}"));
    }
    if let Some(via) = &answer.via {
        words.push_str(&format!(", by way of {via}"));
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
        assert_eq!(status_line("485454502f312e31203430370d0a"), "HTTP/1.1 407");
    }
}
