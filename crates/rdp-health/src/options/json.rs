//! How options stand in JSON.

/// A duration as whole milliseconds.
pub(crate) mod milliseconds {
    use std::time::Duration;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
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
        let milliseconds = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        duration.map(milliseconds).serialize(to)
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
        to.serialize_u64(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_micros)
    }
}

/// A moment as RFC 3339, if there is one.
pub(crate) mod moment {
    use std::time::SystemTime;

    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;

    pub(crate) fn serialize<S: Serializer>(moment: &Option<SystemTime>, to: S) -> Result<S::Ok, S::Error> {
        let text = moment.and_then(|moment| OffsetDateTime::from(moment).format(&Rfc3339).ok());
        text.serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SystemTime>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
        let moment = OffsetDateTime::parse(&text, &Rfc3339);
        let problem =
            |_| D::Error::custom(format!("'{text}' is no moment; write for example 2026-01-31T12:00:00Z"));
        moment.map(|moment| Some(moment.into())).map_err(problem)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

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
        assert_eq!(json["judge_at"], "2026-01-01T00:00:00Z");
        assert_eq!(serde_json::from_value::<CheckOptions>(json).unwrap(), options);
        assert_eq!(serde_json::from_str::<CheckOptions>("{}").unwrap(), CheckOptions::default());
    }

    #[test]
    fn what_nobody_knows_is_named() {
        for (json, part) in [
            (r#"{"deep": true}"#, "unknown field `deep`"),
            (r#"{"depth": "deeper"}"#, "unknown variant `deeper`, expected one of `quick`"),
            (r#"{"judge_at": "tomorrow"}"#, "'tomorrow' is no moment"),
            (r#"{"timeouts": {"connect_ms": -1}}"#, "-1"),
        ] {
            let error = serde_json::from_str::<CheckOptions>(json).unwrap_err().to_string();
            assert!(error.contains(part), "{json}: {error}");
        }
    }
}
