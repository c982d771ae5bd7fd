//! The proxy through which the host was reached.

use rdp_health::observe::{AddressObservations, ProxyAnswer};
use rdp_health::{Outcome, Phase};

use super::super::{facts, names};
use super::Table;
use crate::page::Page;

impl Table<'_> {
    /// How its name became addresses, where it is one.
    pub(super) fn proxy(&self, page: &mut Page<'_>) {
        let Some(seen) = self.report.observations.proxy.done() else { return };
        let entry = self.entry(0, Phase::Resolve);
        let says = match &seen.resolve {
            Outcome::Done(resolution) => names::resolution(resolution),
            Outcome::Failed(failure) => facts::failure(failure),
            Outcome::Skipped(_) => return,
        };
        self.row(page, "proxy's name", entry, says);
    }
}

/// What the proxy said.
pub(super) fn answered(answer: &ProxyAnswer) -> String {
    match answer.opened() {
        true => format!("opened the way: {}", answer.reply),
        false => answer.reply.to_string(),
    }
}

/// The host, and through what it was asked, with the address of the proxy.
pub(super) fn place(seen: &AddressObservations) -> String {
    match &seen.through {
        Some(through) => format!("{through} ({})", seen.address),
        None => seen.address.to_string(),
    }
}

/// What a proxy said that did not open the way.
pub(super) fn refusal(answer: &Outcome<ProxyAnswer>) -> Option<String> {
    let answer = answer.done().filter(|answer| !answer.opened())?;
    Some(format!("the proxy: {}", answer.reply))
}
