//! Moments as Windows writes them.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Seconds from 1601, where Windows begins to count, to 1970.
const TO_1970: i64 = 11_644_473_600;

/// A FILETIME (100 ns since 1601) as RFC 3339; 0 and what no calendar has is `None`.
pub(crate) fn filetime(ticks: u64) -> Option<String> {
    if ticks == 0 {
        return None;
    }
    let seconds = i64::try_from(ticks / 10_000_000).ok()? - TO_1970;
    let moment = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    (1970..=9999).contains(&moment.year()).then(|| moment.format(&Rfc3339).ok()).flatten()
}
