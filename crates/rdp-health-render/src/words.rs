//! Numbers and names in words.

use std::time::{Duration, SystemTime};

use rdp_health::{Labels, Phase, Verdict, rfc3339};

/// A duration, in the unit that a reader would choose.
pub(crate) fn duration(time: Duration) -> String {
    match time.as_micros() {
        us @ 0..10_000 => format!("{}.{} ms", us / 1000, us % 1000 / 100),
        us @ 10_000..1_000_000 => format!("{} ms", us / 1000),
        us => format!("{}.{:02} s", us / 1_000_000, us % 1_000_000 / 10_000),
    }
}

/// What a file calls a target, with its groups; `None` = it does not say.
pub(crate) fn called(labels: &Labels) -> Option<String> {
    let parts: Vec<&str> = [&labels.group, &labels.name].into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Where a target was found: what its file calls it, and where in the file it stands.
pub(crate) fn found_in(labels: &Labels) -> Option<String> {
    let file = labels.file.as_ref()?;
    let place = labels.line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
    Some(called(labels).map_or_else(|| place.clone(), |called| format!("{called} ({place})")))
}

/// A moment as RFC 3339, without its fraction of a second.
pub(crate) fn to_the_second(moment: SystemTime) -> String {
    let text = rfc3339(moment);
    text.split_once('.').map_or(text.clone(), |(seconds, _)| format!("{seconds}Z"))
}

/// A duration as a number of seconds, to the microsecond: `0.000412`.
pub(crate) fn seconds(time: Duration) -> String {
    format!("{}.{:06}", time.as_secs(), time.subsec_micros())
}

/// Seconds since 1970, as certificates have them.
pub(crate) fn unix_seconds(moment: SystemTime) -> i64 {
    let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    match moment.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => seconds(since),
        Err(before) => -seconds(before.duration()),
    }
}

/// The day of a moment so many seconds after 1970, as `2026-12-02`.
pub(crate) fn day_of(seconds: i64) -> String {
    let moment = match u64::try_from(seconds) {
        Ok(after) => SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(after)),
        Err(_) => SystemTime::UNIX_EPOCH.checked_sub(Duration::from_secs(seconds.unsigned_abs())),
    };
    let text = rfc3339(moment.unwrap_or(SystemTime::UNIX_EPOCH));
    text.split_once('T').map_or(text.clone(), |(day, _)| day.to_owned())
}

/// How long a certificate is still good, in words.
pub(crate) fn days_left(days: i64) -> String {
    let number = days.unsigned_abs();
    match days {
        0 => "expires today".to_owned(),
        1.. => format!("expires in {}", count(number, "day")),
        _ => format!("expired {} ago", count(number, "day")),
    }
}

/// A phase in the administrator's words.
pub(crate) fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::StandardSecurity => "Standard RDP Security",
        Phase::Tls => "TLS",
        Phase::Credssp => "CredSSP/NLA",
        Phase::Udp => "UDP",
        Phase::Gateway => "RD Gateway",
        Phase::Websocket => "WebSocket",
        Phase::Web => "HTTP",
        other => other.as_str(),
    }
}

/// How many hosts there are, and with which verdict: `3 hosts: 2 failing, 1 healthy`.
pub(crate) fn hosts_by_verdict(hosts: usize, verdicts: &[(Verdict, usize)]) -> String {
    let parts: Vec<String> = verdicts.iter().map(|(verdict, hosts)| format!("{hosts} {verdict}")).collect();
    let all = count(u64::try_from(hosts).unwrap_or(u64::MAX), "host");
    if parts.is_empty() { all } else { format!("{all}: {}", parts.join(", ")) }
}

/// So many of something.
pub(crate) fn count(number: u64, word: &str) -> String {
    match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    }
}

/// So many beside those that are named.
pub(crate) fn more(number: usize, word: &str) -> String {
    match number {
        1 => format!("1 more {word}"),
        _ => format!("{number} more {word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_that_a_reader_would_choose() {
        for (us, expected) in
            [(0, "0.0 ms"), (340, "0.3 ms"), (9_999, "9.9 ms"), (412_345, "412 ms"), (5_004_000, "5.00 s")]
        {
            assert_eq!(duration(Duration::from_micros(us)), expected);
        }
    }
}
