//! The formats of a report by their names, for callers who are given a name: the bindings.

use std::fmt;

use rdp_health::Report;

use crate::{TextOptions, json, ndjson, text};

/// A form in which one report can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// For people: [`text`](crate::text()).
    Text,
    /// For programs: [`json`](crate::json()).
    Json,
    /// For logs: [`ndjson`](crate::ndjson()).
    Ndjson,
}

impl Format {
    /// Every format. The bindings' types list these names.
    pub const ALL: &[Self] = &[Self::Text, Self::Json, Self::Ndjson];

    /// The name by which it is asked for.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }

    /// Writes a report. The options concern text only.
    ///
    /// # Errors
    /// None that a report made by `rdp-health` can cause.
    pub fn write(self, report: &Report, options: &TextOptions) -> Result<String, serde_json::Error> {
        match self {
            Self::Text => Ok(text(report, options)),
            Self::Json => json(report),
            Self::Ndjson => ndjson(report),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
