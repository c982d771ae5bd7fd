//! Values of options. Each error says what was wrong and what to write instead, in one line.

mod client_error;
mod proxy;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, SystemTime};

use rdp_health::{ClientProfile, Endpoint, EndpointProfile, Expectation, WhatIf};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub(crate) use client_error::{ClientError, client_error};
pub(crate) use proxy::ProxyParser;

/// Longest wait that makes sense, in seconds: a day.
const LONGEST: f64 = 86_400.0;
pub(crate) fn port(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("not a TCP port; write a number from 1 to 65535".to_owned()),
        Ok(port) => Ok(port),
    }
}

pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    let unit = units.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, *seconds)));
    let (number, unit) = unit.unwrap_or((text, 1.0));
    match number.parse::<f64>().map(|number| number * unit) {
        Ok(seconds) if 0.0 < seconds && seconds <= LONGEST => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("not a number of seconds; write one above 0 and up to 86400, such as 5 or 0.5".to_owned()),
    }
}

/// The same, and 0 for no time at all.
pub(crate) fn seconds_or_none(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(0.0) => Ok(Duration::ZERO),
        _ => seconds(text)
            .map_err(|_| "not a number of seconds; write one from 0 to 86400, such as 0.2".to_owned()),
    }
}

/// A time as one says it: `30d`.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let problem = || "not a time; write a number with s, m, h, d or w, such as 30d".to_owned();
    let unit = text.chars().next_back().ok_or_else(problem)?;
    let seconds: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return Err(problem()),
    };
    let number = text.strip_suffix(unit).ok_or_else(problem)?;
    let number: u32 = number.parse().map_err(|_| problem())?;
    Ok(Duration::from_secs(u64::from(number) * seconds))
}

pub(crate) fn endpoint(text: &str) -> Result<Endpoint, String> {
    text.parse::<Endpoint>().map_err(|error| format!("{}; write host or host:port", error.problem))
}

pub(crate) fn count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| 0 < *count);
    count.ok_or_else(|| "not a count; write a whole number of at least 1".to_owned())
}

pub(crate) fn moment(text: &str) -> Result<SystemTime, String> {
    let moment = OffsetDateTime::parse(text, &Rfc3339);
    moment
        .map(SystemTime::from)
        .map_err(|_| "not a date and time; write for example 2026-01-31T12:00:00Z".to_owned())
}

/// The same, or a day, which begins at 00:00 UTC.
pub(crate) fn day_or_moment(text: &str) -> Result<SystemTime, String> {
    moment(text)
        .or_else(|_| moment(&format!("{text}T00:00:00Z")))
        .map_err(|_| "not a day; write for example 2027-03-01 or 2027-03-01T12:00:00Z".to_owned())
}

/// What one `--expect` holds hosts to: itself, or the lines of a file.
#[derive(Debug, Clone)]
pub(crate) struct Expectations(Vec<Expectation>);

pub(crate) fn expect(text: &str) -> Result<Expectations, String> {
    let says = |error: &rdp_health::Error| format!("{}; {}", error.problem, error.remedy);
    if text.contains('=') || text.starts_with("no:") {
        return text.parse().map(|one| Expectations(vec![one])).map_err(|error| says(&error));
    }
    let file = std::fs::read_to_string(text).map_err(|error| {
        format!("the file cannot be read: {error}; write a file, or KEY=VALUE such as nla=required")
    })?;
    Expectation::read(&file)
        .map(Expectations)
        .map_err(|error| format!("line {} of the file: {}", error.line.unwrap_or_default(), says(&error)))
}

pub(crate) fn expectations(given: &[Expectations]) -> Vec<Expectation> {
    given.iter().flat_map(|one| one.0.clone()).collect()
}

pub(crate) fn what_if(text: &str) -> Result<WhatIf, String> {
    text.parse::<WhatIf>().map_err(|error| format!("{}; {}", error.problem, error.remedy))
}

/// The library says in the report what a file does not hold; a mistyped name should not get that far.
pub(crate) fn ca_file(path: &str) -> Result<String, String> {
    let remedy = "write the path of a file with certificates in PEM or DER";
    match std::fs::read(path) {
        Ok(bytes) if bytes.starts_with(&[0x30]) || contains(&bytes, b"-----BEGIN CERTIFICATE-----") => {
            Ok(path.to_owned())
        }
        Ok(_) => Err(format!("the file contains no certificate; {remedy}")),
        Err(error) => Err(format!("{error}; {remedy}")),
    }
}

/// What a file of profiles holds.
#[derive(Debug, Clone)]
pub(crate) struct Profiles(pub(crate) Vec<ClientProfile>);

pub(crate) fn clients(path: &str) -> Result<Profiles, String> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        format!("{error}; write the path of a file in the format of rdp-health clients --format toml")
    })?;
    ClientProfile::read_toml(&text).map(Profiles).map_err(|error| error.to_string())
}

/// A known profile of endpoints by its id, or the file of one's own.
pub(crate) fn profile(text: &str) -> Result<EndpointProfile, String> {
    if let Some(known) = EndpointProfile::find(text) {
        return Ok(known);
    }
    let file = std::fs::read_to_string(text).map_err(|error| {
        format!(
            "neither a known list nor a file that can be read ({error}); write {}, or the path of a file",
            known()
        )
    })?;
    EndpointProfile::read_toml(&file).map_err(|error| error.to_string())
}

/// The ids of the known profiles of endpoints.
pub(crate) fn known() -> String {
    let known: Vec<String> = EndpointProfile::known().into_iter().map(|profile| profile.id).collect();
    known.join(" or ")
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

pub(crate) fn dns_server(text: &str) -> Result<SocketAddr, String> {
    rdp_health::parse_dns_server(text).map_err(|error| error.to_string())
}

pub(crate) fn host_address(text: &str) -> Result<(String, IpAddr), String> {
    let pair = text.split_once(':').and_then(|(host, address)| {
        let address = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
        Some((host.strip_suffix('.').unwrap_or(host).to_owned(), address.parse().ok()?))
    });
    match pair {
        Some((host, address)) if !host.is_empty() => Ok((host, address)),
        _ => {
            Err("not HOST:IP; write for example srv01.corp.example:192.0.2.10 or srv01:[2001:db8::10]"
                .to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_their_address() {
        for (text, address) in
            [("srv01:192.0.2.1", "192.0.2.1"), ("srv01:2001:db8::1", "2001:db8::1"), ("srv01.:[::1]", "::1")]
        {
            assert_eq!(host_address(text).unwrap(), ("srv01".to_owned(), address.parse().unwrap()), "{text}");
        }
        for text in ["srv01", "srv01:", ":192.0.2.1", "srv01:srv02", "srv01:192.0.2.1:3389"] {
            assert!(host_address(text).unwrap_err().contains("; write"), "{text}");
        }
    }

    #[test]
    fn waits_are_neither_nothing_nor_for_ever() {
        assert_eq!(seconds("0.25").unwrap(), Duration::from_millis(250));
        for (text, wait) in [("5s", 5_000), ("500ms", 500), ("2m", 120_000)] {
            assert_eq!(seconds(text).unwrap(), Duration::from_millis(wait), "{text}");
        }
        for text in ["0", "-1", "NaN", "inf", "1e99", "5 s", "s", "0ms", "", "30h"] {
            assert!(seconds(text).unwrap_err().contains("; write"), "{text}");
        }
    }

    #[test]
    fn times_as_one_says_them() {
        for (text, seconds) in
            [("30d", 2_592_000), ("0s", 0), ("90m", 5_400), ("2w", 1_209_600), ("1h", 3_600)]
        {
            assert_eq!(span(text).unwrap(), Duration::from_secs(seconds), "{text}");
        }
        for text in ["", "30", "d", "-1d", "1.5d", "30 days", "30dd", "5000000000d", "30\u{e9}"] {
            assert!(span(text).unwrap_err().contains("; write"), "{text}");
        }
    }

    #[test]
    fn moments_and_ports() {
        assert!(moment("2026-01-31T12:00:00Z").is_ok());
        assert!(moment("tomorrow").unwrap_err().contains("; write"));
        assert_eq!(port("3390").unwrap(), 3390);
        for text in ["0", "70000", "rdp", ""] {
            assert!(port(text).unwrap_err().contains("; write"), "{text}");
        }
        assert!(count("0").unwrap_err().contains("; write"));
        assert_eq!(seconds_or_none("0"), Ok(Duration::ZERO));
        assert_eq!(seconds_or_none("0.2"), seconds("0.2"));
        assert!(seconds_or_none("-1").unwrap_err().contains("; write"));
    }
}
