//! The documents that the certificates of one check name: each is fetched once, under the fetch policy.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::Probe;
use super::fetch::{Rules, Wanted, fetch, refusal};
use crate::certificate::Unusable;
use crate::observe::{Fetch, Observations};
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

/// What was fetched so far.
pub(crate) struct Library {
    rules: Arc<Rules>,
    /// Documents of earlier looks, and of the first half of this one, which count as well.
    earlier: usize,
    wanted: Vec<Wanted>,
    fetches: Vec<Fetch>,
    bodies: Vec<Vec<u8>>,
}

impl Probe<'_> {
    /// An empty library. The time for all its documents begins now.
    pub(crate) fn library(&self, seen: &Observations) -> Library {
        let rules = Rules {
            shared: Arc::clone(self.shared),
            deadline: self.deadline(self.options.fetch.budget),
            progress: self.progress.clone(),
        };
        let for_issuers = seen.issuers.done().map_or(0, |issuers| issuers.fetches.len());
        let for_revocation = seen.revocation.done().map_or(0, |revocation| revocation.fetches.len());
        Library {
            rules: Arc::new(rules),
            earlier: for_issuers + for_revocation,
            wanted: Vec::new(),
            fetches: Vec::new(),
            bodies: Vec::new(),
        }
    }
}

impl Library {
    /// Fetches what is not there yet, all of it at once.
    pub(super) async fn get(&mut self, wanted: impl IntoIterator<Item = Wanted>) {
        let policy = &self.rules.shared.options.fetch;
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
                true if usize::from(policy.max_fetches) <= self.earlier + index => {
                    Some(format!("the fetch policy allows {} documents", policy.max_fetches))
                }
                true => None,
            };
            self.fetches.push(refusal(wanted.url.clone(), why.clone().unwrap_or_default()));
            self.bodies.push(Vec::new());
            if why.is_none() {
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

    /// A document that was asked for: its place, what is to be said about it, and its bytes.
    pub(super) fn find(&self, wanted: &Wanted) -> Option<(usize, &Fetch, &[u8])> {
        let index = self.wanted.iter().position(|known| known == wanted)?;
        Some((index, self.fetches.get(index)?, self.bodies.get(index)?))
    }

    /// Ends a look: what it fetched leaves the library.
    pub(super) fn take_fetches(&mut self) -> Vec<Fetch> {
        self.earlier += self.fetches.len();
        self.wanted.clear();
        self.bodies.clear();
        std::mem::take(&mut self.fetches)
    }
}

/// A document came, and it is not the answer to the question. Nothing of it is kept: a certificate may have led to
/// somebody's internal service, and a report goes to others.
pub(super) fn unusable<T>(why: Unusable, fetch: &Fetch) -> Outcome<T> {
    let mut failure = Failure::new(Phase::Certificate, "read", why.kind, ClosedBy::Us, fetch.elapsed);
    let media = fetch.body.done().and_then(|body| body.content_type.as_ref());
    failure.detail = Some(match (why.kind, media) {
        (FailureKind::ForeignBytes, Some(media)) => format!("{}, but {media}", why.why),
        _ => why.why,
    });
    (failure.sent, failure.received) = (fetch.sent, fetch.received);
    Outcome::Failed(failure)
}
