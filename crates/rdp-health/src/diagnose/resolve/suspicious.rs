//! Rules about answers that cannot be meant: of servers that know every name, of filters, of routers that protect.

use std::net::IpAddr;

use super::seen::{Seen, denies};
use super::words::{at, listed};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::observe::AddressObservations;
use crate::outcome::{FailureKind, Outcome};

/// Names for use on one machine lead to it on purpose (RFC 6761).
const OF_THIS_MACHINE: [&str; 2] = ["localhost", "test"];

impl Seen<'_> {
    /// Names that nobody has lead to the same address.
    pub(super) fn wildcard(&self) -> Option<Finding> {
        let (resolution, name) = (self.resolution, &self.resolution.name);
        let made_up = resolution.made_up.done()?;
        let same = |addresses: &[IpAddr]| addresses.iter().any(|one| resolution.addresses.contains(one));
        let caught: Vec<_> = made_up.iter().filter(|one| same(&one.addresses)).collect();
        let first = caught.first()?;
        let (_, server) = self.own_servers().next()?;
        let everything =
            caught.iter().any(|one| one.name.ends_with(".example") && !name.ends_with(".example"))
                || 1 < caught.len();
        // A short name goes to the first suffix that answers, and a wildcard always does.
        let completed = server.completed.as_ref();
        let foreign = self.host.addresses.iter().any(is_another_service);
        let (confidence, severity, says) = match (everything, completed) {
            (true, _) => (
                Confidence::Likely,
                Severity::Error,
                format!(
                    "The DNS server {} resolves every name to {}, even made-up ones: {name} may not exist at all.",
                    server.server,
                    listed(&first.addresses)
                ),
            ),
            (false, Some(full)) => (
                Confidence::Likely,
                Severity::Error,
                format!(
                    "The short name {name} was completed to {full}, whose zone resolves every name to {}: it may be \
                     the wrong suffix.",
                    listed(&first.addresses)
                ),
            ),
            (false, None) => (
                Confidence::Possible,
                if foreign { Severity::Warning } else { Severity::Info },
                format!(
                    "The zone of {name} resolves every name to {}, even made-up ones: {name} may be misspelt or not \
                     registered.",
                    listed(&first.addresses)
                ),
            ),
        };
        let finding = Finding::of(CauseId::DnsWildcard, confidence).severity(severity).says(says);
        Some(caught.into_iter().fold(finding, |finding, one| {
            finding.evidence(at().made_up(), format!("{}, made up: {}", one.name, listed(&one.addresses)))
        }))
    }

    /// A public name that leads to this computer itself.
    pub(super) fn leads_here(&self) -> Option<Finding> {
        let (resolution, name) = (self.resolution, &self.resolution.name);
        let lower = name.to_ascii_lowercase();
        let last = lower.rsplit('.').next().unwrap_or_default();
        let own = self.working.is_some() || OF_THIS_MACHINE.contains(&last) || !name.contains('.');
        let here = resolution.addresses.iter().all(IpAddr::is_loopback);
        let in_dns = resolution.in_dns();
        let from_dns = resolution.addresses.iter().any(|address| in_dns.contains(address));
        (!own && here && from_dns && !resolution.addresses.is_empty()).then(|| {
            Finding::of(CauseId::DnsPointsElsewhere, Confidence::Likely)
                .severity(Severity::Error)
                .says(format!(
                    "DNS resolves {name} to {}, which is this computer itself: a DNS filter (blocklist) or a wrong \
                     record.",
                    listed(&resolution.addresses)
                ))
                .evidence(at().servers(), listed(&in_dns))
        })
    }

    /// The own server says that there is no record, and the second has private addresses alone.
    pub(super) fn rebinding_protection(&self) -> Option<Finding> {
        let name = &self.resolution.name;
        let addresses = self.resolution.in_second_dns();
        let emptied = |outcome: &&Outcome<crate::observe::Answer>| {
            outcome.done().is_some_and(|answer| answer.rcode == "NOERROR" && answer.addresses.is_empty())
        };
        let (index, server) = self.own_servers().next()?;
        let all =
            self.own_servers().all(|(_, server)| denies(server) && server.outcomes().iter().all(emptied));
        let second = self.servers.iter().position(|server| server.second)?;
        let other = self.servers.get(second)?;
        (all && addresses.iter().all(is_private)).then(|| {
            Finding::of(CauseId::DnsRebindProtection, Confidence::Likely)
                .says(format!(
                    "{}The DNS server {} returns no address for {name}, while {} returns {}: the router's DNS \
                     removes private addresses (DNS rebinding protection).",
                    self.by_address(),
                    server.server,
                    other.server,
                    listed(&addresses)
                ))
                .evidence(at().server(index).a(), "A: no such record")
                .evidence(at().server(second), listed(&addresses))
        })
    }
}

fn is_another_service(address: &AddressObservations) -> bool {
    address.conversations.iter().any(|one| {
        let foreign = one.negotiate.failed().is_some_and(|failure| failure.kind == FailureKind::ForeignBytes);
        foreign || one.greeting.done().is_some()
    })
}

/// What a router takes for an address of its own networks (RFC 1918, RFC 4193, RFC 6598).
fn is_private(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && (64..128).contains(&second);
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || shared
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_loopback() || v6.is_unicast_link_local(),
    }
}
