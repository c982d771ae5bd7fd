//! Revocation: asks where the certificates say, and reads what comes back.
//!
//! None of this goes to the host that is checked, so everything that can be is asked at once.

use std::collections::VecDeque;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::Probe;
use super::fetch::{Origin, Wanted, refusal};
use super::issuers::may_be_issuer;
use super::library::{Library, unusable};
use crate::certificate::{self, Effort, Unusable};
use crate::observe::{
    AddressObservations, CertificateRevocation, Conversation, IssuerCertificate, IssuerFound, Observations,
    Revocation, RevocationAnswer, RevocationMeans, RevocationSource,
};
use crate::options::Depth;
use crate::outcome::{Outcome, Phase, Tri};

/// Certificates that are asked about at most: the honest chains of a host have far fewer.
const MOST_SUBJECTS: usize = 16;

const NO_ISSUER: &str = "the issuer's certificate is not at hand, and OCSP cannot be asked without it";
const DELTA: &str =
    "a delta list holds only the changes since the last whole list, which is asked in its place";
const INDIRECT: &str = "an indirect list, signed by another authority, which this version does not read";

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
        let mut effort = Effort::default();
        let mut subjects: Vec<Subject> = Vec::new();
        let mut waiting: VecDeque<Subject> =
            seen.iter().filter_map(|(address, one)| presented(address, one)).collect();
        while let Some(mut subject) = waiting.pop_front() {
            if subjects.iter().any(|known| known.der == subject.der) || MOST_SUBJECTS <= subjects.len() {
                continue;
            }
            let facts = certificate::read(&subject.der);
            let issuer = effort.within(|| find_issuer(&mut subject, &facts.sha256, observations));
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
        ask_all(&subjects, library).await;
        for (subject, entry) in subjects.iter().zip(&mut revocation.certificates) {
            entry.sources = read_all(subject, library);
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

/// The certificate that signed this one: what the server sent, what is trusted here, or else what was fetched.
fn find_issuer(
    subject: &mut Subject,
    sha256: &str,
    observations: &Observations,
) -> Outcome<IssuerCertificate> {
    let missing = observations.issuers.done().into_iter().flat_map(|issuers| &issuers.missing);
    let missing = missing.into_iter().find(|missing| missing.sha256 == sha256).map(|missing| &missing.found);
    let fetched = missing.and_then(Outcome::done).into_iter().flatten();
    let fetched = fetched.map(|one| (certificate::der(&one.certificate), IssuerFound::Fetched));
    let stores = observations.trust.done().into_iter().flatten();
    let roots = stores.filter_map(|store| store.roots.done()).flat_map(|roots| &roots.relevant);
    let stored = roots.map(|root| (certificate::der(root), IssuerFound::Store));
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
    match missing {
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

/// Fetches every list, and asks every responder.
async fn ask_all(subjects: &[Subject], library: &mut Library) {
    let mut wanted = Vec::new();
    for subject in subjects {
        let sources = certificate::sources(&subject.der);
        wanted.extend(sources.ocsp.into_iter().filter_map(|url| question(url, subject)));
        let lists = sources.crl.into_iter().filter(|list| !list.delta && !list.indirect);
        wanted.extend(lists.map(|list| Wanted { url: list.url, post: None, origin: subject.origin }));
    }
    library.get(wanted).await;
}

/// The OCSP request for a certificate whose issuer is known.
fn question(url: String, subject: &Subject) -> Option<Wanted> {
    let request = certificate::ocsp_request(&subject.der, subject.issuer.as_deref()?)?;
    Some(Wanted { url, post: Some(request), origin: subject.origin })
}

fn read_all(subject: &Subject, library: &Library) -> Vec<RevocationSource> {
    let (der, issuer) = (&subject.der, subject.issuer.as_deref());
    let mut sources = Vec::new();
    if let Some(stapled) = &subject.stapled {
        let answer = match certificate::read_ocsp(stapled, der, issuer) {
            Ok(answer) => Outcome::Done(answer),
            Err(why) => unusable(why, &refusal(String::new(), "")),
        };
        sources.push(RevocationSource {
            means: RevocationMeans::StapledOcsp,
            url: None,
            fetch: None,
            answer,
        });
    }
    let named = certificate::sources(der);
    for url in named.ocsp {
        let asked = match question(url.clone(), subject) {
            Some(wanted) => source(library, RevocationMeans::Ocsp, &wanted, |body| {
                certificate::read_ocsp(body, der, issuer)
            }),
            None => not_asked(RevocationMeans::Ocsp, url, NO_ISSUER),
        };
        sources.push(asked);
    }
    for list in named.crl {
        sources.push(match (list.delta, list.indirect) {
            (true, _) => not_asked(RevocationMeans::DeltaCrl, list.url, DELTA),
            (false, true) => not_asked(RevocationMeans::Crl, list.url, INDIRECT),
            (false, false) => {
                let wanted = Wanted { url: list.url, post: None, origin: subject.origin };
                source(library, RevocationMeans::Crl, &wanted, |body| {
                    certificate::read_crl(body, der, issuer)
                })
            }
        });
    }
    sources
}

fn not_asked(means: RevocationMeans, url: String, why: &str) -> RevocationSource {
    RevocationSource { means, url: Some(url), fetch: None, answer: Outcome::skipped(why) }
}

/// What a document says, in the place where it was asked for.
fn source(
    library: &Library,
    means: RevocationMeans,
    wanted: &Wanted,
    read: impl FnOnce(&[u8]) -> Result<RevocationAnswer, Unusable>,
) -> RevocationSource {
    let url = wanted.url.clone();
    let Some((index, fetch, body)) = library.find(wanted) else { return not_asked(means, url, "not asked") };
    let answer = match &fetch.body {
        Outcome::Done(_) => match read(body) {
            Ok(answer) => Outcome::Done(answer),
            Err(why) => unusable(why, fetch),
        },
        Outcome::Failed(failure) => Outcome::Failed(failure.clone()),
        Outcome::Skipped(why) => Outcome::Skipped(why.clone()),
    };
    RevocationSource { means, url: Some(url), fetch: u32::try_from(index).ok(), answer }
}
