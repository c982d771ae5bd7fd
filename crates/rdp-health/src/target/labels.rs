//! Where a target was found, so that a result can be found again where its owner keeps it.

use serde::{Deserialize, Serialize};

/// What the file says of a target besides its address. What it does not say is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Labels {
    /// The file, as it was named: `confCons.xml`, `standard input`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// The line of the file, from 1. Files without lines have none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<usize>,
    /// What the file calls the connection.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// The groups it is in, the outermost first: `Berlin/Domain controllers`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub group: Option<String>,
    /// The range of addresses that has it: `192.0.2.0/24`. That there is a host nobody said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub range: Option<String>,
}

impl Labels {
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
