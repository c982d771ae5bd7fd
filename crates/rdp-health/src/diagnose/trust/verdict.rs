//! What each store of trusted roots makes of the host's certificates, one store beside the other.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::broken::{self, Reason};
use crate::certificate::Break;
use crate::diagnose::finding::Evidence;
use crate::diagnose::pointer::{ChainAt, report};
use crate::diagnose::scene::{shown, unix};
use crate::diagnose::way::{AtHand, Origin, Way, named, readable};
use crate::observe::{CertificateFacts, Observations, TrustStoreKind};

/// What one store of trusted roots makes of the certificates that a host shows. Dates, names, purpose and strength are
/// other questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StoreVerdict {
    /// The addresses that show these certificates.
    pub addresses: Vec<SocketAddr>,
    /// Which store.
    pub store: TrustStoreKind,
    /// The file that was given as a store, where it is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// Whether findings rest on it. They do not on Mozilla's roots, which Remote Desktop clients seldom ask.
    pub decides: bool,
    /// Its verdict.
    pub verdict: StoreTrust,
    /// The same in one sentence, with the reason.
    pub says: String,
    /// The way as far as it leads, the server's own certificate first.
    pub path: Vec<PathCertificate>,
    /// Where the way ends before a root: what was expected there, and what was presented.
    pub evidence: Vec<Evidence>,
}

/// Whether a store trusts a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum StoreTrust {
    /// What the server sends leads to a root of the store.
    Trusted,
    /// It does together with what was fetched, and not without.
    TrustedIfFetched,
    /// It does not.
    NotTrusted,
    /// A signature on the path cannot be verified by this version, or a certificate cannot be read.
    Unknown,
}

/// A certificate on the path to a root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PathCertificate {
    /// Distinguished name of its subject.
    pub subject: String,
    /// Where it comes from.
    pub origin: PathOrigin,
    /// The address from which it was fetched, where it was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// JSON pointer into the report.
    pub at: String,
}

/// Where a certificate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum PathOrigin {
    /// The server sent it.
    Sent,
    /// It was fetched from where the certificate below it says.
    Fetched,
    /// The store holds it.
    Store,
}

/// The verdicts of all the stores that could be read on all the chains that the host shows.
pub(in crate::diagnose) fn verdicts(
    observations: &Observations,
    now: std::time::SystemTime,
) -> Vec<StoreVerdict> {
    let mut chains: Vec<(&Vec<CertificateFacts>, ChainAt, Vec<SocketAddr>)> = Vec::new();
    for (index, seen) in observations.host.addresses.iter().enumerate() {
        let Some((conversation, chain)) = shown(seen) else { continue };
        match chains.iter_mut().find(|(known, _, _)| *known == chain) {
            Some((_, _, addresses)) => addresses.push(seen.address),
            None => {
                let at = report().host().address(index).conversation(conversation).chain();
                chains.push((chain, at, vec![seen.address]));
            }
        }
    }
    let mut verdicts = Vec::new();
    for (chain, at, addresses) in chains {
        let at_hand = AtHand::new(observations, chain, at);
        for store in readable(observations) {
            let way = at_hand.way(store, unix(now));
            verdicts.push(verdict(&way, &at_hand, observations, addresses.clone()));
        }
    }
    verdicts
}

/// The names on a way that ends at a root, in a phrase.
fn leads(way: &Way<'_>) -> String {
    let above: Vec<&str> = way.steps.iter().skip(1).map(|step| named(&step.facts.subject)).collect();
    match above.split_last() {
        None => "the store contains the certificate itself".to_owned(),
        Some((root, [])) => format!("issued by its root {root}"),
        Some((root, between)) => format!("it chains through {} to its root {root}", between.join(" and ")),
    }
}

fn verdict(
    way: &Way<'_>,
    at_hand: &AtHand<'_>,
    observations: &Observations,
    addresses: Vec<SocketAddr>,
) -> StoreVerdict {
    let name = way.store.name();
    let reason = broken::reason(way, at_hand, observations, std::slice::from_ref(&name));
    let (verdict, says, evidence) = match (&way.broken, reason) {
        (Some(Break::Unverifiable(_) | Break::Unreadable | Break::TooMany), reason) => {
            let why = reason.map(|reason| reason.says).unwrap_or_default();
            (StoreTrust::Unknown, format!("Trust by {name} is not known. {why}"), Vec::new())
        }
        (Some(_), reason) => {
            let Reason { says, evidence, .. } = reason.unwrap_or_default();
            (StoreTrust::NotTrusted, format!("Not trusted by {name}. {says}"), evidence)
        }
        (None, _) => {
            let (verdict, fetched) = match way.unsent().is_empty() {
                true => (StoreTrust::Trusted, ""),
                false => (StoreTrust::TrustedIfFetched, ", if the missing certificate is fetched"),
            };
            (verdict, format!("Trusted by {name}{fetched}: {}.", leads(way)), Vec::new())
        }
    };
    let path = way.steps.iter().map(|step| {
        let (origin, url) = match &step.origin {
            Origin::Sent => (PathOrigin::Sent, None),
            Origin::Fetched(url) => (PathOrigin::Fetched, Some((*url).to_owned())),
            Origin::Held(_) => (PathOrigin::Store, None),
        };
        PathCertificate { subject: step.facts.subject.clone(), origin, url, at: step.at.clone().into() }
    });
    StoreVerdict {
        addresses,
        store: way.store.store.kind,
        file: way.store.store.file.clone(),
        decides: way.store.decides(),
        verdict,
        says: says.trim_end().to_owned(),
        path: path.collect(),
        evidence,
    }
}
