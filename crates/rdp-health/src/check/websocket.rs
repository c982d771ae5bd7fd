//! The ports for RDP in a WebSocket: closed, unless somebody switched a listener on.

use std::net::SocketAddr;

use crate::observe::{Observations, WebRequest, WebSocketPort};
use crate::options::CheckOptions;
use crate::outcome::{Outcome, Phase};
use crate::plan;
use crate::probe::{Probe, WebServer};
use crate::target::TargetSummary;

/// Asks both ports, if that is worth it.
pub(super) async fn look(
    probe: &mut Probe<'_>,
    seen: &Observations,
    target: &TargetSummary,
    options: &CheckOptions,
) -> Outcome<Vec<WebSocketPort>> {
    let address = match plan::beside(seen, target, options) {
        Ok(address) => address,
        Err(why) => return Outcome::skipped(why),
    };
    let mut ports = Vec::new();
    for (port, tls) in [(options.websocket_port, false), (options.websocket_tls_port, true)] {
        probe.rest().await;
        if probe.out_of_time() {
            break;
        }
        let address = SocketAddr::new(address.ip(), port);
        let host = match target.address() {
            Some(ip) => SocketAddr::new(ip, port).to_string(),
            None => format!("{}:{port}", target.host),
        };
        let server = WebServer { name: &target.host, host: &host, address, tls, phase: Phase::Websocket };
        let why = "is a WebSocket listener switched on?";
        let conversation = probe.web(&server, WebRequest::Listener, why).await;
        ports.push(WebSocketPort::new(address, tls, conversation));
    }
    match ports.is_empty() {
        true => Outcome::skipped("the time for this host was used up"),
        false => Outcome::Done(ports),
    }
}
