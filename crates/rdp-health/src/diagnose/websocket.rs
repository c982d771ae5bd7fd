//! What the WebSocket ports say, and what they do not: no client on 3389 ever uses them.

use super::{CauseId, RuledOut};
use crate::observe::{Endpoint, HostFault, Observations, Said};
use crate::outcome::FailureKind as K;

pub(super) fn judge(observations: &Observations, ruled_out: &mut Vec<RuledOut>) {
    let Some(listeners) = observations.websocket.done() else { return };
    let closed = |listener: &Endpoint| {
        listener.addresses.iter().all(|at| {
            let kinds = [K::Refused, K::Silence, K::Prohibited, K::HostUnreachable];
            at.conversations.iter().all(|conversation| {
                let failure = conversation.connect.failed();
                let reported = conversation.proxy.done().is_some_and(|answer| match answer.said() {
                    Said::OfTheHost(fault) => fault != HostFault::NameUnknown,
                    _ => false,
                });
                reported
                    || at.through.is_none() && failure.is_some_and(|failure| kinds.contains(&failure.kind))
            })
        })
    };
    if !listeners.iter().all(closed) {
        return;
    }
    let numbers: Vec<String> = listeners.iter().map(|listener| listener.port.to_string()).collect();
    let numbers = numbers.join(" and ");
    ruled_out.push(RuledOut {
        id: CauseId::MythWebsocketRule,
        because: format!(
            "nothing answers on TCP {numbers}, which is healthy: no RDP client uses them, and the firewall rule \"Remote \
             Desktop (WebSocket)\" cures nothing"
        ),
    });
}
