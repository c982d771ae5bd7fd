//! The quality of the way: short conversations, one after the other, each with its times and what TCP knows of it.

use rdp_health_wire::negotiation::SecurityProtocols;

use super::negotiate::Before;
use super::net::Connection;
use super::{Peer, Probe, negotiate};
use crate::observe::{Attempt, Connected, PathQuality};
use crate::outcome::{Outcome, Phase, Skipped};

impl Probe<'_> {
    /// Holds up to so many conversations with an RDP port: TCP handshake, X.224 negotiation, end.
    pub(crate) async fn measure_path(
        &self,
        peer: &Peer<'_>,
        protocols: SecurityProtocols,
        attempts: u16,
    ) -> Outcome<PathQuality> {
        let mut made = Vec::new();
        for _ in 0..attempts {
            self.rest().await;
            if self.out_of_time() {
                break;
            }
            made.push(self.attempt(peer, protocols).await);
        }
        // What our own time cut short says nothing about the way.
        if self.out_of_time() {
            made.pop();
        }
        match made.is_empty() {
            true => Outcome::Skipped(Skipped::OutOfTime),
            false => Outcome::Done(PathQuality::new(made)),
        }
    }

    async fn attempt(&self, peer: &Peer<'_>, protocols: SecurityProtocols) -> Attempt {
        let address = peer.way.address;
        let (number, _turn) = self.next_connection(address).await;
        let mut attempt = Attempt::new(number);
        let mut stage = self.stage(Phase::Connect, attempt.connection, Some(address));
        let dialled = Connection::dial(
            address,
            None,
            self.deadline(self.options.timeouts.connect),
            self.options.timeouts.answer,
        )
        .await;
        stage.ok = dialled.is_ok();
        let elapsed = self.close_stage(stage, dialled.as_ref().ok());
        let mut connection = match dialled {
            Ok(connection) => connection,
            Err(failure) => {
                self.waited(1);
                attempt.connect = Outcome::Failed(failure);
                return attempt;
            }
        };
        let local = connection.local_address().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
        attempt.connect = Outcome::Done(Connected::new(local, elapsed));
        let mut stage = self.stage(Phase::Path, attempt.connection, Some(address));
        let deadline = self.deadline(connection.wait);
        attempt.negotiate =
            negotiate::negotiate(&mut connection, protocols, Before::Opening(peer.opening), deadline)
                .await
                .into();
        attempt.kernel = connection.tcp_facts();
        stage.ok = attempt.negotiate.done().is_some();
        self.close_stage(stage, Some(&connection));
        self.waited(connection.round_trips);
        connection.close().await;
        attempt
    }
}
