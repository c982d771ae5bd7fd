//! Machines that are asked over HTTP: the RD Gateway.

use rdp_health::observe::{
    GatewayObservations, WebAddress, WebAnswer, WebConversation, WebRequest, WebSocketPort,
};
use rdp_health::{FailureKind, Outcome, Phase};

use super::super::{facts, names, session, trust};
use super::{INDENT, NAME, Table, proxy};
use crate::page::{Page, plain, styled};
use crate::style::{BAD, BOLD};

impl Table<'_> {
    pub(super) fn gateway(&self, page: &mut Page<'_>, seen: &GatewayObservations) {
        page.item(INDENT, "", &[styled(BOLD, format!("RD Gateway {}", seen.gateway))]);
        match &seen.resolve {
            Outcome::Done(resolution) => self.row(page, "  resolve", None, names::resolution(resolution)),
            Outcome::Failed(failure) => self.row(page, "  resolve", None, facts::failure(failure)),
            Outcome::Skipped(_) => {}
        }
        for address in &seen.addresses {
            self.web_address(page, address);
        }
    }

    pub(super) fn websocket(&self, page: &mut Page<'_>, ports: &[WebSocketPort]) {
        for port in ports {
            let conversation = &port.conversation;
            let name = format!("WebSocket {}", port.number());
            let failed = conversation.connect.failed().filter(|_| port.through.is_none());
            let usual = failed.is_some_and(|failure| failure.kind == FailureKind::Refused);
            let refusal = proxy::refusal(&conversation.proxy);
            let entry = self.whole_entry(conversation.connection, usual || conversation.failure().is_none());
            let says = match (conversation.failure(), conversation.answer.done()) {
                _ if usual => "closed, as on any host".to_owned(),
                _ if refusal.is_some() => refusal.unwrap_or_default(),
                (Some(failed), _) => facts::failure(failed),
                (None, Some(done)) if done.upgraded => "a listener is switched on".to_owned(),
                (None, Some(done)) => format!("no listener for RDP: {}", answer(done)),
                (None, None) => "no answer".to_owned(),
            };
            self.row(page, &name, entry.as_ref(), says);
        }
    }

    fn web_address(&self, page: &mut Page<'_>, seen: &WebAddress) {
        if let Some(first) = seen.conversations.first() {
            let number = first.connection;
            let entry = |phase| self.entry(number, phase);
            let connected = |_: &_| format!("connected to {}", seen.address);
            self.outcome(page, "  connect", entry(Phase::Connect), &first.connect, connected);
            self.outcome(page, "  proxy", entry(Phase::Proxy), &first.proxy, proxy::answered);
            self.outcome(page, "  TLS", entry(Phase::Tls), &first.tls, facts::session);
            if let Some(chain) = first.certificates.done() {
                let head = format!("{:INDENT$}{:NAME$}", "", "  certificate");
                page.line(&[plain(&head)], head.len(), &[plain(trust::chain(chain, self.report))]);
            }
            self.outcome(page, "  HTTP", entry(Phase::Gateway), &first.answer, answer);
        }
        for conversation in seen.conversations.iter().skip(1) {
            self.web_conversation(page, conversation);
        }
        for hello in &seen.hellos {
            self.whole(page, hello, false);
        }
        if let Some(why) = &seen.cut_short {
            page.item(INDENT + 2, "", &[styled(BAD, "cut short: "), plain(why)]);
        }
    }

    /// A further connection on one line.
    fn web_conversation(&self, page: &mut Page<'_>, conversation: &WebConversation) {
        let number = conversation.connection;
        let entry = self.whole_entry(number, conversation.failure().is_none());
        let says = match (conversation.failure(), conversation.answer.done()) {
            (Some(failed), _) => facts::failure(failed),
            (None, Some(done)) => answer(done),
            (None, None) => proxy::refusal(&conversation.proxy).unwrap_or_else(|| "no answer".to_owned()),
        };
        let facts = format!("{}: {says}", request(conversation.request));
        self.row(page, &format!("  connection {number}"), entry.as_ref(), facts);
    }
}

fn request(request: WebRequest) -> &'static str {
    match request {
        WebRequest::RdgUpgrade => "again",
        WebRequest::Rdg => "without the upgrade",
        WebRequest::RdgGet => "with GET",
        WebRequest::RdgSspiNtlm => "upgrade, logon after it",
        WebRequest::RdgNtlm | WebRequest::RdgNegotiate => "names and clock",
        WebRequest::RpcProxy => "the older RPC transport",
        WebRequest::Root => "GET /",
        _ => "another request",
    }
}

pub(super) fn answer(answer: &WebAnswer) -> String {
    let mut parts = vec![match (answer.upgraded, &answer.server) {
        (true, _) => "101, the WebSocket is open".to_owned(),
        (false, Some(server)) => format!("{} from {server}", answer.status),
        (false, None) => answer.status.to_string(),
    }];
    parts.extend(answer.via.as_ref().map(|via| format!("by way of {via}")));
    parts.extend(answer.location.as_ref().map(|location| format!("leads to {location}")));
    if let Some(ntlm) = &answer.ntlm {
        let names = [&ntlm.dns_computer, &ntlm.netbios_computer];
        parts.extend(names.into_iter().flatten().next().map(|name| format!("it is {name}")));
        let domains = [&ntlm.dns_domain, &ntlm.netbios_domain];
        parts.extend(domains.into_iter().flatten().next().map(|name| format!("of {name}")));
        parts.extend(ntlm.os.as_ref().map(|os| match &os.release {
            Some(release) => format!("{release} ({})", os.version),
            None => os.version.clone(),
        }));
        parts.extend(ntlm.clock.as_ref().map(session::clock));
    } else if !answer.schemes.is_empty() {
        parts.push(format!("offers {}", answer.schemes.join(", ")));
    }
    parts.join(", ")
}
