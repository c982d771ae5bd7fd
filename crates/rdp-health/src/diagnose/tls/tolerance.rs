//! Rules about clients that fail where the check's own handshake completes: what they send more, or take less.

use rdp_health_wire::tls::{ClientHello, TlsVersion};

use super::differing::signature;
use super::refusing::name;
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;
use crate::diagnose::scene::Address;
use crate::observe::{Conversation, HelloKind, Question, Role};
use crate::outcome::FailureKind;

pub(in crate::diagnose) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    said.findings.extend(long_hellos(address));
    if address.seen.conversations.iter().any(|one| one.tls.done().is_some()) {
        said.findings.extend(sha1_alone(address));
        said.findings.extend(unlike_windows(address));
        // Which clients a host keeps out is said of the clients.
        if address.endpoint.role != Role::Host {
            said.findings.extend(suites_unlike_windows(address));
        }
    }
    said
}

/// The last hello of a kind.
fn hello<'a>(address: &Address<'a>, kind: HelloKind) -> Option<(usize, &'a Conversation)> {
    address.seen.last(Question::hello(address.endpoint.role, kind))
}

/// Hellos of more than one segment are not answered, and shorter ones are.
fn long_hellos(address: &Address<'_>) -> Option<Finding> {
    let (long_at, long) = hello(address, HelloKind::PostQuantum)?;
    let failure = long.hello.failed().filter(|failure| failure.kind != FailureKind::OutOfTime)?;
    let (usual_at, usual) = hello(address, HelloKind::WindowsCurrent)?;
    usual.hello.done()?;
    let again = 1 < address.seen.asked(long.question).filter(|(_, one)| one.hello.failed().is_some()).count();
    // It failed twice, and the shorter one was answered behind it.
    let confidence = match (again || !failure.kind.may_pass()) && long_at < usual_at {
        true => Confidence::Certain,
        false => Confidence::Likely,
    };
    Some(
        Finding::of(CauseId::TlsLargeHelloRefused, confidence)
            .says(format!(
                "{} answers a normal ClientHello, but not one with a post-quantum key share (X25519MLKEM768), which \
                 is longer than one TCP segment ({}). Clients that send one fail: FreeRDP and Remmina with OpenSSL \
                 3.5, current browsers, macOS 26.",
                address.here(),
                failure.phrase()
            ))
            .evidence(
                address.at(long_at).hello(),
                format!("{}: {}", name(HelloKind::PostQuantum), failure.phrase()),
            )
            .evidence(address.at(usual_at).hello(), format!("{}: answered", name(HelloKind::WindowsCurrent))),
    )
}

/// The server signs with SHA-1 and with nothing else.
fn sha1_alone(address: &Address<'_>) -> Option<Finding> {
    let scheme = address.seen.signed_with().filter(|scheme| scheme.uses_sha1())?;
    let (at, refused) = hello(address, HelloKind::WithoutSha1)?;
    let failure = refused.hello.failed().filter(|failure| failure.kind != FailureKind::OutOfTime)?;
    let confidence = if failure.refuses_offer() { Confidence::Certain } else { Confidence::Likely };
    Some(
        Finding::of(CauseId::TlsNoSharedSignature, confidence)
            .severity(Severity::Warning)
            .says(format!(
                "{} signs its handshake only with {scheme}: clients that no longer accept SHA-1 (OpenSSL 3, rustls) \
                 fail.",
                address.here()
            ))
            .evidence(address.at(at).hello(), format!("{}: {}", name(HelloKind::WithoutSha1), failure.phrase())),
    )
}

/// Our own handshake completes with a suite that a current Windows client does not offer, and that client's hello is refused.
fn suites_unlike_windows(address: &Address<'_>) -> Option<Finding> {
    let windows = ClientHello::windows_current([0; 32], [0; 32]);
    let (at, session) = address.seen.conversations.iter().enumerate().find_map(|(index, one)| {
        let session = one.tls.done()?;
        (!windows.suites.contains(&session.suite)).then_some((index, session))
    })?;
    let (refused_at, usual) = hello(address, HelloKind::WindowsCurrent)?;
    let failure = usual.hello.failed().filter(|failure| failure.kind != FailureKind::OutOfTime)?;
    // What was answered differs from it in the suites alone.
    let (answered_at, _) =
        hello(address, HelloKind::EverySuite).filter(|(_, one)| one.hello.done().is_some())?;
    let confidence = if failure.refuses_offer() { Confidence::Certain } else { Confidence::Likely };
    Some(
        Finding::of(CauseId::TlsNoSharedCipher, confidence)
            .says(format!(
                "{} shares no cipher suite with current Windows clients; it accepts {} and {}.",
                address.here(),
                session.version,
                session.suite
            ))
            .evidence(address.at(at).tls(), format!("the full handshake completes with {}", session.suite))
            .evidence(
                address.at(refused_at).hello(),
                format!("{}: {}", name(HelloKind::WindowsCurrent), failure.phrase()),
            )
            .evidence(address.at(answered_at).hello(), format!("{}: answered", name(HelloKind::EverySuite))),
    )
}

/// Our own handshake completes with a signature that a current Windows client does not take.
fn unlike_windows(address: &Address<'_>) -> Option<Finding> {
    let windows = ClientHello::windows_current([0; 32], [0; 32]);
    let scheme = address.seen.signed_with().filter(|scheme| !scheme.uses_sha1())?;
    // Whoever signs as Windows wants it, or chose a suite that Windows lacks, refuses it for another reason.
    let suites =
        address.seen.conversations.iter().filter_map(|one| one.tls.done()).map(|session| session.suite);
    let mut suites = suites;
    if windows.signature_schemes().contains(&scheme) || suites.all(|suite| !windows.suites.contains(&suite)) {
        return None;
    }
    let (at, usual) = hello(address, HelloKind::WindowsCurrent)?;
    // In TLS 1.3 a server can say ServerHello first, and look for a signature then.
    let (at, kind, severity, failure) = match usual.hello.done() {
        Some(answer) if answer.version == TlsVersion::TLS13 => {
            let (at, older) = hello(address, HelloKind::WithoutTls13)?;
            (at, HelloKind::WithoutTls13, Severity::Warning, older.hello.failed()?)
        }
        Some(_) => return None,
        None => (at, HelloKind::WindowsCurrent, Severity::Error, usual.hello.failed()?),
    };
    if failure.kind == FailureKind::OutOfTime {
        return None;
    }
    let more = hello(address, HelloKind::EveryScheme).and_then(|(at, one)| Some((at, one.hello.done()?)));
    if severity == Severity::Error && more.is_none() && !failure.refuses_offer() {
        return None;
    }
    let key = address.shown.as_ref().map(|shown| &shown.leaf.key);
    let finding = signature(&address.here(), more.map(|(_, answer)| answer), key)
        .severity(severity)
        .evidence(address.at(at).hello(), format!("{}: {}", name(kind), failure.phrase()));
    let finding = more.into_iter().fold(finding, |finding, (at, _)| {
        finding.evidence(address.at(at).hello(), format!("{}: answered", name(HelloKind::EveryScheme)))
    });
    Some(finding.evidence(address.place(), format!("the full handshake completes with {scheme}")))
}
