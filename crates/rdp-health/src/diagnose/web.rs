//! Rules about what a web server answers: is it the server's own word, and does its service run?

use url::Url;

use super::catalogue::{self, Cause};
use super::{Address, CauseId, Confidence, Finding, Severity};
use crate::observe::{Conversation, HttpAnswer};
use crate::outcome::FailureKind;
use crate::target::TargetSummary;

/// `HTTP/` in hex.
const HTTP: &str = "485454502f";
/// Proxy Authentication Required, RFC 9110 15.5.8.
const PROXY_LOGON: u16 = 407;
/// Network Authentication Required, RFC 6585 6.
const NETWORK_LOGON: u16 = 511;

/// The ClientHello was answered in plain HTTP: what TLS then says of it is no more than that.
pub(super) fn answers_in_clear(address: &mut Address<'_>) -> bool {
    let Some((index, conversation)) = address.seen.last(address.first()) else { return false };
    let Some(failure) = conversation.tls.failed() else { return false };
    let bytes = failure.first_bytes.as_deref().unwrap_or_default();
    if failure.kind != FailureKind::ForeignBytes || !bytes.starts_with(HTTP) {
        return false;
    }
    let here = address.seen.place();
    let at = address.pointer(index, "tls/value");
    let status = status_line(bytes);
    address.findings.push(
        Finding::of(CauseId::ProxyInBetween, Confidence::Likely)
            .says(format!(
                "{here} answers the TLS hello in plain HTTP ({status}): a proxy or portal in the server's place, or a \
                 server that speaks no TLS on this port."
            ))
            .evidence(at, format!("in place of a ServerHello: {status}")),
    );
    true
}

/// The answer that came inside of TLS.
pub(super) fn judge(address: &mut Address<'_>) {
    let Some((index, conversation)) = address.seen.last(address.first()) else { return };
    let at = address.pointer(index, "http/value");
    match conversation.http.done() {
        Some(answer) => judge_answer(address, answer, at),
        None => judge_silence(address, conversation, at),
    }
}

fn judge_answer(address: &mut Address<'_>, answer: &HttpAnswer, at: String) {
    let here = address.seen.place();
    let says = described(answer);
    let foreign: Vec<usize> = address
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| is_not_its_own(&finding.id))
        .map(|(place, _)| place)
        .collect();
    let leads_away = answer.location.as_deref().filter(|_| (300..400).contains(&answer.status));
    let leads_away = leads_away.filter(|location| !is_same_host(location, &address.target.host));
    let finding = match (answer.status, leads_away) {
        (NETWORK_LOGON, _) => Finding::of(CauseId::ProxyInBetween, Confidence::Certain)
            .says(format!("A portal answers in place of {here}: this network wants a logon first (511).")),
        (PROXY_LOGON, _) => Finding::of(CauseId::ProxyInBetween, Confidence::Likely)
            .says(format!("A proxy answers in place of {here}, and wants a logon of its own (407).")),
        (_, Some(location)) if !foreign.is_empty() => Finding::of(CauseId::ProxyInBetween, Confidence::Likely)
            .says(format!(
                "{here} shows a certificate that is not the server's and leads everybody to {location}: most likely \
                 the portal of this network, which wants a logon first."
            )),
        (502..=504, _) => Finding::of(CauseId::WebServiceUnavailable, Confidence::Likely)
            .says(format!("The web server at {here} is up, and what should serve behind it is not ({says}).")),
        _ => {
            if foreign.is_empty() {
                address.rule_out(CauseId::ProxyInBetween, format!("the server answers inside of TLS ({says})"));
            }
            return;
        }
    };
    if finding.id == CauseId::ProxyInBetween {
        for place in foreign {
            if let Some(finding) = address.findings.get_mut(place) {
                finding.because_of = Some(CauseId::ProxyInBetween);
            }
        }
    }
    address.findings.push(finding.evidence(at, says));
}

/// Whether a finding says that the certificate is somebody else's.
fn is_not_its_own(id: &CauseId) -> bool {
    matches!(
        id,
        CauseId::CertUntrusted | CauseId::CertNameMismatch | CauseId::CertSelfSigned | CauseId::TlsInspected
    )
}

/// TLS came about, and no answer.
fn judge_silence(address: &mut Address<'_>, conversation: &Conversation, at: String) {
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
    address.findings.push(
        Finding::of(CauseId::WebServiceUnavailable, confidence)
            .severity(Severity::Warning)
            .says(says)
            .evidence(at, failure.phrase()),
    );
}

/// What holds of a web server in place of a Remote Desktop host. An endpoint that only some clients need is no reason
/// to fail.
pub(super) fn adapt(findings: &mut [Finding], target: &TargetSummary) {
    let optional = target.entry.as_ref().is_some_and(|entry| !entry.required);
    for finding in findings {
        *finding = of_web_server(finding.clone());
        if optional {
            finding.severity = finding.severity.min(Severity::Warning);
        }
    }
}

/// The same finding on a web server: no client shows the host's codes for it, and other steps mend it.
pub(super) fn of_web_server(mut finding: Finding) -> Finding {
    finding.client_codes.clear();
    finding.remedies = catalogue::find(&finding.id).map(Cause::web_remedies).unwrap_or_default();
    finding.remedies.sort_by_key(|remedy| remedy.risk);
    finding
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
