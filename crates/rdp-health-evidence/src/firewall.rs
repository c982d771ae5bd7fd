//! Windows Firewall in the registry: profiles, and rules as one text each.

use rdp_health::observe::{Effective, FirewallProfile, FirewallRule};

use crate::registry::Registry;

const LOCAL: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy";
const POLICY: &str = r"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall";
/// Where a management service (Intune) has its policies.
const MANAGED: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\Mdm";
/// What limits a rule beside addresses, ports, programs and profiles.
const LIMITS: [&str; 10] =
    ["LA4", "LA6", "IF", "IFType", "Security", "Security2", "Security2_9", "RMauth", "RUAuth", "RPort"];
const PROFILES: [(&str, &str); 3] =
    [("Domain", "DomainProfile"), ("Private", "StandardProfile"), ("Public", "PublicProfile")];
/// So many rules are kept.
const MOST: usize = 300;

pub(crate) fn profiles(registry: &Registry) -> Vec<FirewallProfile> {
    let profile = |(name, key): &(&str, &str)| {
        // Policies name the profile of homes "PrivateProfile" or "StandardProfile".
        let policies =
            [format!("{POLICY}\\{key}"), format!("{POLICY}\\{name}Profile"), format!("{MANAGED}\\{key}")];
        let local = format!("{LOCAL}\\{key}");
        let effective = |value: &str| {
            let by_policy = policies
                .iter()
                .find_map(|policy| Some((policy.as_str(), registry.number(policy, value)?, true)));
            by_policy.or_else(|| Some((local.as_str(), registry.number(&local, value)?, false)))
        };
        let (key, enabled, by_policy) = effective("EnableFirewall")?;
        let mut profile = FirewallProfile::default();
        let mut on = Effective::default();
        (on.value, on.by_policy) = (enabled, by_policy);
        (profile.name, profile.enabled) = ((*name).to_owned(), on);
        profile.blocks_all = effective("DoNotAllowExceptions").is_some_and(|(_, value, _)| value == 1);
        profile.allows_by_default = effective("DefaultInboundAction").is_some_and(|(_, value, _)| value == 0);
        profile.ignores_local_rules =
            effective("AllowLocalPolicyMerge").is_some_and(|(_, value, by_policy)| by_policy && value == 0);
        profile.source = registry.key(key).map_or(0, |key| key.source);
        Some(profile)
    };
    PROFILES.iter().filter_map(profile).collect()
}

/// The rules about Remote Desktop, and those about a port.
pub(crate) fn rules(registry: &Registry, port: u16) -> Vec<FirewallRule> {
    let mut rules = Vec::new();
    for (key, by_policy) in [
        (format!("{POLICY}\\FirewallRules"), true),
        (format!("{MANAGED}\\FirewallRules"), true),
        (format!("{LOCAL}\\FirewallRules"), false),
    ] {
        let Some(key) = registry.key(&key) else { continue };
        for value in &key.values {
            let Some(mut rule) = value.text().and_then(|text| rule(&value.name, &text)) else { continue };
            (rule.by_policy, rule.source) = (by_policy, key.source);
            let of_remote_desktop = rule.id.to_ascii_lowercase().starts_with("remotedesktop");
            if (of_remote_desktop || is_about(&rule, port)) && rules.len() < MOST {
                rules.push(rule);
            }
        }
    }
    rules
}

/// Whether a rule is about the port: by its number, or because it has none and is for whatever comes in.
fn is_about(rule: &FirewallRule, port: u16) -> bool {
    let has = |range: &String| match range.split_once('-') {
        Some((from, to)) => {
            from.parse().is_ok_and(|from: u16| from <= port) && to.parse().is_ok_and(|to: u16| port <= to)
        }
        None => range.parse() == Ok(port),
    };
    let protocol = [6, 17, 256].contains(&rule.protocol);
    rule.inbound && protocol && (rule.ports.is_empty() || rule.ports.iter().any(has))
}

/// `v2.30|Action=Allow|Active=FALSE|Dir=In|Protocol=6|LPort=3389|…|`
fn rule(id: &str, text: &str) -> Option<FirewallRule> {
    let mut rule = FirewallRule::default();
    let mut parts = text.split('|');
    parts.next().filter(|version| version.starts_with('v'))?;
    rule.protocol = 256;
    rule.id = id.to_owned();
    let (mut program, mut service) = (String::new(), String::new());
    for (key, value) in parts.filter_map(|part| part.split_once('=')) {
        match key {
            "Action" => rule.allows = value.eq_ignore_ascii_case("Allow"),
            "Active" => rule.active = value.eq_ignore_ascii_case("TRUE"),
            "Dir" => rule.inbound = value.eq_ignore_ascii_case("In"),
            "Protocol" => rule.protocol = value.parse().ok()?,
            "LPort" | "LPort2_10" => rule.ports.push(value.to_owned()),
            "RA4" | "RA6" | "RA42" | "RA62" => rule.remote.push(value.to_owned()),
            "Profile" => rule.profiles.push(value.to_owned()),
            "Name" => value.clone_into(&mut rule.name),
            "App" => value.clone_into(&mut program),
            "Svc" => value.clone_into(&mut service),
            limit if LIMITS.contains(&limit) => rule.limits.push(format!("{limit}={value}")),
            _ => {}
        }
    }
    // A rule of another service's is not about Remote Desktop; one of another program's does not let it in.
    let of_another_service =
        !service.is_empty() && service != "*" && !service.eq_ignore_ascii_case("termservice");
    let program = program.to_ascii_lowercase();
    let of_the_service = program.is_empty() || program == "system" || program.ends_with("\\svchost.exe");
    if !of_the_service {
        rule.program = Some(program);
    }
    let of_another = of_another_service || rule.program.is_some();
    let of_remote_desktop = id.to_ascii_lowercase().starts_with("remotedesktop");
    (of_remote_desktop || !of_another).then_some(rule)
}
