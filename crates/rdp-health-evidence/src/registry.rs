//! What was read of a registry, wherever it came from: keys by their path in a running Windows, and their values.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::bytes::{hex, u32_at, u64_at, utf16};
use crate::wanted;

/// The registry of one host, as far as it is of interest.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    /// By path in lower case.
    keys: BTreeMap<String, Key>,
}

#[derive(Debug)]
pub(crate) struct Key {
    /// As a running Windows has it: `HKLM\SYSTEM\CurrentControlSet\…`.
    pub(crate) path: String,
    pub(crate) written_at: Option<String>,
    pub(crate) source: u16,
    pub(crate) values: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) data: Vec<u8>,
}

/// `REG_…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind(pub(crate) u32);

impl Kind {
    pub(crate) const SZ: Self = Self(1);
    pub(crate) const EXPAND_SZ: Self = Self(2);
    pub(crate) const BINARY: Self = Self(3);
    pub(crate) const DWORD: Self = Self(4);
    pub(crate) const DWORD_BIG_ENDIAN: Self = Self(5);
    pub(crate) const MULTI_SZ: Self = Self(7);
    pub(crate) const QWORD: Self = Self(11);
}

/// No more keys are kept of one host.
const MOST_KEYS: usize = 50_000;
/// A key with more values is not put together from pieces.
const MOST_IN_PIECES: usize = 1000;
/// No longer value is kept.
pub(crate) const LONGEST_VALUE: usize = 64 << 10;
/// As many bytes of a value are shown.
const SHOWN: usize = 64;

impl Registry {
    /// Takes in a key. One that is there already stays as it is: the first source speaks. The same source may give a key
    /// piece by piece.
    pub(crate) fn take(&mut self, mut key: Key) {
        key.values.retain(|value| value.data.len() <= LONGEST_VALUE && !is_secret(&value.name));
        let count = self.keys.len();
        match self.keys.entry(key.path.to_ascii_lowercase()) {
            Entry::Occupied(mut there)
                if there.get().source == key.source && there.get().values.len() < MOST_IN_PIECES =>
            {
                let there = there.get_mut();
                key.values.retain(|value| there.value(&value.name).is_none());
                there.values.append(&mut key.values);
            }
            Entry::Vacant(room) if count < MOST_KEYS => {
                room.insert(key);
            }
            _ => {}
        }
    }

    pub(crate) fn key(&self, path: &str) -> Option<&Key> {
        self.keys.get(&path.to_ascii_lowercase())
    }

    pub(crate) fn value(&self, path: &str, name: &str) -> Option<&Value> {
        self.key(path)?.value(name)
    }

    pub(crate) fn number(&self, path: &str, name: &str) -> Option<u32> {
        self.value(path, name)?.number()
    }

    pub(crate) fn text(&self, path: &str, name: &str) -> Option<String> {
        self.value(path, name)?.text().filter(|text| !text.is_empty())
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.values()
    }

    /// The keys directly below a path, with their own names.
    pub(crate) fn below<'a>(&'a self, path: &str) -> impl Iterator<Item = (&'a str, &'a Key)> {
        let prefix = format!("{}\\", path.to_ascii_lowercase());
        let length = prefix.len();
        let from = self.keys.range(prefix.clone()..);
        from.take_while(move |(path, _)| path.starts_with(&prefix)).filter_map(move |(_, key)| {
            let name = key.path.get(length..)?;
            (!name.contains('\\')).then_some((name, key))
        })
    }
}

impl Key {
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|value| value.name.eq_ignore_ascii_case(name))
    }
}

impl Value {
    pub(crate) fn number(&self) -> Option<u32> {
        match self.kind {
            Kind::DWORD => u32_at(&self.data, 0),
            Kind::DWORD_BIG_ENDIAN => u32_at(&self.data, 0).map(u32::swap_bytes),
            Kind::QWORD => u32::try_from(u64_at(&self.data, 0)?).ok(),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<String> {
        match self.kind {
            Kind::SZ | Kind::EXPAND_SZ => Some(utf16(&self.data)),
            _ => None,
        }
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        match self.kind {
            Kind::MULTI_SZ => {
                let mut units = self.data.chunks_exact(2);
                let mut texts = Vec::new();
                loop {
                    let text: Vec<u8> =
                        units.by_ref().take_while(|unit| unit != &[0, 0]).flatten().copied().collect();
                    if text.is_empty() {
                        return texts;
                    }
                    texts.push(utf16(&text));
                }
            }
            _ => self.text().into_iter().collect(),
        }
    }

    /// For people: numbers in decimal, bytes in hex.
    pub(crate) fn shown(&self) -> String {
        match self.kind {
            Kind::SZ | Kind::EXPAND_SZ => utf16(&self.data),
            Kind::MULTI_SZ => self.texts().join(","),
            Kind::QWORD => u64_at(&self.data, 0).map_or_else(String::new, |number| number.to_string()),
            _ => match self.number() {
                Some(number) => number.to_string(),
                None => hex(self.data.get(..SHOWN).unwrap_or(&self.data)),
            },
        }
    }
}

/// The path of a running Windows for one that a file names, where it is of interest. `current` is the number of the
/// control set that counts.
pub(crate) fn canonical(path: &str, current: u32) -> Option<String> {
    let path = path.trim_start_matches('\\');
    let path = ["HKEY_LOCAL_MACHINE\\", "HKLM:\\", "HKLM\\", "MACHINE\\"]
        .iter()
        .find_map(|root| strip(path, root))
        .unwrap_or(path);
    // An export of an offline hive begins below its root.
    let path = match path.split('\\').next() {
        Some(first) if is_control_set(first) || first.eq_ignore_ascii_case("Setup") => {
            format!("SYSTEM\\{path}")
        }
        Some(first) if ["microsoft", "policies"].contains(&first.to_ascii_lowercase().as_str()) => {
            format!("SOFTWARE\\{path}")
        }
        _ => path.to_owned(),
    };
    let path = match strip(&path, "SYSTEM\\ControlSet") {
        Some(rest) => {
            let (number, rest) = rest.split_once('\\').unwrap_or((rest, ""));
            (number.parse() == Ok(current)).then(|| format!("SYSTEM\\CurrentControlSet\\{rest}"))?
        }
        None => path,
    };
    let path = format!("HKLM\\{}", path.trim_end_matches('\\'));
    wanted::is_wanted(&path).then_some(path)
}

fn is_control_set(segment: &str) -> bool {
    segment.eq_ignore_ascii_case("CurrentControlSet")
        || strip(segment, "ControlSet").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// INVARIANT: what is named after a secret is dropped before anything looks at it.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "passwd", "secret", "credential", "pwd"].iter().any(|word| name.contains(word))
        && name != "fpromptforpassword"
        && name != "disabledomaincreds"
        && name != "allowprotectedcreds"
}
