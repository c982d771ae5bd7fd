//! Which hello written by hand is worth its connection: what each would show beside those that were answered.

use rdp_health_wire::tls::{AlertDescription, ClientHello, SignatureScheme, TlsVersion};

use super::seen::Seen;
use crate::observe::{HelloAnswer, HelloKind, Question};
use crate::options::Depth;

/// Hellos of whatever a server may speak.
const WIDE: [HelloKind; 3] = [HelloKind::Wide, HelloKind::Tls13Only, HelloKind::Tls10];

impl Seen<'_> {
    pub(super) fn answered(&self, hello: HelloKind) -> bool {
        self.answer(hello).is_some()
    }

    fn answer(&self, hello: HelloKind) -> Option<&HelloAnswer> {
        self.last(self.hello(hello))?.hello.done()
    }

    fn refused(&self, hello: HelloKind) -> bool {
        self.last(self.hello(hello)).is_some_and(|one| one.hello.failed().is_some())
    }

    /// No hello with the server's name was answered, whatever it offered: one without. A server may mind TLS 1.3 as well.
    pub(super) fn nameless(&self) -> Option<Question> {
        let kind = match self.refused(HelloKind::WithoutServerName) {
            true => HelloKind::WithoutServerNameAndTls13,
            false => HelloKind::WithoutServerName,
        };
        (self.named && WIDE.into_iter().all(|hello| self.refused(hello))).then(|| self.hello(kind))
    }

    fn answered_nameless(&self) -> bool {
        self.answered(HelloKind::WithoutServerName) || self.answered(HelloKind::WithoutServerNameAndTls13)
    }

    /// Why it is worth asking what a current Windows client would.
    pub(super) fn usual_wanted(&self) -> bool {
        let any = [HelloKind::Wide, HelloKind::Tls13Only].into_iter().any(|hello| self.answered(hello))
            || self.answered_nameless();
        self.hello_wanted() && (any || self.refuses_suites())
            || self.signs_unlike_windows()
            || self.chose_unlike_windows()
            || self.refused(HelloKind::PostQuantum)
    }

    /// The server chose a suite that a current Windows client does not offer. Ours stand behind those that it does, so that
    /// the server may have no other.
    fn chose_unlike_windows(&self) -> bool {
        let windows = ClientHello::windows_current([0; 32], [0; 32]).suites;
        let sessions = self.address.conversations.iter().filter_map(|one| one.tls.done());
        let mut suites = sessions.map(|session| session.suite).peekable();
        suites.peek().is_some() && suites.all(|suite| !windows.contains(&suite))
    }

    /// The server says that it takes none of the suites, groups and schemes that have a place in a wide hello.
    fn refuses_suites(&self) -> bool {
        let failure = self.last(self.hello(HelloKind::Wide)).and_then(|one| one.hello.failed());
        let says = [AlertDescription::HANDSHAKE_FAILURE, AlertDescription::INSUFFICIENT_SECURITY];
        failure.and_then(|failure| failure.alert).is_some_and(|alert| says.contains(&alert))
    }

    /// The server signed with what a current Windows client does not offer.
    fn signs_unlike_windows(&self) -> bool {
        self.address.signed_with().is_some_and(|scheme| !windows_schemes().contains(&scheme))
    }

    /// In TLS 1.3 a ServerHello says nothing of the signature: does the server have another one in TLS 1.2?
    pub(super) fn older_signature_wanted(&self) -> bool {
        let usual = self.answer(HelloKind::WindowsCurrent);
        self.signs_unlike_windows() && usual.is_some_and(|answer| answer.version == TlsVersion::TLS13)
    }

    /// The server signed with SHA-1, although better was on offer.
    pub(super) fn signs_with_sha1(&self) -> bool {
        self.address.signed_with().is_some_and(SignatureScheme::uses_sha1)
    }

    /// The next hello that differs in one thing from that of a current Windows client, which failed. What the answers so
    /// far point at comes first.
    pub(super) fn next_difference(&self) -> Option<HelloKind> {
        if !self.refused(HelloKind::WindowsCurrent) || self.answered_nameless() {
            return None;
        }
        let wide = self.answer(HelloKind::Wide);
        let seen = wide.or(self.answer(HelloKind::Tls13Only));
        if wide.is_some_and(|answer| answer.version < TlsVersion::TLS12 || answer.broken_off.is_some()) {
            return None;
        }
        let usual = ClientHello::windows_current([0; 32], [0; 32]);
        let lacks = |answer: &HelloAnswer, kind: HelloKind| match kind {
            HelloKind::EveryGroup => answer.group.is_some_and(|group| !usual.groups().contains(&group)),
            HelloKind::EveryScheme => {
                answer.signature_scheme.is_some_and(|scheme| !usual.signature_schemes().contains(&scheme))
            }
            HelloKind::EverySuite => !usual.suites.contains(&answer.suite),
            _ => false,
        };
        let offers = [HelloKind::EveryGroup, HelloKind::EveryScheme, HelloKind::EverySuite];
        let chose_unlike_windows = self.chose_unlike_windows();
        let pointed_at = |kind: &HelloKind| {
            seen.is_some_and(|answer| lacks(answer, *kind))
                || chose_unlike_windows && *kind == HelloKind::EverySuite
        };
        let first = offers.into_iter().filter(pointed_at);
        let without = wide.is_some().then_some(HelloKind::WithoutTls13);
        // A wide hello has every group and scheme, but not every suite.
        let useful = |kind: &HelloKind| seen.is_some() || self.speaks_tls() || *kind == HelloKind::EverySuite;
        let rest = offers.into_iter().filter(|kind| !pointed_at(kind) && useful(kind));
        let mut kinds = first.chain(without).chain(rest);
        let asked = |kind: &HelloKind| self.last(self.hello(*kind)).is_some();
        // The first that was answered explains it.
        kinds.find(|kind| !asked(kind) || self.answered(*kind)).filter(|kind| !asked(kind))
    }

    /// It takes the hello without TLS 1.3 alone, and refuses the other with an alert: does it mind TLS 1.3, or speak it
    /// and miss something there?
    pub(super) fn reading_wanted(&self) -> bool {
        let usual = self.last(self.hello(HelloKind::WindowsCurrent)).and_then(|one| one.hello.failed());
        let alert = usual.and_then(|failure| failure.alert);
        self.answered(HelloKind::WithoutTls13)
            && alert.is_some_and(|alert| alert != AlertDescription::PROTOCOL_VERSION)
    }

    /// The hello that differs was answered: does the usual one still fail?
    pub(super) fn control_wanted(&self) -> bool {
        self.address.difference(self.role).is_some_and(|difference| !difference.proved)
    }

    /// Whether a hello of more than one segment is worth its connection: at full depth wherever TLS works, before it where
    /// something about TLS is odd.
    pub(super) fn long_hello_wanted(&self, depth: Depth) -> bool {
        match depth {
            Depth::Quick => false,
            Depth::Standard => {
                let usual_answered = self.answered(HelloKind::WindowsCurrent);
                self.hello_wanted() && usual_answered || self.passed_at_last()
            }
            Depth::Full => self.speaks_tls() || self.answered(HelloKind::WindowsCurrent),
        }
    }

    /// A post-quantum hello that ended without a word is put again.
    pub(super) fn long_hello_disturbed(&self) -> bool {
        let failure = self.last(self.hello(HelloKind::PostQuantum)).and_then(|one| one.hello.failed());
        failure.is_some_and(|failure| failure.kind.may_pass())
    }
}

/// What Schannel lets a server sign with.
fn windows_schemes() -> Vec<SignatureScheme> {
    ClientHello::windows_current([0; 32], [0; 32]).signature_schemes()
}
