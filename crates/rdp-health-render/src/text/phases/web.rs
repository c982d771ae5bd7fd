//! Endpoints beside the host: the RD Gateway, the WebSocket listeners.

use rdp_health::observe::Endpoint;
use rdp_health::{FailureKind, Outcome};

use super::super::{facts, names};
use super::{INDENT, Table, proxy};
use crate::page::{Page, styled};
use crate::style::BOLD;

impl Table<'_> {
    pub(super) fn gateway(&self, page: &mut Page<'_>, seen: &Endpoint) {
        page.item(INDENT, "", &[styled(BOLD, format!("RD Gateway {seen}"))]);
        match &seen.resolve {
            Outcome::Done(resolution) => self.row(page, "  resolve", None, names::resolution(resolution)),
            Outcome::Failed(failure) => self.row(page, "  resolve", None, facts::failure(failure)),
            Outcome::Skipped(_) => {}
        }
        for address in &seen.addresses {
            self.address(page, seen.role, address);
        }
    }

    pub(super) fn kdc_proxy(&self, page: &mut Page<'_>, seen: &Endpoint) {
        let Some(conversation) = seen.conversations().next() else { return };
        let failed = conversation.failure();
        let entry = self.whole_entry(conversation.connection, failed.is_none());
        let says = match (failed, conversation.http.done()) {
            (Some(failed), _) => facts::failure(failed),
            (None, Some(done)) => facts::http(done),
            (None, None) => "no answer".to_owned(),
        };
        self.row(page, "KDC proxy", entry.as_ref(), format!("{seen}: {says}"));
    }

    pub(super) fn websocket(&self, page: &mut Page<'_>, listeners: &[Endpoint]) {
        for listener in listeners {
            let Some(at) = listener.addresses.first() else { continue };
            let Some(conversation) = at.conversations.first() else { continue };
            let name = format!("WebSocket {}", listener.port);
            let failed = conversation.connect.failed().filter(|_| at.through.is_none());
            let usual = failed.is_some_and(|failure| failure.kind == FailureKind::Refused);
            let refusal = proxy::refusal(&conversation.proxy);
            let entry = self.whole_entry(conversation.connection, usual || conversation.failure().is_none());
            let says = match (conversation.failure(), conversation.http.done()) {
                _ if usual => "closed, as on any host".to_owned(),
                _ if refusal.is_some() => refusal.unwrap_or_default(),
                (Some(failed), _) => facts::failure(failed),
                (None, Some(done)) if done.upgraded => "a listener is switched on".to_owned(),
                (None, Some(done)) => format!("no listener for RDP: {}", facts::http(done)),
                (None, None) => "no answer".to_owned(),
            };
            self.row(page, &name, entry.as_ref(), says);
        }
    }
}
