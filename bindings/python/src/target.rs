//! Targets as Python gives them.

use pyo3::prelude::*;
use rdp_health::Target;

use crate::error::{INVALID_TARGET, raise};

/// What one types, or the bytes of a `.rdp` file.
#[derive(FromPyObject)]
pub(crate) enum TargetText {
    Typed(String),
    RdpFile(Vec<u8>),
}

impl TargetText {
    pub(crate) fn parse(self, py: Python<'_>) -> PyResult<Target> {
        match self {
            Self::Typed(text) => Target::parse(&text),
            Self::RdpFile(bytes) => Target::from_rdp_bytes(&bytes),
        }
        .map_err(|error| raise(py, INVALID_TARGET, (error.problem, error.remedy)))
    }
}
