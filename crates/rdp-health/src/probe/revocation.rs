//! Revocation: asks where the certificates say, and reads what comes back.
//!
//! None of this goes to the host that is checked, so everything that can be is asked at once.

use std::collections::VecDeque;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::Probe;
use super::fetch::{Kind, Origin, Wanted, refusal};
use super::issuers::may_be_issuer;
use super::library::{Library, unusable};
use crate::certificate::{self, Unusable};
use crate::observe::{
    AddressObservations, CertificateRevocation, Conversation, IssuerCertificate, IssuerFound, Observations,
    Revocation, RevocationAnswer, RevocationMeans, RevocationSource,
};
use crate::options::Depth;
use crate::outcome::{Outcome, Phase, Tri};

/// Certificates that are asked about at most: the honest chains of a host have far fewer.
const MOST_SUBJECTS: usize = 16;

const NO_ISSUER: &str = "the issuer's certificate is not available, and OCSP needs it";
const DELTA: &str =
    "a delta CRL contains only the changes since the last complete list, which is fetched instead";
const INDIRECT: &str = "an indirect CRL, signed by another CA, which this version does not support";

/// A certificate to ask about, in DER.
struct Subject {
    der: Vec<u8>,
    own: bool,
    /// Where the server's certificate was seen.
    origin: Origin,
    /// What the server sent together with it.
    chain: Arc<Vec<Vec<u8>>>,
    stapled: Option<Vec<u8>>,
    issuer: Option<Vec<u8>>,
}

impl Probe<'_> {
    /// Asks whether the certificates of these conversations have been revoked: the servers' own, at depth full also
    /// those of the authorities above them.
    pub(crate) async fn revocation(
        &self,
        observations: &Observations,
        seen: &[(&AddressObservations, &Conversation)],
        library: &mut Library,
    ) -> Revocation {
        let stage = self.stage(Phase::Certificate, 0, None);
        let mut revocation = Revocation::default();
        let mut subjects: Vec<Subject> = Vec::new();
        let mut waiting: VecDeque<Subject> =
            seen.iter().filter_map(|(address, one)| presented(address, one)).collect();
        while let Some(mut subject) = waiting.pop_front() {
            if subjects.iter().any(|known| known.der == subject.der) || MOST_SUBJECTS <= subjects.len() {
                continue;
            }
            let facts = certificate::read(&subject.der);
            let issuers = Issuers::of(&facts.sha256, observations);
            let (found, issuer);
            (found, subject) = self
                .counted(move || {
                    let found = find_issuer(&mut subject, &issuers);
                    (found, subject)
                })
                .await;
            issuer = found;
            if self.options.depth == Depth::Full
                && let Some(der) = &subject.issuer
                && !certificate::read(der).self_issued
            {
                let chain = Arc::clone(&subject.chain);
                waiting.push_back(Subject {
                    der: der.clone(),
                    own: false,
                    origin: subject.origin,
                    chain,
                    stapled: None,
                    issuer: None,
                });
            }
            revocation.certificates.push(CertificateRevocation {
                subject: facts.subject,
                sha256: facts.sha256,
                own: subject.own,
                issuer,
                sources: Vec::new(),
            });
            subjects.push(subject);
        }
        for (sources, entry) in
            self.ask_all(subjects, library).await.into_iter().zip(&mut revocation.certificates)
        {
            entry.sources = sources;
        }
        revocation.fetches = library.take_fetches();
        let mut answers = revocation.certificates.iter().flat_map(|entry| &entry.sources);
        let ok = answers.any(|source| source.answer.done().is_some());
        self.close_fetching(stage, ok, &revocation.fetches);
        revocation
    }
}

/// The server's own certificate, with what came along.
fn presented(address: &AddressObservations, conversation: &Conversation) -> Option<Subject> {
    let chain = conversation.certificates.done()?;
    let chain: Vec<Vec<u8>> = chain.iter().map(certificate::der).collect();
    let stapled = conversation.tls.done().and_then(|session| session.ocsp_response.as_ref());
    let stapled = stapled.and_then(|response| BASE64.decode(response).ok());
    let der = chain.first()?.clone();
    let origin = Origin::of(address);
    Some(Subject { der, own: true, origin, chain: Arc::new(chain), stapled, issuer: None })
}

/// The certificates that may have signed one that was sent.
struct Issuers {
    stored: Vec<Vec<u8>>,
    /// Those that were fetched for it, if they were looked for.
    missing: Option<Outcome<Vec<Vec<u8>>>>,
}

impl Issuers {
    fn of(sha256: &str, observations: &Observations) -> Self {
        let missing = observations.issuers.done().into_iter().flat_map(|issuers| &issuers.missing);
        let missing =
            missing.into_iter().find(|missing| missing.sha256 == sha256).map(|missing| &missing.found);
        let stores = observations.trust.done().into_iter().flatten();
        let roots = stores.filter_map(|store| store.roots.done()).flat_map(|roots| &roots.relevant);
        Self {
            stored: roots.map(certificate::der).collect(),
            missing: missing.map(|found| match found {
                Outcome::Done(found) => {
                    Outcome::Done(found.iter().map(|one| certificate::der(&one.certificate)).collect())
                }
                Outcome::Failed(failure) => Outcome::Failed(failure.clone()),
                Outcome::Skipped(why) => Outcome::Skipped(why.clone()),
            }),
        }
    }
}

/// The certificate that signed this one: what the server sent, what is trusted here, or else what was fetched.
fn find_issuer(subject: &mut Subject, issuers: &Issuers) -> Outcome<IssuerCertificate> {
    let fetched = issuers.missing.as_ref().and_then(Outcome::done).into_iter().flatten();
    let fetched = fetched.map(|der| (der.clone(), IssuerFound::Fetched));
    let stored = issuers.stored.iter().map(|der| (der.clone(), IssuerFound::Store));
    let sent = subject.chain.iter().map(|der| (der.clone(), IssuerFound::Sent));
    let signed = |(der, found): (Vec<u8>, IssuerFound)| {
        may_be_issuer(&subject.der, &der).map(|signed| (der, found, signed))
    };
    let candidates: Vec<_> = sent.chain(stored).chain(fetched).filter_map(signed).collect();
    // Of several by one name the one that verifies; `max_by_key` keeps the last of equals.
    if let Some((der, found, signed)) =
        candidates.into_iter().rev().max_by_key(|(_, _, signed)| *signed == Tri::Yes)
    {
        return Outcome::Done(issuer(subject, der, found, signed));
    }
    match &issuers.missing {
        Some(Outcome::Failed(failure)) => Outcome::Failed(failure.clone()),
        Some(Outcome::Skipped(why)) => Outcome::Skipped(why.clone()),
        Some(Outcome::Done(_)) | None => Outcome::skipped("the server did not send it"),
    }
}

fn issuer(subject: &mut Subject, der: Vec<u8>, found: IssuerFound, signed: Tri) -> IssuerCertificate {
    let facts = certificate::read(&der);
    subject.issuer = Some(der);
    IssuerCertificate {
        subject: facts.subject.clone(),
        sha256: facts.sha256.clone(),
        signed,
        found,
        fetched: (found == IssuerFound::Fetched).then_some(facts),
    }
}

/// A place that a certificate names, and whose answer it is.
struct Asked {
    means: RevocationMeans,
    url: String,
    /// None with a reason where it is not asked.
    wanted: Result<Wanted, &'static str>,
}

impl Probe<'_> {
    /// Fetches every list, asks every responder, and reads each answer as it comes, for all that it is about. For each
    /// subject what its sources say.
    async fn ask_all(&self, subjects: Vec<Subject>, library: &mut Library) -> Vec<Vec<RevocationSource>> {
        let subjects = Arc::new(subjects);
        let asked: Vec<Vec<Asked>> = subjects.iter().map(places).collect();
        let wanted = asked.iter().flatten().filter_map(|one| one.wanted.as_ref().ok());
        let mut coming = library.get(wanted.cloned());
        let mut answers: Vec<(usize, Wanted, Result<RevocationAnswer, Unusable>)> = Vec::new();
        while let Some(document) = library.next(&mut coming).await {
            let about = asked.iter().enumerate().flat_map(|(subject, places)| {
                let wanted = places.iter().filter_map(|one| one.wanted.as_ref().ok());
                wanted.map(move |wanted| (subject, wanted.clone()))
            });
            let is_it = |(_, wanted): &(usize, Wanted)| {
                let found = library.find(wanted);
                found.is_some_and(|(index, fetch)| index == document.index && fetch.body.done().is_some())
            };
            let about: Vec<(usize, Wanted)> = about.filter(is_it).collect();
            let subjects = Arc::clone(&subjects);
            let read = self.counted(move || {
                let read = |(subject, wanted): (usize, Wanted)| {
                    let Subject { der, issuer, .. } = subjects.get(subject)?;
                    let answer = match wanted.kind {
                        Kind::Response => certificate::read_ocsp(&document.body, der, issuer.as_deref()),
                        _ => certificate::read_crl(&document.body, der, issuer.as_deref()),
                    };
                    Some((subject, wanted, answer))
                };
                about.into_iter().filter_map(read).collect::<Vec<_>>()
            });
            answers.extend(read.await);
        }
        let stapled = Arc::clone(&subjects);
        let stapled = self.counted(move || stapled.iter().map(stapled_answer).collect::<Vec<_>>()).await;
        let mut all = Vec::new();
        for (number, (places, stapled)) in asked.into_iter().zip(stapled).enumerate() {
            let mut sources: Vec<RevocationSource> = stapled.into_iter().collect();
            for Asked { means, url, wanted } in places {
                sources.push(match wanted {
                    Err(why) => not_asked(means, url, why),
                    Ok(wanted) => {
                        let mut read = answers.iter();
                        let read = read.find(|(subject, about, _)| *subject == number && *about == wanted);
                        source(library, means, &wanted, read.map(|(_, _, answer)| answer.clone()))
                    }
                });
            }
            all.push(sources);
        }
        all
    }
}

/// Where a certificate says that its revocation is asked.
fn places(subject: &Subject) -> Vec<Asked> {
    let named = certificate::sources(&subject.der);
    let responders = named.ocsp.into_iter().map(|url| {
        let wanted = question(url.clone(), subject).ok_or(NO_ISSUER);
        Asked { means: RevocationMeans::Ocsp, url, wanted }
    });
    let lists = named.crl.into_iter().map(|list| {
        let means = if list.delta { RevocationMeans::DeltaCrl } else { RevocationMeans::Crl };
        let wanted = match (list.delta, list.indirect) {
            (true, _) => Err(DELTA),
            (false, true) => Err(INDIRECT),
            (false, false) => {
                let (url, kind) = (list.url.clone(), Kind::List);
                Ok(Wanted { url, post: None, origin: subject.origin, kind })
            }
        };
        Asked { means, url: list.url, wanted }
    });
    responders.chain(lists).collect()
}

/// The OCSP request for a certificate whose issuer is known.
fn question(url: String, subject: &Subject) -> Option<Wanted> {
    let request = certificate::ocsp_request(&subject.der, subject.issuer.as_deref()?)?;
    Some(Wanted { url, post: Some(request), origin: subject.origin, kind: Kind::Response })
}

/// What the server itself brought along.
fn stapled_answer(subject: &Subject) -> Option<RevocationSource> {
    let answer =
        match certificate::read_ocsp(subject.stapled.as_ref()?, &subject.der, subject.issuer.as_deref()) {
            Ok(answer) => Outcome::Done(answer),
            Err(why) => unusable(why, &refusal(String::new(), "")),
        };
    Some(RevocationSource { means: RevocationMeans::StapledOcsp, url: None, fetch: None, answer })
}

fn not_asked(means: RevocationMeans, url: String, why: &str) -> RevocationSource {
    RevocationSource { means, url: Some(url), fetch: None, answer: Outcome::skipped(why) }
}

/// What a document says, in the place where it was asked for.
fn source(
    library: &Library,
    means: RevocationMeans,
    wanted: &Wanted,
    read: Option<Result<RevocationAnswer, Unusable>>,
) -> RevocationSource {
    let url = wanted.url.clone();
    let Some((index, fetch)) = library.find(wanted) else { return not_asked(means, url, "not asked") };
    let answer = match (&fetch.body, read) {
        (Outcome::Done(_), Some(Ok(answer))) => Outcome::Done(answer),
        (Outcome::Done(_), Some(Err(why))) => unusable(why, fetch),
        (Outcome::Done(_), None) => Outcome::skipped("not read"),
        (Outcome::Failed(failure), _) => Outcome::Failed(failure.clone()),
        (Outcome::Skipped(why), _) => Outcome::Skipped(why.clone()),
    };
    RevocationSource { means, url: Some(url), fetch: u32::try_from(index).ok(), answer }
}
