//! What people paste in place of a host: the signs of word processors, `\\host`, a whole command line of a client.
//! What was meant is done, or the one thing to write instead is said.

use std::borrow::Cow;

use super::{Endpoint, Target, parse_host_port, shown};
use crate::error::Error;

/// The same text as a keyboard writes it: without what nobody sees, quotation marks and commas around it, full-width
/// letters and typographic dashes.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let blank = |c: char| c.is_whitespace() || is_invisible(c);
    let quote = |c: char| "\"'`<>,;„“”‚‘’«»‹›".contains(c);
    let bare = text.trim_matches(|c| blank(c) || quote(c));
    // The quotation marks of a command line belong to its words.
    let text = match bare.contains(quote) {
        true => text.trim_matches(blank),
        false => bare,
    };
    // What stands behind the host of a URL is its own.
    if text.is_ascii() || text.contains("://") {
        return Cow::Borrowed(text);
    }
    let letters = text.chars().filter(|c| !is_invisible(*c)).map(|c| match c {
        // Halfwidth and Fullwidth Forms are ASCII, moved.
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{3002}' | '\u{ff61}' => '.',
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}' => ' ',
        other => other,
    });
    let letters: String = letters.collect();
    Cow::Owned(letters.trim().to_owned())
}

/// Marks that a copy carries along: byte order, direction, joiners.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A command line of Remote Desktop Connection, FreeRDP or rdesktop, or what stands in place of a host elsewhere;
/// `None` = it is something else.
pub(super) fn other_form(text: &str) -> Option<Result<Target, Error>> {
    if let Some(rest) = text.strip_prefix(r"\\") {
        // A network share names the host first.
        return Some(parse_host_port(rest.split(['\\', '/']).next().unwrap_or_default()));
    }
    let words = words(text);
    let (first, rest) = words.split_first()?;
    let program = first.rsplit(['\\', '/']).next().unwrap_or_default().to_ascii_lowercase();
    let program = program.strip_suffix(".exe").unwrap_or(&program);
    let is_client = program == "mstsc" || program == "rdesktop" || program.contains("freerdp");
    match (is_client, first.starts_with("/v:")) {
        (true, _) if !rest.is_empty() => Some(command_line(program, rest)),
        (_, true) => Some(command_line("mstsc", &words)),
        _ => instead(text, &words).map(Err),
    }
}

/// The host and the gateway of a command line. Everything else in it is the client's business.
fn command_line(program: &str, arguments: &[String]) -> Result<Target, Error> {
    let option = |names: &[&str]| {
        arguments.iter().find_map(|argument| {
            let lower = argument.to_ascii_lowercase();
            let name = names.iter().find(|name| lower.starts_with(**name))?;
            argument.get(name.len()..)
        })
    };
    let file = arguments.iter().find(|argument| argument.to_ascii_lowercase().ends_with(".rdp"));
    // rdesktop and old versions of FreeRDP have the host last, by itself.
    let last = arguments.last().filter(|last| program != "mstsc" && !last.starts_with(['/', '-', '+']));
    let host = option(&["/v:", "-v:"]).or(last.map(String::as_str)).filter(|_| file.is_none());
    let Some(host) = host else {
        return Err(match file {
            Some(file) => Error::target(
                format!("the command opens the file '{}'", shown(file)),
                "write the path of that file alone",
            ),
            None => Error::target("the command names no host", "write the host alone, or with /v:HOST"),
        });
    };
    // Not by the forms of this file again: a text of any length may hold itself.
    let target = parse_host_port(host)?;
    match option(&["/g:", "-g:", "/gateway:g:"]) {
        Some(gateway) => {
            let gateway = gateway.split(',').next().unwrap_or_default();
            Ok(target.through(Endpoint::of_web(gateway)?))
        }
        None => Ok(target),
    }
}

/// The words of a command line; quotation marks hold those together that have blanks in them.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' | '“' | '”' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// What to write in place of a text that is nearly a target.
fn instead(text: &str, words: &[String]) -> Option<Error> {
    let is_port = |text: &str| text.parse::<u16>().is_ok_and(|port| 0 < port);
    let wrong = |what: &str, remedy: String| Some(Error::target(format!("'{}' {what}", shown(text)), remedy));
    if let [host, port] = words
        && is_port(port)
        && !host.contains(':')
    {
        return wrong("has a blank before the port", format!("write {host}:{port}"));
    }
    if let Some((host, port)) = text.split_once(',')
        && is_port(port.trim())
    {
        return wrong("has a comma before the port", format!("write {host}:{}", port.trim()));
    }
    if let Some((_, host)) = text.split_once('@')
        && !text.contains("://")
    {
        // Who logs in may stand there with a password.
        let host = shown(host);
        return Some(Error::target(
            format!("what stands before {host} carries a user name"),
            format!("write {host}: a check never logs in"),
        ));
    }
    if let Some((host, _)) = text.split_once('/')
        && !text.contains("://")
        && !host.is_empty()
    {
        let host = shown(host.trim_end());
        // What follows after a blank are options of a command line, with a password perhaps.
        if text.contains(char::is_whitespace) {
            return Some(Error::target(
                format!("more than a host follows after '{host}'"),
                format!("write {host} alone"),
            ));
        }
        return wrong(
            "has a path",
            format!("write {host} for Remote Desktop, or https://{host} for a web server"),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_done() {
        for (text, is) in [
            (r"\\srv01", "srv01:3389"),
            (r"\\srv01\c$\temp", "srv01:3389"),
            ("srv01,", "srv01:3389"),
            ("“srv01.corp.example”;", "srv01.corp.example:3389"),
            ("<srv01>", "srv01:3389"),
            ("\u{feff}srv01\u{200b}", "srv01:3389"),
            ("srv\u{2013}01", "srv-01:3389"),
            ("srv\u{2011}01:3390", "srv-01:3390"),
            ("１９２．０．２．７：３３９０", "192.0.2.7:3390"),
            ("ｓｒｖ０１", "srv01:3389"),
            ("srv01\u{a0}", "srv01:3389"),
            ("mstsc /v:srv01:3390", "srv01:3390"),
            ("mstsc.exe /admin /V:srv01 /f", "srv01:3389"),
            (r#""C:\Windows\System32\mstsc.exe" /v:"srv01""#, "srv01:3389"),
            ("/v:srv01:3390", "srv01:3390"),
            ("xfreerdp /u:user /p:secret /v:srv01:3390 /cert:ignore", "srv01:3390"),
            ("xfreerdp3 /v:srv01", "srv01:3389"),
            ("rdesktop -g 1024x768 srv01:3390", "srv01:3390"),
            ("bücher.example", "xn--bcher-kva.example:3389"),
            ("BÜCHER.example:3390", "xn--bcher-kva.example:3390"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah:3389"),
            ("rdp://bücher.example", "xn--bcher-kva.example:3389"),
            ("https://bücher.example/RDWeb", "https://xn--bcher-kva.example/RDWeb"),
        ] {
            let parsed = Target::parse(text).map(|target| target.to_string());
            assert_eq!(parsed.as_deref(), Ok(is), "{text}");
        }
        let through = Target::parse("mstsc /v:srv01:3390 /g:gw.corp.example").unwrap();
        assert_eq!(through.gateway, Some("gw.corp.example".parse().unwrap()));
        assert_eq!(through.client.gateway_usage, Some(1));
        let through = Target::parse("xfreerdp /v:srv01 /gateway:g:gw:8443,u:user").unwrap();
        assert_eq!(through.gateway, Some("gw:8443".parse().unwrap()));
    }

    #[test]
    fn or_the_one_thing_to_write_instead() {
        for (text, problem, remedy) in [
            ("srv01 3390", "blank before the port", "write srv01:3390"),
            ("srv01,3390", "comma before the port", "write srv01:3390"),
            ("user@srv01", "carries a user name", "write srv01: a check never logs in"),
            ("srv01/RDWeb", "has a path", "https://srv01 for a web server"),
            (r"mstsc.exe C:\x.rdp", "opens the file 'C:", "path of that file"),
            ("mstsc /admin", "names no host", "/v:HOST"),
            (r"\\", "is empty", "write"),
            ("0x7f000001", "looks like an IPv4 address", "192.0.2.10"),
            ("127.1", "looks like an IPv4 address", "192.0.2.10"),
        ] {
            let error = Target::parse(text).unwrap_err();
            assert!(error.problem.contains(problem), "{text}: {error}");
            assert!(error.remedy.contains(remedy), "{text}: {error}");
        }
        assert!(Target::parse(&"/v:".repeat(200_000)).is_err());
        // No word of a command line but host and gateway is repeated.
        let error = Target::parse("xfreerdp /u:user /p:secret").unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
        for text in ["srv01 /p:secret", "user:secret@srv01", "https://user:secret@srv01"] {
            let error = Target::parse(text).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
