//! How text is written.

use serde::{Deserialize, Serialize};

/// Narrowest page, in columns: below it the columns of the phases would have no room for words.
const NARROWEST: usize = 60;

/// How text is written. [`Default`] suits a pipe or a file: 100 columns, no colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TextOptions {
    /// Longest line, in columns. Only a command that is longer by itself exceeds it, so that it can be pasted.
    pub width: usize,
    /// Whether to write ANSI styles.
    pub colour: bool,
    /// Whether to keep to ASCII: bars are drawn with other signs, and foreign letters are escaped.
    pub ascii: bool,
    /// Whether to show the evidence of every finding and every phase of every connection.
    pub verbose: bool,
    /// Whether to write the remedies out, or only where they are to be read.
    pub remedies: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { width: 100, colour: false, ascii: false, verbose: false, remedies: true }
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

    /// Whether to show the evidence of every finding and every phase of every connection.
    #[must_use]
    pub fn verbose(mut self, on: bool) -> Self {
        self.verbose = on;
        self
    }

    /// Whether to write the remedies out, or only where they are to be read.
    #[must_use]
    pub fn remedies(mut self, in_full: bool) -> Self {
        self.remedies = in_full;
        self
    }
}
