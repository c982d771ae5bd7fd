//! What the table looks at: yes-or-no questions about what was seen of one address.

use rdp_health_wire::gcc::EncryptionMethod;
use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::TlsVersion;

use crate::observe::{
    AddressObservations, Conversation, GatewaySign, HelloKind, HttpAnswer, HttpRequest, Negotiated,
    NegotiationAnswer, ProxyAnswer, Question, Role, SettingsAnswer,
};
use crate::outcome::{Failure, FailureKind};
use crate::target::HTTPS_PORT;

/// The ciphers of Standard RDP Security, the weakest first: 40, 56, 128 bits, FIPS.
const METHODS: [EncryptionMethod; 4] = [
    EncryptionMethod::ENCRYPTION_METHOD_40BIT,
    EncryptionMethod::ENCRYPTION_METHOD_56BIT,
    EncryptionMethod::ENCRYPTION_METHOD_128BIT,
    EncryptionMethod::ENCRYPTION_METHOD_FIPS,
];

/// Whether this system lets a program choose the maximum segment size of a connection.
pub(super) const CAN_FORCE_MSS: bool = cfg!(unix);

/// What the table looks at.
pub(super) struct Seen<'a> {
    pub(super) address: &'a AddressObservations,
    pub(super) role: Role,
    /// The endpoint was asked by a name, which TLS carries (SNI).
    pub(super) named: bool,
    /// Somebody wants to sign in with Entra ID.
    pub(super) entra: bool,
    /// Every version and suite that the endpoint takes in TLS is listed afterwards.
    pub(super) listed: bool,
}

impl Seen<'_> {
    /// The question with which the endpoint was first asked.
    pub(super) fn first(&self) -> Question {
        Question::first(self.role)
    }

    fn first_answer(&self) -> Option<&Conversation> {
        self.last(self.first())
    }

    pub(super) fn last(&self, question: Question) -> Option<&Conversation> {
        self.address.last(question).map(|(_, conversation)| conversation)
    }

    /// It ended in a way that a passing disturbance could have caused, and that decides nothing yet.
    pub(super) fn disturbed(&self, question: Question) -> bool {
        let Some(conversation) = self.last(question) else { return false };
        let passing = |failure: Option<&Failure>| failure.is_some_and(|failure| failure.kind.may_pass());
        if conversation.proxy.done().is_some_and(ProxyAnswer::may_pass) {
            return true;
        }
        if question == self.first() {
            // A WebSocket listener is closed unless somebody switched it on: an answer is the exception.
            let expected = matches!(self.role, Role::Websocket | Role::WebsocketTls);
            return !expected && passing(conversation.failure());
        }
        // A follow-up that did not get as far as its own question; being cut off is the answer of a host that cut
        // off the first request as well.
        let first_answered = self
            .first_answer()
            .is_some_and(|first| first.negotiate.done().is_some() || first.tls.done().is_some());
        let before_its_own = match question {
            Question::Http { .. } => conversation.tls.failed(),
            _ => conversation.negotiate.failed(),
        };
        passing(conversation.connect.failed().or(conversation.proxy.failed()))
            || first_answered && passing(before_its_own)
    }

    /// The connection was made, and then an answer did not come in time.
    pub(super) fn waits(&self, question: Question) -> bool {
        let failed =
            self.last(question).filter(|one| one.connect.done().is_some()).and_then(Conversation::failure);
        failed.is_some_and(|failure| matches!(failure.kind, FailureKind::Silence | FailureKind::Timeout))
    }

    /// The protocols that the server chose in answer to the first request.
    pub(super) fn selected(&self) -> Option<SecurityProtocols> {
        self.first_answer().and_then(Conversation::selected)
    }

    pub(super) fn chose_nla(&self) -> bool {
        self.selected().is_some_and(|protocol| protocol.intersects(SecurityProtocols::NLA))
    }

    /// The host offers no NLA, as Linux servers do, and chose TLS 1.3. (Windows has TLS 1.2 wherever it has 1.3.)
    pub(super) fn tls13_without_nla(&self) -> bool {
        let session = self.first_answer().and_then(|first| first.tls.done());
        self.selected() == Some(SecurityProtocols::SSL)
            && session.is_some_and(|session| session.version == TlsVersion::TLS13)
    }

    /// Some conversation in the endpoint's own language completed TLS.
    pub(super) fn speaks_tls(&self) -> bool {
        let own = |one: &&Conversation| {
            self.role.speaks_http()
                || !matches!(one.question, Question::Http { .. } | Question::TlsFirst { .. })
        };
        self.address.conversations.iter().filter(own).any(|conversation| conversation.tls.done().is_some())
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
        self.last(Question::converse(protocols)).and_then(Conversation::selected).is_some()
    }

    /// The server refuses TLS by configuration or for want of a certificate.
    pub(super) fn refused_tls(&self) -> bool {
        let answer = self.first_answer().and_then(|c| c.negotiate.done());
        answer.is_some_and(Negotiated::refuses_tls)
    }

    /// The request ended without a choice and without a reason that settles it: closed, cut, an MCS disconnect,
    /// or a failure code that contradicts what was asked.
    pub(super) fn no_choice(&self) -> bool {
        let Some(conversation) = self.first_answer() else { return false };
        if let Some(negotiated) = conversation.negotiate.done() {
            return match &negotiated.answer {
                NegotiationAnswer::Failure { .. } => !negotiated.refuses_tls(),
                answer => !matches!(answer, NegotiationAnswer::Selected { .. } | NegotiationAnswer::Plain),
            };
        }
        let failure = conversation.negotiate.failed();
        failure.is_some_and(|failure| matches!(failure.kind, FailureKind::Closed | FailureKind::Reset))
    }

    /// The first request was cut off twice, and then an older one answered: for what it asks, or because the host has
    /// recovered.
    pub(super) fn older_passed(&self) -> bool {
        let cut = self.first_answer().and_then(|first| first.negotiate.failed()).is_some_and(Failure::is_cut);
        let older = [SecurityProtocols::HYBRID_OR_SSL, SecurityProtocols::SSL, SecurityProtocols::RDP];
        cut && older.into_iter().any(|protocols| self.chose(protocols))
    }

    /// The first request was answered, and a later one cut off twice: for what it asks, or because the host lets nobody in
    /// any more.
    pub(super) fn cut_later(&self) -> bool {
        let first = self.first_answer().is_some_and(|first| first.negotiate.done().is_some());
        let later = [SecurityProtocols::SSL, SecurityProtocols::RDP].map(Question::converse);
        first
            && later.into_iter().any(|question| {
                let failure = self.last(question).and_then(|one| one.negotiate.failed());
                1 < self.address.asked(question).count() && failure.is_some_and(Failure::is_cut)
            })
    }

    pub(super) fn silent(&self) -> bool {
        let failure = self.first_answer().and_then(|c| c.negotiate.failed());
        failure.is_some_and(|failure| failure.kind == FailureKind::Silence)
    }

    /// The host kept silent through the long wait as well. What is asked now is for services that wait for their client
    /// to begin, and those answer at once.
    pub(super) fn mute_for_long(&self) -> bool {
        self.role == Role::Host && self.silent() && 1 < self.address.asked(self.first()).count()
    }

    pub(super) fn greeted(&self, question: Question) -> bool {
        self.last(question).is_some_and(|conversation| conversation.greeting.done().is_some())
    }

    /// What answers begins with TLS, which the port was addressed in, or with which it answered the first request.
    pub(super) fn begins_with_tls(&self) -> bool {
        let alert = self.first_answer().and_then(|first| first.negotiate.failed()).is_some_and(|failure| {
            failure.kind == FailureKind::ForeignBytes
                && failure.first_bytes.as_deref().is_some_and(|bytes| bytes.starts_with("1503"))
        });
        let greeting = self.last(Question::BARE_TLS).and_then(|conversation| conversation.greeting.done());
        alert || greeting.is_some_and(|greeting| greeting.first_bytes.starts_with("1603"))
    }

    /// What was said there ended the connection without a byte.
    pub(super) fn cut(&self, question: Question) -> bool {
        let failure = self.last(question).and_then(|conversation| conversation.greeting.failed());
        failure.is_some_and(Failure::is_cut)
    }

    /// Every request, the oldest included, was cut off without a byte.
    pub(super) fn cut_throughout(&self) -> bool {
        [
            Question::FIRST,
            Question::converse(SecurityProtocols::HYBRID_OR_SSL),
            Question::converse(SecurityProtocols::SSL),
            Question::converse(SecurityProtocols::RDP),
        ]
        .into_iter()
        .all(|question| {
            let failure = self.last(question).and_then(|conversation| conversation.negotiate.failed());
            failure.is_some_and(Failure::is_cut)
        })
    }

    /// TLS or HTTP answered where RDP was asked.
    pub(super) fn may_be_https(&self) -> bool {
        let of_the_web = |service: &str| service.contains("TLS") || service.contains("HTTP");
        let first = self.first_answer().and_then(|first| first.negotiate.failed());
        let foreign = first.filter(|failure| failure.kind == FailureKind::ForeignBytes);
        let greeting = self.last(Question::BARE_TLS).and_then(|one| one.greeting.done());
        foreign.and_then(|failure| failure.detail.as_deref()).is_some_and(of_the_web)
            || greeting.is_some_and(|greeting| of_the_web(&greeting.service))
    }

    /// A web server answered the TLS hello with nothing at all, or as Remote Desktop does. Silence on the port of HTTPS
    /// is no sign of another service, and elsewhere lost packets are looked for first.
    pub(super) fn no_answer_in_tls(&self) -> bool {
        let port = self.address.through.as_ref().map_or(self.address.address.port(), |way| way.port);
        self.tls_failure().is_some_and(|failure| match failure.kind {
            FailureKind::Closed | FailureKind::Reset => failure.received == 0,
            FailureKind::Silence => {
                let small = self.last(self.first().in_small_segments()).is_some() || !self.sets_segments();
                port != HTTPS_PORT && small && !self.mended()
            }
            FailureKind::ForeignBytes => failure.is_rdp_in_clear(),
            _ => false,
        })
    }

    /// A Connection Request was answered at a web server's port.
    pub(super) fn speaks_rdp(&self) -> bool {
        self.last(Question::COOKIE).is_some_and(|conversation| conversation.negotiate.done().is_some())
    }

    /// The same conversation completed in small segments.
    pub(super) fn mended(&self) -> bool {
        self.last(self.first().in_small_segments())
            .is_some_and(|conversation| conversation.tls.done().is_some())
    }

    fn tls_failure(&self) -> Option<&Failure> {
        self.first_answer().and_then(|conversation| conversation.tls.failed())
    }

    /// Whether the size of segments can be chosen: it is that of the way to the proxy where one stands between.
    pub(super) fn sets_segments(&self) -> bool {
        CAN_FORCE_MSS && self.address.through.is_none()
    }

    pub(super) fn stalled(&self) -> bool {
        self.tls_failure().is_some_and(Failure::is_stall)
    }

    /// The handshake failed, and smaller segments were no remedy. Who answers TLS in another language is asked no more
    /// of it, unless RDP had agreed on TLS.
    pub(super) fn hello_wanted(&self) -> bool {
        let foreign = self.tls_failure().is_some_and(|failure| failure.kind == FailureKind::ForeignBytes);
        let other = self.role == Role::WebServer && (self.speaks_rdp() || self.greeted(Question::WEB));
        let no_tls = foreign && self.role.speaks_http() || other;
        self.tls_failure().is_some() && !self.mended() && !no_tls
    }

    pub(super) fn hello(&self, hello: HelloKind) -> Question {
        Question::hello(self.role, hello)
    }

    /// TLS with the first question failed at first, and passed when it was put again.
    pub(super) fn passed_at_last(&self) -> bool {
        let mut asked = self.address.asked(self.first()).map(|(_, one)| one);
        let (first, last) = (asked.next(), asked.last());
        first.is_some_and(|first| first.tls.failed().is_some())
            && last.is_some_and(|last| last.tls.done().is_some())
    }

    /// The answer of a gateway to its first request.
    pub(super) fn gateway(&self) -> Option<&HttpAnswer> {
        self.first_answer()
            .and_then(|first| first.http.done())
            .filter(|answer| answer.gateway_sign().is_some())
    }

    pub(super) fn is_gateway(&self, request: HttpRequest) -> bool {
        self.address.answered_by_gateway(request)
    }

    /// What looks like a gateway is something that other web servers answer as well: a sign-in, or 200 to whatever it is.
    pub(super) fn may_be_any_server(&self) -> bool {
        let answers = self.address.conversations.iter().filter_map(|one| one.http.done());
        let signs: Vec<GatewaySign> = answers.filter_map(HttpAnswer::gateway_sign).collect();
        !signs.is_empty() && signs.iter().all(|sign| *sign != GatewaySign::Certain)
    }

    /// The first request reached HTTP, and what came of it is not the answer of a gateway.
    pub(super) fn no_gateway(&self) -> bool {
        let Some(first) = self.first_answer().filter(|first| first.tls.done().is_some()) else {
            return false;
        };
        match (first.http.done(), first.http.failed()) {
            // HTTP.sys without the gateway's service, or a proxy that wants a logon: nothing behind it can be asked.
            (Some(answer), _) => !matches!(answer.status, 503 | 407) && answer.gateway_sign().is_none(),
            (_, Some(failure)) => failure.kind != FailureKind::OutOfTime && !hangs(failure),
            _ => false,
        }
    }

    /// The first request was never answered, or in another language than HTTP.
    pub(super) fn http_hangs(&self) -> bool {
        self.first_answer().and_then(|first| first.http.failed()).is_some_and(hangs)
    }

    /// Some request was answered in HTTP. Clients fall back to the RPC transport whatever the refusal was.
    pub(super) fn speaks_http(&self) -> bool {
        self.address.conversations.iter().any(|one| one.http.done().is_some())
    }
}

fn hangs(failure: &Failure) -> bool {
    failure.is_stall() || failure.kind == FailureKind::ForeignBytes
}
