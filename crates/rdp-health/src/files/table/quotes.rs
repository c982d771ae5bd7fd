//! Quotes of a table that are opened and never closed: a reader of CSV takes all that follows for one field.

/// A table that has more of them is not read.
const MOST: usize = 20;

/// A table without the lines whose quotes are not closed, which are empty instead so that the others keep their numbers.
pub(super) struct Mended {
    pub(super) text: String,
    /// The lines on which such a quote is opened, from 1.
    pub(super) lines: Vec<usize>,
    /// Whether there are too many to go on.
    pub(super) gave_up: bool,
}

/// `None` = every quote is closed.
pub(super) fn mend(text: &str, delimiter: u8) -> Option<Mended> {
    let bytes = text.as_bytes();
    let mut mended = Mended { text: String::new(), lines: Vec::new(), gave_up: false };
    let (mut at, mut line, mut line_begins, mut copied, mut field_begins) = (0, 1, 0, 0, true);
    while let Some(byte) = bytes.get(at).copied() {
        if byte == b'"' && field_begins {
            field_begins = false;
            if let Some((end, lines)) = closed(bytes, at, delimiter) {
                line += lines;
                at = end;
                continue;
            }
            if mended.lines.len() == MOST {
                mended.gave_up = true;
                return Some(mended);
            }
            mended.lines.push(line);
            mended.text += text.get(copied..line_begins).unwrap_or_default();
            at = (at..bytes.len()).find(|at| is_end(bytes.get(*at))).unwrap_or(bytes.len());
            copied = at;
            continue;
        }
        field_begins = byte == delimiter;
        if ends_line(bytes, at) {
            line += 1;
            line_begins = at + 1;
            field_begins = true;
        }
        at += 1;
    }
    mended.text += text.get(copied..).unwrap_or_default();
    (!mended.lines.is_empty()).then_some(mended)
}

/// Where the quoted field ends that begins here, and how many lines it ends. What stands right behind the quote that
/// closes a field of several lines tells whether it does: another field may open with it.
fn closed(bytes: &[u8], begins: usize, delimiter: u8) -> Option<(usize, usize)> {
    let (mut at, mut lines) = (begins + 1, 0);
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => break,
            _ => {
                lines += usize::from(ends_line(bytes, at));
                at += 1;
            }
        }
    }
    let behind = bytes.get(at + 1..).unwrap_or_default().iter().find(|byte| **byte != b' ');
    let ends = behind == Some(&delimiter) || is_end(behind);
    (lines == 0 || ends).then_some((at + 1, lines))
}

fn is_end(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b'\r' | b'\n'))
}

/// Whether a line ends with this byte: of CRLF with the second one.
fn ends_line(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b'\n') => true,
        Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_that_is_not_closed_costs_its_own_line() {
        for (text, lines, left) in [
            ("a,b\n\"c,d\ne,f\n", &[2][..], "a,b\n\ne,f\n"),
            ("a,b\r\n\"c,d\r\n\"e\",\"f\"\r\n", &[2], "a,b\r\n\r\n\"e\",\"f\"\r\n"),
            ("a,\"b\n", &[1], "\n"),
            ("a\n\"b\n\"c\nd", &[2, 3], "a\n\n\nd"),
            ("\"a\"\"\n,b\nc", &[1], "\n,b\nc"),
        ] {
            let mended = mend(text, b',').unwrap();
            assert_eq!((mended.lines.as_slice(), mended.text.as_str()), (lines, left), "{text}");
        }
        for text in ["a,\"b\nc\",d\ne", "a,\"b\"\"c\"\n", "a,b\"c\n", "\"a\"b\nc", "a,\"b\nc\"  \n", ""] {
            assert!(mend(text, b',').is_none(), "{text}");
        }
        assert!(mend(&"a,\"b\"\"\n".repeat(1001), b',').unwrap().gave_up);
    }
}
