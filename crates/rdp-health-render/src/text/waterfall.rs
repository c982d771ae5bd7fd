//! One span of time as a bar, drawn to the scale of the whole check.

/// A bar of exactly `cells` columns: blanks before, the bar, blanks after.
pub(crate) struct Bar {
    pub(crate) before: String,
    pub(crate) bar: String,
    pub(crate) after: String,
}

/// Draws the time from `start_us` on for `elapsed_us` within `total_us`, all in microseconds.
///
/// Times shorter than a cell are one thin sign, so that nothing that happened is invisible.
pub(crate) fn bar(start_us: u64, elapsed_us: u64, total_us: u64, cells: u32, ok: bool, ascii: bool) -> Bar {
    let total = total_us.max(1);
    let cells = u64::from(cells.max(1));
    let cell = |moment: u64| moment.min(total).saturating_mul(cells) / total;
    let length = cell(start_us.saturating_add(elapsed_us)).saturating_sub(cell(start_us));
    let start = cell(start_us).min(cells - 1);
    let sign = match (ok, length, ascii) {
        (true, 0, false) => '▌',
        (true, 0, true) => '|',
        (true, _, false) => '█',
        (true, _, true) => '#',
        (false, _, false) => '×',
        (false, _, true) => 'x',
    };
    let length = length.max(1);
    let repeat = |sign: char, times: u64| (0..times).map(|_| sign).collect::<String>();
    Bar {
        before: repeat(' ', start),
        bar: repeat(sign, length),
        after: repeat(' ', cells.saturating_sub(start + length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(start_us: u64, elapsed_us: u64) -> String {
        let Bar { before, bar, after } = bar(start_us, elapsed_us, 100, 10, true, true);
        format!("{before}{bar}{after}")
    }

    #[test]
    fn drawn_to_scale() {
        for (start, elapsed, expected) in [
            (0, 100, "##########"),
            (0, 50, "#####     "),
            (50, 20, "     ##   "),
            (50, 1, "     |    "),
            (100, 0, "         |"),
            (90, 500, "         #"),
            (500, 500, "         |"),
        ] {
            assert_eq!(drawn(start, elapsed), expected, "{start}+{elapsed}");
        }
    }

    #[test]
    fn a_check_that_took_no_time_draws_too() {
        assert_eq!(bar(0, 0, 0, 10, false, false).bar.chars().count(), 1);
    }
}
