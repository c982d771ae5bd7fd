//! One span of time as a bar, drawn to the scale of the whole check.

use std::time::Duration;

/// A bar of exactly `cells` columns: blanks before, the bar, blanks after.
pub(crate) struct Bar {
    pub(crate) before: String,
    pub(crate) bar: String,
    pub(crate) after: String,
}

/// Draws the time from `start` on for `elapsed` within `total`.
///
/// Times shorter than a cell are one thin sign, so that nothing that happened is invisible.
pub(crate) fn bar(
    start: Duration,
    elapsed: Duration,
    total: Duration,
    cells: u32,
    ok: bool,
    ascii: bool,
) -> Bar {
    let total = total.as_micros().max(1);
    let cells = u128::from(cells.max(1));
    let cell = |moment: Duration| moment.as_micros().min(total).saturating_mul(cells) / total;
    let length = cell(start.saturating_add(elapsed)).saturating_sub(cell(start));
    let start = cell(start).min(cells - 1);
    let sign = match (ok, length, ascii) {
        (true, 0, false) => '▌',
        (true, 0, true) => '|',
        (true, _, false) => '█',
        (true, _, true) => '#',
        (false, _, false) => '×',
        (false, _, true) => 'x',
    };
    let length = length.max(1);
    let repeat = |sign: char, times: u128| (0..times).map(|_| sign).collect::<String>();
    Bar {
        before: repeat(' ', start),
        bar: repeat(sign, length),
        after: repeat(' ', cells.saturating_sub(start + length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(start: u64, elapsed: u64) -> String {
        let [start, elapsed, total] = [start, elapsed, 100].map(Duration::from_micros);
        let Bar { before, bar, after } = bar(start, elapsed, total, 10, true, true);
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
        assert_eq!(
            bar(Duration::ZERO, Duration::ZERO, Duration::ZERO, 10, false, false).bar.chars().count(),
            1
        );
    }
}
