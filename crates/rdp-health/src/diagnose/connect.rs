//! Rules about the TCP handshake.

use super::{Address, Confidence, Finding};
use crate::outcome::{Failure, FailureKind};
use crate::plan::FIRST;

pub(super) fn judge(address: &mut Address<'_>) {
    let asked: Vec<_> = address.seen.asked(FIRST).collect();
    let Some((_, last)) = asked.last().copied() else { return };
    // The first attempt failed, its repetition did not: whatever it was, it passes and comes back.
    if let [(before, first), _] = asked.as_slice()
        && let Some(failure) = first.failure()
        && last.failure().is_none()
    {
        let at = address.pointer(*before, failed_part(failure));
        address.findings.push(
            Finding::of("rdp-listener-throttled", Confidence::Possible)
                .says(format!(
                    "{} failed at the first attempt and worked at the second.",
                    address.seen.address
                ))
                .evidence(at, failure.phrase()),
        );
    }
    let Some(failure) = last.connect.failed() else { return };
    let evidence: Vec<_> = asked
        .iter()
        .filter_map(|(index, conversation)| {
            let failure = conversation.connect.failed()?;
            Some((address.pointer(*index, "connect/value"), says(failure)))
        })
        .collect();
    let here = address.seen.address;
    let port = here.port();
    let mut found: Vec<Finding> = Vec::new();
    match failure.kind {
        FailureKind::Refused if reported_by_another(failure, here.ip()) => {
            let sender = failure.reported_by.as_deref().unwrap_or_default();
            found.push(Finding::of("tcp-prohibited", Confidence::Certain).says(format!(
                "{sender}, a device on the way to {}, answers that port {port} is unreachable.",
                here.ip()
            )));
        }
        FailureKind::Refused | FailureKind::Reset => {
            found.push(Finding::of("tcp-refused", Confidence::Certain).says(format!(
                "{} is reachable and refuses the connection: nothing listens on TCP port {port}.",
                here.ip()
            )));
            address.rule_out("tcp-filtered", "the port answered, with a refusal");
            address.rule_out("host-silent", "the host, or a device in its name, answered");
        }
        FailureKind::Silence => {
            // Filtered or off: from here both are silence, so both are named.
            found.push(Finding::of("tcp-filtered", Confidence::Possible).says(format!(
                "Nothing answers at {} on TCP port {port}: a firewall drops the connection, or the host is off.",
                here.ip()
            )));
            found.push(Finding::of("host-silent", Confidence::Possible).says(format!(
                "{} may be off, asleep or not there: not even a refusal comes back.",
                here.ip()
            )));
            address.rule_out("tcp-refused", "a port that nothing listens on would have refused");
        }
        FailureKind::Prohibited => {
            let sender = failure.reported_by.as_deref().unwrap_or("A device on the way");
            found.push(Finding::of("tcp-prohibited", Confidence::Certain).says(format!(
                "{sender} forbids connections to {} port {port} (ICMP administratively prohibited).",
                here.ip()
            )));
        }
        FailureKind::HostUnreachable | FailureKind::NetworkUnreachable => {
            let what = match failure.kind {
                FailureKind::HostUnreachable => "The host cannot be reached",
                _ => "There is no route to the network of the host",
            };
            found.push(Finding::of("tcp-unreachable", Confidence::Certain).says(format!(
                "{what}: {} ({}).",
                here.ip(),
                failure.phrase()
            )));
        }
        FailureKind::LocalRefusal => {
            found.push(Finding::of("client-blocked-locally", Confidence::Likely).says(format!(
                "This computer itself refuses to connect to {here} ({}).",
                failure.errno.as_deref().unwrap_or("no reason given")
            )));
        }
        _ => {
            address
                .unsettled
                .get_or_insert_with(|| format!("the connection to {here} failed: {}.", failure.phrase()));
        }
    }
    for mut finding in found {
        for (at, says) in &evidence {
            finding = finding.evidence(at.clone(), says.clone());
        }
        address.findings.push(finding);
    }
}

fn reported_by_another(failure: &Failure, address: std::net::IpAddr) -> bool {
    failure.reported_by.as_deref().is_some_and(|sender| sender != address.to_string())
}

fn says(failure: &Failure) -> String {
    let milliseconds = failure.elapsed_us / 1000;
    match &failure.errno {
        Some(errno) => format!("{} ({errno}) after {milliseconds} ms", failure.phrase()),
        None => format!("{} within {milliseconds} ms", failure.phrase()),
    }
}

/// Where in a conversation the report holds this failure.
pub(super) fn failed_part(failure: &Failure) -> &'static str {
    use crate::outcome::Phase;
    match failure.phase {
        Phase::Connect => "connect/value",
        Phase::Negotiate => "negotiate/value",
        _ => "tls/value",
    }
}
