//! The known name that is most like an unknown one.

use super::table::{Table, names, normalize};
use crate::diagnose::catalogue;

/// The symbol or cause id with the fewest differences, if at most a third of the letters differ.
pub(super) fn nearest(table: &Table, name: &str) -> Option<String> {
    let name = normalize(name);
    let allowed = name.len() / 3;
    let symbols = table
        .rows
        .iter()
        .flat_map(|row| names(row).into_iter().filter_map(|known| Some((known, row.symbol?))));
    let causes = catalogue::all().iter().map(|cause| (normalize(cause.id.as_str()), cause.id.as_str()));
    symbols
        .chain(causes)
        .filter(|(known, _)| known.len().abs_diff(name.len()) <= allowed)
        .map(|(known, written)| (distance(&name, &known), written))
        .filter(|(differences, _)| *differences <= allowed)
        .min_by_key(|(differences, _)| *differences)
        .map(|(_, written)| written.to_owned())
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
