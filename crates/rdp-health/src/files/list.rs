//! A list of hosts: one per line, with comments; and a hosts file.

use std::net::IpAddr;

use super::reading::{Found, Reading};
use super::secret::may_be_shown;
use super::text::lines;
use crate::error::Error;
use crate::target::{AddressRange, DEFAULT_PORT, Target};

/// A line without its comment: `#` begins one anywhere, `;` at the beginning or behind a space.
fn without_comment(line: &str) -> &str {
    let line = line.split_once('#').map_or(line, |(target, _)| target);
    let line =
        line.split_once(" ;").or_else(|| line.split_once("\t;")).map_or(line, |(target, _)| target).trim();
    if line.starts_with(';') { "" } else { line }
}

/// The lines that say something.
fn entries(text: &str) -> impl Iterator<Item = (usize, &str)> {
    lines(text).map(|(number, line)| (number, without_comment(line))).filter(|(_, line)| !line.is_empty())
}

/// Whether the text may be meant as a list of hosts. Other texts have words and signs that no host has.
pub(super) fn is_likely(text: &str) -> bool {
    let (hosts, all) = entries(text).take(1000).fold((0_usize, 0_usize), |(hosts, all), (_, line)| {
        let is_range = || AddressRange::parse(line, DEFAULT_PORT).is_some();
        let is_host = may_be_shown(before_semicolon(line))
            || Target::parse(line).is_ok()
            || hosts_file(line).is_some()
            || is_range();
        (hosts + usize::from(is_host), all + 1)
    });
    all <= 2 * hosts
}

/// A `;` right behind a word may begin a comment or separate hosts.
fn before_semicolon(line: &str) -> &str {
    if line.contains("://") { line } else { line.split(';').next().unwrap_or_default() }
}

pub(super) fn read(text: &str, reading: &mut Reading<'_>) {
    for (number, line) in entries(text) {
        let lower = line.to_ascii_lowercase();
        if lower.ends_with(".rdp") && !lower.contains("://") {
            reading.linked.push((number, line.to_owned()));
            continue;
        }
        if before_semicolon(line) != line {
            let remedy = "write one target per line, and a space before the ';' of a comment";
            let problem = Error::target("there is a ';' in the middle of the line", remedy);
            reading.entries += 1;
            reading.problem(problem.at(reading.file, Some(number), None));
            continue;
        }
        if reading.take_range(number, line) {
            continue;
        }
        let (host, name) = hosts_file(line).unwrap_or((line, None));
        reading.take(&Found { host, line: Some(number), name, ..Found::default() });
    }
}

/// The address and the name of a line of a hosts file: `10.0.0.5  srv01.corp.example  srv01`.
fn hosts_file(line: &str) -> Option<(&str, Option<&str>)> {
    let mut words = line.split_whitespace();
    // Those of macOS have fe80::1%lo0.
    let bare = |word: &str| word.split('%').next().is_some_and(|address| address.parse::<IpAddr>().is_ok());
    let address = words.next().filter(|word| bare(word))?;
    let name = words.next().filter(|name| may_be_shown(name))?;
    words.all(may_be_shown).then_some((address, Some(name)))
}

/// What is said of a text of no known kind.
pub(super) fn refused(text: &str, reading: &Reading<'_>) -> Error {
    let first = entries(text).find(|(_, line)| Target::parse(line).is_err());
    let problem = "the text is not a list of hosts, and no file of saved connections that is known";
    Error::other_file(
        problem,
        "write one target per line, or a table whose header names the column of the hosts",
    )
    .at(reading.file, first.map(|(number, _)| number), None)
}
