//! Whether clients can be expected to use Kerberos at the host. Information: no verdict depends on it, since clients
//! fall back to NTLM without a word, and whether a user gets a ticket only credentials show.

mod controllers;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::finding::NotChecked;
use crate::observe::{NtlmChallenge, Observations, ServerClock};
use crate::outcome::{FailureKind, Outcome, Phase, Skipped, Tri};
use crate::target::TargetSummary;

/// So far clocks may be apart, RFC 4120 8.2.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

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
    /// A domain controller that answers Kerberos over TCP, at port 88.
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
            let ((met, says), port) = controllers::seen(&observations.kerberos);
            points.push(point(KerberosNeed::Records, met, says));
            points.extend(port.map(|(met, says)| point(KerberosNeed::Port, met, says)));
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
