//! What the observations mean: pure, replayable, without I/O.
//!
//! One rules file per layer looks at one address; this file joins the addresses, chooses the primary cause and
//! speaks the verdict.
//!
//! INVARIANT: one fault, one primary finding. Consequences carry `because_of`.

pub(crate) mod catalogue;
mod certificate;
mod clients;
mod conclude;
mod connect;
mod credssp;
mod dates;
mod finding;
mod gateway;
mod identity;
mod ladder;
mod negotiate;
mod not_checked;
mod path;
mod ports;
mod proxy;
mod resolve;
mod revocation;
mod settings;
mod silence;
mod strength;
mod tls;
mod tls_offers;
mod trust;
mod udp;
mod unanswered;
mod web;
mod websocket;

use std::net::IpAddr;
use std::time::SystemTime;

use crate::clients::ClientProfile;
use crate::observe::{AddressObservations, Observations, ProxyAnswer, Question, Role};
use crate::outcome::{Outcome, Phase};
use crate::policy::Policy;
use crate::target::{Service, TargetSummary};

pub use catalogue::{Cause, CauseId, Place, Remedy, Risk, Severity, Visibility};
pub use clients::{ClientOutcome, ClientVerdict};
pub use finding::{Confidence, Diagnosis, Evidence, Finding, NotChecked, RuledOut, Verdict};
pub use trust::{PathCertificate, PathOrigin, StoreTrust, StoreVerdict};

/// Judges what was seen of `target`, as of `now`.
///
/// The target belongs to the judgement: whether a name matches, and what a `.rdp` file makes of a warning, depend
/// on what was asked for. `profiles` are the clients that want in.
#[must_use]
pub fn diagnose(
    observations: &Observations,
    target: &TargetSummary,
    policy: &Policy,
    profiles: &[ClientProfile],
    now: SystemTime,
) -> Diagnosis {
    // Nobody connects to a desktop through a web server.
    let profiles = if target.service.is_rdp() { profiles } else { &[] };
    let mut findings = Vec::new();
    let mut ruled_out = Vec::new();
    proxy::judge_name(observations, &mut findings);
    websocket::judge(observations, &mut ruled_out);
    // What is said of the gateway stays apart from what is said of the host, one cause or not.
    let mut of_gateway = Vec::new();
    let gateway = gateway::judge(observations, target, now, &mut of_gateway, &mut ruled_out);
    let addresses: Vec<Judgement> = observations
        .host
        .addresses
        .iter()
        .enumerate()
        .map(|(index, seen)| {
            let address = Address {
                index,
                seen,
                observations,
                target,
                policy,
                now,
                findings: Vec::new(),
                ruled_out: Vec::new(),
                notes: Vec::new(),
                unsettled: seen.cut_short.clone(),
                untestable: None,
            };
            judge_address(address, profiles)
        })
        .collect();
    let working: Vec<IpAddr> =
        addresses.iter().filter_map(|judgement| judgement.works(observations)).collect();
    resolve::judge(observations, &working, policy, &mut findings, &mut ruled_out);
    let unsettled: Vec<String> =
        addresses.iter().filter_map(|judgement| judgement.unsettled.clone()).collect();
    let mut not_checked = not_checked::not_checked(observations, target);
    let mut addresses = without_untestable(addresses, &mut not_checked);
    for judgement in &addresses {
        not_checked.extend(judgement.notes.iter().cloned());
        ruled_out.extend(judgement.ruled_out.iter().cloned());
    }
    let clients: Vec<_> = addresses.iter_mut().map(Judgement::take_clients).collect();
    join_addresses(observations, addresses, &mut findings);
    revocation::judge(observations, target, now, &mut findings);
    // The client meets its gateway first.
    findings.splice(0..0, of_gateway);
    let mut told = Vec::new();
    ruled_out.retain(|out| {
        let new = !told.contains(out) && findings.iter().all(|finding| finding.id != out.id);
        told.push(out.clone());
        new
    });
    let through_gateway = direct_path_says_nothing(target, &gateway, &mut findings);
    let clients = match (&through_gateway, clients.as_slice()) {
        (Some(why), _) => clients::without_address(profiles, &[], why),
        (None, []) => clients::without_address(profiles, &findings, "no address was tested"),
        (None, addresses) => clients::join(profiles, addresses),
    };

    udp::judge(observations, &mut findings);
    if !target.service.is_rdp() {
        web::adapt(&mut findings, target);
    }

    let primary = conclude::choose_primary(&findings);
    if let Some(primary) = &primary {
        // The primary finding first, then by severity; the order of the phases otherwise.
        findings.sort_by_key(|finding| (finding.id != *primary, std::cmp::Reverse(finding.severity)));
    } else {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    }
    let mut unsettled = unsettled;
    unsettled.extend(gateway.unsettled);
    unsettled.extend(through_gateway);
    let verdict = conclude::verdict(&findings, &unsettled, observations);
    let summary = conclude::summary(verdict, primary.as_ref(), &findings, &unsettled, observations, target);
    let trust = trust::verdicts(observations, now);
    Diagnosis { verdict, summary, primary, findings, ruled_out, not_checked, clients, trust }
}

/// What the rules say of one address.
struct Judgement {
    index: usize,
    findings: Vec<Finding>,
    ruled_out: Vec<RuledOut>,
    /// What of this address could not be judged.
    notes: Vec<NotChecked>,
    /// Why no verdict can be given on this address although something did not work.
    unsettled: Option<String>,
    /// Why this computer could not test the address at all.
    untestable: Option<String>,
    /// A question was put to the address.
    asked: bool,
    /// The address, and how each client fares there.
    clients: (String, Vec<clients::Access>),
}

impl Judgement {
    fn take_clients(&mut self) -> (String, Vec<clients::Access>) {
        std::mem::take(&mut self.clients)
    }
}

impl Judgement {
    /// The address, if a client gets in there.
    fn works(&self, observations: &Observations) -> Option<IpAddr> {
        let failing = self.findings.iter().any(|finding| finding.severity == Severity::Error);
        let works = self.asked && self.unsettled.is_none() && self.untestable.is_none() && !failing;
        works.then(|| observations.host.addresses.get(self.index).map(|seen| seen.address.ip())).flatten()
    }
}

/// What the rules of each layer look at and write to.
struct Address<'a> {
    index: usize,
    seen: &'a AddressObservations,
    /// What was seen of the host as a whole.
    observations: &'a Observations,
    target: &'a TargetSummary,
    policy: &'a Policy,
    now: SystemTime,
    findings: Vec<Finding>,
    ruled_out: Vec<RuledOut>,
    notes: Vec<NotChecked>,
    unsettled: Option<String>,
    untestable: Option<String>,
}

impl Address<'_> {
    /// The question with which the endpoint was first asked.
    fn first(&self) -> Question {
        Question::first(self.observations.host.role)
    }

    /// Points into the report at one part of one conversation.
    fn pointer(&self, conversation: usize, part: &str) -> String {
        format!("/observations/host/addresses/{}/conversations/{conversation}/{part}", self.index)
    }

    fn rule_out(&mut self, id: CauseId, because: impl Into<String>) {
        self.ruled_out.push(RuledOut { id, because: because.into() });
    }
}

fn judge_address(mut address: Address<'_>, profiles: &[ClientProfile]) -> Judgement {
    let seen = address.seen;
    // What might have passed and was not asked again for want of time is no evidence.
    if !(seen.cut_short.is_some() && may_pass(seen, address.observations.host.role)) {
        proxy::judge(&mut address);
        connect::judge(&mut address);
        match address.target.service {
            Service::Rdp => {
                negotiate::judge(&mut address);
                tls::judge(&mut address);
                certificate::judge(&mut address);
                credssp::judge(&mut address);
                settings::judge(&mut address);
                tls_offers::judge(&mut address);
                ports::moved(&mut address);
                path::judge(&mut address);
            }
            Service::Https => {
                if !web::answers_in_clear(&mut address) {
                    tls::judge(&mut address);
                }
                certificate::judge(&mut address);
                web::judge(&mut address);
            }
        }
    }
    let clients = (seen.host(), clients::judge(&address, profiles));
    let Address { index, findings, ruled_out, notes, unsettled, untestable, .. } = address;
    Judgement {
        index,
        findings,
        ruled_out,
        notes,
        unsettled,
        untestable,
        asked: !seen.conversations.is_empty(),
        clients,
    }
}

/// The names that DNS says the asked name is an alias of.
fn canonical_names(observations: &Observations) -> Vec<&str> {
    let servers = observations.host.resolve.done().and_then(|resolution| resolution.direct.done());
    let answers = servers.into_iter().flatten().flat_map(|server| [&server.a, &server.aaaa]);
    answers.filter_map(Outcome::done).flat_map(|answer| &answer.cname_chain).map(String::as_str).collect()
}

/// The first question was put once, and ended as a passing disturbance could have ended it.
fn may_pass(seen: &AddressObservations, role: Role) -> bool {
    let mut asked = seen.asked(Question::first(role));
    let (Some((_, only)), None) = (asked.next(), asked.next()) else { return false };
    only.failure().is_some_and(|failure| failure.kind.may_pass())
        || only.proxy.done().is_some_and(ProxyAnswer::may_pass)
}

/// An address that this computer cannot reach at all says nothing about the host while others can be tested.
fn without_untestable(addresses: Vec<Judgement>, not_checked: &mut Vec<NotChecked>) -> Vec<Judgement> {
    if addresses.iter().all(|judgement| judgement.untestable.is_some()) {
        return addresses;
    }
    let (untestable, testable): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|j| j.untestable.is_some());
    for why in untestable.into_iter().filter_map(|judgement| judgement.untestable) {
        not_checked.push(NotChecked { phase: Phase::Connect, why });
    }
    testable
}

/// Where the client goes through a gateway, names and ports that fail here are none of its business.
fn direct_path_says_nothing(
    target: &TargetSummary,
    through: &gateway::Through,
    findings: &mut [Finding],
) -> Option<String> {
    let gateway = target.gateway.as_deref().filter(|_| target.client.uses_gateway())?;
    let mut why = None;
    for finding in findings {
        let phase = catalogue::find(&finding.id).map(|cause| cause.phase);
        // The way to the gateway leads through the proxy as well.
        let of_the_gateway = finding.evidence.iter().any(|evidence| {
            ["/observations/gateway", "/observations/proxy"].iter().any(|at| evidence.at.starts_with(at))
        });
        if finding.severity == Severity::Error
            && !of_the_gateway
            && matches!(phase, Some(Phase::Resolve | Phase::Connect | Phase::Proxy))
        {
            finding.severity = Severity::Info;
            let id = &finding.id;
            why.get_or_insert_with(|| match through.works {
                true => format!(
                    "the gateway {gateway} answers as it should, and what is behind it shows only after a logon there; \
                     the direct way proves nothing for this client ({id})."
                ),
                false => format!(
                    "this client goes through the gateway {gateway}, so the direct way proves nothing ({id})."
                ),
            });
        }
    }
    why
}

/// Joins what was found at each address. A host of which one address works is not down, and not up either.
fn join_addresses(observations: &Observations, addresses: Vec<Judgement>, findings: &mut Vec<Finding>) {
    let failing = |judgement: &Judgement| judgement.findings.iter().any(|f| f.severity == Severity::Error);
    let works = |judgement: &Judgement| judgement.works(observations).is_some();
    let dead: Vec<usize> = addresses.iter().filter(|j| failing(j)).map(|j| j.index).collect();
    let living: Vec<usize> = addresses.iter().filter(|j| works(j)).map(|j| j.index).collect();
    let partly = !dead.is_empty() && !living.is_empty();
    let mut because_of = None;
    if partly {
        let is_v6 =
            |index: &usize| observations.host.addresses.get(*index).is_some_and(AddressObservations::is_v6);
        let id = match dead.iter().all(is_v6) && !living.iter().any(is_v6) {
            true => CauseId::AddressIpv6Dead,
            false => CauseId::AddressPartlyDead,
        };
        let list = |wanted: &[usize]| -> String {
            let shown =
                observations.host.addresses.iter().enumerate().filter(|(index, _)| wanted.contains(index));
            shown.map(|(_, seen)| seen.host()).collect::<Vec<_>>().join(", ")
        };
        let mut finding = Finding::of(id.clone(), Confidence::Certain).says(format!(
            "{} works, {} does not: whether a client gets in depends on the address it tries.",
            list(&living),
            list(&dead)
        ));
        for index in &dead {
            let cause = addresses.iter().find(|j| j.index == *index).and_then(|j| j.findings.first());
            let says = cause.map_or("does not work".to_owned(), |f| f.summary.clone());
            finding = finding.evidence(format!("/observations/host/addresses/{index}"), says);
        }
        findings.push(finding);
        because_of = Some(id);
    }
    for judgement in addresses {
        for mut finding in judgement.findings {
            if finding.severity == Severity::Error
                && let Some(id) = &because_of
            {
                finding.because_of.get_or_insert_with(|| id.clone());
                finding.severity = Severity::Warning;
            }
            match findings.iter_mut().find(|known| known.id == finding.id) {
                // The same at several addresses is one fault with more evidence.
                Some(known) => {
                    known.severity = known.severity.max(finding.severity);
                    known.evidence.extend(finding.evidence);
                }
                None => findings.push(finding),
            }
        }
    }
}
