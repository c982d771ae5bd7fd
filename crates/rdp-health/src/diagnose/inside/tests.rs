//! What files prove, and what both sides prove together.

mod alone;
mod both;

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use crate::diagnose::{CauseId, Confidence, Diagnosis, Finding, Severity, audit, diagnose};
use crate::observe::{
    AddressObservations, Effective, Endpoint, FirewallProfile, FirewallRule, InsideEvent, InsideFacts,
    InsideListener, InsidePort, InsideService, InsideSetting, Observations, Role,
};
use crate::policy::Policy;
use crate::target::{Target, TargetSummary};

/// 2026-01-02T03:04:05Z, an hour after the files.
const NOW: u64 = 1_767_323_045;
const AS_OF: &str = "2026-01-02T02:04:05Z";
const SYSTEM: &str = r"HKLM\SYSTEM\CurrentControlSet";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)
}

/// A host on which all is as it should be.
fn sound() -> InsideFacts {
    let mut facts = InsideFacts {
        computer: Some("SRV01".to_owned()),
        as_of: Some(AS_OF.to_owned()),
        ..InsideFacts::default()
    };
    set(&mut facts, &format!(r"{SYSTEM}\Control\Terminal Server"), "fDenyTSConnections", 0);
    facts.listeners = vec![InsideListener {
        name: "RDP-Tcp".to_owned(),
        enabled: Some(true),
        port: Some(3389),
        security_layer: Some(Effective { value: 2, by_policy: false }),
        nla: Some(Effective { value: 1, by_policy: true }),
        adapter: Some(0),
        ..InsideListener::default()
    }];
    for name in ["TermService", "KeyIso", "RpcSs", "Netlogon", "W32Time", "TSGateway"] {
        facts.services.push(InsideService {
            name: name.to_owned(),
            start: Some(3),
            state: Some("running".to_owned()),
            ..InsideService::default()
        });
    }
    facts.services[0].library = Some(r"%SystemRoot%\System32\termsrv.dll".to_owned());
    for name in ["Domain", "Private", "Public"] {
        let enabled = Effective { value: 1, by_policy: false };
        facts.firewall_profiles.push(FirewallProfile {
            name: name.to_owned(),
            enabled,
            ..FirewallProfile::default()
        });
    }
    facts.firewall_rules =
        vec![rule("RemoteDesktop-UserMode-In-TCP", true, 6), rule("RemoteDesktop-UserMode-In-UDP", true, 17)];
    facts.listening = vec![InsidePort { port: 3389, owner: "TermService".to_owned(), source: 0 }];
    facts
}

fn rule(id: &str, allows: bool, protocol: u16) -> FirewallRule {
    FirewallRule {
        id: id.to_owned(),
        active: true,
        allows,
        inbound: true,
        protocol,
        ports: vec!["3389".to_owned()],
        ..FirewallRule::default()
    }
}

/// Sets a number of the registry.
fn set(facts: &mut InsideFacts, key: &str, name: &str, number: u32) {
    facts.settings.retain(|one| one.key != key || one.name != name);
    facts.settings.push(InsideSetting {
        key: key.to_owned(),
        name: name.to_owned(),
        value: number.to_string(),
        number: Some(number),
        ..InsideSetting::default()
    });
}

fn set_text(facts: &mut InsideFacts, key: &str, name: &str, text: &str) {
    facts.settings.push(InsideSetting {
        key: key.to_owned(),
        name: name.to_owned(),
        value: text.to_owned(),
        ..InsideSetting::default()
    });
}

fn service<'a>(facts: &'a mut InsideFacts, name: &str) -> &'a mut InsideService {
    if !facts.services.iter().any(|one| one.name == name) {
        facts.services.push(InsideService { name: name.to_owned(), ..InsideService::default() });
    }
    facts.services.iter_mut().find(|one| one.name == name).unwrap()
}

fn log(facts: &mut InsideFacts, provider: &str, id: u32, detail: Option<&str>) {
    facts.events.push(InsideEvent {
        log: "System".to_owned(),
        provider: provider.to_owned(),
        id,
        detail: detail.map(str::to_owned),
        count: 1,
        first: AS_OF.to_owned(),
        last: AS_OF.to_owned(),
        source: 0,
    });
}

/// A host that was resolved to this address and of which nothing was seen yet.
fn host(seen: AddressObservations) -> Observations {
    let mut observations = Observations::new(Endpoint::new(Role::Host, "192.0.2.7", 3389));
    observations.host.addresses.push(seen);
    observations
}

/// Every piece of evidence points at something.
fn is_sound(observations: &Observations, findings: &[Finding]) {
    let json = serde_json::json!({ "observations": observations });
    for finding in findings {
        for evidence in &finding.evidence {
            assert!(json.pointer(&evidence.at).is_some(), "{} points at {}", finding.id, evidence.at);
        }
    }
}

fn audited(facts: InsideFacts) -> Diagnosis {
    let target = TargetSummary::from(&Target::parse("SRV01").unwrap());
    let mut observations = Observations::new(Endpoint::new(Role::Host, "SRV01", 3389));
    observations.inside = Some(facts);
    let diagnosis = audit(&observations, &target, &Policy::default(), now());
    is_sound(&observations, &diagnosis.findings);
    diagnosis
}

fn joined(mut observations: Observations, facts: Option<InsideFacts>) -> Diagnosis {
    let target = TargetSummary::from(&Target::parse("192.0.2.7").unwrap());
    observations.inside = facts;
    let diagnosis = diagnose(&observations, &target, &Policy::default(), &[], now());
    is_sound(&observations, &diagnosis.findings);
    diagnosis
}

fn found<'a>(diagnosis: &'a Diagnosis, id: &CauseId) -> Option<&'a Finding> {
    diagnosis.findings.iter().find(|finding| finding.id == *id)
}

/// Those that are said for sure.
fn certain(diagnosis: &Diagnosis) -> BTreeSet<CauseId> {
    let sure = diagnosis.findings.iter().filter(|finding| finding.confidence == Confidence::Certain);
    sure.map(|finding| finding.id.clone()).collect()
}

/// Those that are more than a remark.
fn faults(diagnosis: &Diagnosis) -> Vec<&CauseId> {
    diagnosis.findings.iter().filter(|one| Severity::Info < one.severity).map(|one| &one.id).collect()
}
