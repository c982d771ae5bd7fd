//! What explains what, once every rule has spoken: one table, and what becomes of the severities.

use super::catalogue::{self, Cause};
use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::gateway::certificate;
use super::scene::{About, Address};
use super::{dates, identity, pointer, ports};
use crate::observe::{Endpoint, Role};
use crate::outcome::Phase;
use crate::target::{Service, TargetSummary};

/// A finding on its way into the report.
#[derive(Debug, Clone)]
pub(super) struct Spoken {
    pub(super) finding: Finding,
    pub(super) about: About,
    /// Of several that one rule found to fit equally well, the first is the one to name.
    pub(super) rank: usize,
    /// Some client does not connect because of it.
    pub(super) keeps_out: bool,
}

/// One of these causes makes those its consequences.
struct Relation {
    causes: &'static [CauseId],
    explain: Explained,
    within: Within,
    then: Then,
}

enum Explained {
    /// These causes.
    Causes(&'static [CauseId]),
    /// Whatever does not work at an address.
    EveryError,
}

/// How far an explanation reaches.
enum Within {
    /// What is said of the same address, where this is so there.
    Address(fn(&Address<'_>) -> bool),
    /// What is said of any address of the host, where this is so of the host and the cause.
    Host(fn(&Endpoint, &Finding) -> bool),
}

/// What becomes of the severities.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    Nothing,
    /// The cause is as bad as the worst of its consequences.
    CauseIsAsBad,
    /// The consequences stop only those who come that way.
    WarningsAlone,
}

/// The certificate that was shown is not the server's own.
pub(super) const NOT_ITS_OWN: &[CauseId] =
    &[CauseId::CertUntrusted, CauseId::CertNameMismatch, CauseId::CertSelfSigned, CauseId::TlsInspected];

/// Why TLS with a server fails.
const NO_TLS: &[CauseId] = &[
    CauseId::TlsKeyUnusable,
    CauseId::TlsNoSharedVersion,
    CauseId::TlsNoSharedCipher,
    CauseId::TlsNoSharedGroup,
    CauseId::TlsNoSharedSignature,
    CauseId::TlsVersionIntolerance,
    CauseId::TlsSniRefused,
    CauseId::TlsClientCertificateRequired,
    CauseId::TlsStalled,
    CauseId::TlsHandshakeFailed,
    CauseId::PathMtuBlackHole,
];

/// The table. What several causes explain, the first of them explains.
const RELATIONS: &[Relation] = &[
    Relation {
        causes: &[CauseId::ProxyInBetween],
        explain: Explained::Causes(NOT_ITS_OWN),
        within: ALWAYS,
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::TlsInspected],
        explain: Explained::Causes(&[CauseId::CertUntrusted, CauseId::CertChainIncomplete]),
        within: ALWAYS,
        then: Then::CauseIsAsBad,
    },
    Relation {
        causes: &[CauseId::TlsInspected],
        explain: Explained::Causes(&[CauseId::CertNameMismatch, CauseId::CertSelfSigned]),
        within: Within::Address(identity::is_of_a_stranger),
        then: Then::CauseIsAsBad,
    },
    Relation {
        causes: &[CauseId::CertTestCa],
        explain: Explained::Causes(&[CauseId::CertUntrusted, CauseId::CertChainIncomplete]),
        within: ALWAYS,
        then: Then::CauseIsAsBad,
    },
    Relation {
        causes: &[CauseId::CertConfiguredRejected],
        explain: Explained::Causes(&[CauseId::CertChanged, CauseId::CertSelfSigned]),
        within: ALWAYS,
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::DnsPointsElsewhere],
        explain: Explained::Causes(&[CauseId::CertNameMismatch]),
        within: ALWAYS,
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::ClockSkew],
        explain: Explained::Causes(&[CauseId::CertExpired, CauseId::CertNotYetValid]),
        within: Within::Address(dates::depend_on_the_clock),
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::CertNoneOnServer],
        explain: Explained::Causes(&[CauseId::NegotiationRdpSecurityOnly]),
        within: ALWAYS,
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::RdpDeadBackend],
        explain: Explained::Causes(&[CauseId::RdpClosedWithoutAnswer]),
        within: ALWAYS,
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::AddressSynthetic],
        explain: Explained::EveryError,
        within: Within::Address(ports::is_nobodys),
        then: Then::Nothing,
    },
    Relation {
        causes: NO_TLS,
        explain: Explained::Causes(&[CauseId::GatewayUnreachable]),
        within: ALWAYS,
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::PortMoved],
        explain: Explained::EveryError,
        within: ALWAYS,
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::AddressPartlyDead, CauseId::AddressIpv6Dead, CauseId::AddressDns64Dead],
        explain: Explained::EveryError,
        within: Within::Host(|_, _| true),
        then: Then::WarningsAlone,
    },
    Relation {
        causes: &[CauseId::DnsResolversDisagree],
        explain: Explained::EveryError,
        within: Within::Host(|host, _| host.works_elsewhere().is_some()),
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::DnsPointsElsewhere, CauseId::DnsWildcard],
        explain: Explained::EveryError,
        within: Within::Host(|_, cause| cause.severity == Severity::Error),
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::DnsHalfAnswered, CauseId::DnsTcpBlocked],
        explain: Explained::Causes(&[CauseId::DnsSlow]),
        within: Within::Host(|_, cause| Severity::Info < cause.severity),
        then: Then::Nothing,
    },
    // What the host says of itself explains what a check saw of it. A service that nobody needs may stop.
    Relation {
        causes: &[CauseId::HostRdpDisabled],
        explain: Explained::Causes(&[CauseId::HostServiceStopped, CauseId::HostListenerBroken]),
        within: Within::Host(|_, cause| is_from_inside(cause)),
        then: Then::Nothing,
    },
    Relation {
        causes: &[
            CauseId::PortMoved,
            CauseId::HostRdpDisabled,
            CauseId::HostServiceStopped,
            CauseId::HostListenerBroken,
            CauseId::HostEdition,
            CauseId::HostDependencyStopped,
        ],
        explain: Explained::Causes(&[
            CauseId::TcpFiltered,
            CauseId::TcpRefused,
            CauseId::HostSilent,
            CauseId::SourceBlocked,
            CauseId::HostNetworkPublic,
        ]),
        within: Within::Host(|_, cause| is_from_inside(cause)),
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::TcpFiltered, CauseId::SourceBlocked, CauseId::SourceBanned],
        explain: Explained::Causes(&[CauseId::HostSilent, CauseId::HostRdpDisabled]),
        within: Within::Host(|_, cause| is_from_inside(cause)),
        then: Then::Nothing,
    },
    Relation {
        causes: &[CauseId::TlsKeyUnusable, CauseId::TlsSchannelBroken],
        explain: Explained::Causes(&[
            CauseId::TlsHandshakeFailed,
            CauseId::TlsNoSharedVersion,
            CauseId::NegotiationRdpSecurityOnly,
        ]),
        within: Within::Host(|_, cause| is_from_inside(cause)),
        then: Then::Nothing,
    },
];

const ALWAYS: Within = Within::Address(|_| true);

/// Whether the host's own files prove that it keeps clients out.
fn is_from_inside(finding: &Finding) -> bool {
    let first = finding.evidence.first().is_some_and(|evidence| pointer::is_inside(&evidence.at));
    first && finding.severity == Severity::Error && Confidence::Likely <= finding.confidence
}

/// What was said of one address, weighed and explained.
pub(super) fn within_address(address: &Address<'_>, spoken: &mut [Spoken]) {
    for one in &mut *spoken {
        if address.endpoint.role != Role::Gateway {
            weigh(address, &mut one.finding);
        }
    }
    for relation in RELATIONS {
        if matches!(relation.within, Within::Address(when) if when(address)) {
            relation.apply(spoken);
        }
    }
    for one in spoken {
        if address.endpoint.role == Role::Gateway {
            let trusted = address.shown.as_ref().is_some_and(|shown| shown.trust.trusted().is_some());
            certificate::in_the_words_of_a_gateway(address.endpoint, trusted, &mut one.finding);
        }
        one.keeps_out = one.finding.severity == Severity::Error;
    }
}

/// What was said of the host and all its addresses, explained.
pub(super) fn within_host(host: &Endpoint, spoken: &mut [Spoken]) {
    for relation in RELATIONS {
        let Within::Host(holds) = relation.within else { continue };
        let mut causes = spoken.iter().filter(|one| relation.causes.contains(&one.finding.id));
        if causes.any(|one| holds(host, &one.finding)) {
            relation.apply(spoken);
        }
    }
}

impl Relation {
    fn apply(&self, spoken: &mut [Spoken]) {
        let found = spoken.iter().map(|one| &one.finding.id).filter(|id| self.causes.contains(id)).min();
        let Some(cause) = found.cloned() else { return };
        let mut worst = Severity::Info;
        for one in spoken.iter_mut().filter(|one| self.explains(one)) {
            let finding = &mut one.finding;
            worst = worst.max(finding.severity);
            finding.because_of.get_or_insert_with(|| cause.clone());
            if self.then == Then::WarningsAlone {
                finding.severity = finding.severity.min(Severity::Warning);
            }
        }
        if self.then == Then::CauseIsAsBad {
            let causes = spoken.iter_mut().filter(|one| one.finding.id == cause);
            causes.for_each(|one| one.finding.severity = one.finding.severity.max(worst));
        }
    }

    fn explains(&self, one: &Spoken) -> bool {
        let finding = &one.finding;
        let of_an_address = matches!(one.about, About::Address(_) | About::Gateway(_));
        !self.causes.contains(&finding.id)
            && match self.explain {
                Explained::Causes(causes) => causes.contains(&finding.id),
                Explained::EveryError => of_an_address && finding.severity == Severity::Error,
            }
    }
}

/// What a client does not go on with that refuses bad certificates.
const REFUSED: &[CauseId] = &[
    CauseId::CertExpired,
    CauseId::CertValidityTooLong,
    CauseId::CertNotYetValid,
    CauseId::CertNameMismatch,
    CauseId::CertUntrusted,
    CauseId::CertChainIncomplete,
    CauseId::CertWrongPurpose,
    CauseId::CertWeak,
    CauseId::CertNonconforming,
];

/// What no client of a web server goes on with.
const REFUSED_BY_WEB_CLIENTS: &[CauseId] = &[
    CauseId::CertExpired,
    CauseId::CertNotYetValid,
    CauseId::CertNameMismatch,
    CauseId::CertUntrusted,
    CauseId::CertWrongPurpose,
];

/// A warning about a certificate is an error for a client that goes no further over it.
fn weigh(address: &Address<'_>, finding: &mut Finding) {
    let target = address.scene.target;
    // A client can fetch what is missing.
    let mended = finding.id == CauseId::CertChainIncomplete
        && address.shown.as_ref().is_some_and(|shown| shown.trust.is_given());
    let refused = match target.service {
        Service::Https => REFUSED_BY_WEB_CLIENTS.contains(&finding.id),
        Service::Rdp => target.client.refuses_bad_certificates() && REFUSED.contains(&finding.id) && !mended,
    };
    if refused {
        refuse(target, finding);
    }
}

/// A certificate that was revoked, and a client that refuses such a one.
pub(super) fn weigh_revocation(target: &TargetSummary, finding: &mut Finding) {
    if finding.id == CauseId::CertRevoked && target.refuses_bad_certificates() {
        refuse(target, finding);
    }
}

fn refuse(target: &TargetSummary, finding: &mut Finding) {
    if finding.severity == Severity::Warning {
        finding.severity = Severity::Error;
        finding.summary.push_str(target.refusal());
    }
}

/// The same cause twice is one fault with more evidence; the surer of the two speaks.
pub(super) fn merge(spoken: Vec<Spoken>) -> Vec<Spoken> {
    let mut spoken = spoken;
    spoken.sort_by(|one, other| {
        let key = |one: &Spoken| (one.finding.id.clone(), one.about, one.rank, one.finding.summary.clone());
        key(one).cmp(&key(other))
    });
    let mut merged: Vec<Spoken> = Vec::new();
    for one in spoken {
        match merged.last_mut().filter(|last| last.finding.id == one.finding.id) {
            Some(last) => last.take_in(one),
            None => merged.push(one),
        }
    }
    merged
}

/// A fault of the gateway stops nobody who has another way.
pub(super) fn another_way(stops_some: bool, spoken: &mut [Spoken]) {
    for one in spoken {
        one.finding.severity = one.finding.severity.min(Severity::Warning);
        one.keeps_out &= stops_some;
    }
}

/// Where the client goes through a gateway, names and ports that fail here are none of its business.
pub(super) fn direct_path_says_nothing(
    target: &TargetSummary,
    gateway_works: bool,
    spoken: &mut [Spoken],
) -> Option<String> {
    let gateway = target.gateway.as_deref().filter(|_| target.client.uses_gateway())?;
    let mut first: Option<CauseId> = None;
    for one in spoken {
        let phase = catalogue::find(&one.finding.id).map(|cause| cause.phase);
        // The way to the gateway leads through the proxy as well.
        let of_the_host = matches!(one.about, About::Target | About::Address(_));
        if of_the_host
            && one.finding.severity == Severity::Error
            && matches!(phase, Some(Phase::Resolve | Phase::Connect | Phase::Proxy))
        {
            one.finding.severity = Severity::Info;
            one.keeps_out = false;
            let id = one.finding.id.clone();
            first = Some(first.map_or(id.clone(), |first| first.min(id)));
        }
    }
    first.map(|id| match gateway_works {
        true => format!(
            "the gateway {gateway} answers correctly, but what is behind it shows only after a logon there; the \
             direct path proves nothing for this client ({id})."
        ),
        false => format!(
            "this client connects through the gateway {gateway}, so the direct path proves nothing ({id})."
        ),
    })
}

/// What holds of a web server instead of a Remote Desktop host: no client shows the host's codes for it, and other
/// steps mend it. An endpoint that only some clients need is no reason to fail.
pub(super) fn adapt(target: &TargetSummary, spoken: &mut [Spoken]) {
    let optional = target.entry.as_ref().is_some_and(|entry| !entry.required);
    for Spoken { finding, about, .. } in spoken {
        let cause = catalogue::find(&finding.id);
        // A gateway is a web server: its TLS and its certificate are mended like those of any.
        let of_a_gateway = matches!(about, About::Gateway(_))
            && cause.is_some_and(|one| matches!(one.phase, Phase::Tls | Phase::Certificate));
        if target.service == Service::Https || of_a_gateway {
            finding.client_codes.clear();
            finding.remedies = cause.map(Cause::web_remedies).unwrap_or_default();
            // A gateway is a Windows server as the host is: where nothing is said of web servers, its steps serve.
            if finding.remedies.is_empty() && of_a_gateway {
                finding.remedies = cause.map(Cause::remedies).unwrap_or_default();
            }
            finding.remedies.sort_by_key(|remedy| remedy.risk);
        }
        if optional && target.service == Service::Https {
            finding.severity = finding.severity.min(Severity::Warning);
        }
    }
}

/// Two faults of one gateway, the worse one first, and the gateway named once.
fn in_one_breath(one: &Finding, other: &Finding) -> String {
    let (worse, other) = if one.severity < other.severity { (other, one) } else { (one, other) };
    let named = other
        .summary
        .split_once(": ")
        .filter(|(gateway, _)| gateway.starts_with("The gateway ") && worse.summary.starts_with(gateway));
    format!("{} {}", worse.summary, named.map_or(other.summary.as_str(), |(_, says)| says))
}

impl Spoken {
    /// What one rule found, in its order.
    pub(super) fn each(about: About, findings: Vec<Finding>) -> impl Iterator<Item = Self> {
        let findings = findings.into_iter().enumerate();
        findings.map(move |(rank, finding)| Self { finding, about, rank, keeps_out: false })
    }

    /// Whether what was found stands against ruling this cause out.
    pub(super) fn contradicts(&self, ruled_out: &CauseId) -> bool {
        let finding = &self.finding;
        let bad_certificate = *ruled_out == CauseId::GatewayCertificate
            && matches!(self.about, About::Gateway(_))
            // That it will expire is no fault yet.
            && finding.id != CauseId::CertExpiring
            && Severity::Info < finding.severity
            && catalogue::find(&finding.id).is_some_and(|cause| cause.phase == Phase::Certificate);
        finding.id == *ruled_out || bad_certificate
    }

    fn take_in(&mut self, other: Self) {
        // One page speaks for everything that can be wrong with a gateway's certificate: each fault is to be named.
        let both = self.finding.id == CauseId::GatewayCertificate && self.about == other.about;
        let both = both.then(|| in_one_breath(&self.finding, &other.finding));
        let severity = self.finding.severity.max(other.finding.severity);
        // A consequence at one address alone stands by itself at the other.
        let because_of = match (&self.finding.because_of, &other.finding.because_of) {
            (Some(one), Some(_)) => Some(one.clone()),
            _ => None,
        };
        self.keeps_out |= other.keeps_out;
        self.rank = self.rank.min(other.rank);
        let mut evidence = std::mem::take(&mut self.finding.evidence);
        let surer = self.finding.confidence < other.finding.confidence;
        let mut spoken = other.finding;
        evidence.append(&mut spoken.evidence);
        if surer {
            self.finding = spoken;
        }
        self.finding.severity = severity;
        self.finding.because_of = because_of;
        self.finding.evidence = evidence;
        if let Some(both) = both {
            self.finding.summary = both;
        }
    }
}
