//! Sections in brackets and the lines below them, as Remmina and Ansible have them.

use super::text::lines;

/// A line of a section, without what is around it.
pub(super) struct Line<'a> {
    pub(super) number: usize,
    /// The section, as its brackets hold it; empty before the first one.
    pub(super) section: &'a str,
    pub(super) text: &'a str,
}

/// The lines that are neither empty nor a comment nor the head of a section.
pub(super) fn read(text: &str) -> Vec<Line<'_>> {
    let mut section = "";
    let mut found = Vec::new();
    for (number, line) in lines(text) {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        match head(line) {
            Some(head) => section = head,
            None => found.push(Line { number, section, text: line }),
        }
    }
    found
}

/// What the brackets of a section hold. An IPv6 address in brackets is no section.
pub(super) fn head(line: &str) -> Option<&str> {
    let inner = line.trim().strip_prefix('[')?;
    let (inner, after) = inner.split_once(']')?;
    let after = after.trim_start();
    let address = inner.split('%').next().unwrap_or_default();
    let is_head = !inner.trim().is_empty()
        && (after.is_empty() || after.starts_with(['#', ';']))
        && address.parse::<std::net::Ipv6Addr>().is_err();
    is_head.then(|| inner.trim())
}

/// `key=value`, without what is around them.
pub(super) fn pair(line: &str) -> Option<(&str, &str)> {
    line.split_once('=').map(|(key, value)| (key.trim(), value.trim()))
}
