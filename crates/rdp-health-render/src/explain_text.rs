//! What a code means, and what it does not, as text.

use rdp_health::{
    CauseId, CodeConfidence, Explanation, LogExplanation, Note, NoteKind, Reading, Visibility, cause,
};

use crate::options::{Detail, TextOptions};
use crate::page::{Page, Span, marked, plain, styled};
use crate::style::{BAD, BOLD, DIM, GOOD, PLAIN};
use crate::words::phase_word;

/// More causes than this are named by their ids alone.
const WITH_TITLES: usize = 6;

/// Of a code that can have many causes, the brief form names the likeliest of those that a check sees and of those
/// that it does not.
const SHOWN_FIRST: (usize, usize) = (5, 3);

/// An explanation as text.
#[must_use]
pub fn explain_text(explanation: &Explanation, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    match explanation.cause.as_ref().and_then(cause) {
        Some(cause) => {
            page.line(&[], 0, &[styled(BOLD, cause.id.as_str()), plain(": "), plain(cause.title)]);
            page.line(&[], 0, &[marked(cause.summary())]);
            page.line(&[], 0, &[marked(format!("`rdp-health causes {}` shows the whole page.", cause.id))]);
            if !explanation.readings.is_empty() {
                page.blank();
                page.line(&[styled(BOLD, "Clients may show")], 0, &[]);
            }
            for reading in &explanation.readings {
                let mut line = code(reading);
                line.push(styled(DIM, format!(" ({})", reading.family_title)));
                page.item(2, "", &line);
            }
        }
        None => {
            for line in explanation.query.lines() {
                page.line(&[styled(BOLD, line)], 0, &[]);
            }
            for reading in &explanation.readings {
                page.blank();
                write_reading(&mut page, reading, options.detail);
            }
        }
    }
    for note in &explanation.notes {
        page.blank();
        write_note(&mut page, note);
    }
    page.finish()
}

/// What a log says, as text: in groups, the one to begin with first.
#[must_use]
pub fn log_text(log: &LogExplanation, options: &TextOptions) -> String {
    let mut page = Page::new(options);
    let lines = format!("{} of {} lines contain a known message or code.", log.telling_lines, log.lines);
    page.line(&[], 0, &[plain(lines)]);
    if 0 < log.cut_lines {
        let what =
            if log.cut_lines == 1 { "1 line is".to_owned() } else { format!("{} lines are", log.cut_lines) };
        page.line(&[], 0, &[plain(format!("{what} longer than 64 KiB: only the first 64 KiB were read."))]);
    }
    for (place, group) in log.groups.iter().enumerate() {
        page.blank();
        let head = match (place, group.lines) {
            (0, 1) => format!("Begin with line {}", group.first_line),
            (0, lines) => format!("Begin with line {} (the same in {lines} lines)", group.first_line),
            (_, 1) => format!("Line {}", group.first_line),
            (_, lines) => {
                format!("Line {} and {} more, the last is {}", group.first_line, lines - 1, group.last_line)
            }
        };
        page.line(&[styled(BOLD, head)], 0, &[]);
        page.field("Text", &[styled(DIM, &group.text)]);
        write_reading(&mut page, &group.reading, options.detail);
    }
    page.finish()
}

/// What a search found, a line each.
#[must_use]
pub fn found_text(found: &[Reading], options: &TextOptions) -> String {
    let mut page = Page::new(options);
    for reading in found {
        let mut line = code(reading);
        line.push(plain(format!(": {}", reading.meaning)));
        line.push(styled(DIM, format!(" ({})", reading.family_title)));
        page.item(0, "- ", &line);
    }
    page.finish()
}

/// The number in both writings, and its official name.
fn code(reading: &Reading) -> Vec<Span> {
    let (Some(hex), Some(dec)) = (&reading.code_hex, reading.code_dec) else {
        let words = reading.words.as_deref().unwrap_or_default();
        return vec![styled(BOLD, format!("\"{words}\""))];
    };
    if reading.family.is_decimal() {
        // Results of libraries are negative numbers.
        let dec = if dec < 1 << 31 { dec.to_string() } else { dec.cast_signed().to_string() };
        let packed = hex.len() == 10 && dec.len() < 10;
        let mut line = vec![styled(BOLD, if packed { hex.clone() } else { dec })];
        line.extend(reading.symbol.as_ref().map(|symbol| plain(format!(" {symbol}"))));
        return line;
    }
    let mut line = vec![styled(BOLD, hex)];
    // Up to 9 both writings are the same.
    if 9 < dec {
        line.push(plain(format!(" ({dec})")));
    }
    if let Some(symbol) = &reading.symbol {
        line.push(plain(format!(" {symbol}")));
    }
    line
}

fn write_reading(page: &mut Page<'_>, reading: &Reading, detail: Detail) {
    page.field(if reading.code_hex.is_some() { "Code" } else { "Message" }, &code(reading));
    page.field("", &[plain(&reading.family_title)]);
    page.field("Means", &[marked(&reading.meaning)]);
    if let Some(phase) = reading.phase {
        page.field("Arises in", &[plain(format!("the phase {}", phase_word(phase)))]);
    }
    let (mut seen, mut unseen): (Vec<&str>, Vec<&str>) =
        reading.causes.iter().map(CauseId::as_str).partition(|id| shows_from_outside(id));
    let more = reading.causes.len().saturating_sub(SHOWN_FIRST.0 + SHOWN_FIRST.1);
    let brief = detail == Detail::Brief && 1 < more;
    if brief {
        // Where there are few of one kind, the other has their places.
        let places = SHOWN_FIRST.0 + SHOWN_FIRST.1;
        let first = seen.len().min(SHOWN_FIRST.0.max(places.saturating_sub(unseen.len())));
        seen.truncate(first);
        unseen.truncate(places.saturating_sub(first));
    }
    write_causes(page, "Can be", &seen);
    write_causes(page, if seen.is_empty() { "Can be" } else { "Or, unseen" }, &unseen);
    if brief {
        page.field("", &[plain(format!("Look at these first; `-v` names {more} more."))]);
    }
    let (word, style) = match reading.confidence {
        CodeConfidence::Verified => ("verified", GOOD),
        CodeConfidence::SingleSource => ("according to one source", PLAIN),
        CodeConfidence::Unverified => ("unverified, reported by users", BAD),
        CodeConfidence::Inferred => ("inferred, not in any table", BAD),
        CodeConfidence::Guess => ("a guess: the text does not say that this one is meant", BAD),
        _ => ("not known", BAD),
    };
    page.field("How sure", &[styled(style, word), styled(DIM, format!(" ({})", reading.source))]);
}

/// Whether a check can see the cause, or hints of it.
fn shows_from_outside(id: &str) -> bool {
    cause(id).is_some_and(|cause| matches!(cause.visible, Visibility::Remote | Visibility::Partly))
}

fn write_causes(page: &mut Page<'_>, label: &str, ids: &[&str]) {
    if WITH_TITLES < ids.len() {
        page.field(label, &[plain(ids.join(", "))]);
        return;
    }
    let mut label = label;
    for id in ids {
        let title = cause(id).map_or("", |cause| cause.title);
        page.field(label, &[styled(BOLD, *id), plain(format!(": {title}"))]);
        label = "";
    }
}

fn write_note(page: &mut Page<'_>, note: &Note) {
    let (label, style) = match note.kind {
        NoteKind::Ambiguity => ("Ambiguous", BOLD),
        NoteKind::Inference => ("Inferred", BOLD),
        NoteKind::DoesNotMean => ("Not meant", BOLD),
        NoteKind::Invention => ("Made up", BAD),
        NoteKind::BadAdvice => ("Bad advice", BAD),
        NoteKind::Contradiction => ("Disputed", BOLD),
        NoteKind::Context => ("Context", BOLD),
        NoteKind::NextStep => ("Next", GOOD),
        _ => ("Note", BOLD),
    };
    let mut text = vec![marked(&note.text)];
    if let Some(source) = &note.source {
        text.push(styled(DIM, format!(" ({source})")));
    }
    page.labelled(style, label, &text);
    let causes: Vec<&str> = note.causes.iter().map(CauseId::as_str).collect();
    write_causes(page, "See", &causes);
}
