//! Revocation: asks where the certificates say, and reads what comes back.
//!
//! None of this goes to the host that is checked, so everything that can be is asked at once.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::task::JoinSet;

use super::Probe;
use super::fetch::{Rules, Wanted, fetch, refusal};
use crate::certificate::{self, Signature, Unusable};
use crate::event::{Event, Progress};
use crate::hex::hex;
use crate::observe::{
    CertificateRevocation, Conversation, Fetch, IssuerCertificate, IssuerFound, Observations, Revocation,
    RevocationAnswer, RevocationMeans, RevocationSource,
};
use crate::options::Depth;
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase, Tri};

/// Certificates that are asked about at most: the honest chains of a host have far fewer.
const MOST_SUBJECTS: usize = 16;
/// Bytes of an answer of the wrong kind that are kept.
const FIRST_BYTES: usize = 64;

const NO_ISSUER: &str = "the issuer's certificate is not at hand, and OCSP cannot be asked without it";
const DELTA: &str =
    "a delta list holds only the changes since the last whole list, which is asked in its place";
const INDIRECT: &str = "an indirect list, signed by another authority, which this version does not read";

/// A certificate to ask about, in DER.
struct Subject {
    der: Vec<u8>,
    own: bool,
    /// What the server sent together with it.
    chain: Arc<Vec<Vec<u8>>>,
    stapled: Option<Vec<u8>>,
    issuer: Option<Vec<u8>>,
}

/// What was fetched so far, each address once.
struct Library {
    progress: Progress,
    rules: Arc<Rules>,
    wanted: Vec<Wanted>,
    fetches: Vec<Fetch>,
    bodies: Vec<Vec<u8>>,
}

impl Probe<'_> {
    /// Asks whether the certificates of these conversations have been revoked: the servers' own, at depth full also
    /// those of the authorities above them.
    pub(crate) async fn revocation(
        &mut self,
        observations: &Observations,
        seen: &[(SocketAddr, &Conversation)],
    ) -> Revocation {
        let mut stage = self.stage(Phase::Certificate, 0, None);
        let policy = &self.options.fetch;
        let mut library = Library {
            progress: self.progress.clone(),
            rules: Arc::new(Rules {
                options: self.options.clone(),
                beside_target: seen.iter().any(|(address, _)| address.ip().is_loopback()),
                deadline: self.deadline(policy.budget),
            }),
            wanted: Vec::new(),
            fetches: Vec::new(),
            bodies: Vec::new(),
        };
        let stores = observations.trust.done().into_iter().flatten();
        let roots = stores.filter_map(|store| store.roots.done()).flat_map(|roots| &roots.relevant);
        let roots: Vec<Vec<u8>> = roots.map(certificate::der).collect();
        let mut revocation = Revocation::default();
        let mut subjects: Vec<Subject> = Vec::new();
        let mut waiting: VecDeque<Subject> = seen.iter().filter_map(|(_, one)| presented(one)).collect();
        while let Some(mut subject) = waiting.pop_front() {
            if subjects.iter().any(|known| known.der == subject.der) || MOST_SUBJECTS <= subjects.len() {
                continue;
            }
            let facts = certificate::read(&subject.der);
            let issuer = find_issuer(&mut subject, &roots, &mut library).await;
            if self.options.depth == Depth::Full
                && let Some(der) = &subject.issuer
                && !certificate::read(der).self_issued
            {
                let chain = Arc::clone(&subject.chain);
                waiting.push_back(Subject {
                    der: der.clone(),
                    own: false,
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
        ask_all(&subjects, &mut library).await;
        for (subject, entry) in subjects.iter().zip(&mut revocation.certificates) {
            entry.sources = read_all(subject, &library);
        }
        revocation.fetches = library.fetches;

        if !revocation.fetches.is_empty() {
            let answers = revocation.certificates.iter().flat_map(|entry| &entry.sources);
            stage.ok = answers.filter(|source| source.answer.done().is_some()).count() != 0;
            self.close_stage(stage, None);
            if let Some(entry) = self.timeline.last_mut() {
                entry.sent = revocation.fetches.iter().map(|fetch| fetch.sent).sum();
                entry.received = revocation.fetches.iter().map(|fetch| fetch.received).sum();
            }
        }
        revocation
    }
}

/// The server's own certificate, with what came along.
fn presented(conversation: &Conversation) -> Option<Subject> {
    let chain = conversation.certificates.done()?;
    let chain: Vec<Vec<u8>> = chain.iter().map(certificate::der).collect();
    let stapled = conversation.tls.done().and_then(|session| session.ocsp_response.as_ref());
    let stapled = stapled.and_then(|response| BASE64.decode(response).ok());
    let der = chain.first()?.clone();
    Some(Subject { der, own: true, chain: Arc::new(chain), stapled, issuer: None })
}

/// The certificate that signed this one: what the server sent, what is trusted here, or else what lies where the
/// certificate says (AIA).
async fn find_issuer(
    subject: &mut Subject,
    roots: &[Vec<u8>],
    library: &mut Library,
) -> Outcome<IssuerCertificate> {
    let sent = subject.chain.iter().map(|der| (der, IssuerFound::Sent));
    let stored = roots.iter().map(|der| (der, IssuerFound::Store));
    let named = sent
        .chain(stored)
        .filter_map(|(der, found)| Some((der.clone(), found, may_be_issuer(&subject.der, der)?)));
    // Of several by one name the one that verifies; `max_by_key` keeps the last of equals.
    let candidates: Vec<_> = named.collect();
    if let Some((der, found, signed)) =
        candidates.into_iter().rev().max_by_key(|(_, _, signed)| *signed == Tri::Yes)
    {
        return Outcome::Done(issuer(subject, der, found, signed));
    }
    let places = certificate::sources(&subject.der).ca_issuers;
    if places.is_empty() {
        return Outcome::skipped(
            "the server did not send it, and the certificate does not say where it lies",
        );
    }
    let mut last = Outcome::skipped("not asked");
    for url in places {
        let wanted = Wanted { url, post: None };
        library.get([wanted.clone()]).await;
        let Some((_, fetch, body)) = library.find(&wanted) else { continue };
        last = match &fetch.body {
            Outcome::Done(_) => {
                let der = certificate::published(body);
                if let Some(signed) = may_be_issuer(&subject.der, &der) {
                    return Outcome::Done(issuer(subject, der, IssuerFound::Fetched, signed));
                }
                let why = "what was fetched is not the certificate that signed it".to_owned();
                unusable(Unusable { kind: FailureKind::Declined, why }, fetch, body)
            }
            Outcome::Failed(failure) => Outcome::Failed(failure.clone()),
            Outcome::Skipped(why) => Outcome::Skipped(why.clone()),
        };
    }
    last
}

/// Whether this certificate signed that one; none if not.
fn may_be_issuer(certificate: &[u8], candidate: &[u8]) -> Option<Tri> {
    match certificate::signed_by(certificate, candidate)? {
        Signature::Good => Some(Tri::Yes),
        Signature::Unverifiable => Some(Tri::Unknown),
        Signature::Bad => None,
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
        wanted.extend(lists.map(|list| Wanted { url: list.url, post: None }));
    }
    library.get(wanted).await;
}

/// The OCSP request for a certificate whose issuer is known.
fn question(url: String, subject: &Subject) -> Option<Wanted> {
    let request = certificate::ocsp_request(&subject.der, subject.issuer.as_deref()?)?;
    Some(Wanted { url, post: Some(request) })
}

fn read_all(subject: &Subject, library: &Library) -> Vec<RevocationSource> {
    let (der, issuer) = (&subject.der, subject.issuer.as_deref());
    let mut sources = Vec::new();
    if let Some(stapled) = &subject.stapled {
        let answer = match certificate::read_ocsp(stapled, der, issuer) {
            Ok(answer) => Outcome::Done(answer),
            Err(why) => unusable(why, &refusal(String::new(), ""), stapled),
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
        let source = match question(url.clone(), subject) {
            Some(wanted) => library
                .source(RevocationMeans::Ocsp, &wanted, |body| certificate::read_ocsp(body, der, issuer)),
            None => not_asked(RevocationMeans::Ocsp, url, NO_ISSUER),
        };
        sources.push(source);
    }
    for list in named.crl {
        sources.push(match (list.delta, list.indirect) {
            (true, _) => not_asked(RevocationMeans::DeltaCrl, list.url, DELTA),
            (false, true) => not_asked(RevocationMeans::Crl, list.url, INDIRECT),
            (false, false) => {
                let wanted = Wanted { url: list.url, post: None };
                library.source(RevocationMeans::Crl, &wanted, |body| certificate::read_crl(body, der, issuer))
            }
        });
    }
    sources
}

fn not_asked(means: RevocationMeans, url: String, why: &str) -> RevocationSource {
    RevocationSource { means, url: Some(url), fetch: None, answer: Outcome::skipped(why) }
}

/// Something came, and it does not answer the question.
fn unusable<T>(why: Unusable, fetch: &Fetch, body: &[u8]) -> Outcome<T> {
    let mut failure = Failure::new(Phase::Certificate, "read", why.kind, ClosedBy::Us, fetch.elapsed_us);
    let media = fetch.body.done().and_then(|body| body.content_type.as_ref());
    failure.detail = Some(match (why.kind, media) {
        (FailureKind::ForeignBytes, Some(media)) => format!("{}, but {media}", why.why),
        _ => why.why,
    });
    (failure.sent, failure.received) = (fetch.sent, fetch.received);
    failure.first_bytes = body.get(..body.len().min(FIRST_BYTES)).filter(|first| !first.is_empty()).map(hex);
    Outcome::Failed(failure)
}

impl Library {
    /// Fetches what is not there yet, all of it at once.
    async fn get(&mut self, wanted: impl IntoIterator<Item = Wanted>) {
        let policy = &self.rules.options.fetch;
        let first = self.wanted.len();
        for wanted in wanted {
            if !self.wanted.contains(&wanted) {
                self.wanted.push(wanted);
            }
        }
        let mut fetching = JoinSet::new();
        for (index, wanted) in self.wanted.iter().enumerate().skip(first) {
            let why = match policy.enabled {
                false => Some("fetching is switched off".to_owned()),
                true if usize::from(policy.max_fetches) <= index => {
                    Some(format!("the fetch policy allows {} documents", policy.max_fetches))
                }
                true => None,
            };
            self.fetches.push(refusal(wanted.url.clone(), why.clone().unwrap_or_default()));
            self.bodies.push(Vec::new());
            if why.is_none() {
                self.progress.tell(|| Event::Fetching { url: wanted.url.clone() });
                let (wanted, rules) = (wanted.clone(), Arc::clone(&self.rules));
                fetching.spawn(async move { (index, fetch(wanted, rules).await) });
            }
        }
        while let Some(fetched) = fetching.join_next().await {
            if let Ok((index, (fetch, body))) = fetched
                && let (Some(slot), Some(kept)) = (self.fetches.get_mut(index), self.bodies.get_mut(index))
            {
                (*slot, *kept) = (fetch, body);
            }
        }
    }

    fn find(&self, wanted: &Wanted) -> Option<(usize, &Fetch, &[u8])> {
        let index = self.wanted.iter().position(|known| known == wanted)?;
        Some((index, self.fetches.get(index)?, self.bodies.get(index)?))
    }

    /// What a document says, in the place where it was asked for.
    fn source(
        &self,
        means: RevocationMeans,
        wanted: &Wanted,
        read: impl FnOnce(&[u8]) -> Result<RevocationAnswer, Unusable>,
    ) -> RevocationSource {
        let url = wanted.url.clone();
        let Some((index, fetch, body)) = self.find(wanted) else { return not_asked(means, url, "not asked") };
        let answer = match &fetch.body {
            Outcome::Done(_) => match read(body) {
                Ok(answer) => Outcome::Done(answer),
                Err(why) => unusable(why, fetch, body),
            },
            Outcome::Failed(failure) => Outcome::Failed(failure.clone()),
            Outcome::Skipped(why) => Outcome::Skipped(why.clone()),
        };
        RevocationSource { means, url: Some(url), fetch: u32::try_from(index).ok(), answer }
    }
}
