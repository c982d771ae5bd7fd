//! Whether anybody gets as far as the listener.

use super::host::{Host, LISTENER, SERVER, at, proved};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;
use crate::observe::FirewallRule;

const TCP: u16 = 6;
const UDP: u16 = 17;
/// A service that nobody can start.
const DISABLED: u32 = 4;
/// Windows' own listener of Remote Desktop.
const OWN_LISTENER: &str = "{5828227c-20cf-4408-b73f-73ab70b8849f}";
/// Programs that ban addresses for failed logons, by the names of their firewall rules.
const BANNING: [&str; 8] =
    ["ipban", "rdpguard", "evlwatcher", "fail2ban", "syspeace", "crowdsec", "rdpdefender", "cyberarms"];

pub(super) fn switched_off(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let Some((denies, place, what)) = host.effective(SERVER, "fDenyTSConnections") else { return said };
    if denies == 0 {
        said.rule_out(CauseId::HostRdpDisabled, format!("the host has Remote Desktop switched on: {what}"));
        return said;
    }
    let by_policy = what.contains("\\Policies\\");
    let by = if by_policy { "a policy, which only the policy can change" } else { "its setting" };
    let name = host.name();
    let mut finding = proved(
        CauseId::HostRdpDisabled,
        format!("Remote Desktop is switched off on {name} by {by}."),
        (place, what),
    );
    let usual = host.facts.firewall_rules.iter().enumerate();
    for (index, rule) in
        usual.filter(|(_, rule)| rule.id.eq_ignore_ascii_case("RemoteDesktop-UserMode-In-TCP"))
    {
        let state = if rule.active { "on" } else { "off" };
        finding = finding.evidence(at().rule(index), format!("the firewall rule {} is {state}", rule.id));
    }
    said.find(finding);
    said
}

pub(super) fn service(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, service)) = host.facts.service("TermService") else { return said };
    let place = String::from(at().service(index));
    let name = host.name();
    match (service.start, service.state.as_deref()) {
        (_, Some("running")) => {
            said.rule_out(CauseId::HostServiceStopped, "the collection shows TermService running");
        }
        (Some(DISABLED), _) => said.find(proved(
            CauseId::HostServiceStopped,
            format!("The Remote Desktop service (TermService) is disabled on {name}, so nothing listens."),
            (place, "TermService has start type disabled (Start = 4)".to_owned()),
        )),
        (_, Some("stopped")) => said.find(proved(
            CauseId::HostServiceStopped,
            format!(
                "The Remote Desktop service (TermService) was stopped on {name} when the collection was made."
            ),
            (place, "TermService is stopped".to_owned()),
        )),
        _ => {}
    }
    said
}

pub(super) fn listener(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let name = host.name();
    let Some((index, listener)) = host.facts.listener() else {
        // That there is none is known where the keys around it were read.
        if let Some((_, place, what)) = host.number(SERVER, "fDenyTSConnections")
            && host.facts.services.iter().any(|service| service.start.is_some())
        {
            said.find(proved(
                CauseId::HostListenerBroken,
                format!("The listener RDP-Tcp is missing in the registry of {name}."),
                (place, format!("{what}, but no WinStations\\RDP-Tcp next to it")),
            ));
        }
        return said;
    };
    if listener.enabled == Some(false)
        && let Some((_, place, what)) = host.number(LISTENER, "fEnableWinStation")
    {
        said.find(proved(
            CauseId::HostListenerBroken,
            format!("The listener RDP-Tcp is switched off on {name}."),
            (place, what),
        ));
    }
    if let Some((index, protocol)) = host.facts.setting(LISTENER, "LoadableProtocol_Object")
        && !protocol.value.eq_ignore_ascii_case(OWN_LISTENER)
    {
        said.find(
            Finding::of(CauseId::HostListenerBroken, Confidence::Likely)
                .severity(Severity::Warning)
                .says(format!(
                    "The listener RDP-Tcp of {name} is not Windows' own: another program replaced it."
                ))
                .evidence(at().setting(index), super::host::shown(protocol)),
        );
    }
    match listener.adapter {
        Some(0) => said.rule_out(
            CauseId::HostListenerOneAdapter,
            "the listener is bound to all network adapters (LanAdapter = 0)",
        ),
        Some(adapter) => said.find(
            proved(
                CauseId::HostListenerOneAdapter,
                format!("The listener of {name} answers on network adapter {adapter} only."),
                (at().listener(index).into(), format!("LanAdapter = {adapter}")),
            )
            .severity(Severity::Warning),
        ),
        None => {}
    }
    said
}

pub(super) fn port(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, port)) =
        host.facts.listener().and_then(|(index, listener)| Some((index, listener.port?)))
    else {
        return said;
    };
    let name = host.name();
    if port != 3389 {
        let what = format!("PortNumber = {port}");
        said.find(
            proved(
                CauseId::PortMoved,
                format!("{name} listens for Remote Desktop on TCP port {port}, not 3389."),
                (at().listener(index).into(), what),
            )
            .severity(Severity::Info),
        );
    }
    if host.facts.listening.is_empty() {
        return said;
    }
    let owner = host.facts.listening.iter().enumerate().find(|(_, one)| one.port == port);
    let off = host.effective(SERVER, "fDenyTSConnections").is_some_and(|(denies, ..)| denies != 0);
    let runs =
        host.facts.service("TermService").is_some_and(|(_, one)| one.state.as_deref() == Some("running"));
    match owner {
        Some((index, owner))
            if !owner.owner.is_empty() && !owner.owner.to_ascii_lowercase().contains("termservice") =>
        {
            said.find(proved(
                CauseId::RdpNotSpoken,
                format!("On {name} another program has TCP port {port}: {}.", owner.owner),
                (at().port(index).into(), format!("TCP port {port} belongs to {}", owner.owner)),
            ));
        }
        Some(_) => {
            said.rule_out(CauseId::HostListenerBroken, format!("TermService listens on TCP port {port}"));
        }
        None if runs && !off => said.find(proved(
            CauseId::HostListenerBroken,
            format!("TermService runs on {name}, but does not listen on TCP port {port}."),
            (at().listener(index).into(), format!("PortNumber = {port}, and nothing listens there")),
        )),
        None => {}
    }
    said
}

/// Whether a rule that is on lets anybody in to the port in this profile.
fn lets_in<'a>(host: &'a Host<'_>, port: u16, profile: &'a str) -> impl Iterator<Item = &'a FirewallRule> {
    host.facts.firewall_rules.iter().filter(move |rule| {
        rule.active && rule.allows && rule.inbound && rule.is_about(TCP, port) && rule.counts_in(profile)
    })
}

pub(super) fn firewall(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let port = host.facts.port().unwrap_or(3389);
    let name = host.name();
    let on: Vec<_> =
        host.facts.firewall_profiles.iter().enumerate().filter(|(_, one)| one.enabled.value != 0).collect();
    // Another firewall may stand in its place.
    let off = host.facts.service("MpsSvc").is_some_and(|(_, service)| {
        service.start == Some(DISABLED) || service.state.as_deref() == Some("stopped")
    });
    // Without the rules nothing is known.
    if off || host.facts.firewall_rules.is_empty() || host.facts.firewall_profiles.len() < 3 {
        return said;
    }
    let closed: Vec<_> = on
        .iter()
        .filter(|(_, profile)| profile.blocks_all || lets_in(host, port, &profile.name).next().is_none())
        .collect();
    let names: Vec<&str> = closed.iter().map(|(_, profile)| profile.name.as_str()).collect();
    let Some((first, profile)) = closed.first() else {
        if let Some((index, rule)) = blocks(host, port).next() {
            said.find(blocked(host, index, rule, port));
        }
        return said;
    };
    let what = match profile.blocks_all {
        true => "the profile blocks all incoming connections".to_owned(),
        false => format!("the profile is on, and no rule that is on lets TCP port {port} in"),
    };
    if closed.len() == 3 {
        let mut finding = proved(
            CauseId::TcpFiltered,
            format!("Windows Firewall on {name} lets no client in to TCP port {port}."),
            (at().profile(*first).into(), what),
        );
        let rules = host.facts.firewall_rules.iter().enumerate();
        for (index, rule) in rules.filter(|(_, rule)| rule.inbound && rule.allows && rule.is_about(TCP, port))
        {
            finding = finding.evidence(at().rule(index), format!("the rule {} is off", rule.id));
        }
        said.find(finding);
    } else if names.contains(&"Public") {
        // Which profile counts is a matter of the network.
        let networks: Vec<_> = categories(host).collect();
        let confidence = match networks.as_slice() {
            [(_, 0)] => Confidence::Certain,
            all if all.iter().any(|(_, category)| *category == 0) => Confidence::Possible,
            _ => return said,
        };
        let mut finding = Finding::of(CauseId::HostNetworkPublic, confidence)
            .says(format!("A network of {name} is classified as public, where Windows Firewall lets no client in to TCP port {port}."))
            .evidence(at().profile(*first), what);
        if confidence < Confidence::Likely {
            finding = finding.severity(Severity::Warning);
        }
        for (index, _) in networks.iter().filter(|(_, category)| *category == 0).take(3) {
            finding = finding.evidence(at().setting(*index), "the network's category is 0 (public)");
        }
        said.find(finding);
    }
    said
}

/// The categories of the networks that the host knows: 0 public, 1 private, 2 domain.
fn categories<'a>(host: &'a Host<'_>) -> impl Iterator<Item = (usize, u32)> + 'a {
    let settings = host.facts.settings.iter().enumerate();
    settings
        .filter(|(_, one)| {
            one.name.eq_ignore_ascii_case("Category") && one.key.contains("\\NetworkList\\Profiles\\")
        })
        .filter_map(|(index, one)| Some((index, one.number?)))
}

/// Rules that keep somebody out of the port. A block beats what allows.
pub(super) fn blocks<'a>(host: &'a Host<'_>, port: u16) -> impl Iterator<Item = (usize, &'a FirewallRule)> {
    let rules = host.facts.firewall_rules.iter().enumerate();
    rules.filter(move |(_, rule)| rule.active && !rule.allows && rule.inbound && rule.is_about(TCP, port))
}

/// Whether a program made the rule that bans addresses for failed logons.
pub(super) fn is_of_a_ban_tool(rule: &FirewallRule) -> bool {
    let names = format!("{} {}", rule.id, rule.name).to_ascii_lowercase();
    BANNING.iter().any(|program| names.contains(program))
}

fn blocked(host: &Host<'_>, index: usize, rule: &FirewallRule, port: u16) -> Finding {
    let name = host.name();
    let place = String::from(at().rule(index));
    let named = if rule.name.is_empty() { &rule.id } else { &rule.name };
    if rule.remote.is_empty() {
        let says = format!(
            "The rule \"{named}\" of Windows Firewall on {name} blocks TCP port {port} for everybody."
        );
        return proved(CauseId::TcpFiltered, says, (place, format!("the rule {named} is on and blocks")));
    }
    let count = rule.remote.len();
    let what = format!("the rule {named} is on and blocks {count} addresses or ranges");
    let (id, says) = match is_of_a_ban_tool(rule) {
        true => (
            CauseId::SourceBanned,
            format!("{name} bans {count} addresses or ranges from TCP port {port} by the rule \"{named}\"."),
        ),
        false => (
            CauseId::SourceBlocked,
            format!(
                "{name} blocks {count} addresses or ranges from TCP port {port} by the rule \"{named}\"."
            ),
        ),
    };
    // Whether this client is among them shows when both sides are known.
    proved(id, says, (place, what)).severity(Severity::Info)
}

/// Whether all that lets in is for some addresses only.
pub(super) fn scope(host: &Host<'_>) -> Said {
    let port = host.facts.port().unwrap_or(3389);
    let rules = host.facts.firewall_rules.iter().enumerate();
    let allowing: Vec<_> = rules
        .filter(|(_, rule)| rule.active && rule.allows && rule.inbound && rule.is_about(TCP, port))
        .collect();
    let is_on = host.facts.firewall_profiles.iter().any(|profile| profile.enabled.value != 0);
    match allowing.first() {
        Some((index, rule)) if is_on && allowing.iter().all(|(_, rule)| !rule.remote.is_empty()) => {
            let finding = proved(
                CauseId::SourceBlocked,
                format!(
                    "Windows Firewall on {} lets only {} in to TCP port {port}.",
                    host.name(),
                    rule.remote.join(", ")
                ),
                (at().rule(*index).into(), format!("the rule {} is for {}", rule.id, rule.remote.join(", "))),
            );
            Some(finding.severity(Severity::Info)).into()
        }
        _ => Said::default(),
    }
}

/// Services without which Remote Desktop does not work, and what stops without them.
const NEEDED: &[(&str, CauseId, Severity, &str)] = &[
    ("RpcSs", CauseId::HostDependencyStopped, Severity::Error, "the Remote Desktop service cannot start"),
    (
        "DcomLaunch",
        CauseId::HostDependencyStopped,
        Severity::Error,
        "the Remote Desktop service cannot start",
    ),
    ("KeyIso", CauseId::HostDependencyStopped, Severity::Error, "no private key can be used, so TLS fails"),
    ("CryptSvc", CauseId::HostDependencyStopped, Severity::Warning, "certificates cannot be checked"),
    (
        "SessionEnv",
        CauseId::HostDependencyStopped,
        Severity::Warning,
        "the self-signed certificate is not renewed",
    ),
    (
        "UmRdpService",
        CauseId::HostDependencyStopped,
        Severity::Warning,
        "drives, printers and the clipboard are not redirected",
    ),
    ("ProfSvc", CauseId::SessionProfileBroken, Severity::Error, "no user profile can be loaded"),
    (
        "Winmgmt",
        CauseId::HostWmiBroken,
        Severity::Warning,
        "the settings of Remote Desktop cannot be read or changed through WMI",
    ),
    ("gpsvc", CauseId::HostWmiBroken, Severity::Warning, "Group Policy is not applied"),
    ("TSGateway", CauseId::GatewayUnreachable, Severity::Error, "the RD Gateway on this host answers no one"),
    (
        "Tssdis",
        CauseId::BrokerRedirect,
        Severity::Error,
        "the RD Connection Broker on this host answers no one",
    ),
    (
        "TermServLicensing",
        CauseId::LicenceServerMissing,
        Severity::Error,
        "the licence server on this host issues no licences",
    ),
];

pub(super) fn dependencies(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    for (name, cause, severity, effect) in NEEDED {
        let Some((index, service)) = host.facts.service(name) else { continue };
        // An automatic one that does not run has failed.
        let failed = service.start == Some(2) && service.state.as_deref() == Some("stopped");
        let state = match service.start {
            Some(DISABLED) => "disabled",
            _ if failed => "stopped although it starts automatically",
            _ => continue,
        };
        let finding = proved(
            cause.clone(),
            format!("The service {name} is {state} on {}: {effect}.", host.name()),
            (at().service(index).into(), format!("{name} is {state}")),
        );
        said.find(finding.severity(*severity));
    }
    said
}

pub(super) fn wrapper(host: &Host<'_>) -> Said {
    let Some((index, library)) = host
        .facts
        .service("TermService")
        .and_then(|(index, service)| Some((index, service.library.as_ref()?)))
    else {
        return Said::default();
    };
    if library.to_ascii_lowercase().ends_with(r"\system32\termsrv.dll") {
        let mut said = Said::default();
        said.rule_out(CauseId::HostWrapperBroken, "TermService loads Windows' own termsrv.dll");
        return said;
    }
    let finding = Finding::of(CauseId::HostWrapperBroken, Confidence::Likely)
        .severity(Severity::Warning)
        .says(format!("TermService on {} loads {library} instead of termsrv.dll: a wrapper, which each Windows update can break.", host.name()))
        .evidence(at().service(index), format!("ServiceDll = {library}"));
    Some(finding).into()
}

/// The editions that only connect to others.
const WITHOUT_SERVER: [&str; 5] = ["Core", "CoreN", "CoreSingleLanguage", "CoreCountrySpecific", "Starter"];

pub(super) fn edition(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let Some(windows) = &host.facts.windows else { return said };
    match WITHOUT_SERVER.iter().any(|edition| windows.edition.eq_ignore_ascii_case(edition)) {
        true => said.find(proved(
            CauseId::HostEdition,
            format!(
                "{} runs {} ({}), which has no Remote Desktop server.",
                host.name(),
                windows.product,
                windows.edition
            ),
            (at().windows().into(), format!("EditionID = {}", windows.edition)),
        )),
        false if !windows.edition.is_empty() => {
            said.rule_out(
                CauseId::HostEdition,
                format!("the edition {} has a Remote Desktop server", windows.edition),
            );
        }
        false => {}
    }
    said
}

pub(super) fn udp(host: &Host<'_>) -> Said {
    if let Some((1, place, what)) = host.effective(LISTENER, "SelectTransport") {
        let says = format!("A policy or setting on {} allows Remote Desktop over TCP only.", host.name());
        return Some(proved(CauseId::UdpUnavailable, says, (place, what))).into();
    }
    let port = host.facts.port().unwrap_or(3389);
    let rules: Vec<_> = host
        .facts
        .firewall_rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.allows && rule.inbound && rule.protocol == UDP && rule.is_about(UDP, port))
        .collect();
    let is_on = host.facts.firewall_profiles.iter().any(|profile| profile.enabled.value != 0);
    match rules.first() {
        Some((index, rule)) if is_on && rules.iter().all(|(_, rule)| !rule.active) => {
            let says = format!(
                "Windows Firewall on {} lets no UDP in to port {port}: the rule {} is off.",
                host.name(),
                rule.id
            );
            Some(proved(
                CauseId::UdpUnavailable,
                says,
                (at().rule(*index).into(), format!("the rule {} is off", rule.id)),
            ))
            .into()
        }
        _ => Said::default(),
    }
}
