//! A port that stays silent to RDP is addressed in another language: some services wait for their client.

use rdp_health_wire::tls::ClientHello;
use std::time::Duration;

use tokio::time::Instant;

use super::net::Connection;
use super::{random, recognise};
use crate::hex::hex;
use crate::observe::{Greeting, Language};
use crate::outcome::{Failure, Phase};

/// A service that speaks first does so at once, and a forwarder that finds nobody gives up soon.
const WATCH: Duration = Duration::from_millis(2000);

/// Speaks first in `language`, and reads one answer.
pub(super) async fn identify(
    connection: &mut Connection,
    language: Language,
    deadline: Instant,
) -> Result<Greeting, Failure> {
    connection.begin_phase();
    let opening = match language {
        Language::Http => b"GET / HTTP/1.0\r\n\r\n".to_vec(),
        Language::Junk => b"rdp-health\r\n".to_vec(),
        Language::Tls => ClientHello::tls12(random()).encode_record(),
        Language::Nothing => return listen(connection, deadline.min(Instant::now() + WATCH)).await,
    };
    connection.send(&opening, deadline).await.map_err(|error| {
        connection.failed(Phase::Negotiate, "address the service in another language", &error)
    })?;
    answer(connection, "read the service's answer", deadline).await
}

/// Says nothing, and reads what the service says by itself.
pub(super) async fn listen(connection: &mut Connection, deadline: Instant) -> Result<Greeting, Failure> {
    connection.begin_phase();
    answer(connection, "read what the service says first", deadline).await
}

async fn answer(
    connection: &mut Connection,
    what: &'static str,
    deadline: Instant,
) -> Result<Greeting, Failure> {
    let mut answer = Vec::new();
    connection
        .receive(&mut answer, deadline)
        .await
        .map_err(|error| connection.failed(Phase::Negotiate, what, &error))?;
    let service = recognise::service(&answer);
    Ok(Greeting::new(service, hex(connection.first_bytes()), connection.elapsed()))
}
