//! The known name that is most like an unknown one.

use super::table::{Table, names, normalize};
use crate::diagnose::catalogue;

/// The symbol or cause id with the fewest differences, if at most a third of the letters differ.
pub(super) fn nearest(table: &Table, name: &str) -> Option<String> {
    let name = normalize(name);
    if name.len() > 64 {
        return None;
    }
    let symbols = table.rows.iter().filter_map(|row| {
        let differences = names(row).iter().map(|known| distance(&name, known)).min()?;
        Some((differences, row.symbol?))
    });
    let causes = catalogue::all().iter().map(|cause| (distance(&name, &normalize(cause.id)), cause.id));
    symbols
        .chain(causes)
        .min_by_key(|(differences, _)| *differences)
        .filter(|(differences, _)| differences * 3 <= name.len())
        .map(|(_, known)| known.to_owned())
}

/// How many letters have to be added, left out or changed (Levenshtein), one row of the matrix at a time.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, above) in b.bytes().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(x != y)).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
