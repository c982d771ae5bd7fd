//! All the I/O, and nothing but: each question becomes one connection, each connection one [`Conversation`].
//!
//! Nothing here has an opinion. What to ask next is [`crate::plan`]'s business, what it means
//! [`crate::diagnose`]'s.

mod blocking;
mod busy;
mod channel;
mod converse;
mod credssp;
mod danger;
mod fetch;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod heavy;
mod hello;
mod http;
mod identify;
mod io;
mod issuers;
mod kerberos;
mod library;
mod limits;
mod negotiate;
mod net;
#[cfg(target_os = "linux")]
mod netlink;
mod pace;
mod path;
mod peer;
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
mod stores;
mod tls;
mod tls_offers;
mod trust;
mod udp;
mod zones;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::event::Event;
use crate::observe::{Connected, Conversation, MadeUp, ProxyAnswer, Question, Resolution, Route, Wait};
use crate::outcome::{Outcome, Phase, Skipped};
pub(crate) use io::Probe;
use io::{MOST_CERTIFICATES, certificates, random};
use net::{Connection, since};
pub(crate) use pace::{Pace, subnet};
pub(crate) use peer::{Opening, Peer, Way};
pub(crate) use shared::Shared;
pub(crate) use stores::Stores;
pub(crate) use tls_offers::{Offered, ReadsOn};
pub(crate) use zones::{all as zones, index_of as zone_index};

impl Probe<'_> {
    /// Resolves a name; one whose address the caller gave only to compare, unless `compare` says why not.
    ///
    /// The addresses that are tested in any case go to `early` as soon as they are known, before every DNS server has
    /// answered or had its time.
    pub(crate) async fn resolve(
        &self,
        name: &str,
        compare: Result<(), Skipped>,
        early: Option<oneshot::Sender<Resolution>>,
    ) -> Outcome<Resolution> {
        self.progress.tell(|| Event::Resolving { name: name.to_owned() });
        let mut stage = self.stage(Phase::Resolve, 0, None);
        let deadline = self.deadline(self.options.timeouts.resolve);
        let mut outcome = resolve::resolve(name, compare, self.shared, deadline, early).await;
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

    /// Asks DNS for names that nobody has.
    pub(crate) async fn made_up(&self, name: &str) -> Outcome<Vec<MadeUp>> {
        let mut stage = self.stage(Phase::Resolve, 0, None);
        let deadline = self.deadline(self.options.timeouts.resolve);
        let answers = resolve::made_up(name, self.shared, deadline).await;
        stage.ok = answers.done().is_some();
        self.close_stage(stage, None);
        answers
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

    /// Puts one question over one connection; each answer is waited for as `wait` says.
    pub(crate) async fn ask(
        &self,
        peer: &Peer<'_>,
        question: Question,
        wait: Wait,
        why: &str,
    ) -> Conversation {
        let Peer { name: server_name, way, .. } = *peer;
        let address = way.address;
        let (number, _turn) = self.next_connection(address).await;
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
        let wait = self.wait_for(wait);
        // What was granted counts, not what a loaded computer measures. The rest of the budget may grant no more than usual.
        conversation.patient = self.options.timeouts.answer.saturating_mul(3) < wait.saturating_mul(2);
        let Conversation { connect, proxy, .. } = &mut conversation;
        let Some(mut connection) = self.dial(number, way, mss, wait, connect, proxy).await else {
            return conversation;
        };

        match question {
            Question::Identify { language } => {
                conversation.negotiate = Outcome::Skipped(Skipped::OtherQuestion);
                let mut stage = self.stage(Phase::Negotiate, number, Some(address));
                let deadline = self.deadline(connection.wait);
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
            Question::TlsFirst { then } => {
                conversation.skip_negotiation();
                self.tls_first(&mut connection, &mut conversation, peer, then).await;
            }
            _ => self.converse(&mut connection, &mut conversation, peer).await,
        }
        self.waited(connection.round_trips);
        let closing = connection.close().await;
        self.closing().push(closing);
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
        wait: Duration,
        outcome: &mut Outcome<Connected>,
        proxy: &mut Outcome<ProxyAnswer>,
    ) -> Option<Connection> {
        let mut stage = self.stage(Phase::Connect, number, Some(way.address));
        let dialled =
            Connection::dial(way.address, mss, self.deadline(self.options.timeouts.connect), wait).await;
        stage.ok = dialled.is_ok();
        let elapsed = self.close_stage(stage, dialled.as_ref().ok());
        match dialled {
            Ok(connection) => {
                let local = connection.local_address().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
                *outcome = Outcome::Done(Connected::new(local, elapsed));
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
