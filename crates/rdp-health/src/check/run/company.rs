//! The listing of an address, and what else is asked of it at the same time.
//!
//! INVARIANT: what was disturbed in company is not believed. From then on one thing is asked at a time, what was disturbed
//! again, and the listing last of all.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use rdp_health_wire::negotiation::SecurityProtocols;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use super::{Known, Run, Spot};
use crate::observe::{Attempt, Conversation};
use crate::outcome::Outcome;
use crate::plan::offers::{Listing, OUT_OF_TIME, Put, as_quick};
use crate::plan::suffered;
use crate::probe::{Offered, ReadsOn};

/// Who takes turns with the connections that one address may have at the same time.
#[derive(Debug)]
pub(super) struct Company {
    places: Semaphore,
    over: AtomicBool,
}

impl Company {
    pub(super) fn new(most: u16) -> Self {
        Self { places: Semaphore::new(most.into()), over: AtomicBool::new(false) }
    }

    /// Waits for a place, which is held while the connection is open. Whoever came first is served first.
    pub(super) async fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.acquire().await.ok()
    }

    /// Whether something was disturbed.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether the conversation went as those before, of which the slowest answer took so long. Where it did not, the
    /// company is over.
    pub(super) fn bears(&self, conversation: &Conversation, alone: Duration) -> bool {
        let borne = conversation.was_ready() && as_quick(conversation.longest(), alone);
        if !borne {
            self.end();
        }
        borne
    }
}

/// How far a listing came.
pub(super) struct Listed {
    pub(super) listing: Listing,
    /// What its conversations showed of the way.
    pub(super) attempts: Vec<Attempt>,
    /// It was disturbed, and is to go on when nothing else is left to ask.
    pub(super) halted: bool,
}

impl Known {
    /// What halted listings have learned, where the time was over before they could go on.
    pub(super) fn end_listings(&mut self) {
        for (at, mut listing) in std::mem::take(&mut self.halted) {
            listing.stop(OUT_OF_TIME);
            if let Some(seen) = self.seen.address_mut(at) {
                seen.tls_offers = Outcome::Done(listing.finish());
            }
        }
    }
}

impl Run<'_> {
    /// Every TLS version and suite of an address. Where it `halts`, only until it is disturbed, or its company.
    pub(super) async fn list(
        &self,
        spot: &Spot,
        protocols: Option<SecurityProtocols>,
        mut listing: Listing,
        company: &Company,
        halts: bool,
    ) -> Listed {
        let reads_on = ReadsOn::new();
        let put = async |Put { number, hello, rest }| {
            self.rest(rest).await;
            let _place = company.place().await;
            let began = Instant::now();
            let peer = spot.peer(&self.opening);
            let offered = self.probe.offer(&peer, protocols, hello, &reads_on).await;
            (number, offered, began.elapsed())
        };
        let mut asking = FuturesUnordered::new();
        let mut attempts = Vec::new();
        loop {
            while !(halts && company.is_over())
                && let Some(next) = listing.next()
            {
                if self.probe.out_of_time() {
                    listing.stop(OUT_OF_TIME);
                    break;
                }
                asking.push(put(next));
            }
            // What is under way is heard to its end.
            let Some((number, Offered { answer, attempt }, took)) = asking.next().await else { break };
            listing.heard(number, answer, took);
            if listing.was_disturbed() || attempt.as_ref().is_some_and(suffered) {
                company.end();
            }
            attempts.extend(attempt);
        }
        let halted = halts && company.is_over() && !listing.is_over();
        if halted {
            listing.alone();
        }
        Listed { listing, attempts, halted }
    }
}
