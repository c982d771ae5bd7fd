//! The way from a chain to the roots of a store, and where each certificate on it comes from.

use super::pointer::{CertificateAt, ChainAt, StoreAt, report};
use crate::certificate::{Break, Link, Path, find_path};
use crate::observe::{
    CertificateFacts, FetchedIssuer, Observations, TrustStore, TrustStoreKind, TrustedRoots,
};

/// A store that could be read and holds something.
#[derive(Clone, Copy)]
pub(super) struct Readable<'a> {
    pub(super) index: usize,
    pub(super) store: &'a TrustStore,
    pub(super) roots: &'a TrustedRoots,
}

impl Readable<'_> {
    /// In words, with its size.
    pub(super) fn name(&self) -> String {
        let roots = match self.roots.held {
            1 => "1 root".to_owned(),
            held => format!("{held} roots"),
        };
        format!("{} ({roots})", store_name(self.store))
    }

    /// Whether findings rest on it: clients ask the store of their system. Mozilla's is a fact beside it.
    pub(super) fn decides(&self) -> bool {
        decides(self.store)
    }

    /// Its place in the report.
    pub(super) fn at(&self) -> StoreAt {
        report().store(self.index)
    }
}

pub(super) fn decides(store: &TrustStore) -> bool {
    store.kind != TrustStoreKind::Mozilla
}

pub(super) fn store_name(store: &TrustStore) -> String {
    match (store.kind, &store.file) {
        (TrustStoreKind::CaFile, Some(file)) => format!("the CA file {file}"),
        (TrustStoreKind::CaFile, None) => "the CA file".to_owned(),
        (TrustStoreKind::System, _) => "this computer's certificate store".to_owned(),
        (TrustStoreKind::Mozilla, _) => "Mozilla's store".to_owned(),
    }
}

pub(super) fn readable(observations: &Observations) -> Vec<Readable<'_>> {
    let stores = observations.trust.done().map(Vec::as_slice).unwrap_or_default();
    let done = stores.iter().enumerate().filter_map(|(index, store)| {
        let roots = store.roots.done().filter(|roots| 0 < roots.held)?;
        Some(Readable { index, store, roots })
    });
    done.collect()
}

/// Where a certificate comes from.
#[derive(Clone)]
pub(super) enum Origin<'a> {
    /// The server sent it.
    Sent,
    /// It was fetched from this address.
    Fetched(&'a str),
    /// This store holds it.
    Held(String),
}

/// A certificate on the path.
#[derive(Clone)]
pub(super) struct Step<'a> {
    pub(super) facts: &'a CertificateFacts,
    /// Its place in the report.
    pub(super) at: CertificateAt,
    pub(super) origin: Origin<'a>,
}

impl Step<'_> {
    /// The certificate and where it comes from, in words.
    pub(super) fn says(&self) -> String {
        let subject = named(&self.facts.subject);
        match &self.origin {
            Origin::Sent => format!("sent by the server: {subject}"),
            Origin::Fetched(url) => format!("not sent by the server, fetched from {url}: {subject}"),
            Origin::Held(store) => format!("in {store}: {subject}"),
        }
    }
}

/// A way through the certificates that were sent and, where those do not lead to a root, those that were fetched.
pub(super) struct Way<'a> {
    pub(super) store: Readable<'a>,
    /// The server's own certificate first.
    pub(super) steps: Vec<Step<'a>>,
    /// Why it leads no further; none = the last one is a root of the store.
    pub(super) broken: Option<Break>,
}

impl<'a> Way<'a> {
    /// The certificates of authorities that the server should have sent. A root need not be.
    pub(super) fn unsent(&self) -> Vec<&Step<'a>> {
        let fetched = |step: &&Step<'_>| matches!(step.origin, Origin::Fetched(_)) && !step.facts.self_issued;
        self.steps.iter().filter(fetched).collect()
    }
}

/// The certificates at hand for one chain.
pub(super) struct AtHand<'a> {
    pub(super) chain: &'a [CertificateFacts],
    /// The chain's place in the report.
    pub(super) at: ChainAt,
    /// Each with its place in the report.
    fetched: Vec<(&'a FetchedIssuer, CertificateAt)>,
}

impl<'a> AtHand<'a> {
    pub(super) fn new(observations: &'a Observations, chain: &'a [CertificateFacts], at: ChainAt) -> Self {
        let missing =
            observations.issuers.done().map(|issuers| issuers.missing.as_slice()).unwrap_or_default();
        let mut fetched = Vec::new();
        for (index, missing) in missing.iter().enumerate() {
            for (place, found) in missing.found.done().into_iter().flatten().enumerate() {
                fetched.push((found, report().missing(index).found(place).certificate()));
            }
        }
        Self { chain, at, fetched }
    }

    /// The way to a root of the store. What was fetched counts only where what was sent leads to none.
    pub(super) fn way(&self, store: Readable<'a>, now: i64) -> Way<'a> {
        let fetched: Vec<&CertificateFacts> = self.fetched.iter().map(|(one, _)| &one.certificate).collect();
        let path = match find_path(self.chain, &[], &store.roots.relevant, now) {
            Path::Broken(..) if !fetched.is_empty() => {
                find_path(self.chain, &fetched, &store.roots.relevant, now)
            }
            path => path,
        };
        let (links, broken) = match path {
            Path::Trusted(links) => (links, None),
            Path::Broken(links, why) => (links, Some(why)),
        };
        let steps = links.into_iter().filter_map(|link| self.step(link, store)).collect();
        Way { store, steps, broken }
    }

    pub(super) fn step(&self, link: Link, store: Readable<'a>) -> Option<Step<'a>> {
        Some(match link {
            Link::Presented(place) => {
                Step { facts: self.chain.get(place)?, at: self.at.certificate(place), origin: Origin::Sent }
            }
            Link::Fetched(place) => {
                let (found, at) = self.fetched.get(place)?;
                Step { facts: &found.certificate, at: at.clone(), origin: Origin::Fetched(&found.url) }
            }
            Link::Root(place) => Step {
                facts: store.roots.relevant.get(place)?,
                at: store.at().relevant(place),
                origin: Origin::Held(store.name()),
            },
        })
    }
}

/// What the stores on which findings rest make of one chain.
pub(super) struct Trust<'a> {
    pub(super) at_hand: AtHand<'a>,
    /// One for each store that could be read.
    pub(super) ways: Vec<Way<'a>>,
}

impl<'a> Trust<'a> {
    /// The stores' opinion of the chain that stands at `at` in the report.
    pub(super) fn of(
        observations: &'a Observations,
        chain: &'a [CertificateFacts],
        at: &ChainAt,
        now: i64,
    ) -> Self {
        let at_hand = AtHand::new(observations, chain, at.clone());
        let stores = readable(observations).into_iter().filter(Readable::decides);
        let ways = stores.map(|store| at_hand.way(store, now)).collect();
        Self { at_hand, ways }
    }

    /// The way to a trusted root: what needs nothing that was fetched is the better one; the first of equals counts.
    pub(super) fn trusted(&self) -> Option<&Way<'a>> {
        self.ways.iter().filter(|way| way.broken.is_none()).min_by_key(|way| way.unsent().len())
    }

    /// Whether there is a path to a trusted root.
    pub(super) fn is_given(&self) -> bool {
        self.trusted().is_some()
    }

    /// The store that trusts the chain.
    pub(super) fn by(&self) -> Option<String> {
        self.trusted().map(|way| way.store.name())
    }

    /// What is above the server's certificate, the root included, each with its place in the report.
    pub(super) fn above(&self) -> impl DoubleEndedIterator<Item = (&CertificateFacts, &CertificateAt)> {
        let path = self.trusted().map(|way| way.steps.as_slice()).unwrap_or_default();
        path.iter().skip(1).map(|step| (step.facts, &step.at))
    }

    /// The CAs above the server's certificate as far as the path leads, to a trusted root or not; the root is left out.
    pub(super) fn authorities(&self) -> Vec<(&CertificateFacts, &CertificateAt)> {
        let farthest = || self.ways.iter().max_by_key(|way| way.steps.len());
        let path = self.trusted().or_else(farthest).map(|way| way.steps.as_slice()).unwrap_or_default();
        let above = path.iter().skip(1).filter(|step| !step.facts.self_issued);
        above.map(|step| (step.facts, &step.at)).collect()
    }

    /// The CAs between the server's certificate and the trusted root.
    pub(super) fn issuers(&self) -> impl Iterator<Item = (&CertificateFacts, &CertificateAt)> {
        let mut above = self.above();
        let _root = above.next_back();
        above
    }
}

/// The name of an authority, which may be empty.
pub(super) fn named(name: &str) -> &str {
    if name.is_empty() { "a CA without a name" } else { name }
}
