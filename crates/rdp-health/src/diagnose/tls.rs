//! Rules about the TLS handshake, and the sentence that says that all is well.

use rdp_health_wire::tls::{CipherSuite, TlsVersion};

use super::connect::failed_part;
use super::{Address, Confidence, Finding, Severity};
use crate::observe::{Conversation, HelloAnswer, HelloKind, Observations, Question, TlsOffers, TlsSession};
use crate::outcome::{Failure, FailureKind, Named, Tri};
use crate::plan::{FIRST, MSTSC, SMALL_SEGMENTS};
use crate::target::TargetSummary;

pub(super) fn judge(address: &mut Address<'_>) {
    let Some((index, conversation)) = address.seen.last(FIRST) else { return };
    if let Some(session) = conversation.tls.done() {
        let at = address.pointer(index, "tls/value");
        address.findings.extend(legacy(address, session, at));
    }
    let Some(failure) = conversation.tls.failed() else { return };
    if failure.kind == FailureKind::OutOfTime {
        return;
    }
    let at = address.pointer(index, failed_part(failure));
    if let Some(finding) = small_segments_help(address, failure) {
        let finding = finding.evidence(at, format!("with segments of the usual size: {}", failure.phrase()));
        address.rule_out("tls-stalled", "the same handshake completes in smaller segments");
        address.findings.push(finding);
        return;
    }
    if demands_client_certificate(address, failure) {
        let here = address.seen.place();
        address.findings.push(
            Finding::of("tls-client-certificate-required", Confidence::Likely)
                .says(format!("{here} asks for a client certificate and ends the handshake when none comes."))
                .evidence(at, failure.phrase()),
        );
        return;
    }
    let finding = match hello(address, HelloKind::Wide) {
        Some((_, Ok(wide))) => answered(address, wide),
        Some((_, Err(_))) => unanswered(address),
        None => not_followed_up(address, failure),
    };
    let mut finding = finding.evidence(at, format!("full handshake: {}", failure.phrase()));
    for kind in [HelloKind::Wide, HelloKind::WindowsCurrent, HelloKind::Tls13Only, HelloKind::Tls10] {
        finding = match hello(address, kind) {
            Some((index, Ok(answer))) => finding.evidence(
                address.pointer(index, "hello/value"),
                format!("{}: {}", name(kind), choice(answer)),
            ),
            Some((index, Err(failure))) => finding.evidence(
                address.pointer(index, "hello/value"),
                format!("{}: {}", name(kind), failure.phrase()),
            ),
            None => finding,
        };
    }
    address.findings.push(finding);
}

/// The handshake completes, but with a suite that stood last among those on offer.
fn legacy(address: &Address<'_>, session: &TlsSession, at: String) -> Option<Finding> {
    let offers_better = address.seen.tls_offers.done().is_some_and(offers_modern);
    if is_modern(&session.version, &session.suite, None) || offers_better {
        return None;
    }
    let (version, suite) = (&session.version.name, &session.suite.name);
    Some(
        Finding::of("tls-legacy-only", Confidence::Likely)
            .says(format!(
                "{} chose {version} and {suite}, although everything newer was on offer: most likely it has nothing \
                 else, and stricter clients refuse it.",
                address.seen.place()
            ))
            .evidence(at, format!("the handshake completes with {suite}, which stood behind all newer suites")),
    )
}

/// Twice stalled, completed in small segments, and stalled again in the usual ones.
fn small_segments_help(address: &Address<'_>, failure: &Failure) -> Option<Finding> {
    let (index, conversation) = address.seen.last(SMALL_SEGMENTS)?;
    conversation.tls.done()?;
    let here = address.seen.address;
    let stalls =
        address.seen.asked(FIRST).filter_map(|(_, c)| c.tls.failed()).filter(|f| f.is_stall()).count();
    // Where part of the answer came before, or the control is missing, the difference might be luck.
    let confidence = match failure.kind {
        FailureKind::Silence if 2 < stalls => Confidence::Certain,
        _ => Confidence::Likely,
    };
    Some(
        Finding::of("path-mtu-black-hole", confidence)
            .says(format!(
                "Large packets on the way to {} vanish without a word: TLS stalls, and completes in small segments.",
                here.ip()
            ))
            .evidence(address.pointer(index, "tls/value"), "with small segments: the handshake completes"),
    )
}

/// The server answers a wide hello, but our handshake failed: what did it choose?
fn answered(address: &mut Address<'_>, wide: &HelloAnswer) -> Finding {
    let here = address.seen.place();
    match &wide.broken_off {
        Some(failure) if failure.is_stall() => return stalled(address),
        Some(failure) => {
            let why = format!("after its ServerHello: {}", failure.phrase());
            return unexplained(address, &why);
        }
        None => {}
    }
    address.rule_out("tls-key-unusable", "the server answers a ClientHello with its certificate");
    address.rule_out("tls-schannel-broken", "the server answers a ClientHello");
    if is_retired(&wide.version) {
        return Finding::of("tls-no-shared-version", Confidence::Likely).says(format!(
            "{here} speaks {} at most, which the newest clients (Windows 11 24H2, current libraries) no longer offer.",
            wide.version.name
        ));
    }
    match hello(address, HelloKind::WindowsCurrent) {
        Some((_, Ok(current))) if !is_retired(&current.version) && needs_no_legacy(current) => {
            unexplained(address, "the server would accept what a current client offers")
        }
        Some((_, Ok(current))) if !is_retired(&current.version) => Finding::of(
            "tls-legacy-only",
            Confidence::Certain,
        )
        .says(format!("{here} works, but only with {}, which stricter clients refuse.", choice(current))),
        Some((_, Err(failure))) if failure.is_stall() => stalled(address),
        Some((_, Err(failure))) => {
            // An alert says so; a mere close has, beside a hello that was answered, hardly another reason.
            let says_so = says_alert(failure, &[40, 71]);
            let confidence = if says_so { Confidence::Certain } else { Confidence::Likely };
            Finding::of("tls-no-shared-cipher", confidence).says(format!(
                "{here} shares no cipher suite with current clients; what it wants is {}.",
                choice(wide)
            ))
        }
        Some((_, Ok(_))) => {
            unexplained(address, "it answers a current client's hello with a retired version")
        }
        None => unexplained(address, "what a current client offers could not be tried"),
    }
}

/// Not even a wide hello was answered.
fn unanswered(address: &mut Address<'_>) -> Finding {
    let here = address.seen.place();
    if let Some((_, Ok(old))) = hello(address, HelloKind::Tls10) {
        return Finding::of("tls-no-shared-version", Confidence::Likely)
            .says(format!("{here} answers only a hello of {}.", old.version.name));
    }
    if let Some((_, Ok(_))) = hello(address, HelloKind::Tls13Only) {
        return unexplained(address, "the server answers TLS 1.3, yet does not complete the handshake");
    }
    if address.seen.cut_short.is_some() {
        return unexplained(address, "the time was up before every kind of hello had been tried");
    }
    let endings: Vec<&Failure> = address
        .seen
        .conversations
        .iter()
        .filter_map(|conversation| conversation.hello.failed().or(conversation.tls.failed()))
        .collect();
    let any = |test: fn(&Failure) -> bool| endings.iter().any(|failure| test(failure));
    let every = |test: fn(&Failure) -> bool| endings.iter().all(|failure| test(failure));
    if any(Failure::is_stall) {
        return stalled(address);
    }
    if any(|failure| failure.kind == FailureKind::Timeout) {
        return unexplained(address, STILL_COMING);
    }
    if any(goes_on_in_clear) {
        return Finding::of("tls-key-unusable", Confidence::Likely).says(format!(
            "{here} chooses TLS and then goes on in clear: it could not load its certificate or private key."
        ));
    }
    if every(|failure| says_alert(failure, &[70])) {
        return Finding::of("tls-no-shared-version", Confidence::Likely)
            .says(format!("{here} refuses every TLS version from 1.0 to 1.3."));
    }
    if every(|failure| says_alert(failure, &[40, 70, 71])) {
        return Finding::of("tls-no-shared-cipher", Confidence::Likely)
            .says(format!("{here} refuses every cipher suite that was offered, the oldest included."));
    }
    // A key that cannot be used ends every handshake in the same way; a version or suite that is off, in its own.
    let same = |one: &&Failure| {
        endings.first().is_some_and(|first| (first.kind, &first.alert) == (one.kind, &one.alert))
    };
    let ended = any(|failure| {
        matches!(failure.kind, FailureKind::Closed | FailureKind::Reset) || says_alert(failure, &[80])
    });
    if ended && endings.iter().all(same) {
        address
            .rule_out("tls-no-shared-cipher", "a hello with every version and suite was ended the same way");
        return Finding::of("tls-key-unusable", Confidence::Likely).says(format!(
            "{here} chooses TLS and then ends every handshake before its certificate: its private key is most likely \
             unusable."
        ));
    }
    Finding::of("tls-handshake-failed", Confidence::Likely).says(format!(
        "{here} chooses TLS and then completes no handshake, whatever version and suites are offered."
    ))
}

/// Plain RDP where TLS was agreed on.
fn goes_on_in_clear(failure: &Failure) -> bool {
    failure.kind == FailureKind::ForeignBytes
        && failure.first_bytes.as_deref().is_some_and(|b| b.starts_with("0300"))
}

fn says_alert(failure: &Failure, codes: &[u32]) -> bool {
    failure.alert.as_ref().is_some_and(|alert| codes.contains(&alert.code))
}

const STILL_COMING: &str = "its answer was still coming when the time was up, so more time might do";

/// No wide hello was put, or its connection broke before it could be.
fn not_followed_up(address: &mut Address<'_>, failure: &Failure) -> Finding {
    let broken = address.seen.conversations.iter().any(|c| matches!(c.question, Question::Hello { .. }));
    match failure.kind {
        FailureKind::Timeout if !failure.is_stall() => unexplained(address, STILL_COMING),
        _ if broken => unexplained(address, "and the connections that should have shown why broke off"),
        _ if failure.is_stall() => stalled(address),
        _ => unexplained(address, "at depth standard the reason would be looked for"),
    }
}

fn stalled(address: &mut Address<'_>) -> Finding {
    let here = address.seen.place();
    let small = address.seen.last(SMALL_SEGMENTS).and_then(|(_, conversation)| conversation.tls.failed());
    if small.is_some_and(Failure::is_stall) {
        address.rule_out("path-mtu-black-hole", "small segments stall as well");
    }
    Finding::of("tls-stalled", Confidence::Likely)
        .says(format!("{here} negotiates TLS, and then nothing more comes in answer to the ClientHello."))
}

/// Our handshake failed; whether a Windows client's would is not known.
fn unexplained(address: &mut Address<'_>, why: &str) -> Finding {
    let here = address.seen.place();
    address
        .unsettled
        .get_or_insert_with(|| format!("the TLS handshake with {here} does not complete; {why}."));
    Finding::of("tls-handshake-failed", Confidence::Possible)
        .severity(Severity::Warning)
        .says(format!("The TLS handshake with {here} does not complete; {why}."))
}

/// The alerts with which a server says that a client certificate is missing, RFC 8446 6.2.
fn demands_client_certificate(address: &Address<'_>, failure: &Failure) -> bool {
    let requested = [HelloKind::Wide, HelloKind::WindowsCurrent]
        .into_iter()
        .filter_map(|kind| hello(address, kind)?.1.ok())
        .any(|answer| answer.client_certificate_requested == Tri::Yes);
    says_alert(failure, &[116]) || requested && failure.kind == FailureKind::Alert
}

/// The hello of this kind and what came of it.
fn hello<'a>(
    address: &Address<'a>,
    hello: HelloKind,
) -> Option<(usize, Result<&'a HelloAnswer, &'a Failure>)> {
    let (index, conversation) = address.seen.last(Question::Hello { protocols: MSTSC, hello })?;
    match (conversation.hello.done(), conversation.hello.failed()) {
        (Some(answer), _) => Some((index, Ok(answer))),
        (_, Some(failure)) if failure.kind != FailureKind::OutOfTime => Some((index, Err(failure))),
        // It did not get as far as the hello, or our own time was up: nothing was learned.
        _ => None,
    }
}

/// TLS 1.1 and older, RFC 8996.
pub(super) fn is_retired(version: &Named) -> bool {
    version.code < u32::from(TlsVersion::TLS12.0)
}

/// What current clients will keep: TLS 1.3, and of TLS 1.2 the suites that our own TLS library has as well.
pub(super) fn is_modern(version: &Named, suite: &Named, dh_prime_bits: Option<u32>) -> bool {
    let suite = CipherSuite(u16::try_from(suite.code).unwrap_or(0));
    version.code == u32::from(TlsVersion::TLS13.0)
        || version.code == u32::from(TlsVersion::TLS12.0)
            && suite.is_aead() == Some(true)
            && suite.forward_secrecy() == Some(true)
            && suite.is_anonymous() == Some(false)
            && dh_prime_bits.is_none()
}

/// Whether a host was seen to speak TLS, but none that is built in here: what lies behind it stays unseen.
pub(super) fn is_out_of_reach(observations: &Observations) -> bool {
    let conversations = || observations.addresses.iter().flat_map(|address| &address.conversations);
    let mut answers = conversations().filter_map(|conversation| conversation.hello.done());
    !conversations().any(|conversation| conversation.tls.done().is_some())
        && answers.any(|answer| !needs_no_legacy(answer))
}

/// Whether anything in the list is what current clients will keep.
pub(super) fn offers_modern(offers: &TlsOffers) -> bool {
    let versions = offers.versions.iter();
    let mut suites = versions.flat_map(|version| version.suites.iter().map(move |found| (version, found)));
    suites.any(|(version, found)| is_modern(&version.version, &found.suite, found.dh_prime_bits))
}

fn needs_no_legacy(answer: &HelloAnswer) -> bool {
    is_modern(&answer.version, &answer.suite, answer.dh_prime_bits)
}

fn choice(answer: &HelloAnswer) -> String {
    format!("{} and {}", answer.version.name, answer.suite.name)
}

fn name(kind: HelloKind) -> &'static str {
    match kind {
        HelloKind::Wide => "every suite up to TLS 1.2",
        HelloKind::WindowsCurrent => "what a current Windows client offers",
        HelloKind::Tls13Only => "TLS 1.3 only",
        HelloKind::Tls10 => "TLS 1.0",
    }
}

/// What is said of a host with which nothing is wrong.
pub(super) fn healthy_sentence(observations: &Observations, target: &TargetSummary) -> String {
    let reached = observations.addresses.iter().filter_map(|address| address.last(FIRST)).map(|(_, c)| c);
    let session = reached.clone().find_map(|conversation| conversation.tls.done());
    let way = match observations.proxy.done() {
        Some(proxy) => format!(" through the proxy {}", proxy.proxy),
        None => String::new(),
    };
    let nla = reached.clone().filter_map(Conversation::selected).any(|protocol| 1 < protocol);
    match session {
        Some(session) => {
            let nla = if nla { "with NLA" } else { "without NLA" };
            format!(
                "{target} works up to the logon{way}: {}, {}, {nla}.",
                session.version.name, session.suite.name
            )
        }
        None => format!("{target} works{way} as far as it was looked at."),
    }
}
