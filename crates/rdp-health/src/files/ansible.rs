//! An inventory of Ansible: the INI form, the common YAML form, and what `ansible-inventory --list` prints.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::ini;
use super::reading::{Found, Reading};
use super::text::lines;

/// A range such as `web[01:50]` stands for at most so many hosts.
const LONGEST_RANGE: u64 = 1000;

/// A host, with what its variables say.
#[derive(Default)]
struct Host {
    line: Option<usize>,
    address: Option<String>,
    port: Option<String>,
    groups: Vec<String>,
}

impl Host {
    fn variable(&mut self, key: &str, value: &str) {
        let value = value.trim().trim_matches(['"', '\'']);
        match key.trim() {
            "ansible_host" | "ansible_ssh_host" => self.address = Some(value.to_owned()),
            "rdp_port" => self.port = Some(value.to_owned()),
            // Others are not about Remote Desktop: `ansible_port` is that of SSH or WinRM.
            _ => {}
        }
    }
}

/// Whether sections and lines are those of an inventory: a line begins with a host, not with `key=value`.
pub(super) fn is_ini(text: &str) -> bool {
    let found = ini::read(text);
    let hosts = found.iter().filter(|line| !line.section.contains(':'));
    let sections = lines(text).any(|(_, line)| ini::head(line).is_some());
    sections
        && hosts.into_iter().all(|line| {
            line.text.split_whitespace().next().is_some_and(|first| !first.contains(['=', '<', '"', '{']))
        })
}

pub(super) fn read_ini(text: &str, reading: &mut Reading<'_>) {
    let mut hosts: Vec<(String, Host)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for line in ini::read(text).iter().filter(|line| !line.section.contains(':')) {
        let words = line.text.split(" #").next().unwrap_or_default();
        let mut words = words.split_whitespace();
        for name in expanded(words.next().unwrap_or_default()) {
            let place = *known.entry(name.clone()).or_insert_with(|| {
                hosts.push((name, Host { line: Some(line.number), ..Host::default() }));
                hosts.len() - 1
            });
            let Some((_, host)) = hosts.get_mut(place) else { continue };
            if !line.section.is_empty() {
                host.groups.push(line.section.to_owned());
            }
            for (key, value) in words.clone().filter_map(ini::pair) {
                host.variable(key, value);
            }
        }
    }
    give(hosts, reading);
}

/// Whether this is the beginning of an inventory in YAML.
pub(super) fn is_yaml(text: &str) -> bool {
    lines(text).any(|(_, line)| matches!(line.trim(), "hosts:" | "children:"))
        && lines(text)
            .find(|(_, line)| !is_nothing(line))
            .is_some_and(|(_, line)| line.trim_end().ends_with(':'))
}

fn is_nothing(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#') || line == "---"
}

/// Maps in maps, told by how far they are indented, which is how inventories are written. The flow form (`{…}`) of a
/// host's variables is read as far as its keys go.
pub(super) fn read_yaml(text: &str, reading: &mut Reading<'_>) {
    let mut hosts: Vec<(String, Host)> = Vec::new();
    // Indentation and key of each map that is open.
    let mut open: Vec<(usize, String)> = Vec::new();
    for (number, line) in lines(text).filter(|(_, line)| !is_nothing(line)) {
        let indent = line.len() - line.trim_start().len();
        let Some((key, value)) = entry(line.trim()) else { continue };
        open.retain(|(outer, _)| *outer < indent);
        let in_hosts = open.last().is_some_and(|(_, key)| key == "hosts");
        let of_host =
            open.len().checked_sub(2).and_then(|at| open.get(at)).is_some_and(|(_, key)| key == "hosts");
        if in_hosts {
            let groups = open.iter().map(|(_, key)| key.as_str());
            let groups: Vec<String> = groups
                .filter(|key| !["all", "hosts", "children", "ungrouped"].contains(key))
                .map(str::to_owned)
                .collect();
            for name in expanded(key) {
                let mut host = Host { line: Some(number), groups: groups.clone(), ..Host::default() };
                for (key, value) in value.trim_matches(['{', '}']).split(',').filter_map(entry) {
                    host.variable(key, value);
                }
                hosts.push((name, host));
            }
        } else if of_host && let Some((_, host)) = hosts.last_mut() {
            host.variable(key, value);
        }
        if value.is_empty() {
            open.push((indent, key.to_owned()));
        }
    }
    give(hosts, reading);
}

/// `key: value` or `key:`, without quotes and comments.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = match line.split_once(": ") {
        Some(both) => both,
        None => (line.split(" #").next()?.trim_end().strip_suffix(':')?, ""),
    };
    let value = value.split(" #").next().unwrap_or_default();
    Some((key.trim().trim_matches(['"', '\'']), value.trim()))
}

/// Whether JSON is what `ansible-inventory --list` prints.
pub(super) fn is_json(value: &Value) -> bool {
    value.get("_meta").is_some_and(|meta| meta.get("hostvars").is_some())
}

pub(super) fn read_json(value: &Value, reading: &mut Reading<'_>) {
    let mut hosts: BTreeMap<&str, Host> = BTreeMap::new();
    for (group, content) in value.as_object().into_iter().flatten() {
        let members = match content {
            Value::Array(members) => Some(members),
            content => content.get("hosts").and_then(Value::as_array),
        };
        for name in members.into_iter().flatten().filter_map(Value::as_str) {
            let host = hosts.entry(name).or_default();
            if !["all", "ungrouped"].contains(&group.as_str()) {
                host.groups.push(group.clone());
            }
        }
    }
    let variables = value.get("_meta").and_then(|meta| meta.get("hostvars")?.as_object());
    for (name, variables) in variables.into_iter().flatten() {
        let host = hosts.entry(name).or_default();
        for (key, value) in variables.as_object().into_iter().flatten() {
            match value {
                Value::String(text) => host.variable(key, text),
                Value::Number(number) => host.variable(key, &number.to_string()),
                _ => {}
            }
        }
    }
    give(hosts.into_iter().map(|(name, host)| (name.to_owned(), host)), reading);
}

fn give(hosts: impl IntoIterator<Item = (String, Host)>, reading: &mut Reading<'_>) {
    for (name, host) in hosts {
        if name.contains("{{") || host.address.as_deref().is_some_and(|address| address.contains("{{")) {
            reading.leave_out("whose address is a template");
            continue;
        }
        // A host is in several groups; they are no path.
        let groups: BTreeSet<&str> = host.groups.iter().map(String::as_str).collect();
        reading.take(&Found {
            host: host.address.as_deref().unwrap_or(&name),
            key: host.address.as_ref().map(|_| "ansible_host"),
            line: host.line,
            port: host.port.as_deref(),
            name: Some(&name),
            group: groups.into_iter().map(str::to_owned).collect(),
            ..Found::default()
        });
    }
}

/// The hosts of `web[01:50].corp` or `db-[a:f]`; a name without a range stands for itself.
fn expanded(name: &str) -> Vec<String> {
    let range = name.split_once('[').and_then(|(before, rest)| {
        let (range, after) = rest.split_once(']')?;
        let (first, last) = range.split_once(':')?;
        Some((before, first, last, after))
    });
    let Some((before, first, last, after)) = range else { return vec![name.to_owned()] };
    let numbers = first.parse::<u64>().ok().zip(last.parse::<u64>().ok());
    let letters = single(first).zip(single(last));
    match (numbers, letters) {
        (Some((from, to)), _) if to.saturating_sub(from) < LONGEST_RANGE => (from..=to)
            .map(|number| format!("{before}{number:0width$}{after}", width = first.len().min(20)))
            .collect(),
        (None, Some((from, to))) => (from..=to).map(|letter| format!("{before}{letter}{after}")).collect(),
        _ => vec![name.to_owned()],
    }
}

fn single(text: &str) -> Option<char> {
    let mut letters = text.chars();
    letters.next().filter(|letter| letter.is_ascii_alphabetic() && letters.as_str().is_empty())
}
