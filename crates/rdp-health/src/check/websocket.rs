//! The ports for RDP in a WebSocket: closed, unless somebody switched a listener on.

use std::net::SocketAddr;

use crate::observe::{AddressObservations, Endpoint, Observations, Question, Role};
use crate::options::CheckOptions;
use crate::outcome::Outcome;
use crate::plan;
use crate::probe::{Peer, Probe, Way};
use crate::target::Target;

/// Asks both ports, if that is worth it.
pub(super) async fn look(
    probe: &mut Probe<'_>,
    seen: &Observations,
    target: &Target,
    options: &CheckOptions,
) -> Outcome<Vec<Endpoint>> {
    let host = match plan::beside(seen, target, options) {
        Ok(host) => host,
        Err(why) => return Outcome::skipped(why),
    };
    let mut listeners = Vec::new();
    for (port, role) in
        [(options.websocket_port, Role::Websocket), (options.websocket_tls_port, Role::WebsocketTls)]
    {
        probe.rest().await;
        if probe.out_of_time() {
            break;
        }
        let through = host.through.as_ref().map(|through| through.to_port(port));
        let address = match through {
            Some(_) => host.address,
            None => SocketAddr::new(host.address.ip(), port),
        };
        let mut listener = Endpoint::new(role, seen.host.name.clone(), port);
        listener.resolve = Outcome::skipped("it is at the host's address");
        let mut at = AddressObservations::new(address);
        at.through = through;
        let peer = Peer { role, name: &listener.name, way: Way::from(&at) };
        let why = "is a WebSocket listener switched on?";
        at.conversations.push(probe.ask(&peer, Question::first(role), why).await);
        listener.addresses.push(at);
        listeners.push(listener);
    }
    match listeners.is_empty() {
        true => Outcome::skipped("the time for this host was used up"),
        false => Outcome::Done(listeners),
    }
}
