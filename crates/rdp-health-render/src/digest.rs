//! A report cut down to what a page about many hosts says of each: a fleet stays small in memory.

use std::time::{Duration, SystemTime};

use rdp_health::observe::CertificateFacts;
use rdp_health::{
    CauseId, ClientOutcome, ClientVerdict, Confidence, ExpectationResult, Finding, Labels, Phase, Remedy,
    Report, Risk, Severity, Verdict, cause,
};

use crate::steps::says;
use crate::words::{phase_word, unix_seconds};

const DAY: i64 = 86_400;

/// Every phase, in the order in which a connection meets them.
pub(crate) const PHASES: [Phase; 13] = [
    Phase::Resolve,
    Phase::Connect,
    Phase::Proxy,
    Phase::Negotiate,
    Phase::StandardSecurity,
    Phase::Tls,
    Phase::Certificate,
    Phase::Credssp,
    Phase::Udp,
    Phase::Gateway,
    Phase::Websocket,
    Phase::Web,
    Phase::Path,
];

/// What came of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It gave an answer, and nothing is held against it.
    Fine,
    /// A warning was found in it.
    Warning,
    /// An error was found in it, or it gave no answer.
    Failed,
    /// It was not checked, or there is nothing to be said.
    NotChecked,
}

impl State {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Fine => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::NotChecked => "not checked",
        }
    }
}

/// A phase of a host: what came of it, and why not, where it was not checked.
#[derive(Debug, Clone)]
pub(crate) struct PhaseState {
    pub(crate) phase: Phase,
    pub(crate) state: State,
    /// Why nothing can be said; empty where something can.
    pub(crate) why: String,
    /// How long the first answer took.
    pub(crate) took: Option<Duration>,
}

/// The certificate that a host shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) subject: String,
    pub(crate) issuer: String,
    /// Its fingerprint, in hex.
    pub(crate) sha256: String,
    /// The last moment of its validity, in seconds since 1970; and in words.
    pub(crate) not_after: i64,
    pub(crate) until: String,
    /// Whole days left; negative = so many days ago.
    pub(crate) days: i64,
}

/// What a page about many hosts says of one.
#[derive(Debug, Clone)]
pub(crate) struct Digest {
    /// Host and port, as they are named in every format.
    pub(crate) target: String,
    /// Where it was found.
    pub(crate) labels: Labels,
    pub(crate) verdict: Verdict,
    pub(crate) summary: String,
    pub(crate) primary: Option<CauseId>,
    /// Every finding; the remedies only of the primary one.
    pub(crate) findings: Vec<Finding>,
    /// One entry for each of [`PHASES`].
    pub(crate) phases: Vec<PhaseState>,
    /// Every leaf certificate once, the one that expires first in front.
    pub(crate) leaves: Vec<Leaf>,
    pub(crate) clients: Vec<ClientVerdict>,
    /// What became of what the host is held to.
    pub(crate) expectations: Vec<ExpectationResult>,
    /// The addresses that were asked.
    pub(crate) addresses: Vec<String>,
    pub(crate) started_at: SystemTime,
    pub(crate) judged_at: SystemTime,
    pub(crate) elapsed: Duration,
    pub(crate) connections: u32,
    pub(crate) round_trips: u32,
    /// Version of the program that made the report.
    pub(crate) version: String,
}

impl Digest {
    pub(crate) fn of(report: &Report) -> Self {
        let mut findings = report.findings.clone();
        for finding in &mut findings {
            for one in &mut finding.evidence {
                one.says = says(report, one);
            }
            if report.primary.as_ref() != Some(&finding.id) {
                finding.remedies = Vec::new();
            }
        }
        let mut addresses: Vec<String> = Vec::new();
        for place in report.observations.host.addresses.iter().map(|seen| seen.place()) {
            if !addresses.contains(&place) {
                addresses.push(place);
            }
        }
        Self {
            target: report.target.to_string(),
            labels: report.target.labels.clone(),
            verdict: report.verdict,
            summary: report.summary.clone(),
            primary: report.primary.clone(),
            findings,
            phases: PHASES.into_iter().map(|phase| phase_state(report, phase)).collect(),
            leaves: leaves(report),
            clients: report.clients.clone(),
            expectations: report.expectations.clone(),
            addresses,
            started_at: report.started_at,
            judged_at: report.judged_at,
            elapsed: report.elapsed,
            connections: report.connections,
            round_trips: report.round_trips,
            version: report.tool.version.clone(),
        }
    }

    pub(crate) fn primary_finding(&self) -> Option<&Finding> {
        let primary = self.primary.as_ref()?;
        self.findings.iter().find(|finding| finding.id == *primary)
    }

    /// The step to take: the first that mends something. Where the cause is no more than possible nothing is to be
    /// changed yet, and it is the first of all.
    pub(crate) fn step(&self) -> Option<&Remedy> {
        let finding = self.primary_finding()?;
        let mends = |remedy: &&Remedy| {
            finding.confidence != Confidence::Possible && !matches!(remedy.risk, Risk::Look | Risk::Client)
        };
        finding.remedies.iter().find(mends).or(finding.remedies.first())
    }

    /// How many findings have this severity and are no consequence of another.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let own = self.findings.iter().filter(|one| one.because_of.is_none());
        own.filter(|one| one.severity == severity).count()
    }

    /// How long a phase took, where it gave an answer.
    pub(crate) fn took(&self, phase: Phase) -> Option<Duration> {
        self.phases.iter().find(|one| one.phase == phase)?.took
    }

    /// How many of the known clients connect, are blocked, and of how many too little is known: a monitoring system that
    /// has the first number alone would take *unknown* for *no*.
    pub(crate) fn client_counts(&self) -> [(&'static str, usize); 3] {
        [
            ("connect", self.clients(ClientOutcome::Connects)),
            ("blocked", self.clients(ClientOutcome::Blocked)),
            ("unknown", self.clients(ClientOutcome::Unknown)),
        ]
    }

    /// How many of the known clients have this outcome.
    pub(crate) fn clients(&self, outcome: ClientOutcome) -> usize {
        self.clients.iter().filter(|client| client.outcome == outcome).count()
    }
}

/// Findings decide; where there is none, whether the phase gave an answer. What a healthy host did not answer was a
/// question beside the way in, and says nothing against it.
fn phase_state(report: &Report, phase: Phase) -> PhaseState {
    let entries = || report.timeline.iter().filter(|entry| entry.phase == phase);
    let of_phase =
        |one: &&Finding| one.because_of.is_none() && cause(&one.id).is_some_and(|cause| cause.phase == phase);
    let worst = report.findings.iter().filter(of_phase).map(|one| one.severity).max();
    let answered = entries().find(|entry| entry.ok);
    let state = match (worst, answered) {
        (Some(Severity::Error), _) => State::Failed,
        (Some(Severity::Warning), _) => State::Warning,
        (_, Some(_)) => State::Fine,
        (Some(Severity::Info), None) if entries().next().is_none() => State::Fine,
        (_, None) if entries().next().is_some() && report.verdict != Verdict::Healthy => State::Failed,
        _ => State::NotChecked,
    };
    let why = match state {
        State::NotChecked => report.not_checked.iter().find(|one| one.phase == phase),
        _ => None,
    };
    let took = answered.map(|entry| entry.elapsed);
    PhaseState { phase, state, why: why.map(|one| one.why.clone()).unwrap_or_default(), took }
}

fn leaves(report: &Report) -> Vec<Leaf> {
    let now = unix_seconds(report.judged_at);
    let mut leaves: Vec<Leaf> = Vec::new();
    let chains = report.observations.host.conversations().filter_map(|one| one.certificates.done());
    for leaf in chains.filter_map(|chain| chain.first()).filter(|leaf| !leaf.not_after.is_empty()) {
        let leaf = Leaf::of(leaf, now);
        if !leaves.contains(&leaf) {
            leaves.push(leaf);
        }
    }
    leaves.sort_by_key(|leaf| leaf.not_after);
    leaves
}

impl Leaf {
    pub(crate) fn of(leaf: &CertificateFacts, now: i64) -> Self {
        Self {
            subject: leaf.subject.clone(),
            issuer: leaf.issuer.clone(),
            sha256: leaf.sha256.clone(),
            not_after: leaf.not_after_unix,
            until: leaf.not_after.split_once('T').map_or(leaf.not_after.clone(), |(day, _)| day.to_owned()),
            days: leaf.not_after_unix.saturating_sub(now).div_euclid(DAY),
        }
    }
}

/// Hosts with the same cause, or with none though they are not healthy.
pub(crate) struct Group<'a> {
    pub(crate) cause: Option<&'a CauseId>,
    pub(crate) title: &'a str,
    /// The lowest of the hosts.
    pub(crate) confidence: Option<Confidence>,
    pub(crate) hosts: Vec<&'a Digest>,
}

/// The hosts that are not healthy by their cause: the gravest first, then what concerns most.
pub(crate) fn groups(hosts: &[Digest]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for host in hosts.iter().filter(|host| host.verdict != Verdict::Healthy) {
        let finding = host.primary_finding();
        let group = match groups.iter_mut().find(|group| group.cause == host.primary.as_ref()) {
            Some(group) => group,
            None => {
                let title = finding.map_or("no cause was found", |finding| finding.title.as_str());
                let cause = host.primary.as_ref();
                groups.push(Group { cause, title, confidence: None, hosts: Vec::new() });
                let Some(group) = groups.last_mut() else { continue };
                group
            }
        };
        group.hosts.push(host);
        if let Some(finding) = finding {
            group.confidence =
                Some(group.confidence.map_or(finding.confidence, |one| one.min(finding.confidence)));
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse((group.worst(), group.hosts.len())));
    groups
}

impl Group<'_> {
    /// The gravest verdict of its hosts.
    fn worst(&self) -> u8 {
        self.hosts.iter().map(|host| gravity(host.verdict)).max().unwrap_or(0)
    }
}

/// How grave a verdict is: no verdict is worse than a warning.
pub(crate) fn gravity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Healthy => 0,
        Verdict::Degraded => 1,
        Verdict::Inconclusive => 2,
        Verdict::Failing => 3,
    }
}

/// How many hosts have which verdict, each verdict that there is.
pub(crate) fn verdicts(hosts: &[Digest]) -> Vec<(Verdict, usize)> {
    [Verdict::Failing, Verdict::Inconclusive, Verdict::Degraded, Verdict::Healthy]
        .into_iter()
        .map(|verdict| (verdict, hosts.iter().filter(|host| host.verdict == verdict).count()))
        .filter(|(_, hosts)| 0 < *hosts)
        .collect()
}

/// The phases of which something is known on any host: the columns of a table.
pub(crate) fn columns(hosts: &[Digest]) -> Vec<Phase> {
    let known = |phase: &Phase| {
        let of_phase = |one: &PhaseState| one.phase == *phase && one.state != State::NotChecked;
        hosts.iter().any(|host| host.phases.iter().any(of_phase))
    };
    PHASES.into_iter().filter(known).collect()
}

/// A phase as the head of a column.
pub(crate) fn head(phase: Phase) -> String {
    match phase {
        Phase::Resolve => "Name".to_owned(),
        Phase::Connect => "TCP".to_owned(),
        Phase::Negotiate => "Negotiation".to_owned(),
        Phase::Credssp => "NLA".to_owned(),
        other => {
            let word = phase_word(other);
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
        }
    }
}
