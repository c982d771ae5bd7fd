//! How clients are let in: the security layer, NLA, NTLM, CredSSP, the domain, policies that do nothing.

use super::host::{Host, POLICIES, at, proved, shown};
use crate::diagnose::catalogue::{CauseId, Severity};
use crate::diagnose::finding::{Confidence, Finding};
use crate::diagnose::said::Said;

const LSA: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa";
const NTLM: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0";
const CREDSSP: &str = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters";
const TIME: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time\Parameters";
/// Builds and the first revision with the CredSSP update of March 2018.
const CREDSSP_UPDATE: [(u32, u32); 4] = [(10_240, 17_797), (14_393, 2_125), (15_063, 966), (16_299, 309)];

pub(super) fn security(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let Some((index, listener)) = host.facts.listener() else { return said };
    let name = host.name();
    let place = String::from(at().listener(index));
    let by = |by_policy: bool| if by_policy { "a policy" } else { "its setting" };
    let nla = listener.nla.map(|nla| (nla.value, nla.by_policy));
    match listener.security_layer.map(|layer| (layer.value, layer.by_policy)) {
        Some((0, policy)) => {
            let what = format!("SecurityLayer = 0 by {}", by(policy));
            let says = format!("{name} uses Standard RDP Security only, by {}.", by(policy));
            said.find(proved(CauseId::NegotiationRdpSecurityOnly, says, (place.clone(), what)));
            if let Some(level) = listener.encryption_level.filter(|level| level.value == 4) {
                let what = format!("MinEncryptionLevel = 4 by {}", by(level.by_policy));
                let says = format!(
                    "{name} accepts only FIPS encryption in Standard RDP Security, which many clients lack."
                );
                said.find(proved(CauseId::NegotiationEncryptionLevel, says, (place.clone(), what)));
            }
        }
        Some((2, policy)) if nla.is_some_and(|(required, _)| required == 0) => {
            let what = format!("SecurityLayer = 2 by {}", by(policy));
            let says = format!("{name} requires TLS: clients without it are refused.");
            said.find(proved(CauseId::NegotiationTlsRequired, says, (place.clone(), what)));
        }
        _ => {}
    }
    match nla {
        Some((0, policy)) => {
            let what = format!("UserAuthentication = 0 by {}", by(policy));
            let finding = proved(
                CauseId::NegotiationNlaNotEnforced,
                format!("{name} does not require Network Level Authentication (NLA)."),
                (place, what),
            );
            let severity = if host.policy.require.nla { Severity::Warning } else { Severity::Info };
            said.find(finding.severity(severity));
        }
        Some((_, policy)) => {
            let what = format!("UserAuthentication = 1 by {}", by(policy));
            let says = format!("{name} requires Network Level Authentication (NLA).");
            said.find(proved(CauseId::NegotiationNlaRequired, says, (place, what)));
        }
        None => {}
    }
    if let Some((1, place, what)) = host.number(LSA, "DisableRestrictedAdmin") {
        let says = format!("{name} offers neither Restricted Admin mode nor Remote Credential Guard.");
        said.find(proved(CauseId::NegotiationRestrictedAdminMissing, says, (place, what)));
    }
    said
}

pub(super) fn ntlm(host: &Host<'_>) -> Said {
    match host.number(NTLM, "RestrictReceivingNTLMTraffic") {
        Some((blocks @ 1.., place, what)) => {
            let whom = if blocks == 1 { "domain accounts" } else { "all accounts" };
            let says = format!(
                "{} refuses incoming NTLM for {whom}: only Kerberos works, and that needs the host's name.",
                host.name()
            );
            Some(proved(CauseId::NlaNtlmRefused, says, (place, what))).into()
        }
        _ => Said::default(),
    }
}

pub(super) fn credssp(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    if let Some(windows) = &host.facts.windows {
        let update = CREDSSP_UPDATE.iter().find(|(build, _)| *build == windows.build);
        match update {
            Some((build, revision)) if 0 < windows.revision && windows.revision < *revision => {
                said.find(proved(
                    CauseId::NlaCredsspUnpatched,
                    format!(
                        "{} runs build {build}.{}, which lacks the 2018 CredSSP security update.",
                        host.name(),
                        windows.revision
                    ),
                    (
                        at().windows().into(),
                        format!(
                            "build {build}.{}; the update came with {build}.{revision}",
                            windows.revision
                        ),
                    ),
                ));
            }
            _ if 17_134 <= windows.build => {
                said.rule_out(
                    CauseId::NlaCredsspUnpatched,
                    format!("build {} came with the update", windows.build),
                );
            }
            _ => {}
        }
    }
    if let Some((0, place, what)) = host.number(CREDSSP, "AllowEncryptionOracle") {
        let finding = proved(
            CauseId::NlaCredsspUnpatched,
            format!("{} refuses clients that lack the 2018 CredSSP security update.", host.name()),
            (place, what),
        );
        said.find(finding.severity(Severity::Info));
    }
    said
}

pub(super) fn domain(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let Some(domain) = &host.facts.domain else { return said };
    let name = host.name();
    if let Some((index, service)) = host.facts.service("Netlogon")
        && service.start == Some(4)
    {
        said.find(proved(
            CauseId::NlaNoDomainController,
            format!("{name} is a member of {domain}, but its service Netlogon is disabled: no domain account can log on."),
            (at().service(index).into(), "Netlogon has start type disabled (Start = 4)".to_owned()),
        ));
    }
    let no_sync =
        host.facts.setting(TIME, "Type").filter(|(_, one)| one.value.eq_ignore_ascii_case("NoSync"));
    let off = host.facts.service("W32Time").filter(|(_, service)| service.start == Some(4));
    let evidence = match (no_sync, off) {
        (Some((index, setting)), _) => (String::from(at().setting(index)), shown(setting)),
        (None, Some((index, _))) => {
            (at().service(index).into(), "W32Time has start type disabled (Start = 4)".to_owned())
        }
        (None, None) => return said,
    };
    said.find(
        Finding::of(CauseId::ClockSkew, Confidence::Possible)
            .says(format!("{name} is a member of {domain} and does not set its clock by it: Kerberos fails once it is five minutes off."))
            .evidence(evidence.0, evidence.1),
    );
    said
}

/// Values that articles recommend and nothing reads.
pub(super) fn policies(host: &Host<'_>) -> Said {
    let mut said = Said::default();
    let name = host.name();
    for key in [POLICIES.to_owned(), format!("{POLICIES}\\Client")] {
        if let Some((index, setting)) = host.facts.setting(&key, "AllowCertRevocationCheck") {
            let says = format!("{name} has the value AllowCertRevocationCheck, which no Windows reads.");
            said.find(proved(
                CauseId::MythAllowCertRevocationCheck,
                says,
                (at().setting(index).into(), shown(setting)),
            ));
        }
    }
    let rules = host.facts.firewall_rules.iter().enumerate();
    let web = rules
        .into_iter()
        .find(|(_, rule)| rule.active && rule.id.to_ascii_lowercase().starts_with("remotedesktop-in-tcp-ws"));
    if let Some((index, rule)) = web {
        let says =
            format!("{name} has the WebSocket rule {} switched on; ordinary clients do not use it.", rule.id);
        said.find(proved(
            CauseId::MythWebsocketRule,
            says,
            (at().rule(index).into(), format!("the rule {} is on", rule.id)),
        ));
    }
    if let Some((guard @ 1.., place, what)) = host.number(LSA, "LsaCfgFlags") {
        let lock = if guard == 1 { " with UEFI lock" } else { "" };
        let says = format!(
            "Credential Guard is on{lock} on {name}: from there, saved passwords are not sent to other hosts."
        );
        said.find(proved(CauseId::ClientCredentialGuard, says, (place, what)).severity(Severity::Info));
    }
    said
}
