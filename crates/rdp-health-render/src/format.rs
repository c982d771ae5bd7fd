//! The formats of a report by their names, for callers who are given a name: the bindings.

use std::fmt;

use rdp_health::{Audit, Report, Verdict};

use crate::digest::gravity;
use crate::{
    Gathered, Overview, TextOptions, audit_json, audit_text, checkmk, csv, html, json, junit, markdown,
    nagios, ndjson, prometheus, prtg, sarif, summary_line, text, zabbix,
};

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
    /// For tickets and wikis: Markdown.
    Markdown,
    /// For spreadsheets: a line for each host.
    Csv,
    /// For build servers: JUnit XML, a suite for each host.
    Junit,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For Nagios, Icinga and their like: a plugin's answer.
    Nagios,
    /// For Checkmk: a line of a local check for each host.
    Checkmk,
    /// For Prometheus: its text format.
    Prometheus,
    /// For Zabbix: discovery and values as JSON.
    Zabbix,
    /// For PRTG: JSON of an advanced sensor.
    Prtg,
}

impl Format {
    /// Every format. The bindings' types list these names.
    pub const ALL: &[Self] = &[
        Self::Text,
        Self::Json,
        Self::Ndjson,
        Self::Html,
        Self::Markdown,
        Self::Csv,
        Self::Junit,
        Self::Sarif,
        Self::Nagios,
        Self::Checkmk,
        Self::Prometheus,
        Self::Zabbix,
        Self::Prtg,
    ];

    /// The formats of an audit, which is of one host and read by people or by programs.
    pub const OF_AUDITS: &[Self] = &[Self::Text, Self::Json];

    /// The name by which it is asked for.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Nagios => "nagios",
            Self::Checkmk => "checkmk",
            Self::Prometheus => "prometheus",
            Self::Zabbix => "zabbix",
            Self::Prtg => "prtg",
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

    /// Writes an audit; `None` in a format that is not among [`Format::OF_AUDITS`]. The options concern text only.
    ///
    /// # Errors
    /// None that an audit made by `rdp-health` can cause.
    pub fn write_audit(
        self,
        audit: &Audit,
        options: &TextOptions,
    ) -> Result<Option<String>, serde_json::Error> {
        match self {
            Self::Text => Ok(Some(audit_text(audit, options))),
            Self::Json => audit_json(audit).map(Some),
            _ => Ok(None),
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
            Self::Markdown => Some(markdown::markdown),
            Self::Csv => Some(csv::csv),
            Self::Junit => Some(junit::junit),
            Self::Sarif => Some(sarif::sarif),
            Self::Nagios => Some(nagios::nagios),
            Self::Checkmk => Some(checkmk::checkmk),
            Self::Prometheus => Some(prometheus::prometheus),
            Self::Zabbix => Some(zabbix::zabbix),
            Self::Prtg => Some(prtg::prtg),
        }
    }

    /// The exit status that programs which read this format expect, where it is not that of the command: a
    /// plugin's says how it is, 0 to 3, the worst of all hosts; the others are to say that there is a document.
    #[must_use]
    pub fn exit_status(self, verdicts: &[Verdict]) -> Option<u8> {
        let worst = verdicts.iter().copied().max_by_key(|verdict| gravity(*verdict));
        match self {
            Self::Nagios => Some(match worst {
                Some(Verdict::Healthy) => 0,
                Some(Verdict::Degraded) => 1,
                Some(Verdict::Failing) => 2,
                Some(Verdict::Inconclusive) | None => 3,
            }),
            Self::Checkmk | Self::Prometheus | Self::Zabbix | Self::Prtg => Some(0),
            _ => None,
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

#[cfg(test)]
mod tests {
    use rdp_health::observe::InsideFacts;
    use rdp_health::{CheckOptions, audit};

    use super::*;

    #[test]
    fn an_audit_has_the_formats_that_are_listed() {
        let audit = audit(InsideFacts::default(), &CheckOptions::default());
        for format in Format::ALL {
            let written = format.write_audit(&audit, &TextOptions::default()).unwrap();
            assert_eq!(written.is_some(), Format::OF_AUDITS.contains(format), "{format}");
            match format {
                Format::Text => assert!(written.unwrap().starts_with("INCONCLUSIVE")),
                Format::Json => assert_eq!(serde_json::from_str::<Audit>(&written.unwrap()).unwrap(), audit),
                _ => {}
            }
        }
    }
}
