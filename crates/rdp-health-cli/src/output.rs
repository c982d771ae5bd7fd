//! Standard output: its colours, its width, its letters.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};
use rdp_health_render::TextOptions;

use crate::args::{Cli, When};

/// Widest text on a terminal, in columns: longer lines are hard to read.
const WIDEST: usize = 110;

/// Wider than any line.
const MOST_COLUMNS: usize = 1000;

pub(crate) struct Output {
    stdout: AutoStream<io::Stdout>,
    pub(crate) text: TextOptions,
}

impl Output {
    pub(crate) fn new(cli: &Cli) -> Self {
        let choice = match cli.color {
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
            When::Auto => AutoStream::choice(&io::stdout()),
        };
        let mut text =
            TextOptions::default().colour(choice != ColorChoice::Never).ascii(cli.ascii || !locale_is_utf8());
        if let Some((columns, _)) = terminal_size::terminal_size_of(io::stdout()) {
            text = text.width(usize::from(columns.0).min(WIDEST));
        } else if let Some(columns) = asked_columns() {
            text = text.width(columns);
        }
        Self { stdout: AutoStream::new(io::stdout(), choice), text }
    }

    /// Writes text, all of it and at once.
    pub(crate) fn write(&mut self, text: &str) -> io::Result<()> {
        self.stdout.write_all(text.as_bytes())?;
        self.stdout.flush()
    }
}

/// What `COLUMNS` says (POSIX, Environment Variables): for output that goes elsewhere it is somebody's wish, not the
/// width of a terminal.
fn asked_columns() -> Option<usize> {
    let columns: usize = std::env::var("COLUMNS").ok()?.parse().ok()?;
    (0 < columns).then_some(columns.min(MOST_COLUMNS))
}

/// Whether progress has a terminal to show itself on.
pub(crate) fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Columns and lines of the terminal on which progress is shown.
pub(crate) fn stderr_size() -> Option<(usize, usize)> {
    let (columns, lines) = terminal_size::terminal_size_of(io::stderr())?;
    Some((usize::from(columns.0), usize::from(lines.0)))
}

/// POSIX: the first of these variables that is set decides. Where none is, the locale is "C".
#[cfg(unix)]
fn locale_is_utf8() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
        .map(|value| value.to_string_lossy().to_ascii_lowercase())
        .is_some_and(|value| value.contains("utf-8") || value.contains("utf8"))
}

/// Consoles are written to in Unicode.
#[cfg(not(unix))]
fn locale_is_utf8() -> bool {
    true
}
