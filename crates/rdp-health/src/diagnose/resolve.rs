//! Rules about names: resolution comes before the first RDP byte.

mod aliases;
mod words;

use std::net::IpAddr;
use std::time::Duration;

use self::words::{at, listed};
use super::catalogue::{CauseId, Severity};
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Scene;
use crate::diagnose::pointer::Pointer;
use crate::observe::{Answer, LeftOutBecause, Resolution, ServerAnswers};
use crate::outcome::{Failure, FailureKind, Outcome};
use crate::policy::Policy;

pub(super) fn judge(scene: &Scene<'_>) -> Said {
    let mut said = Said::default();
    let host = &scene.observations.host;
    let Some(resolution) = host.resolve.done() else { return said };
    let servers = resolution.direct.done().map_or(&[][..], Vec::as_slice);
    let working = host.addresses.iter().find(|address| address.lets_in(host.role));
    let seen = Seen { resolution, servers, working: working.map(|address| address.address.ip()) };
    if resolution.given {
        let finding = seen.beside_the_given(&mut said);
        said.findings.extend(finding);
    } else if resolution.addresses.is_empty() {
        let finding = seen.no_address(&mut said);
        said.find(finding);
    } else if resolution.from_second {
        said.find(seen.known_to_the_second_alone());
    } else {
        said.findings.extend(seen.disagreement());
        said.findings.extend(aliases::ambiguous(resolution));
        said.findings.extend(seen.failing_servers());
        said.findings.extend(seen.slow(scene.policy));
    }
    said
}

struct Seen<'a> {
    resolution: &'a Resolution,
    servers: &'a [ServerAnswers],
    /// The first address that lets a client in.
    working: Option<IpAddr>,
}

impl Seen<'_> {
    /// The first failure of this kind that a server gave, and where it stands.
    fn failed(&self, kind: FailureKind) -> Option<(&ServerAnswers, Pointer, &Failure)> {
        self.servers.iter().enumerate().find_map(|(index, server)| {
            let at = at().server(index);
            let answers = [(at.a(), &server.a), (at.aaaa(), &server.aaaa)];
            answers.into_iter().find_map(|(at, outcome)| {
                let failure = outcome.failed().filter(|failure| failure.kind == kind)?;
                Some((server, at, failure))
            })
        })
    }

    fn system_kind(&self) -> Option<FailureKind> {
        self.resolution.system.failed().map(|failure| failure.kind)
    }

    fn no_address(&self, said: &mut Said) -> Finding {
        let name = &self.resolution.name;
        if let Some(finding) = self.only_left_out().or_else(|| aliases::circle(self.resolution)) {
            return finding;
        }
        // A server that answers both questions settles it, whatever others do.
        let settled = self
            .servers
            .iter()
            .enumerate()
            .filter(|(_, server)| !server.second)
            .find_map(|(index, server)| Some((index, server, server.a.done()?, server.aaaa.done()?)));
        if let Some((index, server, a, aaaa)) = settled {
            said.rule_out(CauseId::DnsTimeout, answered(server));
            said.rule_out(CauseId::DnsServerFailed, answered(server));
            let exists = [a, aaaa].iter().any(|answer| answer.rcode == "NOERROR");
            let what = if exists { "exists in DNS, but has no address" } else { "does not exist in DNS" };
            let finding = Finding::of(CauseId::DnsNotFound, Confidence::Certain)
                .evidence(at().server(index).a(), in_words("A", a))
                .evidence(at().server(index).aaaa(), in_words("AAAA", aaaa));
            return aliases::leads_to_nothing(self.resolution, server, what, finding);
        }
        if let Some((server, at, failure)) = self.failed(FailureKind::ServerFailed) {
            let code = failure.detail.as_deref().unwrap_or("an error");
            said.rule_out(CauseId::DnsTimeout, answered(server));
            return Finding::of(CauseId::DnsServerFailed, Confidence::Certain)
                .says(format!("The DNS server {} answers {code} when asked for {name}.", server.server))
                .evidence(at, code);
        }
        match (self.failed(FailureKind::Silence), self.system_kind()) {
            // The system was told that there is no such name, though its servers do not talk to us.
            (_, Some(FailureKind::NotFound)) | (None, _) => self.system_only(),
            (Some((server, at, failure)), _) => Finding::of(CauseId::DnsTimeout, Confidence::Certain)
                .says(format!("The DNS server {} does not answer, so {name} has no address.", server.server))
                .evidence(at, failure.phrase()),
        }
    }

    /// There are addresses, and none of them is worth testing.
    fn only_left_out(&self) -> Option<Finding> {
        let name = &self.resolution.name;
        let half_failed = self.servers.iter().any(|s| s.outcomes().iter().any(|o| o.failed().is_some()));
        let [first, ..] = self.resolution.left_out.as_slice() else { return None };
        let finding = match first.because {
            LeftOutBecause::NoHost => Finding::of(CauseId::DnsPointsElsewhere, Confidence::Certain)
                .severity(Severity::Error)
                .says(format!(
                    "{name} leads to {}, which is no host: a DNS filter or a wrong record.",
                    first.address
                )),
            // With half of the answers missing, nobody knows what the name has.
            LeftOutBecause::OtherFamily if half_failed => return None,
            LeftOutBecause::OtherFamily => Finding::of(CauseId::DnsNoCommonFamily, Confidence::Certain)
                .says(format!("{name} has addresses, but none of the IP version that was asked for.")),
            _ => Finding::of(CauseId::DnsNotFound, Confidence::Likely)
                .says(format!("{name} has only a link-local address, which is good on one link alone.")),
        };
        Some(finding.evidence(at().left_out(), format!("left out: {}", first.address)))
    }

    /// The system folds every DNS failure into a few words.
    fn system_only(&self) -> Finding {
        let name = &self.resolution.name;
        let failure = self.resolution.system.failed();
        let id = match failure.map(|failure| failure.kind) {
            Some(FailureKind::Silence) => CauseId::DnsTimeout,
            Some(FailureKind::ServerFailed | FailureKind::Other) => CauseId::DnsServerFailed,
            _ => CauseId::DnsNotFound,
        };
        let finding = Finding::of(id, Confidence::Likely).says(format!(
            "This computer finds no address for {name}, and no DNS server answers a direct query."
        ));
        match failure {
            Some(failure) => finding.evidence(at().system_answer(), failure.phrase()),
            None => finding.evidence(at().system(), "not asked"),
        }
    }

    /// Whoever clients ask has no address, and the second DNS server has.
    fn known_to_the_second_alone(&self) -> Finding {
        let name = &self.resolution.name;
        let addresses = self.resolution.in_second_dns();
        let second = self.servers.iter().position(|server| server.second);
        let server = second.and_then(|index| self.servers.get(index)).map_or("", |server| &server.server);
        let finding = Finding::of(CauseId::DnsResolversDisagree, Confidence::Certain).severity(Severity::Error).says(format!(
            "{}Nobody that this computer asks has an address for {name}, while the DNS server {server} gives {}.",
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
            let finding = self.no_address(said).severity(Severity::Info);
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
                "The address that you gave was tested ({}); by itself the name {name} leads to {}.",
                listed(&resolution.addresses),
                listed(&own)
            ));
        Some(match resolution.system.done() {
            Some(system) => finding.evidence(at().system_answer(), listed(&system.addresses)),
            None => finding.evidence(at().servers(), listed(&own)),
        })
    }

    /// Said where the name leads nowhere, and the address of another source was tried.
    fn by_address(&self) -> String {
        match self.working {
            Some(address) => format!("By name it fails, by address ({address}) it works. "),
            None => String::new(),
        }
    }

    fn disagreement(&self) -> Option<Finding> {
        let name = &self.resolution.name;
        let in_dns = self.resolution.in_dns();
        let finding = Finding::of(CauseId::DnsResolversDisagree, Confidence::Certain);
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
        let denied = |server: &&ServerAnswers| !server.second;
        if self.servers.iter().any(|server| !server.second) && self.servers.iter().filter(denied).all(denies)
        {
            return Some(
                match self.in_hosts_file(system) {
                    Some(hosts) => finding
                        .says(format!("{name} stands in this computer's hosts file, and not in DNS."))
                        .evidence(at().hosts_file(), listed(hosts)),
                    None => finding.says(format!(
                        "{name} is known to this computer only, not to DNS as such: search list, mDNS or a name policy."
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
                        "The hosts file of this computer says {} for {name}, DNS says {}.",
                        listed(hosts),
                        listed(&in_dns)
                    ))
                    .evidence(at().hosts_file(), listed(hosts)),
                None => finding
                    .says(format!("This computer and the DNS server give different addresses for {name}.")),
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
            .map(|(index, server)| (index, server, server.addresses().collect::<Vec<_>>()))
            // That a server of the caller knows no address is worth a word; others may serve another zone.
            .filter(|(_, server, addresses)| !addresses.is_empty() || server.second && denies(server))
            .collect();
        let (index, first, addresses) = given.first()?;
        let (other_index, other, others) =
            given.iter().find(|(_, _, others)| !others.iter().any(|address| addresses.contains(address)))?;
        Some(
            Finding::of(CauseId::DnsResolversDisagree, Confidence::Certain)
                .says(match others.is_empty() {
                    true => format!(
                        "The DNS server {} has addresses for {}, and {} has none.",
                        first.server, self.resolution.name, other.server
                    ),
                    false => format!(
                        "The DNS servers {} and {} give different addresses for {}.",
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

    /// The name has addresses, yet a server fails: who named it wants to know, others are told.
    fn failing_servers(&self) -> Option<Finding> {
        let (id, (server, at, failure)) = match self.failed(FailureKind::ServerFailed) {
            Some(failed) => (CauseId::DnsServerFailed, failed),
            None => (CauseId::DnsTimeout, self.failed(FailureKind::Silence)?),
        };
        let half = server.outcomes().iter().any(|outcome| outcome.done().is_some());
        let another = self.servers.iter().any(|other| other.addresses().next().is_some());
        // All servers of the system silent to us, and the system content: port 53 is closed to programs. So what.
        if !self.resolution.server_given && !another {
            return None;
        }
        let named = self.resolution.server_given || server.second;
        let severity = if named || half { Severity::Warning } else { Severity::Info };
        Some(
            Finding::of(id, Confidence::Certain)
                .severity(severity)
                .says(format!(
                    "The DNS server {} fails when asked for {}: {}.",
                    server.server,
                    self.resolution.name,
                    failure.phrase()
                ))
                .evidence(at, failure.phrase()),
        )
    }

    /// Slow is what a user waits for: the system's resolver, or the direct query where that one was not asked.
    fn slow(&self, policy: &Policy) -> Option<Finding> {
        let (at, elapsed) = match self.resolution.system.done() {
            Some(system) => (at().system_answer(), system.elapsed),
            None => (at().servers(), slowest(self.servers)?),
        };
        (policy.slow_dns < elapsed).then(|| {
            let took = format!("{}.{} s", elapsed.as_secs(), elapsed.subsec_millis() / 100);
            Finding::of(CauseId::DnsSlow, Confidence::Certain)
                .says(format!("Resolving {} took {took}.", self.resolution.name))
                .evidence(at, format!("answered after {took}"))
        })
    }
}

/// It answered both questions, and has no address.
fn denies(server: &ServerAnswers) -> bool {
    server.outcomes().iter().all(|outcome| outcome.done().is_some_and(|a| a.addresses.is_empty()))
}

fn slowest(servers: &[ServerAnswers]) -> Option<Duration> {
    let waited_for = servers.iter().filter(|server| !server.second);
    let answers = waited_for.flat_map(|server| [&server.a, &server.aaaa]).filter_map(Outcome::done);
    answers.map(|answer| answer.elapsed).max()
}

fn answered(server: &ServerAnswers) -> String {
    format!("{} answered the query", server.server)
}

fn in_words(kind: &str, answer: &Answer) -> String {
    match answer.addresses.is_empty() && answer.rcode == "NOERROR" {
        true => format!("{kind}: no such record"),
        false => format!("{kind}: {}", answer.rcode),
    }
}
