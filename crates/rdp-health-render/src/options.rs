//! How text is written.

use serde::{Deserialize, Serialize};

/// Narrowest page, in columns: below it the columns of the phases would have no room for words.
const NARROWEST: usize = 60;

/// How much of a report is written as text. Nothing is lost by a shorter form: each has all of the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Detail {
    /// One screen: the verdict, the cause and its proof, the first steps, which clients connect.
    #[default]
    Brief,
    /// Also what happened when, every step, what was ruled out and what was not checked.
    Full,
    /// Also the place of every evidence in the report, every phase of every connection, and every client by name.
    Everything,
}

/// How text is written. [`Default`] suits a pipe or a file: 100 columns, no colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TextOptions {
    /// Longest line, in columns. Only a command that is longer exceeds it, so that it can be pasted.
    pub width: usize,
    /// Whether to write ANSI styles.
    pub colour: bool,
    /// Whether to keep to ASCII: bars are drawn with other signs, and foreign letters are escaped.
    pub ascii: bool,
    /// How much of a report is written.
    pub detail: Detail,
    /// Whether to write the remedies out, or only where they are to be read.
    pub remedies: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { width: 100, colour: false, ascii: false, detail: Detail::Brief, remedies: true }
    }
}

impl TextOptions {
    /// Longest line, in columns; at least 60.
    #[must_use]
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns.max(NARROWEST);
        self
    }

    /// Whether to write ANSI styles.
    #[must_use]
    pub fn colour(mut self, on: bool) -> Self {
        self.colour = on;
        self
    }

    /// Whether to keep to ASCII.
    #[must_use]
    pub fn ascii(mut self, only: bool) -> Self {
        self.ascii = only;
        self
    }

    /// How much of a report is written.
    #[must_use]
    pub fn detail(mut self, detail: Detail) -> Self {
        self.detail = detail;
        self
    }

    /// Whether everything is to be shown.
    pub(crate) fn everything(&self) -> bool {
        self.detail == Detail::Everything
    }

    /// Whether to write the remedies out, or only where they are to be read.
    #[must_use]
    pub fn remedies(mut self, in_full: bool) -> Self {
        self.remedies = in_full;
        self
    }
}
