//! Hellos that differ in one thing: which of two was answered shows what the server lacks, or what it minds.

use rdp_health_wire::tls::{AlertDescription, SignatureScheme};

use super::{AddressObservations, HelloAnswer, HelloKind, Question, Role};
use crate::outcome::Failure;

/// The hello of a current Windows client failed, and one that differs from it in one thing was answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Difference<'a> {
    /// What is different.
    pub(crate) kind: HelloKind,
    /// The answer to the hello that differs.
    pub(crate) answer: &'a HelloAnswer,
    /// How that of a current Windows client ended, at last.
    pub(crate) usual: &'a Failure,
    /// The server says that it cannot take the usual one, or that failed again behind the other's answer: it is no chance.
    pub(crate) proved: bool,
}

/// The hellos that differ from that of a current Windows client in one thing that a server may lack or mind.
const DIFFERING: [HelloKind; 6] = [
    HelloKind::WithoutServerName,
    HelloKind::WithoutServerNameAndTls13,
    HelloKind::WithoutTls13,
    HelloKind::EveryGroup,
    HelloKind::EveryScheme,
    HelloKind::EverySuite,
];

impl AddressObservations {
    /// Why the hello of a current Windows client fails, as far as one that differs in one thing shows it.
    pub(crate) fn difference(&self, role: Role) -> Option<Difference<'_>> {
        let (at, usual) = self.last(Question::hello(role, HelloKind::WindowsCurrent))?;
        let usual = usual.hello.failed()?;
        DIFFERING.into_iter().find_map(|kind| {
            let (index, conversation) = self.last(Question::hello(role, kind))?;
            let answer = conversation.hello.done()?;
            let proved = usual.states_refusal() || index < at;
            Some(Difference { kind, answer, usual, proved })
        })
    }

    /// Whether the server reads TLS 1.3: it says what a hello of TLS 1.3 lacks.
    pub(crate) fn reads_tls13(&self, role: Role) -> bool {
        let asked = self.last(Question::hello(role, HelloKind::Tls13WithoutShare));
        let failure = asked.and_then(|(_, one)| one.hello.failed());
        failure.is_some_and(|failure| failure.alert == Some(AlertDescription::MISSING_EXTENSION))
    }

    /// The scheme with which the server signed the handshake that completed.
    pub(crate) fn signed_with(&self) -> Option<SignatureScheme> {
        let sessions = self.conversations.iter().rev().filter_map(|one| one.tls.done());
        sessions.filter_map(|session| session.signature_scheme).next()
    }
}

impl Failure {
    /// An alert that says what cannot be taken, where a mere end says nothing.
    fn states_refusal(&self) -> bool {
        self.refuses_offer() || self.alert == Some(AlertDescription::UNRECOGNIZED_NAME)
    }
}
