//! What is asked about the certificates once they have been seen: which issuers are missing, who vouches for them, and
//! whether they have been revoked.

use std::sync::Arc;

use crate::observe::{CertificateFacts, CertificateRevocation, Issuers, Observations, Revocation};
use crate::outcome::{Outcome, Skipped};
use crate::plan;
use crate::probe::{Probe, Stores};

pub(super) async fn look(probe: &Probe<'_>, stores: &Arc<Stores>, seen: &mut Observations) {
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
    if learned(&seen.issuers, &seen.revocation) < learned(&before.0, &before.1) {
        let after = std::mem::replace(&mut seen.revocation, before.1);
        seen.issuers = before.0;
        add_answers(&mut seen.revocation, after);
        who_is_trusted(stores, seen);
    }
}

/// How many issuers were found, and about how many certificates somebody says something.
fn learned(issuers: &Outcome<Issuers>, revocation: &Outcome<Revocation>) -> usize {
    let missing = issuers.done().into_iter().flat_map(|issuers| &issuers.missing);
    let asked = revocation.done().into_iter().flat_map(|revocation| &revocation.certificates);
    missing.filter(|one| one.found.done().is_some()).count() + asked.filter(|one| is_answered(one)).count()
}

fn is_answered(certificate: &CertificateRevocation) -> bool {
    certificate.sources.iter().any(|source| source.answer.done().is_some())
}

/// What the later look alone knows joins the earlier one.
fn add_answers(before: &mut Outcome<Revocation>, after: Outcome<Revocation>) {
    let (Outcome::Done(before), Outcome::Done(after)) = (before, after) else { return };
    let known = |known: &[CertificateRevocation], sha256: &str| {
        known.iter().any(|one| one.sha256 == sha256 && is_answered(one))
    };
    let fetched_before = u32::try_from(before.fetches.len()).unwrap_or(u32::MAX);
    for mut certificate in after.certificates {
        if known(&before.certificates, &certificate.sha256) {
            continue;
        }
        for fetch in certificate.sources.iter_mut().filter_map(|source| source.fetch.as_mut()) {
            *fetch = fetch.saturating_add(fetched_before);
        }
        before.certificates.retain(|one| one.sha256 != certificate.sha256);
        before.certificates.push(certificate);
    }
    before.fetches.extend(after.fetches);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::{Fetch, RevocationAnswer, RevocationMeans, RevocationSource, RevocationStatus};
    use crate::outcome::Tri;

    /// Certificates by name; one that is answered says which document of the look answers.
    fn look(documents: &[&str], certificates: &[(&str, Option<u32>)]) -> Outcome<Revocation> {
        let fetches = documents.iter().map(|url| Fetch {
            url: (*url).to_owned(),
            hops: Vec::new(),
            body: Outcome::skipped("test"),
            sent: 0,
            received: 0,
            elapsed: std::time::Duration::ZERO,
        });
        let answer = RevocationAnswer {
            status: RevocationStatus::Revoked,
            revoked_at: None,
            reason: None,
            this_update: String::new(),
            this_update_unix: 0,
            next_update: None,
            next_update_unix: None,
            entries: None,
            authentic: Tri::Yes,
            authentic_because: String::new(),
            responder: None,
        };
        let asked = certificates.iter().map(|(name, fetch)| {
            let answer = fetch.map_or(Outcome::skipped("test"), |_| Outcome::Done(answer.clone()));
            let source = RevocationSource { means: RevocationMeans::Crl, url: None, fetch: *fetch, answer };
            CertificateRevocation {
                subject: (*name).to_owned(),
                sha256: (*name).to_owned(),
                own: true,
                issuer: Outcome::skipped("test"),
                sources: vec![source],
            }
        });
        Outcome::Done(Revocation { certificates: asked.collect(), fetches: fetches.collect() })
    }

    #[test]
    fn a_second_look_adds_what_the_first_did_not_know() {
        let mut before = look(&["a", "b"], &[("host", Some(1)), ("authority", Some(0)), ("late", None)]);
        add_answers(&mut before, look(&["c"], &[("host", None), ("late", Some(0)), ("gateway", None)]));
        let joined = before.done().unwrap();
        let known = joined.certificates.iter().map(|one| (one.sha256.as_str(), one.sources[0].fetch));
        let known: Vec<_> = known.collect();
        assert_eq!(known, [("host", Some(1)), ("authority", Some(0)), ("late", Some(2)), ("gateway", None)]);
        assert_eq!(joined.fetches[2].url, "c");
    }

    #[test]
    fn issuers_and_answers_both_count() {
        let none = Outcome::Skipped(Skipped::OutOfTime);
        assert_eq!(learned(&Outcome::Skipped(Skipped::OutOfTime), &none), 0);
        assert_eq!(
            learned(&Outcome::Skipped(Skipped::OutOfTime), &look(&["a"], &[("a", Some(0)), ("b", None)])),
            1
        );
    }
}
