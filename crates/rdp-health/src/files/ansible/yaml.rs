//! The YAML form of an inventory: maps in maps, told by how far they are indented, which is how inventories are written.
//! The flow form (`{…}`) of a host's variables is read as far as its keys go. What is not read is named with its line.

use super::{Groups, Host, expanded, give};
use crate::error::Error;
use crate::files::reading::Reading;
use crate::files::text::lines;
use crate::files::{Remark, RemarkLevel};

/// Whether this is the beginning of an inventory.
pub(in crate::files) fn is_yaml(text: &str) -> bool {
    let is_map = |value: &str| value.is_empty() || value.starts_with(['&', '*', '{', '!']);
    let is_known = |line: &str| {
        entry(line.trim()).is_some_and(|(key, value)| matches!(key, "hosts" | "children") && is_map(value))
    };
    lines(text).any(|(_, line)| is_known(line))
        && lines(text)
            .find(|(_, line)| !is_nothing(line))
            .and_then(|(_, line)| entry(line.trim()))
            .is_some_and(|(key, value)| !key.starts_with('-') && is_map(value))
}

fn is_nothing(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#') || matches!(line, "---" | "...") || line.starts_with('%')
}

/// A map that is open.
struct Open {
    indent: usize,
    key: String,
}

/// The lines of one document.
#[derive(Default)]
struct Document {
    hosts: Vec<(String, Host)>,
    groups: Groups,
    open: Vec<Open>,
    /// How far the maps are indented that lines may go on with.
    levels: Vec<usize>,
    /// Lines that are indented further belong to a text, a list or a map in braces that begins above.
    passed: Option<usize>,
}

pub(in crate::files) fn read_yaml(text: &str, reading: &mut Reading<'_>) {
    let mut document = Document::default();
    for (number, line) in lines(text).filter(|(_, line)| !is_nothing(line)) {
        if let Err((problem, remedy)) = document.line(number, line, reading) {
            reading.entries += 1;
            reading.problem(Error::target(problem, remedy).at(reading.file, Some(number), None));
        }
    }
    let Document { mut hosts, groups, .. } = document;
    hosts.iter_mut().for_each(|(_, host)| groups.apply(host));
    give(hosts, reading);
}

type Broken = (&'static str, &'static str);

impl Document {
    fn line(&mut self, number: usize, line: &str, reading: &mut Reading<'_>) -> Result<(), Broken> {
        let inner = line.trim_start();
        let indent = line.len() - inner.len();
        if self.passed.is_some_and(|outer| outer < indent) {
            return Ok(());
        }
        self.passed = None;
        if line.get(..indent).is_some_and(|before| before.contains('\t')) {
            return Err((
                "the line is indented with a tab, which YAML does not allow",
                "indent it with spaces",
            ));
        }
        if inner.starts_with("- ") || inner == "-" {
            // Of variables that are lists; Ansible has none of hosts.
            self.passed = Some(indent);
            self.open.retain(|open| open.indent <= indent);
            let in_hosts = self.open.last().is_some_and(|open| open.key == "hosts" || open.key == "children");
            let problem = (
                "the hosts are a list, which Ansible does not read",
                "write each host as 'name:', without '-'",
            );
            return if in_hosts { Err(problem) } else { Ok(()) };
        }
        let Some((key, value)) = entry(inner.trim_end()) else {
            self.passed = Some(indent);
            return Err((
                "the line is neither 'key:' nor 'key: value'",
                "write a space behind the ':', and close quotes",
            ));
        };
        let above = self.levels.iter().filter(|level| **level <= indent).count();
        let last = above.checked_sub(1).and_then(|last| self.levels.get(last)).copied();
        if last != Some(indent) {
            let goes_back = above < self.levels.len();
            let begins_map = last.is_none() || self.open.last().map(|open| open.indent) == last;
            if goes_back || !begins_map {
                return Err((
                    "the line is indented as no other above it",
                    "indent it as far as the lines that it belongs to",
                ));
            }
            self.levels.push(indent);
        } else {
            self.levels.truncate(above);
        }
        self.open.retain(|open| open.indent < indent);
        let value = self.aliases(number, key, value, reading);
        let is_open = value.starts_with(['{', '[']) && !value.ends_with(['}', ']']);
        if value.starts_with(['|', '>']) || is_open {
            self.passed = Some(indent);
        }
        let is_group = matches!(key, "hosts" | "children");
        let is_host = self.open.last().is_some_and(|open| open.key == "hosts");
        if value.starts_with('{') && value != "{}" && (is_group || (is_host && is_open)) {
            return Err((
                "a map in braces is read where it has the variables of one host, on one line",
                "write it without braces, one key per line",
            ));
        }
        for quote in ['"', '\''] {
            let rest = value.replace("\\\"", "");
            if !inner.contains(" #") && rest.starts_with(quote) && rest.matches(quote).count() % 2 == 1 {
                return Err(("a quote is opened and not closed", "close it on the same line"));
            }
        }
        self.entry(number, key, value);
        if value.is_empty() {
            self.open.push(Open { indent, key: key.to_owned() });
        }
        Ok(())
    }

    /// The value without its anchor and tag. What an alias stands for is not read, which is said.
    fn aliases<'a>(&self, number: usize, key: &str, value: &'a str, reading: &mut Reading<'_>) -> &'a str {
        let mut value = value;
        while value.starts_with(['&', '!']) {
            value = value.split_once(' ').map_or("", |(_, rest)| rest.trim());
        }
        if !value.starts_with('*') && key != "<<" {
            return value;
        }
        let text = match self.open.last().map(|open| open.key.as_str()) {
            _ if matches!(key, "hosts" | "children") => "hosts that an alias of YAML stands for are not read",
            Some("children") => "a group that an alias of YAML stands for is not read",
            _ => {
                "variables that an alias of YAML stands for are not read: an address, a port or a connection among them does not count"
            }
        };
        let remedy = "write them out, or export the inventory (ansible-inventory --list)";
        reading.remarks.push(Remark::new(RemarkLevel::Warning, Some(number), None, text, remedy));
        // A host stays one, whatever its variables are.
        if key == "<<" { "*" } else { value }
    }

    fn entry(&mut self, number: usize, key: &str, value: &str) {
        let above = |back: usize| {
            let at = self.open.len().checked_sub(back)?;
            self.open.get(at).map(|open| open.key.as_str())
        };
        let is_hosts = |key: Option<&str>| key == Some("hosts");
        if is_hosts(above(1)) && key != "<<" {
            let groups = self.open.iter().map(|open| open.key.as_str());
            let groups: Vec<String> = groups
                .filter(|key| !["all", "hosts", "children", "ungrouped"].contains(key))
                .map(str::to_owned)
                .collect();
            for name in expanded(key) {
                let mut host = Host { line: Some(number), groups: groups.clone(), ..Host::default() };
                for (key, value) in value.trim_matches(['{', '}']).split(',').filter_map(entry) {
                    host.variable(key, value);
                }
                self.hosts.push((name, host));
            }
        } else if is_hosts(above(2)) {
            if let Some((_, host)) = self.hosts.last_mut() {
                host.variable(key, value);
            }
        } else if above(1) == Some("vars")
            && let Some(group) = above(2).map(str::to_owned)
        {
            self.groups.reached.entry(group).or_default().variable(key, value);
        }
    }
}

/// `key: value` or `key:`, without quotes and comments.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = match line.split_once(": ") {
        Some(both) => both,
        None => (line.split(" #").next()?.trim_end().strip_suffix(':')?, ""),
    };
    let value = value.trim();
    let value = if value.starts_with('#') { "" } else { value.split(" #").next().unwrap_or_default() };
    let key = key.trim();
    let is_open = |quote: char| key.starts_with(quote) && (key.len() == 1 || !key.ends_with(quote));
    (!is_open('"') && !is_open('\'')).then(|| (key.trim_matches(['"', '\'']), value.trim()))
}
