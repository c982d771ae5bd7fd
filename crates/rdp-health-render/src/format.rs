//! The formats of a report by their names, for callers who are given a name: the bindings.

use std::fmt;

use rdp_health::Report;

use crate::{Gathered, Overview, TextOptions, html, json, ndjson, summary_line, text};

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
    /// For a browser: one page that needs nothing else, with the reports inside.
    Html,
}

impl Format {
    /// Every format. The bindings' types list these names.
    pub const ALL: &[Self] = &[Self::Text, Self::Json, Self::Ndjson, Self::Html];

    /// The name by which it is asked for.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Html => "html",
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
            _ => {
                let mut one = Gathered::new(self);
                one.add(report)?;
                Ok(one.finish())
            }
        }
    }

    /// Writes the reports of many hosts as one document: text has a table and an overview, JSON an array, NDJSON a line
    /// for each. The options concern text only.
    ///
    /// # Errors
    /// None that reports made by `rdp-health` can cause.
    pub fn write_all(self, reports: &[Report], options: &TextOptions) -> Result<String, serde_json::Error> {
        match self {
            Self::Text => {
                let mut overview = Overview::default();
                reports.iter().for_each(|report| overview.add(report));
                let table: String = reports.iter().map(|report| summary_line(report, options)).collect();
                Ok(table + &overview.text(0, options))
            }
            Self::Json => json::pretty(&reports),
            Self::Ndjson => reports.iter().map(|report| Ok(ndjson(report)? + "\n")).collect(),
            _ => {
                let mut all = Gathered::new(self);
                reports.iter().try_for_each(|report| all.add(report))?;
                Ok(all.finish())
            }
        }
    }

    /// What writes the document of one or many hosts, for the formats that have one. The others write report by report.
    pub(crate) fn document(self) -> Option<fn(&Gathered) -> String> {
        match self {
            Self::Text | Self::Json | Self::Ndjson => None,
            Self::Html => Some(html::html),
        }
    }

    /// Whether all reports together make one document, which [`Gathered`] writes when the last has come.
    #[must_use]
    pub fn is_document(self) -> bool {
        self.document().is_some()
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
