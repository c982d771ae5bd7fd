//! Prometheus' text format (0.0.4), for the textfile collector and whoever serves it. Names are those of the blackbox
//! exporter where they mean the same.
//!
//! What is not known has no sample: no gap reads as a zero.

use std::collections::HashSet;

use rdp_health::{CauseId, ClientOutcome, Confidence, Severity, Verdict};

use crate::digest::{Digest, State};
use crate::escape::escape;
use crate::gathered::Gathered;
use crate::words::{seconds, unix_seconds};

/// Labels beside `target`, and the value.
type Sample = (Vec<(&'static str, String)>, String);

/// A metric, and its samples for a host.
struct Family {
    name: &'static str,
    help: &'static str,
    samples: fn(&Digest) -> Vec<Sample>,
}

const FAMILIES: &[Family] = &[
    Family {
        name: "probe_success",
        help: "Whether a default client of today reaches the logon prompt: 1 for the verdicts healthy and degraded.",
        samples: |host| {
            let works = matches!(host.verdict, Verdict::Healthy | Verdict::Degraded);
            alone(u8::from(works).to_string())
        },
    },
    Family {
        name: "probe_duration_seconds",
        help: "How long the check took.",
        samples: |host| alone(seconds(host.elapsed)),
    },
    Family {
        name: "probe_ssl_earliest_cert_expiry",
        help: "When the first of the host's certificates expires, as Unix time.",
        samples: |host| host.leaves.first().map_or_else(Vec::new, |leaf| alone(leaf.not_after.to_string())),
    },
    Family {
        name: "rdp_verdict_info",
        help: "The verdict on the host.",
        samples: |host| vec![(vec![("verdict", host.verdict.to_string())], "1".to_owned())],
    },
    Family {
        name: "rdp_cause_info",
        help: "The primary cause, where something is wrong.",
        samples: |host| {
            let cause = host.primary.as_ref().map(CauseId::to_string);
            let sure = host.primary_finding().map(|one| one.confidence).unwrap_or(Confidence::Possible);
            let labels = |cause| vec![("cause", cause), ("confidence", sure.to_string())];
            cause.map(|cause| (labels(cause), "1".to_owned())).into_iter().collect()
        },
    },
    Family {
        name: "rdp_findings",
        help: "Findings that are no consequence of others, by severity.",
        samples: |host| {
            let of =
                |(word, severity)| (vec![("severity", String::from(word))], host.count(severity).to_string());
            [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)]
                .map(of)
                .into()
        },
    },
    Family {
        name: "rdp_phase_ok",
        help: "Whether a phase gave an answer without an error; phases that were not checked have no sample.",
        samples: |host| {
            let checked = host.phases.iter().filter(|one| one.state != State::NotChecked);
            let ok = |state| u8::from(state != State::Failed).to_string();
            checked.map(|one| (vec![("phase", one.phase.to_string())], ok(one.state))).collect()
        },
    },
    Family {
        name: "rdp_phase_duration_seconds",
        help: "How long the first answer of a phase took.",
        samples: |host| {
            let took = host.phases.iter().filter_map(|one| Some((one.phase, one.took?)));
            took.map(|(phase, took)| (vec![("phase", phase.to_string())], seconds(took))).collect()
        },
    },
    Family {
        name: "rdp_client_reaches_logon",
        help: "Whether a known client reaches the logon prompt; clients of which too little is known have no sample.",
        samples: |host| {
            let known = host.clients.iter().filter_map(|client| match client.outcome {
                ClientOutcome::Connects => Some((&client.client, "1")),
                ClientOutcome::Blocked => Some((&client.client, "0")),
                ClientOutcome::DependsOnAddress | ClientOutcome::Unknown => None,
            });
            let mut seen = HashSet::new();
            known
                .filter(|(client, _)| seen.insert(client.as_str()))
                .map(|(client, reaches)| (vec![("client", client.clone())], reaches.to_owned()))
                .collect()
        },
    },
    Family {
        name: "rdp_check_timestamp_seconds",
        help: "When the check began, as Unix time.",
        samples: |host| alone(unix_seconds(host.started_at).to_string()),
    },
    Family {
        name: "rdp_health_build_info",
        help: "The version of rdp-health that checked.",
        samples: |host| vec![(vec![("version", host.version.clone())], "1".to_owned())],
    },
];

fn alone(value: String) -> Vec<Sample> {
    vec![(Vec::new(), value)]
}

pub(crate) fn prometheus(gathered: &Gathered) -> String {
    // A series stands in a page once: of a host that was checked twice, the last check counts.
    let mut known = HashSet::new();
    let mut hosts: Vec<&Digest> =
        gathered.hosts.iter().rev().filter(|host| known.insert(host.target.as_str())).collect();
    hosts.reverse();
    let mut out = String::new();
    for family in FAMILIES {
        let samples: Vec<(&Digest, Sample)> = hosts
            .iter()
            .flat_map(|host| (family.samples)(host).into_iter().map(|sample| (*host, sample)))
            .collect();
        if samples.is_empty() {
            continue;
        }
        out.push_str(&format!("# HELP {} {}\n# TYPE {} gauge\n", family.name, family.help, family.name));
        for (host, (labels, value)) in samples {
            out.push_str(&format!("{}{{target=\"{}\"", family.name, label(&host.target)));
            for (name, of) in labels {
                out.push_str(&format!(",{name}=\"{}\"", label(&of)));
            }
            out.push_str(&format!("}} {value}\n"));
        }
    }
    out
}

/// Text, of whatever origin, as the value of a label.
fn label(text: &str) -> String {
    escape(text, false).replace('\\', "\\\\").replace('"', "\\\"")
}
