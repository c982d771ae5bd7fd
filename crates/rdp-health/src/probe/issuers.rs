//! The certificates of authorities that a server keeps to itself: fetched from where the certificates below them say.
//!
//! What comes is no more trustworthy than what the server sends: a candidate for the path to a root, and nothing else.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Probe;
use super::fetch::{Kind, Origin, Wanted};
use super::library::{Library, unusable};
use super::stores::Stores;
use crate::certificate::{self, Path, Signature, Unusable};
use crate::observe::{CertificateFacts, FetchedIssuer, Issuers, MissingIssuer, Observations};
use crate::outcome::{FailureKind, Outcome, Phase, Tri};

/// Certificates of one chain that are checked, cross-certified ones included: honest chains have five.
const MOST_CERTIFICATES: usize = 16;

/// Certificates that came along with issuers and are kept, in case they are the issuers' own.
const LONGEST_SHELF: usize = 32;

const NOWHERE: &str = "the server did not send it, and the certificate does not say where to fetch it";
const ANOTHER: &str = "the fetched certificate is not the one that signed it";

impl Probe<'_> {
    /// Fetches the issuers that neither the host and its gateway sent nor a store holds, as far as a root.
    pub(crate) async fn issuers(
        &self,
        seen: &Observations,
        stores: &Arc<Stores>,
        library: &mut Library,
    ) -> Issuers {
        let stage = self.stage(Phase::Certificate, 0, None);
        let mut search = Search { probe: self, stores, library, missing: Vec::new(), shelf: Arc::default() };
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
    probe: &'a Probe<'a>,
    stores: &'a Arc<Stores>,
    library: &'a mut Library,
    missing: Vec<MissingIssuer>,
    /// What came along with an issuer, and where from: perhaps the issuer's own.
    shelf: Arc<Vec<(String, Vec<u8>)>>,
}

/// Where a search goes on from a certificate.
enum Next {
    /// A store has its issuer.
    Stored,
    /// These are its issuers.
    Known(Vec<CertificateFacts>),
    /// There is a path to a root already.
    Trusted,
    /// Its issuer is missing; perhaps these, which came along with others.
    Missing(Vec<FetchedIssuer>),
}

impl Search<'_> {
    /// From the server's certificate to issuer after issuer, until there is a path to a root or no way on.
    async fn complete(&mut self, origin: Origin, chain: &[CertificateFacts]) {
        let chain = Arc::new(chain.to_vec());
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
            let (stores, shelf, chain) =
                (Arc::clone(self.stores), Arc::clone(&self.shelf), Arc::clone(&chain));
            let fetched = self.fetched();
            let (current, next) = self
                .probe
                .counted(move || {
                    let next = next(&current, &chain, &fetched, &stores, &shelf);
                    (current, next)
                })
                .await;
            match next {
                Next::Stored => {}
                Next::Known(issuers) => waiting.extend(issuers),
                Next::Trusted => return,
                Next::Missing(on_shelf) => waiting.extend(self.find(origin, &current, on_shelf).await),
            }
        }
    }

    fn fetched(&self) -> Vec<CertificateFacts> {
        let found = self.missing.iter().filter_map(|missing| missing.found.done()).flatten();
        found.map(|issuer| issuer.certificate.clone()).collect()
    }

    /// The issuers of a certificate from where it says that they lie: one address after the other, up to the first that
    /// has one.
    async fn find(
        &mut self,
        origin: Origin,
        current: &CertificateFacts,
        on_shelf: Vec<FetchedIssuer>,
    ) -> Vec<CertificateFacts> {
        if self.missing.iter().any(|missing| missing.sha256 == current.sha256) {
            return Vec::new();
        }
        let mut found = match on_shelf.is_empty() {
            true => Outcome::skipped(NOWHERE),
            false => Outcome::Done(on_shelf),
        };
        let der = Arc::new(certificate::der(current));
        for url in certificate::sources(&der).ca_issuers {
            if found.done().is_some() {
                break;
            }
            let wanted = Wanted { url, post: None, origin, kind: Kind::Issuers };
            let mut coming = self.library.get([wanted.clone()]);
            let document = self.library.next(&mut coming).await;
            let Some((_, fetch)) = self.library.find(&wanted) else { continue };
            found = match &fetch.body {
                Outcome::Done(_) => {
                    // A document that was read before has all that it holds on the shelf, where it did not fit.
                    let body = document.map(|document| document.body).unwrap_or_default();
                    let (url, der) = (wanted.url, Arc::clone(&der));
                    let read = self.probe.counted(move || {
                        let published = certificate::certificates_in(&body);
                        let published: Vec<_> = published.into_iter().map(|der| (url.clone(), der)).collect();
                        (fitting(&der, &published), published)
                    });
                    let (issuers, published) = read.await;
                    let shelf = Arc::make_mut(&mut self.shelf);
                    shelf.extend(published);
                    shelf.truncate(LONGEST_SHELF);
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

/// What is known above a certificate of this chain.
fn next(
    current: &CertificateFacts,
    chain: &[CertificateFacts],
    fetched: &[CertificateFacts],
    stores: &Stores,
    shelf: &[(String, Vec<u8>)],
) -> Next {
    let der = certificate::der(current);
    let issued = |other: &&CertificateFacts| may_be_issuer(&der, &certificate::der(other)).is_some();
    let about = stores.about([current]);
    if about
        .iter()
        .filter_map(|store| store.roots.done())
        .flat_map(|one| &one.relevant)
        .any(|one| issued(&one))
    {
        return Next::Stored;
    }
    let known: Vec<CertificateFacts> = chain.iter().chain(fetched).filter(issued).cloned().collect();
    if !known.is_empty() {
        return Next::Known(known);
    }
    match is_trusted(chain, fetched, stores) {
        true => Next::Trusted,
        false => Next::Missing(fitting(&der, shelf)),
    }
}

/// Whether there is a path already, at whatever moment.
fn is_trusted(chain: &[CertificateFacts], fetched: &[CertificateFacts], stores: &Stores) -> bool {
    let stores = stores.about(chain.iter().chain(fetched));
    let fetched: Vec<&CertificateFacts> = fetched.iter().collect();
    let mut held = stores.iter().filter_map(|store| store.roots.done());
    held.any(|roots| matches!(certificate::find_path(chain, &fetched, &roots.relevant, 0), Path::Trusted(_)))
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
