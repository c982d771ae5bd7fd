//! What a user meets after the connection: limits, drain mode, licences, the farm.

use super::host::{Host, LISTENER, POLICIES, SERVER, at, proved, shown};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;

const LICENSING: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM\Licensing Core";
const GRACE: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\RCM\GracePeriod";
const FARM: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\ClusterSettings";
const PRODUCT: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions";
/// What the policy's editor writes for "unlimited".
const UNLIMITED: u32 = 999_999;

pub(super) fn limits(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let name = host.name();
    if let Some((index, most)) =
        host.facts.listener().and_then(|(index, one)| Some((index, one.max_connections?)))
        && most.value < UNLIMITED
    {
        let by = if most.by_policy { "a policy" } else { "its setting" };
        let finding = proved(
            CauseId::SessionLimit,
            format!("{name} allows {} Remote Desktop connections at the same time, by {by}.", most.value),
            (at().listener(index).into(), format!("MaxInstanceCount = {}", most.value)),
        );
        said.find(finding.severity(if most.value == 0 { Severity::Error } else { Severity::Info }));
    }
    let times = [
        ("MaxIdleTime", "fInheritMaxIdleTime", "idle"),
        ("MaxDisconnectionTime", "fInheritMaxDisconnectionTime", "disconnected"),
        ("MaxConnectionTime", "fInheritMaxSessionTime", "active"),
    ];
    for (value, inherits, state) in times {
        let of_policy = host.number(POLICIES, value);
        // What the user's own settings give counts instead where the listener inherits.
        let own = host.number(LISTENER, inherits).is_some_and(|(inherits, ..)| inherits == 0);
        let Some((milliseconds @ 1.., place, what)) =
            of_policy.or_else(|| host.number(LISTENER, value).filter(|_| own))
        else {
            continue;
        };
        let minutes = milliseconds / 60_000;
        let says = format!("{name} ends sessions that are {state} for {minutes} minutes.");
        said.find(proved(CauseId::SessionTimeLimit, says, (place, what)).severity(Severity::Info));
    }
    if let Some((1..=9, place, what)) = host.number(SERVER, "MaxOutstandingConnections") {
        let says = format!(
            "{name} allows only a few connections that have not logged on yet: a scan fills them, and users are refused."
        );
        said.find(proved(CauseId::RdpListenerThrottled, says, (place, what)));
    }
    said
}

pub(super) fn drain(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    if let Some((mode @ 1.., place, what)) = host.number(SERVER, "TSServerDrainMode") {
        let until = if mode == 1 { " until it restarts" } else { "" };
        let says = format!("{} accepts no new sessions{until} (drain mode).", host.name());
        said.find(proved(CauseId::HostDrainMode, says, (place, what)));
    }
    if let Some((1.., place, what)) = host.number(LISTENER, "fLogonDisabled") {
        let says = format!("Logons through the listener RDP-Tcp of {} are switched off.", host.name());
        said.find(proved(CauseId::HostDrainMode, says, (place, what)));
    }
    said
}

pub(super) fn licensing(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let name = host.name();
    let is_server = host
        .facts
        .setting(PRODUCT, "ProductType")
        .is_some_and(|(_, one)| !one.value.eq_ignore_ascii_case("WinNT"))
        || host.facts.windows.as_ref().is_some_and(|windows| windows.installation.starts_with("Server"));
    let mode = host.number(POLICIES, "LicensingMode").or_else(|| host.number(LICENSING, "LicensingMode"));
    let in_grace = host.facts.settings.iter().enumerate().find(|(_, one)| {
        one.key.eq_ignore_ascii_case(GRACE) && one.name.to_ascii_lowercase().contains("timebomb")
    });
    let named = host.facts.setting(POLICIES, "LicenseServers").is_some_and(|(_, one)| !one.value.is_empty());
    let Some((mode, place, what)) = mode.filter(|_| is_server) else { return said };
    // 5: the session host is installed and no mode was chosen.
    let left = host.facts.licensing_grace_days;
    if mode == 5 && left == Some(0) {
        said.find(
            proved(
                CauseId::LicenceServerMissing,
                format!("No licensing mode is set on the session host {name}, and the days of grace are over: clients are refused."),
                (place, what),
            )
            .evidence(at().grace(), "0 days of grace are left"),
        );
    } else if mode == 5 {
        let mut finding = Finding::of(CauseId::LicenceServerMissing, Confidence::Likely)
            .says(format!("No licensing mode is set on the session host {name}: clients are refused once the 120 days of grace are over."))
            .evidence(place, what);
        if let Some(days) = left {
            finding = finding
                .severity(Severity::Warning)
                .evidence(at().grace(), format!("{days} days of grace are left"));
        } else if let Some((index, grace)) = in_grace {
            finding = finding.severity(Severity::Warning).evidence(at().setting(index), shown(grace));
        }
        said.find(finding);
    } else if host.number(POLICIES, "LicensingMode").is_some() && !named {
        said.find(
            Finding::of(CauseId::LicenceServerMissing, Confidence::Possible)
                .severity(Severity::Warning)
                .says(format!("A policy sets the licensing mode on {name}, but names no licence server."))
                .evidence(place, what),
        );
    }
    said
}

pub(super) fn farm(host: &Host<'_>) -> Said {
    let active = host
        .number(POLICIES, "SessionDirectoryActive")
        .or_else(|| host.number(FARM, "SessionDirectoryActive"));
    let Some((1.., place, what)) = active else { return Said::default() };
    let text = |name: &str| {
        let (_, one) = host.facts.setting(POLICIES, name).or_else(|| host.facts.setting(FARM, name))?;
        Some(one.value.clone()).filter(|value| !value.is_empty())
    };
    let farm = text("SessionDirectoryClusterName").unwrap_or_else(|| "a farm".to_owned());
    let broker =
        text("SessionDirectoryLocation").map(|broker| format!(" of the broker {broker}")).unwrap_or_default();
    let says =
        format!("{} is a member of {farm}{broker}, which may redirect clients to another host.", host.name());
    Some(proved(CauseId::BrokerRedirect, says, (place, what)).severity(Severity::Info)).into()
}
