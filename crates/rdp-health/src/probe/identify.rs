//! A port that stays silent to RDP is addressed in another language: some services wait for their client.

use rdp_health_wire::tls::ClientHello;
use tokio::time::Instant;

use super::net::Connection;
use super::random;
use super::recognise::{UNKNOWN_SERVICE, recognise};
use crate::hex::hex;
use crate::observe::{Greeting, Language};
use crate::outcome::{Failure, Phase};

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
    };
    let mut answer = Vec::new();
    connection.send(&opening, deadline).await.map_err(|error| {
        connection.failed(Phase::Negotiate, "address the service in another language", &error)
    })?;
    connection
        .receive(&mut answer, deadline)
        .await
        .map_err(|error| connection.failed(Phase::Negotiate, "read the service's answer", &error))?;
    let service = recognise(&answer).unwrap_or(UNKNOWN_SERVICE);
    Ok(Greeting::new(service, hex(connection.first_bytes()), connection.elapsed()))
}
