//! What the WebSocket ports say, and what they do not: no client on 3389 ever uses them.

use super::{CauseId, RuledOut};
use crate::observe::{Observations, WebSocketPort};
use crate::outcome::FailureKind as K;
use crate::plan::{HostFault, Said, said};

pub(super) fn judge(observations: &Observations, ruled_out: &mut Vec<RuledOut>) {
    let Some(ports) = observations.websocket.done() else { return };
    let closed = |port: &WebSocketPort| {
        let kinds = [K::Refused, K::Silence, K::Prohibited, K::HostUnreachable];
        let failure = port.conversation.connect.failed();
        let reported = port.conversation.proxy.done().is_some_and(|answer| match said(answer) {
            Said::OfTheHost(fault) => fault != HostFault::NameUnknown,
            _ => false,
        });
        reported || port.through.is_none() && failure.is_some_and(|failure| kinds.contains(&failure.kind))
    };
    if !ports.iter().all(closed) {
        return;
    }
    let numbers: Vec<String> = ports.iter().map(|port| port.number().to_string()).collect();
    let numbers = numbers.join(" and ");
    ruled_out.push(RuledOut {
        id: CauseId::MythWebsocketRule,
        because: format!(
            "nothing answers on TCP {numbers}, which is healthy: no RDP client uses them, and the firewall rule \"Remote \
             Desktop (WebSocket)\" cures nothing"
        ),
    });
}
