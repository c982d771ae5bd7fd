//! Rules about names (PROTOCOL: resolution comes before the first RDP byte).

use super::{Confidence, Finding, RuledOut, Severity};
use crate::observe::{Answer, DirectAnswers, Observations, Resolution};
use crate::outcome::{FailureKind, Outcome};
use crate::policy::Policy;

const SYSTEM: &str = "/observations/resolve/value/system";
const DIRECT: &str = "/observations/resolve/value/direct";

pub(super) fn judge(
    observations: &Observations,
    policy: &Policy,
    findings: &mut Vec<Finding>,
    ruled_out: &mut Vec<RuledOut>,
) {
    let Some(resolution) = observations.resolve.done() else { return };
    if resolution.addresses.is_empty() {
        findings.push(no_address(resolution, ruled_out));
        return;
    }
    findings.extend(disagreement(resolution));
    findings.extend(slow(resolution, policy));
}

fn no_address(resolution: &Resolution, ruled_out: &mut Vec<RuledOut>) -> Finding {
    let name = &resolution.name;
    if let [first, ..] = resolution.left_out.as_slice() {
        return Finding::of("dns-no-common-family", Confidence::Certain)
            .says(format!("{name} has addresses, but none of the IP version that was asked for."))
            .evidence("/observations/resolve/value/left_out", format!("left out: {first}"));
    }
    let Some(direct) = resolution.direct.done() else { return system_only(resolution) };
    let failed = |kind: FailureKind| {
        [("a", &direct.a), ("aaaa", &direct.aaaa)].into_iter().find_map(|(part, outcome)| {
            outcome.failed().filter(|failure| failure.kind == kind).map(|failure| (part, failure))
        })
    };
    let servers = direct.servers.join(", ");
    if let Some((part, failure)) = failed(FailureKind::ServerFailed) {
        let code = failure.detail.as_deref().unwrap_or("an error");
        ruled_out.push(answered("dns-timeout", &servers));
        return Finding::of("dns-server-failed", Confidence::Certain)
            .says(format!("The DNS server {servers} answers {code} when asked for {name}."))
            .evidence(format!("{DIRECT}/value/{part}/value"), code);
    }
    if let Some((part, failure)) = failed(FailureKind::Silence) {
        return Finding::of("dns-timeout", Confidence::Certain)
            .says(format!("The DNS server {servers} does not answer, so {name} has no address."))
            .evidence(format!("{DIRECT}/value/{part}/value"), failure.phrase());
    }
    match (&direct.a, &direct.aaaa) {
        (Outcome::Done(a), Outcome::Done(aaaa)) => {
            ruled_out.push(answered("dns-timeout", &servers));
            ruled_out.push(answered("dns-server-failed", &servers));
            let exists = [a, aaaa].iter().any(|answer| answer.rcode == "NOERROR");
            let what = if exists { "exists in DNS, but has no address" } else { "does not exist in DNS" };
            Finding::of("dns-not-found", Confidence::Certain)
                .says(format!("The name {name} {what}."))
                .evidence(format!("{DIRECT}/value/a/value"), said("A", a))
                .evidence(format!("{DIRECT}/value/aaaa/value"), said("AAAA", aaaa))
        }
        // The query itself failed on this machine: the system's word is all there is.
        _ => system_only(resolution),
    }
}

/// The system folds every DNS failure into one error: only silence stands out.
fn system_only(resolution: &Resolution) -> Finding {
    let name = &resolution.name;
    let failure = resolution.system.failed();
    let id = match failure.map(|failure| failure.kind) {
        Some(FailureKind::Silence) => "dns-timeout",
        _ => "dns-not-found",
    };
    let finding = Finding::of(id, Confidence::Likely)
        .says(format!("This computer finds no address for {name}, and DNS could not be asked directly."));
    match failure {
        Some(failure) => finding.evidence(format!("{SYSTEM}/value"), failure.phrase()),
        None => finding.evidence(SYSTEM, "not asked"),
    }
}

fn disagreement(resolution: &Resolution) -> Option<Finding> {
    // A bare host name goes through search lists, NetBIOS and mDNS: the two askings are different questions.
    if !resolution.name.contains('.') {
        return None;
    }
    let direct = resolution.direct.done()?;
    let in_dns: Vec<_> = direct.addresses().collect();
    let name = &resolution.name;
    if resolution.system.failed().is_some() && !in_dns.is_empty() {
        let finding = Finding::of("dns-resolvers-disagree", Confidence::Certain);
        return Some(
            finding
                .says(format!("DNS knows {name}, but programs on this computer do not find it."))
                .evidence(format!("{SYSTEM}/value"), "no address")
                .evidence(format!("{DIRECT}/value"), listed(&in_dns)),
        );
    }
    let system = &resolution.system.done()?.addresses;
    let denied = [&direct.a, &direct.aaaa].into_iter().all(|outcome| outcome.done().is_some_and(nothing));
    if denied {
        let finding = Finding::of("dns-resolvers-disagree", Confidence::Certain).severity(Severity::Info);
        return Some(
            finding
                .says(format!(
                    "{name} is known to this computer only, not to DNS: hosts file, mDNS or a name policy."
                ))
                .evidence(format!("{SYSTEM}/value"), listed(system))
                .evidence(format!("{DIRECT}/value"), "no address"),
        );
    }
    let apart = !in_dns.is_empty() && !in_dns.iter().any(|address| system.contains(address));
    apart.then(|| {
        Finding::of("dns-resolvers-disagree", Confidence::Certain)
            .says(format!("This computer and the DNS server give different addresses for {name}."))
            .evidence(format!("{SYSTEM}/value"), listed(system))
            .evidence(format!("{DIRECT}/value"), listed(&in_dns))
    })
}

/// Slow is what a user waits for: the system's resolver, or the direct query where that one was not asked.
fn slow(resolution: &Resolution, policy: &Policy) -> Option<Finding> {
    let (at, elapsed_us) = match (resolution.system.done(), resolution.direct.done()) {
        (Some(system), _) => (SYSTEM, system.elapsed_us),
        (None, Some(direct)) => (DIRECT, slowest(direct)),
        (None, None) => return None,
    };
    let limit_us = u64::from(policy.slow_dns_ms) * 1000;
    (limit_us < elapsed_us).then(|| {
        let took = format!("{}.{} s", elapsed_us / 1_000_000, elapsed_us / 100_000 % 10);
        Finding::of("dns-slow", Confidence::Certain)
            .says(format!("Resolving {} took {took}.", resolution.name))
            .evidence(format!("{at}/value"), format!("answered after {took}"))
    })
}

fn slowest(direct: &DirectAnswers) -> u64 {
    [&direct.a, &direct.aaaa]
        .into_iter()
        .filter_map(Outcome::done)
        .map(|answer| answer.elapsed_us)
        .max()
        .unwrap_or(0)
}

fn nothing(answer: &Answer) -> bool {
    answer.addresses.is_empty()
}

fn answered(id: &str, servers: &str) -> RuledOut {
    RuledOut { id: id.to_owned(), because: format!("{servers} answered the query") }
}

fn said(kind: &str, answer: &Answer) -> String {
    match answer.addresses.is_empty() && answer.rcode == "NOERROR" {
        true => format!("{kind}: no such record"),
        false => format!("{kind}: {}", answer.rcode),
    }
}

fn listed(addresses: &[std::net::IpAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
