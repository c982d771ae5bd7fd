//! One connection to another port of an address, to learn who is behind a port that says nothing.

use std::net::SocketAddr;
use std::time::Duration;

use super::negotiate::Before;
use super::net::Connection;
use super::peer::Opening;
use super::{Probe, identify, negotiate};
use crate::observe::{Connected, Held, OtherPort, PortQuestion};
use crate::outcome::{Failure, FailureKind, Outcome, Phase};

/// Enough for a SYN and its first repetition.
const LONGEST_WAIT: Duration = Duration::from_millis(1500);
/// A service that speaks first does so at once.
const GREETING: Duration = Duration::from_millis(1000);
/// So long a connection is watched. What stands for a host that is not there gives up much sooner.
const WATCH: Duration = Duration::from_millis(1000);

impl Probe<'_> {
    /// Puts one question to another port of the address.
    pub(crate) async fn ask_port(&self, address: SocketAddr, question: PortQuestion, why: &str) -> OtherPort {
        let (number, _turn) = self.next_connection(address).await;
        let mut other = OtherPort::new(number, address.port(), question, why);
        let mut stage = self.stage(Phase::Connect, number, Some(address));
        let wait = match question {
            PortQuestion::Knock | PortQuestion::Greet | PortQuestion::Unused => {
                self.options.timeouts.connect.min(LONGEST_WAIT)
            }
            PortQuestion::Hold | PortQuestion::Rdp { .. } => self.options.timeouts.connect,
        };
        let dialled =
            Connection::dial(address, None, self.deadline(wait), self.options.timeouts.answer).await;
        stage.ok = dialled.is_ok();
        let elapsed = self.close_stage(stage, dialled.as_ref().ok());
        let mut connection = match dialled {
            Ok(connection) => connection,
            Err(failure) => {
                self.waited(1);
                other.connect = Outcome::Failed(failure);
                self.not_the_peer(&mut other.connect);
                return other;
            }
        };
        let local = connection.local_address().unwrap_or_else(|_| ([0, 0, 0, 0], 0).into());
        other.connect = Outcome::Done(Connected::new(local, elapsed));
        match question {
            PortQuestion::Knock | PortQuestion::Unused => {}
            PortQuestion::Greet => {
                let mut stage = self.stage(Phase::Negotiate, number, Some(address));
                other.greeting = identify::listen(&mut connection, self.deadline(GREETING)).await.into();
                self.not_the_peer(&mut other.greeting);
                stage.ok = other.greeting.done().is_some();
                self.close_stage(stage, Some(&connection));
            }
            PortQuestion::Hold => {
                let mut stage = self.stage(Phase::Negotiate, number, Some(address));
                other.held = self.hold(&mut connection).await.into();
                self.not_the_peer(&mut other.held);
                stage.ok = other.held.done().is_some();
                self.close_stage(stage, Some(&connection));
            }
            PortQuestion::Rdp { protocols } => {
                let mut stage = self.stage(Phase::Negotiate, number, Some(address));
                let deadline = self.deadline(connection.wait);
                other.negotiate = negotiate::negotiate(
                    &mut connection,
                    protocols,
                    Before::Opening(&Opening::USUAL),
                    deadline,
                )
                .await
                .into();
                self.not_the_peer(&mut other.negotiate);
                stage.ok = other.negotiate.done().is_some();
                self.close_stage(stage, Some(&connection));
            }
        }
        self.waited(connection.round_trips);
        connection.close().await;
        other
    }

    /// Says nothing and watches. Silence is what a living service does: it waits for its client.
    async fn hold(&self, connection: &mut Connection) -> Result<Held, Failure> {
        connection.begin_phase();
        let watched = connection.receive(&mut Vec::new(), self.deadline(WATCH)).await;
        match watched.map_err(|error| connection.failed(Phase::Negotiate, "watch the connection", &error)) {
            // Cut short, the watch proves nothing.
            Err(failure) if failure.kind != FailureKind::Silence || self.out_of_time() => Err(failure),
            _ => Ok(Held::new(connection.elapsed())),
        }
    }
}
