//! An inventory of Ansible: the INI form, the common YAML form, and what `ansible-inventory --list` prints.

mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::ini;
use super::json_lines::Places;
use super::reading::{Found, Reading};
use super::text::lines;
pub(super) use yaml::{is_yaml, read_yaml};

/// A range such as `web[01:50]` stands for at most so many hosts.
const LONGEST_RANGE: u64 = 1000;

/// How Ansible reaches hosts that are no Windows, by the names of its plugins; `winrm` and `psrp` are of Windows alone.
const OTHERS: [&str; 17] = [
    "ssh",
    "smart",
    "paramiko",
    "paramiko_ssh",
    "local",
    "chroot",
    "jail",
    "lxc",
    "lxd",
    "docker",
    "podman",
    "buildah",
    "kubectl",
    "network_cli",
    "netconf",
    "httpapi",
    "libssh",
];

/// A host, with what its variables say.
#[derive(Default)]
struct Host {
    line: Option<usize>,
    address: Option<String>,
    port: Option<String>,
    groups: Vec<String>,
    reached: Reached,
}

/// What says how Ansible reaches hosts.
#[derive(Default, Clone)]
struct Reached {
    connection: Option<String>,
    shell: Option<String>,
}

impl Reached {
    fn variable(&mut self, key: &str, value: &str) {
        let value = value.trim().trim_matches(['"', '\'']);
        match key.trim() {
            // The plugin's name may have its collection before it.
            "ansible_connection" => self.connection = value.rsplit('.').next().map(str::to_ascii_lowercase),
            "ansible_shell_type" => self.shell = Some(value.to_ascii_lowercase()),
            _ => {}
        }
    }

    /// What is not said here as others say it.
    fn or(&mut self, other: Option<&Self>) {
        let Some(other) = other else { return };
        self.connection = self.connection.take().or_else(|| other.connection.clone());
        self.shell = self.shell.take().or_else(|| other.shell.clone());
    }

    /// The plugin, where it reaches no Windows. Windows that is reached over SSH has shells of its own.
    fn other(&self) -> Option<&'static str> {
        let connection = self.connection.as_deref()?;
        let is_windows = matches!(self.shell.as_deref(), Some("cmd" | "powershell"));
        OTHERS.into_iter().find(|known| *known == connection && !is_windows)
    }
}

/// What groups say of their hosts, and which groups are in which.
#[derive(Default)]
struct Groups {
    reached: BTreeMap<String, Reached>,
    parents: BTreeMap<String, Vec<String>>,
}

impl Groups {
    /// How a host of these groups is reached: the innermost that says so counts.
    fn apply(&self, host: &mut Host) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = host.groups.iter().rev().map(String::as_str).collect();
        while !next.is_empty() {
            next.retain(|group| seen.insert(group));
            next.iter().for_each(|group| host.reached.or(self.reached.get(*group)));
            next = next
                .iter()
                .filter_map(|group| self.parents.get(*group))
                .flatten()
                .map(String::as_str)
                .collect();
        }
        host.reached.or(self.reached.get("all"));
    }
}

impl Host {
    fn variable(&mut self, key: &str, value: &str) {
        self.reached.variable(key, value);
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
    let mut groups = Groups::default();
    for line in ini::read(text) {
        match line.section.split_once(':') {
            Some((group, "vars")) => {
                if let Some((key, value)) = ini::pair(line.text) {
                    groups.reached.entry(group.to_owned()).or_default().variable(key, value);
                }
                continue;
            }
            Some((group, "children")) => {
                let child = line.text.split_whitespace().next().unwrap_or_default();
                groups.parents.entry(child.to_owned()).or_default().push(group.to_owned());
                continue;
            }
            Some(_) => continue,
            None => {}
        }
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
    hosts.iter_mut().for_each(|(_, host)| groups.apply(host));
    give(hosts, reading);
}

/// Whether JSON is what `ansible-inventory --list` prints.
pub(super) fn is_json(value: &Value) -> bool {
    value.get("_meta").is_some_and(|meta| meta.get("hostvars").is_some())
}

pub(super) fn read_json(value: &Value, text: &str, reading: &mut Reading<'_>) {
    let mut places = Places::of(text, &["ansible_host"]);
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
        host.line =
            variables.get("ansible_host").and_then(Value::as_str).and_then(|host| places.line_of(host));
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
        if let Some(plugin) = host.reached.other() {
            reading.leave_out(&format!("with ansible_connection={plugin}"));
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
