//! What is asked about the certificates once they have been seen: which issuers are missing, who vouches for them, and
//! whether they have been revoked.

use crate::observe::{CertificateFacts, Observations, Revocation};
use crate::outcome::{Outcome, Skipped};
use crate::plan;
use crate::probe::{Probe, Stores};

pub(super) async fn look(probe: &Probe<'_>, stores: &Stores, seen: &mut Observations) {
    let mut library = probe.library(seen);
    let before = (seen.issuers.clone(), seen.revocation.clone());
    seen.issuers = match probe.out_of_time() {
        true => Outcome::Skipped(Skipped::OutOfTime),
        false => Outcome::Done(probe.issuers(seen, stores, &mut library).await),
    };
    who_is_trusted(stores, seen);
    seen.revocation = match plan::revocation(seen) {
        Ok(_) if probe.out_of_time() => Outcome::Skipped(Skipped::OutOfTime),
        Ok(shown) => Outcome::Done(probe.revocation(seen, &shown, &mut library).await),
        Err(why) => Outcome::Skipped(why),
    };
    // A second look that brought less, for want of time or documents, takes nothing away.
    if answered(&seen.revocation) < answered(&before.1) {
        (seen.issuers, seen.revocation) = before;
        who_is_trusted(stores, seen);
    }
}

/// How many certificates somebody says something about.
fn answered(revocation: &Outcome<Revocation>) -> usize {
    let certificates = revocation.done().into_iter().flat_map(|revocation| &revocation.certificates);
    certificates.filter(|one| one.sources.iter().any(|source| source.answer.done().is_some())).count()
}

fn who_is_trusted(stores: &Stores, seen: &mut Observations) {
    // What was fetched can lead to a root that nothing else names.
    let fetched = seen.issuers.done().into_iter().flat_map(|issuers| &issuers.missing);
    let fetched = fetched.filter_map(|missing| missing.found.done()).flatten().map(|one| &one.certificate);
    let mut certificates: Vec<&CertificateFacts> = Vec::new();
    for certificate in seen.chains().flatten().chain(fetched) {
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    seen.trust = Outcome::Done(stores.about(certificates));
}
