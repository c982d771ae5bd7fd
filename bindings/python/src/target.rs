//! Targets as Python gives them.

use pyo3::prelude::*;
use rdp_health::{ProfileEntry, Target, known_zone};

use crate::error::{INVALID_TARGET, from_json, misuse};

/// What one types, the bytes of a `.rdp` file, or alone in a tuple the JSON of an endpoint of a profile.
#[derive(FromPyObject)]
pub(crate) enum TargetText {
    Typed(String),
    Entry((String,)),
    RdpFile(Vec<u8>),
}

impl TargetText {
    pub(crate) fn parse(self, py: Python<'_>) -> PyResult<Target> {
        let target = match self {
            Self::Typed(text) => Target::parse(&text),
            Self::Entry((entry,)) => from_json::<ProfileEntry>(py, &entry, INVALID_TARGET)?.target(),
            Self::RdpFile(bytes) => Target::from_rdp_bytes(&bytes),
        };
        let here = target.and_then(|target| known_zone(&target).map(|()| target));
        here.map_err(|error| misuse(py, error))
    }
}
