//! Rules about the TCP handshake.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::catalogue::CauseId;
use super::finding::{Confidence, Finding};
use super::said::Said;
use super::scene::Address;
use super::silence;
use crate::observe::{Conversation, Part};
use crate::outcome::{Failure, FailureKind, Phase};

pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let asked: Vec<_> = address.seen.asked(address.first()).collect();
    let Some((_, last)) = asked.last().copied() else { return said };
    said.findings.extend(passed_at_last(address));
    if last.failure().is_none() && said.findings.is_empty() {
        said.findings.extend(irregular(address));
    }
    if address.seen.through.is_some() {
        return said;
    }
    let Some(failure) = last.connect.failed() else { return said };
    let evidence: Vec<_> = asked
        .iter()
        .filter_map(|(index, conversation)| {
            let failure = conversation.connect.failed()?;
            Some((address.at(*index).connect(), says(failure)))
        })
        .collect();
    let here = address.seen.address;
    let port = here.port();
    let mut found: Vec<Finding> = Vec::new();
    match failure.kind {
        // Decided on this computer: nothing was sent.
        FailureKind::LocalRefusal
        | FailureKind::NoLocalRoute
        | FailureKind::HostUnreachable
        | FailureKind::NetworkUnreachable
        | FailureKind::OutOfResources
        | FailureKind::Other
            if lacks_zone(here) =>
        {
            found.push(zone_missing(address));
        }
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
            found.push(Finding::of(CauseId::RdpClosedWithoutAnswer, Confidence::Likely).says(format!(
                "{here} accepts the connection and closes it at once without sending anything."
            )));
        }
        FailureKind::Refused => {
            found.push(Finding::of(CauseId::TcpRefused, Confidence::Certain).says(format!(
                "{} refuses the connection: nothing listens on TCP port {port}, or a firewall rejects the connection \
                 on its behalf.",
                here.ip()
            )));
            said.rule_out(CauseId::TcpFiltered, "the port answered with a refusal");
            said.rule_out(CauseId::HostSilent, "the host, or a device on its behalf, answered");
        }
        FailureKind::Silence => found.extend(silence::silence(&mut said, address)),
        FailureKind::Prohibited => {
            let who = firewall(failure, here.ip());
            found.push(Finding::of(CauseId::TcpProhibited, Confidence::Certain).says(format!(
                "{who} prohibits connections to {} port {port} (ICMP administratively prohibited).",
                here.ip()
            )));
        }
        FailureKind::HostUnreachable | FailureKind::NetworkUnreachable => {
            found.push(silence::unreachable(&mut said, address, failure));
        }
        FailureKind::NoLocalRoute => {
            let why = match failure.errno.as_deref() {
                Some("EINVAL") => {
                    format!(
                        "this computer's routing table discards traffic to {} (blackhole route)",
                        here.ip()
                    )
                }
                _ => no_route(here),
            };
            let says = format!("{}.", why.replacen("this", "This", 1));
            found.push(Finding::of(CauseId::TcpUnreachable, Confidence::Certain).says(says));
            said.untestable = Some(why);
        }
        FailureKind::LocalRefusal => {
            found.push(Finding::of(CauseId::ClientBlockedLocally, Confidence::Likely).says(format!(
                "This computer itself refuses to connect to {here} ({}).",
                failure.errno.as_deref().unwrap_or("no reason given")
            )));
        }
        _ => {
            said.unsettled(Phase::Connect, format!("the connection to {here} failed: {}.", failure.phrase()));
        }
    }
    for mut finding in found {
        for (at, says) in &evidence {
            finding = finding.evidence(at.clone(), says.clone());
        }
        said.find(finding);
    }
    said
}

/// The first question failed, and was answered when it was put again.
fn passed_at_last(address: &Address<'_>) -> Option<Finding> {
    let asked: Vec<_> = address.seen.asked(address.first()).collect();
    let (_, last) = asked.last().copied().filter(|(_, last)| last.failure().is_none())?;
    let (before, part, failure) = asked.iter().find_map(|(index, conversation)| {
        let (part, failure) = conversation.failed()?;
        Some((*index, part, failure))
    })?;
    // To the proxy and by it, not to the host: its own rules judge that.
    if address.seen.through.is_some() && matches!(failure.phase, Phase::Connect | Phase::Proxy) {
        return None;
    }
    let here = address.seen.place();
    let finding = match late(last, part, failure) {
        Some(took) => Finding::of(CauseId::RdpAnswersLate, Confidence::Certain).says(format!(
            "{here} answers, but only after {}: clients with a shorter timeout give up.",
            seconds(took)
        )),
        // Whatever it was, it passed, and may come back.
        None => Finding::of(CauseId::RdpListenerThrottled, Confidence::Possible).says(format!(
            "{here} failed at first ({}), then answered the second attempt.",
            failure.phrase()
        )),
    };
    Some(finding.evidence(address.at(before).part(part), failure.phrase()))
}

/// The same of a gateway: where it only comes late, clients may give up there, too.
pub(super) fn gateway_is_late(address: &Address<'_>) -> Said {
    passed_at_last(address).filter(|finding| finding.id == CauseId::RdpAnswersLate).into()
}

/// A later question was not let in, and was when it was put again: the host answers, but not always.
fn irregular(address: &Address<'_>) -> Option<Finding> {
    let conversations = address.seen.conversations.iter().enumerate();
    let (index, part, failure, again) = conversations
        .filter_map(|(index, conversation)| {
            let (part, failure) = conversation.failed()?;
            let let_in = |again: &Conversation| match part {
                Part::Connect => again.connect.done().is_some(),
                _ => again.negotiate.done().is_some(),
            };
            let cut = matches!(
                failure.kind,
                FailureKind::Silence | FailureKind::Closed | FailureKind::Reset | FailureKind::Refused
            );
            let mut later = address.seen.asked(conversation.question).filter(|(later, _)| index < *later);
            let (_, again) = later.find(|(_, again)| let_in(again))?;
            (matches!(part, Part::Connect | Part::Negotiate) && cut).then_some((index, part, failure, again))
        })
        .next()?;
    let at = address.at(index).part(part);
    if let Some(took) = late(again, part, failure) {
        let says = format!(
            "{} answers one request of this check only after {}: clients with a shorter timeout give up.",
            address.seen.place(),
            seconds(took)
        );
        let finding = Finding::of(CauseId::RdpAnswersLate, Confidence::Certain).says(says);
        return Some(finding.evidence(at, failure.phrase()));
    }
    Some(
        Finding::of(CauseId::RdpListenerThrottled, Confidence::Possible)
            .says(format!(
                "{} did not answer one connection of this check ({}), but answered the same request when it was \
                 repeated: some connections fail there. One dead server behind a load balancer looks the same.",
                address.seen.place(),
                failure.phrase()
            ))
            .evidence(at, failure.phrase()),
    )
}

/// How long an answer took that was given up before; `None` = it came in the usual time when it was asked for again.
fn late(answered: &Conversation, part: Part, failure: &Failure) -> Option<Duration> {
    let given_up = matches!(failure.kind, FailureKind::Silence | FailureKind::Timeout);
    let took = answered.took(part).filter(|_| given_up && part != Part::Connect)?;
    (failure.elapsed <= took).then_some(took)
}

/// A time in words: whole seconds, or tenths below ten.
pub(super) fn seconds(time: Duration) -> String {
    let tenths = time.as_millis().saturating_add(50) / 100;
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} s"),
        (whole, tenth) if whole < 10 => format!("{whole}.{tenth} s"),
        (whole, _) => format!("{whole} s"),
    }
}

/// A link-local address is good on one link, and none is named, or none that there is.
fn lacks_zone(here: SocketAddr) -> bool {
    matches!(here, SocketAddr::V6(v6) if v6.ip().is_unicast_link_local() && v6.scope_id() == 0)
}

fn zone_missing(address: &Address<'_>) -> Finding {
    let here = address.seen.address;
    let (ip, port) = (here.ip(), here.port());
    let says = match address.scene.target.host.split_once('%') {
        Some((_, zone)) => format!(
            "This computer has no network adapter '{zone}', so {ip} cannot be reached. Write [{ip}%ADAPTER]:{port} \
             with an adapter that exists."
        ),
        None => format!(
            "{ip} is link-local: it only works together with the network adapter (zone) that leads to the host. \
             Write [{ip}%ADAPTER]:{port}, for example [{ip}%eth0]:{port}, or on Windows its number: [{ip}%12]:{port}."
        ),
    };
    Finding::of(CauseId::AddressZoneMissing, Confidence::Certain).says(says)
}

/// A connection request that is lost is repeated after a second, and again after three (RFC 6298).
const REPEATED: Duration = Duration::from_millis(900);

/// The first connection took so long that its request was repeated, and what came after it did not.
pub(super) fn opens_late(address: &Address<'_>) -> Said {
    let seen = address.seen;
    let took =
        |index: usize| seen.conversations.get(index)?.connect.done().map(|connected| connected.elapsed);
    let Some(late) = took(0).filter(|took| REPEATED <= *took && seen.through.is_none()) else {
        return Said::default();
    };
    let later = (1..seen.conversations.len()).filter_map(|index| Some((index, took(index)?)));
    // A way that is always slow is no surprise; one answer at once shows that this one is not.
    let Some((index, soon)) =
        later.min_by_key(|(_, took)| *took).filter(|(_, soon)| soon.saturating_mul(4) <= late)
    else {
        return Said::default();
    };
    let soon = soon.as_millis();
    let finding = Finding::of(CauseId::TcpConnectSlow, Confidence::Possible).says(format!(
        "{} took {} to accept the first connection, but only {soon} ms for the next: a packet was lost, or the host \
         was asleep.",
        seen.place(),
        seconds(late),
    ));
    let finding = finding.evidence(address.at(0).connect(), format!("accepted after {}", seconds(late)));
    Some(finding.evidence(address.at(index).connect(), format!("accepted after {soon} ms"))).into()
}

/// Why this computer cannot even try the address.
pub(super) fn no_route(here: SocketAddr) -> String {
    let version = if here.is_ipv6() { "IPv6" } else { "IPv4" };
    format!("this computer has no {version} route to {}", here.ip())
}

pub(super) fn firewall(failure: &Failure, address: IpAddr) -> String {
    match failure.reported_by {
        Some(sender) if sender == address => "The host's own firewall".to_owned(),
        Some(sender) => format!("The firewall {sender}"),
        None => "A firewall".to_owned(),
    }
}

pub(super) fn says(failure: &Failure) -> String {
    let milliseconds = failure.elapsed.as_millis();
    match &failure.errno {
        Some(errno) => format!("{} ({errno}) after {milliseconds} ms", failure.phrase()),
        None => format!("{} within {milliseconds} ms", failure.phrase()),
    }
}
