//! The certificates of authorities that a server keeps to itself: fetched from where the certificates below them say.
//!
//! What comes is no more trustworthy than what the server sends: a candidate for the path to a root, and nothing else.

use std::collections::VecDeque;

use super::Probe;
use super::fetch::{Origin, Wanted};
use super::library::{Library, unusable};
use super::stores::Stores;
use crate::certificate::{self, Effort, Path, Signature, Unusable};
use crate::observe::{CertificateFacts, FetchedIssuer, Issuers, MissingIssuer, Observations};
use crate::outcome::{FailureKind, Outcome, Phase, Tri};

/// Certificates of one chain that are looked at, cross-certified ones included: honest chains have five.
const MOST_CERTIFICATES: usize = 16;

const NOWHERE: &str = "the server did not send it, and the certificate does not say where it lies";
const ANOTHER: &str = "what was fetched is not the certificate that signed it";

impl Probe<'_> {
    /// Fetches the issuers that neither the host and its gateway sent nor a store holds, as far as a root.
    pub(crate) async fn issuers(
        &self,
        seen: &Observations,
        stores: &Stores,
        library: &mut Library,
    ) -> Issuers {
        let stage = self.stage(Phase::Certificate, 0, None);
        let mut search =
            Search { stores, library, missing: Vec::new(), shelf: Vec::new(), effort: Effort::default() };
        let mut chains: Vec<(Origin, &Vec<CertificateFacts>)> = Vec::new();
        for address in seen.endpoints().flat_map(|endpoint| &endpoint.addresses) {
            let origin = Origin::of(address);
            let shown = address.conversations.iter().filter_map(|one| one.certificates.done());
            for chain in shown {
                if !chains.contains(&(origin, chain)) {
                    chains.push((origin, chain));
                    search.complete(origin, chain).await;
                }
            }
        }
        let issuers = Issuers { missing: search.missing, fetches: library.take_fetches() };
        let ok = issuers.missing.iter().all(|missing| missing.found.done().is_some());
        self.close_fetching(stage, ok, &issuers.fetches);
        issuers
    }
}

struct Search<'a> {
    stores: &'a Stores,
    library: &'a mut Library,
    missing: Vec<MissingIssuer>,
    /// What came along with an issuer, and where from: perhaps the issuer's own.
    shelf: Vec<(String, Vec<u8>)>,
    /// What all of it may cost.
    effort: Effort,
}

impl Search<'_> {
    /// From the server's certificate to issuer after issuer, until there is a path to a root or no way on.
    async fn complete(&mut self, origin: Origin, chain: &[CertificateFacts]) {
        let mut waiting: VecDeque<CertificateFacts> = chain.iter().take(1).cloned().collect();
        let mut visited: Vec<String> = Vec::new();
        while let Some(current) = waiting.pop_front() {
            if current.self_issued
                || current.unreadable.is_some()
                || visited.contains(&current.sha256)
                || MOST_CERTIFICATES <= visited.len()
            {
                continue;
            }
            visited.push(current.sha256.clone());
            let der = certificate::der(&current);
            let issued = |other: &CertificateFacts| may_be_issuer(&der, &certificate::der(other)).is_some();
            let known = self.counted(|search| {
                let stores = search.stores.about([&current]);
                let mut stored =
                    stores.iter().filter_map(|store| store.roots.done()).flat_map(|one| &one.relevant);
                if stored.any(issued) {
                    return None;
                }
                let known = chain.iter().chain(search.fetched()).filter(|one| issued(one));
                Some(known.cloned().collect::<Vec<_>>())
            });
            let Some(mut issuers) = known else { continue };
            if issuers.is_empty() {
                if self.counted(|search| search.is_trusted(chain)) {
                    return;
                }
                issuers = self.find(origin, &current, &der).await;
            }
            waiting.extend(issuers);
        }
    }

    /// Work on signatures, which counts.
    fn counted<T>(&mut self, work: impl FnOnce(&Self) -> T) -> T {
        let mut effort = std::mem::take(&mut self.effort);
        let done = effort.within(|| work(self));
        self.effort = effort;
        done
    }

    fn fetched(&self) -> Vec<&CertificateFacts> {
        let found = self.missing.iter().filter_map(|missing| missing.found.done()).flatten();
        found.map(|issuer| &issuer.certificate).collect()
    }

    /// Whether there is a path already, at whatever moment.
    fn is_trusted(&self, chain: &[CertificateFacts]) -> bool {
        let fetched = self.fetched();
        let stores = self.stores.about(chain.iter().chain(fetched.iter().copied()));
        let mut held = stores.iter().filter_map(|store| store.roots.done());
        held.any(|roots| {
            matches!(certificate::find_path(chain, &fetched, &roots.relevant, 0), Path::Trusted(_))
        })
    }

    /// The issuers of a certificate from where it says that they lie: one address after the other, up to the first that
    /// has one.
    async fn find(
        &mut self,
        origin: Origin,
        current: &CertificateFacts,
        der: &[u8],
    ) -> Vec<CertificateFacts> {
        if self.missing.iter().any(|missing| missing.sha256 == current.sha256) {
            return Vec::new();
        }
        let mut found = Outcome::skipped(NOWHERE);
        let on_shelf = self.counted(|search| fitting(der, &search.shelf));
        if !on_shelf.is_empty() {
            found = Outcome::Done(on_shelf);
        }
        for url in certificate::sources(der).ca_issuers {
            if found.done().is_some() {
                break;
            }
            let wanted = Wanted { url, post: None, origin };
            self.library.get([wanted.clone()]).await;
            let Some((_, fetch, body)) = self.library.find(&wanted) else { continue };
            found = match &fetch.body {
                Outcome::Done(_) => {
                    let published = certificate::certificates_in(body);
                    let published: Vec<_> =
                        published.into_iter().map(|der| (wanted.url.clone(), der)).collect();
                    let issuers = self.effort.within(|| fitting(der, &published));
                    self.shelf.extend(published);
                    match issuers.is_empty() {
                        true => {
                            let why = ANOTHER.to_owned();
                            unusable(Unusable { kind: FailureKind::Declined, why }, fetch)
                        }
                        false => Outcome::Done(issuers),
                    }
                }
                Outcome::Failed(failure) => Outcome::Failed(failure.clone()),
                Outcome::Skipped(why) => Outcome::Skipped(why.clone()),
            };
        }
        let issuers = found.done().into_iter().flatten().map(|issuer| issuer.certificate.clone()).collect();
        self.missing.push(MissingIssuer {
            subject: current.subject.clone(),
            sha256: current.sha256.clone(),
            issuer: current.issuer.clone(),
            found,
        });
        issuers
    }
}

/// Those of the certificates that signed this one, each once.
fn fitting(certificate: &[u8], candidates: &[(String, Vec<u8>)]) -> Vec<FetchedIssuer> {
    let mut fitting: Vec<FetchedIssuer> = Vec::new();
    for (url, der) in candidates {
        let Some(signed) = may_be_issuer(certificate, der) else { continue };
        let facts = certificate::read(der);
        if !fitting.iter().any(|known| known.certificate.sha256 == facts.sha256) {
            fitting.push(FetchedIssuer { url: url.clone(), signed, certificate: facts });
        }
    }
    fitting
}

/// Whether this certificate signed that one; none if not.
pub(super) fn may_be_issuer(certificate: &[u8], candidate: &[u8]) -> Option<Tri> {
    match certificate::signed_by(certificate, candidate)? {
        Signature::Good => Some(Tri::Yes),
        Signature::Unverifiable => Some(Tri::Unknown),
        Signature::Bad => None,
    }
}
