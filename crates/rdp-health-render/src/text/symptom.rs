//! What the client shows, beside what the check saw: what it means, what is excluded, and what remains with its look.

use rdp_health::{ExcludedCause, Reading, Report, Symptom, SymptomFit};

use crate::options::{Detail, TextOptions};
use crate::page::{Page, Span, marked, plain, styled};
use crate::style::{BOLD, DIM};

/// Of what remains so many are on the first screen.
const MOST: usize = 3;
/// Lines that they may take there, and where the steps against a cause have to be shown as well; one is always shown.
const LOOKS: usize = 12;
const LOOKS_BESIDE_STEPS: usize = 6;
/// Lines of what the text means there, and of what it comes to.
const MEANING: usize = 3;
const SAYS: usize = 5;

pub(super) fn write(page: &mut Page<'_>, report: &Report, options: &TextOptions) {
    let Some(symptom) = &report.symptom else { return };
    let brief = options.detail == Detail::Brief;
    page.field("Client shows", &[plain(first_line(&symptom.text))]);
    if let Some(reading) = symptom.readings.first().filter(|_| symptom.fit != SymptomFit::Unread) {
        page.within(if brief { MEANING } else { usize::MAX }, |page| page.field("", &read_as(reading)));
        let others = symptom.readings.get(1..).unwrap_or_default();
        for reading in others.iter().filter(|_| !brief) {
            page.field("", &read_as(reading));
        }
    }
    page.within(if brief { SAYS } else { usize::MAX }, |page| {
        page.field("", &[styled(BOLD, &symptom.says)]);
    });
    if !brief {
        excluded(page, symptom);
    }
    let (most, mut room) = match (brief, report.primary.is_some()) {
        (false, _) => (usize::MAX, usize::MAX),
        (true, false) => (MOST, LOOKS),
        (true, true) => (MOST, LOOKS_BESIDE_STEPS),
    };
    let mut shown = 0;
    for (index, one) in symptom.remains.iter().take(most).enumerate() {
        let mut body = vec![plain(&one.title)];
        if let Some(id) = &one.id {
            body.push(styled(DIM, format!(" ({id})")));
        }
        body.extend([plain(": "), marked(&one.look)]);
        let write = |page: &mut Page<'_>| page.item(13, &format!("{}. ", index + 1), &body);
        let needs = page.rows(write);
        if room < needs && 0 < shown {
            break;
        }
        write(page);
        room = room.saturating_sub(needs);
        shown += 1;
    }
    let left_out = symptom.remains.len().saturating_sub(shown);
    if 0 < left_out {
        page.item(13, "", &[styled(DIM, format!("and {left_out} more, with -v"))]);
    }
    page.blank();
}

/// A window has several lines; the report keeps them all.
fn first_line(text: &str) -> String {
    let mut characters = text.chars();
    let line: String = characters.by_ref().take(160).collect();
    match characters.next() {
        Some(_) => line + "…",
        None => line,
    }
}

fn read_as(reading: &Reading) -> Vec<Span> {
    let mut says = reading.family_title.clone();
    if let Some(code) = &reading.code_hex {
        says.push_str(&format!(" {code}"));
    }
    if let Some(symbol) = &reading.symbol {
        says.push_str(&format!(" ({symbol})"));
    }
    vec![plain(format!("{says}: {}", reading.meaning))]
}

/// The causes that the same thing excludes, together.
fn excluded(page: &mut Page<'_>, symptom: &Symptom) {
    let mut groups: Vec<(&str, Vec<&ExcludedCause>)> = Vec::new();
    for one in &symptom.excluded {
        match groups.iter_mut().find(|(because, _)| *because == one.because) {
            Some((_, group)) => group.push(one),
            None => groups.push((&one.because, vec![one])),
        }
    }
    for (because, group) in groups {
        let ids: Vec<&str> = group.iter().map(|one| one.id.as_str()).collect();
        page.field("", &[plain(format!("Not {}: {because}", ids.join(", ")))]);
    }
}
