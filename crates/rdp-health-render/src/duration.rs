//! Durations for readers.

/// A duration, in the unit that a reader would choose.
pub(crate) fn duration(us: u64) -> String {
    match us {
        0..10_000 => format!("{}.{} ms", us / 1000, us % 1000 / 100),
        10_000..1_000_000 => format!("{} ms", us / 1000),
        _ => format!("{}.{:02} s", us / 1_000_000, us % 1_000_000 / 10_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_that_a_reader_would_choose() {
        for (us, expected) in
            [(0, "0.0 ms"), (340, "0.3 ms"), (9_999, "9.9 ms"), (412_345, "412 ms"), (5_004_000, "5.00 s")]
        {
            assert_eq!(duration(us), expected);
        }
    }
}
