//! Rules about the proxy that was asked for: what is its own fault is never the host's, and what it says of the host is
//! its word.

use std::net::IpAddr;

use super::catalogue::{CauseId, Severity};
use super::connect::says;
use super::finding::{Confidence, Finding};
use super::gateway::{not_resolved, ran_out_of_time};
use super::said::Said;
use super::scene::{Address, Scene};
use crate::diagnose::pointer::report;
use crate::observe::{
    Connected, HostFault, Observations, Part, ProxyAnswer, ProxyReply, Said as ProxySays, Through,
};
use crate::outcome::{Failure, FailureKind, Outcome, Phase};

/// What the way through a proxy came to.
pub(super) enum Passage {
    /// It leads to the host.
    Open,
    /// The proxy is at fault.
    Blocked(Finding),
    /// The proxy says this of the host, and how it says it.
    Reported(HostFault, String),
    /// The proxy said nothing on what was asked: it waits for the host, or hangs. Whether it answered anything before.
    Waiting { answered: bool },
    /// Nothing was learned, and why.
    Unknown(String),
}

/// Judges one connection.
pub(super) fn passage(
    observations: &Observations,
    through: &Through,
    connect: &Outcome<Connected>,
    answer: &Outcome<ProxyAnswer>,
) -> Passage {
    if let Some(failure) = connect.failed() {
        return not_connected(through, failure);
    }
    match answer {
        Outcome::Done(answer) => {
            let credentials = observations.proxy.done().is_some_and(|proxy| proxy.credentials);
            judge_answer(through, answer, credentials)
        }
        Outcome::Failed(failure) => no_answer(through, failure),
        Outcome::Skipped(why) => Passage::Unknown(why.to_string()),
    }
}

/// The name of the proxy has no address.
pub(super) fn name(scene: &Scene<'_>) -> Said {
    let Some(seen) = scene.observations.proxy.done() else { return Said::default() };
    let (confidence, why) = match &seen.resolve {
        Outcome::Done(resolution) if resolution.addresses.is_empty() && resolution.ran_out_of_time() => {
            let mut said = Said::default();
            said.unsettled(Phase::Resolve, ran_out_of_time(&format!("the proxy {}", seen.proxy)));
            return said;
        }
        Outcome::Done(resolution) if resolution.addresses.is_empty() => not_resolved(resolution),
        Outcome::Failed(failure) => (Confidence::Likely, failure.phrase()),
        _ => return Said::default(),
    };
    Some(
        Finding::of(CauseId::ProxyUnreachable, confidence)
            .says(format!("No usable address was found for the proxy {}: {why}.", seen.proxy))
            .evidence(report().proxy_resolve(), why),
    )
    .into()
}

pub(super) fn judge(address: &Address<'_>) -> Said {
    let mut said = Said::default();
    let Some(through) = &address.seen.through else { return said };
    let Some((_, last)) = address.seen.last(address.first()) else { return said };
    said.untestable = tried_elsewhere(address, through, &last.connect);
    if said.untestable.is_some() {
        return said;
    }
    let found = match passage(address.scene.observations, through, &last.connect, &last.proxy) {
        Passage::Open => {
            opened(&mut said, address, through);
            return said;
        }
        Passage::Blocked(finding) => vec![finding],
        Passage::Reported(fault, reply) => reported(through, fault, &reply),
        Passage::Waiting { answered } => waiting(through, answered),
        Passage::Unknown(why) => {
            said.unsettled(Phase::Proxy, why);
            return said;
        }
    };
    for mut finding in found {
        for (index, conversation) in address.seen.asked(address.first()) {
            let at = address.at(index);
            let (at, says) = match (&conversation.connect, &conversation.proxy) {
                (Outcome::Failed(failure), _) => (at.connect(), says(failure)),
                (_, Outcome::Failed(failure)) => (at.proxy(), says(failure)),
                (_, Outcome::Done(answer)) => (at.proxy_reply(), answer.reply.to_string()),
                _ => continue,
            };
            finding = finding.evidence(at, says);
        }
        said.find(finding);
    }
    said
}

/// Another address of the same proxy was tried because this one was not reached.
pub(super) fn tried_elsewhere(
    address: &Address<'_>,
    through: &Through,
    connect: &Outcome<Connected>,
) -> Option<String> {
    let failure = connect.failed()?;
    let mut later = address.endpoint.addresses.iter().skip(address.index.saturating_add(1));
    later.any(|other| other.through.as_ref() == Some(through)).then(|| {
        let (proxy, here) = (&through.proxy, address.seen.address);
        format!("the proxy {proxy} could not be reached at {here}: {}", failure.phrase())
    })
}

fn opened(said: &mut Said, address: &Address<'_>, through: &Through) {
    let earlier = address.seen.asked(address.first()).find_map(|(index, one)| match one.failed()? {
        (part @ (Part::Connect | Part::Proxy), failure) => Some((address.at(index).part(part), failure)),
        _ => None,
    });
    if let Some((at, failure)) = earlier {
        // Whatever it was, it passed, and may come back.
        said.find(
            Finding::of(CauseId::ProxyUnreachable, Confidence::Possible)
                .severity(Severity::Warning)
                .says(format!(
                    "The proxy {} failed at first ({}), then opened the connection at the second attempt.",
                    through.proxy,
                    failure.phrase()
                ))
                .evidence(at, failure.phrase()),
        );
    }
    said.rule_out(CauseId::ProxyUnreachable, format!("the proxy {} answers", through.proxy));
    said.rule_out(
        CauseId::ProxyRefused,
        format!("the proxy opened the connection to {}", through.destination()),
    );
}

/// The way was opened, and then nothing came of it: proxies that recognise what they do not let pass, and those that say
/// yes before they have connected, look the same.
pub(super) fn behind_an_open_way(address: &Address<'_>, id: &CauseId) -> Option<Finding> {
    let through = address.seen.through.as_ref()?;
    if !matches!(id, CauseId::RdpClosedWithoutAnswer | CauseId::RdpListenerHung) {
        return None;
    }
    let (index, _) = address.seen.last(address.first())?;
    Some(
        Finding::of(CauseId::ProxyRefused, Confidence::Possible)
            .says(format!(
                "The proxy {} may have reported the connection to {} as open before it reached the host, or may \
                 block what follows.",
                through.proxy,
                through.destination()
            ))
            .evidence(address.at(index).proxy_reply(), "the proxy reports the connection as open"),
    )
}

fn not_connected(through: &Through, failure: &Failure) -> Passage {
    let proxy = &through.proxy;
    match failure.kind {
        FailureKind::OutOfResources | FailureKind::OutOfTime => {
            Passage::Unknown(format!("the proxy {proxy} could not be reached: {}.", failure.phrase()))
        }
        _ => Passage::Blocked(
            Finding::of(CauseId::ProxyUnreachable, Confidence::Certain)
                .says(format!("The proxy {proxy} cannot be reached: {}.", failure.phrase())),
        ),
    }
}

fn no_answer(through: &Through, failure: &Failure) -> Passage {
    let (proxy, destination) = (&through.proxy, through.destination());
    let socks = proxy.starts_with("socks5:");
    let (id, confidence, what) = match failure.kind {
        FailureKind::OutOfResources | FailureKind::OutOfTime | FailureKind::Other => {
            return Passage::Unknown(format!(
                "the connection to the proxy {proxy} broke: {}.",
                failure.phrase()
            ));
        }
        FailureKind::Silence if !socks || 0 < failure.received => {
            return Passage::Waiting { answered: 0 < failure.received };
        }
        FailureKind::Silence => (
            CauseId::ProxyNotSpoken,
            Confidence::Likely,
            "accepts the connection but never answers".to_owned(),
        ),
        FailureKind::Timeout => (
            CauseId::ProxyNotSpoken,
            Confidence::Likely,
            "begins an answer but never completes it".to_owned(),
        ),
        FailureKind::ForeignBytes => {
            let service = failure.detail.as_deref().unwrap_or("another service");
            (
                CauseId::ProxyNotSpoken,
                Confidence::Certain,
                format!("is not a proxy of this kind: {service} answers there"),
            )
        }
        // SOCKS: after the greeting it is the request that it does not like.
        FailureKind::Closed | FailureKind::Reset if socks && 0 < failure.received => (
            CauseId::ProxyRefused,
            Confidence::Likely,
            format!("closes the connection when asked for {destination}"),
        ),
        FailureKind::Closed | FailureKind::Reset => (
            CauseId::ProxyNotSpoken,
            Confidence::Likely,
            "closes the connection without an answer".to_owned(),
        ),
        _ => (
            CauseId::ProxyNotSpoken,
            Confidence::Certain,
            format!("violates its protocol: {}", failure.phrase()),
        ),
    };
    Passage::Blocked(Finding::of(id, confidence).says(format!("The proxy {proxy} {what}.")))
}

fn judge_answer(through: &Through, answer: &ProxyAnswer, credentials: bool) -> Passage {
    let (proxy, destination) = (&through.proxy, through.destination());
    let reply = &answer.reply;
    let (confidence, what) = match answer.said() {
        ProxySays::Opened => return Passage::Open,
        ProxySays::OfTheHost(fault) => return Passage::Reported(fault, reply.to_string()),
        ProxySays::Credentials => (Confidence::Certain, logon(reply, credentials)),
        ProxySays::Forbidden => (Confidence::Certain, format!("forbids connections to {destination}")),
        ProxySays::Failed => (
            Confidence::Likely,
            format!(
                "does not connect to {destination}; it may be unable to reach the host or to resolve its name"
            ),
        ),
    };
    Passage::Blocked(
        Finding::of(CauseId::ProxyRefused, confidence).says(format!("The proxy {proxy} {what} ({reply}).")),
    )
}

fn logon(reply: &ProxyReply, credentials: bool) -> String {
    let foreign = match reply {
        ProxyReply::Http { schemes, .. } => {
            !schemes.is_empty() && !schemes.iter().any(|scheme| scheme.eq_ignore_ascii_case("Basic"))
        }
        ProxyReply::SocksMethod { .. } => credentials,
        _ => false,
    };
    match (foreign, credentials) {
        (true, _) => "requires a kind of authentication that this program does not support",
        (false, true) => "rejects the given user name and password",
        (false, false) => "requires a user name and password",
    }
    .to_owned()
}

/// What the proxy says of the host is as good as its word: likely at most.
fn reported(through: &Through, fault: HostFault, reply: &str) -> Vec<Finding> {
    let (proxy, destination) = (&through.proxy, through.destination());
    let is_name = through.host.parse::<IpAddr>().is_err();
    let (id, what) = match fault {
        HostFault::NameUnknown => (CauseId::DnsNotFound, format!("cannot resolve the name {}", through.host)),
        HostFault::Refused => {
            (CauseId::TcpRefused, format!("reports that {destination} refuses the connection"))
        }
        // SOCKS has no reply of its own for names that lead nowhere.
        HostFault::Unreachable if is_name => (
            CauseId::TcpUnreachable,
            format!("reports that it cannot reach {destination} or resolve its name"),
        ),
        HostFault::Unreachable => {
            (CauseId::TcpUnreachable, format!("reports that it cannot reach {destination}"))
        }
        HostFault::Silent => {
            return silent(through, &format!("reports that {destination} does not answer ({reply})"));
        }
        HostFault::Unexplained => return unexplained(through, reply, is_name),
    };
    vec![Finding::of(id, Confidence::Likely).says(format!("The proxy {proxy} {what} ({reply})."))]
}

/// The proxy did not reach the host, and gives no reason: every one is possible.
fn unexplained(through: &Through, reply: &str, is_name: bool) -> Vec<Finding> {
    let (proxy, destination) = (&through.proxy, through.destination());
    let name = if is_name { ", or it cannot resolve its name" } else { "" };
    let mut found = vec![
        Finding::of(CauseId::TcpRefused, Confidence::Possible).says(format!(
            "The proxy {proxy} cannot reach {destination} and does not say why: the host refuses or does not answer, \
             the proxy has no route to it{name} ({reply})."
        )),
        Finding::of(CauseId::TcpUnreachable, Confidence::Possible)
            .says(format!("The proxy {proxy} may have no route to {destination}.")),
    ];
    if is_name {
        found.push(
            Finding::of(CauseId::DnsNotFound, Confidence::Possible)
                .says(format!("The proxy {proxy} may be unable to resolve the name {}.", through.host)),
        );
    }
    found
}

fn waiting(through: &Through, answered: bool) -> Vec<Finding> {
    let what = format!(
        "does not answer the request for {}: it is probably still waiting for the host",
        through.destination()
    );
    let mut found = silent(through, &what);
    if !answered {
        found.push(Finding::of(CauseId::ProxyNotSpoken, Confidence::Possible).says(format!(
            "The proxy {} itself may hang, or the address may not be a proxy.",
            through.proxy
        )));
    }
    found
}

/// From here a filter and an absent host are one and the same silence, so both are named.
fn silent(through: &Through, what: &str) -> Vec<Finding> {
    let proxy = &through.proxy;
    vec![
        Finding::of(CauseId::TcpFiltered, Confidence::Possible)
            .says(format!("The proxy {proxy} {what}: a firewall drops the connection, or the host is off.")),
        Finding::of(CauseId::HostSilent, Confidence::Possible)
            .says(format!("{} may be off, asleep or gone.", through.host)),
    ]
}
