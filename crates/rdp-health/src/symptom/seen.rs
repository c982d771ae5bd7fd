//! What worked in a check, step by step, and where the report shows it.

use crate::diagnose::pointer::report;
use crate::diagnose::{ClientOutcome, Diagnosis, StoreTrust};
use crate::observe::{AddressObservations, Conversation, Endpoint, Observations, Role, SettingsAnswer};
use crate::outcome::{Outcome, Phase, Skipped};
use crate::target::TargetSummary;

/// A step of a connection, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Nothing,
    Resolve,
    Connect,
    Negotiate,
    Tls,
    Logon,
}

impl Step {
    /// The step to which a phase belongs; those beside the way to the host have none.
    pub(super) fn of(phase: Phase) -> Option<Self> {
        match phase {
            Phase::Resolve => Some(Self::Resolve),
            Phase::Connect | Phase::Proxy => Some(Self::Connect),
            Phase::Negotiate => Some(Self::Negotiate),
            Phase::Tls | Phase::Certificate | Phase::Path => Some(Self::Tls),
            Phase::StandardSecurity | Phase::Credssp => Some(Self::Logon),
            Phase::Udp | Phase::Gateway | Phase::Websocket | Phase::Web => None,
        }
    }

    /// Where a message belongs, in a sentence.
    pub(super) fn belongs(self) -> &'static str {
        match self {
            Self::Nothing | Self::Resolve => "to name resolution",
            Self::Connect => "to the TCP connection",
            Self::Negotiate => "to the RDP negotiation, behind the TCP connection",
            Self::Tls => "to TLS and its certificate",
            Self::Logon => "to the logon or the session",
        }
    }
}

/// Something that worked: what it shows, and where.
#[derive(Debug, Clone)]
pub(super) struct Worked {
    pub(super) says: String,
    pub(super) at: String,
}

/// What worked, at every address that clients are sent to.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) resolve: Option<Worked>,
    pub(super) connect: Option<Worked>,
    pub(super) negotiate: Option<Worked>,
    pub(super) tls: Option<Worked>,
    pub(super) certificate: Option<Worked>,
    /// It was issued by somebody else.
    pub(super) issued: Option<Worked>,
    /// A store on which findings rest trusts the certificate.
    pub(super) trusted: Option<Worked>,
    pub(super) nla: Option<Worked>,
    pub(super) clock: Option<Worked>,
    pub(super) settings: Option<Worked>,
    pub(super) path: Option<Worked>,
    pub(super) gateway: Option<Worked>,
    pub(super) web: Option<Worked>,
    /// Whether a known client is kept out by what the host offers in TLS.
    pub(super) blocks_a_client: bool,
    /// The furthest step that worked anywhere.
    pub(super) furthest: Step,
    /// What was left for a deeper check.
    pub(super) left_for_full: bool,
    pub(super) has_gateway: bool,
}

impl Seen {
    pub(super) fn of(observations: &Observations, target: &TargetSummary, diagnosis: &Diagnosis) -> Self {
        let host = &observations.host;
        let own: Vec<(usize, &AddressObservations)> =
            host.addresses.iter().enumerate().filter(|(_, seen)| !host.is_elsewhere(seen)).collect();
        let all = |part: Part| every(&own, part);
        let chain = last(&own, &|one| one.certificates.done().is_some_and(|chain| !chain.is_empty()));
        let leaf = chain.and_then(|at| {
            let one = host.addresses.get(at.address)?.conversations.get(at.conversation)?;
            one.certificates.done()?.first()
        });
        let trusts = |wanted: StoreTrust| {
            let deciding = diagnosis.trust.iter().filter(|store| store.decides);
            deciding.clone().any(|store| store.verdict == wanted)
                && deciding.clone().all(|store| store.verdict == wanted)
        };
        let challenged = |one: &Conversation| {
            one.credssp.done().is_some_and(|answer| answer.challenge.is_some() && answer.error.is_none())
        };
        let clock = |one: &Conversation| {
            let challenge = one.credssp.done().and_then(|answer| answer.challenge.as_ref());
            challenge.is_some_and(|challenge| challenge.clock.is_some())
        };
        let settings = |one: &Conversation| one.settings.done().and_then(SettingsAnswer::accepted).is_some();
        let gateway = observations.gateway.done();
        let some = |part: Part| own.iter().any(|(_, seen)| seen.conversations.iter().any(part));
        let furthest = [
            (Step::Logon, some(&challenged) || some(&settings)),
            (Step::Tls, some(&has_tls)),
            (Step::Negotiate, some(&negotiated)),
            (Step::Connect, some(&reached)),
            (Step::Resolve, !own.is_empty()),
        ];
        let furthest =
            furthest.into_iter().find(|(_, worked)| *worked).map_or(Step::Nothing, |(step, _)| step);
        let at = |says: &str, place: Option<At>, part: fn(&At) -> String| {
            place.map(|place| Worked { says: says.to_owned(), at: part(&place) })
        };
        Self {
            resolve: resolved(observations, target),
            connect: at("the port accepts TCP connections", all(&reached), At::connect),
            negotiate: at("the server answers the RDP negotiation", all(&negotiated), At::negotiate),
            tls: at("the TLS handshake completes", all(&has_tls), At::tls),
            certificate: at("the certificate was read and judged", chain, At::certificate),
            issued: at("the certificate was issued by another than itself", chain, At::certificate)
                .filter(|_| leaf.is_some_and(|leaf| leaf.subject != leaf.issuer)),
            trusted: at("this computer trusts the certificate", chain, At::certificate)
                .filter(|_| trusts(StoreTrust::Trusted)),
            nla: at("the server answers NLA with its challenge", all(&challenged), At::nla),
            clock: at("the server's clock was compared", all(&clock), At::nla),
            settings: at("the server agrees on the session's settings", all(&settings), At::settings),
            path: path(&own),
            gateway: gateway.and_then(answered),
            web: answered(host),
            blocks_a_client: diagnosis
                .clients
                .iter()
                .any(|one| one.outcome == ClientOutcome::Blocked && one.phase == Some(Phase::Tls)),
            furthest,
            left_for_full: own.iter().any(|(_, seen)| {
                matches!(seen.path, Outcome::Skipped(Skipped::AtFull | Skipped::NotAtQuick))
            }),
            has_gateway: gateway.is_some(),
        }
    }

    /// Whether everything of this phase worked, as far as a check sees it.
    pub(super) fn passed(&self, phase: Option<Phase>) -> bool {
        match phase {
            Some(Phase::Resolve) => self.resolve.is_some(),
            Some(Phase::Connect) => self.connect.is_some(),
            Some(Phase::Negotiate) => self.negotiate.is_some(),
            Some(Phase::Tls) => self.tls.is_some(),
            _ => false,
        }
    }

    fn steps(&self) -> [(&'static str, &Option<Worked>); 7] {
        [
            ("name resolution", &self.resolve),
            ("the TCP connection", &self.connect),
            ("the RDP negotiation", &self.negotiate),
            ("TLS", &self.tls),
            ("the certificate", &self.certificate),
            ("NLA up to the password", &self.nla),
            ("the session's settings", &self.settings),
        ]
    }

    /// The steps that worked.
    pub(super) fn steps_in_words(&self) -> String {
        let worked = self.steps().into_iter().filter(|(_, worked)| worked.is_some());
        worked.map(|(step, _)| step).collect::<Vec<_>>().join(", ")
    }

    /// What shows that a step worked, and how far the check got.
    pub(super) fn got_past(&self, step: Step) -> String {
        let shown = match step {
            Step::Resolve => &self.resolve,
            Step::Connect => &self.connect,
            Step::Negotiate => &self.negotiate,
            Step::Tls => &self.tls,
            Step::Nothing | Step::Logon => &None,
        };
        let mut says: Vec<&str> = shown.iter().map(|worked| worked.says.as_str()).collect();
        let last = self.steps().into_iter().rev().find_map(|(_, worked)| worked.as_ref());
        says.extend(last.map(|last| last.says.as_str()).filter(|last| !says.contains(last)));
        says.join(", and ")
    }
}

/// A conversation's place.
#[derive(Debug, Clone, Copy)]
struct At {
    address: usize,
    conversation: usize,
}

impl At {
    fn place(self) -> crate::diagnose::pointer::ConversationAt {
        report().host().address(self.address).conversation(self.conversation)
    }

    fn connect(&self) -> String {
        self.place().connect().into()
    }

    fn negotiate(&self) -> String {
        self.place().negotiate().into()
    }

    fn tls(&self) -> String {
        self.place().tls().into()
    }

    fn certificate(&self) -> String {
        self.place().chain().certificate(0).into()
    }

    fn nla(&self) -> String {
        self.place().credssp().into()
    }

    fn settings(&self) -> String {
        self.place().settings().into()
    }
}

type Part<'a> = &'a dyn Fn(&Conversation) -> bool;

/// What a proxy accepts is no connection with the host.
fn reached(one: &Conversation) -> bool {
    match &one.proxy {
        Outcome::Skipped(_) => one.connect.done().is_some(),
        _ => negotiated(one),
    }
}

fn negotiated(one: &Conversation) -> bool {
    one.selected().is_some()
}

fn has_tls(one: &Conversation) -> bool {
    one.tls.done().is_some()
}

/// The first conversation in which the part worked, if it worked at every address.
fn every(own: &[(usize, &AddressObservations)], part: Part<'_>) -> Option<At> {
    let mut found = None;
    for (address, seen) in own {
        let conversation = seen.conversations.iter().position(part)?;
        found.get_or_insert(At { address: *address, conversation });
    }
    found
}

/// The last conversation in which the part worked anywhere.
fn last(own: &[(usize, &AddressObservations)], part: Part<'_>) -> Option<At> {
    own.iter().find_map(|(address, seen)| {
        let conversation = seen.conversations.iter().rposition(part)?;
        Some(At { address: *address, conversation })
    })
}

/// The name leads to addresses here. Of an address that was given instead, nothing was asked.
fn resolved(observations: &Observations, target: &TargetSummary) -> Option<Worked> {
    let resolution = observations.host.resolve.done()?;
    if target.address().is_some() || resolution.given || resolution.from_second {
        return None;
    }
    let addresses: Vec<String> = resolution.addresses.iter().take(4).map(ToString::to_string).collect();
    let says = format!("{} resolves to {}", target.host, addresses.join(", "));
    (!addresses.is_empty()).then(|| Worked { says, at: report().host().resolve().into() })
}

fn path(own: &[(usize, &AddressObservations)]) -> Option<Worked> {
    let (address, attempts) = own.iter().find_map(|(address, seen)| {
        let attempts = seen.path.done()?.attempts.len();
        (attempts != 0).then_some((*address, attempts))
    })?;
    let says = format!("{attempts} short connections went without loss");
    Some(Worked { says, at: report().host().address(address).attempt(0).into() })
}

/// A web server or a gateway that answers HTTP.
fn answered(endpoint: &Endpoint) -> Option<Worked> {
    let place = match endpoint.role {
        Role::Gateway => report().gateway(),
        _ => report().host(),
    };
    endpoint.addresses.iter().enumerate().find_map(|(address, seen)| {
        let conversation = seen.conversations.iter().position(|one| one.http.done().is_some())?;
        let says = match endpoint.role {
            Role::Gateway => "the RD Gateway answers",
            _ => "the web server answers",
        };
        let at = place.address(address).conversation(conversation).http().into();
        Some(Worked { says: says.to_owned(), at })
    })
}
