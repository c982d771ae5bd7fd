//! The domain controllers: whether DNS names any, and whether one of them answers Kerberos over TCP.

use rdp_health_wire::kerberos::KerberosError;

use crate::observe::{KdcPort, KerberosObservations};
use crate::outcome::{FailureKind, Outcome, Skipped, Tri};

/// Domain controllers that are named before the rest is counted.
const MOST_NAMED: usize = 2;

/// Whether a need is met, and what was seen.
type Point = (Tri, String);

/// Which domain controllers DNS names, and whether one of those that it names answers.
pub(super) fn seen(kerberos: &Outcome<KerberosObservations>) -> (Point, Option<Point>) {
    let unknown = |says: String| ((Tri::Unknown, says), None);
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
                ((Tri::No, says), None)
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
    ((Tri::Yes, says), Some(port(&seen.ports, domain, found.len())))
}

fn port(ports: &Outcome<Vec<KdcPort>>, domain: &str, controllers: usize) -> Point {
    let tried = match ports {
        Outcome::Done(tried) => tried,
        Outcome::Skipped(Skipped::AtFull) => {
            return (Tri::Unknown, "TCP port 88 of domain controllers is checked at depth full".to_owned());
        }
        Outcome::Skipped(why) => return (Tri::Unknown, format!("TCP port 88 was not checked: {why}")),
        Outcome::Failed(failure) => {
            return (Tri::Unknown, format!("TCP port 88 was not checked: {}", failure.phrase()));
        }
    };
    let seen: Vec<Point> = tried.iter().map(|one| answers(one, domain)).collect();
    if let Some(answers) = seen.iter().find(|(met, _)| *met == Tri::Yes) {
        return answers.clone();
    }
    let all = controllers <= tried.len();
    let met = if all && seen.iter().all(|(met, _)| *met == Tri::No) { Tri::No } else { Tri::Unknown };
    let whom = if all { "no domain controller" } else { "none that was tried" };
    let each: Vec<&str> = seen.iter().map(|(_, says)| says.as_str()).collect();
    (met, format!("{whom} was seen to answer Kerberos: {}", each.join(", ")))
}

/// Whether this one speaks Kerberos for the domain, and how that was seen. A port that accepts is not yet a KDC.
fn answers(one: &KdcPort, domain: &str) -> Point {
    let name = &one.name;
    match (&one.connect, &one.answer) {
        (Outcome::Failed(failure), _) => {
            let met = if one.address.is_some() { Tri::No } else { Tri::Unknown };
            (met, format!("{name} ({})", failure.phrase()))
        }
        (Outcome::Skipped(why), _) => (Tri::Unknown, format!("{name} (not tried: {why})")),
        (_, Outcome::Done(answer)) if answer.error == KerberosError::KDC_ERR_WRONG_REALM => {
            (Tri::Unknown, format!("{name} (Kerberos, but not for {domain}: {})", answer.error))
        }
        (_, Outcome::Done(_)) => (Tri::Yes, format!("{name} answers Kerberos over TCP")),
        (_, Outcome::Failed(failure)) if failure.kind == FailureKind::ForeignBytes => {
            let service = failure.detail.as_deref().unwrap_or("another service");
            (Tri::No, format!("{name} (another service answers there: {service})"))
        }
        (_, Outcome::Failed(failure)) => (
            Tri::Unknown,
            format!("{name} (accepts TCP, but did not answer a Kerberos request: {})", failure.phrase()),
        ),
        (_, Outcome::Skipped(_)) => (Tri::Unknown, format!("{name} (accepts TCP; nothing was asked)")),
    }
}
