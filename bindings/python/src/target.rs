//! Targets as Python gives them.

use pyo3::prelude::*;
use rdp_health::{ProfileEntry, Target, TargetSummary, known_zone};

use crate::error::{INVALID_TARGET, from_json, misuse};

/// What one types, the bytes of a `.rdp` file, alone in a tuple the JSON of an endpoint of a profile, or as the second of
/// two that of a target which a file named.
#[derive(FromPyObject)]
pub(crate) enum TargetText {
    Typed(String),
    Entry((String,)),
    Named((String, String)),
    RdpFile(Vec<u8>),
}

impl TargetText {
    pub(crate) fn parse(self, py: Python<'_>) -> PyResult<Target> {
        let target = match self {
            Self::Typed(text) => Target::parse(&text),
            Self::Entry((entry,)) => from_json::<ProfileEntry>(py, &entry, INVALID_TARGET)?.target(),
            Self::Named((_, target)) => {
                Target::try_from(&from_json::<TargetSummary>(py, &target, INVALID_TARGET)?)
            }
            Self::RdpFile(bytes) => Target::from_rdp_bytes(&bytes),
        };
        let here = target.and_then(|target| known_zone(&target).map(|()| target));
        here.map_err(|error| misuse(py, error))
    }
}
