//! The documents that the certificates of one check name: each is fetched once, under the fetch policy.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
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
}

/// Documents that are read at once. A document is kept no longer than it takes to use it.
const AT_ONCE: usize = 2;

/// Documents under way.
pub(super) struct Coming(JoinSet<(usize, Fetch, Vec<u8>, Option<OwnedSemaphorePermit>)>);

/// A document that came, or what there is of one that did not.
pub(super) struct Document {
    /// Its place among all that was asked for.
    pub(super) index: usize,
    pub(super) body: Vec<u8>,
    /// Until it is used, the next one waits.
    _room: Option<OwnedSemaphorePermit>,
}

impl Probe<'_> {
    /// An empty library. The time for all its documents begins now.
    pub(crate) fn library(&self, seen: &Observations) -> Library {
        let rules = Rules {
            shared: Arc::clone(self.shared),
            deadline: self.deadline(self.options.fetch.budget),
            progress: self.progress.clone(),
            left: Arc::clone(&self.documents),
        };
        let for_issuers = seen.issuers.done().map_or(0, |issuers| issuers.fetches.len());
        let for_revocation = seen.revocation.done().map_or(0, |revocation| revocation.fetches.len());
        Library {
            rules: Arc::new(rules),
            earlier: for_issuers + for_revocation,
            wanted: Vec::new(),
            fetches: Vec::new(),
        }
    }
}

impl Library {
    /// Fetches what was not asked for yet; `next` gives each document as it comes.
    pub(super) fn get(&mut self, wanted: impl IntoIterator<Item = Wanted>) -> Coming {
        let policy = &self.rules.shared.options.fetch;
        let first = self.wanted.len();
        for wanted in wanted {
            if !self.wanted.contains(&wanted) {
                self.wanted.push(wanted);
            }
        }
        let room = Arc::new(Semaphore::new(AT_ONCE));
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
            if why.is_none() {
                let (wanted, rules, room) = (wanted.clone(), Arc::clone(&self.rules), Arc::clone(&room));
                fetching.spawn(async move {
                    let room = room.acquire_owned().await.ok();
                    let (fetch, body) = fetch(wanted, rules).await;
                    (index, fetch, body, room)
                });
            }
        }
        Coming(fetching)
    }

    /// The next document, and where it is among all that was asked for.
    pub(super) async fn next(&mut self, coming: &mut Coming) -> Option<Document> {
        loop {
            let (index, fetch, body, room) = match coming.0.join_next().await? {
                Ok(fetched) => fetched,
                Err(_) => continue,
            };
            if let Some(slot) = self.fetches.get_mut(index) {
                *slot = fetch;
                return Some(Document { index, body, _room: room });
            }
        }
    }

    /// Where a document is among all that was asked for, and what is to be said about it.
    pub(super) fn find(&self, wanted: &Wanted) -> Option<(usize, &Fetch)> {
        let index = self.wanted.iter().position(|known| known == wanted)?;
        Some((index, self.fetches.get(index)?))
    }

    /// Ends a look: what it fetched leaves the library.
    pub(super) fn take_fetches(&mut self) -> Vec<Fetch> {
        self.earlier += self.fetches.len();
        self.wanted.clear();
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
