//! Which hosts: the arguments, the file of targets, saved connections, lists of endpoints.
//!
//! INVARIANT: every bad target is reported, and nothing is probed if there is one.

use std::collections::HashMap;
use std::io::Read as _;
use std::net::{IpAddr, Ipv6Addr};
use std::path::Path;

use rdp_health::{AddressFamily, DEFAULT_PORT, EndpointProfile, Host, Target, inert, known_zone};

use crate::args::CheckArgs;
use crate::error::Error;
use crate::reach::Reach;

/// The targets of a command line, each once, in order.
pub(crate) fn collect(args: &CheckArgs) -> Result<Vec<Target>, Error> {
    let mut named: Vec<(String, String)> = Vec::new();
    for text in &args.targets {
        named.push((format!("target '{}'", inert(text)), text.clone()));
    }
    if let Some(file) = &args.from {
        named.extend(list(file)?);
    }
    let mut targets = Targets::default();
    let mut problems = Vec::new();
    for (place, text) in named {
        match target(&text, &args.reach) {
            Ok(target) => targets.add(target),
            Err(problem) => problems.push(format!("{place}: {problem}")),
        }
    }
    for target in args.profile.iter().flat_map(EndpointProfile::targets) {
        targets.put_instead(target);
    }
    match problems.is_empty() {
        true => Ok(targets.in_order()),
        false => Err(Error::Usage(problems)),
    }
}

/// Targets in order, each once, found by what they are called: lists have a hundred thousand.
#[derive(Default)]
struct Targets {
    in_order: Vec<Option<Target>>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Targets {
    /// Adds a target, unless it is there.
    fn add(&mut self, target: Target) {
        let places = self.by_name.entry(target.to_string()).or_default();
        let known = places.iter().filter_map(|place| self.in_order.get(*place)?.as_ref());
        if !known.into_iter().any(|known| *known == target) {
            places.push(self.in_order.len());
            self.in_order.push(Some(target));
        }
    }

    /// What a list says of a target counts more than that it was named.
    fn put_instead(&mut self, target: Target) {
        let places = self.by_name.entry(target.to_string()).or_default();
        for place in places.drain(..) {
            if let Some(named) = self.in_order.get_mut(place) {
                *named = None;
            }
        }
        places.push(self.in_order.len());
        self.in_order.push(Some(target));
    }

    fn in_order(self) -> Vec<Target> {
        self.in_order.into_iter().flatten().collect()
    }
}

/// The target of a command that takes one.
pub(crate) fn one(text: &str, reach: &Reach) -> Result<Target, Error> {
    target(text, reach).map_err(|problem| Error::usage(format!("target '{}': {problem}", inert(text))))
}

fn target(text: &str, reach: &Reach) -> Result<Target, String> {
    let mut target = match is_rdp_file(text) {
        true => {
            let bytes = std::fs::read(text.trim()).map_err(|error| {
                format!("cannot read the file: {error}; write the path of a .rdp file, or a host")
            })?;
            Target::from_rdp_bytes(&bytes).map_err(|error| error.to_string())?
        }
        false => Target::parse(text).map_err(|error| error.to_string())?,
    };
    if let Some(port) = reach.port
        && target.service.is_rdp()
        && target.port == DEFAULT_PORT
        && !names_default_port(text)
    {
        target.port = port;
    }
    known_zone(&target).map_err(|error| error.to_string())?;
    match (&target.host, reach.family()) {
        (Host::Address(IpAddr::V6(_)) | Host::Zoned(_), AddressFamily::Ipv4) => {
            Err("an IPv6 address, but --ipv4 allows only IPv4; leave out one of them".to_owned())
        }
        (Host::Address(IpAddr::V4(_)), AddressFamily::Ipv6) => {
            Err("an IPv4 address, but --ipv6 allows only IPv6; leave out one of them".to_owned())
        }
        _ => Ok(target),
    }
}

fn is_rdp_file(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    text.ends_with(".rdp") && !text.starts_with("rdp://")
}

/// Whether the default port is written out, so that `--port` has no say.
fn names_default_port(text: &str) -> bool {
    let text = text.trim().trim_end_matches('/');
    text.ends_with(&format!(":{DEFAULT_PORT}")) && text.parse::<Ipv6Addr>().is_err()
}

/// The targets of a file, each with the place where it stands.
fn list(file: &Path) -> Result<Vec<(String, String)>, Error> {
    let (name, bytes) = match file == Path::new("-") {
        true => {
            let mut bytes = Vec::new();
            ("standard input".to_owned(), std::io::stdin().read_to_end(&mut bytes).map(|_| bytes))
        }
        false => (inert(&file.display().to_string()).into_owned(), std::fs::read(file)),
    };
    let remedy = "name a text file with one target per line, or - for standard input";
    let bytes = bytes.map_err(|error| Error::usage(format!("cannot read '{name}': {error}; {remedy}")))?;
    let text = decode(&bytes)
        .ok_or_else(|| Error::usage(format!("'{name}' is neither UTF-8 nor UTF-16 text; {remedy}")))?;
    let targets: Vec<(String, String)> = text
        .lines()
        .enumerate()
        .map(|(index, line)| (format!("{name}:{}", index + 1), without_comment(line).to_owned()))
        .filter(|(_, target)| !target.is_empty())
        .collect();
    match targets.is_empty() {
        true => Err(Error::usage(format!("'{name}' names no target; write one per line"))),
        false => Ok(targets),
    }
}

fn without_comment(line: &str) -> &str {
    line.split_once('#').map_or(line, |(target, _)| target).trim()
}

/// Windows PowerShell writes text files in UTF-16 with a byte order mark, most else writes UTF-8.
fn decode(bytes: &[u8]) -> Option<String> {
    let utf16 = |rest: &[u8], join: fn([u8; 2]) -> u16| {
        let (pairs, tail) = rest.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| join(*pair)).collect();
        tail.is_empty().then(|| String::from_utf16(&units).ok()).flatten()
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] | rest => String::from_utf8(rest.to_vec()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_blank_lines_are_no_targets() {
        for (line, target) in
            [("srv01", "srv01"), ("  srv01:3390 # old", "srv01:3390"), ("# all", ""), ("", "")]
        {
            assert_eq!(without_comment(line), target);
        }
    }

    #[test]
    fn lists_as_powershell_writes_them() {
        let mut bytes = vec![0xFF, 0xFE];
        bytes.extend("srv01\r\nsrv02".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(&bytes).unwrap(), "srv01\r\nsrv02");
        assert_eq!(decode(b"\xEF\xBB\xBFsrv01").unwrap(), "srv01");
        assert_eq!(decode(&[0xFF, 0xFE, 0x00]), None);
        assert_eq!(decode(&[0xC3, 0x28]), None);
    }

    #[test]
    fn a_port_that_is_written_out_stays() {
        for (text, named) in [
            ("srv01", false),
            ("srv01:3389", true),
            ("rdp://srv01:3389/", true),
            ("2001:db8::3389", false),
            ("[2001:db8::1]:3389", true),
        ] {
            assert_eq!(names_default_port(text), named, "{text}");
        }
    }
}
