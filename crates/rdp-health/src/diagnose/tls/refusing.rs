//! Why a TLS server does not complete the handshake, from the hellos that it answers: a host's, a web server's or a
//! gateway's.

use rdp_health_wire::tls::{AlertDescription, ClientHello};

use super::super::said::Said;
use super::age::{is_offered_by_us, is_retired, needs_no_legacy};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::pointer::Pointer;
use crate::observe::{Difference, HelloAnswer, HelloKind, Key};
use crate::outcome::{Failure, FailureKind, Outcome, Phase, Tri};

/// A server with which the full handshake did not complete.
pub(in super::super) struct Refusing<'a> {
    /// The server, as the subject of a sentence.
    pub(in super::super) here: String,
    /// How TLS began: what the server does, as the verb of that sentence.
    pub(in super::super) takes: &'static str,
    /// A host with which nothing was negotiated, since the `.rdp` file has its clients begin with TLS: why it may want that
    /// otherwise.
    pub(in super::super) unasked: Option<&'static str>,
    /// How the full handshake ended, and where that stands in the report.
    pub(in super::super) failure: &'a Failure,
    pub(in super::super) at: Pointer,
    /// The hellos that reached an answer or its absence, in order.
    pub(in super::super) hellos: Vec<Hello<'a>>,
    /// Every end of a handshake, full or not.
    pub(in super::super) endings: Vec<&'a Failure>,
    /// Hellos were put, whether or not they got so far.
    pub(in super::super) broken: bool,
    /// The handshake stalls in small segments as well.
    pub(in super::super) small_stalled: bool,
    /// The time was up before every hello had been put.
    pub(in super::super) cut_short: bool,
    /// The hello of a current Windows client failed, and one that differs in one thing was answered.
    pub(in super::super) difference: Option<Difference<'a>>,
    /// The server reads TLS 1.3, and says what a hello of it lacks.
    pub(in super::super) reads_tls13: bool,
    /// What kind of key the certificate has that it showed in clear.
    pub(in super::super) key: Option<Key>,
    /// What the hellos exclude, and why there is no verdict.
    pub(in super::super) said: Said,
}

/// A ClientHello written by hand, where what came of it stands, and what that is.
pub(in super::super) struct Hello<'a> {
    kind: HelloKind,
    at: Pointer,
    answer: Result<&'a HelloAnswer, &'a Failure>,
}

impl<'a> Hello<'a> {
    /// `None` = it did not reach the hello, or our own time was up: nothing was learned.
    pub(in super::super) fn of(
        kind: HelloKind,
        at: Pointer,
        outcome: &'a Outcome<HelloAnswer>,
    ) -> Option<Self> {
        let answer = match outcome {
            Outcome::Done(answer) => Ok(answer),
            Outcome::Failed(failure) if failure.kind != FailureKind::OutOfTime => Err(failure),
            Outcome::Failed(_) | Outcome::Skipped(_) => return None,
        };
        Some(Self { kind, at, answer })
    }
}

const STILL_COMING: &str =
    "its answer was still arriving when the time ran out; a longer timeout might be enough";

impl<'a> Refusing<'a> {
    /// The cause, with every hello as evidence.
    pub(in super::super) fn judge(&mut self) -> Finding {
        if self.demands_client_certificate() {
            return Finding::of(CauseId::TlsClientCertificateRequired, Confidence::Likely)
                .says(format!(
                    "{} requests a client certificate and aborts the handshake if the client sends none.",
                    self.here
                ))
                .evidence(self.at.clone(), self.failure.phrase());
        }
        let finding = match (self.difference, self.answer(HelloKind::Wide)) {
            (Some(difference), wide) if wide.is_none_or(|wide| wide.is_err() || is_whole_and_new(wide)) => {
                self.by_difference(&difference)
            }
            (_, wide) => self.by_version_and_suite(wide),
        };
        let finding = finding.evidence(self.at.clone(), format!("full handshake: {}", self.failure.phrase()));
        KINDS.into_iter().filter_map(|kind| self.hello(kind)).fold(finding, |finding, hello| {
            let says = match hello.answer {
                Ok(answer) => choice(answer),
                Err(failure) => failure.phrase(),
            };
            finding.evidence(hello.at.clone(), format!("{}: {says}", name(hello.kind)))
        })
    }

    fn by_version_and_suite(&mut self, wide: Option<Result<&'a HelloAnswer, &'a Failure>>) -> Finding {
        match wide {
            Some(Ok(wide)) => self.answered(wide),
            Some(Err(_)) => self.unanswered(),
            None => self.not_followed_up(),
        }
    }

    /// The last hello of this kind: a repeat counts more than what it repeats.
    fn hello(&self, kind: HelloKind) -> Option<&Hello<'a>> {
        self.hellos.iter().rev().find(|hello| hello.kind == kind)
    }

    fn answer(&self, kind: HelloKind) -> Option<Result<&'a HelloAnswer, &'a Failure>> {
        self.hello(kind).map(|hello| hello.answer)
    }

    fn rule_out(&mut self, id: CauseId, because: &str) {
        self.said.rule_out(id, because);
    }

    /// The server answers a wide hello, but our handshake failed: what did it choose?
    fn answered(&mut self, wide: &HelloAnswer) -> Finding {
        match &wide.broken_off {
            Some(failure) if failure.is_stall() => return self.stalled(),
            Some(failure) => {
                let why = format!("after its ServerHello: {}", failure.phrase());
                return self.unexplained(&why);
            }
            None => {}
        }
        self.rule_out(CauseId::TlsKeyUnusable, "the server answers a ClientHello with its certificate");
        self.rule_out(CauseId::TlsSchannelBroken, "the server answers a ClientHello");
        let here = &self.here;
        if is_retired(wide.version) {
            return Finding::of(CauseId::TlsNoSharedVersion, Confidence::Likely).says(format!(
                "{here} supports {} at most, which the newest clients (Windows 11 24H2, current libraries) no longer \
                 offer.",
                wide.version
            ));
        }
        match self.answer(HelloKind::WindowsCurrent) {
            Some(Ok(current)) if !is_retired(current.version) && needs_no_legacy(current) => {
                self.unexplained("the server would accept what a current client offers")
            }
            // We offered it as well, so something else fails.
            Some(Ok(current)) if is_offered_by_us(current) => {
                let why = format!("the server chooses {}, which this check offers as well", choice(current));
                self.unexplained(&why)
            }
            Some(Ok(current)) if !is_retired(current.version) => {
                Finding::of(CauseId::TlsLegacyOnly, Confidence::Likely).says(format!(
                    "{here} answers a current Windows client with {}, which stricter clients refuse; this check does \
                     not support it, so it completed no handshake.",
                    choice(current)
                ))
            }
            Some(Err(failure)) if failure.is_stall() => self.stalled(),
            // Windows offers that suite as well, so something else of the hello fails.
            Some(Err(_)) if is_of_windows(wide) => self.beside_the_suites(wide),
            Some(Err(failure)) => {
                let offered = "it answers no ClientHello with a single difference either";
                let confidence = match failure.refuses_offer() {
                    true => Confidence::Likely,
                    false => Confidence::Possible,
                };
                Finding::of(CauseId::TlsNoSharedCipher, confidence).says(format!(
                    "{here} shares no cipher suite with current clients; it accepts {}, and {offered}.",
                    in_full(wide)
                ))
            }
            Some(Ok(_)) => self.unexplained("it answers a current client's ClientHello with a retired version"),
            None => self.unexplained("a current client's ClientHello could not be tested"),
        }
    }

    /// The server takes a suite of a current Windows client, but neither that client's hello nor one that differs from it in
    /// one thing.
    fn beside_the_suites(&mut self, wide: &HelloAnswer) -> Finding {
        let here = &self.here;
        let usual = ClientHello::windows_current([0; 32], [0; 32]).groups();
        let Some(group) = wide.group.filter(|group| !usual.contains(group)) else {
            return self.unexplained(
                "it accepts a suite that current Windows clients offer, but not their ClientHello: more than one \
                 thing in it fails",
            );
        };
        self.said.rule_out(
            CauseId::TlsNoSharedCipher,
            "the server accepts a suite that current Windows clients offer",
        );
        Finding::of(CauseId::TlsNoSharedGroup, Confidence::Possible).says(format!(
            "{here} chose the group {group}, which Windows clients do not offer, and may have no other; something else \
             in a current ClientHello fails as well, such as TLS 1.3."
        ))
    }

    /// Not even a wide hello was answered.
    fn unanswered(&mut self) -> Finding {
        let (here, takes) = (self.here.clone(), self.takes);
        if let Some(Ok(old)) = self.answer(HelloKind::Tls10) {
            return Finding::of(CauseId::TlsNoSharedVersion, Confidence::Likely)
                .says(format!("{here} answers only a {} ClientHello.", old.version));
        }
        if let Some(Ok(_)) = self.answer(HelloKind::Tls13Only) {
            return self.unexplained("the server answers TLS 1.3 but does not complete the handshake");
        }
        if self.cut_short {
            return self.unexplained("the time ran out before every kind of ClientHello had been tested");
        }
        let any = |test: fn(&Failure) -> bool| self.endings.iter().any(|failure| test(failure));
        let every = |test: fn(&Failure) -> bool| self.endings.iter().all(|failure| test(failure));
        if any(Failure::is_stall) {
            return self.stalled();
        }
        if any(|failure| failure.kind == FailureKind::Timeout) {
            return self.unexplained(STILL_COMING);
        }
        // Hosts that want the negotiation end whatever begins otherwise. It says nothing of their keys.
        if let Some(why) = self.unasked {
            return self.unexplained(why);
        }
        // Plain RDP where TLS was agreed on.
        if any(Failure::is_rdp_in_clear) {
            return Finding::of(CauseId::TlsKeyUnusable, Confidence::Likely).says(format!(
                "{here} {takes}, then continues unencrypted: it cannot use its certificate, its private key or its \
                 TLS settings (on xrdp: certificate, key_file, tls_ciphers, ssl_protocols)."
            ));
        }
        if every(|failure| says_alert(failure, &[AlertDescription::PROTOCOL_VERSION])) {
            return Finding::of(CauseId::TlsNoSharedVersion, Confidence::Likely)
                .says(format!("{here} refuses every TLS version from 1.0 to 1.3."));
        }
        if every(Failure::refuses_offer) {
            return Finding::of(CauseId::TlsNoSharedCipher, Confidence::Likely)
                .says(format!("{here} refuses every cipher suite offered, even the oldest."));
        }
        // A key that cannot be used ends every handshake in the same way; a version or suite that is off, in its own.
        let same = |one: &&Failure| {
            self.endings.first().is_some_and(|first| (first.kind, &first.alert) == (one.kind, &one.alert))
        };
        let ended = any(|failure| {
            matches!(failure.kind, FailureKind::Closed | FailureKind::Reset)
                || says_alert(failure, &[AlertDescription::INTERNAL_ERROR])
        });
        if ended && self.endings.iter().all(same) {
            let because = "a ClientHello with every version and suite ended the same way";
            self.rule_out(CauseId::TlsNoSharedCipher, because);
            return Finding::of(CauseId::TlsKeyUnusable, Confidence::Likely).says(format!(
                "{here} {takes}, then aborts every handshake before sending its certificate: it probably cannot use \
                 its private key."
            ));
        }
        Finding::of(CauseId::TlsHandshakeFailed, Confidence::Likely).says(format!(
            "{here} {takes}, then completes no handshake, whatever versions and suites are offered."
        ))
    }

    /// No wide hello was put, or its connection broke before it could be.
    fn not_followed_up(&mut self) -> Finding {
        match self.failure.kind {
            FailureKind::Timeout if !self.failure.is_stall() => self.unexplained(STILL_COMING),
            _ if self.broken => self.unexplained("the connections that should have shown the reason broke"),
            _ if self.failure.is_stall() => self.stalled(),
            _ => self.unexplained("use depth standard to look for the reason"),
        }
    }

    fn stalled(&mut self) -> Finding {
        if self.small_stalled {
            self.rule_out(CauseId::PathMtuBlackHole, "small segments stall as well");
        }
        Finding::of(CauseId::TlsStalled, Confidence::Likely).says(format!(
            "{} {}, then sends nothing more in answer to the ClientHello.",
            self.here, self.takes
        ))
    }

    /// Our handshake failed; whether a Windows client's would is not known.
    fn unexplained(&mut self, why: &str) -> Finding {
        let here = &self.here;
        self.said.unsettled(Phase::Tls, format!("the TLS handshake with {here} does not complete; {why}."));
        Finding::of(CauseId::TlsHandshakeFailed, Confidence::Possible)
            .severity(Severity::Warning)
            .says(format!("The TLS handshake with {here} does not complete; {why}."))
    }

    /// The alerts with which a server says that a client certificate is missing, RFC 8446 6.2.
    fn demands_client_certificate(&self) -> bool {
        let requested = [HelloKind::Wide, HelloKind::WindowsCurrent]
            .into_iter()
            .filter_map(|kind| self.answer(kind)?.ok())
            .any(|answer| answer.client_certificate_requested == Tri::Yes);
        says_alert(self.failure, &[AlertDescription::CERTIFICATE_REQUIRED])
            || requested && self.failure.kind == FailureKind::Alert
    }
}

fn says_alert(failure: &Failure, alerts: &[AlertDescription]) -> bool {
    failure.alert.is_some_and(|alert| alerts.contains(&alert))
}

/// A whole answer in a version that clients still offer.
fn is_whole_and_new(answer: Result<&HelloAnswer, &Failure>) -> bool {
    answer.is_ok_and(|answer| answer.broken_off.is_none() && !is_retired(answer.version))
}

/// The suite is one of those that a current Windows client offers.
fn is_of_windows(answer: &HelloAnswer) -> bool {
    ClientHello::windows_current([0; 32], [0; 32]).suites.contains(&answer.suite)
}

/// The choice with all that a client must share.
pub(super) fn in_full(answer: &HelloAnswer) -> String {
    let group = answer.group.map(|group| format!(", the group {group}"));
    let scheme = answer.signature_scheme.map(|scheme| format!(", the signature {scheme}"));
    format!("{}{}{}", choice(answer), group.unwrap_or_default(), scheme.unwrap_or_default())
}

pub(super) fn choice(answer: &HelloAnswer) -> String {
    format!("{} and {}", answer.version, answer.suite)
}

/// Every hello, in the order of the evidence.
const KINDS: [HelloKind; 13] = [
    HelloKind::Wide,
    HelloKind::WindowsCurrent,
    HelloKind::EveryGroup,
    HelloKind::EveryScheme,
    HelloKind::EverySuite,
    HelloKind::WithoutTls13,
    HelloKind::WithoutServerName,
    HelloKind::WithoutServerNameAndTls13,
    HelloKind::WithoutSha1,
    HelloKind::PostQuantum,
    HelloKind::Tls13Only,
    HelloKind::Tls13WithoutShare,
    HelloKind::Tls10,
];

pub(super) fn name(kind: HelloKind) -> &'static str {
    match kind {
        HelloKind::Wide => "every suite up to TLS 1.2",
        HelloKind::WindowsCurrent => "a current Windows client",
        HelloKind::EveryGroup => "the same with every group",
        HelloKind::EveryScheme => "the same with every signature scheme",
        HelloKind::EverySuite => "the same with every suite",
        HelloKind::WithoutTls13 => "the same without TLS 1.3",
        HelloKind::WithoutServerName => "a current Windows client without the server's name (SNI)",
        HelloKind::WithoutServerNameAndTls13 => "the same without the server's name and TLS 1.3",
        HelloKind::WithoutSha1 => "a current Windows client without SHA-1",
        HelloKind::PostQuantum => "a current Windows client with a post-quantum key share",
        HelloKind::Tls13Only => "TLS 1.3 only",
        HelloKind::Tls13WithoutShare => "TLS 1.3 only, without a key share",
        HelloKind::Tls10 => "TLS 1.0",
    }
}
