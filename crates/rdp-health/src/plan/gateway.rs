//! Whether the RD Gateway is looked at, and what is still worth asking it.

use crate::observe::{Conversation, HelloKind, Question, WebAddress, WebAnswer, WebConversation, WebRequest};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Failure, FailureKind};
use crate::target::{Endpoint, Target};

use super::REPEAT;

const CONTROL: &str = "what does the server answer to anybody?";

/// What a current client asks of a gateway.
pub(crate) const FIRST_REQUEST: WebRequest = WebRequest::RdgUpgrade;

/// The gateway to look at, or why none is.
pub(crate) fn gateway<'a>(target: &'a Target, options: &CheckOptions) -> Result<&'a Endpoint, String> {
    if !target.service.is_rdp() {
        return Err("no client goes to a web server through an RD Gateway".to_owned());
    }
    let Some(gateway) = &target.gateway else { return Err("no gateway was given".to_owned()) };
    if !target.client.uses_gateway() {
        return Err(format!("the .rdp file names the gateway {gateway}, and does not use it"));
    }
    match options.depth {
        Depth::Quick => Err("not part of depth quick".to_owned()),
        _ => Ok(gateway),
    }
}

/// How an answer tells that a gateway gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GatewaySign {
    /// An authentication scheme that exists nowhere else, or a WebSocket.
    Certain,
    /// 401 with schemes that other web servers have as well.
    Authentication,
    /// 200 with a body that never ends: the channel of the HTTP transport is open, and nobody had to log on.
    Channel,
}

/// The scheme that a gateway offers which lets clients log on after the upgrade.
pub(crate) const SSPI_NTLM: &str = "SSPI_NTLM";

/// Whether an answer is that of a gateway, MS-TSGU 2.2.5.3.10.
pub(crate) fn sign(answer: &WebAnswer) -> Option<GatewaySign> {
    let offers = |schemes: &[&str]| schemes.iter().any(|scheme| answer.offers(scheme));
    match answer.status {
        101 if answer.upgraded => Some(GatewaySign::Certain),
        401 if offers(&[SSPI_NTLM, "PAA", "SMARTCARD"]) => Some(GatewaySign::Certain),
        401 if offers(&["Negotiate", "NTLM", "Basic", "Digest"]) => Some(GatewaySign::Authentication),
        200 if answer.content_length.is_none() && !is_page(answer) => Some(GatewaySign::Channel),
        _ => None,
    }
}

fn is_page(answer: &WebAnswer) -> bool {
    answer.content_type.as_deref().is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/"))
}

/// Whether this request was answered as a gateway answers.
pub(crate) fn answered_by_gateway(seen: &WebAddress, request: WebRequest) -> bool {
    seen.last(request).and_then(|(_, c)| c.answer.done()).is_some_and(|answer| sign(answer).is_some())
}

/// The next request for an address of the gateway, and why, or `None` when there is nothing left worth asking.
pub(crate) fn next_request(seen: &WebAddress) -> Option<(WebRequest, &'static str)> {
    for (request, why) in wanted(seen) {
        let times = seen.asked(request).count();
        let passing = seen.last(request).and_then(|(_, c)| c.failure()).is_some_and(|f| f.kind.may_pass());
        match times {
            0 => return Some((request, why)),
            1 if passing && (request == FIRST_REQUEST || !reached(seen, request)) => {
                return Some((request, REPEAT));
            }
            _ => {}
        }
    }
    None
}

/// The next hello for an address of the gateway with which TLS does not come about, and why.
pub(crate) fn next_hello(seen: &WebAddress) -> Option<(HelloKind, &'static str)> {
    let (_, first) = seen.last(FIRST_REQUEST)?;
    let refused = first.tls.failed().is_some_and(|failure| {
        use FailureKind as K;
        matches!(failure.kind, K::Alert | K::Handshake | K::Closed | K::Reset)
    });
    let answer = |kind| {
        let mut asked = seen.hellos.iter().filter(move |hello| is_hello(hello, kind));
        asked.next().map(|hello| hello.hello.done().is_some())
    };
    let wide = answer(HelloKind::Wide);
    let wanted = [
        (
            HelloKind::Wide,
            refused,
            "TLS with the gateway failed: does a hello with everything up to TLS 1.2 get an answer?",
        ),
        (HelloKind::WindowsCurrent, wide == Some(true), "… would the suites of a current Windows client do?"),
        (HelloKind::Tls13Only, wide == Some(false), "… does TLS 1.3 alone get an answer?"),
        (HelloKind::Tls10, wide == Some(false), "… or TLS 1.0 alone?"),
    ];
    let mut next = wanted.into_iter().filter(|(kind, wanted, _)| *wanted && answer(*kind).is_none());
    next.next().map(|(kind, _, why)| (kind, why))
}

fn is_hello(conversation: &Conversation, kind: HelloKind) -> bool {
    conversation.question == Question::BareHello { hello: kind }
}

/// Every request that is worth making after what was seen, in order.
fn wanted(seen: &WebAddress) -> Vec<(WebRequest, &'static str)> {
    let mut wanted = vec![(FIRST_REQUEST, "what a current client asks of a gateway")];
    let Some((_, first)) = seen.last(FIRST_REQUEST) else { return wanted };
    if first.tls.done().is_none() || first.answer.failed().is_some_and(|f| f.kind == FailureKind::OutOfTime) {
        return wanted;
    }
    if let Some(answer) = first.answer.done() {
        // HTTP.sys without the gateway's service, or a proxy that wants a logon: nothing behind it can be asked.
        if matches!(answer.status, 503 | 407) {
            return wanted;
        }
        if sign(answer).is_some() {
            wanted.extend(of_a_gateway(answer));
            return wanted;
        }
    }
    // Whoever lets one request hang, or does not speak HTTP, does so with all: one more settles it.
    let silent = |failure: &Failure| failure.is_stall() || failure.kind == FailureKind::ForeignBytes;
    if first.answer.failed().is_some_and(silent) {
        wanted.push((WebRequest::Root, CONTROL));
        return wanted;
    }
    wanted.push((WebRequest::Rdg, "the upgrade was not answered as by a gateway: is the plain request?"));
    if seen.last(WebRequest::Rdg).is_none() || answered_by_gateway(seen, WebRequest::Rdg) {
        return wanted;
    }
    wanted.push((WebRequest::RdgGet, "… or the upgrade with a verb that every proxy knows?"));
    if seen.last(WebRequest::RdgGet).is_none() || answered_by_gateway(seen, WebRequest::RdgGet) {
        return wanted;
    }
    wanted.push((WebRequest::Root, CONTROL));
    if seen.conversations.iter().any(|c| status(c) == Some(404)) {
        wanted.push((WebRequest::RpcProxy, "the path is missing: does it know the older RPC transport?"));
    }
    wanted
}

/// What a gateway tells before a logon.
fn of_a_gateway(answer: &WebAnswer) -> Vec<(WebRequest, &'static str)> {
    let mut wanted = Vec::new();
    if answer.offers(SSPI_NTLM) {
        wanted.push((WebRequest::RdgSspiNtlm, "the logon can follow the upgrade: does the upgrade pass?"));
    }
    let names = "the gateway tells its names and its clock before a logon";
    if answer.status == 401 && answer.offers("NTLM") {
        wanted.push((WebRequest::RdgNtlm, names));
    } else if answer.status == 401 && answer.offers("Negotiate") {
        wanted.push((WebRequest::RdgNegotiate, names));
    }
    wanted
}

fn status(conversation: &WebConversation) -> Option<u16> {
    conversation.answer.done().map(|answer| answer.status)
}

/// Whether the connection got as far as the request.
fn reached(seen: &WebAddress, request: WebRequest) -> bool {
    seen.last(request).is_some_and(|(_, conversation)| conversation.tls.done().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::{Connected, HelloAnswer, TlsSession};
    use crate::outcome::{ClosedBy, Outcome, Phase};
    use rdp_health_wire::tls::{CipherSuite, TlsVersion};

    fn answered(request: WebRequest, answer: Outcome<WebAnswer>) -> WebConversation {
        let mut conversation = WebConversation::new(1, request, "test");
        conversation.connect = Outcome::Done(Connected::new(([127, 0, 0, 1], 1).into(), 1));
        let suite = CipherSuite::TLS_AES_128_GCM_SHA256;
        conversation.tls = Outcome::Done(TlsSession::new(TlsVersion::TLS13, suite, 1));
        conversation.answer = answer;
        conversation
    }

    fn offering(status: u16, schemes: &[&str]) -> Outcome<WebAnswer> {
        let mut answer = WebAnswer::new(status);
        answer.schemes = schemes.iter().map(|scheme| (*scheme).to_owned()).collect();
        answer.content_length = Some(341);
        Outcome::Done(answer)
    }

    fn failed(kind: FailureKind) -> Outcome<WebAnswer> {
        Outcome::Failed(Failure::new(Phase::Gateway, "read", kind, ClosedBy::PeerFin, 1))
    }

    /// Everything that is asked where each request is answered by `answer`.
    fn all(answer: impl Fn(WebRequest) -> Outcome<WebAnswer>) -> Vec<WebRequest> {
        let mut seen = WebAddress::new(([127, 0, 0, 1], 443).into());
        let mut asked = Vec::new();
        while let Some((request, _)) = next_request(&seen) {
            asked.push(request);
            assert!(asked.len() < 10, "{asked:?}");
            seen.conversations.push(answered(request, answer(request)));
        }
        asked
    }

    #[test]
    fn a_gateway_is_asked_for_its_names_and_its_upgrade() {
        use WebRequest as R;
        for (schemes, expected) in [
            (&["Negotiate", "NTLM"][..], &[R::RdgUpgrade, R::RdgNtlm][..]),
            (&["negotiate"], &[R::RdgUpgrade, R::RdgNegotiate]),
            (&["NTLM", "SSPI_NTLM"], &[R::RdgUpgrade, R::RdgSspiNtlm, R::RdgNtlm]),
            (&["Basic"], &[R::RdgUpgrade]),
        ] {
            assert_eq!(all(|_| offering(401, schemes)), expected, "{schemes:?}");
        }
    }

    #[test]
    fn what_is_no_gateway_is_asked_in_every_way() {
        use WebRequest as R;
        assert_eq!(all(|_| offering(403, &[])), [R::RdgUpgrade, R::Rdg, R::RdgGet, R::Root]);
        assert_eq!(all(|_| offering(404, &[])), [R::RdgUpgrade, R::Rdg, R::RdgGet, R::Root, R::RpcProxy]);
        assert_eq!(all(|_| offering(503, &[])), [R::RdgUpgrade]);
        assert_eq!(all(|_| offering(407, &[])), [R::RdgUpgrade]);
        assert_eq!(all(|_| failed(FailureKind::ForeignBytes)), [R::RdgUpgrade, R::Root]);
        let closing = [R::RdgUpgrade, R::RdgUpgrade, R::Rdg, R::RdgGet, R::Root];
        assert_eq!(all(|_| failed(FailureKind::Closed)), closing);
        let silent = [R::RdgUpgrade, R::RdgUpgrade, R::Root];
        assert_eq!(all(|_| failed(FailureKind::Silence)), silent);
        let only_the_upgrade = |request| match request {
            R::RdgUpgrade => offering(400, &[]),
            _ => offering(401, &["NTLM"]),
        };
        assert_eq!(all(only_the_upgrade), [R::RdgUpgrade, R::Rdg]);
        let only_get = |request| match request {
            R::RdgGet => offering(401, &["NTLM"]),
            _ => offering(405, &[]),
        };
        assert_eq!(all(only_get), [R::RdgUpgrade, R::Rdg, R::RdgGet]);
    }

    #[test]
    fn a_gateway_that_refuses_the_handshake_is_asked_by_hand() {
        use HelloKind as H;
        for (kind, wide, expected) in [
            (FailureKind::Alert, true, &[H::Wide, H::WindowsCurrent][..]),
            (FailureKind::Reset, false, &[H::Wide, H::Tls13Only, H::Tls10]),
            (FailureKind::Silence, true, &[]),
            (FailureKind::ForeignBytes, true, &[]),
        ] {
            let mut seen = WebAddress::new(([127, 0, 0, 1], 443).into());
            let mut first = WebConversation::new(1, FIRST_REQUEST, "test");
            first.tls = Outcome::Failed(Failure::new(Phase::Tls, "handshake", kind, ClosedBy::PeerFin, 1));
            seen.conversations.push(first);
            let mut asked = Vec::new();
            while let Some((hello, _)) = next_hello(&seen) {
                asked.push(hello);
                let mut conversation = Conversation::new(2, Question::BareHello { hello }, "test");
                let answer =
                    HelloAnswer::new(TlsVersion::TLS12, CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256);
                conversation.hello = match wide {
                    true => Outcome::Done(answer),
                    false => Outcome::Failed(Failure::new(Phase::Tls, "read", kind, ClosedBy::PeerFin, 1)),
                };
                seen.hellos.push(conversation);
            }
            assert_eq!(asked, expected, "{kind:?}");
        }
    }

    #[test]
    fn signs_of_a_gateway() {
        let sign_of = |answer: Outcome<WebAnswer>| sign(answer.done().unwrap());
        assert_eq!(sign_of(offering(401, &["SSPI_NTLM"])), Some(GatewaySign::Certain));
        assert_eq!(sign_of(offering(401, &["NTLM"])), Some(GatewaySign::Authentication));
        assert_eq!(sign_of(offering(401, &["Bearer"])), None);
        assert_eq!(sign_of(offering(101, &[])), None, "an upgrade with the wrong key");
        assert_eq!(sign_of(offering(200, &[])), None, "a page with a length");
        let mut channel = WebAnswer::new(200);
        assert_eq!(sign(&channel), Some(GatewaySign::Channel));
        channel.content_type = Some("Text/HTML; charset=utf-8".to_owned());
        assert_eq!(sign(&channel), None);
    }
}
