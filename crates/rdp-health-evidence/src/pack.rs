//! Writes a zip archive, one file after the other, without going back.

use std::io::{self, Write};

use miniz_oxide::deflate::compress_to_vec;

use crate::zip::crc32;

/// What version of the format a reader must know, and that names are UTF-8.
const VERSION_AND_FLAGS: [u8; 4] = [20, 0, 0, 8];
/// Packed by Deflate, on 1980-01-01.
const METHOD_AND_DATE: [u8; 6] = [8, 0, 0, 0, 0x21, 0];
/// Fast, and an event log shrinks to a tenth.
const LEVEL: u8 = 6;

pub(crate) struct Archive<W> {
    to: W,
    at: u32,
    count: u16,
    directory: Vec<u8>,
}

impl<W: Write> Archive<W> {
    pub(crate) fn new(to: W) -> Self {
        Self { to, at: 0, count: 0, directory: Vec::new() }
    }

    pub(crate) fn add(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let packed = compress_to_vec(content, LEVEL);
        let mut head = VERSION_AND_FLAGS.to_vec();
        head.extend(METHOD_AND_DATE);
        head.extend(crc32(content).to_le_bytes());
        head.extend(number(packed.len())?.to_le_bytes());
        head.extend(number(content.len())?.to_le_bytes());
        head.extend(u16::try_from(name.len()).map_err(|_| too_large())?.to_le_bytes());
        head.extend([0, 0]);
        self.directory.extend(b"PK\x01\x02\x14\0");
        self.directory.extend(&head);
        self.directory.extend([0; 10]);
        self.directory.extend(self.at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count = self.count.checked_add(1).ok_or_else(too_large)?;
        for piece in [b"PK\x03\x04".as_slice(), &head, name.as_bytes(), &packed] {
            self.to.write_all(piece)?;
            self.at = self.at.checked_add(number(piece.len())?).ok_or_else(too_large)?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.to.write_all(&self.directory)?;
        let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
        end.extend(self.count.to_le_bytes());
        end.extend(self.count.to_le_bytes());
        end.extend(number(self.directory.len())?.to_le_bytes());
        end.extend(self.at.to_le_bytes());
        end.extend([0, 0]);
        self.to.write_all(&end)?;
        self.to.flush()
    }
}

fn number(length: usize) -> io::Result<u32> {
    u32::try_from(length).map_err(|_| too_large())
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "more than a zip archive holds")
}
