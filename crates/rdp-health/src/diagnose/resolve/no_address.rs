//! Nobody gave an address that could be tested: why?

use std::net::IpAddr;
use std::time::Duration;

use super::seen::Seen;
use super::servers::over_tcp;
use super::words::at;
use super::{aliases, local};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::connect::seconds;
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;
use crate::observe::{Answer, LeftOutBecause, ServerAnswers};
use crate::outcome::{FailureKind, Outcome, Phase, Skipped};

/// Servers that are asked through others may take a while: an answer that takes longer is late for clients as well.
const SOON: Duration = Duration::from_secs(4);

impl Seen<'_> {
    /// `None` = nobody had the time to say.
    pub(super) fn no_address(&self, said: &mut Said) -> Option<Finding> {
        let name = &self.resolution.name;
        if let Some(link_local) = self.on_some_link() {
            said.unsettled(
                Phase::Resolve,
                format!(
                    "this computer finds {name} only at the link-local address {link_local}, by the hosts file, mDNS or LLMNR: \
                     clients may connect through the right network adapter, which a check by name does not learn. \
                     Check {link_local}%ADAPTER."
                ),
            );
            return None;
        }
        if let Some(finding) = self.only_left_out().or_else(|| aliases::circle(self.resolution)) {
            return Some(finding);
        }
        if let Some(failure) = self.resolution.out_of_resources() {
            let why =
                failure.detail.as_deref().unwrap_or("this computer ran out of sockets, files or threads");
            said.unsettled(
                Phase::Resolve,
                format!("DNS could not be asked for the address of {name}: {why}."),
            );
            return None;
        }
        if let Some(finding) = self.settled(said) {
            return Some(finding);
        }
        if let Some((server, at, failure)) = self.failed(FailureKind::Truncated) {
            said.rule_out(CauseId::DnsTimeout, answered(server));
            let (confidence, tcp) = over_tcp(failure);
            return Some(
                Finding::of(CauseId::DnsTcpBlocked, confidence)
                    .says(format!(
                        "The DNS server {} answers for {name}, but the answer is too long for UDP, and {tcp}.",
                        server.server
                    ))
                    .evidence(at, failure.phrase()),
            );
        }
        if let Some((server, at, failure)) = self.failed(FailureKind::ServerFailed) {
            let code = failure.detail.as_deref().unwrap_or("an error");
            said.rule_out(CauseId::DnsTimeout, answered(server));
            return Some(
                Finding::of(CauseId::DnsServerFailed, Confidence::Certain)
                    .says(format!("The DNS server {} answers {code} to the query for {name}.", server.server))
                    .evidence(at, code),
            );
        }
        if let Some(finding) = self.no_server() {
            return Some(finding);
        }
        let denied_by_the_system = self.system_kind() == Some(FailureKind::NotFound);
        if let Some(finding) = self.half_silent().filter(|_| !denied_by_the_system) {
            return Some(finding);
        }
        if self.resolution.ran_out_of_time() && !denied_by_the_system {
            said.unsettled(
                Phase::Resolve,
                format!("the time budget for this host ran out before DNS answered for {name}."),
            );
            return None;
        }
        Some(match self.failed(FailureKind::Silence) {
            // The system was told that there is no such name, though its servers do not talk to us.
            Some((server, at, failure)) if !denied_by_the_system => {
                // A hosts file may know it: the system was not asked.
                let asked = self.resolution.system != Outcome::Skipped(Skipped::LookupsBusy);
                let confidence = match asked && SOON <= failure.elapsed {
                    true => Confidence::Certain,
                    false => Confidence::Likely,
                };
                let within = match failure.elapsed < SOON {
                    true => format!(" within {}", seconds(failure.elapsed)),
                    false => String::new(),
                };
                Finding::of(CauseId::DnsTimeout, confidence)
                    .says(format!(
                        "The DNS server {} does not answer{within}, so {name} has no address.",
                        server.server
                    ))
                    .evidence(at, failure.phrase())
            }
            _ => self.system_only(),
        })
    }

    /// A server that answers both questions settles it, whatever others do. That the name does not exist is said of
    /// both with one answer (RFC 8020).
    fn settled(&self, said: &mut Said) -> Option<Finding> {
        let done = |server: &ServerAnswers| [server.a.done().cloned(), server.aaaa.done().cloned()];
        let mut answers = self.own_servers().map(|(index, server)| (index, server, done(server)));
        let whole = answers.find(|(_, _, answers)| answers.iter().all(Option::is_some));
        let denied = |one: &Option<Answer>| one.as_ref().is_some_and(|answer| answer.rcode == "NXDOMAIN");
        let half = || {
            let mut answers = self.own_servers().map(|(index, server)| (index, server, done(server)));
            answers.find(|(_, _, answers)| answers.iter().any(denied))
        };
        let (index, server, answers) = whole.or_else(half)?;
        if answers.iter().all(Option::is_some) {
            said.rule_out(CauseId::DnsServerFailed, answered(server));
        }
        said.rule_out(CauseId::DnsTimeout, answered(server));
        let exists = answers.iter().flatten().any(|answer| answer.rcode == "NOERROR");
        let what = if exists { "exists in DNS, but has no address" } else { "does not exist in DNS" };
        let confidence = match answers.iter().all(Option::is_some) {
            true => Confidence::Certain,
            false => Confidence::Likely,
        };
        let mut finding = Finding::of(CauseId::DnsNotFound, confidence);
        let places = [("A", at().server(index).a()), ("AAAA", at().server(index).aaaa())];
        for ((kind, place), answer) in places.into_iter().zip(&answers) {
            if let Some(answer) = answer {
                finding = finding.evidence(place, in_words(kind, answer));
            }
        }
        let finding = aliases::leads_to_nothing(self.resolution, server, what, finding);
        Some(local::of_multicast_dns(self.resolution, finding))
    }

    /// It denies one kind of address, and never answers for the other.
    fn half_silent(&self) -> Option<Finding> {
        let name = &self.resolution.name;
        self.own_servers().find_map(|(index, server)| {
            let at = at().server(index);
            let kinds = [("A", at.a(), &server.a), ("AAAA", at.aaaa(), &server.aaaa)];
            let (denied, answered, _) = kinds.iter().find(|(_, _, outcome)| outcome.done().is_some())?;
            let (silent, missing, failure) = kinds.iter().find_map(|(kind, at, outcome)| {
                let failure = outcome.failed().filter(|failure| failure.kind == FailureKind::Silence)?;
                Some((kind, at, failure))
            })?;
            Some(
                Finding::of(CauseId::DnsHalfAnswered, Confidence::Likely)
                    .severity(Severity::Error)
                    .says(format!(
                        "The DNS server {} says that {name} has no {denied} record, but never answers the query for \
                         {silent}.",
                        server.server
                    ))
                    .evidence(answered.clone(), format!("{denied}: no such record"))
                    .evidence(missing.clone(), failure.phrase()),
            )
        })
    }

    /// There is nobody whom programs here could ask.
    fn no_server(&self) -> Option<Finding> {
        let none = match &self.resolution.direct {
            Outcome::Skipped(why) => *why == Skipped::NoDnsServer,
            Outcome::Done(_) => self.own_servers().next().is_none(),
            Outcome::Failed(_) => false,
        };
        let name = &self.resolution.name;
        none.then(|| {
            let finding = Finding::of(CauseId::DnsNoServer, Confidence::Certain)
                .says(format!("This computer has no DNS server, so {name} has no address here."))
                .evidence(at().direct(), "no DNS server is configured");
            match self.resolution.system.failed() {
                Some(failure) => finding.evidence(at().system_answer(), failure.phrase()),
                None => finding,
            }
        })
    }

    /// The system knows the host by a link-local address, and then on which link it is, where DNS says nothing of it.
    fn on_some_link(&self) -> Option<IpAddr> {
        let [first, ..] = self.resolution.left_out.as_slice() else { return None };
        let system = self.resolution.system.done()?;
        let dns = self.resolution.in_dns();
        (first.because == LeftOutBecause::LinkLocal
            && system.addresses.contains(&first.address)
            && !dns.contains(&first.address))
        .then_some(first.address)
    }

    /// There are addresses, and none of them is worth testing.
    pub(super) fn only_left_out(&self) -> Option<Finding> {
        let name = &self.resolution.name;
        let half_failed = self.servers.iter().any(|s| s.outcomes().iter().any(|o| o.failed().is_some()));
        let [first, ..] = self.resolution.left_out.as_slice() else { return None };
        let finding = match first.because {
            LeftOutBecause::NoHost => Finding::of(CauseId::DnsPointsElsewhere, Confidence::Certain)
                .severity(Severity::Error)
                .says(format!(
                    "{name} resolves to {}, which is not the address of a host: a DNS filter or a wrong record.",
                    first.address
                )),
            // With half of the answers missing, nobody knows what the name has.
            LeftOutBecause::OtherFamily if half_failed => return None,
            LeftOutBecause::OtherFamily => Finding::of(CauseId::DnsNoCommonFamily, Confidence::Certain)
                .says(format!("{name} has addresses, but none of the requested IP version.")),
            _ => Finding::of(CauseId::AddressZoneMissing, Confidence::Certain).says(format!(
                "{name} has only the link-local address {0}, and DNS cannot say which network adapter leads to it. \
                 Connect to {0}%ADAPTER, or give the host another address.",
                first.address
            )),
        };
        Some(finding.evidence(at().left_out(), format!("left out: {}", first.address)))
    }

    /// The system folds every DNS failure into a few words.
    fn system_only(&self) -> Finding {
        let name = &self.resolution.name;
        let failure = self.resolution.system.failed();
        if failure.is_none()
            && let Some((server, at, failure)) = self.failed(FailureKind::Other)
        {
            return Finding::of(CauseId::DnsServerFailed, Confidence::Likely)
                .says(format!(
                    "The answer of the DNS server {} for {name} could not be parsed.",
                    server.server
                ))
                .evidence(at, failure.phrase());
        }
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
