//! What is wrong with a file that names hosts, with what this computer knows of who signed it.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::files::Lint;
use crate::json;
use crate::probe::Stores;

/// How a file is judged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LintOptions {
    /// A file of certificates to trust besides those of this system: PEM, or one certificate in DER.
    pub ca_file: Option<String>,
    /// The moment for which dates are judged, RFC 3339 in JSON; absent = now.
    #[serde(with = "json::optional_moment")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>", extend("format" = "date-time")))]
    pub judge_at: Option<SystemTime>,
}

impl LintOptions {
    /// A file of certificates to trust besides those of this system.
    #[must_use]
    pub fn ca_file(mut self, path: impl Into<String>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// Judges dates as if it were `moment`.
    #[must_use]
    pub fn judge_at(mut self, moment: SystemTime) -> Self {
        self.judge_at = Some(moment);
        self
    }
}

/// What is wrong with a file that names hosts: [`Lint::read`], and of a `.rdp` file whether the stores of trusted roots of
/// this computer trust its signer, until when, and what mstsc shows a user who opens it. No host is asked, and nothing is
/// fetched: whether the signer's certificate has been revoked stays open.
///
/// # Errors
/// As [`Targets::read`](crate::Targets::read).
pub fn lint(name: &str, bytes: &[u8], options: &LintOptions) -> Result<Lint, Error> {
    let moment = options.judge_at.unwrap_or_else(SystemTime::now);
    let now = match moment.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |seconds| -seconds),
    };
    let ask = |certificates: &[_]| Stores::read_here(options.ca_file.as_deref()).about(certificates);
    Lint::judged(name, bytes, Some((&ask, now)))
}
