//! The part of a list that one of several machines checks.

use std::fmt;
use std::str::FromStr;

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use super::Target;
use crate::error::Error;

/// One of so many parts of any list of targets, written `2/5`: each machine takes another part of the same list.
///
/// A target belongs to the part that its name alone decides, wherever and in whatever order it is listed: the first eight
/// bytes of the SHA-256 of the target as reports write it (`srv01.corp.example:3389`, `[2001:db8::1]:3389`,
/// `https://gw.corp.example`), in lower case, as a big-endian number, modulo the number of parts. This never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    /// INVARIANT: from 1 to `of`.
    index: u32,
    of: u32,
}

impl Shard {
    /// Part `index`, from 1, of so many.
    ///
    /// # Errors
    /// There is no such part.
    pub fn new(index: u32, of: u32) -> Result<Self, Error> {
        match 0 < index && index <= of {
            true => Ok(Self { index, of }),
            false => Err(refused(&format!("{index}/{of}"))),
        }
    }

    /// Whether the target belongs to this part.
    #[must_use]
    pub fn has(self, target: &Target) -> bool {
        let of = u64::from(self.of);
        number(target).checked_rem(of) == Some(u64::from(self.index) - 1)
    }
}

/// The number that decides.
fn number(target: &Target) -> u64 {
    let name = target.to_string().to_ascii_lowercase();
    let digest = digest(&SHA256, name.as_bytes());
    digest.as_ref().first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

fn refused(text: &str) -> Error {
    Error::option(
        "shard",
        format!("'{}' is not a part of a list", super::shown(text)),
        "write for example 1/4 for the first of four parts; the last one is 4/4",
    )
}

impl FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.trim().split_once('/');
        let numbers = parts.and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        numbers.map_or_else(|| Err(refused(text)), |(index, of)| Self::new(index, of))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl TryFrom<String> for Shard {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Shard {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Shard".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Machines of different versions share a list, and files of parts are kept: the numbers stay.
    #[test]
    fn the_numbers_never_change() {
        for (text, expected) in PINNED {
            let target = Target::parse(text).unwrap();
            assert_eq!(number(&target), expected, "{text}");
        }
    }

    const PINNED: [(&str, u64); 6] = [
        ("srv01.corp.example", 0x1c67_9764_8a4f_9d43),
        ("SRV01.Corp.Example.:3389", 0x1c67_9764_8a4f_9d43),
        ("192.0.2.10:3390", 0x0e63_52f0_7bf6_289f),
        ("2001:db8::1", 0x0a90_ba46_6890_9554),
        ("[2001:DB8:0::1]:3389", 0x0a90_ba46_6890_9554),
        ("https://gw.corp.example", 0x67ed_38b2_637a_93e5),
    ];

    #[test]
    fn each_target_is_in_one_part_and_the_parts_are_alike() {
        let targets: Vec<Target> =
            (0..4000).map(|n| Target::parse(&format!("srv{n:04}.corp.example")).unwrap()).collect();
        for of in [1, 2, 3, 4, 7, 16] {
            let parts: Vec<usize> = (1..=of)
                .map(|index| Shard::new(index, of).unwrap())
                .map(|shard| targets.iter().filter(|target| shard.has(target)).count())
                .collect();
            assert_eq!(parts.iter().sum::<usize>(), targets.len());
            let fair = targets.len() / usize::try_from(of).unwrap();
            assert!(parts.iter().all(|part| fair * 4 / 5 <= *part && *part <= fair * 6 / 5), "{parts:?}");
        }
    }

    #[test]
    fn what_is_no_part_says_so() {
        for text in ["0/4", "5/4", "1/0", "1", "a/b", "-1/4", "1/4/4", ""] {
            assert_eq!(text.parse::<Shard>().unwrap_err().option.as_deref(), Some("shard"), "{text}");
        }
        assert_eq!("4/4".parse::<Shard>().unwrap().to_string(), "4/4");
    }
}
