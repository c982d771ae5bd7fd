//! What the table looks at: yes-or-no questions about what was seen of one address.

use rdp_health_wire::gcc::EncryptionMethod;
use rdp_health_wire::negotiation::SecurityProtocols;

use super::{CAN_FORCE_MSS, FIRST, METHODS, converse, first, hello_of, proxy_may_pass, small_segments};
use crate::observe::{
    AddressObservations, Conversation, HelloKind, Negotiated, NegotiationAnswer, Question, SettingsAnswer,
};
use crate::outcome::{Failure, FailureKind};
use crate::target::Service;

/// What the table looks at.
pub(super) struct Seen<'a> {
    pub(super) address: &'a AddressObservations,
    pub(super) service: Service,
    /// Somebody wants to sign in with Entra ID.
    pub(super) entra: bool,
}

impl Seen<'_> {
    pub(super) fn last(&self, question: Question) -> Option<&Conversation> {
        self.address.last(question).map(|(_, conversation)| conversation)
    }

    /// It ended in a way that a passing disturbance could have caused, and that decides nothing yet.
    pub(super) fn disturbed(&self, question: Question) -> bool {
        let Some(conversation) = self.last(question) else { return false };
        let passing = |failure: Option<&Failure>| failure.is_some_and(|failure| failure.kind.may_pass());
        if conversation.proxy.done().is_some_and(proxy_may_pass) {
            return true;
        }
        if question == first(self.service) {
            return passing(conversation.failure());
        }
        // A follow-up that did not get as far as its own question; being cut off is the answer of a host that cut
        // off the first request as well.
        let first_answered = self.last(FIRST).is_some_and(|first| first.negotiate.done().is_some());
        passing(conversation.connect.failed().or(conversation.proxy.failed()))
            || first_answered && passing(conversation.negotiate.failed())
    }

    pub(super) fn selected(&self, question: Question) -> Option<SecurityProtocols> {
        self.last(question).and_then(Conversation::selected)
    }

    pub(super) fn chose_nla(&self, question: Question) -> bool {
        self.selected(question).is_some_and(|protocol| protocol.intersects(SecurityProtocols::NLA))
    }

    /// Some conversation completed TLS.
    pub(super) fn speaks_tls(&self) -> bool {
        self.address.conversations.iter().any(|conversation| conversation.tls.done().is_some())
    }

    /// The first cipher of Standard RDP Security of which nothing is known yet, on a host that encrypts with one.
    pub(super) fn next_method(&self) -> Option<EncryptionMethod> {
        let chosen = |conversation: &Conversation| {
            let settings = conversation.settings.done().and_then(SettingsAnswer::accepted);
            settings.and_then(|settings| settings.method)
        };
        let chosen: Vec<EncryptionMethod> = self.address.conversations.iter().filter_map(chosen).collect();
        if !chosen.iter().any(|method| *method != EncryptionMethod::default()) {
            return None;
        }
        // What it chose out of all of them need not be asked for alone.
        let asked = |method: EncryptionMethod| self.last(Question::Method { method }).is_some();
        METHODS.into_iter().find(|method| !asked(*method) && !chosen.contains(method))
    }

    /// The server answered this older request with a choice of its own.
    pub(super) fn chose(&self, protocols: SecurityProtocols) -> bool {
        self.last(converse(protocols)).and_then(Conversation::selected).is_some()
    }

    /// The server refuses TLS by configuration or for want of a certificate.
    pub(super) fn refused_tls(&self) -> bool {
        let answer = self.last(FIRST).and_then(|c| c.negotiate.done());
        answer.is_some_and(Negotiated::refuses_tls)
    }

    /// The request ended without a choice and without a reason that settles it: closed, cut, an MCS disconnect,
    /// or a failure code that contradicts what was asked.
    pub(super) fn no_choice(&self) -> bool {
        let Some(conversation) = self.last(FIRST) else { return false };
        if let Some(negotiated) = conversation.negotiate.done() {
            return match &negotiated.answer {
                NegotiationAnswer::Failure { .. } => !negotiated.refuses_tls(),
                answer => !matches!(answer, NegotiationAnswer::Selected { .. } | NegotiationAnswer::Plain),
            };
        }
        let failure = conversation.negotiate.failed();
        failure.is_some_and(|failure| matches!(failure.kind, FailureKind::Closed | FailureKind::Reset))
    }

    pub(super) fn silent(&self) -> bool {
        let failure = self.last(FIRST).and_then(|c| c.negotiate.failed());
        failure.is_some_and(|failure| failure.kind == FailureKind::Silence)
    }

    pub(super) fn greeted(&self, question: Question) -> bool {
        self.last(question).is_some_and(|conversation| conversation.greeting.done().is_some())
    }

    /// Every request, the oldest included, was cut off without a byte.
    pub(super) fn cut_throughout(&self) -> bool {
        let older =
            [SecurityProtocols::HYBRID_OR_SSL, SecurityProtocols::SSL, SecurityProtocols::RDP].map(converse);
        std::iter::once(FIRST).chain(older).all(|question| {
            let failure = self.last(question).and_then(|conversation| conversation.negotiate.failed());
            failure.is_some_and(|f| {
                matches!(f.kind, FailureKind::Closed | FailureKind::Reset) && f.received == 0
            })
        })
    }

    /// The same conversation completed in small segments.
    pub(super) fn mended(&self) -> bool {
        self.last(small_segments(self.service)).is_some_and(|conversation| conversation.tls.done().is_some())
    }

    pub(super) fn tls_failed(&self) -> bool {
        self.last(first(self.service)).is_some_and(|conversation| conversation.tls.failed().is_some())
    }

    /// Whether the size of segments can be chosen: it is that of the way to the proxy where one stands between.
    pub(super) fn sets_segments(&self) -> bool {
        CAN_FORCE_MSS && self.address.through.is_none()
    }

    pub(super) fn stalled(&self) -> bool {
        let first = self.last(first(self.service));
        first.and_then(|conversation| conversation.tls.failed()).is_some_and(Failure::is_stall)
    }

    /// The handshake failed, and smaller segments were no remedy.
    pub(super) fn hello_wanted(&self) -> bool {
        self.tls_failed() && !self.mended()
    }

    pub(super) fn hello(&self, hello: HelloKind) -> Question {
        hello_of(self.service, hello)
    }

    pub(super) fn answered(&self, hello: HelloKind) -> bool {
        self.last(self.hello(hello)).is_some_and(|conversation| conversation.hello.done().is_some())
    }
}
