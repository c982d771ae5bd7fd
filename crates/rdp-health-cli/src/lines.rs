//! The lines of a text in UTF-8 or, with a mark at its beginning, UTF-16, in bounded memory.

use std::io::{self, BufRead, Read as _};

/// Of a longer line no more is read: so much holds 64 KiB of text in either encoding, and whoever reads the lines sees
/// that they are longer.
const LONGEST: u64 = 256 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    /// As PowerShell's `>` and Notepad's "Unicode" write it.
    Utf16Little,
    Utf16Big,
}

pub(crate) struct Lines<R> {
    input: R,
    /// Not known before the first line.
    encoding: Option<Encoding>,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, encoding: None }
    }

    /// The next line, without its end; what is no text becomes U+FFFD.
    pub(crate) fn next(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        self.input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let is_cut = u64::try_from(bytes.len()).is_ok_and(|read| read == LONGEST);
        if is_cut && !bytes.ends_with(b"\n") {
            self.input.skip_until(b'\n')?;
        }
        let first = self.encoding.is_none();
        let encoding = *self.encoding.get_or_insert(match bytes.as_slice() {
            [0xFF, 0xFE, ..] => Encoding::Utf16Little,
            [0xFE, 0xFF, ..] => Encoding::Utf16Big,
            _ => Encoding::Utf8,
        });
        let text = match encoding {
            Encoding::Utf8 => String::from_utf8_lossy(&bytes).into_owned(),
            Encoding::Utf16Little => {
                // The second half of the line end before stands in front.
                let rest = bytes.get(usize::from(!first)..).unwrap_or_default();
                utf16(rest, u16::from_le_bytes)
            }
            Encoding::Utf16Big => utf16(&bytes, u16::from_be_bytes),
        };
        Ok(Some(text.trim_matches(['\u{feff}', '\r', '\n', '\0']).to_owned()))
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes
        .chunks(2)
        .map(|pair| unit([pair.first().copied().unwrap_or(0), pair.get(1).copied().unwrap_or(0)]))
        .collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::Lines;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = Lines::new(bytes);
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    #[test]
    fn every_encoding() {
        let expected = ["first line", "zweite: größer", ""];
        let text = "first line\r\nzweite: größer\r\n\r\n";
        assert_eq!(lines(text.as_bytes()), expected);
        let marked = format!("\u{feff}{text}");
        assert_eq!(lines(marked.as_bytes()), expected);
        let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(&little)[..3], expected);
        let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(lines(&big), expected);
    }

    #[test]
    fn a_line_without_an_end_is_cut() {
        let long = vec![b'a'; 200_000];
        assert_eq!(lines(&long).len(), 1);
        let longer = [vec![b'a'; 1_000_000], b"\nnext".to_vec()].concat();
        let read = lines(&longer);
        assert!(read[0].len() == 256 * 1024 && read[1] == "next" && read.len() == 2);
        assert!(lines(b"").is_empty());
    }
}
