//! Ids of causes, to and from text.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CauseId, find};
use crate::error::{Error, ErrorKind};

impl FromStr for CauseId {
    type Err = Error;

    fn from_str(id: &str) -> Result<Self, Error> {
        let unknown = || {
            let problem = format!("the catalogue has no cause {id:?}");
            Error::new(ErrorKind::UnknownCause, problem, "causes() lists the known ones")
        };
        find(id).map(|cause| cause.id.clone()).ok_or_else(unknown)
    }
}

impl fmt::Display for CauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for CauseId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for CauseId {
    fn eq(&self, id: &str) -> bool {
        self.as_str() == id
    }
}

impl PartialEq<&str> for CauseId {
    fn eq(&self, id: &&str) -> bool {
        self.as_str() == *id
    }
}

impl Serialize for CauseId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A newer version knows more causes: its reports are read all the same.
impl<'de> Deserialize<'de> for CauseId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Ok(find(&id).map_or_else(|| Self::Other(id.as_str().into()), |cause| cause.id.clone()))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for CauseId {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CauseId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "cause-id"})
    }
}
