//! How a code is written in JSON: its number, and its official name for whoever reads it.

use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};

/// A code from the wire with its official name. Codes nobody knows are kept and named by their number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Named {
    /// The number.
    pub code: u32,
    /// The name.
    pub name: String,
}

impl Named {
    /// A code with the name it prints.
    pub fn new(code: impl Into<u32>, name: impl core::fmt::Display) -> Self {
        Self { code: code.into(), name: name.to_string() }
    }
}
