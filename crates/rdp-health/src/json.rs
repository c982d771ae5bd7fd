//! How durations and moments stand in JSON.

use std::time::{Duration, SystemTime};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A duration as whole milliseconds.
pub(crate) mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(super::whole(duration.as_millis()))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}

/// A duration as whole milliseconds, if there is one.
pub(crate) mod optional_milliseconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(crate) fn serialize<S: Serializer>(duration: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
        duration.map(|duration| super::whole(duration.as_millis())).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(Duration::from_millis))
    }
}

/// A duration as whole microseconds.
pub(crate) mod microseconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(super::whole(duration.as_micros()))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_micros)
    }
}

/// A duration as whole microseconds, if there is one.
pub(crate) mod optional_microseconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(crate) fn serialize<S: Serializer>(duration: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
        duration.map(|duration| super::whole(duration.as_micros())).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(Duration::from_micros))
    }
}

/// A duration as whole seconds.
pub(crate) mod seconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(super::whole(duration.as_secs().into()))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_secs)
    }
}

/// A moment as RFC 3339.
pub(crate) mod moment {
    use std::time::SystemTime;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(moment: &SystemTime, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&super::rfc3339(*moment))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SystemTime, D::Error> {
        super::parsed(&String::deserialize(from)?)
    }
}

/// A moment as RFC 3339, if there is one.
pub(crate) mod optional_moment {
    use std::time::SystemTime;

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(crate) fn serialize<S: Serializer>(moment: &Option<SystemTime>, to: S) -> Result<S::Ok, S::Error> {
        moment.map(super::rfc3339).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SystemTime>, D::Error> {
        Option::<String>::deserialize(from)?.map(|text| super::parsed(&text)).transpose()
    }
}

/// INVARIANT: a JavaScript number holds it; what is longer than centuries is long enough.
fn whole(units: u128) -> u64 {
    const MOST: u64 = (1 << 53) - 1;
    u64::try_from(units).unwrap_or(MOST).min(MOST)
}

fn parsed<E: serde::de::Error>(text: &str) -> Result<SystemTime, E> {
    let moment = OffsetDateTime::parse(text, &Rfc3339);
    let problem =
        |_| E::custom(format!("'{text}' is not a date and time; write for example 2026-01-31T12:00:00Z"));
    moment.map(SystemTime::from).map_err(problem)
}

/// Whether a moment can be written as RFC 3339.
pub(crate) fn is_expressible(moment: SystemTime) -> bool {
    offset_date_time(moment).is_some()
}

/// RFC 3339 with three digits of a second, so that texts sort as moments do. What lies outside the years 1 to 9999
/// becomes the nearest end.
#[must_use]
pub fn rfc3339(moment: SystemTime) -> String {
    let Some(moment) = offset_date_time(moment) else {
        let early = moment < SystemTime::UNIX_EPOCH;
        return if early { "0001-01-01T00:00:00.000Z" } else { "9999-12-31T23:59:59.999Z" }.to_owned();
    };
    let (hour, minute, second, millisecond) =
        (moment.hour(), moment.minute(), moment.second(), moment.millisecond());
    let (year, month, day) = (moment.year(), u8::from(moment.month()), moment.day());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

/// What JSON keeps of a moment: so a report is the same before and after.
pub(crate) fn to_the_millisecond(moment: SystemTime) -> SystemTime {
    OffsetDateTime::parse(&rfc3339(moment), &Rfc3339).map_or(moment, SystemTime::from)
}

/// What JSON keeps of a duration.
pub(crate) fn to_the_microsecond(duration: Duration) -> Duration {
    Duration::from_micros(whole(duration.as_micros()))
}

fn offset_date_time(moment: SystemTime) -> Option<OffsetDateTime> {
    let nanoseconds = match moment.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i128::try_from(since.as_nanos()).ok()?,
        Err(before) => i128::try_from(before.duration().as_nanos()).ok()?.checked_neg()?,
    };
    OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok().filter(|moment| 0 < moment.year())
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{rfc3339, to_the_millisecond};
    use crate::options::{CheckOptions, Depth, Timeouts};

    #[test]
    fn options_there_and_back() {
        let options = CheckOptions::default()
            .depth(Depth::Full)
            .timeouts(Timeouts::default().each(Duration::from_millis(1500)))
            .resolve_as("srv01", "192.0.2.7".parse().unwrap())
            .judge_at(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600));
        let json = serde_json::to_value(&options).unwrap();
        assert_eq!(json["timeouts"]["connect_ms"], 1500);
        assert_eq!(json["judge_at"], "2026-01-01T00:00:00.000Z");
        assert_eq!(serde_json::from_value::<CheckOptions>(json).unwrap(), options);
        assert_eq!(serde_json::from_str::<CheckOptions>("{}").unwrap(), CheckOptions::default());
    }

    #[test]
    fn moments_have_three_digits_and_never_overflow() {
        let at = |milliseconds| rfc3339(SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds));
        assert_eq!(at(1_767_225_600_360), "2026-01-01T00:00:00.360Z");
        assert_eq!(at(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(1_000_000_000_000_000), "9999-12-31T23:59:59.999Z");
        let moment = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_999_999);
        assert_eq!(to_the_millisecond(moment), SystemTime::UNIX_EPOCH + Duration::from_millis(1));
    }

    #[test]
    fn what_nobody_knows_is_named() {
        for (json, part) in [
            (r#"{"deep": true}"#, "unknown field `deep`"),
            (r#"{"depth": "deeper"}"#, "unknown variant `deeper`, expected one of `quick`"),
            (r#"{"judge_at": "tomorrow"}"#, "'tomorrow' is not a date and time"),
            (r#"{"timeouts": {"connect_ms": -1}}"#, "-1"),
        ] {
            let error = serde_json::from_str::<CheckOptions>(json).unwrap_err().to_string();
            assert!(error.contains(part), "{json}: {error}");
        }
    }
}
