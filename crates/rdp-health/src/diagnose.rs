//! What the observations mean: pure, replayable, without I/O.
//!
//! Each rule looks at one layer of one address, or at the target as a whole, and only speaks. Then, in this order: what
//! explains what (`relations.rs`), who can connect (`clients.rs`), and which finding speaks for the others
//! (`conclude.rs`).
//!
//! INVARIANT: one fault, one primary finding. Consequences carry `because_of`.

pub(crate) mod catalogue;
mod certificate;
mod clients;
mod conclude;
mod connect;
mod credssp;
mod dates;
mod filled;
mod finding;
mod front;
mod gateway;
mod host;
mod identity;
mod inside;
mod issuer_lists;
mod judged;
mod kerberos;
mod ladder;
mod look;
mod negotiate;
mod not_checked;
mod order;
mod path;
mod places;
pub(crate) mod pointer;
mod ports;
mod proxy;
mod relations;
mod requests;
mod resolve;
mod revocation;
mod rules;
mod said;
mod scene;
mod settings;
mod silence;
mod strength;
mod tls;
mod tls_offers;
mod trust;
mod udp;
mod unanswered;
mod unfollowed;
mod way;
mod web;
mod websocket;

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::certificate::Effort;
use crate::clients::ClientProfile;
use crate::observe::Observations;
use crate::outcome::Phase;
use crate::policy::Policy;
use crate::target::TargetSummary;
use judged::{Judged, Through};
use relations::Spoken;
use rules::Rules;
use scene::{About, Scene};

pub use catalogue::{Cause, CauseId, Place, Remedy, Risk, Severity, Visibility};
pub use clients::{ClientOutcome, ClientVerdict};
pub use finding::{Confidence, Evidence, Finding, NotChecked, RuledOut, Verdict};
pub(crate) use kerberos::readiness as kerberos_readiness;
pub use kerberos::{KerberosNeed, KerberosPoint, KerberosReadiness};
pub(crate) use look::Looks;
pub(crate) use places::{FromPlace, disagree};
pub use trust::{PathCertificate, PathOrigin, StoreTrust, StoreVerdict};

/// What the rules make of the observations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Diagnosis {
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub summary: String,
    /// The one cause, if something is wrong.
    pub primary: Option<CauseId>,
    /// Everything found, the primary finding first.
    pub findings: Vec<Finding>,
    /// Causes that look alike and were excluded.
    pub ruled_out: Vec<RuledOut>,
    /// Phases that were not checked, and why.
    pub not_checked: Vec<NotChecked>,
    /// Who can connect.
    #[serde(default)]
    pub clients: Vec<ClientVerdict>,
    /// What each store of trusted roots makes of the certificates.
    #[serde(default)]
    pub trust: Vec<StoreVerdict>,
    /// Whether clients can be expected to use Kerberos, where the host spoke of its domain. It changes no verdict.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kerberos: Option<KerberosReadiness>,
}

/// Judges what was seen of `target`, as of `now`.
///
/// The target belongs to the judgement: whether a name matches, and what a `.rdp` file makes of a warning, depend
/// on what was asked for. `profiles` are the clients that want in.
pub(crate) fn diagnose(
    observations: &Observations,
    target: &TargetSummary,
    policy: &Policy,
    profiles: &[ClientProfile],
    now: SystemTime,
) -> Diagnosis {
    let scene = Scene { observations, target, policy, now };
    Effort::default().within(|| judge_by(&Rules::all(), &scene, profiles))
}

/// The same, with the rules in an order that the seed chooses.
#[cfg(feature = "shuffle")]
pub(crate) fn diagnose_shuffled(
    observations: &Observations,
    target: &TargetSummary,
    policy: &Policy,
    profiles: &[ClientProfile],
    now: SystemTime,
    seed: u64,
) -> Diagnosis {
    let scene = Scene { observations, target, policy, now };
    Effort::default().within(|| judge_by(&Rules::shuffled(seed), &scene, profiles))
}

fn judge_by(rules: &Rules, scene: &Scene<'_>, profiles: &[ClientProfile]) -> Diagnosis {
    let (observations, target) = (scene.observations, scene.target);
    // Nobody connects to a desktop through a web server.
    let profiles = if target.service.is_rdp() { profiles } else { &[] };
    let gateway = observations.gateway.done();
    let gateway: Vec<Judged<'_>> =
        gateway.map(|gateway| judged::addresses(rules, scene, gateway)).unwrap_or_default();
    let mut host = judged::addresses(rules, scene, &observations.host);
    // Where no client is sent, nothing fails; that it works there is said of the name.
    host.retain(|judged| !observations.host.is_elsewhere(judged.seen));
    let unsettled_in: Vec<Option<Phase>> =
        host.iter().filter(|judged| judged.unsettled.is_some()).map(|judged| judged.unsettled_in).collect();
    let mut unsettled: Vec<String> = host.iter().filter_map(|judged| judged.unsettled.clone()).collect();
    let mut not_checked = not_checked::not_checked(observations, target);
    let host = without_untestable(host, &mut not_checked);
    let gateway = without_untestable(gateway, &mut not_checked);
    let clients: Vec<_> =
        host.iter().map(|judged| (judged.seen.host(), clients::judge(judged, profiles))).collect();

    let mut ruled_out = Vec::new();
    let (mut of_host, mut of_gateway) = (Vec::new(), Vec::new());
    let mut of_gateway_unsettled: Vec<String> = Vec::new();
    for rule in &rules.of_target {
        let said = (rule.speaks)(scene);
        ruled_out.extend(said.ruled_out);
        let why = said.unsettled.map(|(_, why)| why);
        match rule.about {
            About::Gateway(_) => of_gateway_unsettled.extend(why),
            _ => unsettled.extend(why),
        }
        let mut spoken: Vec<Spoken> = Spoken::each(rule.about, said.findings).collect();
        for one in &mut spoken {
            relations::weigh_revocation(target, &mut one.finding);
            one.keeps_out = one.finding.severity == Severity::Error;
        }
        match rule.about {
            About::Gateway(_) => of_gateway.extend(spoken),
            _ => of_host.extend(spoken),
        }
    }
    let partly_dead = judged::partly_dead(&host);
    let everywhere = of_gateway.iter().any(|one: &Spoken| one.keeps_out);
    let through = Through::of(scene, &gateway, everywhere);
    for judged in host {
        not_checked.extend(judged.notes);
        ruled_out.extend(judged.ruled_out);
        of_host.extend(judged.spoken);
    }
    for judged in gateway {
        ruled_out.extend(judged.ruled_out);
        of_gateway.extend(judged.spoken);
    }
    of_host.extend(partly_dead);
    // What the host's own word excludes is not possible any more.
    let excluded = inside::excluded(scene);
    of_host
        .retain(|one| one.finding.confidence == Confidence::Certain || !excluded.contains(&one.finding.id));
    relations::within_host(&observations.host, &mut of_host);
    if through.partly || through.not_needed {
        relations::another_way(!through.not_needed, &mut of_gateway);
    }
    let mut spoken = relations::merge(of_host);
    spoken.extend(relations::merge(of_gateway));
    ruled_out.sort();
    ruled_out.dedup();
    ruled_out.retain(|out| spoken.iter().all(|one| !one.contradicts(&out.id)));

    let around = relations::direct_path_says_nothing(target, through.works, &mut spoken);
    let mut clients = match (&around, clients.as_slice()) {
        (Some(why), _) => clients::without_address(profiles, None, why),
        (None, []) => {
            clients::without_address(profiles, conclude::foremost(&spoken), "no address was tested")
        }
        (None, addresses) => clients::join(profiles, addresses),
    };
    let proxy = observations.proxy.done().map(|proxy| proxy.proxy.to_string());
    clients::through_a_proxy(proxy.as_deref(), profiles, &mut clients);
    spoken.extend(clients::kept_out(scene, profiles, &clients, &spoken));
    ruled_out.retain(|out| spoken.iter().all(|one| !one.contradicts(&out.id)));
    clients::keep_out(&clients, &mut spoken);
    relations::adapt(target, &mut spoken);
    for one in &mut spoken {
        filled::fill(target, &mut one.finding);
    }

    of_gateway_unsettled.extend(through.unsettled);
    unsettled.extend(of_gateway_unsettled.into_iter().filter(|_| !through.not_needed));
    unsettled.extend(around);
    let verdict = conclude::verdict(&spoken, &unsettled, observations);
    let may_speak =
        |one: &&Spoken| verdict != Verdict::Inconclusive || conclude::may_explain(one, &unsettled_in);
    let primary = conclude::foremost(spoken.iter().filter(may_speak)).map(|one| one.finding.id.clone());
    let findings = conclude::in_order(spoken, primary.as_ref());
    let summary = conclude::summary(verdict, primary.as_ref(), &findings, &unsettled, observations, target);
    let trust = trust::verdicts(observations, scene.now);
    let kerberos = kerberos::readiness(observations, target);
    Diagnosis { verdict, summary, primary, findings, ruled_out, not_checked, clients, trust, kerberos }
}

/// Judges what a host says of itself, and nothing else.
pub(crate) fn audit(
    observations: &Observations,
    target: &TargetSummary,
    policy: &Policy,
    now: SystemTime,
) -> Diagnosis {
    let scene = Scene { observations, target, policy, now };
    let said = inside::judge(&scene);
    let mut spoken: Vec<Spoken> = Spoken::each(About::Target, said.findings).collect();
    for one in &mut spoken {
        one.keeps_out = one.finding.severity == Severity::Error;
    }
    relations::within_host(&observations.host, &mut spoken);
    let mut spoken = relations::merge(spoken);
    for one in &mut spoken {
        filled::fill(target, &mut one.finding);
    }
    let mut ruled_out = said.ruled_out;
    ruled_out.sort();
    ruled_out.dedup();
    ruled_out.retain(|out| spoken.iter().all(|one| !one.contradicts(&out.id)));
    let worst =
        spoken.iter().filter(|one| one.finding.because_of.is_none()).map(|one| one.finding.severity).max();
    let verdict = match worst {
        Some(Severity::Error) => Verdict::Failing,
        Some(Severity::Warning) => Verdict::Degraded,
        // That clients get in, only a client can see.
        _ => Verdict::Inconclusive,
    };
    let primary = conclude::foremost(&spoken).map(|one| one.finding.id.clone());
    let findings = conclude::in_order(spoken, primary.as_ref());
    let summary = match findings.first().filter(|first| Some(&first.id) == primary.as_ref()) {
        Some(first) => first.summary.clone(),
        None => format!("These files show no fault of {target}: check it from a client."),
    };
    let (not_checked, clients, trust) = (Vec::new(), Vec::new(), Vec::new());
    Diagnosis { verdict, summary, primary, findings, ruled_out, not_checked, clients, trust, kerberos: None }
}

/// An address that this computer cannot reach at all says nothing about the host while others can be tested.
fn without_untestable<'a>(addresses: Vec<Judged<'a>>, not_checked: &mut Vec<NotChecked>) -> Vec<Judged<'a>> {
    if addresses.iter().all(|judged| judged.untestable.is_some()) {
        return addresses;
    }
    let (untestable, testable): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|judged| judged.untestable.is_some());
    for why in untestable.into_iter().filter_map(|judged| judged.untestable) {
        not_checked.push(NotChecked { phase: Phase::Connect, why });
    }
    testable
}
