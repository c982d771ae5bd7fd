mod build;
mod exports;
mod firewall;
mod hives;
mod keys;
mod large;
mod logs;
mod mangled;
mod real;
mod script;
mod support;
mod zips;

use rdp_health::observe::InsideFacts;
use rdp_health::{Audit, CauseId, CheckOptions, Confidence, audit};

use crate::Evidence;

/// What files say together.
fn facts(files: &[(&str, &[u8])]) -> InsideFacts {
    let mut evidence = Evidence::new();
    for (name, bytes) in files {
        evidence.take(name, bytes).unwrap();
    }
    evidence.into_facts()
}

/// What they prove.
fn judged(files: &[(&str, &[u8])]) -> Audit {
    audit(facts(files), &CheckOptions::default())
}

/// Whether a cause was found, and how sure.
fn sure(audit: &Audit, id: &CauseId) -> Option<Confidence> {
    audit.findings.iter().find(|finding| finding.id == *id).map(|finding| finding.confidence)
}

/// Every pointer of the evidence leads to something.
fn is_sound(audit: &Audit) {
    let json = serde_json::to_value(audit).unwrap();
    for finding in &audit.findings {
        assert!(!finding.evidence.is_empty(), "{finding:?}");
        for evidence in &finding.evidence {
            assert!(json.pointer(&evidence.at).is_some(), "{} points at {}", finding.id, evidence.at);
        }
    }
}
