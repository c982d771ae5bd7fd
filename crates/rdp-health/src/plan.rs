//! Which question is still worth asking, and why: one table, pure, read by the check loop and by tests.
//!
//! INVARIANT: nothing here does I/O or judges; it only looks at what was seen of one address.

mod beside;
mod candidates;
mod certificates;
mod gateway;
mod names;
pub(crate) mod offers;
mod path;
mod ports;
mod proxy;

pub(crate) use candidates::fits;

use crate::observe::{
    AddressObservations, Conversation, HelloKind, Language, NegotiationAnswer, Question, SettingsAnswer,
};
use crate::options::{CheckOptions, Depth};
use crate::outcome::{Failure, FailureKind};
use crate::target::ClientSettings;

pub(crate) use beside::{beside, is_one_host, udp};
pub(crate) use certificates::{revocation, trust};
pub(crate) use gateway::{
    FIRST_REQUEST, GatewaySign, SSPI_NTLM, answered_by_gateway, gateway, next_request, sign,
};
pub(crate) use names::{GIVEN, compare_given, reverse};
pub(crate) use path::path;
pub(crate) use ports::other_ports;
pub(crate) use proxy::{HostFault, NOT_THROUGH, Said, destinations, may_pass as proxy_may_pass, said};

/// `PROTOCOL_RDP`: no bit set, MS-RDPBCGR 2.2.1.1.1.
pub(crate) const RDP: u32 = 0;
/// `PROTOCOL_SSL`.
pub(crate) const SSL: u32 = 1;
/// `PROTOCOL_HYBRID` with `PROTOCOL_SSL`: what clients before Windows 8 ask for.
pub(crate) const HYBRID: u32 = 3;
/// What stands for NLA in `selectedProtocol`: `PROTOCOL_HYBRID` or `PROTOCOL_HYBRID_EX`.
pub(crate) const NLA: u32 = 0x02 | 0x08;
/// `PROTOCOL_HYBRID_EX` with both: what mstsc asks for. 0x10 and 0x04 are never asked for here: some servers
/// break off on them.
pub(crate) const MSTSC: u32 = 0x0b;

/// RDSTLS, which brokers use, beside TLS.
pub(crate) const RDSTLS: Question = Question::Offer { protocols: 0x05 };
/// Sign-in with Entra ID. Some servers break off on this bit, so it is asked for alone and last.
pub(crate) const ENTRA: Question = Question::Offer { protocols: 0x10 };
/// The ciphers of Standard RDP Security, the weakest first: 40, 56, 128 bits, FIPS.
pub(crate) const METHODS: [u32; 4] = [0x01, 0x08, 0x02, 0x10];

/// The question every check begins with.
pub(crate) const FIRST: Question = Question::Converse { protocols: MSTSC, mss: None };

/// Whether this system lets a program choose the maximum segment size of a connection.
const CAN_FORCE_MSS: bool = cfg!(unix);
/// Small enough to pass any tunnel, and the largest that every Unix lets a program ask for.
const SMALL_MSS: u16 = 512;
/// The first conversation again, in segments that pass any tunnel.
pub(crate) const SMALL_SEGMENTS: Question = Question::Converse { protocols: MSTSC, mss: Some(SMALL_MSS) };

/// A web server that waits for its client.
pub(crate) const HTTP: Question = Question::Identify { language: Language::Http };
/// A TLS service that waits for its client.
pub(crate) const BARE_TLS: Question = Question::Identify { language: Language::Tls };

/// A line of no protocol.
pub(crate) const JUNK: Question = Question::Identify { language: Language::Junk };
/// The first request with a cookie.
pub(crate) const COOKIE: Question = Question::Cookie { protocols: MSTSC };

/// A question worth asking, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) question: Question,
    pub(crate) why: &'static str,
}

/// One line of the table: at which depth, under which condition, which question, for which reason.
struct Rule {
    from: Depth,
    why: &'static str,
    asks: fn(&Seen<'_>) -> Option<Question>,
}

/// The table. The first line that wants something not yet asked has its way.
const TABLE: &[Rule] = &[
    Rule { from: Depth::Quick, why: "what a current client asks", asks: |_| Some(FIRST) },
    Rule {
        from: Depth::Standard,
        why: "the first request was cut off or refused: does the host take an older one?",
        asks: |seen| seen.no_choice().then_some(converse(HYBRID)),
    },
    Rule {
        from: Depth::Standard,
        why: "… or TLS without NLA?",
        asks: |seen| (seen.no_choice() && !seen.chose(HYBRID)).then_some(converse(SSL)),
    },
    Rule {
        from: Depth::Standard,
        why: "… or Standard RDP Security?",
        asks: |seen| {
            (seen.refused_tls() || seen.no_choice() && !seen.chose(HYBRID) && !seen.chose(SSL))
                .then_some(converse(RDP))
        },
    },
    Rule {
        from: Depth::Standard,
        why: "silence: is it a web server, waiting for its client?",
        asks: |seen| seen.silent().then_some(HTTP),
    },
    Rule {
        from: Depth::Standard,
        why: "nothing in RDP: is it a TLS service, waiting for its client?",
        asks: |seen| (seen.silent() && !seen.greeted(HTTP) || seen.cut_throughout()).then_some(BARE_TLS),
    },
    Rule {
        from: Depth::Standard,
        why: "every request is cut: is a line of no protocol cut as well?",
        asks: |seen| (seen.cut_throughout() && !seen.greeted(BARE_TLS)).then_some(JUNK),
    },
    Rule {
        from: Depth::Standard,
        why: "every request is cut: does one with a cookie pass?",
        asks: |seen| {
            let unknown = !seen.greeted(BARE_TLS) && !seen.greeted(JUNK);
            (seen.cut_throughout() && unknown).then_some(COOKIE)
        },
    },
    Rule {
        from: Depth::Standard,
        why: "the answer to the TLS hello stalls: are large packets lost on the way?",
        asks: |seen| (seen.stalled() && seen.sets_segments()).then_some(SMALL_SEGMENTS),
    },
    Rule {
        from: Depth::Standard,
        why: "the TLS handshake failed: does a hello with every version and suite up to TLS 1.2 get an answer?",
        asks: |seen| seen.hello_wanted().then(|| seen.hello(HelloKind::Wide)),
    },
    Rule {
        from: Depth::Standard,
        why: "the TLS handshake failed: would the suites of a current Windows client do?",
        asks: |seen| {
            (seen.hello_wanted() && seen.answered(HelloKind::Wide))
                .then(|| seen.hello(HelloKind::WindowsCurrent))
        },
    },
    Rule {
        from: Depth::Standard,
        why: "the TLS handshake failed: does TLS 1.3 alone get an answer?",
        asks: |seen| {
            (seen.hello_wanted() && !seen.answered(HelloKind::Wide)).then(|| seen.hello(HelloKind::Tls13Only))
        },
    },
    Rule {
        from: Depth::Standard,
        why: "the TLS handshake failed: does TLS 1.0 alone get an answer?",
        asks: |seen| {
            (seen.hello_wanted() && !seen.answered(HelloKind::Wide)).then(|| seen.hello(HelloKind::Tls10))
        },
    },
];

/// What is asked for the sake of the whole picture, once nothing is left to prove. The first line that wants
/// something not yet asked has its way.
const PICTURE: &[Rule] = &[
    Rule {
        from: Depth::Standard,
        why: "NLA is offered: is it required?",
        asks: |seen| seen.chose_nla(FIRST).then_some(converse(SSL)),
    },
    Rule {
        from: Depth::Standard,
        why: "TLS without NLA is offered: is TLS required?",
        asks: |seen| (seen.chose(SSL) || seen.selected(FIRST) == Some(SSL)).then_some(converse(RDP)),
    },
    Rule {
        from: Depth::Full,
        why: "which ciphers does Standard RDP Security take?",
        asks: |seen| seen.next_method().map(|method| Question::Method { method }),
    },
    Rule {
        from: Depth::Full,
        why: "clients send a cookie: does a request with one pass as well?",
        asks: |seen| seen.selected(FIRST).is_some().then_some(COOKIE),
    },
    Rule {
        from: Depth::Full,
        why: "is RDSTLS offered, which brokers use?",
        asks: |seen| seen.speaks_tls().then_some(RDSTLS),
    },
    Rule {
        from: Depth::Standard,
        why: "sign-in with Entra ID is wanted: is it offered?",
        asks: |seen| seen.entra.then_some(ENTRA),
    },
    Rule {
        from: Depth::Full,
        why: "is sign-in with Entra ID offered?",
        asks: |seen| seen.speaks_tls().then_some(ENTRA),
    },
];

const REPEAT: &str = "silence and resets are believed only when they repeat";
const CONTROL: &str = "small segments passed: does the usual size still stall?";

/// The next question for an address, or `None` when there is nothing left worth asking.
pub(crate) fn next(
    seen: &AddressObservations,
    client: &ClientSettings,
    options: &CheckOptions,
) -> Option<Step> {
    let entra = client.entra == Some(true) || options.policy.require.entra;
    let seen = Seen { address: seen, entra };
    for rule in TABLE.iter().chain(PICTURE).filter(|rule| rule.from <= options.depth) {
        let Some(question) = (rule.asks)(&seen) else { continue };
        match seen.address.asked(question).count() {
            0 => return Some(Step { question, why: rule.why }),
            1 if seen.disturbed(question) => return Some(Step { question, why: REPEAT }),
            2 if question == FIRST && seen.mended() && seen.stalled() => {
                return Some(Step { question, why: CONTROL });
            }
            _ => {}
        }
    }
    None
}

fn converse(protocols: u32) -> Question {
    Question::Converse { protocols, mss: None }
}

/// What the table looks at.
struct Seen<'a> {
    address: &'a AddressObservations,
    /// Somebody wants to sign in with Entra ID.
    entra: bool,
}

impl Seen<'_> {
    fn last(&self, question: Question) -> Option<&Conversation> {
        self.address.last(question).map(|(_, conversation)| conversation)
    }

    /// It ended in a way that a passing disturbance could have caused, and that decides nothing yet.
    fn disturbed(&self, question: Question) -> bool {
        let Some(conversation) = self.last(question) else { return false };
        let passing = |failure: Option<&Failure>| failure.is_some_and(|failure| failure.kind.may_pass());
        if conversation.proxy.done().is_some_and(proxy_may_pass) {
            return true;
        }
        if question == FIRST {
            return passing(conversation.failure());
        }
        // A follow-up that did not get as far as its own question; being cut off is the answer of a host that cut
        // off the first request as well.
        let first_answered = self.last(FIRST).is_some_and(|first| first.negotiate.done().is_some());
        passing(conversation.connect.failed().or(conversation.proxy.failed()))
            || first_answered && passing(conversation.negotiate.failed())
    }

    fn selected(&self, question: Question) -> Option<u32> {
        self.last(question).and_then(Conversation::selected)
    }

    fn chose_nla(&self, question: Question) -> bool {
        self.selected(question).is_some_and(|protocol| protocol & NLA != 0)
    }

    /// Some conversation completed TLS.
    fn speaks_tls(&self) -> bool {
        self.address.conversations.iter().any(|conversation| conversation.tls.done().is_some())
    }

    /// The first cipher of Standard RDP Security of which nothing is known yet, on a host that encrypts with one.
    fn next_method(&self) -> Option<u32> {
        let chosen = |conversation: &Conversation| {
            let settings = conversation.settings.done().and_then(SettingsAnswer::accepted);
            settings.and_then(|settings| settings.method.as_ref()).map(|method| method.code)
        };
        let chosen: Vec<u32> = self.address.conversations.iter().filter_map(chosen).collect();
        if !chosen.iter().any(|method| *method != 0) {
            return None;
        }
        // What it chose out of all of them need not be asked for alone.
        let asked = |method: u32| self.last(Question::Method { method }).is_some();
        METHODS.into_iter().find(|method| !asked(*method) && !chosen.contains(method))
    }

    /// The server answered this older request with a choice of its own.
    fn chose(&self, protocols: u32) -> bool {
        self.last(converse(protocols)).and_then(Conversation::selected).is_some()
    }

    /// The server refuses TLS by configuration (failure 2) or for want of a certificate (failure 3).
    fn refused_tls(&self) -> bool {
        let answer = self.last(FIRST).and_then(|c| c.negotiate.done());
        matches!(answer.and_then(|negotiated| negotiated.failure_code()), Some(2 | 3))
    }

    /// The request ended without a choice and without a reason that settles it: closed, cut, an MCS disconnect,
    /// or a failure code that contradicts what was asked.
    fn no_choice(&self) -> bool {
        let Some(conversation) = self.last(FIRST) else { return false };
        if let Some(negotiated) = conversation.negotiate.done() {
            return match &negotiated.answer {
                NegotiationAnswer::Failure { failure } => !matches!(failure.code, 2 | 3),
                answer => !matches!(answer, NegotiationAnswer::Selected { .. } | NegotiationAnswer::Plain),
            };
        }
        let failure = conversation.negotiate.failed();
        failure.is_some_and(|failure| matches!(failure.kind, FailureKind::Closed | FailureKind::Reset))
    }

    fn silent(&self) -> bool {
        let failure = self.last(FIRST).and_then(|c| c.negotiate.failed());
        failure.is_some_and(|failure| failure.kind == FailureKind::Silence)
    }

    fn greeted(&self, question: Question) -> bool {
        self.last(question).is_some_and(|conversation| conversation.greeting.done().is_some())
    }

    /// Every request, the oldest included, was cut off without a byte.
    fn cut_throughout(&self) -> bool {
        [FIRST, converse(HYBRID), converse(SSL), converse(RDP)].into_iter().all(|question| {
            let failure = self.last(question).and_then(|conversation| conversation.negotiate.failed());
            failure.is_some_and(|f| {
                matches!(f.kind, FailureKind::Closed | FailureKind::Reset) && f.received == 0
            })
        })
    }

    /// The same conversation completed in small segments.
    fn mended(&self) -> bool {
        self.last(SMALL_SEGMENTS).is_some_and(|conversation| conversation.tls.done().is_some())
    }

    fn tls_failed(&self) -> bool {
        self.last(FIRST).is_some_and(|conversation| conversation.tls.failed().is_some())
    }

    /// Whether the size of segments can be chosen: it is that of the way to the proxy where one stands between.
    fn sets_segments(&self) -> bool {
        CAN_FORCE_MSS && self.address.through.is_none()
    }

    fn stalled(&self) -> bool {
        self.last(FIRST).and_then(|conversation| conversation.tls.failed()).is_some_and(Failure::is_stall)
    }

    /// The handshake failed, and smaller segments were no remedy.
    fn hello_wanted(&self) -> bool {
        self.tls_failed() && !self.mended()
    }

    fn hello(&self, hello: HelloKind) -> Question {
        Question::Hello { protocols: MSTSC, hello }
    }

    fn answered(&self, hello: HelloKind) -> bool {
        self.last(self.hello(hello)).is_some_and(|conversation| conversation.hello.done().is_some())
    }
}

#[cfg(test)]
mod tests;
