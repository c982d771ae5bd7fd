//! Whether anybody gets as far as the listener.

use super::firewall;
use super::host::{Host, LISTENER, SERVER, at, proved};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;

const UDP: u16 = 17;
/// Where the listeners are, and the console.
const STATIONS: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations";
/// A service that nobody can start.
const DISABLED: u32 = 4;
/// Windows' own listener of Remote Desktop.
const OWN_LISTENER: &str = "{5828227c-20cf-4408-b73f-73ab70b8849f}";
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
        // A listener is known to be missing only where its neighbours were read.
        let beside = format!("{}\\", STATIONS.to_ascii_lowercase());
        if let Some((_, place, what)) = host.number(SERVER, "fDenyTSConnections")
            && host.facts.settings.iter().any(|one| one.key.to_ascii_lowercase().starts_with(&beside))
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
    match rules.first() {
        Some((index, rule)) if firewall::is_on(host) && rules.iter().all(|(_, rule)| !rule.active) => {
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
