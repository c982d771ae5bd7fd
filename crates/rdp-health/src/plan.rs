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
mod seen;

pub(crate) use candidates::fits;

use rdp_health_wire::gcc::EncryptionMethod;
use rdp_health_wire::negotiation::SecurityProtocols;

use crate::observe::{AddressObservations, HelloKind, Language, Question};
use crate::options::{CheckOptions, Depth};
use crate::target::{Service, Target};

pub(crate) use beside::{beside, is_one_host, udp};
pub(crate) use certificates::{revocation, trust};
pub(crate) use gateway::{
    FIRST_REQUEST, GatewaySign, SSPI_NTLM, answered_by_gateway, gateway, next_hello, next_request, sign,
};
pub(crate) use names::{GIVEN, compare_given, reverse};
pub(crate) use path::path;
pub(crate) use ports::other_ports;
pub(crate) use proxy::{HostFault, NOT_THROUGH, Said, destinations, may_pass as proxy_may_pass, said};
use seen::Seen;

/// RDSTLS, which brokers use, beside TLS.
pub(crate) const RDSTLS: Question =
    Question::Offer { protocols: SecurityProtocols::RDSTLS.union(SecurityProtocols::SSL) };
/// Sign-in with Entra ID. Some servers break off on this bit, so it is asked for alone and last.
pub(crate) const ENTRA: Question = Question::Offer { protocols: SecurityProtocols::RDSAAD };
/// The ciphers of Standard RDP Security, the weakest first: 40, 56, 128 bits, FIPS.
const METHODS: [EncryptionMethod; 4] = [
    EncryptionMethod::ENCRYPTION_METHOD_40BIT,
    EncryptionMethod::ENCRYPTION_METHOD_56BIT,
    EncryptionMethod::ENCRYPTION_METHOD_128BIT,
    EncryptionMethod::ENCRYPTION_METHOD_FIPS,
];

/// The question every check of Remote Desktop begins with. RDSTLS and RDSAAD are not asked for in it: some servers break
/// off on them.
pub(crate) const FIRST: Question = Question::Converse { protocols: SecurityProtocols::MSTSC, mss: None };

/// The question every check begins with.
pub(crate) fn first(service: Service) -> Question {
    match service {
        Service::Rdp => FIRST,
        Service::Https => Question::Https { mss: None },
    }
}

/// The same in segments that pass any tunnel.
pub(crate) fn small_segments(service: Service) -> Question {
    let mss = Some(SMALL_MSS);
    match service {
        Service::Rdp => Question::Converse { protocols: SecurityProtocols::MSTSC, mss },
        Service::Https => Question::Https { mss },
    }
}

/// A ClientHello written by hand.
pub(crate) fn hello_of(service: Service, hello: HelloKind) -> Question {
    match service {
        Service::Rdp => Question::Hello { protocols: SecurityProtocols::MSTSC, hello },
        Service::Https => Question::BareHello { hello },
    }
}

/// Whether this system lets a program choose the maximum segment size of a connection.
const CAN_FORCE_MSS: bool = cfg!(unix);
/// Small enough to pass any tunnel, and the largest that every Unix lets a program ask for.
const SMALL_MSS: u16 = 512;

/// A web server that waits for its client.
pub(crate) const HTTP: Question = Question::Identify { language: Language::Http };
/// A TLS service that waits for its client.
pub(crate) const BARE_TLS: Question = Question::Identify { language: Language::Tls };

/// A line of no protocol.
pub(crate) const JUNK: Question = Question::Identify { language: Language::Junk };
/// The first request with a cookie.
pub(crate) const COOKIE: Question = Question::Cookie { protocols: SecurityProtocols::MSTSC };

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
    Rule { from: Depth::Quick, why: "what a current client asks", asks: |seen| Some(first(seen.service)) },
    Rule {
        from: Depth::Standard,
        why: "the first request was cut off or refused: does the host take an older one?",
        asks: |seen| seen.no_choice().then_some(converse(SecurityProtocols::HYBRID_OR_SSL)),
    },
    Rule {
        from: Depth::Standard,
        why: "… or TLS without NLA?",
        asks: |seen| {
            (seen.no_choice() && !seen.chose(SecurityProtocols::HYBRID_OR_SSL))
                .then_some(converse(SecurityProtocols::SSL))
        },
    },
    Rule {
        from: Depth::Standard,
        why: "… or Standard RDP Security?",
        asks: |seen| {
            (seen.refused_tls()
                || seen.no_choice()
                    && !seen.chose(SecurityProtocols::HYBRID_OR_SSL)
                    && !seen.chose(SecurityProtocols::SSL))
            .then_some(converse(SecurityProtocols::RDP))
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
        asks: |seen| (seen.stalled() && seen.sets_segments()).then(|| small_segments(seen.service)),
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

/// What is asked of Remote Desktop for the sake of the whole picture, once nothing is left to prove. The first line
/// that wants something not yet asked has its way.
const PICTURE: &[Rule] = &[
    Rule {
        from: Depth::Standard,
        why: "NLA is offered: is it required?",
        asks: |seen| seen.chose_nla(FIRST).then_some(converse(SecurityProtocols::SSL)),
    },
    Rule {
        from: Depth::Standard,
        why: "TLS without NLA is offered: is TLS required?",
        asks: |seen| {
            (seen.chose(SecurityProtocols::SSL) || seen.selected(FIRST) == Some(SecurityProtocols::SSL))
                .then_some(converse(SecurityProtocols::RDP))
        },
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
pub(crate) fn next(seen: &AddressObservations, target: &Target, options: &CheckOptions) -> Option<Step> {
    let entra = target.client.entra == Some(true) || options.policy.require.entra;
    let seen = Seen { address: seen, service: target.service, entra };
    let picture = if target.service.is_rdp() { PICTURE } else { &[] };
    for rule in TABLE.iter().chain(picture).filter(|rule| rule.from <= options.depth) {
        let Some(question) = (rule.asks)(&seen) else { continue };
        match seen.address.asked(question).count() {
            0 => return Some(Step { question, why: rule.why }),
            1 if seen.disturbed(question) => return Some(Step { question, why: REPEAT }),
            2 if question == first(seen.service) && seen.mended() && seen.stalled() => {
                return Some(Step { question, why: CONTROL });
            }
            _ => {}
        }
    }
    None
}

fn converse(protocols: SecurityProtocols) -> Question {
    Question::Converse { protocols, mss: None }
}

#[cfg(test)]
mod tests;
