//! One hello of a listing: X.224, a ClientHello that offers what is asked for, the server's choice.

use std::sync::OnceLock;
use std::time::Duration;

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::ClientHello;
use tokio::time::Instant;

use super::negotiate::Before;
use super::net::Connection;
use super::{Peer, Probe, hello, negotiate, random};
use crate::observe::{Attempt, HelloAnswer};
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

/// Whether the host reads what travels behind a Connection Request in the same segment; empty = nobody has tried yet.
pub(crate) type ReadsOn = OnceLock<bool>;

/// What came back to a hello, and what was seen of the way to the host meanwhile.
pub(crate) struct Offered {
    pub(crate) answer: Outcome<HelloAnswer>,
    pub(crate) attempt: Attempt,
}

/// How a Connection Request and the hello behind it travel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Travel {
    /// The hello waits for the answer to the request.
    Apart,
    /// Both in one segment, which saves a round trip.
    Together,
    /// The same for the first time: a host that throws away what follows the request is not waited for long.
    Trying,
}

/// A host that reads on answers the hello with the request, or soon after it; it may have to sign something.
const SIGNING: Duration = Duration::from_millis(500);

impl Probe<'_> {
    /// Puts a hello over a connection of its own: behind the Connection Request for `protocols` that led to TLS before,
    /// or at once.
    ///
    /// The first one tries whether the host reads on behind the request; where it does not, the hello is put again, so
    /// that nothing is lost. A failure of any phase but TLS says that the hello was not put.
    pub(crate) async fn offer(
        &self,
        peer: &Peer<'_>,
        protocols: Option<SecurityProtocols>,
        offered: ClientHello,
        reads_on: &ReadsOn,
    ) -> Offered {
        if protocols.is_some() && reads_on.get().is_none() {
            let offered = self.put(peer, protocols, offered.clone(), Travel::Trying).await;
            // An alert is an answer to the hello as well.
            let said = match &offered.answer {
                Outcome::Failed(failure) => failure.alert.is_some(),
                answer => answer.done().is_some(),
            };
            let sent = &offered.attempt.negotiate;
            let never_sent = sent.done().is_none() && sent.failed().is_none();
            if !never_sent {
                let _ = reads_on.set(said);
            }
            if said || never_sent || self.out_of_time() {
                return offered;
            }
        }
        let travel = match reads_on.get() {
            Some(true) => Travel::Together,
            _ => Travel::Apart,
        };
        self.put(peer, protocols, offered, travel).await
    }

    async fn put(
        &self,
        peer: &Peer<'_>,
        protocols: Option<SecurityProtocols>,
        mut offered: ClientHello,
        travel: Travel,
    ) -> Offered {
        let way = peer.way;
        let (number, _turn) = self.next_connection(way.address).await;
        let mut attempt = Attempt::new(number);
        let mut proxy = Outcome::default();
        let wait = self.options.timeouts.answer;
        let dialled = self.dial(number, way, None, wait, &mut attempt.connect, &mut proxy).await;
        let Some(mut connection) = dialled else {
            let failed = attempt.connect.failed().or(proxy.failed()).cloned();
            let declined = || {
                let (kind, by) = (FailureKind::Declined, ClosedBy::Us);
                Failure::new(Phase::Proxy, "open the way", kind, by, Duration::ZERO)
            };
            return Offered { answer: Outcome::Failed(failed.unwrap_or_else(declined)), attempt };
        };
        offered.random = random();
        let hello = hello::named(offered, Some(peer.name)).encode_record();
        let chosen = match protocols {
            Some(protocols) => {
                let next = if travel == Travel::Apart { &[][..] } else { &hello };
                self.agree_on_tls(&mut connection, peer, protocols, next, &mut attempt).await
            }
            None => Ok(()),
        };
        let answer = match chosen {
            Ok(()) => {
                let mut stage = self.stage(Phase::Tls, number, Some(way.address));
                let mut deadline = self.deadline(connection.wait);
                if let (Travel::Trying, Some(agreed)) = (travel, attempt.negotiate.done()) {
                    deadline = deadline.min(Instant::now() + 3 * agreed.elapsed + SIGNING);
                }
                connection.begin_phase();
                let next = if travel == Travel::Apart { &hello[..] } else { &[] };
                let (answer, _) = hello::send(&mut connection, next, deadline).await;
                stage.ok = answer.is_ok();
                self.close_stage(stage, Some(&connection));
                answer
            }
            Err(failure) => Err(failure),
        };
        attempt.kernel = connection.tcp_facts();
        self.waited(connection.round_trips);
        connection.close().await;
        let mut answer = answer.into();
        self.not_the_peer(&mut answer);
        Offered { answer, attempt }
    }

    /// The Connection Request, with what travels behind it.
    async fn agree_on_tls(
        &self,
        connection: &mut Connection,
        peer: &Peer<'_>,
        protocols: SecurityProtocols,
        next: &[u8],
        attempt: &mut Attempt,
    ) -> Result<(), Failure> {
        let mut stage = self.stage(Phase::Negotiate, attempt.connection, Some(peer.way.address));
        let deadline = self.deadline(connection.wait);
        let before = Before::Opening(peer.opening);
        attempt.negotiate =
            negotiate::negotiate_and_go_on(connection, protocols, before, next, deadline).await.into();
        stage.ok = attempt.negotiate.done().is_some();
        self.close_stage(stage, Some(connection));
        if let Outcome::Failed(failure) = &attempt.negotiate {
            return Err(failure.clone());
        }
        let chosen = attempt.negotiate.done().and_then(|negotiated| negotiated.selected());
        if chosen.is_some_and(|chosen| chosen != SecurityProtocols::RDP) {
            return Ok(());
        }
        let kind = FailureKind::Other;
        let mut failure = connection.failure(Phase::Negotiate, "choose TLS", kind, ClosedBy::Us);
        failure.detail = Some("the server no longer chose TLS".to_owned());
        Err(failure)
    }
}
