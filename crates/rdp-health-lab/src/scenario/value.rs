//! Single values of a scenario, out of the text that stands for them.

use std::time::{Duration, SystemTime};

use serde::de::{Deserialize as _, Deserializer, Error as _};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// 2026-01-01T00:00:00Z.
pub(super) fn new_year_2026() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600)
}

pub(super) fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    let moment = OffsetDateTime::parse(&text, &Rfc3339).ok();
    // Certificates reach years to both sides, and must not run into the ends of the calendar.
    let moment = moment.filter(|moment| (1970..=2200).contains(&moment.year()));
    moment.map(SystemTime::from).ok_or_else(|| {
        let problem = format!("'{text}' is not a moment between 1970 and 2200");
        D::Error::custom(format!("{problem}; write for example \"2026-01-01T00:00:00Z\""))
    })
}

pub(super) fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_millis)
}

/// Pairs of hexadecimal digits, with white space anywhere between them.
pub(super) fn hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let digits: Option<Vec<u8>> = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let (pairs, tail) = digits.as_deref().unwrap_or(&[0]).as_chunks::<2>();
    if !tail.is_empty() {
        return Err(D::Error::custom(format!(
            "'{text}' is not hexadecimal; write for example \"03 00 00 0b\""
        )));
    }
    Ok(pairs.iter().map(|[high, low]| (high << 4) | low).collect())
}
