//! Zip archives, read by their directory. Nothing is unpacked to a disk.
//!
//! INVARIANT: a name that leads out of the archive, or more than [`MOST_BYTES`] in all, refuse the whole archive.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::bytes::{place, slice, u16_at, u32_at};

/// So many files.
const MOST_FILES: usize = 4096;
/// So many bytes, unpacked, in all.
const MOST_BYTES: usize = 256 << 20;
/// So many times what is packed; an event log or an export is 10 to 40 times as long.
const MOST_TIMES: usize = 500;
/// Short texts of one letter are no bombs.
const ALWAYS: usize = 1 << 20;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("it is no complete zip archive: it has no directory at its end")]
    NoDirectory,
    #[error("its directory is damaged")]
    Damaged,
    #[error("it has more than {MOST_FILES} files")]
    TooMany,
    #[error("it would unpack to more than {} MB, or to far more than such files do: a zip bomb", MOST_BYTES >> 20)]
    Bomb,
    #[error("a name in it leads out of the archive")]
    Climbs,
    #[error("it is a zip64 archive; make one of less than 4 GB")]
    Zip64,
}

/// A file in an archive: its name with `/` between folders, and its content or why there is none.
pub(crate) type File = (String, Result<Vec<u8>, &'static str>);

pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

struct Entry {
    name: String,
    method: u16,
    flags: u16,
    crc: u32,
    packed: usize,
    length: usize,
    at: usize,
}

/// Every file that `wants` names, one after the other.
pub(crate) fn read(bytes: &[u8], take: &mut dyn FnMut(File)) -> Result<(), Refused> {
    let entries = directory(bytes)?;
    for entry in entries {
        if !entry.name.ends_with('/') {
            let content = content(bytes, &entry);
            take((entry.name, content));
        }
    }
    Ok(())
}

fn directory(bytes: &[u8]) -> Result<Vec<Entry>, Refused> {
    let lowest = bytes.len().saturating_sub(22 + 65_535);
    let end = (lowest..=bytes.len().saturating_sub(22))
        .rev()
        .find(|at| slice(bytes, *at, 4) == Some(b"PK\x05\x06"))
        .ok_or(Refused::NoDirectory)?;
    let count = usize::from(u16_at(bytes, end + 10).ok_or(Refused::NoDirectory)?);
    let start = u32_at(bytes, end + 16).ok_or(Refused::NoDirectory)?;
    if count == 0xffff || start == u32::MAX {
        return Err(Refused::Zip64);
    }
    if MOST_FILES < count {
        return Err(Refused::TooMany);
    }
    let mut at = place(start).ok_or(Refused::Damaged)?;
    let mut entries = Vec::new();
    let mut whole = 0_usize;
    for _ in 0..count {
        let head =
            slice(bytes, at, 46).filter(|head| head.starts_with(b"PK\x01\x02")).ok_or(Refused::Damaged)?;
        let number = |at| u32_at(head, at).and_then(place).unwrap_or(usize::MAX);
        let short = |at| usize::from(u16_at(head, at).unwrap_or(0));
        let name = slice(bytes, at + 46, short(28)).ok_or(Refused::Damaged)?;
        // PowerShell 5.1 writes backslashes.
        let name = String::from_utf8_lossy(name).replace('\\', "/");
        if name.starts_with('/') || name.contains(':') || name.split('/').any(|part| part == "..") {
            return Err(Refused::Climbs);
        }
        let entry = Entry {
            name,
            flags: u16_at(head, 8).unwrap_or(0),
            method: u16_at(head, 10).unwrap_or(0),
            crc: u32_at(head, 16).unwrap_or(0),
            packed: number(20),
            length: number(24),
            at: number(42),
        };
        whole = whole.saturating_add(entry.length);
        let is_bomb = ALWAYS < entry.length && entry.packed.saturating_mul(MOST_TIMES) < entry.length;
        if MOST_BYTES < whole || is_bomb {
            return Err(Refused::Bomb);
        }
        at = at + 46 + short(28) + short(30) + short(32);
        entries.push(entry);
    }
    Ok(entries)
}

fn content(bytes: &[u8], entry: &Entry) -> Result<Vec<u8>, &'static str> {
    if entry.flags & 1 != 0 {
        return Err("it is encrypted");
    }
    let head =
        slice(bytes, entry.at, 30).filter(|head| head.starts_with(b"PK\x03\x04")).ok_or("it is damaged")?;
    let short = |at| usize::from(u16_at(head, at).unwrap_or(0));
    let packed = slice(bytes, entry.at + 30 + short(26) + short(28), entry.packed).ok_or("it is cut off")?;
    let content = match entry.method {
        STORED if entry.packed == entry.length => packed.to_vec(),
        DEFLATED => {
            decompress_to_vec_with_limit(packed, entry.length).map_err(|_| "it cannot be unpacked")?
        }
        _ => return Err("it is packed in a way that is not read"),
    };
    match content.len() == entry.length && crc32(&content) == entry.crc {
        true => Ok(content),
        false => Err("its checksum is wrong"),
    }
}

pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    let step = |crc: u32, byte: &u8| {
        let low = usize::from(crc.to_le_bytes().first().copied().unwrap_or(0) ^ byte);
        crc >> 8 ^ TABLE.get(low).copied().unwrap_or(0)
    };
    !bytes.iter().fold(!0, step)
}

#[allow(clippy::indexing_slicing)]
const fn table() -> [u32; 256] {
    let mut table = [0_u32; 256];
    let mut entry = 0;
    let mut value = 0_u32;
    while entry < 256 {
        let mut crc = value;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[entry] = crc;
        entry += 1;
        value += 1;
    }
    table
}
