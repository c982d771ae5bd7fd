//! Rules about trust: do signatures lead from the server's certificate to a root that somebody here trusts?

mod broken;
mod verdict;
mod way;

use super::{Address, CauseId, Confidence, Finding, NotChecked};
use crate::certificate::Break;
use crate::observe::{CertificateFacts, Observations};
use crate::outcome::{Outcome, Phase};
use broken::Reason;
use way::{AtHand, Readable, Step, Way, decides, named, readable, store_name};

pub(super) use verdict::verdicts;
pub use verdict::{PathCertificate, PathOrigin, StoreTrust, StoreVerdict};

/// What the stores make of one chain.
pub(super) struct Trust<'a> {
    /// The path to a trusted root, the server's own certificate first. `None` = no store that could be read trusts
    /// the chain, or there is none.
    path: Option<Vec<Step<'a>>>,
    /// The store that trusts it.
    pub(super) by: Option<String>,
}

impl Trust<'_> {
    /// Whether there is a path to a trusted root.
    pub(super) fn is_given(&self) -> bool {
        self.path.is_some()
    }

    /// What is above the server's certificate, the root included, each with its place in the report.
    pub(super) fn above(&self) -> impl DoubleEndedIterator<Item = (&CertificateFacts, &str)> {
        let path = self.path.as_deref().unwrap_or_default();
        path.iter().skip(1).map(|step| (step.facts, step.at.as_str()))
    }

    /// The CAs between the server's certificate and the trusted root.
    pub(super) fn issuers(&self) -> impl Iterator<Item = (&CertificateFacts, &str)> {
        let mut above = self.above();
        let _root = above.next_back();
        above
    }
}

/// The stores on which findings rest.
fn deciding(observations: &Observations) -> Vec<Readable<'_>> {
    readable(observations).into_iter().filter(Readable::decides).collect()
}

/// Whether some store on which findings rest could not be read.
fn unread(observations: &Observations) -> bool {
    let stores = observations.trust.done().map(Vec::as_slice).unwrap_or_default();
    stores.iter().any(|store| decides(store) && store.roots.failed().is_some())
}

/// Judges the chain that stands at `at` in the report.
pub(super) fn judge<'a>(
    address: &mut Address<'a>,
    chain: &'a [CertificateFacts],
    at: &str,
    now: i64,
) -> Trust<'a> {
    let at_hand = AtHand::new(address.observations, chain, at);
    let stores = deciding(address.observations);
    let names: Vec<String> = stores.iter().map(|store| store.name()).collect();
    // What needs nothing that was fetched is the better way; the first of equals counts.
    let ways = stores.into_iter().map(|store| at_hand.way(store, now));
    let (trusted, broken): (Vec<Way<'_>>, Vec<Way<'_>>) = ways.partition(|way| way.broken.is_none());
    if let Some(way) = trusted.into_iter().min_by_key(|way| way.unsent().len()) {
        leads_to_a_root(address, &way, &at_hand);
        return Trust { by: Some(way.store.name()), path: Some(way.steps) };
    }
    // The store with which the path gets farthest has the most to say: a rule speaks only where there is a root.
    // `max_by_key` keeps the last of equals.
    let reach = |way: &Way<'_>| (matches!(way.broken, Some(Break::Forbidden(_))), way.steps.len());
    let farthest = broken.into_iter().rev().max_by_key(reach);
    // A store that could not be read might have held the root.
    if let Some(way) = farthest.filter(|_| !unread(address.observations)) {
        if let (Some(Break::Unverifiable(_)), Some(last)) = (&way.broken, way.steps.last()) {
            let why = format!(
                "trust: this version cannot verify the signature on the certificate of {} ({})",
                named(&last.facts.subject),
                last.facts.signature_algorithm
            );
            address.notes.push(NotChecked { phase: Phase::Certificate, why });
        }
        let reason = broken::reason(&way, &at_hand, address.observations, &names);
        address.findings.extend(reason.and_then(Reason::finding));
        address.findings.extend(broken::incomplete(&way, &at_hand));
    }
    Trust { path: None, by: None }
}

/// Who vouches for the chain of another machine than the host.
pub(super) enum Vouched {
    /// This store does.
    By(String),
    /// This store does, if one fetches what the server should have sent: what that is.
    IfFetched(String, String),
    /// None that could be read does: why.
    ByNobody(String),
    /// There is no telling.
    Unknown,
}

/// Judges a chain of which no more is to be said than whether it is trusted.
pub(super) fn vouched(observations: &Observations, chain: &[CertificateFacts], now: i64) -> Vouched {
    let at_hand = AtHand::new(observations, chain, "");
    let ways: Vec<Way<'_>> =
        deciding(observations).into_iter().map(|store| at_hand.way(store, now)).collect();
    let trusted = ways.iter().filter(|way| way.broken.is_none());
    if let Some(way) = trusted.min_by_key(|way| way.unsent().len()) {
        return match way.unsent().first() {
            Some(unsent) => Vouched::IfFetched(way.store.name(), named(&unsent.facts.subject).to_owned()),
            None => Vouched::By(way.store.name()),
        };
    }
    let mut vouched = Vouched::Unknown;
    for way in &ways {
        let why = match &way.broken {
            None | Some(Break::Unverifiable(_) | Break::Unreadable) => continue,
            Some(Break::UnknownRoot) if way.steps.len() == 1 => "it is self-signed".to_owned(),
            Some(Break::UnknownRoot) => "its root is not trusted".to_owned(),
            Some(Break::IssuerMissing) => "the way to a root is incomplete".to_owned(),
            Some(Break::BadSignature(_)) => "a signature on the way to its root is false".to_owned(),
            Some(Break::Forbidden(rule)) => rule.clone(),
        };
        vouched = Vouched::ByNobody(format!("{why}, says {}", way.store.name()));
    }
    if unread(observations) {
        return Vouched::Unknown;
    }
    vouched
}

fn leads_to_a_root(address: &mut Address<'_>, way: &Way<'_>, at_hand: &AtHand<'_>) {
    let root = way.steps.last().map(|root| root.facts.subject.as_str()).unwrap_or_default();
    let because =
        format!("signatures lead from the certificate to {root}, which {} holds.", way.store.name());
    address.rule_out(CauseId::CertUntrusted, because);
    match broken::incomplete(way, at_hand) {
        Some(incomplete) => address.findings.push(incomplete),
        None => address.rule_out(
            CauseId::CertChainIncomplete,
            "no certificate is missing between the server's and the root.",
        ),
    }
    if let Some((early, late)) = out_of_order(at_hand.chain) {
        let says =
            format!("{} stands before {}, which it issued", named(&early.subject), named(&late.subject));
        address.findings.push(
            Finding::of(CauseId::CertChainOrder, Confidence::Certain)
                .says(format!("The server sends its certificates in the wrong order: {says}."))
                .evidence(at_hand.at.clone(), says),
        );
    }
}

/// An issuer that was sent before what it issued. (Certificates that nobody needs, or one CA's by two issuers, are in
/// no order.)
fn out_of_order(chain: &[CertificateFacts]) -> Option<(&CertificateFacts, &CertificateFacts)> {
    chain.iter().enumerate().find_map(|(place, early)| {
        let later = chain.iter().skip(place + 1);
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
            Some(format!("trust: {} holds no certificate{errors}", store_name(store)))
        }
        Outcome::Done(_) | Outcome::Skipped(_) => None,
    });
    unread.collect()
}

#[cfg(test)]
mod tests;
