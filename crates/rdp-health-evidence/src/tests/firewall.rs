//! Whom Windows Firewall lets in, by the values of the registry.

use rdp_health::CauseId;

use super::build::Tree;
use super::{hives, judged, sure};

const FIREWALL: &str = r"ControlSet001\Services\SharedAccess\Parameters\FirewallPolicy";
const USUAL: &str = r"v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=3389|App=%SystemRoot%\system32\svchost.exe|Svc=termservice|Name=@FirewallAPI.dll,-28775|";

/// A host with the usual rule.
fn host() -> Tree {
    let mut tree = hives::system();
    for profile in ["DomainProfile", "StandardProfile", "PublicProfile"] {
        tree.number(&format!(r"{FIREWALL}\{profile}"), "EnableFirewall", 1);
    }
    tree.text(&format!(r"{FIREWALL}\FirewallRules"), "RemoteDesktop-UserMode-In-TCP", USUAL);
    tree
}

#[test]
fn a_management_service_whose_policy_ignores_local_rules() {
    let filtered = |tree: &Tree| sure(&judged(&[("SYSTEM", &tree.hive())]), &CauseId::TcpFiltered).is_some();
    let mut tree = host();
    assert!(!filtered(&tree));
    for profile in ["DomainProfile", "StandardProfile", "PublicProfile"] {
        tree.number(&format!(r"{FIREWALL}\Mdm\{profile}"), "AllowLocalPolicyMerge", 0);
    }
    assert!(filtered(&tree));
    // It has a rule of its own.
    tree.text(&format!(r"{FIREWALL}\Mdm\FirewallRules"), "{5d0d}", USUAL);
    assert!(!filtered(&tree));
    // The value counts in a policy only.
    let mut tree = host();
    for profile in ["DomainProfile", "StandardProfile", "PublicProfile"] {
        tree.number(&format!(r"{FIREWALL}\{profile}"), "AllowLocalPolicyMerge", 0);
    }
    assert!(!filtered(&tree));
}

#[test]
fn what_a_rule_is_limited_to_and_a_default_that_allows() {
    let mut tree = host();
    let limited = format!("{USUAL}IFType=RemoteAccess|LA4=10.0.0.5|Security=Authenticate|EmbedCtxt=x|");
    tree.text(&format!(r"{FIREWALL}\FirewallRules"), "limited", &limited);
    tree.number(&format!(r"{FIREWALL}\PublicProfile"), "DefaultInboundAction", 0);
    tree.number(&format!(r"{FIREWALL}\DomainProfile"), "DefaultInboundAction", 1);
    let audit = judged(&[("SYSTEM", &tree.hive())]);
    let inside = &audit.observations.inside;
    let limits: Vec<_> = inside.firewall_rules.iter().map(|rule| rule.limits.join(" ")).collect();
    assert_eq!(limits, ["", "IFType=RemoteAccess LA4=10.0.0.5 Security=Authenticate"]);
    let allows: Vec<_> = inside.firewall_profiles.iter().map(|profile| profile.allows_by_default).collect();
    assert_eq!(allows, [false, false, true]);
}
