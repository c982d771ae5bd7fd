//! What the rules say of one address of an endpoint, put together.

use std::net::IpAddr;

use super::catalogue::{CauseId, Severity};
use super::conclude::foremost;
use super::finding::{Confidence, Finding, NotChecked, RuledOut};
use super::gateway;
use super::host;
use super::pointer::AddressAt;
use super::relations::{self, Spoken};
use super::rules::Rules;
use super::scene::{About, Address, Scene};
use crate::observe::{AddressObservations, Endpoint, ProxyAnswer, Question, Role};
use crate::outcome::Phase;

/// What the rules say of one address.
pub(super) struct Judged<'a> {
    pub(super) seen: &'a AddressObservations,
    /// Its place in the report.
    place: AddressAt,
    pub(super) spoken: Vec<Spoken>,
    pub(super) ruled_out: Vec<RuledOut>,
    /// What of this address could not be judged.
    pub(super) notes: Vec<NotChecked>,
    /// Why no verdict can be given on this address although something did not work.
    pub(super) unsettled: Option<String>,
    /// The phase in which that was, where a rule says so.
    pub(super) unsettled_in: Option<Phase>,
    /// Why this computer could not test the address at all.
    pub(super) untestable: Option<String>,
}

/// Asks the rules about each address of an endpoint.
pub(super) fn addresses<'a>(rules: &Rules, scene: &'a Scene<'a>, endpoint: &'a Endpoint) -> Vec<Judged<'a>> {
    let addresses = endpoint.addresses.iter().enumerate();
    addresses.map(|(index, seen)| judge(rules, &Address::new(scene, endpoint, index, seen))).collect()
}

fn judge<'a>(rules: &Rules, address: &Address<'a>) -> Judged<'a> {
    let (seen, role) = (address.seen, address.endpoint.role);
    let about = address.about();
    let mut judged = Judged {
        seen,
        place: address.place(),
        spoken: Vec::new(),
        ruled_out: Vec::new(),
        notes: Vec::new(),
        unsettled: None,
        unsettled_in: None,
        untestable: None,
    };
    let mut unsettled: Option<(Phase, String)> = None;
    // What might have passed and was not asked again for want of time is no evidence.
    if !(seen.cut_short.is_some() && may_pass(seen, role)) {
        for rule in rules.of_address.iter().filter(|rule| (rule.of)(role)) {
            let said = (rule.speaks)(address);
            judged.spoken.extend(Spoken::each(about, said.findings));
            judged.ruled_out.extend(said.ruled_out);
            judged.notes.extend(said.notes);
            // What was met first on the way explains what came after it.
            unsettled = unsettled.into_iter().chain(said.unsettled).min();
            judged.untestable = judged.untestable.into_iter().chain(said.untestable).min();
        }
    }
    judged.unsettled_in = unsettled.as_ref().map(|(phase, _)| *phase);
    judged.unsettled = seen.cut_short.clone().or(unsettled.map(|(_, why)| why));
    judged.notes.sort_by(|one, other| (one.phase, &one.why).cmp(&(other.phase, &other.why)));
    relations::within_address(address, &mut judged.spoken);
    gateway::certificate::ruled_out(address, &mut judged.ruled_out);
    judged.spoken = relations::merge(judged.spoken);
    host::fit(address, judged.spoken.iter_mut().map(|one| &mut one.finding));
    gateway::steps::fit(address, judged.spoken.iter_mut().map(|one| &mut one.finding));
    judged
}

/// The first question was put once, and ended as a passing disturbance could have ended it.
fn may_pass(seen: &AddressObservations, role: Role) -> bool {
    let mut asked = seen.asked(Question::first(role));
    let (Some((_, only)), None) = (asked.next(), asked.next()) else { return false };
    only.failure().is_some_and(|failure| failure.kind.may_pass())
        || only.proxy.done().is_some_and(ProxyAnswer::may_pass)
}

impl Judged<'_> {
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.spoken.iter().map(|one| &one.finding)
    }

    /// The findings of what does not work, the one that speaks for the others first.
    pub(super) fn errors(&self) -> Vec<&Finding> {
        let first = foremost(&self.spoken).map(|one| &one.finding);
        let mut errors: Vec<&Finding> =
            self.findings().filter(|finding| finding.severity == Severity::Error).collect();
        errors.sort_by_key(|finding| Some(&finding.id) != first.map(|first| &first.id));
        errors
    }

    pub(super) fn fails(&self) -> bool {
        self.findings().any(|finding| finding.severity == Severity::Error)
    }

    /// Whether a client connects there.
    pub(super) fn works(&self) -> bool {
        let asked = !self.seen.conversations.is_empty();
        asked && self.unsettled.is_none() && self.untestable.is_none() && !self.fails()
    }
}

/// A host of which one address works is not down, and not up either.
pub(super) fn partly_dead(addresses: &[Judged<'_>]) -> Option<Spoken> {
    let dead: Vec<&Judged<'_>> = addresses.iter().filter(|judged| judged.fails()).collect();
    let living: Vec<&Judged<'_>> = addresses.iter().filter(|judged| judged.works()).collect();
    if dead.is_empty() || living.is_empty() {
        return None;
    }
    let is_v6 = |judged: &&Judged<'_>| judged.seen.is_v6();
    let made_by_dns64 = |judged: &&Judged<'_>| is_made_by_dns64(judged.seen.address.ip());
    let id = match dead.iter().all(is_v6) && !living.iter().any(is_v6) {
        true if dead.iter().all(made_by_dns64) => CauseId::AddressDns64Dead,
        true => CauseId::AddressIpv6Dead,
        false => CauseId::AddressPartlyDead,
    };
    let list = |wanted: &[&Judged<'_>]| {
        wanted.iter().map(|judged| judged.seen.host()).collect::<Vec<_>>().join(", ")
    };
    let how = match id {
        CauseId::AddressDns64Dead => {
            "DNS64 derived the IPv6 address from the IPv4 address, but this network has no NAT64 for it"
        }
        _ => "whether a client connects depends on which address it tries",
    };
    let finding = Finding::of(id, Confidence::Certain).says(format!(
        "{} works, {} does not: {how}.",
        list(&living),
        list(&dead)
    ));
    let finding = dead.iter().fold(finding, |finding, judged| {
        let says = judged.errors().first().map_or("does not work".to_owned(), |error| error.summary.clone());
        finding.evidence(judged.place.clone(), says)
    });
    Some(Spoken { finding, about: About::Target, rank: 0, keeps_out: true })
}

/// `64:ff9b::/96` and `64:ff9b:1::/48` hold IPv4 addresses, which a NAT64 translates (RFC 6052, RFC 8215).
fn is_made_by_dns64(address: IpAddr) -> bool {
    let IpAddr::V6(address) = address else { return false };
    matches!(address.segments(), [0x64, 0xff9b, 0, 0, 0, 0, ..] | [0x64, 0xff9b, 1, ..])
}

/// What the way through the gateway is worth.
pub(super) struct Through {
    /// It answers as a gateway does, at every address, and clients accept its certificate.
    pub(super) works: bool,
    /// Clients connect by another address of it, now and then.
    pub(super) partly: bool,
    /// Clients may go another way, which works.
    pub(super) not_needed: bool,
    /// Why nothing can be said about it although it was checked.
    pub(super) unsettled: Option<String>,
}

impl Through {
    /// `fails_everywhere`: something keeps clients out that is no matter of one address.
    pub(super) fn of(scene: &Scene<'_>, addresses: &[Judged<'_>], fails_everywhere: bool) -> Self {
        let unsettled = addresses.iter().find_map(|judged| judged.unsettled.clone());
        let fails = fails_everywhere || addresses.iter().any(Judged::fails);
        let answers =
            |at: &AddressObservations| at.conversations.iter().any(|c| c.negotiate.done().is_some());
        let directly = scene.observations.host.addresses.iter().any(answers);
        Self {
            works: !addresses.is_empty() && unsettled.is_none() && !fails,
            partly: !fails_everywhere
                && addresses.iter().any(|judged| judged.unsettled.is_none() && !judged.fails()),
            not_needed: scene.target.client.gateway_usage == Some(2) && directly,
            unsettled,
        }
    }
}
