//! Writes small hives, logs and archives, as Windows does.

use std::collections::BTreeMap;

use crate::reg_file::wide;

/// A value: its name, `REG_…`, its data.
pub(super) type Value = (String, u32, Vec<u8>);

/// Keys by their path below the root.
#[derive(Default)]
pub(super) struct Tree {
    values: Vec<Value>,
    keys: BTreeMap<String, Tree>,
}

impl Tree {
    pub(super) fn key(&mut self, path: &str) -> &mut Self {
        path.split('\\').fold(self, |tree, name| tree.keys.entry(name.to_owned()).or_default())
    }

    pub(super) fn number(&mut self, path: &str, name: &str, number: u32) -> &mut Self {
        self.key(path).values.push((name.to_owned(), 4, number.to_le_bytes().to_vec()));
        self
    }

    pub(super) fn text(&mut self, path: &str, name: &str, text: &str) -> &mut Self {
        let mut data = wide(text);
        data.extend([0, 0]);
        self.key(path).values.push((name.to_owned(), 1, data));
        self
    }

    /// The hive, closed cleanly.
    pub(super) fn hive(&self) -> Vec<u8> {
        let mut bins = vec![0; 32];
        let root = self.write("ROOT", &mut bins);
        let mut hive = vec![0; 4096];
        hive[..4].copy_from_slice(b"regf");
        hive[4..8].copy_from_slice(&7_u32.to_le_bytes());
        hive[8..12].copy_from_slice(&7_u32.to_le_bytes());
        hive[36..40].copy_from_slice(&root.to_le_bytes());
        let checksum = (0..127)
            .map(|word| u32::from_le_bytes(hive[word * 4..word * 4 + 4].try_into().unwrap()))
            .fold(0, |sum, word| sum ^ word);
        hive[508..512].copy_from_slice(&checksum.to_le_bytes());
        hive.extend(bins);
        hive
    }

    fn write(&self, name: &str, bins: &mut Vec<u8>) -> u32 {
        let keys: Vec<u32> = self.keys.iter().map(|(name, key)| key.write(name, bins)).collect();
        let values: Vec<u32> = self.values.iter().map(|value| write_value(value, bins)).collect();
        let list =
            |offsets: &[u32]| offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect::<Vec<u8>>();
        let key_list = match keys.is_empty() {
            true => u32::MAX,
            false => {
                let mut cell = b"li".to_vec();
                cell.extend(u16::try_from(keys.len()).unwrap().to_le_bytes());
                cell.extend(list(&keys));
                write_cell(&cell, bins)
            }
        };
        let value_list = if values.is_empty() { u32::MAX } else { write_cell(&list(&values), bins) };
        let mut key = vec![0; 0x4c];
        key[..4].copy_from_slice(b"nk\x20\0");
        // 2026-01-02T03:04:05Z.
        key[4..12].copy_from_slice(&134_117_966_450_000_000_u64.to_le_bytes());
        key[0x14..0x18].copy_from_slice(&u32::try_from(keys.len()).unwrap().to_le_bytes());
        key[0x1c..0x20].copy_from_slice(&key_list.to_le_bytes());
        key[0x24..0x28].copy_from_slice(&u32::try_from(values.len()).unwrap().to_le_bytes());
        key[0x28..0x2c].copy_from_slice(&value_list.to_le_bytes());
        key[0x48..0x4a].copy_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
        key.extend(name.as_bytes());
        write_cell(&key, bins)
    }
}

fn write_value((name, kind, data): &Value, bins: &mut Vec<u8>) -> u32 {
    let mut value = b"vk".to_vec();
    value.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    let length = u32::try_from(data.len()).unwrap();
    if data.len() <= 4 {
        value.extend((length | 0x8000_0000).to_le_bytes());
        let mut inline = data.clone();
        inline.resize(4, 0);
        value.extend(inline);
    } else {
        let at = write_cell(data, bins);
        value.extend(length.to_le_bytes());
        value.extend(at.to_le_bytes());
    }
    value.extend(kind.to_le_bytes());
    value.extend([1, 0, 0, 0]);
    value.extend(name.as_bytes());
    write_cell(&value, bins)
}

fn write_cell(content: &[u8], bins: &mut Vec<u8>) -> u32 {
    let at = u32::try_from(bins.len()).unwrap();
    let size = (content.len() + 4).next_multiple_of(8);
    bins.extend((-i32::try_from(size).unwrap()).to_le_bytes());
    bins.extend(content);
    bins.resize(usize::try_from(at).unwrap() + size, 0);
    at
}

/// An event: seconds of 2026-01-02 from 03:00, provider, log, id, names and values.
pub(super) type Event<'a> = (u64, &'a str, &'a str, u32, &'a [(&'a str, &'a str)]);

/// A log of one chunk for each list of events.
pub(super) fn log(chunks: &[&[Event<'_>]]) -> Vec<u8> {
    let mut log = vec![0; 4096];
    log[..8].copy_from_slice(b"ElfFile\0");
    for events in chunks {
        let mut chunk = vec![0; 512];
        chunk[..8].copy_from_slice(b"ElfChnk\0");
        for event in *events {
            let at = chunk.len();
            chunk.extend([0; 24]);
            write_event(event, &mut chunk);
            chunk.extend([0; 4]);
            let size = u32::try_from(chunk.len() - at).unwrap();
            chunk[at..at + 4].copy_from_slice(b"\x2a\x2a\0\0");
            chunk[at + 4..at + 8].copy_from_slice(&size.to_le_bytes());
            let ticks = 134_117_964_000_000_000 + event.0 * 10_000_000;
            chunk[at + 16..at + 24].copy_from_slice(&ticks.to_le_bytes());
        }
        let free = u32::try_from(chunk.len()).unwrap();
        chunk[48..52].copy_from_slice(&free.to_le_bytes());
        assert!(chunk.len() <= 65_536);
        chunk.resize(65_536, 0);
        log.extend(chunk);
    }
    log
}

fn write_event((_, provider, log, id, data): &Event<'_>, chunk: &mut Vec<u8>) {
    chunk.extend([0x0f, 1, 1, 0]);
    open("Event", None, chunk);
    open("System", None, chunk);
    open("Provider", Some(provider), chunk);
    chunk.push(0x03);
    for (name, text) in [
        ("EventID", id.to_string()),
        ("Channel", (*log).to_owned()),
        ("Computer", "srv01.corp.example".to_owned()),
    ] {
        open(name, None, chunk);
        say(&text, chunk);
        chunk.push(0x04);
    }
    chunk.push(0x04);
    open("EventData", None, chunk);
    for (name, value) in *data {
        open("Data", Some(name), chunk);
        say(value, chunk);
        chunk.push(0x04);
    }
    chunk.extend([0x04, 0x04, 0x00]);
}

/// `<name>`, or `<name Name="…">`.
fn open(name: &str, attribute: Option<&str>, chunk: &mut Vec<u8>) {
    chunk.push(if attribute.is_some() { 0x41 } else { 0x01 });
    chunk.extend([0; 6]);
    write_name(name, chunk);
    if let Some(value) = attribute {
        chunk.extend([0; 4]);
        chunk.push(0x06);
        write_name("Name", chunk);
        say(value, chunk);
    }
    if !(attribute.is_some() && name == "Provider") {
        chunk.push(0x02);
    }
}

fn write_name(name: &str, chunk: &mut Vec<u8>) {
    let here = u32::try_from(chunk.len() + 4).unwrap();
    chunk.extend(here.to_le_bytes());
    chunk.extend([0; 6]);
    chunk.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    chunk.extend(wide(name));
    chunk.extend([0, 0]);
}

fn say(text: &str, chunk: &mut Vec<u8>) {
    chunk.extend([0x05, 0x01]);
    chunk.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
    chunk.extend(wide(text));
}

/// A zip of these files, packed; the lengths are those that its directory claims.
pub(super) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in files {
        let packed = miniz_oxide::deflate::compress_to_vec(content, 6);
        let at = u32::try_from(zip.len()).unwrap();
        let mut head = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        head.extend(crate::zip::crc32(content).to_le_bytes());
        head.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        head.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
        head.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        head.extend([0, 0]);
        zip.extend(b"PK\x03\x04");
        zip.extend(&head);
        zip.extend(name.as_bytes());
        zip.extend(packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(zip.len()).unwrap();
    let count = u16::try_from(files.len()).unwrap();
    zip.extend(&directory);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend(count.to_le_bytes());
    zip.extend(count.to_le_bytes());
    zip.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend([0, 0]);
    zip
}
