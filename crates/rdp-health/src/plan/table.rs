//! Which question is still worth asking of an address, and why: one table, read by the loop and by tests.

use rdp_health_wire::negotiation::SecurityProtocols;

use super::seen::Seen;
use crate::observe::{
    AddressObservations, HelloKind, HttpAnswer, HttpRequest, Inside, Question, Role, SSPI_NTLM, Wait,
};
use crate::options::{CheckOptions, Depth};
use crate::target::{Host, Target};

/// A question worth asking, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) question: Question,
    pub(crate) wait: Wait,
    pub(crate) why: &'static str,
}

/// One line of the table: at which depth, under which condition, which question, for which reason.
struct Rule {
    from: Depth,
    why: &'static str,
    asks: fn(&Seen<'_>) -> Option<Question>,
}

/// The tables of an endpoint, in order. The first line that wants something not yet asked has its way.
fn tables(role: Role) -> &'static [&'static [Rule]] {
    match role {
        Role::Host => &[FIRST, REQUESTS, TLS, PICTURE, LONG],
        Role::Gateway => &[FIRST, TLS, GATEWAY, LONG],
        Role::WebServer => &[FIRST, NO_TLS, TLS, LONG],
        Role::Websocket | Role::WebsocketTls => &[FIRST],
    }
}

const FIRST: &[Rule] =
    &[Rule { from: Depth::Quick, why: "the request of a current client", asks: |seen| Some(seen.first()) }];

/// Why an X.224 Connection Request was not answered with a choice.
const REQUESTS: &[Rule] = &[
    Rule {
        from: Depth::Standard,
        why: "the first request was cut off or refused: does the host accept an older one?",
        asks: |seen| seen.no_choice().then_some(Question::converse(SecurityProtocols::HYBRID_OR_SSL)),
    },
    Rule {
        from: Depth::Standard,
        why: "… or TLS without NLA?",
        asks: |seen| {
            (seen.no_choice() && !seen.chose(SecurityProtocols::HYBRID_OR_SSL))
                .then_some(Question::converse(SecurityProtocols::SSL))
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
            .then_some(Question::converse(SecurityProtocols::RDP))
        },
    },
    Rule {
        from: Depth::Standard,
        why: "silence: is it a web server, waiting for its client?",
        asks: |seen| seen.silent().then_some(Question::WEB),
    },
    Rule {
        from: Depth::Standard,
        why: "no answer in RDP: is it a TLS service, waiting for its client?",
        asks: |seen| {
            (seen.silent() && !seen.greeted(Question::WEB) || seen.cut_throughout())
                .then_some(Question::BARE_TLS)
        },
    },
    Rule {
        from: Depth::Standard,
        why: "TLS or HTTP where RDP should be: is it an HTTPS web server?",
        asks: |seen| seen.may_be_https().then_some(Question::http(HttpRequest::Root)),
    },
    Rule {
        from: Depth::Standard,
        why: "it speaks TLS at once: does Network Level Authentication follow, as at the console port of Hyper-V?",
        asks: |seen| {
            let web =
                seen.last(Question::http(HttpRequest::Root)).is_some_and(|one| one.http.done().is_some());
            (seen.begins_with_tls() && !web).then_some(Question::TlsFirst { then: Inside::Nla })
        },
    },
    Rule {
        from: Depth::Standard,
        why: "… or is the RDP negotiation inside TLS?",
        asks: |seen| {
            let nla = seen.last(Question::TlsFirst { then: Inside::Nla });
            nla.is_some_and(|nla| nla.tls.done().is_some() && nla.credssp.done().is_none())
                .then_some(Question::TlsFirst { then: Inside::Negotiation })
        },
    },
    Rule {
        from: Depth::Standard,
        why: "every request ends the connection: does a meaningless line too?",
        asks: |seen| (seen.cut_throughout() && !seen.greeted(Question::BARE_TLS)).then_some(Question::JUNK),
    },
    Rule {
        from: Depth::Standard,
        why: "no request is answered: does the port wait for the PROXY header of a load balancer?",
        asks: |seen| {
            let unknown = !seen.greeted(Question::BARE_TLS) && !seen.greeted(Question::WEB);
            let cut = seen.cut_throughout() && seen.cut(Question::JUNK);
            (unknown && (cut || seen.silent())).then_some(Question::PROXY_HEADER)
        },
    },
    Rule {
        from: Depth::Standard,
        why: "everything sent ends the connection: does it also end if nothing is sent?",
        asks: |seen| (seen.cut_throughout() && seen.cut(Question::JUNK)).then_some(Question::NOTHING),
    },
    Rule {
        from: Depth::Standard,
        why: "every request ends the connection: does one with a cookie pass?",
        asks: |seen| {
            let unknown = !seen.greeted(Question::BARE_TLS) && !seen.greeted(Question::JUNK);
            (seen.cut_throughout() && unknown).then_some(Question::COOKIE)
        },
    },
];

/// Why a web server has no TLS.
const NO_TLS: &[Rule] = &[
    Rule {
        from: Depth::Standard,
        why: "no answer in TLS: is it a Remote Desktop port?",
        asks: |seen| seen.no_answer_in_tls().then_some(Question::COOKIE),
    },
    Rule {
        from: Depth::Standard,
        why: "… or a web server without TLS?",
        asks: |seen| (seen.no_answer_in_tls() && !seen.speaks_rdp()).then_some(Question::WEB),
    },
];

/// Why TLS failed, wherever it begins.
const TLS: &[Rule] = &[
    Rule {
        from: Depth::Standard,
        why: "the answer to the TLS ClientHello stalls: are large packets lost on the path?",
        asks: |seen| (seen.stalled() && seen.sets_segments()).then(|| seen.first().in_small_segments()),
    },
    Rule {
        from: Depth::Standard,
        why: "the TLS handshake failed: is a ClientHello with every version and suite up to TLS 1.2 answered?",
        asks: |seen| seen.hello_wanted().then(|| seen.hello(HelloKind::Wide)),
    },
    Rule {
        from: Depth::Standard,
        why: "the TLS handshake failed: is TLS 1.3 alone answered?",
        asks: |seen| {
            (seen.hello_wanted() && !seen.answered(HelloKind::Wide)).then(|| seen.hello(HelloKind::Tls13Only))
        },
    },
    Rule {
        from: Depth::Standard,
        why: "the TLS handshake failed: is TLS 1.0 alone answered?",
        asks: |seen| {
            let newer = seen.answered(HelloKind::Wide) || seen.answered(HelloKind::Tls13Only);
            (seen.hello_wanted() && !newer).then(|| seen.hello(HelloKind::Tls10))
        },
    },
    Rule {
        from: Depth::Standard,
        why: "no ClientHello is answered: is one without the server's name (SNI)?",
        asks: |seen| seen.hello_wanted().then(|| seen.nameless()).flatten(),
    },
    Rule {
        from: Depth::Standard,
        why: "does the ClientHello of a current Windows client work?",
        asks: |seen| seen.usual_wanted().then(|| seen.hello(HelloKind::WindowsCurrent)),
    },
    Rule {
        from: Depth::Standard,
        why: "a current Windows client's ClientHello fails: does it work with every key exchange group?",
        asks: |seen| differing(seen, HelloKind::EveryGroup),
    },
    Rule {
        from: Depth::Standard,
        why: "a current Windows client's ClientHello fails: does it work with every signature scheme?",
        asks: |seen| differing(seen, HelloKind::EveryScheme),
    },
    Rule {
        from: Depth::Standard,
        why: "a current Windows client's ClientHello fails: does it work with every cipher suite?",
        asks: |seen| differing(seen, HelloKind::EverySuite),
    },
    Rule {
        from: Depth::Standard,
        why: "a current Windows client's ClientHello fails: does it work without TLS 1.3?",
        asks: |seen| differing(seen, HelloKind::WithoutTls13),
    },
    Rule {
        from: Depth::Standard,
        why: "the server's signature scheme is one that Windows clients do not offer: does it have another in TLS \
            1.2?",
        asks: |seen| seen.older_signature_wanted().then(|| seen.hello(HelloKind::WithoutTls13)),
    },
    Rule {
        from: Depth::Standard,
        why: "only the ClientHello without TLS 1.3 is answered: does the server understand TLS 1.3 at all?",
        asks: |seen| seen.reading_wanted().then(|| seen.hello(HelloKind::Tls13WithoutShare)),
    },
    Rule {
        from: Depth::Standard,
        why: "the server signs with SHA-1: does it support anything better?",
        asks: |seen| seen.signs_with_sha1().then(|| seen.hello(HelloKind::WithoutSha1)),
    },
];

/// A hello that differs from that of a current Windows client in this.
fn differing(seen: &Seen<'_>, kind: HelloKind) -> Option<Question> {
    (seen.next_difference() == Some(kind)).then(|| seen.hello(kind))
}

/// Whether a gateway answers, and what it tells before a logon.
const GATEWAY: &[Rule] = &[
    Rule {
        from: Depth::Quick,
        why: "the logon can follow the upgrade: does the upgrade pass?",
        asks: |seen| {
            seen.gateway().filter(|it| it.offers(SSPI_NTLM)).map(|_| request(HttpRequest::RdgSspiNtlm))
        },
    },
    Rule {
        from: Depth::Quick,
        why: "the gateway reveals its names and its clock before a logon",
        asks: |seen| seen.gateway().and_then(names_request),
    },
    Rule {
        from: Depth::Quick,
        why: "the answer to the upgrade is not a gateway's: is the answer to a plain request?",
        asks: |seen| seen.no_gateway().then_some(request(HttpRequest::Rdg)),
    },
    Rule {
        from: Depth::Quick,
        why: "… or to the upgrade with a method that every proxy knows?",
        asks: |seen| {
            (seen.no_gateway() && !seen.is_gateway(HttpRequest::Rdg)).then_some(request(HttpRequest::RdgGet))
        },
    },
    Rule {
        from: Depth::Quick,
        why: "what does the server answer without a logon?",
        asks: |seen| {
            let none = seen.no_gateway()
                && !seen.is_gateway(HttpRequest::Rdg)
                && !seen.is_gateway(HttpRequest::RdgGet);
            // Whoever lets one request hang, or does not speak Question::WEB, does so with all: one more settles it.
            (none || seen.http_hangs()).then_some(request(HttpRequest::Root))
        },
    },
    Rule {
        from: Depth::Quick,
        why: "no gateway answers at its usual path: does the older RPC transport?",
        asks: |seen| {
            let asked = seen.last(request(HttpRequest::Root)).is_some();
            let shown = seen.is_gateway(HttpRequest::Rdg) || seen.is_gateway(HttpRequest::RdgGet);
            (seen.no_gateway() && asked && !shown && seen.speaks_http())
                .then_some(request(HttpRequest::RpcProxy))
        },
    },
    Rule {
        from: Depth::Quick,
        why: "other web servers may answer like this: is the front page answered alike?",
        asks: |seen| seen.may_be_any_server().then_some(request(HttpRequest::Root)),
    },
];

/// What is asked of Remote Desktop for the sake of the whole picture, once nothing is left to prove.
const PICTURE: &[Rule] = &[
    Rule {
        from: Depth::Standard,
        why: "NLA is offered: is it required?",
        asks: |seen| seen.chose_nla().then_some(Question::converse(SecurityProtocols::SSL)),
    },
    Rule {
        from: Depth::Standard,
        why: "TLS without NLA is offered: is TLS required?",
        asks: |seen| {
            (seen.chose(SecurityProtocols::SSL) || seen.selected() == Some(SecurityProtocols::SSL))
                .then_some(Question::converse(SecurityProtocols::RDP))
        },
    },
    Rule {
        from: Depth::Standard,
        why: "a later request was cut off, twice: is the first one still answered?",
        asks: |seen| seen.cut_later().then_some(Question::AGAIN),
    },
    Rule {
        from: Depth::Standard,
        why: "TLS 1.3 was chosen without NLA: can clients connect that have only TLS 1.2?",
        // The listing of depth full asks for TLS 1.2 anyhow.
        asks: |seen| (seen.tls13_without_nla() && !seen.listed).then(|| seen.hello(HelloKind::Wide)),
    },
    Rule {
        from: Depth::Full,
        why: "NLA with early user authorization was chosen: can clients connect that do not request it?",
        asks: |seen| {
            (seen.selected() == Some(SecurityProtocols::HYBRID_EX))
                .then_some(Question::converse(SecurityProtocols::HYBRID_OR_SSL))
        },
    },
    Rule {
        from: Depth::Full,
        why: "which ciphers does Standard RDP Security accept?",
        asks: |seen| seen.next_method().map(|method| Question::Method { method }),
    },
    Rule {
        from: Depth::Full,
        why: "clients send a cookie: does a request with one pass as well?",
        asks: |seen| seen.selected().is_some().then_some(Question::COOKIE),
    },
    Rule {
        from: Depth::Full,
        why: "is RDSTLS offered, which brokers use?",
        asks: |seen| seen.speaks_tls().then_some(Question::RDSTLS),
    },
    Rule {
        from: Depth::Standard,
        why: "Entra ID sign-in is required: is it offered?",
        asks: |seen| seen.entra.then_some(Question::ENTRA),
    },
    Rule {
        from: Depth::Full,
        why: "is Entra ID sign-in offered?",
        // Windows alone has it, and Windows does not choose TLS without NLA where NLA is on offer.
        asks: |seen| {
            (seen.speaks_tls() && seen.selected() != Some(SecurityProtocols::SSL)).then_some(Question::ENTRA)
        },
    },
];

/// Whether hellos that are longer than a segment pass. It is asked last: who minds them may mind what comes after.
const LONG: &[Rule] = &[
    Rule {
        from: Depth::Standard,
        why: "TLS behaves oddly: does a ClientHello with a post-quantum key share, longer than one segment, pass?",
        asks: |seen| seen.long_hello_wanted(Depth::Standard).then(|| seen.hello(HelloKind::PostQuantum)),
    },
    Rule {
        from: Depth::Full,
        why: "does a ClientHello with a post-quantum key share, longer than one segment, pass?",
        asks: |seen| seen.long_hello_wanted(Depth::Full).then(|| seen.hello(HelloKind::PostQuantum)),
    },
];

const REPEAT: &str = "silence and resets count only when they repeat";
const WAIT: &str = "no answer in the usual time: is it just late?";
const CONTROL: &str = "small segments passed: do full-size segments still stall?";
const RECOVERED: &str = "an older request was answered: is the first one cut off still?";
const STILL: &str = "a ClientHello with a single difference was answered: does the usual one still fail?";

/// The next question for an address of an endpoint, or `None` when there is nothing left worth asking.
pub(crate) fn next(
    role: Role,
    seen: &AddressObservations,
    target: &Target,
    options: &CheckOptions,
) -> Option<Step> {
    let entra = target.client.entra == Some(true) || options.policy.require.entra;
    let host = match role {
        Role::Gateway => target.gateway.as_ref().map(|gateway| &gateway.host),
        _ => Some(&target.host),
    };
    let named = matches!(host, Some(Host::Name(_)));
    let listed = options.depth == Depth::Full;
    let seen = Seen { address: seen, role, named, entra, listed };
    let rules = tables(role).iter().copied().flatten();
    for rule in rules.filter(|rule| rule.from <= options.depth) {
        let Some(question) = (rule.asks)(&seen) else { continue };
        match seen.address.asked(question).count() {
            0 => {
                let wait = if seen.mute_for_long() { Wait::Brief } else { Wait::Usual };
                return Some(Step { question, wait, why: rule.why });
            }
            1 if seen.disturbed(question) => {
                let late = seen.waits(question) && Depth::Quick < options.depth;
                let (wait, why) = if late { (Wait::Long, WAIT) } else { (Wait::Usual, REPEAT) };
                return Some(Step { question, wait, why });
            }
            1 if question == seen.hello(HelloKind::PostQuantum) && seen.long_hello_disturbed() => {
                return Some(Step { question, wait: Wait::Usual, why: REPEAT });
            }
            1 if question == seen.hello(HelloKind::WindowsCurrent) && seen.control_wanted() => {
                return Some(Step { question, wait: Wait::Usual, why: STILL });
            }
            2 if question == seen.first() && seen.mended() && seen.stalled() => {
                return Some(Step { question, wait: Wait::Usual, why: CONTROL });
            }
            2 if question == seen.first() && seen.older_passed() => {
                return Some(Step { question, wait: Wait::Usual, why: RECOVERED });
            }
            _ => {}
        }
    }
    None
}

fn request(request: HttpRequest) -> Question {
    Question::http(request)
}

/// The request that makes a gateway tell its names: the first message of NTLM, as it offers to take it.
fn names_request(answer: &HttpAnswer) -> Option<Question> {
    let asked = match () {
        () if answer.status != 401 => return None,
        () if answer.offers("NTLM") => HttpRequest::RdgNtlm,
        () if answer.offers("Negotiate") => HttpRequest::RdgNegotiate,
        () => return None,
    };
    Some(request(asked))
}

#[cfg(test)]
mod tests;
