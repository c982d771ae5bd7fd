//! One hello of a listing: X.224, a ClientHello that offers what is asked for, the server's choice.

use std::sync::OnceLock;
use std::time::Duration;

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::ClientHello;
use tokio::time::Instant;

use super::negotiate::Before;
use super::net::Connection;
use super::{Peer, Probe, hello, negotiate, random};
use crate::observe::{Attempt, HelloAnswer, Negotiated};
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

/// Whether the host reads what travels behind a Connection Request in the same segment; empty = nobody has tried yet.
pub(crate) type ReadsOn = OnceLock<bool>;

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

/// What came of a hello, and what its conversation showed of the way before.
pub(crate) struct Offered {
    pub(crate) answer: Outcome<HelloAnswer>,
    /// Where an RDP port was asked.
    pub(crate) attempt: Option<Attempt>,
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
            let (tried, sent) = self.put(peer, protocols, offered.clone(), Travel::Trying).await;
            // An alert is an answer to the hello as well.
            let said = match &tried.answer {
                Outcome::Failed(failure) => failure.alert.is_some(),
                answer => answer.done().is_some(),
            };
            if sent {
                let _ = reads_on.set(said);
            }
            if said || !sent || self.out_of_time() {
                return tried;
            }
        }
        let travel = match reads_on.get() {
            Some(true) => Travel::Together,
            _ => Travel::Apart,
        };
        self.put(peer, protocols, offered, travel).await.0
    }

    /// What came back, and whether there was a connection to send it on.
    async fn put(
        &self,
        peer: &Peer<'_>,
        protocols: Option<SecurityProtocols>,
        mut offered: ClientHello,
        travel: Travel,
    ) -> (Offered, bool) {
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
            let answer = Outcome::Failed(failed.unwrap_or_else(declined));
            return (Offered { answer, attempt: protocols.map(|_| attempt) }, false);
        };
        offered.random = random();
        let hello = hello::named(offered, Some(peer.name)).encode_record();
        let chosen = match protocols {
            Some(protocols) => {
                let next = if travel == Travel::Apart { &[][..] } else { &hello };
                let negotiated = self.request_tls(&mut connection, number, peer, protocols, next).await;
                attempt.negotiate = negotiated.clone().into();
                match negotiated {
                    Ok(negotiated) if is_tls(&negotiated) => Ok(Some(negotiated.elapsed)),
                    Ok(_) => Err(no_longer_tls(&connection)),
                    Err(failure) => Err(failure),
                }
            }
            None => Ok(None),
        };
        let answer = match chosen {
            Ok(agreed) => {
                let mut stage = self.stage(Phase::Tls, number, Some(way.address));
                let mut deadline = self.deadline(connection.wait);
                if let (Travel::Trying, Some(agreed)) = (travel, agreed) {
                    deadline = deadline.min(Instant::now() + 3 * agreed + SIGNING);
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
        self.waited(connection.round_trips);
        if protocols.is_some() {
            attempt.kernel = connection.tcp_facts();
        }
        connection.close().await;
        let mut answer = answer.into();
        self.not_the_peer(&mut answer);
        (Offered { answer, attempt: protocols.map(|_| attempt) }, true)
    }

    /// The Connection Request, with what travels behind it.
    async fn request_tls(
        &self,
        connection: &mut Connection,
        number: u32,
        peer: &Peer<'_>,
        protocols: SecurityProtocols,
        next: &[u8],
    ) -> Result<Negotiated, Failure> {
        let mut stage = self.stage(Phase::Negotiate, number, Some(peer.way.address));
        let deadline = self.deadline(connection.wait);
        let before = Before::Opening(peer.opening);
        let negotiated = negotiate::negotiate_and_go_on(connection, protocols, before, next, deadline).await;
        stage.ok = negotiated.is_ok();
        self.close_stage(stage, Some(connection));
        negotiated
    }
}

fn is_tls(negotiated: &Negotiated) -> bool {
    negotiated.selected().is_some_and(|chosen| chosen != SecurityProtocols::RDP)
}

fn no_longer_tls(connection: &Connection) -> Failure {
    let kind = FailureKind::Other;
    let mut failure = connection.failure(Phase::Negotiate, "choose TLS", kind, ClosedBy::Us);
    failure.detail = Some("the server no longer chose TLS".to_owned());
    failure
}
