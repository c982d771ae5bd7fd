//! All the I/O, and nothing but: each question becomes one connection, each connection one [`Conversation`].
//!
//! Nothing here has an opinion. What to ask next is [`crate::plan`]'s business, what it means
//! [`crate::diagnose`]'s.

mod channel;
mod credssp;
mod danger;
mod fetch;
mod hello;
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
mod settings;
mod stages;
mod tls;
mod tls_offers;
mod trust;
mod udp;
mod web;

use std::net::SocketAddr;
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use rustls::ClientConnection;
use tokio::time::Instant;

use crate::certificate;
use crate::event::{Event, Progress};
use crate::hex::hex;
use crate::observe::{
    CertificateFacts, Connected, Conversation, Greeting, Negotiated, ProxyAnswer, Question, Resolution,
    Route, TimelineEntry,
};
use crate::options::CheckOptions;
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};
use channel::Channel;
use net::{Connection, micros};
pub(crate) use proxy::Way;
pub(crate) use web::WebServer;

/// `selectedProtocol` of NLA, without and with early user authorization, MS-RDPBCGR 2.2.1.2.1.
const NLA: u32 = 0x02 | 0x08;
/// RDSTLS and RDSAAD, whose servers speak first once TLS is up, MS-RDPBCGR 2.2.17.1 and 2.2.18.1.
const SPEAKS_FIRST: u32 = 0x04 | 0x10;

/// So many certificates of a chain are kept: the longest honest ones have five.
const MOST_CERTIFICATES: usize = 10;

/// The I/O of one check: its clock, its counters, its timeline.
pub(crate) struct Probe<'a> {
    options: &'a CheckOptions,
    progress: Progress,
    began: Instant,
    /// TCP connections that were attempted.
    pub(crate) connections: u32,
    /// Dependent round trips, summed over the connections.
    pub(crate) round_trips: u32,
    /// What happened when.
    pub(crate) timeline: Vec<TimelineEntry>,
}

impl<'a> Probe<'a> {
    pub(crate) fn new(options: &'a CheckOptions, progress: Progress) -> Self {
        Self {
            options,
            progress,
            began: Instant::now(),
            connections: 0,
            round_trips: 0,
            timeline: Vec::new(),
        }
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

    /// Leaves the host in peace for a moment between two connections.
    pub(crate) async fn rest(&self) {
        if 0 < self.connections {
            tokio::time::sleep_until(self.deadline(self.options.pacing)).await;
        }
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
    pub(crate) async fn resolve(
        &mut self,
        name: &str,
        compare: Result<(), &'static str>,
    ) -> Outcome<Resolution> {
        self.progress.tell(|| Event::Resolving { name: name.to_owned() });
        let mut stage = self.stage(Phase::Resolve, 0, None);
        let mut outcome =
            resolve::resolve(name, compare, self.options, self.deadline(self.options.timeouts.resolve)).await;
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
    pub(crate) async fn reverse(&mut self, address: SocketAddr) -> Outcome<Vec<String>> {
        let mut stage = self.stage(Phase::Resolve, 0, Some(address));
        let deadline = self.deadline(self.options.timeouts.resolve);
        let mut names = resolve::reverse(address.ip(), self.options, deadline).await;
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
    pub(crate) async fn ask(
        &mut self,
        server_name: &str,
        way: Way<'_>,
        question: Question,
        why: &str,
    ) -> Conversation {
        let address = way.address;
        self.connections += 1;
        let number = self.connections;
        self.progress.tell(|| Event::Asking {
            address,
            through: way.through.cloned(),
            connection: number,
            question,
            why: why.to_owned(),
        });
        let mut conversation = Conversation::new(number, question, why);

        let mss = match question {
            Question::Converse { mss, .. } => mss,
            _ => None,
        };
        let Conversation { connect, proxy, .. } = &mut conversation;
        let Some(mut connection) = self.dial(number, way, mss, connect, proxy).await else {
            return conversation;
        };

        match question {
            Question::Identify { language } => {
                conversation.negotiate = Outcome::skipped("not part of this question");
                let mut stage = self.stage(Phase::Negotiate, number, Some(address));
                let deadline = self.deadline(self.options.timeouts.answer);
                conversation.greeting = identify::identify(&mut connection, language, deadline).await.into();
                stage.ok = conversation.greeting.done().is_some();
                self.close_stage(stage, Some(&connection));
            }
            _ => self.converse(&mut connection, &mut conversation, server_name, address).await,
        }
        self.round_trips += connection.round_trips;
        connection.close().await;
        self.not_the_peer(&mut conversation.negotiate);
        self.not_the_peer(&mut conversation.tls);
        self.not_the_peer(&mut conversation.hello);
        self.not_the_peer(&mut conversation.credssp);
        self.not_the_peer(&mut conversation.settings);
        self.not_the_peer(&mut conversation.greeting);
        conversation
    }

    /// Opens a connection to the host, through the proxy where there is one, and writes down what came of it.
    async fn dial(
        &mut self,
        number: u32,
        way: Way<'_>,
        mss: Option<u16>,
        outcome: &mut Outcome<Connected>,
        proxy: &mut Outcome<ProxyAnswer>,
    ) -> Option<Connection> {
        let mut stage = self.stage(Phase::Connect, number, Some(way.address));
        let dialled = Connection::dial(way.address, mss, self.deadline(self.options.timeouts.connect)).await;
        stage.ok = dialled.is_ok();
        self.close_stage(stage, dialled.as_ref().ok());
        match dialled {
            Ok(connection) => {
                let local = connection.local_address().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
                *outcome = Outcome::Done(Connected::new(local, self.last_elapsed_us()));
                self.pass(number, way, connection, proxy).await
            }
            Err(failure) => {
                // The SYN was a question as well, whether or not it was answered.
                self.round_trips += 1;
                *outcome = Outcome::Failed(failure);
                self.not_the_peer(outcome);
                None
            }
        }
    }

    /// X.224, then what the server chose: the way that every RDP client goes, as far as it goes without credentials.
    async fn converse(
        &mut self,
        connection: &mut Connection,
        conversation: &mut Conversation,
        server_name: &str,
        address: SocketAddr,
    ) {
        let number = conversation.connection;
        let mut stage = self.stage(Phase::Negotiate, number, Some(address));
        let deadline = self.deadline(self.options.timeouts.answer);
        let protocols = conversation.question.protocols();
        conversation.negotiate = match conversation.question {
            Question::Cookie { .. } => negotiate::with_cookie(connection, protocols, deadline).await,
            _ => negotiate::negotiate(connection, protocols, deadline).await,
        }
        .into();
        stage.ok = conversation.negotiate.done().is_some();
        self.close_stage(stage, Some(connection));

        let skipped = match (conversation.question, conversation.selected()) {
            (_, None) => "the negotiation chose nothing",
            (Question::Cookie { .. }, _) => "not part of this question",
            (Question::Method { .. } | Question::Converse { .. }, Some(0)) => {
                let why = "the server chose Standard RDP Security";
                conversation.skip_after_negotiation(why);
                self.settings(connection, None, conversation, address).await;
                return;
            }
            (_, Some(0)) => "the server chose Standard RDP Security",
            (Question::Method { .. }, _) => "the server chose something else than Standard RDP Security",
            (Question::Offer { protocols }, Some(chosen)) if protocols & chosen & SPEAKS_FIRST == 0 => {
                "the server chose something else, which other connections look at"
            }
            _ => "",
        };
        if !skipped.is_empty() {
            conversation.skip_after_negotiation(skipped);
            return;
        }

        let mut stage = self.stage(Phase::Tls, number, Some(address));
        let deadline = self.deadline(self.options.timeouts.answer);
        let chain;
        let mut session = None;
        if let Question::Hello { hello, .. } = conversation.question {
            let hello = hello::of_kind(hello);
            let (answer, seen) = hello::hello(connection, hello, server_name, deadline).await;
            stage.ok = answer.is_ok();
            conversation.skip_after_negotiation("not part of this question");
            conversation.hello = answer.into();
            chain = seen;
        } else {
            let (completed, seen) = tls::handshake(connection, server_name, address.ip(), deadline).await;
            stage.ok = completed.is_ok();
            let outcome = completed.map(|(learned, going_on)| {
                session = Some(going_on);
                learned
            });
            conversation.skip_after_negotiation("TLS did not come about");
            conversation.tls = outcome.into();
            chain = seen;
        }
        self.close_stage(stage, Some(connection));
        conversation.certificates = certificates(&chain);
        let Some(session) = session else { return };
        match conversation.selected() {
            Some(chosen) if chosen & NLA != 0 => {
                conversation.settings = Outcome::skipped("behind NLA it takes credentials");
                let mut stage = self.stage(Phase::Credssp, number, Some(address));
                let deadline = self.deadline(self.options.timeouts.answer);
                let mut channel = Channel::inside_tls(connection, session, Phase::Credssp);
                conversation.credssp = credssp::ask(&mut channel, deadline).await.into();
                stage.ok = conversation.credssp.done().is_some();
                self.close_stage(stage, Some(connection));
            }
            Some(chosen) if chosen & SPEAKS_FIRST != 0 => {
                conversation.credssp = Outcome::skipped("the server did not choose NLA");
                conversation.settings = Outcome::skipped("behind this protocol it takes credentials");
                let mut stage = self.stage(Phase::Negotiate, number, Some(address));
                let deadline = self.deadline(self.options.timeouts.answer);
                let mut channel = Channel::inside_tls(connection, session, Phase::Negotiate);
                conversation.greeting = greeted(&mut channel, deadline).await.into();
                stage.ok = conversation.greeting.done().is_some();
                self.close_stage(stage, Some(connection));
            }
            _ => {
                conversation.credssp = Outcome::skipped("the server did not choose NLA");
                self.settings(connection, Some(session), conversation, address).await;
            }
        }
    }

    /// MCS Connect Initial, in clear or inside of TLS.
    async fn settings(
        &mut self,
        connection: &mut Connection,
        session: Option<Box<ClientConnection>>,
        conversation: &mut Conversation,
        address: SocketAddr,
    ) {
        let mut stage = self.stage(Phase::StandardSecurity, conversation.connection, Some(address));
        let deadline = self.deadline(self.options.timeouts.answer);
        let offer = settings::Offer {
            selected: conversation.selected().unwrap_or_default(),
            extended: conversation.negotiate.done().is_some_and(Negotiated::takes_extended_client_data),
            method: match conversation.question {
                Question::Method { method } => Some(method),
                _ => None,
            },
        };
        let mut channel = match session {
            Some(session) => Channel::inside_tls(connection, session, Phase::StandardSecurity),
            None => Channel::in_clear(connection, Phase::StandardSecurity),
        };
        conversation.settings = settings::ask(&mut channel, &offer, deadline).await.into();
        stage.ok = conversation.settings.done().is_some();
        self.close_stage(stage, Some(connection));
    }
}

/// The first message of a server that speaks first.
async fn greeted(channel: &mut Channel<'_>, deadline: Instant) -> Result<Greeting, Failure> {
    let first = channel.receive("read the server's first message", deadline).await?;
    let service = match first {
        // RDSTLS Capabilities: version 1, data type 1, MS-RDPBCGR 2.2.17.1.
        [1, 0, 1, 0, ..] => "RDSTLS",
        [b'{', ..] => "Entra sign-in",
        _ => "an unknown protocol",
    };
    let bytes = hex(first.get(..64).unwrap_or(first));
    Ok(Greeting::new(service, bytes, channel.connection.elapsed_us()))
}

/// What the certificates of a handshake say.
fn certificates(chain: &[Vec<u8>]) -> Outcome<Vec<CertificateFacts>> {
    match chain.is_empty() {
        true => Outcome::skipped("no certificate was seen"),
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
