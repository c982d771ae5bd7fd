//! MCS Connect Initial and what comes back, MS-RDPBCGR 2.2.1.3 and 2.2.1.4. Nothing behind it is ever sent, so no
//! session comes about on the host.

use std::time::Duration;

use rdp_health_wire::gcc::{ClientData, EncryptionMethod, ServerCertificate};
use rdp_health_wire::mcs::{ConnectInitial, ConnectResponse};
use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tpkt;
use rdp_health_wire::x224::ServerAnswer;
use tokio::time::Instant;

use super::channel::{Channel, Framing};
use crate::certificate;
use crate::observe::{RdpCertificate, ServerSettings, SettingsAnswer};
use crate::outcome::Failure;

const READ: &str = "read MCS Connect Response";
/// A chain that a licence server issued fills some kilobytes.
const LONGEST_ANSWER: usize = 32 * 1024;

/// What the Connect Initial repeats and offers.
pub(super) struct Offer {
    /// `selectedProtocol` of the Connection Confirm: a server may drop a client that errs here.
    pub(super) selected: SecurityProtocols,
    /// The server announced EXTENDED_CLIENT_DATA_SUPPORTED, so it will tell what it would do over UDP.
    pub(super) extended: bool,
    /// The ciphers of Standard RDP Security that are offered; `None` = all.
    pub(super) method: Option<EncryptionMethod>,
}

/// Sends one Connect Initial and reads the answer.
pub(super) async fn ask(
    channel: &mut Channel<'_>,
    offer: &Offer,
    deadline: Instant,
) -> Result<SettingsAnswer, Failure> {
    let mut client = ClientData::new(offer.selected);
    if offer.extended {
        client = client.with_extended_blocks();
    }
    if let Some(method) = offer.method {
        client.security.methods = method;
    }
    channel.send(&ConnectInitial { client }.encode(), "send MCS Connect Initial", deadline).await?;
    let framing = Framing { longest: LONGEST_ANSWER, length: tpkt::frame_length };
    let frame = channel.read_message(&framing, READ, deadline).await?;
    if let Ok(ServerAnswer::McsDisconnect(reason)) = ServerAnswer::decode(&frame) {
        return Ok(SettingsAnswer::McsDisconnect { reason });
    }
    let response =
        ConnectResponse::decode(&frame).map_err(|error| channel.malformed(READ, error.to_string()))?;
    let elapsed = channel.connection.elapsed();
    Ok(SettingsAnswer::Response { settings: read(response, elapsed) })
}

fn read(response: ConnectResponse, elapsed: Duration) -> ServerSettings {
    let mut settings = ServerSettings::new(response.result, elapsed);
    if let Some(core) = response.server.core {
        settings.rdp_version = Some(core.version);
        settings.requested_protocols = core.client_requested_protocols;
    }
    if let Some(security) = response.server.security {
        settings.method = Some(security.method);
        settings.level = Some(security.level);
        settings.certificate = security.certificate.map(|certificate| match certificate {
            ServerCertificate::Proprietary(key) => RdpCertificate::Proprietary { bits: key.bit_length },
            ServerCertificate::X509 { chain, .. } => {
                let chain = chain.iter().take(super::MOST_CERTIFICATES);
                RdpCertificate::X509 { chain: chain.map(|der| certificate::read(der)).collect() }
            }
            ServerCertificate::Unknown(bytes) => unreadable(bytes.len()),
            _ => unreadable(0),
        });
    }
    settings.multitransport = response.server.multitransport;
    settings
}

fn unreadable(length: usize) -> RdpCertificate {
    RdpCertificate::Unreadable { length: u32::try_from(length).unwrap_or(u32::MAX) }
}
