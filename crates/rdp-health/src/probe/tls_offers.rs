//! One hello of a listing: X.224, a ClientHello that offers what is asked for, the server's choice.

use std::time::Duration;

use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::ClientHello;

use super::negotiate::Before;
use super::{Peer, Probe, hello, negotiate, random};
use crate::observe::HelloAnswer;
use crate::outcome::{ClosedBy, Failure, FailureKind, Outcome, Phase};

impl Probe<'_> {
    /// Puts a hello over a connection of its own: behind the Connection Request for `protocols` that led to TLS before,
    /// or at once.
    ///
    /// A failure of any phase but TLS says that the hello was not put.
    pub(crate) async fn offer(
        &self,
        peer: &Peer<'_>,
        protocols: Option<SecurityProtocols>,
        mut offered: ClientHello,
    ) -> Outcome<HelloAnswer> {
        let (number, way, address) = (self.next_connection(), peer.way, peer.way.address);
        let (mut connect, mut proxy) = (Outcome::default(), Outcome::default());
        let Some(mut connection) =
            self.dial(number, way, None, self.options.timeouts.answer, &mut connect, &mut proxy).await
        else {
            let failed = connect.failed().or(proxy.failed()).cloned();
            return Outcome::Failed(failed.unwrap_or_else(|| {
                Failure::new(
                    Phase::Proxy,
                    "open the way",
                    FailureKind::Declined,
                    ClosedBy::Us,
                    Duration::ZERO,
                )
            }));
        };

        let chosen = match protocols {
            Some(protocols) => {
                let mut stage = self.stage(Phase::Negotiate, number, Some(address));
                let deadline = self.deadline(connection.wait);
                let negotiated =
                    negotiate::negotiate(&mut connection, protocols, Before::Opening(peer.opening), deadline)
                        .await;
                stage.ok = negotiated.is_ok();
                self.close_stage(stage, Some(&connection));
                negotiated.map(|negotiated| {
                    negotiated.selected().is_some_and(|chosen| chosen != SecurityProtocols::RDP)
                })
            }
            None => Ok(true),
        };
        let answer = match chosen {
            Ok(true) => {
                let mut stage = self.stage(Phase::Tls, number, Some(address));
                let deadline = self.deadline(connection.wait);
                offered.random = random();
                let (answer, _) = hello::hello(&mut connection, offered, Some(peer.name), deadline).await;
                stage.ok = answer.is_ok();
                self.close_stage(stage, Some(&connection));
                answer
            }
            Ok(false) => {
                let kind = FailureKind::Other;
                let mut failure = connection.failure(Phase::Negotiate, "choose TLS", kind, ClosedBy::Us);
                failure.detail = Some("the server no longer chose TLS".to_owned());
                Err(failure)
            }
            Err(failure) => Err(failure),
        };
        self.waited(connection.round_trips);
        connection.close().await;
        self.settled(answer)
    }

    fn settled(&self, answer: Result<HelloAnswer, Failure>) -> Outcome<HelloAnswer> {
        let mut outcome = answer.into();
        self.not_the_peer(&mut outcome);
        outcome
    }
}
