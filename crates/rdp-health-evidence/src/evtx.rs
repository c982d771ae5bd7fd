//! Event logs (EVTX): records in binary XML, chunk by chunk.
//!
//! INVARIANT: one chunk is in memory at a time, whatever the log's size; each record is read on its own, in at most
//! [`MOST_TOKENS`] steps, and one that cannot be read is counted.

use std::io::{self, Read};

use crate::bytes::{hex, place, slice, u16_at, u32_at, u64_at, utf16};
use crate::moment::filetime;

const FILE_HEAD: usize = 4096;
const CHUNK: usize = 65_536;
/// The first record of a chunk.
const FIRST: usize = 512;
const MOST_TOKENS: u32 = 20_000;
/// XML within values of XML.
const DEEPEST: u8 = 6;
/// A record has so many values, and a longer one is cut.
const MOST_VALUES: usize = 256;
const LONGEST_VALUE: usize = 2048;

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) at: String,
    pub(crate) provider: String,
    pub(crate) log: String,
    pub(crate) computer: String,
    pub(crate) id: u32,
    /// What it says: names and values, an empty name where it has none.
    pub(crate) data: Vec<(String, String)>,
}

/// How much of a log was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) read: u64,
    pub(crate) unreadable: u64,
    /// Chunks that are none.
    pub(crate) damaged: u64,
}

pub(crate) fn is_log(bytes: &[u8]) -> bool {
    bytes.starts_with(b"ElfFile\0")
}

/// Hands on every record of a log that can be read, up to its end or to where it breaks off.
pub(crate) fn read(mut log: impl Read, take: &mut dyn FnMut(Record)) -> (Count, io::Result<()>) {
    let mut count = Count::default();
    let outcome = chunks(&mut log, &mut count, take);
    (count, outcome)
}

fn chunks(log: &mut impl Read, count: &mut Count, take: &mut dyn FnMut(Record)) -> io::Result<()> {
    let mut head = vec![0; FILE_HEAD];
    log.read_exact(&mut head)?;
    let mut chunk = Vec::with_capacity(CHUNK);
    loop {
        chunk.clear();
        log.by_ref().take(u64::try_from(CHUNK).unwrap_or(0)).read_to_end(&mut chunk)?;
        match chunk.as_slice() {
            [] => return Ok(()),
            whole if whole.starts_with(b"ElfChnk\0") => records(whole, count, take),
            // Room that was never used.
            rest if rest.iter().all(|byte| *byte == 0) => {}
            _ => count.damaged += 1,
        }
    }
}

fn records(chunk: &[u8], count: &mut Count, take: &mut dyn FnMut(Record)) {
    let free = u32_at(chunk, 48).and_then(place).unwrap_or(CHUNK).clamp(FIRST, CHUNK);
    let mut at = FIRST;
    while at < free {
        let size = u32_at(chunk, at + 4).and_then(place).unwrap_or(0);
        if slice(chunk, at, 4) != Some(b"\x2a\x2a\0\0") || size < 28 || chunk.len() < at + size {
            // Where the next one begins is not known.
            count.unreadable += 1;
            return;
        }
        let mut reading =
            Reading { chunk, record: Record::default(), tokens: 0, path: Vec::new(), named: None };
        let moment = u64_at(chunk, at + 16).and_then(filetime);
        match (moment, reading.fragment(at + 24, at + size - 4, &[], 0)) {
            (Some(moment), Some(_)) if !reading.record.provider.is_empty() => {
                reading.record.at = moment;
                count.read += 1;
                take(reading.record);
            }
            _ => count.unreadable += 1,
        }
        at += size;
    }
}

struct Reading<'a> {
    chunk: &'a [u8],
    record: Record,
    tokens: u32,
    path: Vec<String>,
    /// The `Name` of the element `Data` in which we are.
    named: Option<String>,
}

/// A value of a template.
#[derive(Debug, Clone, Copy)]
struct Substitute {
    kind: u8,
    at: usize,
    length: usize,
}

impl Reading<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.chunk.get(at).copied()
    }

    /// Reads tokens up to the end of the fragment, and gives where that is.
    fn fragment(&mut self, mut at: usize, end: usize, values: &[Substitute], depth: u8) -> Option<usize> {
        if DEEPEST < depth {
            return None;
        }
        let mut attribute: Option<String> = None;
        while at < end {
            self.tokens += 1;
            if MOST_TOKENS < self.tokens {
                return None;
            }
            let token = self.byte(at)?;
            match token & 0x3f {
                // The end of the fragment.
                0x00 => return Some(at + 1),
                // <Name
                0x01 => {
                    let (name, after) = self.name(at + 7)?;
                    if 32 <= self.path.len() {
                        return None;
                    }
                    self.path.push(name);
                    self.named = None;
                    at = if token & 0x40 == 0 { after } else { after + 4 };
                }
                // >
                0x02 => {
                    attribute = None;
                    at += 1;
                }
                // /> and </Name>
                0x03 | 0x04 => {
                    attribute = None;
                    self.path.pop()?;
                    at += 1;
                }
                // Text.
                0x05 => {
                    let length = usize::from(u16_at(self.chunk, at + 2)?) * 2;
                    let text = utf16(slice(self.chunk, at + 4, length)?);
                    self.say(attribute.as_deref(), text);
                    at += 4 + length;
                }
                // Name=
                0x06 => {
                    let (name, after) = self.name(at + 1)?;
                    attribute = Some(name);
                    at = after;
                }
                // CDATA.
                0x07 => at += 3 + usize::from(u16_at(self.chunk, at + 1)?) * 2,
                0x08 => at += 3,
                0x09 | 0x0a => at = self.name(at + 1)?.1,
                0x0b => at += 3 + usize::from(u16_at(self.chunk, at + 1)?) * 2,
                // A template, and its values.
                0x0c => at = self.template(at, end, depth)?,
                // A value.
                0x0d | 0x0e => {
                    let value = values.get(usize::from(u16_at(self.chunk, at + 1)?)).copied();
                    at += 4;
                    if let Some(value) = value {
                        self.substitute(value, attribute.as_deref(), depth)?;
                    }
                }
                // The fragment's head.
                0x0f => at += 4,
                _ => return None,
            }
        }
        Some(at)
    }

    fn template(&mut self, at: usize, end: usize, depth: u8) -> Option<usize> {
        let definition = place(u32_at(self.chunk, at + 6)?)?;
        let length = place(u32_at(self.chunk, definition + 20)?)?;
        let body = definition + 24;
        // It stands here where it is used for the first time.
        let list = if definition == at + 10 { body.checked_add(length)? } else { at + 10 };
        let count = place(u32_at(self.chunk, list)?)?;
        if MOST_VALUES < count {
            return None;
        }
        let mut value_at = list + 4 + count * 4;
        let mut values = Vec::with_capacity(count);
        for index in 0..count {
            let size = usize::from(u16_at(self.chunk, list + 4 + index * 4)?);
            let kind = self.byte(list + 6 + index * 4)?;
            values.push(Substitute { kind, at: value_at, length: size });
            value_at += size;
        }
        if end < value_at {
            return None;
        }
        self.fragment(body, body.checked_add(length)?, &values, depth + 1)?;
        Some(value_at)
    }

    /// A name, and what follows it where it stands here.
    fn name(&self, at: usize) -> Option<(String, usize)> {
        let offset = place(u32_at(self.chunk, at)?)?;
        let length = usize::from(u16_at(self.chunk, offset + 6)?) * 2;
        let name = utf16(slice(self.chunk, offset + 8, length.min(256))?);
        let after = at + 4;
        Some((name, if offset == after { after + 8 + length + 2 } else { after }))
    }

    fn substitute(&mut self, value: Substitute, attribute: Option<&str>, depth: u8) -> Option<()> {
        if value.kind == 0x21 {
            let kept = self.path.len();
            self.fragment(value.at, value.at + value.length, &[], depth + 1)?;
            self.path.truncate(kept);
            return Some(());
        }
        if let Some(text) = text(value.kind, slice(self.chunk, value.at, value.length)?) {
            self.say(attribute, text);
        }
        Some(())
    }

    fn say(&mut self, attribute: Option<&str>, mut text: String) {
        let element = self.path.last().map(String::as_str).unwrap_or_default();
        let parent = self.path.get(1).map(String::as_str).unwrap_or_default();
        match (parent, element, attribute) {
            ("System", "Provider", Some("Name")) => self.record.provider = text,
            ("System", "EventID", None) => self.record.id = text.parse().unwrap_or(0),
            ("System", "Channel", None) => self.record.log = text,
            ("System", "Computer", None) => self.record.computer = text,
            ("System", ..) | ("", ..) => {}
            (_, _, Some("Name")) => self.named = Some(text),
            (_, _, Some(_)) => {}
            (_, element, None) if self.record.data.len() < MOST_VALUES => {
                if let Some((end, _)) = text.char_indices().nth(LONGEST_VALUE) {
                    text.truncate(end);
                }
                let is_data = element == "Data";
                let name = self
                    .named
                    .clone()
                    .unwrap_or_else(|| if is_data { String::new() } else { element.to_owned() });
                self.record.data.push((name, text));
            }
            _ => {}
        }
    }
}

/// A value as text; `None` where there is none.
fn text(kind: u8, bytes: &[u8]) -> Option<String> {
    let number = |width: usize| {
        let mut whole = [0; 8];
        let field = bytes.get(..width)?;
        whole.get_mut(..width)?.copy_from_slice(field);
        Some(u64::from_le_bytes(whole))
    };
    Some(match kind {
        0x00 => return None,
        0x01 => utf16(bytes),
        0x81 => {
            let texts = bytes.chunks_exact(2).map(|unit| {
                if unit == [0, 0] {
                    [b'\n', 0]
                } else {
                    [unit.first().copied().unwrap_or(0), unit.last().copied().unwrap_or(0)]
                }
            });
            utf16(&texts.flatten().collect::<Vec<u8>>())
        }
        0x02 => crate::bytes::latin1(bytes),
        0x03 => number(1)?.to_le_bytes().first()?.cast_signed().to_string(),
        0x04 => number(1)?.to_string(),
        0x05 => u16_at(bytes, 0)?.cast_signed().to_string(),
        0x06 => number(2)?.to_string(),
        0x07 => u32_at(bytes, 0)?.cast_signed().to_string(),
        0x08 => number(4)?.to_string(),
        0x09 => number(8)?.cast_signed().to_string(),
        0x0a => number(8)?.to_string(),
        0x0d => (number(1)? != 0).to_string(),
        0x11 => filetime(number(8)?)?,
        0x10 | 0x14 | 0x15 => format!("{:#x}", number(bytes.len().min(8))?),
        _ => hex(bytes.get(..64).unwrap_or(bytes)),
    })
}
