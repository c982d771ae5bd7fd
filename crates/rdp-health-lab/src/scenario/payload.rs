//! Bytes that a host sends.

use serde::Deserialize;

use super::value;

/// Bytes, as `{ text = "…" }` or `{ hex = "…" }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Payload {
    Text(String),
    #[serde(deserialize_with = "value::hex")]
    Hex(Vec<u8>),
}

impl Payload {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Hex(bytes) => bytes,
        }
    }
}
