//! Rules about the DNS servers of a name that has addresses: who fails, who answers by half, who is slow.

use std::time::Duration;

use super::seen::Seen;
use super::words::at;
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::connect::seconds;
use crate::diagnose::finding::{Confidence, Finding};
use crate::observe::ServerAnswers;
use crate::outcome::{Failure, FailureKind, Outcome};
use crate::policy::Policy;

/// What became of the question over TCP behind an answer that was cut short: only an error proves that it found no way.
/// Silence may also be an answer that came too slowly, or one that was none.
pub(super) fn over_tcp(failure: &Failure) -> (Confidence, &'static str) {
    match failure.detail {
        Some(_) => (Confidence::Certain, "no answer arrives over TCP: TCP port 53 is closed or blocked"),
        None => (
            Confidence::Likely,
            "no answer arrived over TCP in time: TCP port 53 is probably closed or blocked",
        ),
    }
}

impl Seen<'_> {
    /// The name has addresses, yet a server fails: who named it wants to know, others are told.
    pub(super) fn failing_servers(&self) -> Vec<Finding> {
        let halves: Vec<Finding> =
            self.servers.iter().enumerate().filter_map(|(index, server)| self.half(index, server)).collect();
        match halves.is_empty() {
            true => self.failing_server().into_iter().collect(),
            false => halves,
        }
    }

    /// It gives addresses of one kind, and fails for the other.
    fn half(&self, index: usize, server: &ServerAnswers) -> Option<Finding> {
        let at = at().server(index);
        let kinds = [("A", at.a(), &server.a), ("AAAA", at.aaaa(), &server.aaaa)];
        let (given, given_at, answer) = kinds.iter().find_map(|(kind, at, outcome)| {
            Some((kind, at, outcome.done().filter(|answer| !answer.addresses.is_empty())?))
        })?;
        let (missing, missing_at, outcome) = kinds.iter().find(|(kind, _, _)| kind != given)?;
        // Clients wait for the whole answer, unless somebody else has given it to them.
        let waits =
            !server.second && self.resolution.system.done().is_none_or(|system| PROMPT <= system.elapsed);
        let warned = if waits { Severity::Warning } else { Severity::Info };
        let who = &server.server;
        let (id, confidence, severity, says) = match outcome {
            Outcome::Done(answer) if answer.rcode == "NXDOMAIN" => (
                CauseId::DnsHalfAnswered,
                Confidence::Certain,
                Severity::Info,
                format!(
                    "says for {missing} that the name does not exist: some resolvers then discard the {given} record \
                     as well"
                ),
            ),
            Outcome::Failed(failure) => match failure.kind {
                FailureKind::Truncated => {
                    let (confidence, tcp) = over_tcp(failure);
                    let says = format!("truncates its answer for {missing}, and {tcp}");
                    (CauseId::DnsTcpBlocked, confidence, warned, says)
                }
                FailureKind::Silence => (
                    CauseId::DnsHalfAnswered,
                    Confidence::Likely,
                    warned,
                    format!("never answers the query for {missing}: clients that query both wait for it"),
                ),
                FailureKind::ServerFailed => (
                    CauseId::DnsHalfAnswered,
                    Confidence::Certain,
                    if server.second { Severity::Info } else { Severity::Warning },
                    format!("answers {} for {missing}", failure.detail.as_deref().unwrap_or("an error")),
                ),
                _ => return None,
            },
            _ => return None,
        };
        let name = &self.resolution.name;
        let failed = match outcome {
            Outcome::Failed(failure) => failure.phrase(),
            _ => "NXDOMAIN".to_owned(),
        };
        Some(
            Finding::of(id, confidence)
                .severity(severity)
                .says(format!("The DNS server {who} returns the {given} record of {name}, but {says}."))
                .evidence(given_at.clone(), super::words::listed(&answer.addresses))
                .evidence(missing_at.clone(), format!("{missing}: {failed}")),
        )
    }

    fn failing_server(&self) -> Option<Finding> {
        let kinds = [
            (CauseId::DnsTcpBlocked, FailureKind::Truncated),
            (CauseId::DnsServerFailed, FailureKind::ServerFailed),
            (CauseId::DnsTimeout, FailureKind::Silence),
        ];
        let (id, (server, at, failure)) =
            kinds.into_iter().find_map(|(id, kind)| Some((id, self.failed(kind)?)))?;
        let half = server.outcomes().iter().any(|outcome| outcome.done().is_some());
        let another = self.servers.iter().any(|other| other.addresses().next().is_some());
        // All servers of the system silent to us, and the system content: port 53 is closed to programs. So what.
        if !self.resolution.server_given && !another {
            return None;
        }
        let named = self.resolution.server_given || server.second;
        let severity = if named || half { Severity::Warning } else { Severity::Info };
        let silent = id == CauseId::DnsTcpBlocked && over_tcp(failure).0 < Confidence::Certain;
        let confidence = if half || silent { Confidence::Likely } else { Confidence::Certain };
        Some(
            Finding::of(id, confidence)
                .severity(severity)
                .says(format!(
                    "The DNS server {} fails the query for {}: {}.",
                    server.server,
                    self.resolution.name,
                    failure.phrase()
                ))
                .evidence(at, failure.phrase()),
        )
    }

    /// Slow is what a user waits for: the system's resolver, or the direct query where that one was not asked.
    pub(super) fn slow(&self, policy: &Policy) -> Option<Finding> {
        let (at, elapsed) = match self.resolution.system.done() {
            Some(system) => (at().system_answer(), system.elapsed),
            None => (at().servers(), slowest(self.servers)?),
        };
        (policy.slow_dns < elapsed).then(|| {
            let took = seconds(elapsed);
            Finding::of(CauseId::DnsSlow, Confidence::Certain)
                .says(format!("Resolving {} took {took}.", self.resolution.name))
                .evidence(at, format!("answered after {took}"))
        })
    }
}

/// A system that answers so soon did not wait for the server.
const PROMPT: Duration = Duration::from_millis(900);

fn slowest(servers: &[ServerAnswers]) -> Option<Duration> {
    let waited_for = servers.iter().filter(|server| !server.second);
    let answers = waited_for.flat_map(|server| [&server.a, &server.aaaa]).filter_map(Outcome::done);
    answers.map(|answer| answer.elapsed).max()
}
