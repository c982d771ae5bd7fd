//! Rules about the TCP handshake.

use super::{Address, CauseId, Confidence, Finding, silence};
use crate::outcome::{Failure, FailureKind, Phase};

pub(super) fn judge(address: &mut Address<'_>) {
    let asked: Vec<_> = address.seen.asked(address.first()).collect();
    let Some((_, last)) = asked.last().copied() else { return };
    // To the proxy and by it, not to the host: its own rules judge that.
    let of_the_proxy = |failure: &Failure| {
        address.seen.through.is_some() && matches!(failure.phase, Phase::Connect | Phase::Proxy)
    };
    if let Some((before, failure)) = asked.iter().find_map(|(i, c)| Some((*i, c.failure()?)))
        && last.failure().is_none()
        && !of_the_proxy(failure)
    {
        // Whatever it was, it passed, and may come back.
        let at = address.pointer(before, failed_part(failure));
        address.findings.push(
            Finding::of(CauseId::RdpListenerThrottled, Confidence::Possible)
                .says(format!(
                    "{} failed at first ({}) and answered when asked again.",
                    address.seen.place(),
                    failure.phrase()
                ))
                .evidence(at, failure.phrase()),
        );
    }
    if address.seen.through.is_some() {
        return;
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
        // No host answers a closed TCP port with ICMP: a firewall does, the host's own or one on the way.
        FailureKind::Refused if failure.reported_by.is_some() => {
            let who = firewall(failure, here.ip());
            found.push(Finding::of(CauseId::TcpProhibited, Confidence::Certain).says(format!(
                "{who} rejects connections to {} port {port} (ICMP port unreachable).",
                here.ip()
            )));
        }
        // Systems on which a connection that is cut at once looks like one that failed.
        FailureKind::Reset => {
            found.push(
                Finding::of(CauseId::RdpClosedWithoutAnswer, Confidence::Likely)
                    .says(format!("{here} accepts the connection and cuts it at once, without a word.")),
            );
        }
        FailureKind::Refused => {
            found.push(Finding::of(CauseId::TcpRefused, Confidence::Certain).says(format!(
                "{} refuses the connection: nothing listens on TCP port {port}, or a firewall refuses in its name.",
                here.ip()
            )));
            address.rule_out(CauseId::TcpFiltered, "the port answered, with a refusal");
            address.rule_out(CauseId::HostSilent, "the host, or a device in its name, answered");
        }
        FailureKind::Silence => found.extend(silence::silence(address)),
        FailureKind::Prohibited => {
            let who = firewall(failure, here.ip());
            found.push(Finding::of(CauseId::TcpProhibited, Confidence::Certain).says(format!(
                "{who} forbids connections to {} port {port} (ICMP administratively prohibited).",
                here.ip()
            )));
        }
        FailureKind::HostUnreachable | FailureKind::NetworkUnreachable => {
            found.push(silence::unreachable(address, failure));
        }
        FailureKind::NoLocalRoute => {
            let version = if here.is_ipv6() { "IPv6" } else { "IPv4" };
            address.untestable = Some(format!("this computer has no {version} route to {}", here.ip()));
            found.push(
                Finding::of(CauseId::TcpUnreachable, Confidence::Certain)
                    .says(format!("This computer has no {version} route to {}.", here.ip())),
            );
        }
        FailureKind::LocalRefusal => {
            found.push(Finding::of(CauseId::ClientBlockedLocally, Confidence::Likely).says(format!(
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

pub(super) fn firewall(failure: &Failure, address: std::net::IpAddr) -> String {
    match failure.reported_by {
        Some(sender) if sender == address => "The host's own firewall".to_owned(),
        Some(sender) => format!("The firewall {sender}"),
        None => "A firewall".to_owned(),
    }
}

pub(super) fn says(failure: &Failure) -> String {
    let milliseconds = failure.elapsed_us / 1000;
    match &failure.errno {
        Some(errno) => format!("{} ({errno}) after {milliseconds} ms", failure.phrase()),
        None => format!("{} within {milliseconds} ms", failure.phrase()),
    }
}

/// Where in a conversation the report holds this failure.
pub(super) fn failed_part(failure: &Failure) -> &'static str {
    match failure.phase {
        Phase::Connect => "connect/value",
        Phase::Proxy => "proxy/value",
        Phase::Negotiate => "negotiate/value",
        _ => "tls/value",
    }
}
