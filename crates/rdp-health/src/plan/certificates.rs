//! What is worth asking about certificates.

use crate::observe::{AddressObservations, CertificateFacts, Conversation, Endpoint, Observations};
use crate::outcome::{Outcome, Skipped};

/// Nothing is asked about certificates, and why.
pub(super) fn skip(seen: &mut Observations, why: &Skipped) {
    if seen.trust.is_pending() {
        seen.trust = Outcome::Skipped(why.clone());
        seen.issuers = Outcome::Skipped(why.clone());
        seen.revocation = Outcome::Skipped(why.clone());
    }
}

/// How many different chains were seen.
pub(crate) fn distinct_chains(seen: &Observations) -> usize {
    let mut distinct: Vec<&Vec<CertificateFacts>> = Vec::new();
    for chain in seen.chains() {
        if !distinct.contains(&chain) {
            distinct.push(chain);
        }
    }
    distinct.len()
}

/// The conversations with each address have begun to show what they will.
pub(super) fn every_endpoint_shows_one(seen: &Observations) -> bool {
    seen.endpoints().all(|endpoint| endpoint.conversations().any(|one| one.certificates.done().is_some()))
}

/// The conversations whose certificates are worth asking about, one of each address; or why none is.
pub(crate) fn revocation(seen: &Observations) -> Result<Vec<(&AddressObservations, &Conversation)>, Skipped> {
    let shown = seen.endpoints().flat_map(|endpoint: &Endpoint| &endpoint.addresses).filter_map(|address| {
        let shows = |one: &&Conversation| one.certificates.done().is_some_and(|chain| !chain.is_empty());
        Some((address, address.conversations.iter().rev().find(shows)?))
    });
    let shown: Vec<_> = shown.collect();
    if shown.is_empty() { Err(Skipped::NoCertificate) } else { Ok(shown) }
}
