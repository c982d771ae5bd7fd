//! Whether bytes are DER through and through, X.690 sections 8.1 and 10.1.

/// Nothing that is signed nests its elements deeper.
const DEEPEST: usize = 40;

/// Whether it is one element, with nothing behind it, whose lengths are written as short as they can be and whose inner
/// elements fill the outer ones. What is inside a primitive element is not looked at.
pub(crate) fn is_der(bytes: &[u8]) -> bool {
    element(bytes, 0).is_some_and(<[u8]>::is_empty)
}

/// What follows the element that begins here; `None` = it is not DER.
fn element(bytes: &[u8], depth: usize) -> Option<&[u8]> {
    let (tag, mut rest) = bytes.split_first()?;
    if tag & 0x1f == 0x1f {
        let last = rest.iter().position(|byte| byte & 0x80 == 0)?;
        rest = rest.get(last.saturating_add(1)..)?;
    }
    let (length, rest) = length(rest)?;
    let (content, rest) = rest.split_at_checked(length)?;
    // 0 ends an element of indefinite length, which DER does not have.
    let is_sound = *tag != 0 && (tag & 0x20 == 0 || fills(content, depth.saturating_add(1)));
    is_sound.then_some(rest)
}

fn fills(mut content: &[u8], depth: usize) -> bool {
    while !content.is_empty() && depth <= DEEPEST {
        match element(content, depth) {
            Some(rest) => content = rest,
            None => return false,
        }
    }
    content.is_empty()
}

fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if first & 0x80 == 0 {
        return Some((usize::from(*first), rest));
    }
    let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
    let is_shortest = digits.first().is_some_and(|digit| *digit != 0) && digits.len() <= 4;
    let length = digits.iter().fold(0_u64, |length, digit| (length << 8) | u64::from(*digit));
    let length = usize::try_from(length).ok().filter(|length| 0x80 <= *length)?;
    is_shortest.then_some((length, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short_and_fit() {
        let long = [&[0x30, 0x81, 0x82, 0x04, 0x81, 0x7f][..], &[0; 0x7f]].concat();
        let fine = [&[0x30, 0x81, 0x83, 0x04, 0x81, 0x80][..], &[0; 0x80]].concat();
        assert!(
            is_der(&fine) && is_der(&[0x30, 0]) && is_der(&[0x30, 3, 2, 1, 5]) && is_der(&[0x1f, 0x81, 1, 0])
        );
        for bytes in [
            &long[..],
            &[],
            &[0x30],
            &[0x30, 0, 0],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x81, 3, 2, 1, 5],
            &[0x30, 0x82, 0, 3, 2, 1, 5],
            &[0x30, 3, 2, 0, 5],
            &[0x30, 3, 2, 2, 5],
            &[0x30, 4, 2, 1, 5],
            &[0x30, 0xff, 2, 1, 5],
        ] {
            assert!(!is_der(bytes), "{bytes:02x?}");
        }
        assert!(!is_der(&[0x30, 0x80].repeat(100_000)));
    }
}
