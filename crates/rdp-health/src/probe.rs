//! All the I/O, and nothing but: each question becomes one connection, each connection one [`Conversation`].
//!
//! Nothing here has an opinion. What to ask next is [`crate::plan`]'s business, what it means
//! [`crate::diagnose`]'s.

mod channel;
mod converse;
mod credssp;
mod danger;
mod fetch;
mod hello;
mod http;
mod identify;
mod issuers;
mod library;
mod negotiate;
mod net;
#[cfg(target_os = "linux")]
mod netlink;
mod path;
mod ports;
mod proxy;
mod recognise;
mod resolve;
mod revocation;
mod route;
mod servers;
mod settings;
mod shared;
mod stages;
mod tls;
mod tls_offers;
mod trust;
mod udp;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::time::Instant;

use crate::certificate;
use crate::event::{Event, Progress};
use crate::observe::{
    CertificateFacts, Connected, Conversation, Ledger, ProxyAnswer, Question, Resolution, Role, Route,
};
use crate::options::CheckOptions;
use crate::outcome::{ClosedBy, FailureKind, Outcome, Phase, Skipped};
use net::{Connection, micros};
pub(crate) use proxy::Way;
pub(crate) use shared::Shared;
pub(crate) use trust::Stores;

/// So many certificates of a chain are kept: the longest honest ones have five.
const MOST_CERTIFICATES: usize = 10;

/// Whom a question goes to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer<'a> {
    /// What it is for the client.
    pub(crate) role: Role,
    /// The name that TLS and HTTP ask for.
    pub(crate) name: &'a str,
    /// Where connections go.
    pub(crate) way: Way<'a>,
}

/// The I/O of one check: its clock, and the ledger in which every question writes down what it cost.
///
/// Questions to different parties share it while they run at the same time.
pub(crate) struct Probe<'a> {
    shared: &'a Arc<Shared>,
    options: &'a CheckOptions,
    progress: Progress,
    began: Instant,
    ledger: Mutex<Ledger>,
}

impl<'a> Probe<'a> {
    pub(crate) fn new(shared: &'a Arc<Shared>, progress: Progress) -> Self {
        Self { shared, options: &shared.options, progress, began: Instant::now(), ledger: Mutex::default() }
    }

    /// Held for an instant only, never over a wait.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of a connection that is about to be opened, from 1.
    fn next_connection(&self) -> u32 {
        let mut ledger = self.ledger();
        ledger.connections += 1;
        ledger.connections
    }

    /// Counts round trips that had to be waited for.
    fn waited(&self, round_trips: u32) {
        self.ledger().round_trips += round_trips;
    }

    /// What the check cost; the timeline in the order in which its phases began.
    pub(crate) fn into_ledger(self) -> Ledger {
        let mut ledger = self.ledger.into_inner().unwrap_or_else(PoisonError::into_inner);
        ledger.timeline.sort_by_key(|entry| entry.start_us);
        ledger
    }

    /// Time since the check began.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Whether the time for this host is used up.
    pub(crate) fn out_of_time(&self) -> bool {
        self.options.timeouts.budget <= self.elapsed()
    }

    /// The end of a wait that begins now, never behind the end of the budget.
    fn deadline(&self, wait: Duration) -> Instant {
        (Instant::now() + wait).min(self.began + self.options.timeouts.budget)
    }

    /// Leaves a party in peace for a moment between two connections.
    pub(crate) async fn rest(&self) {
        tokio::time::sleep_until(self.deadline(self.options.pacing)).await;
    }

    /// A wait that the budget cut short says nothing about the peer.
    fn not_the_peer<T>(&self, outcome: &mut Outcome<T>) {
        if let Outcome::Failed(failure) = outcome
            && failure.closed_by == ClosedBy::Deadline
            && self.out_of_time()
        {
            failure.kind = FailureKind::OutOfTime;
            failure.closed_by = ClosedBy::Us;
        }
    }

    /// Resolves a name; one whose address the caller gave only to compare, unless `compare` says why not.
    pub(crate) async fn resolve(&self, name: &str, compare: Result<(), Skipped>) -> Outcome<Resolution> {
        self.progress.tell(|| Event::Resolving { name: name.to_owned() });
        let mut stage = self.stage(Phase::Resolve, 0, None);
        let mut outcome =
            resolve::resolve(name, compare, self.shared, self.deadline(self.options.timeouts.resolve)).await;
        if let Outcome::Done(resolution) = &mut outcome {
            self.not_the_peer(&mut resolution.system);
            self.not_the_peer(&mut resolution.aliases);
            if let Outcome::Done(servers) = &mut resolution.direct {
                for server in servers {
                    self.not_the_peer(&mut server.a);
                    self.not_the_peer(&mut server.aaaa);
                    for one in &mut server.completions {
                        self.not_the_peer(&mut one.a);
                        self.not_the_peer(&mut one.aaaa);
                    }
                }
            }
        }
        stage.ok = outcome.done().is_some_and(|resolution| !resolution.addresses.is_empty());
        self.close_stage(stage, None);
        outcome
    }

    /// Asks DNS for the names of an address.
    pub(crate) async fn reverse(&self, address: SocketAddr) -> Outcome<Vec<String>> {
        let mut stage = self.stage(Phase::Resolve, 0, Some(address));
        let deadline = self.deadline(self.options.timeouts.resolve);
        let mut names = resolve::reverse(address.ip(), self.shared, deadline).await;
        self.not_the_peer(&mut names);
        stage.ok = names.done().is_some();
        self.close_stage(stage, None);
        names
    }

    /// Asks the system which way packets to the address take.
    pub(crate) fn route(&self, address: SocketAddr) -> Outcome<Route> {
        route::route(address)
    }

    /// Puts one question over one connection.
    pub(crate) async fn ask(&self, peer: &Peer<'_>, question: Question, why: &str) -> Conversation {
        let Peer { name: server_name, way, .. } = *peer;
        let address = way.address;
        let number = self.next_connection();
        self.progress.tell(|| Event::Asking {
            role: peer.role,
            address,
            through: way.through.cloned(),
            connection: number,
            question,
            why: why.to_owned(),
        });
        let mut conversation = Conversation::new(number, question, why);

        let mss = match question {
            Question::Converse { mss, .. } | Question::Http { mss, .. } => mss,
            _ => None,
        };
        let Conversation { connect, proxy, .. } = &mut conversation;
        let Some(mut connection) = self.dial(number, way, mss, connect, proxy).await else {
            return conversation;
        };

        match question {
            Question::Identify { language } => {
                conversation.negotiate = Outcome::Skipped(Skipped::OtherQuestion);
                let mut stage = self.stage(Phase::Negotiate, number, Some(address));
                let deadline = self.deadline(self.options.timeouts.answer);
                conversation.greeting = identify::identify(&mut connection, language, deadline).await.into();
                stage.ok = conversation.greeting.done().is_some();
                self.close_stage(stage, Some(&connection));
            }
            Question::Http { request, tls, .. } => {
                self.http(&mut connection, &mut conversation, peer, request, tls).await;
            }
            Question::BareHello { hello } => {
                conversation.skip_negotiation();
                self.hello(&mut connection, &mut conversation, hello, server_name, address).await;
            }
            _ => self.converse(&mut connection, &mut conversation, server_name, address).await,
        }
        self.waited(connection.round_trips);
        connection.close().await;
        self.not_the_peer(&mut conversation.negotiate);
        self.not_the_peer(&mut conversation.tls);
        self.not_the_peer(&mut conversation.hello);
        self.not_the_peer(&mut conversation.credssp);
        self.not_the_peer(&mut conversation.settings);
        self.not_the_peer(&mut conversation.http);
        self.not_the_peer(&mut conversation.greeting);
        conversation
    }

    /// Opens a connection to the host, through the proxy where there is one, and writes down what came of it.
    async fn dial(
        &self,
        number: u32,
        way: Way<'_>,
        mss: Option<u16>,
        outcome: &mut Outcome<Connected>,
        proxy: &mut Outcome<ProxyAnswer>,
    ) -> Option<Connection> {
        let mut stage = self.stage(Phase::Connect, number, Some(way.address));
        let dialled = Connection::dial(way.address, mss, self.deadline(self.options.timeouts.connect)).await;
        stage.ok = dialled.is_ok();
        let elapsed_us = self.close_stage(stage, dialled.as_ref().ok());
        match dialled {
            Ok(connection) => {
                let local = connection.local_address().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
                *outcome = Outcome::Done(Connected::new(local, elapsed_us));
                self.pass(number, way, connection, proxy).await
            }
            Err(failure) => {
                // The SYN was a question as well, whether or not it was answered.
                self.waited(1);
                *outcome = Outcome::Failed(failure);
                self.not_the_peer(outcome);
                None
            }
        }
    }
}

/// What the certificates of a handshake say.
fn certificates(chain: &[Vec<u8>]) -> Outcome<Vec<CertificateFacts>> {
    match chain.is_empty() {
        true => Outcome::Skipped(Skipped::NoCertificate),
        false => {
            Outcome::Done(chain.iter().take(MOST_CERTIFICATES).map(|der| certificate::read(der)).collect())
        }
    }
}

/// Fresh random bytes. Our hellos are never completed, so nothing depends on them but their being different.
fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    // On failure the zeros serve as well: any 32 bytes are a valid random and a valid X25519 share.
    let _ = SystemRandom::new().fill(&mut bytes);
    bytes
}
