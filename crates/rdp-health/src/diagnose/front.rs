//! What stands before a web server, by what its answers say: a proxy, a CDN, a web firewall, a sign-in.
//!
//! It reads answers and has no opinion of its own: the rules of gateways and web servers ask it.

mod products;
mod sign_in;

use crate::observe::{HttpAnswer, HttpHeader, TlsSession};
use products::{CLOUDFLARE, Mark, PRODUCTS, Product};
pub(super) use sign_in::sign_in;

/// Bad Gateway, Service Unavailable, Gateway Timeout, RFC 9110 15.6; the others are those that Cloudflare has for a server
/// behind it, and some other CDNs have taken over.
pub(super) fn is_unavailable(status: u16) -> bool {
    matches!(status, 502..=504 | 520..=527 | 530)
}

/// Forbidden, Not Acceptable (what ModSecurity answers by default), I'm a teapot, Unavailable For Legal Reasons: whoever
/// answers refuses this request, and says nothing of what is there.
pub(super) fn is_refusal(status: u16) -> bool {
    matches!(status, 403 | 406 | 418 | 451)
}

/// What a status of this kind says of the server behind. Numbers that are in no RFC mean what Cloudflare says only where
/// the answer is Cloudflare's.
pub(super) fn of_the_server_behind(answer: &HttpAnswer) -> Option<&'static str> {
    if 520 <= answer.status && product(answer) != Some(CLOUDFLARE) {
        return None;
    }
    Some(match answer.status {
        504 | 524 => "the server behind it did not answer in time",
        521 => "the server behind it refused the connection",
        522 => "the server behind it did not accept a connection in time",
        523 => "there is no route to the server behind it",
        525 => "the TLS handshake with the server behind it failed",
        526 => "it does not accept the certificate of the server behind it",
        _ => return None,
    })
}

/// The product that names itself in an answer.
pub(super) fn product(answer: &HttpAnswer) -> Option<&'static str> {
    found(answer).map(|product| product.name)
}

fn found(answer: &HttpAnswer) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.marks.iter().any(|mark| is_marked(answer, *mark)))
}

/// Whether something shows that stands before the server: only a server that names itself, and nothing else, shows none.
pub(super) fn is_hidden(answer: &HttpAnswer) -> bool {
    answer.via.is_some() || answer.server.is_none() || found(answer).is_some()
}

/// A product that spreads requests over connections of its own to the server behind, unless told otherwise.
pub(super) fn shares_connections(answer: &HttpAnswer) -> Option<&'static str> {
    found(answer).filter(|product| product.shares_connections).map(|product| product.name)
}

/// The CDN or web firewall whose rule refused the request.
pub(super) fn refused_by_rule(answer: &HttpAnswer) -> Option<&'static str> {
    let says_so = PRODUCTS.iter().find(|one| one.refusals.iter().any(|mark| is_marked(answer, *mark)));
    let refused = matches!(answer.status, 400 | 403 | 405 | 406 | 418 | 429 | 451 | 501);
    let by_status = || found(answer).filter(|product| refused && product.filters);
    says_so.or_else(by_status).map(|product| product.name)
}

/// How an answer says that a client certificate is missing.
pub(super) fn wants_client_certificate(
    answer: &HttpAnswer,
    session: Option<&TlsSession>,
) -> Option<&'static str> {
    const SAYS_SO: [&str; 6] = [
        // nginx, and what is built on it.
        "no required ssl certificate was sent",
        "the ssl certificate error",
        // IIS.
        "403.7",
        "client certificate required",
        // Apache.
        "post-handshake authentication",
        "requires a client certificate",
    ];
    // Statuses of nginx that leave it by mistake of its configuration.
    if matches!(answer.status, 495 | 496) || has(answer, &SAYS_SO) && 400 <= answer.status {
        return Some("the page says so");
    }
    let asked = session.is_some_and(|session| session.client_certificate_requested);
    (asked && matches!(answer.status, 400 | 403))
        .then_some("the server requested one in TLS and received none")
}

/// The web server has no site of the name that was asked for: what HTTP.sys says, and Misdirected Request, RFC 9110 15.5.20.
pub(super) fn has_no_such_site(answer: &HttpAnswer) -> bool {
    answer.status == 421 || answer.status == 400 && has(answer, &["invalid hostname"])
}

/// Exchange, by headers of its front end or by where its first page leads: Outlook on the web.
pub(super) fn is_exchange(answer: &HttpAnswer) -> bool {
    const HEADERS: [&str; 3] = ["x-feserver", "x-owa-version", "x-calculatedbetarget"];
    let leads = answer.location.as_deref().is_some_and(|to| to.to_ascii_lowercase().contains("/owa"));
    leads || answer.headers.iter().any(|header| HEADERS.contains(&header.name.as_str()))
}

/// Whether the page holds one of these texts, which are in lower case.
fn has(answer: &HttpAnswer, texts: &[&str]) -> bool {
    let page = answer.page.as_deref().unwrap_or_default().to_ascii_lowercase();
    texts.iter().any(|text| page.contains(text))
}

fn is_marked(answer: &HttpAnswer, mark: Mark) -> bool {
    let holds =
        |text: Option<&str>, part: &str| text.is_some_and(|text| text.to_ascii_lowercase().contains(part));
    let is_cookie = |header: &&HttpHeader| header.name == "set-cookie";
    match mark {
        Mark::Server(part) => holds(answer.server.as_deref(), part),
        Mark::Via(part) => holds(answer.via.as_deref(), part),
        Mark::Header(name) => answer.headers.iter().any(|header| header.name == name),
        Mark::Says(name, part) => {
            answer.headers.iter().any(|header| header.name == name && holds(Some(&header.value), part))
        }
        Mark::Cookie(begins) => answer
            .headers
            .iter()
            .filter(is_cookie)
            .any(|cookie| cookie.value.to_ascii_lowercase().starts_with(begins)),
        Mark::Page(part) => has(answer, &[part]),
    }
}

#[cfg(test)]
mod tests;
