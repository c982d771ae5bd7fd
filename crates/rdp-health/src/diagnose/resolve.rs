//! Rules about names: resolution comes before the first RDP byte.

mod aliases;
mod disagree;
mod local;
mod no_address;
mod seen;
mod servers;
mod suspicious;
mod words;

use self::seen::Seen;
use self::words::{at, listed};
use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Scene;
use crate::outcome::Outcome;

pub(super) fn judge(scene: &Scene<'_>) -> Said {
    let mut said = Said::default();
    let host = &scene.observations.host;
    let Some(resolution) = host.resolve.done() else { return said };
    let seen = Seen::of(host, resolution);
    if resolution.given {
        // An address that cannot be tested is the fault, whoever gave it.
        let unusable = seen.only_left_out().filter(|_| resolution.addresses.is_empty());
        let finding = unusable.or_else(|| seen.beside_the_given(&mut said));
        said.findings.extend(finding);
    } else if resolution.addresses.is_empty() {
        let finding = seen.no_address(&mut said);
        said.findings.extend(finding);
    } else if resolution.from_second {
        let protected = seen.rebinding_protection();
        said.find(protected.unwrap_or_else(|| seen.known_to_the_second_alone()));
    } else {
        said.findings.extend(seen.disagreement());
        said.findings.extend(aliases::ambiguous(resolution));
        said.findings.extend(seen.failing_servers());
        said.findings.extend(seen.slow(scene.policy));
        said.findings.extend(seen.wildcard());
        said.findings.extend(seen.leads_here());
    }
    said
}

impl Seen<'_> {
    /// Whoever clients ask has no address, and the second DNS server has.
    fn known_to_the_second_alone(&self) -> Finding {
        let name = &self.resolution.name;
        let addresses = self.resolution.in_second_dns();
        let second = self.servers.iter().position(|server| server.second);
        let server = second.and_then(|index| self.servers.get(index)).map_or("", |server| &server.server);
        let finding = Finding::of(CauseId::DnsResolversDisagree, Confidence::Certain).severity(Severity::Error).says(format!(
            "{}None of this computer's resolvers has an address for {name}, while the DNS server {server} returns {}.",
            self.by_address(),
            listed(&addresses)
        ));
        let finding = finding.evidence(at().server(second.unwrap_or(0)), listed(&addresses));
        match self.resolution.system.failed() {
            Some(failure) => finding.evidence(at().system_answer(), failure.phrase()),
            None => finding,
        }
    }

    /// The caller gave the address. What the name itself leads to is worth knowing, and is no fault of the host there.
    fn beside_the_given(&self, said: &mut Said) -> Option<Finding> {
        let (resolution, name) = (self.resolution, &self.resolution.name);
        if matches!((&resolution.system, &resolution.direct), (Outcome::Skipped(_), Outcome::Skipped(_))) {
            return None;
        }
        let mut own = resolution.in_dns();
        own.extend(resolution.system.done().into_iter().flat_map(|system| &system.addresses));
        if own.is_empty() {
            // What is not known of the name is no reason against a verdict on the address.
            let mut beside = Said::default();
            let finding = self.no_address(&mut beside)?.severity(Severity::Info);
            said.ruled_out.extend(beside.ruled_out);
            let says = format!("{}{}", self.by_address(), finding.summary);
            return Some(finding.says(says));
        }
        if resolution.addresses.iter().any(|given| own.contains(given)) {
            return None;
        }
        own.dedup();
        let finding = Finding::of(CauseId::DnsResolversDisagree, Confidence::Certain)
            .severity(Severity::Info)
            .says(format!(
                "The given address was tested ({}); the name {name} itself resolves to {}.",
                listed(&resolution.addresses),
                listed(&own)
            ));
        Some(match resolution.system.done() {
            Some(system) => finding.evidence(at().system_answer(), listed(&system.addresses)),
            None => finding.evidence(at().servers(), listed(&own)),
        })
    }
}
