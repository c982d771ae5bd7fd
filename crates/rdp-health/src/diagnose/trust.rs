//! Rules about trust: do signatures lead from the server's certificate to a root that somebody here trusts?

mod broken;
mod verdict;

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding, NotChecked};
use super::said::Said;
use super::scene::Address;
use super::way::{AtHand, Trust, Way, decides, named, store_name};
use crate::certificate::Break;
use crate::observe::{CertificateFacts, Observations};
use crate::outcome::{Outcome, Phase};
use broken::Reason;

pub(super) use verdict::verdicts;
pub use verdict::{PathCertificate, PathOrigin, StoreTrust, StoreVerdict};

/// Whether some store on which findings rest could not be read.
fn unread(observations: &Observations) -> bool {
    let stores = observations.trust.done().map(Vec::as_slice).unwrap_or_default();
    stores.iter().any(|store| decides(store) && store.roots.failed().is_some())
}

/// Whether the chain leads to a root that somebody here trusts.
pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some(shown) = &address.shown else { return said };
    let Trust { at_hand, ways } = &shown.trust;
    if let Some(way) = shown.trust.trusted() {
        leads_to_a_root(&mut said, way, at_hand);
        return said;
    }
    // The store with which the path gets farthest has the most to say: a rule speaks only where there is a root.
    // `max_by_key` keeps the last of equals.
    let reach = |way: &&Way<'_>| (matches!(way.broken, Some(Break::Forbidden(_))), way.steps.len());
    let farthest = ways.iter().rev().max_by_key(reach);
    // A store that could not be read might have held the root.
    let observations = address.scene.observations;
    let Some(way) = farthest.filter(|_| !unread(observations)) else { return said };
    if let (Some(Break::Unverifiable(_)), Some(last)) = (&way.broken, way.steps.last()) {
        let why = format!(
            "trust: this version cannot verify the signature on the certificate of {} ({})",
            named(&last.facts.subject),
            last.facts.signature_algorithm
        );
        said.notes.push(NotChecked { phase: Phase::Certificate, why });
    }
    if let Some(Break::TooMany) = &way.broken {
        said.notes
            .push(NotChecked { phase: Phase::Certificate, why: format!("trust: {}", broken::TOO_MANY) });
    }
    let names: Vec<String> = ways.iter().map(|way| way.store.name()).collect();
    let reason = broken::reason(way, at_hand, observations, &names);
    said.findings.extend(reason.and_then(Reason::finding));
    said.findings.extend(broken::incomplete(way, at_hand));
    said
}

fn leads_to_a_root(said: &mut Said, way: &Way<'_>, at_hand: &AtHand<'_>) {
    let root = way.steps.last().map(|root| root.facts.subject.as_str()).unwrap_or_default();
    let because = format!("the certificate chains to {root}, which is in {}.", way.store.name());
    said.rule_out(CauseId::CertUntrusted, because);
    match broken::incomplete(way, at_hand) {
        Some(incomplete) => said.find(incomplete),
        None => said.rule_out(CauseId::CertChainIncomplete, "no intermediate certificate is missing."),
    }
    if let Some((early, late)) = out_of_order(at_hand.chain) {
        let says =
            format!("{} comes before {}, which it issued", named(&early.subject), named(&late.subject));
        said.find(
            Finding::of(CauseId::CertChainOrder, Confidence::Certain)
                .says(format!("The server sends its certificates in the wrong order: {says}."))
                .evidence(at_hand.at.whole(), says),
        );
    }
}

/// An issuer that was sent before what it issued. (Certificates that nobody needs, or one CA's by two issuers, are in
/// no order.)
fn out_of_order(chain: &[CertificateFacts]) -> Option<(&CertificateFacts, &CertificateFacts)> {
    chain.iter().enumerate().find_map(|(place, early)| {
        let later = chain.iter().skip(place.saturating_add(1));
        let issued = later.filter(|late| !late.self_issued && !early.subject.is_empty());
        issued.into_iter().find(|late| late.issuer == early.subject).map(|late| (early, late))
    })
}

/// Why trust could not be judged, or not by every store.
pub(super) fn not_checked(observations: &Observations) -> Vec<String> {
    let stores = match &observations.trust {
        Outcome::Done(stores) => stores,
        Outcome::Failed(failure) => return vec![format!("trust: {}", failure.phrase())],
        Outcome::Skipped(why) => return vec![format!("trust: {why}")],
    };
    let unread = stores.iter().filter_map(|store| match &store.roots {
        Outcome::Failed(failure) => {
            Some(format!("trust: {} could not be read: {}", store_name(store), failure.phrase()))
        }
        Outcome::Done(roots) if roots.held == 0 => {
            let errors = roots.unreadable.first().map(|error| format!(": {error}")).unwrap_or_default();
            Some(format!("trust: {} contains no certificate{errors}", store_name(store)))
        }
        Outcome::Done(_) | Outcome::Skipped(_) => None,
    });
    unread.collect()
}

#[cfg(test)]
mod tests;
