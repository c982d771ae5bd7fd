//! The reports of one document, as they come.

use rdp_health::Report;

use crate::digest::Digest;
use crate::format::Format;
use crate::ndjson;

/// What a document says of one or many hosts: of each no more than its format needs.
#[derive(Debug, Clone)]
pub struct Gathered {
    format: Format,
    pub(crate) hosts: Vec<Digest>,
    /// The one report, as long as there is one.
    pub(crate) only: Option<Box<Report>>,
    /// The reports as JSON, for the format that carries them.
    pub(crate) reports: Vec<String>,
}

impl Gathered {
    /// Nothing yet.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self { format, hosts: Vec::new(), only: None, reports: Vec::new() }
    }

    /// Takes in a report.
    ///
    /// # Errors
    /// None that a report made by `rdp-health` can cause.
    pub fn add(&mut self, report: &Report) -> Result<(), serde_json::Error> {
        if self.format == Format::Html {
            self.reports.push(ndjson(report)?);
        }
        self.only = self.hosts.is_empty().then(|| Box::new(report.clone()));
        self.hosts.push(Digest::of(report));
        Ok(())
    }

    /// The document; empty for a format that writes report by report.
    #[must_use]
    pub fn finish(&self) -> String {
        self.format.document().map(|write| write(self)).unwrap_or_default()
    }
}
