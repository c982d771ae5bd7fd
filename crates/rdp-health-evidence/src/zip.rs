//! Zip archives, read by their directory and unpacked piece by piece. Nothing is unpacked to a disk.
//!
//! INVARIANT: a name that leads out of the archive, or a file that would unpack to far more than such files do, refuse the
//! whole archive. A file gives no more bytes than the directory says, and is an error at its end if it has others.

use std::io::{self, Read, SeekFrom};

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

use crate::bytes::{slice, u16_at, u32_at};
use crate::pages::Source;

/// So many files; a support tool collects some hundreds.
const MOST_FILES: usize = 16_384;
/// The directory of that many files with long names.
const LONGEST_DIRECTORY: u64 = 8 << 20;
/// So many times what is packed; an event log or an export is 10 to 40 times as long.
const MOST_TIMES: u64 = 500;
/// Short texts of one letter are no bombs.
const ALWAYS: u64 = 1 << 20;
/// So much is read of the archive at a time.
const PIECE: usize = 32 << 10;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("it is not a complete zip archive: its directory is missing at the end")]
    NoDirectory,
    #[error("its directory is damaged")]
    Damaged,
    #[error("it has more than {MOST_FILES} files")]
    TooMany,
    #[error("{0} in it would unpack to far more than such files do: a zip bomb")]
    Bomb(String),
    #[error("a name in it leads out of the archive")]
    Climbs,
    #[error("it is a zip64 archive; make one of less than 4 GB")]
    Zip64,
}

pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// A file in an archive.
#[derive(Debug)]
pub(crate) struct Entry {
    /// With `/` between folders.
    pub(crate) name: String,
    /// Unpacked.
    pub(crate) length: u64,
    method: u16,
    flags: u16,
    crc: u32,
    packed: u64,
    at: u64,
}

impl Entry {
    /// Whether it unpacks to far more than what is read of hosts does.
    pub(crate) fn is_bomb(&self) -> bool {
        ALWAYS < self.length && self.packed.saturating_mul(MOST_TIMES) < self.length
    }
}

/// The files of an archive, without its folders.
pub(crate) fn directory(archive: &mut dyn Source) -> Result<Vec<Entry>, Refused> {
    let length = archive.seek(SeekFrom::End(0)).map_err(|_| Refused::NoDirectory)?;
    let tail_at = length.saturating_sub(22 + 65_535);
    let tail = bytes(archive, tail_at, 22 + 65_535).ok_or(Refused::NoDirectory)?;
    let end = (0..=tail.len().saturating_sub(22))
        .rev()
        .find(|at| slice(&tail, *at, 4) == Some(b"PK\x05\x06"))
        .ok_or(Refused::NoDirectory)?;
    let count = usize::from(u16_at(&tail, end + 10).ok_or(Refused::NoDirectory)?);
    let size = u32_at(&tail, end + 12).ok_or(Refused::NoDirectory)?;
    let start = u32_at(&tail, end + 16).ok_or(Refused::NoDirectory)?;
    if count == 0xffff || start == u32::MAX {
        return Err(Refused::Zip64);
    }
    if MOST_FILES < count {
        return Err(Refused::TooMany);
    }
    let size = u64::from(size).min(LONGEST_DIRECTORY);
    let directory = bytes(archive, u64::from(start), size).ok_or(Refused::Damaged)?;
    let mut at = 0;
    let mut entries = Vec::new();
    for _ in 0..count {
        let head = slice(&directory, at, 46)
            .filter(|head| head.starts_with(b"PK\x01\x02"))
            .ok_or(Refused::Damaged)?;
        let number = |at| u32_at(head, at).map_or(u64::MAX, u64::from);
        let short = |at| usize::from(u16_at(head, at).unwrap_or(0));
        let name = slice(&directory, at + 46, short(28)).ok_or(Refused::Damaged)?;
        // PowerShell 5.1 writes backslashes.
        let name = String::from_utf8_lossy(name).replace('\\', "/");
        if name.starts_with('/') || name.contains(':') || name.split('/').any(|part| part == "..") {
            return Err(Refused::Climbs);
        }
        at = at + 46 + short(28) + short(30) + short(32);
        if !name.ends_with('/') {
            entries.push(Entry {
                name,
                flags: u16_at(head, 8).unwrap_or(0),
                method: u16_at(head, 10).unwrap_or(0),
                crc: u32_at(head, 16).unwrap_or(0),
                packed: number(20),
                length: number(24),
                at: number(42),
            });
        }
    }
    Ok(entries)
}

/// So many bytes from a place on, or as many as there are.
fn bytes(archive: &mut dyn Source, at: u64, most: u64) -> Option<Vec<u8>> {
    archive.seek(SeekFrom::Start(at)).ok()?;
    let mut bytes = Vec::new();
    archive.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The content of a file, unpacked as it is read.
pub(crate) fn unpack<'a>(archive: &'a mut dyn Source, entry: &Entry) -> Result<Unpacked<'a>, &'static str> {
    if entry.flags & 1 != 0 {
        return Err("it is encrypted");
    }
    let head = bytes(archive, entry.at, 30).unwrap_or_default();
    if !head.starts_with(b"PK\x03\x04") || head.len() < 30 {
        return Err("it is damaged");
    }
    let short = |at| u64::from(u16_at(&head, at).unwrap_or(0));
    let at = entry.at.saturating_add(30 + short(26) + short(28));
    archive.seek(SeekFrom::Start(at)).map_err(|_| "it is cut off")?;
    let inflate = match entry.method {
        STORED if entry.packed == entry.length => None,
        DEFLATED => Some(InflateState::new_boxed(DataFormat::Raw)),
        _ => return Err("it is packed in a way that is not read"),
    };
    let (packed, left) = (entry.packed, entry.length);
    Ok(Unpacked { archive, packed, inflate, piece: Vec::new(), used: 0, left, crc: !0, sum: entry.crc })
}

/// INVARIANT: gives as many bytes as the directory says, whose checksum is the one of the directory, or an error.
pub(crate) struct Unpacked<'a> {
    archive: &'a mut dyn Source,
    /// Still to be read of the archive.
    packed: u64,
    /// `None`: stored as it is.
    inflate: Option<Box<InflateState>>,
    piece: Vec<u8>,
    used: usize,
    /// Still to be given.
    left: u64,
    crc: u32,
    sum: u32,
}

fn broken(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

impl Unpacked<'_> {
    /// The next piece of the archive, if the last one is used up.
    fn fill(&mut self) -> io::Result<()> {
        if self.used < self.piece.len() || self.packed == 0 {
            return Ok(());
        }
        (self.piece, self.used) = (Vec::with_capacity(PIECE), 0);
        let most = self.packed.min(u64::try_from(PIECE).unwrap_or(0));
        self.archive.take(most).read_to_end(&mut self.piece)?;
        if self.piece.is_empty() {
            return Err(broken("it is cut off"));
        }
        self.packed -= u64::try_from(self.piece.len()).unwrap_or(self.packed);
        Ok(())
    }

    fn some(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            self.fill()?;
            let rest = self.piece.get(self.used..).unwrap_or_default();
            let Some(state) = &mut self.inflate else {
                let count = rest.len().min(into.len());
                for (to, from) in into.iter_mut().zip(rest) {
                    *to = *from;
                }
                self.used += count;
                return Ok(count);
            };
            let step = inflate(state, rest, into, MZFlush::None);
            self.used += step.bytes_consumed;
            match step.status {
                Ok(MZStatus::StreamEnd) => return Ok(step.bytes_written),
                _ if 0 < step.bytes_written => return Ok(step.bytes_written),
                Ok(_) if 0 < step.bytes_consumed || self.used < self.piece.len() => {}
                // It wants more, and there is no more.
                _ => return Err(broken("it cannot be unpacked")),
            }
        }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        if into.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            // What the directory hides shows here.
            if self.inflate.is_some() && self.some(&mut [0]).is_ok_and(|more| 0 < more) {
                return Err(broken("it cannot be unpacked: it is longer than it says"));
            }
            return match !self.crc == self.sum {
                true => Ok(0),
                false => Err(broken("its checksum is wrong")),
            };
        }
        let into = into.get_mut(..room).unwrap_or_default();
        let count = self.some(into)?;
        if count == 0 {
            return Err(broken("it cannot be unpacked: it is shorter than it says"));
        }
        self.left -= u64::try_from(count).unwrap_or(self.left);
        self.crc = crc(self.crc, into.get(..count).unwrap_or_default());
        Ok(count)
    }
}

pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    !crc(!0, bytes)
}

fn crc(before: u32, bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = table();
    let step = |crc: u32, byte: &u8| {
        let low = usize::from(crc.to_le_bytes().first().copied().unwrap_or(0) ^ byte);
        crc >> 8 ^ TABLE.get(low).copied().unwrap_or(0)
    };
    bytes.iter().fold(before, step)
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
