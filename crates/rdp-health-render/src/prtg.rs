//! JSON for PRTG: the sensors EXE/Script Advanced, HTTP Data Advanced and Script v2 read it.
//!
//! The channel `Status` is 0 healthy, 1 degraded, 2 failing, 3 without a verdict; its limits make the sensor warn above
//! 0 and fail above 1.

use rdp_health::{ClientOutcome, Phase, Verdict};
use serde::Serialize;

use crate::digest::{Digest, gravity, verdicts};
use crate::escape::escape;
use crate::gathered::Gathered;
use crate::json::pretty;
use crate::words::hosts_by_verdict;

/// Longest text that PRTG shows, in characters.
const TEXT: usize = 2000;

#[derive(Serialize)]
struct Document {
    prtg: Sensor,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Sensor {
    Results { result: Vec<Channel>, text: String },
    Error { error: u8, text: &'static str },
}

#[derive(Serialize, Default)]
struct Channel {
    channel: &'static str,
    value: i64,
    unit: &'static str,
    #[serde(rename = "customunit", skip_serializing_if = "Option::is_none")]
    custom_unit: Option<&'static str>,
    #[serde(rename = "limitmode", skip_serializing_if = "Option::is_none")]
    limit_mode: Option<u8>,
    #[serde(rename = "limitmaxwarning", skip_serializing_if = "Option::is_none")]
    max_warning: Option<u8>,
    #[serde(rename = "limitmaxerror", skip_serializing_if = "Option::is_none")]
    max_error: Option<u8>,
}

pub(crate) fn prtg(gathered: &Gathered) -> String {
    let hosts = gathered.hosts.as_slice();
    let prtg = match hosts {
        [] => Sensor::Error { error: 1, text: "No host was checked." },
        [host] => Sensor::Results { result: one(host), text: text(&told(host)) },
        hosts => {
            let mut all = hosts_by_verdict(hosts.len(), &verdicts(hosts));
            for host in hosts.iter().filter(|host| host.verdict != Verdict::Healthy) {
                all.push_str(&format!("; {} ", host.target));
                all.push_str(host.primary.as_ref().map_or("no verdict", |cause| cause.as_str()));
            }
            Sensor::Results { result: many(hosts), text: text(&all) }
        }
    };
    pretty(&Document { prtg }).map(|json| json + "\n").unwrap_or_default()
}

fn told(host: &Digest) -> String {
    let cause = host.primary.as_ref().map(|cause| format!(" ({cause})")).unwrap_or_default();
    format!("{}: {}{cause}", host.verdict, host.summary)
}

fn one(host: &Digest) -> Vec<Channel> {
    let mut channels = vec![status(host.verdict), time("Time", host.elapsed)];
    for (name, phase) in [
        ("Name resolution", Phase::Resolve),
        ("TCP", Phase::Connect),
        ("Negotiation", Phase::Negotiate),
        ("TLS", Phase::Tls),
        ("NLA", Phase::Credssp),
    ] {
        channels.extend(host.took(phase).map(|took| time(name, took)));
    }
    channels.extend(days(host));
    if !host.clients.is_empty() {
        channels.push(counted("Clients that connect", host.clients(ClientOutcome::Connects)));
        channels.push(counted("Clients blocked", host.clients(ClientOutcome::Blocked)));
        channels.push(counted("Clients not known", host.clients(ClientOutcome::Unknown)));
    }
    channels
}

fn many(hosts: &[Digest]) -> Vec<Channel> {
    let worst = hosts.iter().map(|host| host.verdict).max_by_key(|verdict| gravity(*verdict));
    let of = |verdict| hosts.iter().filter(|host| host.verdict == verdict).count();
    let mut channels: Vec<Channel> = worst.map(status).into_iter().collect();
    channels.extend([
        counted("Hosts", hosts.len()),
        counted("Failing", of(Verdict::Failing)),
        counted("Inconclusive", of(Verdict::Inconclusive)),
        counted("Degraded", of(Verdict::Degraded)),
        counted("Healthy", of(Verdict::Healthy)),
    ]);
    let first = hosts.iter().filter_map(|host| Some((host, host.leaves.first()?)));
    channels.extend(first.min_by_key(|(_, leaf)| leaf.days).and_then(|(host, _)| days(host)));
    channels
}

fn status(verdict: Verdict) -> Channel {
    let value = match verdict {
        Verdict::Healthy => 0,
        Verdict::Degraded => 1,
        Verdict::Failing => 2,
        Verdict::Inconclusive => 3,
    };
    Channel {
        channel: "Status",
        value,
        unit: "Custom",
        custom_unit: Some("status"),
        limit_mode: Some(1),
        max_warning: Some(0),
        max_error: Some(1),
    }
}

fn time(channel: &'static str, took: std::time::Duration) -> Channel {
    let value = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    Channel { channel, value, unit: "TimeResponse", ..Channel::default() }
}

fn days(host: &Digest) -> Option<Channel> {
    let value = host.leaves.first()?.days;
    Some(Channel {
        channel: "Certificate expires in",
        value,
        unit: "Custom",
        custom_unit: Some("days"),
        ..Channel::default()
    })
}

fn counted(channel: &'static str, number: usize) -> Channel {
    let value = i64::try_from(number).unwrap_or(i64::MAX);
    Channel { channel, value, unit: "Count", ..Channel::default() }
}

/// Text, of whatever origin. PRTG shows it as HTML in places, and ends it at `#`.
fn text(text: &str) -> String {
    let plain = escape(text, false).replace('<', "(").replace('>', ")").replace('#', " ");
    plain.chars().take(TEXT).collect()
}
