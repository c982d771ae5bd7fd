//! Both sides together: what the host says of itself, and what a check saw of it.

use std::net::IpAddr;

use super::host::{Host, SERVER, at};
use super::{certificates, firewall, tls};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::pointer::report;
use crate::diagnose::said::Said;
use crate::diagnose::scene::{Scene, shown};
use crate::observe::{Conversation, InsideFacts, Part};
use crate::outcome::FailureKind;
use rdp_health_wire::negotiation::SecurityProtocols;
use rdp_health_wire::tls::TlsVersion;

const DAY: i64 = 86_400;
/// NetBIOS names are cut there.
const LONGEST_NAME: usize = 15;

/// What cannot be where the host answered Remote Desktop.
const NOBODY_ANSWERS: &[CauseId] = &[
    CauseId::HostRdpDisabled,
    CauseId::HostServiceStopped,
    CauseId::HostListenerBroken,
    CauseId::HostEdition,
    CauseId::HostDependencyStopped,
    CauseId::HostNetworkPublic,
    CauseId::RdpNotSpoken,
    CauseId::TcpFiltered,
];
/// What cannot be where a TLS handshake completed.
const NO_TLS: &[CauseId] = &[
    CauseId::TlsSchannelBroken,
    CauseId::TlsKeyUnusable,
    CauseId::TlsNoSharedCipher,
    CauseId::TlsNoSharedGroup,
    CauseId::TlsHandshakeFailed,
    CauseId::CertNoneOnServer,
    CauseId::NegotiationRdpSecurityOnly,
];

/// The conversations with the host, and their places.
fn conversations<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = (usize, usize, &'a Conversation)> {
    let addresses = scene.observations.host.addresses.iter().enumerate();
    addresses.flat_map(|(address, seen)| {
        seen.conversations.iter().enumerate().map(move |(index, one)| (address, index, one))
    })
}

/// The name that the host gave itself in NTLM, and where.
fn own_name(scene: &Scene<'_>) -> Option<(String, String)> {
    conversations(scene).find_map(|(address, index, one)| {
        let challenge = one.credssp.done()?.challenge.as_ref()?;
        let name = challenge
            .netbios_computer
            .as_deref()
            .or_else(|| challenge.dns_computer.as_deref()?.split('.').next())?;
        let place = report().host().address(address).conversation(index).credssp().challenge();
        (!name.is_empty()).then(|| (name.to_owned(), place.into()))
    })
}

/// Whether the files are those of another host than the one that answered.
pub(super) fn is_of_another_host(scene: &Scene<'_>) -> bool {
    let computer = scene.observations.inside.as_ref().and_then(|facts| facts.computer.as_deref());
    let (Some(computer), Some((name, _))) = (computer, own_name(scene)) else { return false };
    let cut = |name: &str| name.chars().take(LONGEST_NAME).collect::<String>().to_ascii_lowercase();
    cut(computer) != cut(&name)
}

pub(super) fn another_host(scene: &Scene<'_>, facts: &InsideFacts) -> Said {
    let (Some(computer), Some((name, place))) = (&facts.computer, own_name(scene)) else {
        return Said::default();
    };
    Some(
        Finding::of(CauseId::DnsPointsElsewhere, Confidence::Likely)
            .says(format!("The files are those of {computer}, but the host that answers calls itself {name}: the name leads to another machine, or the files are the wrong ones."))
            .evidence(place, format!("the host calls itself {name}"))
            .evidence(at().computer(), format!("the files are those of {computer}")),
    )
    .into()
}

pub(super) fn judge(scene: &Scene<'_>, host: &Host<'_>, said: &mut Said) {
    // Nobody was asked: an audit.
    if scene.observations.host.addresses.is_empty() {
        return;
    }
    let answered = conversations(scene).find(|(_, _, one)| one.negotiate.done().is_some());
    match answered {
        Some((address, index, one)) => {
            let place = || report().host().address(address).conversation(index);
            contradict(
                host,
                said,
                (NOBODY_ANSWERS, Severity::Warning),
                &String::from(place().answer()),
                "the host answered Remote Desktop",
            );
            if one.tls.done().is_some() {
                contradict(
                    host,
                    said,
                    (NO_TLS, Severity::Info),
                    &String::from(place().tls()),
                    "a TLS handshake completed",
                );
            }
            negotiated(scene, host, said);
            certificate(scene, host, said);
            build(scene, host, said);
        }
        None => unanswered(scene, host, said),
    }
}

/// One side says that nobody answers, the other that somebody did: the files are older, or the host does not run as they say.
fn contradict(
    host: &Host<'_>,
    said: &mut Said,
    (impossible, worse_than): (&[CauseId], Severity),
    place: &str,
    seen: &str,
) {
    let is_refuted = |finding: &Finding| impossible.contains(&finding.id) && worse_than < finding.severity;
    let (refuted, kept): (Vec<_>, Vec<_>) = said.findings.drain(..).partition(is_refuted);
    said.findings = kept;
    for finding in refuted {
        said.rule_out(
            finding.id.clone(),
            format!("{seen}, although the files of the host say: {}", finding.summary),
        );
        let mut contradiction =
            differs(host, format!("The files say: {} But {seen} when it was checked.", finding.summary));
        contradiction.evidence.extend(finding.evidence);
        said.find(contradiction.evidence(place, seen));
    }
}

/// Files of a while ago differ from a host of today; recent ones show what it has not taken over yet.
fn differs(host: &Host<'_>, summary: String) -> Finding {
    let is_old = host.facts.as_of.is_none() || DAY < host.now.saturating_sub(host.as_of());
    let (severity, confidence) = match is_old {
        true => (Severity::Info, Confidence::Possible),
        false => (Severity::Warning, Confidence::Likely),
    };
    Finding::of(CauseId::HostSettingsNotApplied, confidence).severity(severity).says(summary)
}

/// What the listener is set to, beside what was negotiated.
fn negotiated(scene: &Scene<'_>, host: &Host<'_>, said: &mut Said) {
    let Some((listener_at, listener)) = host.facts.listener() else { return };
    let nla = listener.nla.is_some_and(|nla| nla.value != 0);
    let layer = listener.security_layer.map(|layer| layer.value);
    for (address, index, one) in conversations(scene) {
        let place = report().host().address(address).conversation(index);
        let Some(selected) = one.negotiate.done().and_then(|answer| answer.selected()) else { continue };
        let accepts_without = selected == SecurityProtocols::RDP || selected == SecurityProtocols::SSL;
        let without_tls = selected == SecurityProtocols::RDP;
        let (set, seen) = match layer {
            Some(2) if without_tls => ("SecurityLayer = 2 (TLS)", "it accepted Standard RDP Security"),
            _ if nla && accepts_without => {
                ("UserAuthentication = 1 (NLA required)", "it accepted a client without NLA")
            }
            _ => {
                version(host, one, &place.tls().into(), said);
                continue;
            }
        };
        said.find(
            differs(
                host,
                format!(
                    "{} is set to {set}, but {seen}: the service still runs with other settings.",
                    host.name()
                ),
            )
            .evidence(at().listener(listener_at), set)
            .evidence(place.answer(), seen),
        );
        return;
    }
}

/// A version of TLS that is off in the registry, and was spoken.
fn version(host: &Host<'_>, one: &Conversation, place: &String, said: &mut Said) {
    let Some(spoken) = one.tls.done().map(|session| session.version) else { return };
    let name = match spoken {
        TlsVersion::TLS13 => "TLS 1.3",
        TlsVersion::TLS12 => "TLS 1.2",
        _ => return,
    };
    if let Some((false, setting, what)) = tls::version(host, name)
        && said.findings.iter().all(|finding| finding.id != CauseId::HostSettingsNotApplied)
    {
        said.find(
            differs(
                host,
                format!(
                    "{} has {name} switched off for servers, but spoke it: it has not restarted since.",
                    host.name()
                ),
            )
            .evidence(setting, what)
            .evidence(place, format!("the handshake completed with {name}")),
        );
    }
}

/// The certificate on the wire, beside those of the stores.
fn certificate(scene: &Scene<'_>, host: &Host<'_>, said: &mut Said) {
    if !certificates::stores_are_known(host) {
        return;
    }
    let addresses = scene.observations.host.addresses.iter().enumerate();
    let seen = addresses.filter_map(|(index, seen)| Some((index, shown(seen)?))).next();
    let Some((address, (conversation, chain))) = seen else { return };
    let Some(leaf) = chain.first().filter(|leaf| leaf.is_readable()) else { return };
    let place = || report().host().address(address).conversation(conversation).chain().certificate(0);
    let stored =
        host.facts.certificates.iter().enumerate().find(|(_, one)| one.certificate.sha1 == leaf.sha1);
    let chosen = host
        .facts
        .listener()
        .and_then(|(index, listener)| Some((index, listener.certificate_sha1.as_deref()?)));
    let expected = certificates::in_use(host);
    match (stored, chosen) {
        (Some(_), Some((index, chosen))) if !leaf.sha1.eq_ignore_ascii_case(chosen) => {
            let is_there =
                host.facts.certificates.iter().any(|one| one.certificate.sha1.eq_ignore_ascii_case(chosen));
            let why = if is_there {
                "although it is in the store: its key or its subject does not fit"
            } else {
                "which is in none of its stores"
            };
            said.find(
                Finding::of(CauseId::CertConfiguredRejected, Confidence::Certain)
                    .says(format!(
                        "{} serves {} instead of the chosen certificate {chosen}, {why}.",
                        host.name(),
                        leaf.sha1
                    ))
                    .evidence(at().listener(index), format!("SSLCertificateSHA1Hash = {chosen}"))
                    .evidence(place().sha1(), format!("the server sent {}", leaf.sha1)),
            );
        }
        (Some((index, one)), _) => {
            said.rule_out(
                CauseId::TlsInspected,
                format!("the certificate is in the host's store \"{}\"", one.store),
            );
            if leaf.not_after_unix < host.now
                && let Some((newer, other)) = expected
                    .filter(|(newer, other)| *newer != index && host.now < other.certificate.not_after_unix)
            {
                said.find(
                    differs(host, format!("{} still serves the expired certificate {}, although its store has a newer one ({}): restart TermService.", host.name(), leaf.sha1, other.certificate.sha1))
                        .evidence(place().not_after(), format!("valid until {}", leaf.not_after))
                        .evidence(at().certificate(newer), format!("valid until {}", other.certificate.not_after)),
                );
            }
        }
        (None, _) if leaf.not_before_unix < host.as_of() => {
            let Some((index, one)) = expected else { return };
            said.find(
                Finding::of(CauseId::TlsInspected, Confidence::Likely)
                    .says(format!("The certificate that arrived ({}) is in none of the stores of {}: something between here and there ends TLS.", leaf.subject, host.name()))
                    .evidence(place().sha1(), format!("the server sent {}", leaf.sha1))
                    .evidence(at().certificate(index), format!("the host has {}", one.certificate.sha1)),
            );
        }
        // It is newer than the files.
        (None, _) => {}
    }
}

/// The build in NTLM, beside that of the registry.
fn build(scene: &Scene<'_>, host: &Host<'_>, said: &mut Said) {
    let Some(windows) = host.facts.windows.as_ref().filter(|windows| windows.build != 0) else { return };
    let seen = conversations(scene).find_map(|(address, index, one)| {
        let os = one.credssp.done()?.challenge.as_ref()?.os.as_ref()?;
        let place = report().host().address(address).conversation(index).credssp().challenge();
        let build: u32 = os.version.rsplit('.').next()?.parse().ok()?;
        Some((build, String::from(place)))
    });
    if let Some((build, place)) = seen.filter(|(build, _)| *build != windows.build && 2600 <= *build) {
        said.find(
            differs(
                host,
                format!(
                    "The files are from build {}, but {} answers with build {build}: it was upgraded since.",
                    windows.build,
                    host.name()
                ),
            )
            .severity(Severity::Info)
            .evidence(at().windows(), format!("build {}", windows.build))
            .evidence(place, format!("build {build}")),
        );
    }
}

/// Nobody answered: which of what the host says explains it.
fn unanswered(scene: &Scene<'_>, host: &Host<'_>, said: &mut Said) {
    let failed =
        conversations(scene).find_map(|(address, index, one)| Some((address, index, one.connect.failed()?)));
    let Some((address, index, failure)) = failed else { return };
    let place: String = report().host().address(address).conversation(index).part(Part::Connect);
    let name = host.name();
    let asked = scene.target.port;
    if let Some((listener_at, port)) = host.facts.listener().and_then(|(index, one)| Some((index, one.port?)))
        && port != asked
    {
        said.find(
            Finding::of(CauseId::PortMoved, Confidence::Likely)
                .says(format!("{name} listens on TCP port {port}, and port {asked} was checked: connect to {name}:{port}."))
                .evidence(at().listener(listener_at), format!("PortNumber = {port}"))
                .evidence(place, failure.phrase()),
        );
        return;
    }
    let local = scene.observations.host.addresses.iter().find_map(|seen| Some(seen.route.done()?.local));
    if let Some(finding) = local.and_then(|local| kept_out(host, local, asked, &place)) {
        said.find(finding);
        return;
    }
    // Everything on the host is as it should be, so that it is something else.
    let on = host.effective(SERVER, "fDenyTSConnections").filter(|(denies, ..)| *denies == 0);
    let listens = host.facts.listening.iter().enumerate().find(|(_, one)| one.port == asked);
    let lets_in = !host.facts.firewall_profiles.is_empty()
        && firewall::closed(host).findings.is_empty()
        && firewall::scope(host).findings.is_empty()
        && host.facts.firewall_profiles.len() == 3;
    let silent = failure.kind == FailureKind::Silence;
    // It may be off by now.
    let others = scene.observations.host.addresses.iter().filter_map(|seen| seen.other_ports.done());
    let is_up = others.flatten().any(|port| port.answered());
    let confidence = if is_up { Confidence::Likely } else { Confidence::Possible };
    if let (Some((_, setting, what)), Some((port_at, listening)), true, true) = (on, listens, lets_in, silent)
    {
        let mut finding = Finding::of(CauseId::TcpFiltered, confidence)
            .says(format!("{name} listens on TCP port {asked} and Windows Firewall let it in, but no answer arrives: another firewall, on the network or of another vendor, drops the connection."))
            .evidence(place, failure.phrase())
            .evidence(setting, what)
            .evidence(at().port(port_at), format!("{} listens on TCP port {asked}", listening.owner));
        if let Some((index, _)) = firewall::allowing(host, asked).next() {
            finding = finding.evidence(at().rule(index), "this rule lets the port in");
        }
        said.find(finding);
        said.rule_out(
            CauseId::HostServiceStopped,
            format!("{} listens on TCP port {asked}", listening.owner),
        );
    }
}

/// Whether a rule keeps this computer out.
fn kept_out(host: &Host<'_>, local: IpAddr, port: u16, place: &str) -> Option<Finding> {
    for (index, rule) in firewall::blocks(host, port) {
        if !rule.remote.is_empty() && rule.remote.iter().any(|range| is_in(range, local) == Some(true)) {
            let is_ban = firewall::is_of_a_ban_tool(rule);
            let id = if is_ban { CauseId::SourceBanned } else { CauseId::SourceBlocked };
            let named = if rule.name.is_empty() { &rule.id } else { &rule.name };
            return Some(
                Finding::of(id, Confidence::Likely)
                    .says(format!(
                        "The rule \"{named}\" of Windows Firewall on {} blocks this computer ({local}).",
                        host.name()
                    ))
                    .evidence(at().rule(index), format!("the rule {named} is on and blocks {local}"))
                    .evidence(place, "no connection from here"),
            );
        }
    }
    let allowing: Vec<_> = firewall::allowing(host, port).collect();
    let outside = |range: &String| is_in(range, local) == Some(false);
    let (index, rule) = allowing.first().filter(|_| {
        firewall::is_on(host)
            && allowing.iter().all(|(_, rule)| !rule.remote.is_empty() && rule.remote.iter().all(outside))
    })?;
    Some(
        Finding::of(CauseId::SourceBlocked, Confidence::Likely)
            .says(format!(
                "Windows Firewall on {} lets only {} in, and this computer is {local}.",
                host.name(),
                rule.remote.join(", ")
            ))
            .evidence(at().rule(*index), format!("the rule {} is for {}", rule.id, rule.remote.join(", ")))
            .evidence(place, "no connection from here"),
    )
}

/// Whether an address is in a range as Windows Firewall writes it: one address, `a-b`, `a/prefix`, `a/mask`. Words such
/// as `LocalSubnet` cannot be judged from here.
fn is_in(range: &str, address: IpAddr) -> Option<bool> {
    let number = |ip: IpAddr| match ip {
        IpAddr::V4(ip) => u128::from(ip.to_bits()),
        IpAddr::V6(ip) => ip.to_bits(),
    };
    let parse = |text: &str| text.trim().parse::<IpAddr>().ok();
    let (from, to) = if let Some((from, to)) = range.split_once('-') {
        (parse(from)?, parse(to)?)
    } else if let Some((network, mask)) = range.split_once('/') {
        let network = parse(network)?;
        let width: u32 = if network.is_ipv4() { 32 } else { 128 };
        let prefix = match mask.trim().parse::<u32>() {
            Ok(prefix) if prefix <= width => prefix,
            _ => match parse(mask)? {
                IpAddr::V4(mask) => mask.to_bits().leading_ones(),
                IpAddr::V6(mask) => mask.to_bits().leading_ones(),
            },
        };
        if network.is_ipv4() != address.is_ipv4() {
            return Some(false);
        }
        let shift = width.saturating_sub(prefix);
        let high = |ip: IpAddr| number(ip).checked_shr(shift).unwrap_or(0);
        return Some(high(network) == high(address));
    } else {
        let one = parse(range)?;
        (one, one)
    };
    let (low, high, here) = (number(from), number(to), number(address));
    Some(from.is_ipv4() == address.is_ipv4() && low <= here && here <= high)
}
