//! Registry exports: `regedit`, `reg export`, hivexregedit.

use crate::bytes::unhex;
use crate::registry::{self, Key, Kind, LONGEST_VALUE, Registry, Value};

const HEADS: [&str; 2] = ["Windows Registry Editor Version 5.00", "REGEDIT4"];

/// Whether a text is an export.
pub(crate) fn is_export(text: &str) -> bool {
    HEADS.iter().any(|head| text.trim_start().starts_with(head))
}

/// Reads whatever is of interest into the registry, and gives what could not be read.
pub(crate) fn read(text: &str, source: u16, registry: &mut Registry) -> Vec<String> {
    let mut problems = 0_u32;
    let mut key: Option<Key> = None;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if let Some(path) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            if let Some(key) = key.take() {
                registry.take(key);
            }
            // A key that is to be deleted says nothing of the host.
            key = registry::canonical(path, 1).filter(|_| !path.starts_with('-')).map(|path| Key {
                path,
                written_at: None,
                source,
                values: Vec::new(),
            });
            continue;
        }
        let Some(key) = &mut key else { continue };
        if line.is_empty() || line.starts_with(';') {
            continue;
        }
        let mut whole = line.to_owned();
        while whole.ends_with('\\') && whole.len() < LONGEST_VALUE * 4 {
            whole.pop();
            whole.push_str(lines.next().unwrap_or("").trim());
        }
        match value(&whole) {
            Some(value) => key.values.push(value),
            None => problems = problems.saturating_add(1),
        }
    }
    if let Some(key) = key {
        registry.take(key);
    }
    match problems {
        0 => Vec::new(),
        lines => vec![format!("{lines} lines are no values")],
    }
}

/// `"name"=dword:0000000a`.
fn value(line: &str) -> Option<Value> {
    let (name, rest) = match line.strip_prefix('@') {
        Some(rest) => (String::new(), rest),
        None => quoted(line)?,
    };
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let (kind, data) = if rest.starts_with('"') {
        (Kind::SZ, wide(&quoted(rest)?.0))
    } else if let Some(number) = rest.strip_prefix("dword:") {
        (Kind::DWORD, u32::from_str_radix(number.trim(), 16).ok()?.to_le_bytes().to_vec())
    } else {
        let (kind, bytes) = rest.split_once(':')?;
        let kind = match kind.strip_prefix("hex")? {
            "" => Kind::BINARY,
            kind => Kind(u32::from_str_radix(kind.strip_prefix('(')?.strip_suffix(')')?, 16).ok()?),
        };
        (kind, unhex(bytes))
    };
    Some(Value { name, kind, data })
}

/// The text between quotes, with `\\` and `\"` in it, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut name = String::new();
    let mut letters = inner.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((name, inner.get(at + 1..)?)),
            '\\' => name.push(letters.next()?.1),
            letter => name.push(letter),
        }
    }
    None
}

/// As the registry keeps texts.
pub(crate) fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
