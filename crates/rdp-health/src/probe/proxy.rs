//! The way to the host through a proxy: a question to the proxy over the connection that is then the host's.

mod failure;
mod http;
mod socks;

use tokio::time::Instant;

use super::net::Connection;
use super::{Probe, Way};
use crate::observe::ProxyAnswer;
use crate::options::ProxyScheme;
use crate::outcome::{Outcome, Phase, Skipped};

impl Probe<'_> {
    /// Asks the proxy at the other end for the way on. The connection comes back where it leads to the host.
    pub(super) async fn pass(
        &self,
        number: u32,
        way: Way<'_>,
        mut connection: Connection,
        outcome: &mut Outcome<ProxyAnswer>,
    ) -> Option<Connection> {
        let (Some(through), Some(proxy)) = (way.through, &self.options.proxy) else {
            *outcome = Outcome::Skipped(Skipped::NoProxy);
            return Some(connection);
        };
        let mut stage = self.stage(Phase::Proxy, number, Some(way.address));
        // It makes a connection in our place, and gets the time of one.
        let deadline = self.deadline(self.options.timeouts.connect);
        let began = Instant::now();
        connection.begin_phase();
        let credentials = proxy.credentials();
        let reply = match proxy.scheme {
            ProxyScheme::Socks5 => socks::ask(&mut connection, through, credentials, deadline).await,
            ProxyScheme::Http => http::ask(&mut connection, through, credentials, deadline).await,
        };
        *outcome = reply.map(|reply| ProxyAnswer::new(reply, super::since(began))).into();
        self.not_the_peer(outcome);
        let opened = outcome.done().is_some_and(ProxyAnswer::opened);
        stage.ok = opened;
        self.close_stage(stage, Some(&connection));
        if opened {
            connection.lead_on();
            return Some(connection);
        }
        self.waited(connection.round_trips);
        connection.close().await;
        None
    }
}
