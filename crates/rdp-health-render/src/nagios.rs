//! A monitoring plugin's answer, for Nagios, Icinga, Naemon, Shinken, Centreon and whoever else runs such plugins.
//!
//! `STATUS: text | label=value;warn;crit;min;max`, then a line for each finding. The exit status goes with it:
//! [`Format::exit_status`](crate::Format::exit_status).

use rdp_health::{Finding, Phase, Severity, Verdict};

use crate::digest::{Digest, gravity, verdicts};
use crate::escape::escape;
use crate::gathered::Gathered;
use crate::steps::step_head;
use crate::style::severity_word;
use crate::words::{count, hosts_by_verdict, more, seconds};

/// Hosts that are named below the line of a fleet: plugins may say 4 kB.
const NAMED: usize = 30;

pub(crate) fn nagios(gathered: &Gathered) -> String {
    match gathered.hosts.as_slice() {
        [host] => one(host),
        hosts => many(hosts),
    }
}

fn one(host: &Digest) -> String {
    let cause = host.primary.as_ref().map(|cause| format!(" ({cause})")).unwrap_or_default();
    let line = said(&format!("{}: {}{cause}", host.target, host.summary));
    let mut out = format!("RDP {}: {line} | {}\n", word(host.verdict), performance(host).join(" "));
    let own = host.findings.iter().filter(|one| Severity::Info < one.severity && one.because_of.is_none());
    own.for_each(|finding| out.push_str(&described(finding)));
    if let Some(step) = host.step() {
        out.push_str(&format!("First step ({}): {}\n", step_head(step), said(&step.action)));
    }
    out
}

fn described(finding: &Finding) -> String {
    let grade = format!("{}, {}, {}", finding.id, severity_word(finding.severity), finding.confidence);
    format!("{} ({})\n", said(&finding.title), said(&grade))
}

/// What graphs are drawn of: no value where nothing was seen.
fn performance(host: &Digest) -> Vec<String> {
    let mut data = vec![format!("time={}s;;;0", seconds(host.elapsed))];
    for (label, phase) in [
        ("dns", Phase::Resolve),
        ("connect", Phase::Connect),
        ("negotiate", Phase::Negotiate),
        ("tls", Phase::Tls),
        ("nla", Phase::Credssp),
    ] {
        data.extend(host.took(phase).map(|took| format!("{label}={}s;;;0", seconds(took))));
    }
    data.extend(host.leaves.first().map(|leaf| format!("cert_days={}", leaf.days)));
    if !host.clients.is_empty() {
        for (label, number) in host.client_counts() {
            data.push(format!("clients_{label}={number};;;0;{}", host.clients.len()));
        }
    }
    data
}

fn many(hosts: &[Digest]) -> String {
    let worst = hosts.iter().map(|host| host.verdict).max_by_key(|verdict| gravity(*verdict));
    let verdicts = verdicts(hosts);
    let mut data = vec![format!("hosts={};;;0", hosts.len())];
    for verdict in [Verdict::Failing, Verdict::Inconclusive, Verdict::Degraded, Verdict::Healthy] {
        let number = verdicts.iter().find(|(of, _)| *of == verdict).map_or(0, |(_, number)| *number);
        data.push(format!("{verdict}={number};;;0;{}", hosts.len()));
    }
    let word = worst.map_or("UNKNOWN", word);
    let mut out = format!("RDP {word}: {} | {}\n", hosts_by_verdict(hosts.len(), &verdicts), data.join(" "));
    let mut bad: Vec<&Digest> = hosts.iter().filter(|host| host.verdict != Verdict::Healthy).collect();
    bad.sort_by_key(|host| std::cmp::Reverse(gravity(host.verdict)));
    for host in bad.iter().take(NAMED) {
        let cause = host.primary.as_ref().map(|cause| format!(" ({cause})")).unwrap_or_default();
        out.push_str(&format!("{} {}{}\n", self::word(host.verdict), said(&host.target), said(&cause)));
    }
    if NAMED < bad.len() {
        out.push_str(&format!("and {}\n", more(bad.len() - NAMED, "host")));
    }
    if hosts.is_empty() {
        out.push_str(&format!("{} checked\n", count(0, "host")));
    }
    out
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Healthy => "OK",
        Verdict::Degraded => "WARNING",
        Verdict::Failing => "CRITICAL",
        Verdict::Inconclusive => "UNKNOWN",
    }
}

/// Text, of whatever origin: the bar would begin performance data, and web pages of old show tags as they come.
fn said(text: &str) -> String {
    escape(text, false).replace('|', "/").replace('<', "(").replace('>', ")")
}
