//! Whether clients can be expected to use Kerberos at the host. Information: no verdict depends on it, since clients
//! fall back to NTLM without a word, and whether a user gets a ticket only credentials show.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::finding::NotChecked;
use crate::observe::{KdcPort, KerberosObservations, NtlmChallenge, Observations, ServerClock};
use crate::outcome::{FailureKind, Outcome, Phase, Skipped, Tri};
use crate::target::TargetSummary;

/// So far clocks may be apart, RFC 4120 8.2.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);
/// Domain controllers that are named before the rest is counted.
const MOST_NAMED: usize = 2;

/// What was seen of what Kerberos needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KerberosReadiness {
    /// Yes = every need is met as far as this computer sees; whether a user gets a ticket shows only with credentials.
    /// No = clients here use NTLM.
    pub ready: Tri,
    /// Each need.
    pub points: Vec<KerberosPoint>,
}

/// One need of Kerberos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KerberosPoint {
    /// Which.
    pub kind: KerberosNeed,
    /// Whether it is met.
    pub met: Tri,
    /// What was seen, in one sentence.
    pub says: String,
}

/// What Kerberos needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum KerberosNeed {
    /// A domain that the host has joined.
    Domain,
    /// A name with a service principal name (SPN): no address, and no alias without one.
    Name,
    /// DNS records that name domain controllers.
    Records,
    /// A domain controller that accepts TCP at port 88.
    Port,
    /// Clocks that are no more than five minutes apart.
    Clock,
    /// A KDC proxy, for clients that reach no domain controller.
    Proxy,
}

impl KerberosReadiness {
    /// The need that is not met and that nothing stands in for: clients use NTLM because of it.
    pub(crate) fn missing(&self) -> Option<&KerberosPoint> {
        // It may be one even where it does not say so.
        let no_proxy = |point: &KerberosPoint| point.kind != KerberosNeed::Proxy || point.met == Tri::No;
        let alone = self.points.iter().all(no_proxy);
        self.points.iter().find(|point| {
            let replaced = match point.kind {
                KerberosNeed::Records | KerberosNeed::Port => !alone,
                // Who reaches a domain controller needs none.
                KerberosNeed::Proxy => true,
                _ => false,
            };
            point.met == Tri::No && !replaced
        })
    }
}

/// What a report shows of it; `None` = the host sent no NTLM challenge, so nothing is known of its domain, and there is no
/// KDC proxy.
pub(crate) fn readiness(observations: &Observations, target: &TargetSummary) -> Option<KerberosReadiness> {
    let mut points = Vec::new();
    if let Some(challenge) = observations.ntlm_challenge() {
        points.push(domain(challenge));
        if challenge.domain_joined != Tri::No {
            points.push(name(challenge, target));
            points.extend(controllers(&observations.kerberos));
            points.push(clock(challenge.clock.as_ref()));
        }
    }
    if let Some(proxy) = proxy(observations) {
        if points.is_empty() {
            points.push(point(KerberosNeed::Domain, Tri::Unknown, "the host named no domain"));
        }
        points.push(proxy);
    }
    if points.is_empty() {
        return None;
    }
    let mut readiness = KerberosReadiness { ready: Tri::Yes, points };
    readiness.ready = match readiness.missing() {
        Some(_) => Tri::No,
        None if readiness.points.iter().all(|point| point.met == Tri::Yes) => Tri::Yes,
        None => Tri::Unknown,
    };
    Some(readiness)
}

/// What the answer to a request without a message says; MS-KKDCP 3.2.5.1 drops the connection then, and other servers
/// call it a bad request.
fn proxy(observations: &Observations) -> Option<KerberosPoint> {
    let endpoint = observations.kdc_proxy.done()?;
    let says = |met, says: String| Some(point(KerberosNeed::Proxy, met, says));
    let Some(asked) = endpoint.conversations().next() else {
        return says(Tri::Unknown, format!("the KDC proxy {endpoint} has no address that can be asked"));
    };
    match (&asked.http, asked.failure()) {
        (Outcome::Done(answer), _) => {
            let status = answer.status;
            match status {
                200 | 400 | 411 | 413 | 415 | 422 | 500 => says(
                    Tri::Unknown,
                    format!(
                        "{endpoint} answers an empty request as a KDC proxy may (HTTP {status}), and so do some other \
                         web servers"
                    ),
                ),
                404 | 410 => says(Tri::No, format!("{endpoint} has no KDC proxy (HTTP {status})")),
                _ => says(
                    Tri::Unknown,
                    format!("{endpoint} answers HTTP {status}, which does not show a KDC proxy"),
                ),
            }
        }
        (Outcome::Failed(failure), _)
            if asked.tls.done().is_some()
                && matches!(failure.kind, FailureKind::Closed | FailureKind::Reset) =>
        {
            let ends = "ends the connection on an empty request, as the KDC proxy of Windows is to do";
            says(Tri::Unknown, format!("{endpoint} {ends}"))
        }
        (_, Some(failure)) => {
            says(Tri::Unknown, format!("the KDC proxy {endpoint} could not be asked: {}", failure.phrase()))
        }
        _ => says(Tri::Unknown, format!("the KDC proxy {endpoint} could not be asked")),
    }
}

/// The KDC proxy that the client's file names, where it was not asked.
pub(super) fn not_checked(observations: &Observations, target: &TargetSummary) -> Option<NotChecked> {
    let client = &target.client;
    let of_gateway = target.gateway.as_ref().filter(|_| client.gateway_is_kdc_proxy == Some(true));
    let named = client.kdc_proxy.as_ref().or(of_gateway)?;
    let Outcome::Skipped(why) = &observations.kdc_proxy else { return None };
    let why = match why {
        Skipped::NotKnown => "was not asked".to_owned(),
        other => format!("was not asked: {other}"),
    };
    let why = format!(
        "the KDC proxy {named} {why}; without it, clients outside the network fall back from Kerberos to NTLM"
    );
    Some(NotChecked { phase: Phase::Credssp, why })
}

fn point(kind: KerberosNeed, met: Tri, says: impl Into<String>) -> KerberosPoint {
    KerberosPoint { kind, met, says: says.into() }
}

fn domain(challenge: &NtlmChallenge) -> KerberosPoint {
    let (met, says) = match (challenge.domain_joined, &challenge.dns_domain) {
        (Tri::No, _) => (Tri::No, "the host has joined no domain, so there is no Kerberos to use".to_owned()),
        (Tri::Yes, Some(domain)) => (Tri::Yes, format!("the host has joined the domain {domain}")),
        (Tri::Yes, None) => (Tri::Unknown, "the host does not give the DNS name of its domain".to_owned()),
        (Tri::Unknown, _) => {
            (Tri::Unknown, "the host does not say whether it has joined a domain".to_owned())
        }
    };
    point(KerberosNeed::Domain, met, says)
}

fn name(challenge: &NtlmChallenge, target: &TargetSummary) -> KerberosPoint {
    let own = [&challenge.dns_computer, &challenge.netbios_computer].map(|name| name.as_deref());
    let asked = target.host.trim_end_matches('.');
    let is_own = |own: &str| own.trim_end_matches('.').eq_ignore_ascii_case(asked);
    // The short name of a computer has an SPN too, and NetBIOS keeps only 15 characters of it.
    let short = challenge.dns_computer.as_deref().and_then(|name| name.split('.').next());
    let (met, says) = match own.into_iter().flatten().next() {
        own if target.address().is_some() => {
            let instead = own.map(|own| format!("; connect by name ({own})")).unwrap_or_default();
            let says =
                format!("clients request no ticket for an IP address, unless they are set to{instead}");
            (Tri::No, says)
        }
        _ if own.into_iter().chain([short]).flatten().any(is_own) => {
            (Tri::Yes, format!("{asked} is the host's own name, for which Windows registers TERMSRV/{asked}"))
        }
        Some(own) => (
            Tri::Unknown,
            format!(
                "{asked} is not the host's own name ({own}): clients get a ticket only if an SPN is registered for \
                 it (setspn -Q TERMSRV/{asked})"
            ),
        ),
        None => (Tri::Unknown, "the host does not give its own name".to_owned()),
    };
    point(KerberosNeed::Name, met, says)
}

fn controllers(kerberos: &Outcome<KerberosObservations>) -> Vec<KerberosPoint> {
    let unknown = |says: String| vec![point(KerberosNeed::Records, Tri::Unknown, says)];
    let seen = match kerberos {
        Outcome::Done(seen) => seen,
        Outcome::Failed(failure) => {
            return unknown(format!("DNS was not asked for domain controllers: {}", failure.phrase()));
        }
        Outcome::Skipped(why) => return unknown(format!("DNS was not asked for domain controllers: {why}")),
    };
    let domain = &seen.domain;
    let found = seen.controllers();
    if found.is_empty() {
        let mut failed = [&seen.records, &seen.dc_records].into_iter().filter_map(Outcome::failed);
        let both = seen.records.done().is_some() && seen.dc_records.done().is_some();
        return match (failed.next(), both) {
            (Some(failure), _) => {
                let why = failure.phrase();
                unknown(format!("DNS did not say which domain controllers {domain} has: {why}"))
            }
            (None, false) => unknown(format!("DNS was not asked for the domain controllers of {domain}")),
            (None, true) => {
                let says = format!(
                    "the DNS servers that were asked know no domain controller of {domain} \
                     (_kerberos._tcp.{domain}): clients that ask them find none"
                );
                vec![point(KerberosNeed::Records, Tri::No, says)]
            }
        };
    }
    let mut names: Vec<&str> = Vec::new();
    for one in &found {
        if !names.contains(&one.name.as_str()) {
            names.push(&one.name);
        }
    }
    let named = names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
    let says = match names.len().saturating_sub(MOST_NAMED) {
        0 => format!("DNS names {named} as domain controller of {domain}"),
        more => format!("DNS names {named} and {more} more as domain controllers of {domain}"),
    };
    vec![point(KerberosNeed::Records, Tri::Yes, says), port(&seen.ports, found.len())]
}

fn port(ports: &Outcome<Vec<KdcPort>>, controllers: usize) -> KerberosPoint {
    let (met, says) = match ports {
        Outcome::Done(tried) => match tried.iter().find(|one| one.connect.done().is_some()) {
            Some(open) => (Tri::Yes, format!("{} accepts TCP at the port of Kerberos", open.name)),
            None => {
                let each: Vec<String> = tried.iter().map(closed).collect();
                let failed = tried.iter().all(|one| one.address.is_some() && one.connect.failed().is_some());
                let met = if failed && controllers <= tried.len() { Tri::No } else { Tri::Unknown };
                let whom =
                    if controllers <= tried.len() { "no domain controller" } else { "none that was tried" };
                (met, format!("{whom} accepts TCP at the port of Kerberos: {}", each.join(", ")))
            }
        },
        Outcome::Skipped(Skipped::AtFull) => {
            (Tri::Unknown, "TCP port 88 of domain controllers is checked at depth full".to_owned())
        }
        Outcome::Skipped(why) => (Tri::Unknown, format!("TCP port 88 was not checked: {why}")),
        Outcome::Failed(failure) => {
            (Tri::Unknown, format!("TCP port 88 was not checked: {}", failure.phrase()))
        }
    };
    point(KerberosNeed::Port, met, says)
}

fn closed(one: &KdcPort) -> String {
    match &one.connect {
        Outcome::Failed(failure) => format!("{} ({})", one.name, failure.phrase()),
        Outcome::Skipped(why) => format!("{} (not tried: {why})", one.name),
        Outcome::Done(_) => one.name.clone(),
    }
}

fn clock(clock: Option<&ServerClock>) -> KerberosPoint {
    let (met, says) = match clock {
        None => (Tri::Unknown, "the host does not tell its time".to_owned()),
        Some(clock) => {
            let apart = clock.offset.apart();
            let seconds = apart.as_secs();
            let how = match seconds {
                0..120 => format!("{seconds} s"),
                _ => format!("{} min", seconds / 60),
            };
            match TOLERANCE.saturating_add(clock.uncertainty) < apart {
                // Windows repeats with the host's time, other clients do not.
                true => (
                    Tri::Unknown,
                    format!(
                        "the host's clock is {how} {} this computer's: Kerberos tolerates 5 min",
                        clock.offset
                    ),
                ),
                false => (Tri::Yes, format!("the clocks are {how} apart; Kerberos tolerates 5 min")),
            }
        }
    };
    point(KerberosNeed::Clock, met, says)
}

#[cfg(test)]
mod tests;
