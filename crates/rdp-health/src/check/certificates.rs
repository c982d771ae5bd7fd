//! What is asked about the certificates once all of them have been seen: who vouches for them, which issuers are
//! missing, and whether they have been revoked.

use crate::observe::{CertificateFacts, Observations};
use crate::options::CheckOptions;
use crate::outcome::Outcome;
use crate::plan;
use crate::probe::Probe;

const OUT_OF_TIME: &str = "the time for this host was used up";

pub(super) async fn look(probe: &mut Probe<'_>, seen: &mut Observations, options: &CheckOptions) {
    if let Err(why) = plan::trust(seen, options) {
        (seen.trust, seen.issuers) = (Outcome::skipped(why), Outcome::skipped(why));
        seen.revocation = Outcome::skipped(why);
        return;
    }
    if probe.out_of_time() {
        (seen.trust, seen.issuers) = (Outcome::skipped(OUT_OF_TIME), Outcome::skipped(OUT_OF_TIME));
        seen.revocation = Outcome::skipped(OUT_OF_TIME);
        return;
    }
    let stores = probe.stores().await;
    let mut library = probe.library(seen);
    seen.issuers = match probe.out_of_time() {
        true => Outcome::skipped(OUT_OF_TIME),
        false => Outcome::Done(probe.issuers(seen, &stores, &mut library).await),
    };
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
    seen.revocation = match plan::revocation(seen, options) {
        Ok(_) if probe.out_of_time() => Outcome::skipped(OUT_OF_TIME),
        Ok(shown) => Outcome::Done(probe.revocation(seen, &shown, &mut library).await),
        Err(why) => Outcome::skipped(why),
    };
}
