//! Rules about trust: do signatures lead from the server's certificate to a root that somebody here trusts?

use super::{Address, Confidence, Finding, NotChecked};
use crate::certificate::{Break, Link, Path, find_path};
use crate::observe::{CertificateFacts, Observations, TrustStore, TrustStoreKind, TrustedRoots};
use crate::outcome::{Outcome, Phase};

/// What the stores make of one chain.
pub(super) struct Trust<'a> {
    /// The certificates of the path to a trusted root, the server's own first, each with its place in the report.
    /// `None` = no store that could be read trusts the chain, or there is none.
    pub(super) path: Option<Vec<(&'a CertificateFacts, String)>>,
    /// The store that trusts it.
    pub(super) by: Option<String>,
}

impl<'a> Trust<'a> {
    /// The CAs between the server's certificate and the trusted root.
    pub(super) fn issuers(&self) -> impl Iterator<Item = &(&'a CertificateFacts, String)> {
        let path = self.path.as_deref().unwrap_or_default();
        path.iter().take(path.len().saturating_sub(1)).skip(1)
    }
}

/// A store that could be read and holds something.
struct Readable<'a> {
    index: usize,
    store: &'a TrustStore,
    roots: &'a TrustedRoots,
}

impl Readable<'_> {
    fn name(&self) -> String {
        let roots = match self.roots.held {
            1 => "1 root".to_owned(),
            held => format!("{held} roots"),
        };
        format!("{} ({roots})", store_name(self.store))
    }
}

fn store_name(store: &TrustStore) -> String {
    match (store.kind, &store.file) {
        (TrustStoreKind::CaFile, Some(file)) => format!("the CA file {file}"),
        (TrustStoreKind::CaFile, None) => "the CA file".to_owned(),
        (TrustStoreKind::System, _) => "the store of the system that looked".to_owned(),
    }
}

fn readable(observations: &Observations) -> Vec<Readable<'_>> {
    let stores = observations.trust.done().map(Vec::as_slice).unwrap_or_default();
    let done = stores.iter().enumerate().filter_map(|(index, store)| {
        let roots = store.roots.done().filter(|roots| 0 < roots.held)?;
        Some(Readable { index, store, roots })
    });
    done.collect()
}

/// Whether some store could not be read.
fn unread(observations: &Observations) -> bool {
    let stores = observations.trust.done().map(Vec::as_slice).unwrap_or_default();
    stores.iter().any(|store| store.roots.failed().is_some())
}

/// Judges the chain that stands at `at` in the report.
pub(super) fn judge<'a>(
    address: &mut Address<'a>,
    chain: &'a [CertificateFacts],
    at: &str,
    now: i64,
) -> Trust<'a> {
    let stores = readable(address.observations);
    let mut broken = None;
    for store in &stores {
        let (links, why) = match find_path(chain, &store.roots.relevant, now) {
            Path::Trusted(links) => {
                let path = located(&links, chain, at, store);
                trusted(address, chain, &path, store, at);
                return Trust { path: Some(path), by: Some(store.name()) };
            }
            Path::Broken(links, why) => (links, why),
        };
        // The store with which the path gets farthest has the most to say.
        if broken.as_ref().is_none_or(|(_, longest, _): &(_, Vec<Link>, _)| longest.len() < links.len()) {
            broken = Some((store, links, why));
        }
    }
    // A store that could not be read might have held the root.
    if let Some((store, links, why)) = broken.filter(|_| !unread(address.observations)) {
        let path = located(&links, chain, at, store);
        let names: Vec<String> = stores.iter().map(Readable::name).collect();
        untrusted(address, chain, &path, &why, store, &names, at);
    }
    Trust { path: None, by: None }
}

/// Who vouches for the chain of another machine than the host.
pub(super) enum Vouched {
    /// This store does.
    By(String),
    /// None that could be read does: why.
    ByNobody(String),
    /// There is no telling.
    Unknown,
}

/// Judges a chain of which no more is to be said than whether it is trusted.
pub(super) fn vouched(observations: &Observations, chain: &[CertificateFacts], now: i64) -> Vouched {
    let stores = readable(observations);
    let mut vouched = Vouched::Unknown;
    for store in &stores {
        let why = match find_path(chain, &store.roots.relevant, now) {
            Path::Trusted(_) => return Vouched::By(store.name()),
            Path::Broken(_, Break::Unverifiable(_) | Break::Unreadable) => continue,
            Path::Broken(path, Break::UnknownRoot) if path.len() == 1 => "it is self-signed".to_owned(),
            Path::Broken(_, Break::UnknownRoot) => "its root is not trusted".to_owned(),
            Path::Broken(_, Break::IssuerMissing) => "the way to a root is incomplete".to_owned(),
            Path::Broken(_, Break::BadSignature(_)) => {
                "a signature on the way to its root is false".to_owned()
            }
            Path::Broken(_, Break::Forbidden(rule)) => rule,
        };
        vouched = Vouched::ByNobody(format!("{why}, says {}", store.name()));
    }
    if unread(observations) {
        return Vouched::Unknown;
    }
    vouched
}

/// Each certificate of the path, with the pointer to it.
fn located<'a>(
    links: &[Link],
    chain: &'a [CertificateFacts],
    at: &str,
    store: &Readable<'a>,
) -> Vec<(&'a CertificateFacts, String)> {
    links.iter().filter_map(|link| locate(*link, chain, at, store)).collect()
}

fn locate<'a>(
    link: Link,
    chain: &'a [CertificateFacts],
    at: &str,
    store: &Readable<'a>,
) -> Option<(&'a CertificateFacts, String)> {
    match link {
        Link::Presented(place) => Some((chain.get(place)?, format!("{at}/{place}"))),
        Link::Root(place) => {
            let pointer = format!("/observations/trust/value/{}/roots/value/relevant/{place}", store.index);
            Some((store.roots.relevant.get(place)?, pointer))
        }
    }
}

fn trusted(
    address: &mut Address<'_>,
    chain: &[CertificateFacts],
    path: &[(&CertificateFacts, String)],
    store: &Readable<'_>,
    at: &str,
) {
    let root = path.last().map(|(root, _)| root.subject.as_str()).unwrap_or_default();
    let because = format!("signatures lead from the certificate to {root}, which {} holds.", store.name());
    address.rule_out("cert-untrusted", because);
    address.rule_out("cert-chain-incomplete", "no certificate is missing between the server's and the root.");
    if let Some((early, late)) = out_of_order(chain) {
        let says =
            format!("{} stands before {}, which it issued", named(&early.subject), named(&late.subject));
        address.findings.push(
            Finding::of("cert-chain-order", Confidence::Certain)
                .says(format!("The server sends its certificates in the wrong order: {says}."))
                .evidence(at.to_owned(), says),
        );
    }
}

/// An issuer that was sent before what it issued. (Certificates that nobody needs, or one CA's by two issuers, are in
/// no order.)
fn out_of_order(chain: &[CertificateFacts]) -> Option<(&CertificateFacts, &CertificateFacts)> {
    chain.iter().enumerate().find_map(|(place, early)| {
        let later = chain.iter().skip(place + 1);
        let issued = later.filter(|late| !late.self_issued && !early.subject.is_empty());
        issued.into_iter().find(|late| late.issuer == early.subject).map(|late| (early, late))
    })
}

fn untrusted(
    address: &mut Address<'_>,
    chain: &[CertificateFacts],
    path: &[(&CertificateFacts, String)],
    why: &Break,
    store: &Readable<'_>,
    stores: &[String],
    at: &str,
) {
    let Some((last, pointer)) = path.last() else { return };
    let (subject, issuer) = (named(&last.subject), named(&last.issuer));
    let held = format!("/observations/trust/value/{}/roots/value/held", store.index);
    let nobody = format!("no certificate in {} bears this name", stores.join(" and in "));
    let finding = match why {
        // A server's certificate that is its own issuer is `cert-self-signed`.
        Break::UnknownRoot if path.len() == 1 => return,
        Break::UnknownRoot => Finding::of("cert-untrusted", Confidence::Certain)
            .says(format!(
                "The certificate leads to {subject}, which is its own issuer and is not in {}.",
                stores.join(" nor in ")
            ))
            .evidence(format!("{pointer}/subject"), format!("presented the root {subject}"))
            .evidence(held, format!("expected one that is trusted: {nobody}")),
        Break::IssuerMissing if path.len() == 1 => {
            let sent = match chain.len() {
                1 => "its own certificate alone".to_owned(),
                others => format!("{} other certificates, of which none is its issuer's", others - 1),
            };
            let fetch = match last.issuer_urls.as_slice() {
                [] => String::new(),
                urls => format!(" The certificate says that it can be fetched from {}.", urls.join(" and ")),
            };
            // Which of the two it is shows only in the issuer's certificate, which nobody has seen.
            Finding::of("cert-chain-incomplete", Confidence::Likely)
                .says(format!(
                    "The server sends {sent}: that of {issuer} is missing. If that is a root, it is one that is not \
                     trusted here.{fetch}"
                ))
                .evidence(format!("{pointer}/issuer"), format!("expected the certificate of {issuer}"))
                .evidence(at.to_owned(), format!("presented {sent}"))
                .evidence(held, nobody)
        }
        Break::IssuerMissing => Finding::of("cert-untrusted", Confidence::Certain)
            .says(format!(
                "The certificate leads to {subject}, whose issuer {issuer} was not sent and is not in {}.",
                stores.join(" nor in ")
            ))
            .evidence(format!("{pointer}/issuer"), format!("expected the certificate of {issuer}"))
            .evidence(held, nobody),
        Break::BadSignature(link) => {
            let Some((other, there)) = locate(*link, chain, at, store) else { return };
            let presented = match (&last.issuer_key_id, &other.subject_key_id) {
                (Some(expected), Some(presented)) if expected != presented => {
                    format!("expected the key {expected}, presented {presented}")
                }
                _ => format!("the key of {issuer} did not make its signature"),
            };
            Finding::of("cert-untrusted", Confidence::Certain)
                .says(format!(
                    "The certificate of {subject} names {issuer} as its issuer, but the certificate of that name did not sign \
                     it: there are two CAs of one name, or it was altered."
                ))
                .evidence(format!("{pointer}/issuer"), format!("issued by {issuer}"))
                .evidence(format!("{there}/key_sha256"), presented)
        }
        Break::Forbidden(rule) => Finding::of("cert-untrusted", Confidence::Certain)
            .says(format!("A rule forbids the path at {subject}: {rule}."))
            .evidence(pointer.clone(), rule.clone()),
        Break::Unverifiable(_) => {
            let why = format!(
                "trust: this version cannot verify the signature on the certificate of {subject} ({})",
                last.signature_algorithm
            );
            address.notes.push(NotChecked { phase: Phase::Certificate, why });
            return;
        }
        Break::Unreadable => return,
    };
    address.findings.push(finding);
}

fn named(name: &str) -> &str {
    if name.is_empty() { "a CA without a name" } else { name }
}

/// Why trust could not be judged, or not by every store.
pub(super) fn not_checked(observations: &Observations) -> Vec<String> {
    let stores = match &observations.trust {
        Outcome::Done(stores) => stores,
        Outcome::Failed(failure) => return vec![format!("trust: {}", failure.phrase())],
        Outcome::Skipped(why) => return vec![format!("trust: {why}")],
    };
    let unread = stores.iter().filter_map(|store| match &store.roots {
        Outcome::Failed(failure) => {
            Some(format!("trust: {} could not be read: {}", store_name(store), failure.phrase()))
        }
        Outcome::Done(roots) if roots.held == 0 => {
            let errors = roots.unreadable.first().map(|error| format!(": {error}")).unwrap_or_default();
            Some(format!("trust: {} holds no certificate{errors}", store_name(store)))
        }
        Outcome::Done(_) | Outcome::Skipped(_) => None,
    });
    unread.collect()
}
