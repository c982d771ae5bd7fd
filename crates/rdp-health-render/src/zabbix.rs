//! JSON for Zabbix: `data` is what low-level discovery reads, `hosts` what dependent items take with JSONPath, such as
//! `$.hosts[?(@.target=='{#TARGET}')].status.first()`. What is not known is left out.

use std::collections::BTreeMap;

use rdp_health::Verdict;
use serde::Serialize;

use crate::digest::{Digest, State};
use crate::escape::escape;
use crate::gathered::Gathered;
use crate::json::pretty;
use crate::steps::step_head;

#[derive(Serialize)]
struct Document {
    data: Vec<BTreeMap<&'static str, String>>,
    hosts: Vec<Host>,
}

#[derive(Serialize)]
struct Host {
    target: String,
    verdict: String,
    /// 0 healthy, 1 degraded, 2 failing, 3 inconclusive.
    status: u8,
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_step: Option<String>,
    elapsed_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_expires: Option<i64>,
    /// How many clients connect, are blocked, are not known.
    clients: BTreeMap<&'static str, usize>,
    /// 1 = answered without an error, 0 = not; phases that were not checked are left out.
    phases: BTreeMap<&'static str, u8>,
    phase_ms: BTreeMap<&'static str, u64>,
}

pub(crate) fn zabbix(gathered: &Gathered) -> String {
    let data =
        gathered.hosts.iter().map(|host| BTreeMap::from([("{#TARGET}", inert(&host.target))])).collect();
    let hosts = gathered.hosts.iter().map(of).collect();
    pretty(&Document { data, hosts }).map(|json| json + "\n").unwrap_or_default()
}

fn of(host: &Digest) -> Host {
    let milliseconds = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let checked = host.phases.iter().filter(|one| one.state != State::NotChecked);
    Host {
        target: inert(&host.target),
        verdict: host.verdict.to_string(),
        status: match host.verdict {
            Verdict::Healthy => 0,
            Verdict::Degraded => 1,
            Verdict::Failing => 2,
            Verdict::Inconclusive => 3,
        },
        summary: inert(&host.summary),
        cause: host.primary.as_ref().map(|cause| inert(cause.as_str())),
        confidence: host.primary_finding().map(|finding| finding.confidence.to_string()),
        first_step: host.step().map(|step| inert(&format!("({}) {}", step_head(step), step.action))),
        elapsed_ms: milliseconds(host.elapsed),
        certificate_days: host.leaves.first().map(|leaf| leaf.days),
        certificate_expires: host.leaves.first().map(|leaf| leaf.not_after),
        clients: host.client_counts().into(),
        phases: checked.map(|one| (one.phase.as_str(), u8::from(one.state != State::Failed))).collect(),
        phase_ms: host
            .phases
            .iter()
            .filter_map(|one| Some((one.phase.as_str(), milliseconds(one.took?))))
            .collect(),
    }
}

fn inert(text: &str) -> String {
    escape(text, false)
}
