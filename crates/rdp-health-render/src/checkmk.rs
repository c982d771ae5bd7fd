//! Lines of a Checkmk local check: a service for each host.
//!
//! `STATUS "SERVICE" metric=value|metric=value TEXT`

use rdp_health::{Phase, Verdict};

use crate::digest::Digest;
use crate::escape::escape;
use crate::gathered::Gathered;
use crate::words::seconds;

pub(crate) fn checkmk(gathered: &Gathered) -> String {
    gathered.hosts.iter().map(line).collect()
}

fn line(host: &Digest) -> String {
    let status = match host.verdict {
        Verdict::Healthy => 0,
        Verdict::Degraded => 1,
        Verdict::Failing => 2,
        Verdict::Inconclusive => 3,
    };
    let mut metrics = vec![format!("time={}", seconds(host.elapsed))];
    metrics.extend(host.took(Phase::Connect).map(|took| format!("connect_time={}", seconds(took))));
    metrics.extend(host.leaves.first().map(|leaf| format!("cert_days={}", leaf.days)));
    if !host.clients.is_empty() {
        let counts = host.client_counts();
        metrics.extend(counts.map(|(label, number)| format!("clients_{label}={number}")));
    }
    let cause = host.primary.as_ref().map(|cause| format!(" ({cause})")).unwrap_or_default();
    let text = said(&format!("{}: {}{cause}", host.verdict, host.summary));
    // The name of a service ends at its quote.
    let service = said(&host.target).replace('"', "'");
    format!("{status} \"RDP {service}\" {} {text}\n", metrics.join("|"))
}

/// Text, of whatever origin. Checkmk makes a line of each `\n`: a backslash stays one.
fn said(text: &str) -> String {
    escape(text, false).replace('\\', "/").replace('<', "(").replace('>', ")")
}
