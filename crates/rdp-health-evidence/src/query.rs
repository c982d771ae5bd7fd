//! What `reg query` prints, which is how Microsoft's support scripts (TSS) write down most of the registry.

use crate::bytes::unhex;
use crate::reg_file::wide;
use crate::registry::{self, Key, Kind, Registry, Value};

const ROOT: &str = "HKEY_LOCAL_MACHINE\\";
/// Between name, type and value.
const GAP: &str = "    ";

/// Whether a text that begins so may be the output of `reg query`, perhaps behind a heading.
pub(crate) fn may_be(beginning: &str) -> bool {
    beginning.lines().any(|line| line.starts_with(ROOT))
}

/// Whether a text is such an output; a list of keys alone says nothing.
pub(crate) fn is_query(text: &str) -> bool {
    may_be(text) && text.contains("    REG_")
}

/// Reads whatever is of interest into the registry.
pub(crate) fn read(text: &str, source: u16, registry: &mut Registry) {
    let mut key: Option<Key> = None;
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        if line.starts_with("HKEY_") {
            if let Some(key) = key.take() {
                registry.take(key);
            }
            key = registry::canonical(line.trim_end(), 1)
                .filter(|_| line.starts_with(ROOT))
                .map(|path| Key { path, written_at: None, source, values: Vec::new() });
        } else if let (Some(key), Some(value)) = (&mut key, line.strip_prefix(GAP).and_then(value)) {
            key.values.push(value);
        }
    }
    if let Some(key) = key {
        registry.take(key);
    }
}

/// `fDenyTSConnections    REG_DWORD    0x1`.
fn value(line: &str) -> Option<Value> {
    let (name, rest) = line.split_once("    REG_")?;
    let (kind, data) = rest.split_once(GAP).unwrap_or((rest.trim_end(), ""));
    let number = || u64::from_str_radix(data.trim().strip_prefix("0x")?, 16).ok();
    let (kind, data) = match kind {
        "SZ" => (Kind::SZ, wide(data)),
        "EXPAND_SZ" => (Kind::EXPAND_SZ, wide(data)),
        "MULTI_SZ" => (Kind::MULTI_SZ, wide(&format!("{}\0\0", data.replace("\\0", "\0")))),
        "DWORD" => (Kind::DWORD, u32::try_from(number()?).ok()?.to_le_bytes().to_vec()),
        "QWORD" => (Kind::QWORD, number()?.to_le_bytes().to_vec()),
        "BINARY" => (Kind::BINARY, unhex(data)),
        _ => return None,
    };
    // The name of a key's own value is translated, and none of those is of interest.
    Some(Value { name: name.to_owned(), kind, data })
}
