//! Texts, searched for names, addresses and fingerprints.

use std::net::IpAddr;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::names::{Kind, Names, SHORTEST};

/// So many hexadecimal digits in a row are a fingerprint.
const FINGERPRINT: usize = 32;

/// A text of ours, in which names stand that were met.
pub(super) fn ours(text: &str, names: &mut Names) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
        let (length, written) = match names.at(rest, before) {
            Some((length, placeholder)) => (length, placeholder.to_owned()),
            None => match pattern(rest, before, names) {
                Some(found) => found,
                None => (1, rest.first().map(char::to_string).unwrap_or_default()),
            },
        };
        out.push_str(&written);
        at += length;
    }
    out
}

/// An address or a fingerprint at the beginning of the text, and what stands for it.
fn pattern(rest: &[char], before: Option<char>, names: &mut Names) -> Option<(usize, String)> {
    if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    if let Some(url) = url(rest) {
        let text: String = rest.get(..url)?.iter().collect();
        if !is_documentation(&text) {
            return Some((url, url_of(&text, names)));
        }
        return Some((url, text));
    }
    let run = rest.iter().take_while(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.')).count();
    if let Some((length, address)) = address(rest.get(..run)?) {
        let stand_in = names.address(address).to_string();
        // The zone of a link-local address is the name of an adapter.
        let zone = match rest.get(length) {
            Some('%') => rest
                .iter()
                .skip(length)
                .take_while(|c| c.is_alphanumeric() || matches!(c, '%' | '_' | '-'))
                .count(),
            _ => 0,
        };
        return Some((length + zone, stand_in));
    }
    let hex = rest.iter().take_while(|c| c.is_ascii_hexdigit()).count();
    if FINGERPRINT <= hex && !rest.get(hex).is_some_and(|c| c.is_ascii_alphanumeric()) {
        let text: String = rest.get(..hex)?.iter().collect();
        return Some((hex, names.stand_in(Kind::Fingerprint, &text)));
    }
    None
}

/// The longest address at the beginning of these characters.
fn address(run: &[char]) -> Option<(usize, IpAddr)> {
    let text: String = run.iter().collect();
    let mut text = text.trim_end_matches(['.', ':']);
    if text.len() < 3 || !text.contains(['.', ':']) {
        return None;
    }
    loop {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Some((text.len(), address));
        }
        // `192.0.2.1:3389`.
        text = text.rsplit_once(':').map(|(address, _)| address)?;
    }
}

/// The length of a URL at the beginning of the text.
fn url(rest: &[char]) -> Option<usize> {
    const SCHEMES: [&str; 6] = ["http://", "https://", "ldap://", "ldaps://", "socks5://", "rdp://"];
    let begins = |scheme: &str| {
        scheme.chars().zip(rest).filter(|(one, other)| *one == other.to_ascii_lowercase()).count()
            == scheme.len()
    };
    SCHEMES.into_iter().find(|scheme| begins(scheme))?;
    Some(
        rest.iter()
            .take_while(|c| {
                !c.is_whitespace() && !matches!(c, '"' | '\'' | '`' | '<' | '>' | ')' | ',' | ';')
            })
            .count(),
    )
}

/// The addresses of our own pages.
fn is_documentation(url: &str) -> bool {
    let host =
        url.split("://").nth(1).and_then(|rest| rest.split(['/', ':', '?']).next()).unwrap_or_default();
    ["learn.microsoft.com", "support.microsoft.com", "aka.ms"].contains(&host)
}

/// `https://name:port/path` as `https://host-1:port/`; where it leads on that host is left out.
pub(super) fn url_of(url: &str, names: &mut Names) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return foreign(url, names) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let tail = rest.get(authority.len()..).unwrap_or_default();
    let ending: String = tail.chars().rev().take_while(|c| matches!(c, '.' | ':')).collect();
    let path = if tail.is_empty() { "" } else { "/" };
    let stand_in = format!("{scheme}://{}{path}{ending}", self::host(host, names));
    if SHORTEST <= tail.len() {
        names.search_for(url, &stand_in);
    }
    stand_in
}

/// A host with or without a port.
pub(super) fn host(text: &str, names: &mut Names) -> String {
    let bare = text.trim_start_matches('[').split([']', '%']).next().unwrap_or_default();
    if let Ok(address) = bare.parse::<IpAddr>() {
        let stand_in = names.address(address);
        let port = text.rsplit_once("]:").map(|(_, port)| format!(":{port}")).unwrap_or_default();
        return match text.starts_with('[') {
            true => format!("[{stand_in}]{port}"),
            false => stand_in.to_string(),
        };
    }
    if let Some((name, port)) = text.rsplit_once(':')
        && !name.contains(':')
        && port.bytes().all(|byte| byte.is_ascii_digit())
    {
        return format!("{}:{port}", host(name, names));
    }
    let name = text.trim_end_matches('.');
    if name.is_empty() {
        return text.to_owned();
    }
    let stand_in = names.stand_in(Kind::Host, name);
    if let Some((label, domain)) = name.split_once('.') {
        // What users write instead of the whole name.
        names.also(label, &stand_in);
        if domain.contains('.') {
            let of_domain = names.stand_in(Kind::Domain, domain);
            domain
                .split('.')
                .filter(|part| SHORTEST <= part.len())
                .for_each(|part| names.also(part, &of_domain));
        }
    }
    stand_in
}

/// A text that is not ours: only words of ours stay, numbers, and codes.
pub(super) fn foreign(text: &str, names: &mut Names) -> String {
    let is_part = |c: char| {
        c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '\\' | '$' | ':' | '/' | '%' | '+' | '=')
    };
    let mut out = String::with_capacity(text.len());
    let mut token = String::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        if is_part(c) {
            token.push(c);
            continue;
        }
        if !token.is_empty() {
            out.push_str(&foreign_token(&std::mem::take(&mut token), names));
        }
        out.push(c);
    }
    out.pop();
    out
}

fn foreign_token(token: &str, names: &mut Names) -> String {
    if token.contains("://") {
        return url_of(token, names);
    }
    let trimmed = token.trim_end_matches(['.', ':', ',']);
    let end = token.get(trimmed.len()..).unwrap_or_default();
    // A moment names nobody.
    if OffsetDateTime::parse(trimmed, &Rfc3339).is_ok() {
        return token.to_owned();
    }
    // DOMAIN\user and user@domain.
    let user = (trimmed.contains('\\') || trimmed.contains('@')) && !is_path(trimmed);
    if user && !trimmed.starts_with('\\') && trimmed.len() >= SHORTEST {
        let (user, domain) = match (trimmed.rsplit_once('\\'), trimmed.split_once('@')) {
            (Some((domain, user)), _) | (None, Some((user, domain))) => (user, domain),
            (None, None) => (trimmed, ""),
        };
        let stand_in = names.stand_in(Kind::User, user);
        if SHORTEST <= domain.len() {
            host(domain, names);
        }
        names.also(trimmed, &stand_in);
        return stand_in + end;
    }
    let known = trimmed.split(|c: char| !c.is_alphanumeric()).all(is_harmless) && !is_domain(trimmed);
    let bare = trimmed.split('%').next().unwrap_or_default();
    let is_address = bare.parse::<IpAddr>().is_ok() || trimmed.parse::<std::net::SocketAddr>().is_ok();
    match (is_address, known) {
        (true, _) => ours(trimmed, names) + end,
        (false, true) => token.to_owned(),
        // A name of several labels is a host's.
        (false, false) if trimmed.contains('.') && !trimmed.contains(['/', '\\', '=', ':']) => {
            host(trimmed, names) + end
        }
        (false, false) => {
            let pieces: Vec<String> = trimmed
                .split_inclusive(|c: char| !c.is_alphanumeric())
                .map(|piece| {
                    let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
                    let mark = piece.get(word.len()..).unwrap_or_default();
                    match is_harmless(word) {
                        true => piece.to_owned(),
                        false => names.stand_in(Kind::Word, word) + mark,
                    }
                })
                .collect();
            pieces.concat() + end
        }
    }
}

/// A key of the registry, or a file: `HKLM\SYSTEM`, `%SystemRoot%\System32`, `C:\Windows`.
fn is_path(text: &str) -> bool {
    let drive = |text: &str| {
        text.as_bytes()
            .first_chunk()
            .is_some_and(|[letter, colon]| letter.is_ascii_alphabetic() && *colon == b':')
    };
    ["HKLM\\", "HKCU\\", "HKEY_", "%"].iter().any(|root| text.starts_with(root)) || drive(text)
}

/// Labels with dots between, of which the last one is no number: a host's name, even if each label is a word.
fn is_domain(text: &str) -> bool {
    let Some((before, last)) = text.rsplit_once('.') else { return false };
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    2 <= last.len() && last.chars().all(char::is_alphabetic) && before.split('.').all(is_label)
}

/// A word of ours, a number, or a code.
fn is_harmless(word: &str) -> bool {
    let number = word.chars().all(|c| c.is_ascii_digit());
    let code = word
        .strip_prefix("0x")
        .is_some_and(|hex| hex.len() <= 8 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    word.chars().count() < SHORTEST
        || number && word.len() <= 10
        || code
        || Names::is_ours(word) && word.chars().all(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_stay_and_what_looks_like_one_does_not() {
        let redacted = |text: &str| foreign(text, &mut Names::new());
        for moment in
            ["2018-08-07T19:35:01Z", "2018-08-07T19:35:01.123Z.", "2026-01-02T03:04:05+01:00", "2018-08-07"]
        {
            assert_eq!(redacted(moment), moment);
        }
        for name in ["2018-08-07T19", "SRV-07T19:35:01Z", "2018-08-07T19:35:01ZANNA"] {
            assert_ne!(redacted(name), name);
        }
    }
}
