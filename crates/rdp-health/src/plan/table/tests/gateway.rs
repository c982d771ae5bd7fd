//! What is asked of a gateway, read as a table.

use std::time::Duration;

use rdp_health_wire::tls::{CipherSuite, TlsVersion};

use crate::observe::{
    AddressObservations, Connected, Conversation, HelloAnswer, HelloKind, HttpAnswer, HttpRequest, Question,
    Role, TlsSession,
};
use crate::options::CheckOptions;
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};
use crate::target::Target;

fn next(seen: &AddressObservations) -> Option<Question> {
    let target = Target::parse("srv01").unwrap();
    super::super::next(Role::Gateway, seen, &target, &CheckOptions::default()).map(|step| step.question)
}

fn answered(request: HttpRequest, answer: Outcome<HttpAnswer>) -> Conversation {
    let mut conversation = Conversation::new(1, Question::http(request), "test");
    conversation.connect =
        Outcome::Done(Connected::new(([127, 0, 0, 1], 1).into(), Duration::from_micros(1)));
    let suite = CipherSuite::TLS_AES_128_GCM_SHA256;
    conversation.tls = Outcome::Done(TlsSession::new(TlsVersion::TLS13, suite, Duration::from_micros(1)));
    conversation.http = answer;
    conversation
}

fn offering(status: u16, schemes: &[&str]) -> Outcome<HttpAnswer> {
    let mut answer = HttpAnswer::new(status);
    answer.schemes = schemes.iter().map(|scheme| (*scheme).to_owned()).collect();
    answer.content_length = Some(341);
    Outcome::Done(answer)
}

fn failed(kind: FailureKind) -> Outcome<HttpAnswer> {
    Outcome::Failed(Failure::new(Phase::Gateway, "read", kind, ClosedBy::PeerFin, Duration::from_micros(1)))
}

/// Everything that is asked where each request is answered by `answer`.
fn all(answer: impl Fn(HttpRequest) -> Outcome<HttpAnswer>) -> Vec<HttpRequest> {
    let mut seen = AddressObservations::new(([127, 0, 0, 1], 443).into());
    let mut asked = Vec::new();
    while let Some(Question::Http { request, .. }) = next(&seen) {
        asked.push(request);
        assert!(asked.len() < 10, "{asked:?}");
        seen.conversations.push(answered(request, answer(request)));
    }
    asked
}

#[test]
fn a_gateway_is_asked_for_its_names_and_its_upgrade() {
    use HttpRequest as R;
    for (schemes, expected) in [
        // Other web servers offer these as well: whether all of their pages require it tells.
        (&["Negotiate", "NTLM"][..], &[R::RdgUpgrade, R::RdgNtlm, R::Root][..]),
        (&["negotiate"], &[R::RdgUpgrade, R::RdgNegotiate, R::Root]),
        (&["NTLM", "SSPI_NTLM"], &[R::RdgUpgrade, R::RdgSspiNtlm, R::RdgNtlm]),
        (&["Basic"], &[R::RdgUpgrade, R::Rdg, R::RdgGet, R::Root, R::RpcProxy]),
    ] {
        assert_eq!(all(|_| offering(401, schemes)), expected, "{schemes:?}");
    }
}

#[test]
fn what_is_no_gateway_is_asked_in_every_way() {
    use HttpRequest as R;
    for refusal in [302, 400, 403, 404, 405, 501, 502] {
        let every = [R::RdgUpgrade, R::Rdg, R::RdgGet, R::Root, R::RpcProxy];
        assert_eq!(all(|_| offering(refusal, &[])), every, "{refusal}");
    }
    assert_eq!(all(|_| offering(503, &[])), [R::RdgUpgrade]);
    assert_eq!(all(|_| offering(407, &[])), [R::RdgUpgrade]);
    assert_eq!(all(|_| failed(FailureKind::ForeignBytes)), [R::RdgUpgrade, R::Root]);
    let closing = [R::RdgUpgrade, R::RdgUpgrade, R::Rdg, R::RdgGet, R::Root];
    assert_eq!(all(|_| failed(FailureKind::Closed)), closing);
    let silent = [R::RdgUpgrade, R::RdgUpgrade, R::Root];
    assert_eq!(all(|_| failed(FailureKind::Silence)), silent);
    // A channel of the HTTP transport, or a server that answers everything so.
    assert_eq!(all(|_| Outcome::Done(HttpAnswer::new(200))), [R::RdgUpgrade, R::Root]);
    let only_the_upgrade = |request| match request {
        R::RdgUpgrade => offering(400, &[]),
        _ => offering(401, &["NTLM"]),
    };
    assert_eq!(all(only_the_upgrade), [R::RdgUpgrade, R::Rdg, R::Root]);
    let only_get = |request| match request {
        R::RdgGet => offering(401, &["NTLM"]),
        _ => offering(405, &[]),
    };
    assert_eq!(all(only_get), [R::RdgUpgrade, R::Rdg, R::RdgGet, R::Root]);
}

#[test]
fn a_gateway_that_refuses_the_handshake_is_asked_by_hand() {
    use HelloKind as H;
    for (kind, wide, expected) in [
        (FailureKind::Alert, true, &[H::Wide, H::WindowsCurrent, H::PostQuantum][..]),
        (FailureKind::Reset, false, &[H::Wide, H::Tls13Only, H::Tls10]),
        (FailureKind::Silence, false, &[H::Wide, H::Tls13Only, H::Tls10]),
        (FailureKind::ForeignBytes, true, &[]),
    ] {
        let mut seen = AddressObservations::new(([127, 0, 0, 1], 443).into());
        let mut first = Conversation::new(1, Question::GATEWAY, "test");
        first.tls = Outcome::Failed(Failure::new(
            Phase::Tls,
            "handshake",
            kind,
            ClosedBy::PeerFin,
            Duration::from_micros(1),
        ));
        seen.conversations.push(first);
        let mut asked = Vec::new();
        while let Some(question) = next(&seen) {
            let Question::BareHello { hello } = question else {
                // Put again, or in smaller segments, it ends in the same way.
                let mut again = seen.conversations[0].clone();
                again.question = question;
                seen.conversations.push(again);
                assert!(seen.conversations.len() < 9, "{question:?}");
                continue;
            };
            asked.push(hello);
            let mut conversation = Conversation::new(2, question, "test");
            let answer = HelloAnswer::new(TlsVersion::TLS12, CipherSuite::TLS_RSA_WITH_AES_128_GCM_SHA256);
            conversation.hello = match wide {
                true => Outcome::Done(answer),
                false => Outcome::Failed(Failure::new(
                    Phase::Tls,
                    "read",
                    kind,
                    ClosedBy::PeerFin,
                    Duration::from_micros(1),
                )),
            };
            seen.conversations.push(conversation);
        }
        assert_eq!(asked, expected, "{kind:?}");
    }
}
