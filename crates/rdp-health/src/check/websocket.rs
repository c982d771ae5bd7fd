//! The ports for RDP in a WebSocket: closed, unless somebody switched a listener on.

use std::net::SocketAddr;

use crate::observe::{Observations, WebRequest, WebSocketPort};
use crate::options::CheckOptions;
use crate::outcome::{Outcome, Phase};
use crate::plan;
use crate::probe::{Probe, Way, WebServer};
use crate::target::TargetSummary;

/// Asks both ports, if that is worth it.
pub(super) async fn look(
    probe: &mut Probe<'_>,
    seen: &Observations,
    target: &TargetSummary,
    options: &CheckOptions,
) -> Outcome<Vec<WebSocketPort>> {
    let host = match plan::beside(seen, target, options) {
        Ok(host) => host,
        Err(why) => return Outcome::skipped(why),
    };
    let mut ports = Vec::new();
    for (port, tls) in [(options.websocket_port, false), (options.websocket_tls_port, true)] {
        probe.rest().await;
        if probe.out_of_time() {
            break;
        }
        let through = host.through.as_ref().map(|through| through.to_port(port));
        let address = match through {
            Some(_) => host.address,
            None => SocketAddr::new(host.address.ip(), port),
        };
        let name = match target.address() {
            Some(ip) => SocketAddr::new(ip, port).to_string(),
            None => format!("{}:{port}", target.host),
        };
        let way = Way { address, through: through.as_ref() };
        let server = WebServer { name: &target.host, host: &name, way, tls, phase: Phase::Websocket };
        let why = "is a WebSocket listener switched on?";
        let conversation = probe.web(&server, WebRequest::Listener, why).await;
        let mut seen = WebSocketPort::new(address, tls, conversation);
        seen.through = through;
        ports.push(seen);
    }
    match ports.is_empty() {
        true => Outcome::skipped("the time for this host was used up"),
        false => Outcome::Done(ports),
    }
}
