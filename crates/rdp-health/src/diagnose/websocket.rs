//! What the WebSocket ports say, and what they do not: no client on 3389 ever uses them.

use super::catalogue::CauseId;
use super::said::Said;
use super::scene::Scene;
use crate::observe::{Endpoint, HostFault, Said as ProxySays};
use crate::outcome::FailureKind as K;

pub(super) fn judge(scene: &Scene<'_>) -> Said {
    let mut said = Said::default();
    let Some(listeners) = scene.observations.websocket.done() else { return said };
    let closed = |listener: &Endpoint| {
        listener.addresses.iter().all(|at| {
            let kinds = [K::Refused, K::Silence, K::Prohibited, K::HostUnreachable];
            at.conversations.iter().all(|conversation| {
                let failure = conversation.connect.failed();
                let reported = conversation.proxy.done().is_some_and(|answer| match answer.said() {
                    ProxySays::OfTheHost(fault) => fault != HostFault::NameUnknown,
                    _ => false,
                });
                reported
                    || at.through.is_none() && failure.is_some_and(|failure| kinds.contains(&failure.kind))
            })
        })
    };
    if !listeners.iter().all(closed) {
        return said;
    }
    let numbers: Vec<String> = listeners.iter().map(|listener| listener.port.to_string()).collect();
    let numbers = numbers.join(" and ");
    said.rule_out(
        CauseId::MythWebsocketRule,
        format!(
            "nothing answers on TCP {numbers}, which is normal: no RDP client uses these ports, and the firewall \
             rule \"Remote Desktop (WebSocket)\" fixes nothing"
        ),
    );
    said
}
