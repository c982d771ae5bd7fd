//! A program and a number, `Guacamole 769`: the number is one of that program's codes, or unknown. That another program
//! has the same number says nothing.

use super::client::CodeClient::{
    self, Avd, Freerdp, Gnome, Guacamole, Ironrdp, Mremoteng, Mstsc, Remmina, WindowsApp, WindowsAppMac,
    WindowsAppMobile,
};
use super::context::is_called;
use super::family::CodeFamily;
use super::numbers;
use super::parse::{Form, has_prefix, is_decimal, number};
use super::tokens::{is_joined, tokens};
use super::vocabulary::{CODES, ERRORS, FILLERS};
use super::words::words_of;
use super::{CodeConfidence, Explainer, Note, NoteKind, Reading};

/// What programs are called, the longer names first, and whose codes they show. No servers: what a client shows beside
/// their name is the client's.
const PROGRAMS: &[(&str, &[CodeClient])] = &[
    ("remote desktop connection manager", &[Mremoteng]),
    ("remote desktop connection", &[Mstsc]),
    ("remote desktop manager", &[Mremoteng]),
    ("rdcman", &[Mremoteng]),
    ("mremoteng", &[Mremoteng]),
    ("mremote", &[Mremoteng]),
    ("royal ts", &[Mremoteng]),
    ("royalts", &[Mremoteng]),
    ("mstsc exe", &[Mstsc]),
    ("mstsc", &[Mstsc]),
    ("windows app", &[WindowsApp, WindowsAppMac, WindowsAppMobile]),
    ("msrdc", &[WindowsApp]),
    ("azure virtual desktop", &[Avd, WindowsApp]),
    ("avd", &[Avd, WindowsApp]),
    ("apache guacamole", &[Guacamole]),
    ("guacamole", &[Guacamole]),
    ("guacd", &[Guacamole]),
    ("freerdp", &[Freerdp]),
    ("xfreerdp", &[Freerdp]),
    ("xfreerdp3", &[Freerdp]),
    ("wfreerdp", &[Freerdp]),
    ("wlfreerdp", &[Freerdp]),
    ("wlfreerdp3", &[Freerdp]),
    ("sdl freerdp", &[Freerdp]),
    ("sdl freerdp3", &[Freerdp]),
    ("remmina", &[Remmina]),
    ("gnome connections", &[Gnome]),
    ("ironrdp", &[Ironrdp]),
];

/// Smaller numbers behind a name are versions and sizes: `Windows App 64`, `AVD 32`.
const LEAST: u32 = 256;
/// FreeRDP ends with codes of one byte.
const LEAST_OF_FREERDP: u32 = 16;

/// What a text means that is a program's name and a number, and nothing else but words such as "error code".
pub(super) fn asked(known: &Explainer, text: &str) -> Option<(Vec<Reading>, Vec<Note>)> {
    let all = tokens(text);
    let (last, before) = all.split_last()?;
    if known.table.client.is_some()
        || !(has_prefix(last.text) || is_decimal(last.text))
        || is_joined(text, last)
    {
        return None;
    }
    let number = number(last.text).ok()?;
    let words = words_of(text.get(..last.start)?);
    let clients = PROGRAMS.iter().find_map(|(name, clients)| {
        let rest = words.trim_start().strip_prefix(name)?;
        let between = || rest.split_ascii_whitespace();
        let says_nothing =
            |word: &str| is_called(word, CODES) || is_called(word, ERRORS) || FILLERS.contains(&word);
        (rest.starts_with(' ') && between().all(says_nothing) && between().count() < before.len())
            .then_some(*clients)
    })?;
    let least = if clients == [Freerdp] { LEAST_OF_FREERDP } else { LEAST };
    if number.form == Form::Bare && number.value < least || !known.messages.find(&words_of(text)).is_empty() {
        return None;
    }
    let mut unsure = None;
    for client in clients {
        let own = known.clone().client(*client);
        let (mut readings, notes) = numbers::named_code(&own.table, &number);
        readings.retain(|reading| own.shows(reading));
        if readings.iter().all(|reading| reading.confidence == CodeConfidence::Inferred) {
            // Guacamole's pages write its numbers in either base.
            let rows = own.table.find(number.value, false);
            let either = rows.iter().filter(|row| row.family == CodeFamily::Guacamole);
            let either: Vec<Reading> = either.map(|row| own.table.reading(row)).collect();
            if !either.is_empty() {
                return Some((either, Vec::new()));
            }
            unsure = unsure.or_else(|| (!readings.is_empty()).then_some((readings, notes)));
            continue;
        }
        return Some((readings, notes));
    }
    unsure.or_else(|| {
        let title = clients.first()?.title();
        let text = format!(
            "{} is not a known code of {title}. Other programs may have a code of this number: ask for the number \
             alone to see them.",
            number.written
        );
        Some((Vec::new(), vec![Note::new(NoteKind::Inference, text)]))
    })
}
