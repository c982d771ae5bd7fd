//! What is said of a file, apart from the hosts that it names.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::FileKind;
use super::signature::{Dialogs, FileSignature};
use crate::inert::inert;

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum RemarkLevel {
    /// Worth to know.
    Info,
    /// A setting that weakens the connection, contradicts another one or has no effect.
    Warning,
    /// A line that clients refuse, or that keeps the file from being used.
    Error,
}

impl fmt::Display for RemarkLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One thing about a file: where, what, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Remark {
    /// How much it matters.
    pub level: RemarkLevel,
    /// The line, from 1; `None` = it is about the file as a whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<usize>,
    /// The setting.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<String>,
    /// What there is to say.
    pub text: String,
    /// What to write instead.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remedy: Option<String>,
}

impl Remark {
    /// A remark; an empty remedy is left out.
    pub(crate) fn new(
        level: RemarkLevel,
        line: Option<usize>,
        key: Option<&str>,
        text: impl Into<String>,
        remedy: &str,
    ) -> Self {
        let clean = |text: &str| inert(text).into_owned();
        Self {
            level,
            line,
            key: key.map(clean),
            text: clean(&text.into()),
            remedy: (!remedy.is_empty()).then(|| clean(remedy)),
        }
    }
}

/// What is wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Lint {
    /// The file, as it was named.
    pub file: String,
    /// What the file is.
    pub kind: FileKind,
    /// What there is to say of it, line by line.
    pub remarks: Vec<Remark>,
    /// The signature of a `.rdp` file; `None` = it has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signature: Option<FileSignature>,
    /// What mstsc shows a user who opens the `.rdp` file; `None` = it opens no such file, or it depends on whom the client
    /// trusts and no store was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dialogs: Option<Dialogs>,
    /// The settings of a `.rdp` file, in lower case, and the line of each.
    #[serde(skip)]
    pub(crate) lines: Vec<(String, usize)>,
}

/// `line 3: 'server port': … ; …`, without its level.
impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(key) = &self.key {
            write!(f, "'{key}': ")?;
        }
        f.write_str(&self.text)?;
        self.remedy.iter().try_for_each(|remedy| write!(f, "; {remedy}"))
    }
}
