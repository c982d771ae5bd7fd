//! SARIF 2.1.0 (OASIS) for code scanning and dashboards of findings: a rule for each cause, a result for each finding.
//!
//! A host that gave no verdict has a result of the kind `open`: nobody reads its silence as a pass.

use std::collections::BTreeMap;

use rdp_health::{ExpectationOutcome, ExpectationResult, Finding, Severity, Verdict, cause};
use serde::Serialize;

use crate::digest::Digest;
use crate::escape::escape;
use crate::gathered::Gathered;
use crate::json::pretty;
use crate::steps::step_head;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The rule of hosts without a verdict.
const NO_VERDICT: &str = "no-verdict";

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    results: Vec<Outcome>,
    column_kind: &'static str,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: String,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    rule_index: usize,
    kind: &'static str,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    properties: Properties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    logical_locations: [LogicalLocation; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct Properties {
    verdict: String,
    confidence: Option<String>,
    evidence: Vec<String>,
}

/// What is to be said of a host, before rules have numbers. What else it is held to is one more of them.
struct Said {
    rule: Rule,
    kind: &'static str,
    level: &'static str,
    message: String,
    confidence: Option<String>,
    evidence: Vec<String>,
}

pub(crate) fn sarif(gathered: &Gathered) -> String {
    let mut rules: Vec<Rule> = Vec::new();
    let mut results = Vec::new();
    for host in &gathered.hosts {
        for said in said(host) {
            let rule_id = said.rule.id.clone();
            let rule_index = match rules.iter().position(|rule| rule.id == rule_id) {
                Some(index) => index,
                None => {
                    rules.push(said.rule);
                    rules.len().saturating_sub(1)
                }
            };
            results.push(Outcome {
                // The same finding of the same host is the same result tomorrow.
                partial_fingerprints: BTreeMap::from([(
                    "hostAndCause/v1",
                    format!("{} {rule_id}", inert(&host.target)),
                )]),
                rule_id,
                rule_index,
                kind: said.kind,
                level: said.level,
                message: Text { text: said.message },
                locations: [location(host)],
                properties: Properties {
                    verdict: host.verdict.to_string(),
                    confidence: said.confidence,
                    evidence: said.evidence,
                },
            });
        }
    }
    let version = gathered.hosts.first().map_or(env!("CARGO_PKG_VERSION"), |host| &host.version);
    let driver = Driver { name: "rdp-health", version: inert(version), rules };
    let run = Run { tool: Tool { driver }, results, column_kind: "unicodeCodePoints" };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    pretty(&log).map(|json| json + "\n").unwrap_or_default()
}

fn said(host: &Digest) -> Vec<Said> {
    let mut said: Vec<Said> = host.findings.iter().map(of_finding).collect();
    if host.verdict == Verdict::Inconclusive {
        said.push(Said {
            rule: Rule {
                id: NO_VERDICT.to_owned(),
                short_description: Text { text: "The check has no verdict".to_owned() },
                full_description: Text { text: "What decides could not be observed.".to_owned() },
                help: Text { text: "Check again with --depth full, or from another place.".to_owned() },
                default_configuration: Configuration { level: "none" },
            },
            kind: "open",
            level: "none",
            message: inert(&host.summary),
            confidence: None,
            evidence: Vec::new(),
        });
    }
    said.extend(host.expectations.iter().filter(|one| one.outcome.is_miss()).map(of_expectation));
    said
}

/// What the host is held to and misses; what was not seen is open.
fn of_expectation(one: &ExpectationResult) -> Said {
    let missed = one.outcome == ExpectationOutcome::Missed;
    let expectation = inert(&one.expectation);
    Said {
        rule: Rule {
            id: format!("expect:{expectation}"),
            short_description: Text { text: format!("Expected: {expectation}") },
            full_description: Text { text: format!("Hosts are held to {expectation}.") },
            help: Text { text: "Change the host, or what is expected of it.".to_owned() },
            default_configuration: Configuration { level: "error" },
        },
        kind: if missed { "fail" } else { "open" },
        level: if missed { "error" } else { "none" },
        message: inert(&format!("{}: {}", one.outcome, one.seen)),
        confidence: None,
        evidence: Vec::new(),
    }
}

fn of_finding(finding: &Finding) -> Said {
    let known = cause(&finding.id);
    let steps: Vec<String> = known
        .map(rdp_health::Cause::remedies)
        .unwrap_or_default()
        .iter()
        .enumerate()
        .map(|(index, step)| format!("{}. ({}) {}", index + 1, step_head(step), step.action))
        .collect();
    let meaning = known.map_or_else(|| inert(&finding.title), |cause| cause.summary());
    let message = if finding.summary.is_empty() { &finding.title } else { &finding.summary };
    let fail = finding.severity != Severity::Info;
    Said {
        rule: Rule {
            id: inert(finding.id.as_str()),
            short_description: Text { text: inert(&finding.title) },
            help: Text { text: if steps.is_empty() { meaning.clone() } else { steps.join("\n") } },
            full_description: Text { text: meaning },
            default_configuration: Configuration {
                level: level(known.map_or(finding.severity, |cause| cause.severity)),
            },
        },
        kind: if fail { "fail" } else { "informational" },
        // Only what failed has a level.
        level: if fail { level(finding.severity) } else { "none" },
        message: inert(message),
        confidence: Some(finding.confidence.to_string()),
        evidence: finding.evidence.iter().map(|one| inert(&one.says)).collect(),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn location(host: &Digest) -> Location {
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(&host.target) },
        },
        logical_locations: [LogicalLocation { name: inert(&host.target), kind: "resource" }],
    }
}

/// A host as a URI: that of a web server, or one of `rdp:`.
fn uri(target: &str) -> String {
    let (scheme, rest) = target.split_once("://").unwrap_or(("rdp", target));
    let mut uri = format!("{scheme}://");
    for byte in rest.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b':'
            | b'/'
            | b'['
            | b']' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    // Brackets enclose an address and nothing else.
    match rest.starts_with('[') && rest.matches(['[', ']']).count() == 2 {
        true => uri,
        false => uri.replace('[', "%5B").replace(']', "%5D"),
    }
}

fn inert(text: &str) -> String {
    escape(text, false)
}
