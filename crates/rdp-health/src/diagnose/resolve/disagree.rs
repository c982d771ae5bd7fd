//! Rules about sources that give different addresses for one name.

use std::net::IpAddr;

use super::seen::{Seen, denies};
use super::words::{at, listed};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::observe::ServerAnswers;
use crate::outcome::{FailureKind, Outcome};

/// Answers that are good for no longer than this change from one caller to the next by design, in seconds.
const SHORT_LIVED_S: u32 = 60;

impl Seen<'_> {
    pub(super) fn disagreement(&self) -> Option<Finding> {
        let found = self.works_elsewhere().or_else(|| self.differs())?;
        // Whoever gives another answer each time may give the same ones as the other, in time.
        let one_of_many = self.resolution.rotates() && Confidence::Possible < found.confidence;
        Some(match one_of_many && found.severity < Severity::Error {
            true => {
                let says = format!(
                    "{} The servers rotate their answers, which may be the only difference.",
                    found.summary
                );
                let finding = found.says(says).severity(Severity::Info);
                Finding { confidence: Confidence::Possible, ..finding }
            }
            false => found,
        })
    }

    /// The name's own addresses let nobody in, and one that another source gives does.
    fn works_elsewhere(&self) -> Option<Finding> {
        let (resolution, name) = (self.resolution, &self.resolution.name);
        let index = self.host.works_elsewhere()?;
        let working = self.host.addresses.get(index)?.address.ip();
        let gives = |addresses: &[IpAddr]| addresses.contains(&working);
        let server =
            self.servers.iter().enumerate().find(|(_, server)| server.ever_given().any(|one| one == working));
        let (from, place) = match (server, resolution.system.done()) {
            (Some((index, server)), _) => {
                (format!("the DNS server {}", server.server), at().server(index).into())
            }
            (None, Some(system)) if gives(&system.addresses) => {
                ("this computer's resolver".to_owned(), String::from(at().system_answer()))
            }
            _ => return None,
        };
        let used = listed(&resolution.addresses);
        let system = resolution.system.done().map_or(&[][..], |system| &system.addresses);
        let (who, used_at) = match (self.in_hosts_file(system), resolution.system.done()) {
            (Some(_), _) => ("this computer's hosts file", String::from(at().hosts_file())),
            (None, Some(_)) => ("this computer", String::from(at().system_answer())),
            (None, None) => ("DNS", String::from(at().servers())),
        };
        Some(
            Finding::of(CauseId::DnsResolversDisagree, Confidence::Certain)
                .severity(Severity::Error)
                .says(format!(
                    "For {name}, {who} returns {used}, where no client can connect; {from} returns {working}, which \
                     works."
                ))
                .evidence(used_at, used)
                .evidence(place, working.to_string())
                .evidence(at().address(index), format!("{working} accepts clients")),
        )
    }

    fn differs(&self) -> Option<Finding> {
        let name = &self.resolution.name;
        let in_dns = self.resolution.in_dns();
        let finding = Finding::of(CauseId::DnsResolversDisagree, self.as_sure_as_its_age());
        if let Some(finding) = self.servers_disagree() {
            return Some(finding);
        }
        // A bare host name goes through search lists, NetBIOS and mDNS: the two askings are different questions.
        if !name.contains('.') {
            return None;
        }
        if self.system_kind() == Some(FailureKind::NotFound) && !in_dns.is_empty() {
            return Some(
                finding
                    .says(format!(
                        "{}DNS knows {name}, but programs on this computer do not find it.",
                        self.by_address()
                    ))
                    .evidence(at().system_answer(), "no address")
                    .evidence(at().servers(), listed(&in_dns)),
            );
        }
        let system = &self.resolution.system.done()?.addresses;
        if self.own_servers().next().is_some() && self.own_servers().all(|(_, server)| denies(server)) {
            return Some(
                match self.in_hosts_file(system) {
                    Some(hosts) => finding
                        .says(format!("{name} is in this computer's hosts file, but not in DNS."))
                        .evidence(at().hosts_file(), listed(hosts)),
                    None => finding.says(format!(
                        "Only this computer resolves {name}, not DNS itself: through its DNS suffix search list, \
                         mDNS or a name resolution policy."
                    )),
                }
                .severity(Severity::Info)
                .evidence(at().system_answer(), listed(system))
                .evidence(at().servers(), "no address"),
            );
        }
        let apart = !in_dns.is_empty() && !in_dns.iter().any(|address| system.contains(address));
        apart.then(|| {
            match self.in_hosts_file(system) {
                Some(hosts) => finding
                    .says(format!(
                        "This computer's hosts file has {} for {name}, but DNS has {}.",
                        listed(hosts),
                        listed(&in_dns)
                    ))
                    .evidence(at().hosts_file(), listed(hosts)),
                None => finding
                    .says(format!("This computer and the DNS server return different addresses for {name}.")),
            }
            .evidence(at().system_answer(), listed(system))
            .evidence(at().servers(), listed(&in_dns))
        })
    }

    /// What the hosts file has, if that is where the system's answer is from.
    fn in_hosts_file(&self, system: &[IpAddr]) -> Option<&[IpAddr]> {
        let hosts = self.resolution.hosts_file.done()?;
        hosts.iter().any(|address| system.contains(address)).then_some(hosts)
    }

    /// Two servers that both have addresses and not one in common.
    fn servers_disagree(&self) -> Option<Finding> {
        let given: Vec<(usize, &ServerAnswers, Vec<IpAddr>)> = self
            .servers
            .iter()
            .enumerate()
            .map(|(index, server)| (index, server, server.ever_given().collect::<Vec<_>>()))
            // That a server of the caller knows no address is worth a word; others may serve another zone.
            .filter(|(_, server, addresses)| !addresses.is_empty() || server.second && denies(server))
            .collect();
        let (index, first, addresses) = given.first()?;
        let (other_index, other, others) =
            given.iter().find(|(_, _, others)| !others.iter().any(|address| addresses.contains(address)))?;
        Some(
            Finding::of(CauseId::DnsResolversDisagree, self.as_sure_as_its_age())
                .says(match others.is_empty() {
                    true => format!(
                        "The DNS server {} has addresses for {}, and {} has none.",
                        first.server, self.resolution.name, other.server
                    ),
                    false => format!(
                        "The DNS servers {} and {} return different addresses for {}.",
                        first.server, other.server, self.resolution.name
                    ),
                })
                .evidence(at().server(*index), listed(addresses))
                .evidence(
                    at().server(*other_index),
                    if others.is_empty() { "no address".to_owned() } else { listed(others) },
                ),
        )
    }

    /// Two caches may hold two turns of one name for as long as its records live.
    fn as_sure_as_its_age(&self) -> Confidence {
        let answers = self.servers.iter().flat_map(ServerAnswers::outcomes).filter_map(Outcome::done);
        let mut with_addresses = answers.filter(|answer| !answer.addresses.is_empty());
        match with_addresses.any(|answer| answer.ttl_s.is_some_and(|ttl| ttl <= SHORT_LIVED_S)) {
            true => Confidence::Likely,
            false => Confidence::Certain,
        }
    }
}
